import { z } from 'zod';
import { problem } from './problems.ts';

/** `?limit=&after=` of every list. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Rows in one page'),
  after: z.string().max(500).optional().describe('`next` of the page before'),
});

/** `{ items, next }`: `next` is null on the last page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** Keyset cursors are opaque to callers: base64url of the sort values of the last row. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** Reads a cursor of the given shape; anything else is the caller's mistake. */
export function decodeCursor<T extends z.ZodType>(cursor: string, shape: T): z.output<T> {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw problem('invalid_input', 'This page cursor is not one of ours.', {
      fields: [{ field: 'after', message: 'Use the `next` value of the page before, unchanged.' }],
    });
  }
}

/** Cuts one row more than asked for into a page and its cursor. Ask the database for `limit + 1` rows. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => readonly (string | number)[],
  itemOf: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(itemOf), next: rows.length > limit && last ? encodeCursor(cursorOf(last)) : null };
}
