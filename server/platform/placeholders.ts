/** Words in braces that something stands for: the one way of all templates. Pure. */

const inBraces = /\{([^{}]*)\}/g;

/** The names between braces, in order, as often as they stand there. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(inBraces)].map(([, name = '']) => name);
}

/** A brace that has no partner is a placeholder that somebody mistyped. */
export function hasLoneBrace(text: string): boolean {
  return /[{}]/.test(text.replaceAll(inBraces, ''));
}

/** One pass, so that what stands for one name is never read as another; an unknown name stays as it is. */
export function putIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(inBraces, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

/** The same; a line whose placeholder is empty says nothing and is left out. */
export function putInByLine(text: string, values: Readonly<Record<string, string>>): string {
  return text
    .split('\n')
    .filter((line) => !namesIn(line).some((name) => Object.hasOwn(values, name) && values[name] === ''))
    .map((line) => putIn(line, values))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
