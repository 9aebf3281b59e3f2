/** What Clio answers, read tolerantly, each shape beside the `fields` that ask for it: one nested level, no more. */
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
const link = z
  .object({ id })
  .nullish()
  .transform((value) => value?.id ?? null);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value === true);

/** What every record has; the etag carries its own quotes and goes back exactly so. */
export const written = z.object({ id, etag: absent });
export const writtenFields = 'id,etag';
const base = written.extend({ updated_at: absent });

export const user = base.extend({
  name: text,
  first_name: text,
  last_name: text,
  email: absent,
  phone_number: absent,
  enabled: z
    .boolean()
    .nullish()
    .transform((value) => value !== false),
});
export const userFields = 'id,etag,name,first_name,last_name,email,phone_number,enabled,updated_at';

export const me = z.object({
  id,
  name: text,
  account: z
    .object({ id, name: text })
    .nullish()
    .transform((value) => value ?? null),
});
export const meFields = 'id,name,account{id,name}';

export const practiceArea = base.extend({ name: text });
export const practiceAreaFields = 'id,etag,name,updated_at';

export const stage = base.extend({
  name: text,
  order: z
    .number()
    .nullish()
    .transform((value) => value ?? 0),
  practice_area_id: id.nullish().transform((value) => value ?? null),
});
export const stageFields = 'id,etag,name,order,practice_area_id,updated_at';

export const activityDescription = base.extend({
  name: text,
  rate: z
    .object({ type: text, amount: z.coerce.number().nullish() })
    .nullish()
    .transform((value) => value ?? null),
});
export const activityDescriptionFields = 'id,etag,name,updated_at,rate{type,amount}';

const addresses = z
  .array(z.object({ name: text, street: text, city: text, province: text, postal_code: text, country: text }))
  .nullish()
  .transform((value) => value ?? []);

export const contact = base.extend({
  type: text,
  name: text,
  first_name: text,
  last_name: text,
  // The kinds are free text on reading: the description's own list contradicts the one for writing.
  phone_numbers: z
    .array(z.object({ name: text, number: text }))
    .nullish()
    .transform((value) => value ?? []),
  email_addresses: z
    .array(z.object({ name: text, address: text }))
    .nullish()
    .transform((value) => value ?? []),
  addresses,
});
export const contactFields =
  'id,etag,type,name,first_name,last_name,updated_at,phone_numbers{name,number},email_addresses{name,address},' +
  'addresses{name,street,city,province,postal_code,country}';

export const matter = base.extend({
  display_number: text,
  description: text,
  status: text,
  client_reference: text,
  open_date: absent,
  close_date: absent,
  client: link,
  practice_area: link,
  matter_stage: link,
  responsible_attorney: link,
  responsible_staff: link,
});
export const matterFields =
  'id,etag,display_number,description,status,client_reference,open_date,close_date,updated_at,' +
  'client{id},practice_area{id},matter_stage{id},responsible_attorney{id},responsible_staff{id}';

export const relationship = base.extend({ description: text, matter: link, contact: link });
export const relationshipFields = 'id,etag,description,updated_at,matter{id},contact{id}';

const participants = z
  .array(z.object({ id, type: text }))
  .nullish()
  .transform((value) => value ?? []);
export const communication = written.extend({
  subject: text,
  body: text,
  matter: link,
  senders: participants,
  receivers: participants,
});
export const communicationFields = 'id,etag,subject,body,matter{id},senders{id,type},receivers{id,type}';

export const activity = written.extend({
  note: text,
  quantity: z.coerce.number().nullish(),
  quantity_redacted: flag,
  billed: flag,
  on_bill: flag,
});
export const activityFields = 'id,etag,note,quantity,quantity_redacted,billed,on_bill';

export const note = written.extend({ subject: text, detail: text });
export const noteFields = 'id,etag,subject,detail';

const version = z.object({
  uuid: text,
  put_url: text,
  put_headers: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .nullish()
    .transform((value) => value ?? []),
  fully_uploaded: flag,
});
export const document = written.extend({
  name: text,
  locked: flag,
  latest_document_version: version.nullish().transform((value) => value ?? null),
});
export type DocumentThere = z.output<typeof document>;
/** `put_headers` is an object inside a nested one: the guide's own exception to the one level. */
export const documentFields =
  'id,etag,name,locked,latest_document_version{uuid,put_url,put_headers,fully_uploaded}';

export const folder = z.object({
  id,
  root: flag,
  parent: z
    .object({ id, root: flag })
    .nullish()
    .transform((value) => value ?? null),
});
export const folderFields = 'id,root,parent{id,root}';

export const webhook = z.object({
  id,
  url: text,
  model: text,
  status: text,
  shared_secret: text,
  expires_at: absent,
});
export type WebhookThere = z.output<typeof webhook>;
export const webhookFields = 'id,url,model,status,shared_secret,expires_at';

/** An answer that says no; `error` is a string where the token is bad. */
export const refusal = z.object({
  error: z.union([
    z.string().transform((type) => ({ type, message: '' })),
    z.object({ type: text, message: text }),
  ]),
});

export function one<Shape extends z.ZodType>(shape: Shape) {
  return z.object({ data: shape });
}

export function list<Shape extends z.ZodType>(shape: Shape) {
  return z.object({
    data: z.array(shape),
    meta: z
      .object({
        paging: z.object({ next: z.string().nullish() }).nullish(),
        records: z.number().nullish(),
      })
      .nullish(),
  });
}

/** A webhook's body. It has no id of its own and does not say which kind of record it is about. */
export const delivery = z.object({
  data: z.looseObject({ id }),
  meta: z.object({ event: z.string() }),
});
/** The first request to a new webhook's address. */
export const greeting = z.object({ data: z.object({ webhook_id: id }) });
