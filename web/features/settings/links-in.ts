export type TextPart = { kind: 'text' | 'link'; text: string /** Where it begins, for keys. */; at: number };

/** A plain text cut into words and the web addresses in it; only http and https become links. */
export function linksIn(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g)) {
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index), at });
    parts.push({ kind: 'link', text: match[0], at: match.index });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at), at });
  return parts;
}
