/** The tables of mail that comes in, as migrations/0045-calendar.sql makes them. */
import type { Generated } from 'kysely';

interface MailInSettingsTable {
  firm_id: string;
  hook_key: string;
  hook_secret: Buffer;
  authserv_id: Generated<string>;
  reply_address: Generated<string>;
  version: Generated<number>;
  updated_at: Date;
}

export const incomingStates = ['waiting', 'taken', 'unclaimed', 'unreadable'] as const;

interface IncomingMailsTable {
  firm_id: string;
  id: string;
  sha256: Buffer;
  size_bytes: number;
  received_at: Date;
  state: Generated<(typeof incomingStates)[number]>;
  sender: Generated<string>;
  subject: Generated<string>;
  sender_verified: Generated<boolean | null>;
  verdict: Generated<string>;
  taken_by: Generated<string | null>;
  matter_id: Generated<string | null>;
  read_at: Generated<Date | null>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    mail_in_settings: MailInSettingsTable;
    incoming_mails: IncomingMailsTable;
  }
}
