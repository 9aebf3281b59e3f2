/** How the list of tables is written. */

/** `column` stands in the rows of `of` under `key`; `many`: it is a list. */
export interface Way {
  column: string;
  of: string;
  key: string;
  many?: true;
}

export const kinds = [
  'conversations',
  'messages',
  'documents',
  'calls',
  'texts',
  'mails',
  'quotes',
  'time',
] as const;
/** How people count what goes. */
export type Kind = (typeof kinds)[number];

export interface Rule {
  table: string;
  /**
   * `deleted`: its rows of the matter. `emptied`: they stay without words. `kept`: they stay as they are, and hold nothing of
   * a matter beyond an id.
   */
  does: 'deleted' | 'emptied' | 'kept';
  why: string;
  /** Rows of the matter are those that one of these leads to. */
  ways?: readonly Way[];
  /** Where the hash and the size of stored bytes stand. */
  bytes?: readonly [hash: string, size: string];
  counts?: Kind;
  /** Its rows have a column `id`. */
  named?: true;
  /** Goes by this table's cascade: the database lets it go in no other way. */
  with?: string;
}
