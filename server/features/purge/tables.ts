/** The tables of purges, as migrations/0054-purge.sql makes them. */
import type { Generated } from 'kysely';
import type { Refusal } from './decide.ts';

interface PurgeSettingsTable {
  firm_id: string;
  cooling_off_days: Generated<number>;
  /** null: nobody said how long backups are kept. */
  backup_days: number | null;
  version: Generated<number>;
}

interface PurgeBatchesTable {
  firm_id: string;
  id: string;
  state: Generated<'proposed' | 'confirmed' | 'done' | 'cancelled'>;
  reason: string;
  matters: number;
  proposed_by_staff_id: string;
  proposed_at: Date;
  confirmed_by_staff_id: string | null;
  confirmed_at: Date | null;
  runs_at: Date | null;
  cancelled_by_staff_id: string | null;
  cancelled_at: Date | null;
  done_at: Date | null;
  certificate: string | null;
  signature: Buffer | null;
}

interface PurgeItemsTable {
  firm_id: string;
  id: string;
  batch_id: string;
  /** The matter. */
  subject_id: string;
  number: string;
  state: Generated<'waiting' | 'purged' | 'refused'>;
  why: Refusal | null;
  proof: unknown;
  settled_at: Date | null;
  gone_at: Date | null;
  audience: string[] | null;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    purge_settings: PurgeSettingsTable;
    purge_batches: PurgeBatchesTable;
    purge_items: PurgeItemsTable;
  }
}
