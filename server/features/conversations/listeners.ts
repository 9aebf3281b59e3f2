/** What follows a conversation without its knowing whom: each listener runs in the transaction of what happened. */
import type { Tx } from '../../platform/db/database.ts';
import type { ConversationKind, ConversationState } from './kinds.ts';
import type { MessageFile } from './shapes.ts';

export interface Posted {
  firmId: string;
  conversationId: string;
  conversationKind: ConversationKind;
  matterId: string | null;
  seq: number;
  messageId: string;
  /** Null: the program. */
  author: { staffId: string } | { portalUserId: string } | null;
  body: string;
  privileged: boolean;
  sentBy: 'portal' | 'sms' | 'email';
  at: Date;
  /** Who is to get it as a text, too. */
  texts: readonly { portalUserId: string; urgentReason?: string | undefined }[];
}

export interface Looked {
  firmId: string;
  conversationId: string;
  personId: string;
  isStaff: boolean;
  /** Everything up to this message. */
  seq: number;
  at: Date;
}

export interface StateChanged {
  firmId: string;
  conversationId: string;
  matterId: string | null;
  state: ConversationState;
  at: Date;
}

export interface Joined {
  firmId: string;
  conversationId: string;
  portalUserId: string;
  /** The first message that they read. */
  fromSeq: number;
  at: Date;
}

export interface ConversationListener {
  posted?(tx: Tx, posted: Posted): Promise<void>;
  looked?(tx: Tx, looked: Looked): Promise<void>;
  stateChanged?(tx: Tx, changed: StateChanged): Promise<void>;
  /** Somebody outside the firm was added to what had begun before. */
  joined?(tx: Tx, joined: Joined): Promise<void>;
}

/** The files of messages, which are kept elsewhere. */
export interface MessageFiles {
  /** Makes files of uploads and ties them to the message; refuses what is not ready, not theirs or too many. */
  attach(
    tx: Tx,
    to: {
      firmId: string;
      conversationId: string;
      seq: number;
      uploadIds: readonly string[];
      by: { staffId: string } | { portalUserId: string };
      now: Date;
    },
  ): Promise<void>;
  /** The files of these messages, by number. */
  list(
    tx: Tx,
    firmId: string,
    conversationId: string,
    seqs: readonly number[],
  ): Promise<Map<number, MessageFile[]>>;
  /** How many files there are before a message. */
  count(tx: Tx, firmId: string, conversationId: string, beforeSeq: number): Promise<number>;
}

export interface Neighbours {
  listeners: readonly ConversationListener[];
  files: MessageFiles;
}
