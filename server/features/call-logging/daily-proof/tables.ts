/** What phone systems say of each day, as migrations/0010-what-if.sql makes it. */
import type { Generated } from 'kysely';

export interface DailyProofsTable {
  firm_id: string;
  source_id: string;
  /** YYYY-MM-DD in the firm's zone. */
  day: string;
  state: Generated<'asking' | 'known' | 'failed'>;
  says: number | null;
  missing: Generated<number>;
  unreadable: Generated<number>;
  rounds: Generated<number>;
  note: Generated<string>;
  detail: Generated<string>;
  failures: Generated<number>;
  due_at: Date | null;
  checked_at: Date | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    daily_proofs: DailyProofsTable;
  }
}
