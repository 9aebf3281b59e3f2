/** What is to be written to practice systems, as migrations/0008-connections.sql and 0025-conversion-writes.sql make it. */
import type { Generated } from 'kysely';

export type WriteState = 'waiting' | 'sending' | 'unknown' | 'confirming' | 'done' | 'failed' | 'cancelled';

export interface DestinationWritesTable {
  firm_id: string;
  id: string;
  connection_id: string;
  log_entry_id: string | null;
  contact_id: string | null;
  matter_id: string | null;
  conversion_id: string | null;
  action: 'create' | 'update' | 'retire';
  record_kind: string;
  reference: string;
  record: unknown;
  target_id: string | null;
  after_id: string | null;
  state: Generated<WriteState>;
  priority: Generated<number>;
  attempts: Generated<number>;
  due_at: Generated<Date>;
  sent_at: Date | null;
  progress: unknown;
  external_id: string | null;
  version: string | null;
  extra: unknown;
  failure: string | null;
  detail: string | null;
  created_at: Generated<Date>;
  done_at: Date | null;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    destination_writes: DestinationWritesTable;
  }
}
