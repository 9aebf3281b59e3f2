/**
 * The part of a record's text that is ours. It stands between two lines that say so; late artefacts update it, and only
 * while nobody has changed it. What people write above and below is theirs.
 */
import { createHash } from 'node:crypto';

/** Our text between its two lines. `reference` is the log entry's ("ML-7F3K9Q"). */
export function fence(reference: string, inside: string): string {
  return `--- Call log ${reference} ---\n${inside.trim()}\n--- End of ${reference} ---`;
}

/** Hash of the fenced part as it stands in a text, to be kept with the log entry; null when there is no whole fence. */
export function fenceHash(text: string): string | null {
  const found = findFence(text);
  return found === null ? null : hashOf(found.inside);
}

/** Whether there is nothing but the fenced part: nobody wrote above or below it. */
export function isOnlyFence(text: string): boolean {
  const found = findFence(text);
  return found !== null && text.slice(0, found.start).trim() === '' && text.slice(found.end).trim() === '';
}

export type FenceReplacement =
  | { ok: true; text: string; hash: string }
  /** The lines are gone, or what is between them is not what we wrote: it is a person's now. */
  | { ok: false; reason: 'fence_missing' | 'changed_by_person' };

/**
 * Puts a new fenced part (from `fence`) in place of the old one. `writtenHash` is what `fenceHash` gave when we wrote
 * last. Line ends and trailing blanks do not count as changes, as destinations alter them by themselves.
 */
export function replaceFenced(text: string, newPart: string, writtenHash: string): FenceReplacement {
  const found = findFence(text);
  const next = findFence(newPart);
  if (found === null || next === null) return { ok: false, reason: 'fence_missing' };
  if (hashOf(found.inside) !== writtenHash) return { ok: false, reason: 'changed_by_person' };
  const replaced = text.slice(0, found.start) + newPart + text.slice(found.end);
  return { ok: true, text: replaced, hash: hashOf(next.inside) };
}

function findFence(text: string): { start: number; end: number; inside: string } | null {
  const match =
    /^--- Call log (ML-[0-9A-Z]{6}(?:-\d+)?) ---[ \t]*\r?\n([\s\S]*?)\r?\n--- End of \1 ---/m.exec(text);
  if (match?.[2] === undefined) return null;
  return { start: match.index, end: match.index + match[0].length, inside: match[2] };
}

function hashOf(inside: string): string {
  const plain = inside
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
  return createHash('sha256').update(plain).digest('hex').slice(0, 16);
}
