/** Naming staff in a message: `@` and their name, as plain text. */
export interface Named {
  id: string;
  name: string;
}

/** What somebody has typed after an `@` before the cursor; undefined when they are not naming anybody. */
export function mentionAt(text: string, caret: number): { from: number; words: string } | undefined {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf('@');
  if (from < 0) return undefined;
  // In the midst of a word it is a mail address.
  if (from > 0 && !/[\s(]/.test(before.charAt(from - 1))) return undefined;
  const words = before.slice(from + 1);
  return words.length > 40 || /[\n@]/.test(words) || /^\s/.test(words) ? undefined : { from, words };
}

/** Whose name begins so, or has a word that does: at most `most`. */
export function suggest<T extends Named>(people: readonly T[], words: string, most = 6): T[] {
  const wanted = words.toLowerCase();
  const rank = ({ name }: Named) => {
    const whole = name.toLowerCase();
    if (whole.startsWith(wanted)) return 0;
    return whole.split(/\s+/).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return people
    .filter((one) => rank(one) < 2)
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .slice(0, most);
}

/** The text with the name in place of what was typed, and where the cursor stands then. */
export function complete(text: string, at: { from: number; words: string }, name: string) {
  const head = `${text.slice(0, at.from)}@${name} `;
  const rest = text.slice(at.from + 1 + at.words.length);
  return { text: head + rest.replace(/^ /, ''), caret: head.length };
}

export type Part = { kind: 'text' | 'name'; text: string; at: number; id?: string };

/** A text cut into words and the names in it; the longer of two names that begin alike wins. */
export function partsOf(text: string, people: readonly Named[]): Part[] {
  const byLength = people.filter(({ name }) => name !== '').toSorted((a, b) => b.name.length - a.name.length);
  const parts: Part[] = [];
  let plain = 0;
  let at = text.indexOf('@');
  while (at >= 0) {
    const found = byLength.find(({ name }) => isNamed(text, at, name));
    if (found) {
      if (at > plain) parts.push({ kind: 'text', text: text.slice(plain, at), at: plain });
      plain = at + 1 + found.name.length;
      parts.push({ kind: 'name', text: text.slice(at, plain), at, id: found.id });
    }
    at = text.indexOf('@', Math.max(at + 1, plain));
  }
  if (plain < text.length) parts.push({ kind: 'text', text: text.slice(plain), at: plain });
  return parts;
}

function isNamed(text: string, at: number, name: string): boolean {
  const end = at + 1 + name.length;
  const alike = text.slice(at + 1, end).toLowerCase() === name.toLowerCase();
  return alike && !/[\p{L}\p{N}]/u.test(text.charAt(end));
}

/** Who is named in a text. */
export function mentionedIn(text: string, people: readonly Named[]): string[] {
  return [...new Set(partsOf(text, people).flatMap(({ id }) => id ?? []))];
}
