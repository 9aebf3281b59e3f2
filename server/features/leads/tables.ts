/** The tables of leads, as migrations/0019-leads.sql makes them. */
import type { Generated } from 'kysely';
import type { Transaction } from '../fee-scales/index.ts';
import type { LeadState } from './decide.ts';

interface LostReasonsTable {
  firm_id: string;
  id: string;
  label: string;
  counts: Generated<boolean>;
  code: string | null;
  position: Generated<number>;
  archived_at: Date | null;
}

interface LeadsTable {
  firm_id: string;
  id: string;
  number: number;
  state: Generated<LeadState>;
  state_before: LeadState | null;
  state_since: Date;
  transaction: Transaction;
  title: string;
  title_given: Generated<boolean>;
  assignee_id: string | null;
  source: 'staff' | 'widget' | 'referrer' | 'api' | 'call';
  interaction_id: string | null;
  source_detail: Generated<string>;
  referrer_id: string | null;
  properties: unknown;
  lost_reason_id: string | null;
  lost_note: Generated<string>;
  duplicate_of_id: string | null;
  matter_id: string | null;
  first_response_at: Date | null;
  quoted_at: Date | null;
  /** Kept by the database: of any version of any of its quotes. */
  first_sent_at: Generated<Date | null>;
  instructed_at: Date | null;
  closed_at: Date | null;
  conflict_checked_at: Date | null;
  /** Minor units, before VAT. */
  value: number | null;
  search: string | null;
  anonymised_at: Generated<Date | null>;
  hold_reason: Generated<string>;
  hold_at: Generated<Date | null>;
  hold_by_staff_id: Generated<string | null>;
  version: Generated<number>;
  created_by_staff_id: string | null;
  created_at: Date;
  updated_at: Date;
}

interface LeadClientsTable {
  firm_id: string;
  lead_id: string;
  contact_id: string;
  position: Generated<number>;
}

interface LeadEventsTable {
  firm_id: string;
  id: string;
  lead_id: string;
  kind: string;
  staff_id: string | null;
  text: string;
  detail: unknown;
  at: Date;
}

interface ChaseSequencesTable {
  firm_id: string;
  id: string;
  name: string;
  is_default: Generated<boolean>;
  steps: unknown;
  hours: unknown;
  archived_at: Date | null;
  version: Generated<number>;
  updated_at: Generated<Date>;
}

interface ChasesTable {
  firm_id: string;
  lead_id: string;
  sequence_id: string;
  steps: unknown;
  hours: unknown;
  next_step: Generated<number>;
  due_at: Date | null;
  last_sent_at: Date | null;
  state: Generated<'running' | 'done' | 'stopped'>;
  stopped_why: string | null;
  started_at: Date;
}

interface ChaseOptOutsTable {
  firm_id: string;
  contact_id: string;
  staff_id: string | null;
  at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    lost_reasons: LostReasonsTable;
    leads: LeadsTable;
    lead_clients: LeadClientsTable;
    lead_events: LeadEventsTable;
    chase_sequences: ChaseSequencesTable;
    chases: ChasesTable;
    chase_opt_outs: ChaseOptOutsTable;
  }
}
