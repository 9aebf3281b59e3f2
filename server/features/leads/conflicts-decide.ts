/** Who is meant by the same name or address. Pure. */
import { searchWords } from '../practice/index.ts';

const titles = new Set(['mr', 'mrs', 'miss', 'ms', 'mx', 'dr', 'prof', 'sir', 'dame', 'lord', 'lady', 'rev']);
const company = new Set(['ltd', 'limited', 'plc', 'llp', 'llc', 'inc', 'pty', 'co', 'company', 'the']);

/** The words that tell one from another: folded, without titles and forms of company. */
export function nameWords(name: string): string[] {
  const words = searchWords([name]);
  const telling = words.filter((word) => !titles.has(word) && !company.has(word));
  return telling.length > 0 ? telling : words;
}

/** The same words in any order; or one name holds all of the other's two words or more (a middle name). */
export function sameName(one: string, other: string): boolean {
  const a = nameWords(one);
  const b = nameWords(other);
  const [fewer, more] = a.length <= b.length ? [a, b] : [b, a];
  if (fewer.length === 0 || (fewer.length < 2 && fewer.length !== more.length)) return false;
  return fewer.every((word) => more.includes(word));
}

export interface ComparedAddress {
  line1: string;
  postcode: string;
}

/** The first line word by word; postcodes must agree where both are known. */
export function sameAddress(one: ComparedAddress, other: ComparedAddress): boolean {
  const a = searchWords([one.line1]);
  const b = searchWords([other.line1]);
  if (a.length < 2 || a.length !== b.length || !a.every((word) => b.includes(word))) return false;
  const codes = [one.postcode, other.postcode].map((code) => code.replace(/\s/g, '').toUpperCase());
  return codes[0] === codes[1] || codes.includes('');
}

/** Whether a text names the address: all words of its first line, which must hold a number. */
export function namesAddress(text: string, address: ComparedAddress): boolean {
  const words = searchWords([address.line1]);
  if (words.length < 2 || !words.some((word) => /^\d/.test(word))) return false;
  const there = new Set(searchWords([text]));
  return words.every((word) => there.has(word));
}
