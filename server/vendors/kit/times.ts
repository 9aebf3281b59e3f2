import { DateTime } from 'luxon';

const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Reads the spellings of a moment that vendors use and gives ISO 8601 UTC with milliseconds, or undefined:
 * ISO 8601 with `Z`, `+00:00` or `+0000` (older RingCentral message events), RFC 2822 (Twilio), and milliseconds since
 * 1970 as a number or as digits (Dialpad). ISO text without an offset is taken as UTC.
 */
export function readVendorTime(value: unknown): string | undefined {
  if (typeof value === 'number') return fromMilliseconds(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{11,15}$/.test(text)) return fromMilliseconds(Number(text));
  if (/^\d{4}-\d{2}-\d{2}[T ]/.test(text))
    return fromDateTime(DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' }));
  if (/^[A-Za-z]{3}, /.test(text)) return fromDateTime(DateTime.fromRFC2822(text, { zone: 'utc' }));
  return undefined;
}

/** Milliseconds since 1970 of a moment in any of the spellings of `readVendorTime`. */
export function readVendorMilliseconds(value: unknown): number | undefined {
  const iso = readVendorTime(value);
  return iso === undefined ? undefined : Date.parse(iso);
}

/** The moment `seconds` after an ISO 8601 moment, in ISO 8601 UTC; undefined when that is no date. */
export function addSeconds(iso: string, seconds: number): string | undefined {
  return fromMilliseconds(Date.parse(iso) + seconds * 1000);
}

function fromDateTime(moment: DateTime): string | undefined {
  return moment.isValid ? fromMilliseconds(moment.toMillis()) : undefined;
}

function fromMilliseconds(value: number): string | undefined {
  const whole = Math.round(value);
  return Number.isFinite(whole) && whole >= 0 && whole <= latest ? new Date(whole).toISOString() : undefined;
}
