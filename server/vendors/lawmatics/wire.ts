/** What Lawmatics answers, read tolerantly, each shape beside the `fields` that ask for it. */
import { z } from 'zod';

const id = z.union([z.number(), z.string()]).transform(String);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const absent = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value === true);
const number = z.coerce
  .number()
  .nullish()
  .transform((value) => value ?? null);

/** One level of another record: its id and kind. A list or an odd shape is nobody. */
const link = z
  .object({ data: z.object({ id, type: text }).nullish() })
  .nullish()
  .catch(null)
  .transform((value) => value?.data ?? null);

const times = { created_at: absent, updated_at: absent };

/** A record of JSON:API's make. */
function resource<Attributes extends z.ZodType, Links extends z.ZodType>(
  attributes: Attributes,
  relationships: Links,
) {
  return z.object({
    id,
    attributes,
    relationships: z.preprocess((value) => value ?? {}, relationships),
  });
}
const nobody = z.object({});

export const user = resource(z.object({ ...times, name: text, email: absent }), nobody);
/** Who a person is and which firm they work for at the moment. */
export const me = resource(z.object({ name: text }), z.object({ current_firm: link }));
export const meFields = 'all';
export const practiceArea = resource(z.object({ ...times, name: text }), nobody);
export const pipeline = resource(z.object({ name: text }), nobody);

export const stage = resource(
  z.object({ ...times, name: text, order: number }),
  z.object({ pipeline: link }),
);
export const stageFields = 'name,order,created_at,updated_at,pipeline';

export const contact = resource(
  z.object({ ...times, first_name: text, last_name: text, email: absent, phone: absent }),
  nobody,
);
export const contactFields = 'first_name,last_name,email,phone,created_at,updated_at';

export const company = resource(
  z.object({ ...times, name: text, email: absent, phone_number: absent }),
  nobody,
);
export const companyFields = 'name,email,phone_number,created_at,updated_at';

export const phoneNumber = resource(
  z.object({ info: text, label: text }),
  z.object({ informationable: link }),
);
export const phoneNumberFields = 'info,label,informationable';

export const address = resource(
  z.object({
    label: text,
    street: text,
    street2: text,
    city: text,
    state: text,
    zipcode: text,
    country: text,
  }),
  z.object({ addressable: link }),
);
export const addressFields = 'label,street,street2,city,state,zipcode,country,addressable';

export const prospect = resource(
  z.object({
    ...times,
    case_title: text,
    case_number: text,
    case_blurb: text,
    status: text,
    first_name: text,
    last_name: text,
  }),
  z.object({
    contact: link,
    company: link,
    stage: link,
    practice_area: link,
    lead_attorney: link,
    salesperson: link,
    owned_by: link,
  }),
);
export const prospectFields =
  'case_title,case_number,case_blurb,status,first_name,last_name,created_at,updated_at,' +
  'contact,company,stage,practice_area,lead_attorney,salesperson,owned_by';

export const relationship = resource(
  z.object({
    ...times,
    name: text,
    contact_id: id.nullish().transform((value) => value ?? null),
    prospect_id: id.nullish().transform((value) => value ?? null),
  }),
  nobody,
);

/** What every written record is read back by. */
export const written = z.object({
  id,
  attributes: z.preprocess((value) => value ?? {}, z.object(times)),
});

/** Forms carry line ends as two characters, and so they come back. */
const lines = text.transform((value) => value.replaceAll('\r\n', '\n'));

export const interaction = resource(
  z.object({ ...times, interaction_type: text, body: lines }),
  z.object({ interactable: link }),
);
export const note = resource(z.object({ ...times, name: text, body: lines }), z.object({ notable: link }));
export const timeEntry = resource(
  z.object({ ...times, description: lines, duration: number, is_billable: flag }),
  z.object({ contactable: link, invoice: link }),
);
/** Without these an entry does not tell when it was changed. */
export const timeEntryFields = 'all';
export const file = resource(
  z.object({ ...times, name: text, file_name: text }),
  z.object({ documentable: link }),
);

export function one<Shape extends z.ZodType>(shape: Shape) {
  return z.object({ data: shape });
}

/** Finders: nothing may be a 404 or nothing. */
export function perhaps<Shape extends z.ZodType>(shape: Shape) {
  return z.object({ data: shape.nullish().transform((value) => value ?? null) });
}

export function list<Shape extends z.ZodType>(shape: Shape) {
  return z.object({
    data: z.array(shape),
    meta: z
      .object({ total_pages: number, total_entries: number })
      .nullish()
      .transform((value) => ({
        pages: value?.total_pages ?? 1,
        entries: value?.total_entries ?? null,
      })),
  });
}

/** A webhook's body; what `data` holds is not published. */
export const delivery = z.object({
  event_type: z.string().min(1),
  data: z.looseObject({}).nullish().catch(null),
});
