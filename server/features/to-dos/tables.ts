/** The table of to-dos, as migrations/0045-calendar.sql makes it. */
import type { Generated } from 'kysely';
import type { DoneHow, ToDoKind, ToDoState } from './decide.ts';

interface ToDosTable {
  firm_id: string;
  id: string;
  matter_id: string;
  conversation_id: string | null;
  portal_user_id: string;
  kind: ToDoKind;
  source_id: string | null;
  title: string;
  /** YYYY-MM-DD. */
  due_on: string | null;
  passes_at: Date | null;
  state: Generated<ToDoState>;
  done_how: DoneHow | null;
  done_at: Date | null;
  created_by_staff_id: string | null;
  created_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    to_dos: ToDosTable;
  }
}
