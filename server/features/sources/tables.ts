import type { Generated } from 'kysely';

export interface SourcesTable {
  firm_id: string;
  id: string;
  kind: string;
  name: string;
  hook_key: string;
  secret: Buffer | null;
  credentials: Buffer | null;
  own_numbers: Generated<string[]>;
  status: Generated<'active' | 'paused' | 'needs_attention'>;
  status_detail: Generated<string>;
  last_event_at: Date | null;
  event_count: Generated<number>;
  unreadable_count: Generated<number>;
  ignored_count: Generated<number>;
  poll_cursor: string | null;
  polled_at: Date | null;
  poll_due_at: Date | null;
  poll_failures: Generated<number>;
  missed_count: Generated<number>;
  missed_at: Date | null;
  subscription: unknown;
  subscription_due_at: Date | null;
  removed_at: Date | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

interface HookKeysTable {
  hook_key: string;
  firm_id: string;
  source_id: string;
}

export interface SourceUsersTable {
  firm_id: string;
  source_id: string;
  provider_user_id: string;
  type: 'user' | 'group';
  name: Generated<string>;
  email: string | null;
  extension: string | null;
  numbers: Generated<string[]>;
  active: Generated<boolean>;
  staff_id: string | null;
  mapped_by: Generated<'none' | 'administrator'>;
  updated_at: Generated<Date>;
}

export type EventOrigin = 'webhook' | 'catch_up' | 'import' | 'backfill';

interface RawEventsTable {
  firm_id: string;
  id: string;
  source_id: string;
  event_key: string;
  origin: EventOrigin;
  event_type: Generated<string>;
  content_type: Generated<string>;
  raw_body: Buffer;
  received_at: Generated<Date>;
}

interface PendingEventsTable {
  firm_id: string;
  raw_event_id: string;
  attempts: Generated<number>;
  due_at: Generated<Date>;
  /** 0 what comes in now, 1 history. */
  priority: Generated<0 | 1>;
}

export interface BackfillsTable {
  firm_id: string;
  id: string;
  source_id: string;
  since: Date;
  until: Date;
  state: Generated<'running' | 'paused' | 'done' | 'cancelled' | 'failed'>;
  reached_at: Date;
  page: string | null;
  pages: Generated<number>;
  found: Generated<number>;
  stored: Generated<number>;
  note: Generated<BackfillNote>;
  detail: Generated<string>;
  failures: Generated<number>;
  due_at: Date;
  started_by: string | null;
  created_at: Generated<Date>;
  ended_at: Date | null;
  updated_at: Generated<Date>;
}

/** Why a backfill waits or stopped; empty while it goes on. */
export type BackfillNote =
  | ''
  | 'rate_limited'
  | 'unavailable'
  | 'unauthorised'
  | 'refused'
  | 'busy'
  | 'internal';

interface UnreadEventsTable {
  firm_id: string;
  raw_event_id: string;
  source_id: string;
  outcome: 'ignored' | 'unreadable';
  event_type: Generated<string>;
  reason: string;
  detail: Generated<string>;
  at: Generated<Date>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    sources: SourcesTable;
    hook_keys: HookKeysTable;
    source_users: SourceUsersTable;
    raw_events: RawEventsTable;
    pending_events: PendingEventsTable;
    unread_events: UnreadEventsTable;
    backfills: BackfillsTable;
  }
}
