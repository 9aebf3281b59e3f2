/** The tables of push notices, as migrations/0050-portal-app.sql makes them. */
import type { Generated } from 'kysely';

interface PushKeysTable {
  id: Generated<boolean>;
  public_key: string;
  private_key: Buffer;
  created_at: Date;
}

interface PushSubscriptionsTable {
  firm_id: string;
  id: string;
  staff_id: string | null;
  portal_user_id: string | null;
  session_id: string;
  endpoint_hash: Buffer;
  sealed: Buffer;
  user_agent: Generated<string>;
  created_at: Date;
  last_pushed_at: Generated<Date | null>;
  failures: Generated<number>;
  rest_until: Generated<Date | null>;
}

interface PushTimersTable {
  firm_id: string;
  conversation_id: string;
  person_id: string;
  is_staff: boolean;
  pushed_seq: Generated<number>;
  pushed_at: Date | null;
  unopened: Generated<number>;
  pending_seq: number | null;
  pending_at: Date | null;
  due_at: Date | null;
  postponed: Generated<number>;
}

interface PushEventsTable {
  firm_id: string;
  id: string;
  conversation_id: string;
  person_id: string;
  is_staff: boolean;
  at: Date;
  result: 'pushed' | 'cancelled' | 'postponed';
  reason: string;
  up_to_seq: number;
  devices: Generated<number>;
}

interface PushPreferencesTable {
  firm_id: string;
  staff_id: string;
  tell: 'new' | 'unanswered' | 'none';
  unanswered_minutes: number;
  quiet: boolean;
  work_from: number;
  work_until: number;
  work_days: number[];
  version: Generated<number>;
  updated_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    push_keys: PushKeysTable;
    push_subscriptions: PushSubscriptionsTable;
    push_timers: PushTimersTable;
    push_events: PushEventsTable;
    push_preferences: PushPreferencesTable;
  }
}
