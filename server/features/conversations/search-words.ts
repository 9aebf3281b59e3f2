/** What somebody typed into the search box: as a query that never fails, and as what is marked in an excerpt. */
import { type RawBuilder, sql } from 'kysely';
import { fold } from '../practice/index.ts';

const word = /[\p{L}\p{N}]+/gu;
const wordsOf = (folded: string): string[] => folded.match(word) ?? [];

export interface Typed {
  /** In the words of a search engine ("quoted", or, -not), folded; letters, figures and these signs alone. */
  head: string;
  /** The last word, of which only the beginning may be typed; of `mill-la` it is `mill la`. Null: none. */
  prefix: string | null;
}

/** A piece of what was typed: a word or several in a row, or the word "or". */
interface Piece {
  words: readonly string[];
  not: boolean;
  or: boolean;
  quoted: boolean;
}

/** More is not read. */
const mostText = 300;
const mostPieces = 32;
/** Of fewer letters so much begins with them that it tells nothing. */
const shortestPrefix = 2;

/** Null when there is nothing to look for. */
export function readTyped(text: string): Typed | null {
  const folded = fold(text.slice(0, mostText));
  const pieces = withoutLooseEnds(piecesOf(folded));
  if (!pieces.some(({ or, not }) => !or && !not)) return null;
  const last = pieces.at(-1);
  const alone = last !== undefined && !last.not && !last.quoted && pieces.at(-2)?.or !== true;
  // Beside an "or" the last word is one of two, and is read whole.
  const begun = alone && /[\p{L}\p{N}]$/u.test(folded) && (last.words.at(-1) ?? '').length >= shortestPrefix;
  if (!begun) return { head: pieces.map(written).join(' '), prefix: null };
  return { head: pieces.slice(0, -1).map(written).join(' '), prefix: last.words.join(' ') };
}

function piecesOf(folded: string): Piece[] {
  const found = [...folded.matchAll(/(-?)"([^"]*)(?:"|$)|\S+/gu)].flatMap(
    ([whole, minus, inside]): Piece[] => {
      if (whole === 'or') return [{ words: [], not: false, or: true, quoted: false }];
      const quoted = inside !== undefined;
      const words = wordsOf(quoted ? inside : whole);
      const not = quoted ? minus === '-' : whole.startsWith('-');
      return words.length === 0 ? [] : [{ words, not, or: false, quoted }];
    },
  );
  return found.slice(0, mostPieces);
}

/** An "or" stands between two things that are looked for; nothing is looked for by what is missing alone. */
function withoutLooseEnds(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  for (const piece of pieces) {
    const before = kept.at(-1);
    if (piece.or && (before === undefined || before.or || before.not)) continue;
    if (piece.not && before?.or === true) kept.pop();
    kept.push(piece);
  }
  return kept.at(-1)?.or === true ? kept.slice(0, -1) : kept;
}

function written({ words, not, or, quoted }: Piece): string {
  if (or) return 'or';
  const text = quoted || words.length > 1 ? `"${words.join(' ')}"` : words.join('');
  return not ? `-${text}` : text;
}

/** Nothing that was typed reaches the query language: the head is read as a search engine does, the rest is letters. */
export function toQuery({ head, prefix }: Typed): RawBuilder<unknown> {
  const before = sql`websearch_to_tsquery('simple', ${head})`;
  if (prefix === null) return before;
  const begun = sql`to_tsquery('simple', ${`${prefix.replaceAll(' ', ' <-> ')}:*`})`;
  return head === '' ? begun : sql`(${before} && ${begun})`;
}

/** The lexemes of a text, for a full-text column: of words alone, so that `12-mill_lane.pdf` is found by each of its parts. */
export const toLexemes = (text: string) =>
  sql<string>`to_tsvector('simple', ${wordsOf(fold(text)).join(' ')})`;

export interface Part {
  text: string;
  hit: boolean;
}

const around = 80;

/** The first place that was found, with what stands around it; the words that were typed are marked. */
export function excerptOf(body: string, typed: Typed): Part[] {
  const isHit = hitsOf(typed);
  const first = firstHit(body, isHit);
  const start = Math.max(0, (first ?? 0) - around);
  const end = Math.min(body.length, start + 3 * around);
  const parts = mark(body.slice(start, end), isHit);
  const [head] = parts;
  if (head && start > 0) head.text = `…${head.text}`;
  const tail = parts.at(-1);
  if (tail && end < body.length) tail.text = `${tail.text}…`;
  return parts;
}

/** The same; null when none of the words stands there. */
export function excerptIfFound(body: string, typed: Typed): Part[] | null {
  return firstHit(body, hitsOf(typed)) === null ? null : excerptOf(body, typed);
}

/** All of a short text, the words that were typed marked. */
export const markedText = (text: string, typed: Typed): Part[] => mark(text, hitsOf(typed));

type IsHit = (word: string) => boolean;

function hitsOf({ head, prefix }: Typed): IsHit {
  const asked = wordsOf(head.replaceAll(/-"[^"]*"|(?<=^|\s)-\S+/gu, ' '));
  const begun = prefix === null ? [] : wordsOf(prefix);
  const wanted = new Set([...asked.filter((one) => one !== 'or'), ...begun.slice(0, -1)]);
  const last = begun.at(-1);
  return (found) => {
    const folded = fold(found);
    return wanted.has(folded) || (last !== undefined && folded.startsWith(last));
  };
}

/** Long texts are read no further than that. */
function firstHit(body: string, isHit: IsHit): number | null {
  for (const found of body.matchAll(word)) if (isHit(found[0])) return found.index;
  return null;
}

function mark(text: string, isHit: IsHit): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const { index, 0: found } of text.matchAll(word)) {
    if (!isHit(found)) continue;
    if (index > at) parts.push({ text: text.slice(at, index), hit: false });
    parts.push({ text: found, hit: true });
    at = index + found.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), hit: false });
  return parts;
}
