export type ListLine<T> =
  | { kind: 'heading'; text: string }
  /** position counts rows from 1, headings left out */
  | { kind: 'row'; item: T; position: number };

/** Rows in order, with a heading before the first row of every group. */
export function linesOf<T>(items: readonly T[], groupOf: ((item: T) => string) | undefined): ListLine<T>[] {
  const lines: ListLine<T>[] = [];
  let group: string | undefined;
  for (const [index, item] of items.entries()) {
    const text = groupOf?.(item);
    if (text !== undefined && text !== group) lines.push({ kind: 'heading', text });
    group = text;
    lines.push({ kind: 'row', item, position: index + 1 });
  }
  return lines;
}
