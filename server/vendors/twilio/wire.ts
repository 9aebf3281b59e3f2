/**
 * Twilio's webhooks are forms (https://www.twilio.com/docs/usage/webhooks), whose meaning follows from the parameters
 * that are present; its REST lists are JSON (https://www.twilio.com/docs/voice/api/call-resource). New parameters come
 * at any time, so that unknown ones are left alone.
 */
import { z } from 'zod';
import { readVendorTime } from '../kit/times.ts';

/** A form's parameters; of a repeated name the first value. Empty values are "not told". */
export function readForm(text: string): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text))
    if (value !== '' && !form.has(name)) form.set(name, value);
  return form;
}

const text = z
  .string()
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value));
const moment = z
  .unknown()
  .optional()
  .transform((value) => (value === null || value === '' ? undefined : readVendorTime(value)));
/** Twilio writes counts as text in REST answers. */
const count = z
  .unknown()
  .optional()
  .transform((value) => {
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
  });

export const twilioCall = z.object({
  sid: z.string().min(1),
  parent_call_sid: text,
  from: text,
  to: text,
  caller_name: text,
  status: text,
  direction: text,
  answered_by: text,
  duration: count,
  date_created: moment,
  start_time: moment,
  end_time: moment,
});

export const twilioMessage = z.object({
  sid: z.string().min(1),
  from: text,
  to: text,
  body: z.string().nullish(),
  status: text,
  direction: text,
  num_media: count,
  date_created: moment,
  date_sent: moment,
});

export const twilioMedia = z.object({ sid: z.string().min(1), content_type: text, uri: z.string().min(1) });

/** What `catchUp` stores: the list's own JSON, and what had to be asked for besides. */
export const twilioCallItem = z.object({
  call: twilioCall,
  /** The call that dialled this one, when it was in the same page. */
  parent: twilioCall.nullish(),
});
export const twilioMessageItem = z.object({
  message: twilioMessage,
  media: z.array(twilioMedia).nullish(),
});

export const twilioPage = z.object({
  calls: z.array(z.unknown()).nullish(),
  messages: z.array(z.unknown()).nullish(),
  media_list: z.array(z.unknown()).nullish(),
  next_page_uri: text,
});
