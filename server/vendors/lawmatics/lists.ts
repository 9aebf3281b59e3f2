/**
 * Lists come in pages of 25 by number, and pages move while records come and go. Sorted ascending and read from the last
 * page back to the first, nothing is missed: what is deleted on a page still to be read moves records onto pages still to
 * be read (some are seen twice), and what is new stands behind the page that was read first.
 */
import type { z } from 'zod';
import type { PracticeApi } from '../kit/practice-api.ts';
import * as wire from './wire.ts';

export interface Listing {
  path: string;
  fields?: string;
  /** The one filter that a request may have. */
  filter?: { by: string; on: string; with: '=' | '!=' | '>=' | 'ilike' };
  sortBy: 'id' | 'updated_at' | 'created_at';
}

export interface Page<Item> {
  items: Item[];
  /** The page to read next; null after the first. */
  next: number | null;
  entries: number | null;
}

/**
 * One page. `page` null begins: it reads the first page for the number of pages, and goes on with the last; the first
 * comes again at the end, because records may have moved onto it.
 */
export async function readPage<Shape extends z.ZodType>(
  api: PracticeApi,
  { path, fields, filter, sortBy }: Listing,
  page: number | null,
  shape: Shape,
): Promise<Page<z.output<Shape>>> {
  const { data, meta } = await api.call(
    {
      path,
      query: {
        fields,
        page: String(page ?? 1),
        sort_by: sortBy,
        sort_order: 'asc',
        ...(filter === undefined
          ? {}
          : { filter_by: filter.by, filter_on: filter.on, filter_with: filter.with }),
      },
    },
    wire.list(shape),
  );
  const begun = page !== null;
  const last = Math.max(1, meta.pages);
  const next = begun ? page - 1 : last;
  return { items: data, next: next < 1 || (!begun && last === 1) ? null : next, entries: meta.entries };
}

/** All that a list holds, newest pages first after the first page; some may come twice. */
export async function* readAll<Shape extends z.ZodType>(
  api: PracticeApi,
  listing: Listing,
  shape: Shape,
): AsyncGenerator<z.output<Shape>> {
  let page: number | null = null;
  do {
    const read: Page<z.output<Shape>> = await readPage(api, listing, page, shape);
    yield* read.items;
    page = read.next;
  } while (page !== null);
}
