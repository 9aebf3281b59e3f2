/**
 * Dialpad's payloads, as seen in webhook events and in its REST API (https://developers.dialpad.com/reference). The
 * set of fields differs between versions of the product, so that every one may be missing or null; ids are 64-bit and
 * kept as text; times are milliseconds as numbers (events) or text (REST), or ISO text without a zone.
 */
import { z } from 'zod';
import { readVendorTime } from '../kit/times.ts';

/** Missing, null and '' are the same to us: not told. */
function told<Value>(value: Value | null | undefined | ''): Value | undefined {
  return value === null || value === '' || value === undefined ? undefined : value;
}

const id = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (told(value) === undefined ? undefined : String(value)));
const text = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => told(value?.trim()));
const flag = z.boolean().nullish().catch(undefined).transform(told);

/** A moment that decides what became of a call: unreadable is an error, never "not told". */
const moment = z
  .unknown()
  .optional()
  .transform((value, context) => {
    if (told(value) === undefined || value === 0) return undefined;
    const iso = readVendorTime(value);
    if (iso === undefined) {
      context.issues.push({ code: 'custom', message: 'not a time', input: value });
      return z.NEVER;
    }
    return iso;
  });

/** Length in milliseconds, maybe fractional, maybe as text; undefined when not told or senseless. */
const milliseconds = z
  .unknown()
  .optional()
  .transform((value) => {
    const length = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof length === 'number' && Number.isFinite(length) && length >= 0 ? length : undefined;
  });

function listOf<Item extends z.ZodType>(item: Item) {
  return z
    .array(item)
    .nullish()
    .catch(undefined)
    .transform((value) => value ?? []);
}

const target = z
  .object({ id, type: text, email: text, phone: text, phone_number: text, name: text })
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? undefined);
export type DialpadTarget = NonNullable<z.infer<typeof target>>;

const recordingDetail = z.object({ id, duration: milliseconds, recording_type: text, url: text });

const oneOrMany = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .catch(undefined)
  .transform((value) => (typeof value === 'string' ? [value] : (value ?? [])).filter((item) => item !== ''));

const direction = z.enum(['inbound', 'outbound']).nullish().catch(undefined).transform(told);

export const dialpadCall = z.object({
  call_id: z.union([z.string().min(1), z.number()]).transform(String),
  master_call_id: id,
  entry_point_call_id: id,
  operator_call_id: id,
  state: text,
  direction,
  external_number: text,
  internal_number: text,
  contact: target,
  target,
  entry_point_target: target,
  date_started: moment,
  date_first_rang: moment,
  date_queued: moment,
  date_rang: moment,
  date_connected: moment,
  date_ended: moment,
  event_timestamp: moment,
  duration: milliseconds,
  talk_time: milliseconds,
  is_transferred: flag,
  is_internal: flag,
  group_id: text,
  voicemail_link: text,
  voicemail_share_link: text,
  voicemail_recording_id: id,
  call_recording_ids: listOf(z.union([z.string(), z.number()]).transform(String)),
  recording_details: listOf(recordingDetail),
  recording_url: oneOrMany,
  admin_recording_urls: oneOrMany,
  transcription_text: text,
  recap_summary: text,
  recap_action_items: oneOrMany,
});
export type DialpadCall = z.infer<typeof dialpadCall>;

/** An SMS event, and the answer to `POST /sms`, which names some fields otherwise. */
export const dialpadMessage = z.object({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  direction: z.enum(['inbound', 'outbound']),
  from_number: text,
  to_number: oneOrMany,
  to_numbers: oneOrMany,
  contact: target,
  target,
  target_id: id,
  target_type: text,
  sender_id: id,
  user_id: id,
  text: z.string().nullish().catch(undefined),
  text_content: z.string().nullish().catch(undefined),
  mms_url: oneOrMany,
  message_status: text,
  message_delivery_result: text,
  is_internal: flag,
  created_date: moment,
  event_timestamp: moment,
});
export type DialpadMessage = z.infer<typeof dialpadMessage>;

export const dialpadFax = z.object({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  direction: z.enum(['inbound', 'outbound']),
  from_number: text,
  to_number: oneOrMany,
  fax_status: text,
  fax_transaction: z
    .object({ num_pages: milliseconds })
    .nullish()
    .catch(undefined)
    .transform((value) => value ?? undefined),
  fax_url: text,
  created_date: moment,
  event_timestamp: moment,
  sender_id: id,
  user_id: id,
});
export type DialpadFax = z.infer<typeof dialpadFax>;

/** `GET /transcripts/{call_id}`; its lines come in no order. */
export const dialpadTranscript = z.object({
  call_id: z.union([z.string().min(1), z.number()]).transform(String),
  lines: listOf(z.object({ content: text, name: text, time: moment, type: text })),
});
export type DialpadTranscript = z.infer<typeof dialpadTranscript>;

/** One page of any list: `cursor` is passed back until it is missing. */
export function dialpadPage<Item extends z.ZodType>(item: Item) {
  const items = z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
  return z.object({ items, cursor: text });
}

export const dialpadUser = z.object({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  display_name: text,
  first_name: text,
  last_name: text,
  emails: oneOrMany,
  phone_numbers: oneOrMany,
  extension: text,
  state: text,
});
export type DialpadUser = z.infer<typeof dialpadUser>;

/** An office, a department or a call centre. */
export const dialpadGroup = z.object({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  name: text,
  phone_numbers: oneOrMany,
  state: text,
});
export type DialpadGroup = z.infer<typeof dialpadGroup>;

/** Holds the signing secret: never log one. */
export const dialpadWebhook = z.object({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  hook_url: text,
  signature: z
    .object({ secret: text })
    .nullish()
    .transform((value) => value ?? undefined),
});
export type DialpadWebhook = z.infer<typeof dialpadWebhook>;

export const dialpadSubscription = z.object({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  enabled: flag,
  call_states: oneOrMany,
  direction: text,
  status: flag,
  target_id: id,
  group_calls_only: flag,
  webhook: dialpadWebhook
    .nullish()
    .catch(undefined)
    .transform((value) => value ?? undefined),
});
export type DialpadSubscription = z.infer<typeof dialpadSubscription>;
