/** The tables of retention, as migrations/0035-retention.sql makes them. */
import type { Generated } from 'kysely';

interface RetentionPoliciesTable {
  firm_id: string;
  /** null: for ever. */
  lost_months: number | null;
  expired_months: number | null;
  duplicate_months: number | null;
  last_run_at: Date | null;
  last_run_count: Generated<number>;
  version: Generated<number>;
}

interface PersonExportsTable {
  firm_id: string;
  id: string;
  contact_id: string;
  asked_by_staff_id: string;
  state: Generated<'waiting' | 'running' | 'ready' | 'failed' | 'gone'>;
  done: Generated<number>;
  parts: Generated<number>;
  sha256: Buffer | null;
  size_bytes: number | null;
  error: string | null;
  matter_ids: Generated<string[]>;
  created_at: Date;
  ready_at: Date | null;
  expires_at: Date;
}

interface MatterRetentionTable {
  firm_id: string;
  id: string;
  /** null: matters without a type. */
  matter_type_id: string | null;
  years: number;
  set_by_staff_id: string;
  set_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    retention_policies: RetentionPoliciesTable;
    person_exports: PersonExportsTable;
    matter_retention: MatterRetentionTable;
  }
}
