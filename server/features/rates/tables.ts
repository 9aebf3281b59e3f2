/** The table of rate books, as migrations/0017-rates.sql makes it. It belongs to the installation, not to a firm. */
import type { Generated } from 'kysely';

export interface RateBooksTable {
  /** In the order of loading: the last one is in use. */
  seq: Generated<number>;
  id: string;
  /** As `RateBookVersion.version`. */
  version: string;
  /** The book as it was loaded; null: the one that comes with the program is in use again. */
  body: unknown;
  loaded_at: Date;
  /** What the operator said about it. */
  note: string;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    rate_books: RateBooksTable;
  }
}
