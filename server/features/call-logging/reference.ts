/** The short reference of a log entry ("ML-7F3K9Q"): it stands in the record's text, and a retry finds the record by it. */
import { createHash } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so that it can be read out on the telephone. https://www.crockford.com/base32.html */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 6;

/**
 * The reference of a log entry: always the same for the same id and attempt. Six characters are 2^30 values, so within
 * one firm two entries will meet some day: the caller's unique index (firm, reference) tells, and the caller asks again
 * with the next `attempt` (0, 1, 2 …).
 */
export function referenceOf(logEntryId: string, attempt = 0): string {
  const digest = createHash('sha256').update(`${logEntryId} ${attempt}`).digest();
  let text = '';
  let bits = digest.readUInt32BE(0);
  for (let index = 0; index < length; index += 1) {
    text += alphabet[bits & 31];
    bits >>>= 5;
  }
  return `ML-${text}`;
}

/** The first reference in a text, or null; case and the letters that Crockford reads as digits do not matter. */
export function findReference(text: string): string | null {
  const match = /\bML-([0-9A-TV-Z]{6})\b/i.exec(text);
  if (match?.[1] === undefined) return null;
  return `ML-${match[1].toUpperCase().replace(/[IL]/g, '1').replace(/O/g, '0')}`;
}
