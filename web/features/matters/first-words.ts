/**
 * The first line that says something: what a person wrote, else the message itself inside the part that call logging
 * wrote between its two lines (its facts stand first, then a blank line, then the message).
 */
export function firstWords(text: string): string {
  const start = text.search(/^--- Call log /m);
  if (start < 0) return firstLine(text);
  const inside = text.slice(start);
  const end = inside.search(/^--- End of /m);
  const rest = text.slice(0, start) + (end < 0 ? '' : inside.slice(end).replace(/^.*/, ''));
  const written = firstLine(rest);
  if (written !== '') return written;
  const message = (end < 0 ? inside : inside.slice(0, end)).split(/\n\s*\n/)[1] ?? '';
  return firstLine(message);
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
