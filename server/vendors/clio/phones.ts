import {
  findPhoneNumbersInText,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import type { MirroredContact } from '../ports.ts';

/**
 * How a number may stand in Clio, whose search compares text as it was typed: E.164, the national way, with dashes, and
 * the bare digits. Each is one request.
 */
export function spellings(e164: string): string[] {
  const number = parsePhoneNumberFromString(e164);
  if (number === undefined) return [e164];
  const groups = groupsOf(number);
  return [...new Set([e164, number.formatNational(), groups.join('-'), groups.join('')])];
}

/** Whether one of the contact's numbers is exactly this one; numbers without country code are the firm's country's. */
export function holdsNumber(contact: MirroredContact, e164: string, country: string): boolean {
  return contact.phones.some(({ text }) => numbersIn(text, country).includes(e164));
}

/** Whether a text is, or holds, exactly this number. */
export function isNumber(text: string, e164: string, country: string): boolean {
  return text === e164 || numbersIn(text, country).includes(e164);
}

function numbersIn(text: string, country: string): string[] {
  const options = isSupportedCountry(country) ? { defaultCountry: country } : {};
  const whole = parsePhoneNumberFromString(text, { ...options, extract: false });
  if (whole !== undefined) return [whole.number];
  return findPhoneNumbersInText(text, { ...options, extended: true }).map(({ number }) => number.number);
}

/** The national part in its groups: +1 415-555-0142 → 415, 555, 0142. */
function groupsOf(number: PhoneNumber): string[] {
  const international = number.formatInternational();
  return international
    .slice(`+${number.countryCallingCode}`.length)
    .trim()
    .split(/[\s-]+/);
}
