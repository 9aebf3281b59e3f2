/** The tables of sync, as migrations/0029-sync.sql makes them. */
import type { Generated } from 'kysely';
import type { LayoutName } from '../practice/index.ts';

export type SyncMode = 'on' | 'dry_run' | 'paused';
export type SheetState =
  | 'waiting'
  | 'in_step'
  | 'sending'
  | 'differs'
  | 'failed'
  | 'stopped'
  | 'no_form'
  | 'dry_run';
export type NewsKind =
  | 'sheet'
  | 'parties'
  | 'mail'
  | 'document'
  | 'memo'
  | 'converted'
  | 'note'
  | 'contact'
  | 'written'
  | 'stage';

interface SyncSettingsTable {
  firm_id: string;
  connection_id: string;
  mode: SyncMode;
  new_contacts: boolean;
  changed_at: Date;
  changed_by_staff_id: string | null;
}

export interface SyncSheetsTable {
  firm_id: string;
  connection_id: string;
  matter_id: string;
  layout: LayoutName;
  base: Generated<unknown>;
  state: Generated<SheetState>;
  detail: string | null;
  write_id: string | null;
  sent: unknown;
  sends: Generated<Date[]>;
  planned: unknown;
  looked_at: Date | null;
  due_at: Date;
}

export interface SyncDifferencesTable {
  firm_id: string;
  id: string;
  connection_id: string;
  contact_id: string | null;
  matter_id: string | null;
  field: string;
  kind: 'suggestion' | 'conflict';
  base: unknown;
  ours: unknown;
  theirs: unknown;
  ours_by_staff_id: string | null;
  ours_at: Date;
  theirs_at: Date | null;
  state: Generated<'open' | 'sending' | 'failed' | 'closed'>;
  answer: 'ours' | 'theirs' | 'same' | null;
  answered_at: Date | null;
  answered_by_staff_id: string | null;
  write_id: string | null;
  detail: string | null;
  created_at: Date;
}

export interface ResyncsTable {
  firm_id: string;
  id: string;
  connection_id: string;
  contact_id: string | null;
  matter_id: string | null;
  state: 'looking' | 'ready' | 'applied' | 'failed';
  theirs: unknown;
  changes: Generated<unknown>;
  detail: string | null;
  asked_by_staff_id: string | null;
  asked_at: Date;
  looked_at: Date | null;
  applied_at: Date | null;
  due_at: Date;
}

interface MailMemosTable {
  firm_id: string;
  outbox_id: string;
  matter_id: string;
  at: Date;
}

interface SyncNewsTable {
  firm_id: string;
  id: Generated<number>;
  kind: NewsKind;
  matter_id: string | null;
  subject_id: string | null;
  staff_id: string | null;
  at: Date;
  due_at: Generated<Date>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    sync_settings: SyncSettingsTable;
    sync_sheets: SyncSheetsTable;
    sync_differences: SyncDifferencesTable;
    resyncs: ResyncsTable;
    mail_memos: MailMemosTable;
    sync_news: SyncNewsTable;
  }
}
