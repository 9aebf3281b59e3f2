/**
 * Words for the full-text columns, and what a person types as a query over them. Folded here and not by PostgreSQL, so
 * that "jose" finds "José" without an extension, and any run of digits finds a telephone number that contains it.
 */

/** Lower case, without accents. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/** The words of texts, each once: the lexemes of a search column. */
export function searchWords(texts: readonly string[]): string[] {
  const words = texts.flatMap((text) => wordsOf(text));
  return [...new Set(words)].slice(0, 2000);
}

/** Every tail of a number's digits (at least three), so that a prefix search on them finds any part of the number. */
export function numberWords(numbers: readonly string[]): string[] {
  const words = new Set<string>();
  for (const number of numbers) {
    const digits = digitsOf(number).slice(0, 40);
    for (let start = 0; start + 3 <= digits.length; start += 1) words.add(`#${digits.slice(start)}`);
  }
  return [...words];
}

/** A tsquery that finds rows with all typed words (as beginnings) or the typed number; null when nothing was typed. */
export function searchQuery(typed: string): string | null {
  const words = wordsOf(typed).slice(0, 12);
  if (words.length === 0) return null;
  const byWords = words.map((word) => `'${word}':*`).join(' & ');
  const number = /^[\p{Nd}\s()+./-]+$/u.test(typed) ? digitsOf(typed) : '';
  if (number.length < 3) return byWords;
  // A trunk zero or an exit code is not part of the stored international number.
  const variants = new Set([number, number.replace(/^0+/, ''), number.replace(/^011/, '')]);
  const byNumber = [...variants].filter((digits) => digits.length >= 3).map((digits) => `'#${digits}':*`);
  return [`(${byWords})`, ...byNumber].join(' | ');
}

function wordsOf(text: string): string[] {
  return (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, 100));
}

function digitsOf(text: string): string {
  return text.normalize('NFKD').replace(/[^0-9]+/g, '');
}
