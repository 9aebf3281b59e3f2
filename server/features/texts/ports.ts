/** What texts need of conversations and files, which know nothing of texts. Wired in `feature-list.ts`. */
import type { Readable } from 'node:stream';
import type { Tx } from '../../platform/db/database.ts';

/** Writes into conversations. */
export interface TextInbox {
  /** A message of one who takes part, sent by text. In the program's scope. The same providerId again is the same message. */
  append(
    tx: Tx,
    text: {
      firmId: string;
      conversationId: string;
      portalUserId: string;
      body: string;
      /** The provider's id of the text. */
      providerSid: string;
      at: Date;
    },
  ): Promise<{ seq: number }>;
  /** Says in a thread that somebody in it gets no more texts, or gets them again. In the program's scope. */
  noteConsent(
    tx: Tx,
    word: {
      firmId: string;
      conversationId: string;
      portalUserId: string;
      change: 'in' | 'out';
      at: Date;
    },
  ): Promise<void>;
}

/** Keeps files that came with a text. */
export interface TextMedia {
  /**
   * Stores one file, scans it and attaches it to its message. The same key again is the same file, so that it may be called
   * once more after a crash. Throws TooLarge when it is larger than `maxBytes`.
   */
  keep(file: {
    firmId: string;
    conversationId: string;
    /** Of the message. */
    seq: number;
    portalUserId: string;
    key: string;
    fileName: string;
    /** As the provider claims. */
    contentType: string;
    content: Readable;
    maxBytes: number;
  }): Promise<{ fileId: string; sizeBytes: number }>;
  /** The thread is to say that a file did not come. In the program's scope, at the end of its transaction. */
  lost(tx: Tx, file: LostFile): Promise<void>;
}

export interface LostFile {
  firmId: string;
  conversationId: string;
  portalUserId: string;
  /** Larger than is taken; or not at the provider any more. */
  why: 'too_large' | 'gone';
  at: Date;
}

/** A message as conversations tell of it when it is posted, in the same transaction. */
export interface PostedMessage {
  firmId: string;
  conversationId: string;
  seq: number;
  messageId: string;
  /** null: the program. */
  author: { staffId: string } | { portalUserId: string } | null;
  body: string;
  privileged: boolean;
  sentBy: 'portal' | 'sms' | 'email';
  at: Date;
  /** Recipients who are to get it as a text, too. */
  texts?: readonly TextWish[];
}

export interface TextWish {
  portalUserId: string;
  /** Why quiet hours are not waited for. */
  urgentReason?: string | undefined;
}
