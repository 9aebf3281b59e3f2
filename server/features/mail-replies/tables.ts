/** The tables of answers by mail, as migrations/0053-mail-replies-and-phones.sql makes them. */
import type { Generated } from 'kysely';

interface MailReplySettingsTable {
  firm_id: string;
  reply_by_mail: Generated<boolean>;
  days: Generated<number>;
  version: Generated<number>;
  updated_at: Date;
}

interface ReplyAddressesTable {
  firm_id: string;
  token_hash: Buffer;
  conversation_id: string;
  portal_user_id: string;
  up_to_seq: number;
  created_at: Date;
  expires_at: Date;
}

export const mailReplyStates = ['waiting', 'posted', 'refused', 'dropped', 'triage', 'dismissed'] as const;
export type MailReplyState = (typeof mailReplyStates)[number];

export interface MailRepliesTable {
  firm_id: string;
  id: string;
  mail_id: string;
  conversation_id: string;
  portal_user_id: string;
  message_key: Buffer | null;
  state: MailReplyState;
  reason: Generated<string>;
  sender: Generated<string>;
  body: Generated<string>;
  files: Generated<number>;
  upload_ids: Generated<string[]>;
  up_to_seq: number;
  seq: Generated<number | null>;
  settled_by_staff_id: Generated<string | null>;
  settled_at: Generated<Date | null>;
  due_at: Generated<Date | null>;
  received_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    mail_reply_settings: MailReplySettingsTable;
    reply_addresses: ReplyAddressesTable;
    mail_replies: MailRepliesTable;
  }
}
