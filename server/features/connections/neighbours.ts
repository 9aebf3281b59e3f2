/**
 * What connections need of the features built on them, handed in where the program is wired: they import this one, so
 * this one imports none of them.
 */
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ChangeHint, MirrorKind, PracticeSystem } from '../../vendors/ports.ts';

/** Which connection. */
export interface Which {
  firmId: string;
  connectionId: string;
}

/** How far one kind of record has come. */
export interface KindProgress {
  kind: MirrorKind;
  /** A whole pass from the beginning, what changed since, or nothing just now. */
  pass: 'whole' | 'changes' | 'idle';
  /** Records of the pass under way, or of the last one. */
  done: number;
  total: number | null;
  firstDoneAt: Date | null;
  /** What changed up to then is here. */
  upToDateAt: Date | null;
  /** How many are here and there. */
  linked: number;
  /** Records that a whole pass missed when it stopped to ask whether they are really gone. */
  missing: number;
  error: string | null;
}

export interface Queue {
  waiting: number;
  failed: number;
  oldestWaitingAt: Date | null;
}

export interface WriteLine {
  id: string;
  action: 'create' | 'update' | 'retire';
  recordKind: string;
  reference: string;
  state: string;
  failure: string | null;
  detail: string | null;
  logEntryId: string | null;
  interactionId: string | null;
  attempts: number;
  createdAt: Date;
  sentAt: Date | null;
  doneAt: Date | null;
}

export interface ConnectionNeighbours {
  mirror: {
    /** In the transaction that makes a connection active; one that was begun before goes on. */
    start(tx: Tx, which: Which, vendor: PracticeSystem, now: Date): Promise<void>;
    /** Everything is looked at once more; `confirmRemovals`: what is missing there is really gone. */
    requestWholePass(tx: Tx, which: Which, confirmRemovals: boolean, now: Date): Promise<void>;
    /** Keeps "look at this one" durably. */
    addHints(tx: Tx, which: Which, hints: readonly ChangeHint[], now: Date): Promise<void>;
    readProgress(tx: Tx, which: Which): Promise<readonly KindProgress[]>;
    /** Reads what is due, and follows hints; each answers whether there is more. */
    round(platform: Platform): Promise<boolean>;
    hintRound(platform: Platform): Promise<boolean>;
  };
  sync: {
    /** The same of what both sides change; `causedBy`: our own change that the vendor told of, if it did. */
    noteHints(
      tx: Tx,
      which: Which,
      hints: readonly ChangeHint[],
      causedBy: string | null,
      now: Date,
    ): Promise<void>;
  };
  writes: {
    readQueues(tx: Tx, firmId: string): Promise<ReadonlyMap<string, Queue>>;
    /** Newest first, before the write `before`. */
    list(
      tx: Tx,
      which: Which,
      wanted: { state: 'failed' | 'open' | 'done'; before: string | null; limit: number },
    ): Promise<readonly WriteLine[]>;
    /** Tries what failed again: one write with what hangs on it, or all of them. Answers how many. */
    redrive(tx: Tx, which: Which, writeId: string | null, now: Date): Promise<number>;
    /** The vendor said no to a record that it had accepted. */
    recordLateFailure(
      tx: Tx,
      which: Which,
      late: { externalId: string; detail: string },
      now: Date,
    ): Promise<void>;
  };
}
