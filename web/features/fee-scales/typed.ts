/** Amounts as people type and paste them, and back. Whole numbers only: pence, pounds, hundredths of a per cent. Pure. */

const most = 1_000_000_000;

/** "£1,250.5" → "1250.5": without currency signs, spaces and thousands. */
function bare(text: string): string {
  return text.replaceAll(/[\s\u00a0£$€,']/g, '');
}

/** Digits with at most two decimals as a whole number of hundredths; never by floats. */
function hundredths(text: string): number | null {
  const [, whole = '', part = ''] = /^(\d{0,12})(?:\.(\d{0,2}))?$/.exec(text) ?? [];
  if (whole === '' && part === '') return null;
  return Number(whole || '0') * 100 + Number(part.padEnd(2, '0'));
}

/** "1,250.50" → 125050. */
export function parsePence(text: string): number | null {
  const pence = hundredths(bare(text));
  return pence === null || pence > most * 100 ? null : pence;
}

/** "250,000", "250k", "£1.5m" → whole pounds. */
export function parsePounds(text: string): number | null {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(bare(text)) ?? [];
  if (number === '') return null;
  const [whole = '', part = ''] = number.split('.');
  const places = { k: 3, m: 6 }[unit.toLowerCase()] ?? 0;
  // Pence of a price, as spreadsheets write them, are none.
  if (part.length > places && /[1-9]/.test(part.slice(places))) return null;
  const pounds = Number(whole + part.slice(0, places).padEnd(places, '0'));
  return pounds > most ? null : pounds;
}

/** "0.25", "0.25 %" → 25 hundredths of a per cent; nothing below one hundredth or above a hundred per cent. */
export function parsePercent(text: string): number | null {
  const points = hundredths(bare(text).replace('%', ''));
  return points === null || points < 1 || points > 10_000 ? null : points;
}

export function parseCount(text: string): number | null {
  const number = bare(text);
  return /^\d{1,4}$/.test(number) ? Number(number) : null;
}

/** 125050 → "1,250.50"; whole pounds without pence. */
export function writePence(pence: number, locale: string): string {
  const digits = pence % 100 === 0 ? 0 : 2;
  return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: 2 }).format(
    pence / 100,
  );
}

export function writeWhole(whole: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(whole);
}

/** 25 → "0.25". */
export function writePercent(basisPoints: number): string {
  return String(basisPoints / 100);
}
