/** The tables of what-if, as migrations/0010-what-if.sql makes them. */
import type { Generated } from 'kysely';
import type { Because, Stays } from './compare.ts';

export interface WhatIfRunsTable {
  firm_id: string;
  id: string;
  destination: Generated<string>;
  options: unknown;
  set_before: unknown;
  days: number;
  since: Date;
  until: Date;
  state: Generated<'running' | 'done' | 'cancelled' | 'failed'>;
  total: Generated<number>;
  looked: Generated<number>;
  reached_at: Date | null;
  reached_id: string | null;
  failures: Generated<number>;
  due_at: Generated<Date>;
  applied_at: Date | null;
  started_by: string | null;
  created_at: Generated<Date>;
  ended_at: Date | null;
  updated_at: Generated<Date>;
}

interface WhatIfCountsTable {
  firm_id: string;
  id: string;
  run_id: string;
  destination: string;
  was: string;
  becomes: string;
  aspect: string;
  because: Because;
  stays: Stays | '';
  matter_id: string | null;
  then_matter_id: string | null;
  count: number;
}

interface WhatIfChangesTable {
  firm_id: string;
  run_id: string;
  interaction_id: string;
  destination: string;
  was: string;
  becomes: string;
  aspect: string;
  because: Because;
  stays: Stays | '';
  matter_id: string | null;
  then_matter_id: string | null;
  started_at: Date;
  outcome: unknown;
}

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    what_if_runs: WhatIfRunsTable;
    what_if_counts: WhatIfCountsTable;
    what_if_changes: WhatIfChangesTable;
  }
}
