/** Tables of redos, as migrations/0010-what-if.sql makes them. */
import type { Generated } from 'kysely';

export type RedoCause = 'what_if' | 'retro_link' | 'undo';
export type RedoState = 'gathering' | 'running' | 'done' | 'cancelled' | 'failed';
export type RedoResult =
  | 'waiting'
  | 'changed'
  | 'same'
  | 'by_person'
  | 'billed'
  | 'touched'
  | 'refused'
  | 'failed'
  | 'gone';

export interface RedoRunsTable {
  firm_id: string;
  id: string;
  cause: RedoCause;
  what_if_id: string | null;
  contact_id: string | null;
  undoes_id: string | null;
  also_facts: Generated<boolean>;
  state: RedoState;
  total: Generated<number>;
  looked: Generated<number>;
  reached_at: Date | null;
  reached_id: string | null;
  failures: Generated<number>;
  due_at: Generated<Date>;
  started_by: string;
  created_at: Generated<Date>;
  ended_at: Date | null;
  updated_at: Generated<Date>;
}

interface RedoResultsTable {
  firm_id: string;
  run_id: string;
  interaction_id: string;
  result: Generated<RedoResult>;
  detail: Generated<string>;
  matter_id: string | null;
  started_at: Date;
  destinations: string[] | null;
  of_time: Generated<boolean>;
  revisions: Generated<unknown>;
}

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    redo_runs: RedoRunsTable;
    redo_results: RedoResultsTable;
  }
}
