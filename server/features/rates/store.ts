/** The installation's rate book: the last one that was loaded, else the one that comes with the program. */
import { createHash } from 'node:crypto';
import type { Database } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type RateBook, type RateBookVersion, rateBook } from './book.ts';
import bundledJson from './books/uk-2026-11.json' with { type: 'json' };
import './tables.ts';

export interface CurrentRates extends RateBookVersion {
  origin: 'bundled' | 'loaded';
  loadedAt: Date | null;
}

export interface RateBooks {
  /** The book in use now. One small query; the book itself is read again only when another was loaded. */
  current(): Promise<CurrentRates>;
  /** The book that an earlier answer named; null when it is not kept here. */
  find(version: string): Promise<RateBookVersion | null>;
  /** Takes another book into use, for every firm and every running copy of the program. Null: the bundled one. */
  load(book: RateBook | null, about: { note: string; at: Date }): Promise<CurrentRates>;
  /** What was taken into use, newest first. */
  list(): Promise<{ version: string; bundled: boolean; loadedAt: Date; note: string }[]>;
}

/** The book's id and a hash of its contents, whatever the order of its properties. */
export function versionOf(book: RateBook): string {
  const sum = createHash('sha256')
    .update(JSON.stringify(rateBook.parse(book)))
    .digest('hex');
  return `${book.id}@${sum.slice(0, 16)}`;
}

let bundled: RateBookVersion | undefined;

/** The book that comes with the program. */
export function bundledRates(): RateBookVersion {
  if (!bundled) {
    const book = rateBook.parse(bundledJson);
    bundled = { book, version: versionOf(book) };
  }
  return bundled;
}

export function createRateBooks(database: Database): RateBooks {
  /** The last loaded row that was read, with its number. */
  let known: { seq: number; rates: CurrentRates } | null = null;
  const ownBook: CurrentRates = { ...bundledRates(), origin: 'bundled', loadedAt: null };

  async function current(): Promise<CurrentRates> {
    return await database.system(async (tx) => {
      const newest = await tx
        .selectFrom('rate_books')
        .select(['seq', 'loaded_at'])
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (!newest) return ownBook;
      if (known?.seq === newest.seq) return known.rates;
      const row = await tx
        .selectFrom('rate_books')
        .select(['body', 'version'])
        .where('seq', '=', newest.seq)
        .executeTakeFirstOrThrow();
      const rates: CurrentRates =
        row.body === null
          ? { ...ownBook, loadedAt: newest.loaded_at }
          : {
              book: rateBook.parse(row.body),
              version: row.version,
              origin: 'loaded',
              loadedAt: newest.loaded_at,
            };
      known = { seq: newest.seq, rates };
      return rates;
    });
  }

  return {
    current,
    async find(version) {
      if (ownBook.version === version) return ownBook;
      const row = await database.system((tx) =>
        tx
          .selectFrom('rate_books')
          .select('body')
          .where('version', '=', version)
          .where('body', 'is not', null)
          .limit(1)
          .executeTakeFirst(),
      );
      return row ? { version, book: rateBook.parse(row.body) } : null;
    },
    async load(book, { note, at }) {
      const version = book ? versionOf(book) : ownBook.version;
      await database.system((tx) =>
        tx
          .insertInto('rate_books')
          .values({ id: newId(), version, body: book && JSON.stringify(book), loaded_at: at, note })
          .execute(),
      );
      return await current();
    },
    async list() {
      const rows = await database.system((tx) =>
        tx
          .selectFrom('rate_books')
          .select(['version', 'loaded_at', 'note'])
          .select((eb) => eb('body', 'is', null).as('bundled'))
          .orderBy('seq', 'desc')
          .limit(100)
          .execute(),
      );
      return rows.map(({ version, loaded_at, note, bundled: own }) => ({
        version,
        bundled: Boolean(own),
        loadedAt: loaded_at,
        note,
      }));
    },
  };
}
