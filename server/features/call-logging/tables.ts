/** The call-logging tables, as migrations/0003-call-logging.sql makes them. */
import type { Generated } from 'kysely';
import type { Outcome } from './interaction.ts';

export interface InteractionsTable {
  firm_id: string;
  id: string;
  source_id: string;
  kind: 'call' | 'sms' | 'fax';
  direction: 'inbound' | 'outbound' | 'internal';
  outcome: Outcome;
  ended: boolean;
  started_at: Date;
  ended_at: Date | null;
  talk_seconds: number;
  total_seconds: number;
  external_e164: string | null;
  external_raw: string | null;
  external_name: string | null;
  withheld: boolean;
  contact_id: string | null;
  staff_id: string | null;
  matter_id: string | null;
  assembled: unknown;
  search: string | null;
  last_observed_at: Date;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

interface ObservationsTable {
  firm_id: string;
  interaction_id: string;
  raw_event_id: string;
  number: number;
  observation: unknown;
}

interface SessionLinksTable {
  firm_id: string;
  source_id: string;
  link: string;
  interaction_id: string;
}

export interface ArtefactsTable {
  firm_id: string;
  id: string;
  interaction_id: string;
  kind: string;
  provider_id: string;
  url: string | null;
  content_type: string | null;
  file_name: string | null;
  duration_seconds: number | null;
  text: string | null;
  state: Generated<'pending' | 'stored' | 'failed' | 'unavailable'>;
  attempts: Generated<number>;
  due_at: Generated<Date>;
  error: string | null;
  sha256: Buffer | null;
  size_bytes: number | null;
  created_at: Generated<Date>;
}

export type LogEntryState = 'pending' | 'held' | 'logged' | 'skipped' | 'failed' | 'undone';

export interface LogEntriesTable {
  firm_id: string;
  id: string;
  interaction_id: string;
  destination: string;
  state: LogEntryState;
  reason: string | null;
  review: string | null;
  record_kind: string | null;
  record_id: string | null;
  matter_id: string | null;
  contact_id: string | null;
  staff_id: string | null;
  assignee_id: string | null;
  reference: string;
  fence_hash: string | null;
  why: unknown;
  decision: unknown;
  override: unknown;
  previous: unknown;
  started_at: Date;
  decided_at: Date;
  written_at: Date | null;
  /** At a practice system: its id, and its page there. */
  external_record_id: Generated<string | null>;
  url: Generated<string | null>;
  revision: Generated<number>;
}

interface CallLoggingOptionsTable {
  firm_id: string;
  destination: Generated<string>;
  options: unknown;
  updated_at: Generated<Date>;
}

interface InteractionWordsTable {
  firm_id: string;
  interaction_id: string;
  words: unknown;
  search: string;
  complete: boolean;
}

interface PairRulesTable {
  firm_id: string;
  contact_id: string;
  matter_id: string;
  created_by_staff_id: string | null;
  created_at: Generated<Date>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    interactions: InteractionsTable;
    observations: ObservationsTable;
    session_links: SessionLinksTable;
    artefacts: ArtefactsTable;
    interaction_words: InteractionWordsTable;
    log_entries: LogEntriesTable;
    call_logging_options: CallLoggingOptionsTable;
    pair_rules: PairRulesTable;
  }
}
