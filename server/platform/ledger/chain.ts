import type { RawBuilder } from 'kysely';
import type { Secrets } from '../secrets.ts';

/** One ledger: what is on it, and where it is kept. Every table of it is led by `firm_id`. */
export interface Chain {
  /** The table of the events, which have an `id`. */
  rows: string;
  /** Where those stand that are on no block yet, and its column with their id. */
  waiting: { table: string; id: string };
  blocks: string;
  heads: string;
  /** 32 bytes over all of a row `r`. */
  digest: RawBuilder<Buffer>;
  /** What an event is called to people. */
  noun: string;
  /** Blocks that a check reads at once: with their digests, about a megabyte. */
  blocksAtOnce: number;
  seal(secrets: Secrets, headText: string): Buffer;
  isGenuine(secrets: Secrets, seal: Buffer, headText: string): boolean;
}
