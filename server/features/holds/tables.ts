/** The tables of holds, as migrations/0049-hand-over.sql makes them. */
import type { Generated } from 'kysely';

export const holdScopes = ['matter', 'contact', 'firm'] as const;

interface HoldsTable {
  firm_id: string;
  id: string;
  scope: (typeof holdScopes)[number];
  matter_id: string | null;
  contact_id: string | null;
  reason: string;
  set_by_staff_id: string;
  set_at: Date;
  ended_by_staff_id: Generated<string | null>;
  ended_at: Generated<Date | null>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    holds: HoldsTable;
  }
}
