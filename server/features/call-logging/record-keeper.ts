/** What call logging asks of a destination about the records of a log entry; the firm's own and connected ones differ here only. */
import type { SettleContext } from './decide-case.ts';
import type { RecordBatch, RecordFacts, Written } from './embedded-record.ts';
import type { LogEntryRow } from './entries-store.ts';
import type { KeptRecord } from './kept-decision.ts';
import type { ToRefresh } from './refresh.ts';

export interface RecordPlace extends RecordFacts {
  /** Records that the entry has had already at this destination: references go on from there. */
  createdBefore: number;
  /** The write that makes the contact or the activity code there, while it is not there yet. */
  contactWriteId: string | null;
  /** What must be done at a practice system before the first of these records. */
  afterId: string | null;
  /** A person waits for it. */
  urgent: boolean;
}

export type TakenOut = { billed: true } | { billed: false; afterId: string | null };

export interface RecordKeeper {
  /** Adds the records of a plan to the batch, which is written with the decision. */
  add(batch: RecordBatch, facts: RecordPlace): Written;
  /** Whether nobody has touched what we wrote: only then may the program itself put it elsewhere. */
  isAsWritten(context: SettleContext, entry: LogEntryRow, records: readonly KeptRecord[]): Promise<boolean>;
  /** Takes records out so that others can take their place; a task whose work is done elsewhere is completed. */
  takeOut(
    context: SettleContext,
    batch: RecordBatch,
    entry: LogEntryRow,
    records: readonly KeptRecord[],
    how: { tasks: 'complete' | 'remove'; byPerson: boolean },
  ): Promise<TakenOut>;
  /** Late news: brings what is ours up to date. */
  refresh(context: SettleContext, batch: RecordBatch, one: ToRefresh): Promise<void>;
  /** Brings taken-out records back as they were; false where they must be made anew. */
  bringBack(context: SettleContext, records: readonly KeptRecord[]): Promise<boolean>;
}
