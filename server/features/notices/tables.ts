/** The tables of notices, as migrations/0046-notices.sql makes them. */
import type { Generated } from 'kysely';

interface NoticeSettingsTable {
  firm_id: string;
  mode: Generated<'back_off' | 'strict'>;
  delay_minutes: Generated<number>;
  each_message: Generated<boolean>;
  version: Generated<number>;
  updated_at: Generated<Date>;
}

interface NoticeTimersTable {
  firm_id: string;
  conversation_id: string;
  portal_user_id: string;
  welcomed_at: Date | null;
  notified_seq: Generated<number>;
  unopened: Generated<number>;
  pending_seq: number | null;
  pending_at: Date | null;
  due_at: Date | null;
  postponed: Generated<number>;
  warned_at: Generated<Date | null>;
}

interface NoticeEventsTable {
  firm_id: string;
  id: string;
  conversation_id: string;
  portal_user_id: string;
  at: Date;
  result: 'sent' | 'cancelled' | 'postponed';
  reason: string;
  from_seq: number;
  up_to_seq: number;
  outbox_id: string | null;
  /** The text instead of a mail, to somebody who comes by number. */
  text_id: Generated<string | null>;
}

interface NoticeFocusTable {
  firm_id: string;
  conversation_id: string;
  portal_user_id: string;
  at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    notice_settings: NoticeSettingsTable;
    notice_timers: NoticeTimersTable;
    notice_events: NoticeEventsTable;
    notice_focus: NoticeFocusTable;
  }
}
