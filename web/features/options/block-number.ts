/** A number as somebody types it into the block list → E.164, or undefined when it cannot be told for sure. */
const callingCode = { GB: '44', AU: '61', US: '1' } as const;

export function blockNumber(text: string, country: keyof typeof callingCode): string | undefined {
  const digits = text.replaceAll(/[\s().\-–/]/g, '').replace(/^00/, '+');
  const whole = digits.startsWith('+') ? digits.replace(/^(\+44|\+61)0/, '$1') : atHome(digits, country);
  return whole !== undefined && /^\+[1-9]\d{6,14}$/.test(whole) ? whole : undefined;
}

/** Britain and Australia write a leading 0, the United States ten digits with or without a 1. */
function atHome(digits: string, country: keyof typeof callingCode): string | undefined {
  if (country === 'US') {
    if (/^[2-9]\d{9}$/.test(digits)) return `+1${digits}`;
    return /^1[2-9]\d{9}$/.test(digits) ? `+${digits}` : undefined;
  }
  return /^0\d{8,10}$/.test(digits) ? `+${callingCode[country]}${digits.slice(1)}` : undefined;
}
