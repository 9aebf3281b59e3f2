import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { WirePhone } from './wire.ts';

/** One field as a person would write it: area code and number joined, as they are stored. Null when it is empty. */
export function phoneText(phone: WirePhone): string | null {
  const text = `${phone?.areaCode ?? ''}${phone?.number ?? ''}`.trim();
  return text === '' ? null : text;
}

/** The number in E.164 as seen from a country; null for what is no possible number. */
export function e164Of(text: string, country: string): string | null {
  const parsed = parsePhoneNumberFromString(text, regionOf(country));
  return parsed?.isPossible() ? parsed.number : null;
}

/**
 * The two fields that Smokeball keeps a number in. It has no field for the country: a number of the firm's own country is
 * written as people dial it there, another one with its +. Reading it back gives the same number.
 */
export function phoneFields(e164: string, country: string): { areaCode?: string; number: string } {
  const parsed = parsePhoneNumberFromString(e164);
  if (parsed === undefined) return { number: e164 };
  const home = parsePhoneNumberFromString(parsed.formatNational(), regionOf(country));
  if (home?.number !== parsed.number) return { number: parsed.number };
  const digits = parsed.formatNational().replaceAll(/\D/g, '');
  if (parsed.countryCallingCode !== '1' || digits.length !== 10) return { number: digits };
  return { areaCode: digits.slice(0, 3), number: digits.slice(3) };
}

/**
 * What to search for, the narrowest first. The search compares with the stored form, which may hold spaces, a trunk zero,
 * or the area code apart; every hit is checked by its number afterwards.
 */
export function searchTerms(e164: string): string[] {
  const parsed = parsePhoneNumberFromString(e164);
  const digits = parsed?.nationalNumber ?? e164.replaceAll(/\D/g, '');
  const terms = [digits, digits.slice(-8), digits.slice(-6), digits.slice(-4)];
  return [...new Set(terms)].map((term) => `phone:*${term}*`);
}

function regionOf(country: string): CountryCode | undefined {
  return isSupportedCountry(country) ? country : undefined;
}
