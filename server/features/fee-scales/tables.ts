/** The tables of fee scales, as migrations/0018-fee-scales.sql makes them. */
import type { Generated } from 'kysely';

interface FeeScalesTable {
  firm_id: string;
  id: string;
  name: string;
  is_default: Generated<boolean>;
  archived_at: Date | null;
  version: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

interface FeeScaleVersionsTable {
  firm_id: string;
  id: string;
  fee_scale_id: string;
  number: number;
  /** YYYY-MM-DD; null: a draft. */
  starts_on: string | null;
  content: unknown;
  content_hash: Buffer;
  published_at: Date | null;
  published_by_staff_id: string | null;
  version: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    fee_scales: FeeScalesTable;
    fee_scale_versions: FeeScaleVersionsTable;
  }
}
