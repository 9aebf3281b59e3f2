/** Reads an iTIP REPLY out of a calendar part. Pure; never throws. */
import ICAL from 'ical.js';
import { z } from 'zod';
import { type Answer, answers } from './kinds.ts';

export interface Reply {
  uid: string;
  sequence: number;
  /** The address that the answer is for, in lower case; '' when it is for none or for several. */
  attendee: string;
  answer: Answer | null;
  /** DTSTAMP. */
  writtenAt: Date | null;
  comment: string;
  /** The MIME header names the same method. */
  methodsAgree: boolean;
}

const maxBytes = 256 * 1024;
const text = z.string().catch('');

/** Null for whatever is no REPLY about an event. */
export function readReply(content: Uint8Array, mimeMethod: string | null): Reply | null {
  if (content.byteLength > maxBytes) return null;
  try {
    const calendar = ICAL.Component.fromString(new TextDecoder().decode(content));
    const method = text.parse(calendar.getFirstPropertyValue('method')).toUpperCase();
    const event = calendar.getFirstSubcomponent('vevent');
    if (method !== 'REPLY' || !event) return null;
    const uid = text.parse(event.getFirstPropertyValue('uid'));
    if (uid === '' || uid.length > 300) return null;
    const attendees = event.getAllProperties('attendee');
    const only = attendees.length === 1 ? attendees[0] : undefined;
    const partstat = text.parse(only?.getFirstParameter('partstat')).toLowerCase();
    return {
      uid,
      sequence: z.number().int().min(0).catch(0).parse(event.getFirstPropertyValue('sequence')),
      attendee: text
        .parse(only?.getFirstValue())
        .replace(/^mailto:/i, '')
        .trim()
        .toLowerCase(),
      answer: answers.find((one) => one === partstat) ?? null,
      writtenAt: momentOf(event.getFirstPropertyValue('dtstamp')),
      comment: text.parse(event.getFirstPropertyValue('comment')).slice(0, 2000),
      methodsAgree: mimeMethod === method,
    };
  } catch {
    return null; // no calendar: whoever wrote it, there is nothing in it to act on
  }
}

function momentOf(value: unknown): Date | null {
  return value instanceof ICAL.Time ? value.toJSDate() : null;
}
