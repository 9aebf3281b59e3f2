/** What somebody typed into the search box: as a query that never fails, and as what is marked in an excerpt. */
import { type RawBuilder, sql } from 'kysely';
import { fold } from '../practice/index.ts';

const word = /[\p{L}\p{N}]+/gu;

export interface Typed {
  /** In the words of a search engine ("quoted", or, -not), folded. */
  head: string;
  /** The last word, of which only the beginning may be typed; null: none. */
  prefix: string | null;
}

/** Null when there is nothing to look for. */
export function readTyped(text: string): Typed | null {
  const folded = fold(text).slice(0, 300).trim();
  if (!word.test(folded)) return null;
  word.lastIndex = 0;
  const quoted = (folded.match(/"/g) ?? []).length % 2 === 1;
  const last = /(?:^|\s)([\p{L}\p{N}]+)$/u.exec(folded);
  // Beside an "or" the last word is one of two, and is read whole.
  if (quoted || !last?.[1] || /(?:^|\s)or(?:\s+\S+)?$/.test(folded)) return { head: folded, prefix: null };
  return { head: folded.slice(0, folded.length - last[1].length).trim(), prefix: last[1] };
}

/** Nothing that was typed reaches the query language: the head is read as a search engine does, the rest is letters. */
export function toQuery({ head, prefix }: Typed): RawBuilder<unknown> {
  const before = sql`websearch_to_tsquery('simple', ${head})`;
  if (prefix === null) return before;
  const begun = sql`to_tsquery('simple', ${`${prefix}:*`})`;
  return head === '' ? begun : sql`(${before} && ${begun})`;
}

/** The lexemes of a text, for the full-text column. */
export const toLexemes = (text: string) => sql<string>`to_tsvector('simple', ${fold(text)})`;

export interface Part {
  text: string;
  hit: boolean;
}

const around = 80;

/** The first place that was found, with what stands around it; the words that were typed are marked. */
export function excerptOf(body: string, { head, prefix }: Typed): Part[] {
  const asked = head.replaceAll(/-"[^"]*"|(?<=^|\s)-\S+/gu, ' ').match(word) ?? [];
  const wanted = new Set(asked.filter((one) => one !== 'or'));
  const hits = [...body.matchAll(word)].flatMap((found) => {
    const folded = fold(found[0]);
    const hit = wanted.has(folded) || (prefix !== null && folded.startsWith(prefix));
    return hit ? [{ from: found.index, to: found.index + found[0].length }] : [];
  });
  const start = Math.max(0, (hits[0]?.from ?? 0) - around);
  const end = Math.min(body.length, start + 3 * around);
  const parts: Part[] = [];
  let at = start;
  for (const { from, to } of hits) {
    if (from < at || to > end) continue;
    if (from > at) parts.push({ text: body.slice(at, from), hit: false });
    parts.push({ text: body.slice(from, to), hit: true });
    at = to;
  }
  if (at < end) parts.push({ text: body.slice(at, end), hit: false });
  const [first] = parts;
  if (first && start > 0) first.text = `…${first.text}`;
  const last = parts.at(-1);
  if (last && end < body.length) last.text = `${last.text}…`;
  return parts;
}
