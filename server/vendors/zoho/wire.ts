/** What Zoho CRM answers, read tolerantly, each shape beside the `fields` that ask for it. */
import { z } from 'zod';

const id = z.union([z.string(), z.number()]).transform(String);
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
/** A lookup; null when it is empty. */
const link = z
  .object({ id })
  .nullish()
  .catch(null)
  .transform((value) => value?.id ?? null);
/** A picklist is its text; newer answers also give `{ name, id }`. */
const choice = z
  .union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)])
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

export const stamped = z.object({ id, Modified_Time: absent });
export type Stamped = z.output<typeof stamped>;

const phones = {
  Phone: text,
  Mobile: text,
  Home_Phone: text,
  Other_Phone: text,
  Asst_Phone: text,
  Fax: text,
};

const street = { Street: text, City: text, State: text, Zip_Code: text, Country: text };
/** A contact's two and an account's two addresses have the same parts under other names. */
const mailing = {
  Mailing_Street: text,
  Mailing_City: text,
  Mailing_State: text,
  Mailing_Zip: text,
  Mailing_Country: text,
  Other_Street: text,
  Other_City: text,
  Other_State: text,
  Other_Zip: text,
  Other_Country: text,
};
const billing = {
  Billing_Street: text,
  Billing_City: text,
  Billing_State: text,
  Billing_Code: text,
  Billing_Country: text,
  Shipping_Street: text,
  Shipping_City: text,
  Shipping_State: text,
  Shipping_Code: text,
  Shipping_Country: text,
};
const names = (fields: object) => Object.keys(fields).join(',');

export const contact = stamped.extend({
  First_Name: text,
  Last_Name: text,
  Email: text,
  Secondary_Email: text,
  Description: text,
  ...phones,
  ...mailing,
});
export type Contact = z.output<typeof contact>;
export const contactFields = `First_Name,Last_Name,Email,Secondary_Email,Phone,Mobile,Home_Phone,Other_Phone,Asst_Phone,Fax,${names(mailing)},Modified_Time`;

export const lead = contact.extend({ ...street, Company: text, Converted__s: flag, $converted: flag });
export type Lead = z.output<typeof lead>;
export const leadFields = `First_Name,Last_Name,Company,Email,Secondary_Email,Phone,Mobile,Fax,${names(street)},Converted__s,Modified_Time`;

export const account = stamped.extend({ Account_Name: text, ...phones, ...billing });
export type Account = z.output<typeof account>;
export const accountFields = `Account_Name,Phone,Fax,${names(billing)},Modified_Time`;

export const deal = stamped.extend({
  Deal_Name: text,
  Description: text,
  Stage: choice,
  Pipeline: choice,
  Owner: link,
  Contact_Name: link,
  Account_Name: link,
  Created_Time: absent,
  Closing_Date: absent,
});
export type Deal = z.output<typeof deal>;
export const dealFields =
  'Deal_Name,Description,Stage,Pipeline,Owner,Contact_Name,Account_Name,Created_Time,Closing_Date,Modified_Time';

export const call = stamped.extend({
  Subject: text,
  Description: text,
  Call_Type: text,
  Who_Id: link,
  What_Id: link,
});
export type Call = z.output<typeof call>;
export const callFields = 'Subject,Description,Call_Type,Who_Id,What_Id,Modified_Time';

export const note = stamped.extend({ Note_Title: text, Note_Content: text, Parent_Id: link });
export const noteFields = 'Note_Title,Note_Content,Parent_Id,Modified_Time';

export const attachment = stamped.extend({ File_Name: text });
export const attachmentFields = 'File_Name,Modified_Time';

export const deleted = z.object({ id, display_name: text, deleted_time: absent });

const user = stamped.extend({
  first_name: text,
  last_name: text,
  full_name: text,
  email: text,
  phone: text,
  mobile: text,
  status: text,
});
export type User = z.output<typeof user>;

const org = z.object({ id, zgid: absent, company_name: text });

const stageValue = z.object({
  actual_value: text,
  display_value: text,
  forecast_type: absent,
  sequence_number: z.number().nullish(),
});
export type StageValue = z.output<typeof stageValue>;
const pipelineValue = stageValue.extend({
  maps: z
    .array(
      z.object({
        api_name: text,
        pick_list_values: z.array(stageValue.pick({ actual_value: true })).catch([]),
      }),
    )
    .nullish()
    .transform((value) => value ?? []),
});
export type PipelineValue = z.output<typeof pipelineValue>;
const field = z.object({
  api_name: text,
  pick_list_values: z
    .array(pipelineValue)
    .nullish()
    .transform((value) => value ?? []),
});
export type Field = z.output<typeof field>;

/** A "no"; in the body alone, or one for each record inside `data` or `watch`, also with status 2xx. */
export const refusal = z.object({
  code: z.string(),
  message: text,
  details: z
    .looseObject({
      id: id.nullish(),
      api_name: z.string().nullish(),
      duplicate_record: z
        .looseObject({ id, module: z.looseObject({ api_name: z.string() }).nullish() })
        .nullish(),
    })
    .nullish()
    .catch(null)
    .transform((value) => value ?? null),
});
export type Refusal = z.output<typeof refusal>;
const success = z.object({
  code: z.literal('SUCCESS'),
  details: z.looseObject({ id: id.nullish(), Modified_Time: absent }),
});
export type Success = z.output<typeof success>;
/** Of a write: one element a record, in the order of the request. */
export const outcomes = z.union([
  z.object({ data: z.array(z.union([success, refusal])).min(1) }).transform(({ data }) => data),
  refusal.transform((one) => [one]),
]);

const watchEvent = z.object({ resource_name: text, channel_expiry: absent });
const watched = z.object({ code: z.literal('SUCCESS'), details: z.object({ events: z.array(watchEvent) }) });
export const watchOutcomes = z.union([
  z.object({ watch: z.array(z.union([watched, refusal])).min(1) }).transform(({ watch }) => watch),
  refusal.transform((one) => [one]),
]);
export type WatchOutcome = z.output<typeof watchOutcomes>[number];
export function isWatched(outcome: WatchOutcome): outcome is z.output<typeof watched> {
  return outcome.code === 'SUCCESS';
}

const channel = z.object({
  channel_id: id,
  resource_name: text,
  notify_url: text,
  channel_expiry: absent,
});

export type Channel = z.output<typeof channel>;

const info = z.object({
  more_records: flag,
  next_page_token: absent,
  page_token_expiry: absent,
});

/** A list; nothing at all (204, 304) is an empty one. */
export function list<Shape extends z.ZodType>(shape: Shape) {
  return z
    .object({ data: z.array(shape).nullish(), info: info.nullish() })
    .optional()
    .transform((body) => ({ items: body?.data ?? [], info: body?.info ?? null }));
}
export const users = z
  .object({ users: z.array(user).nullish(), info: info.nullish() })
  .optional()
  .transform((body) => ({ items: body?.users ?? [], info: body?.info ?? null }));
export type PageInfo = z.output<typeof info>;
export const orgs = z.object({ org: z.array(org) });
export const fields = z
  .object({ fields: z.array(field) })
  .optional()
  .transform((body) => body?.fields ?? []);
export const channels = z
  .object({ watch: z.array(channel).nullish() })
  .optional()
  .transform((body) => body?.watch ?? []);

/** A notification's body. It has no id of its own, and nothing in it is signed but by the token. */
export const notification = z.object({
  module: z.string(),
  operation: text,
  ids: z.array(id),
});
