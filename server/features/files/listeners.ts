/** What follows a file without its knowing whom: each listener runs in the transaction of what happened. */
import type { Tx } from '../../platform/db/database.ts';
import type { By } from './attach.ts';

interface SentFile {
  firmId: string;
  fileId: string;
  conversationId: string;
  /** Of its message. */
  seq: number;
  at: Date;
}

export interface WithdrawnFile extends SentFile {
  why: 'person' | 'infected';
  /** Null: the program, which found it infected. */
  by: By | null;
}

export interface OpenedFile extends SentFile {
  by: By;
}

/** A listener leaves the news of it to whoever calls it: others of the firm wait for the counter of news. */
export interface FileListener {
  withdrawn?(tx: Tx, file: WithdrawnFile): Promise<void>;
  /** Downloaded, or a page of it looked at. */
  opened?(tx: Tx, file: OpenedFile): Promise<void>;
}
