import {
  findPhoneNumbersInText,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

/** What the finder compares: digits alone. It tries them with and without a leading 1 itself. */
export function digitsOf(e164: string): string {
  return e164.replaceAll(/\D/g, '');
}

/** A pattern for numbers as people write them: the national digits in this order, whatever stands between and around. */
export function patternOf(e164: string): string {
  const national = parsePhoneNumberFromString(e164)?.nationalNumber ?? digitsOf(e164);
  return `%${[...national].join('%')}%`;
}

/** Whether a text holds exactly this number; numbers without country code are the firm's country's. */
export function holdsNumber(text: string, e164: string, country: string): boolean {
  const options = isSupportedCountry(country) ? { defaultCountry: country } : {};
  const whole = parsePhoneNumberFromString(text, { ...options, extract: false });
  if (whole !== undefined) return whole.number === e164;
  return findPhoneNumbersInText(text, { ...options, extended: true }).some(
    ({ number }) => number.number === e164,
  );
}
