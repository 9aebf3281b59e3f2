import {
  findPhoneNumbersInText,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import type { MirroredContact } from '../ports.ts';

/**
 * What to give to `search?phone=`: digits without country code and trunk zero. How Zoho compares is not told; it finds
 * such digits within numbers written in any way. Each hit is checked afterwards.
 */
export function searchDigits(e164: string): string {
  return parsePhoneNumberFromString(e164)?.nationalNumber ?? e164.replaceAll(/\D/g, '');
}

/** The ways in which a number may be stored, for COQL, which compares text as it is. */
export function spellings(e164: string): string[] {
  const number = parsePhoneNumberFromString(e164);
  if (number === undefined) return [e164];
  const national = number.formatNational();
  return [
    ...new Set([
      e164,
      number.formatInternational(),
      national,
      number.nationalNumber,
      national.replaceAll(/\D/g, ''),
    ]),
  ];
}

/** Whether one of the contact's numbers is exactly this one; numbers without country code are the firm's country's. */
export function holdsNumber(contact: MirroredContact, e164: string, country: string): boolean {
  return contact.phones.some(({ text }) => numbersIn(text, country).includes(e164));
}

function numbersIn(text: string, country: string): string[] {
  const options = isSupportedCountry(country) ? { defaultCountry: country } : {};
  const whole = parsePhoneNumberFromString(text, { ...options, extract: false });
  if (whole !== undefined) return [whole.number];
  return findPhoneNumbersInText(text, { ...options, extended: true }).map(({ number }) => number.number);
}
