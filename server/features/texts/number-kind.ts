/** What a telephone number tells about itself: whether a text can reach it, and in which country. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

export type NumberKind = 'mobile' | 'either' | 'other' | 'invalid';

export interface NumberFacts {
  /** E.164. */
  number: string;
  /** ISO 3166 code; null where the numbering plan names none. */
  country: string | null;
  /** `either`: a plan that does not tell mobiles from landlines (the US and Canada). */
  kind: NumberKind;
}

/**
 * Ofcom keeps 07700 900000 to 900999 for stories and trials, in no numbering plan:
 * https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
 */
const britishTrialMobile = /^\+447700900\d{3}$/;

export function numberFacts(number: string): NumberFacts {
  if (britishTrialMobile.test(number)) return { number, country: 'GB', kind: 'mobile' };
  const parsed = parsePhoneNumberFromString(number);
  if (!parsed?.isValid()) return { number, country: parsed?.country ?? null, kind: 'invalid' };
  const type = parsed.getType();
  const kind = type === 'MOBILE' ? 'mobile' : type === 'FIXED_LINE_OR_MOBILE' ? 'either' : 'other';
  return { number, country: parsed.country ?? null, kind };
}

/** Numbers under +1 whose carriers follow the rules of the United States, its territories among them. */
const northAmerican = new Set(['US', 'CA', 'PR', 'VI', 'GU', 'AS', 'MP']);

export function isNorthAmerican(country: string): boolean {
  return northAmerican.has(country);
}
