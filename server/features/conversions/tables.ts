/** The tables of conversions, as migrations/0027-conversions.sql makes them. */
import type { StepKind } from './plan.ts';

interface ConversionsTable {
  firm_id: string;
  id: string;
  lead_id: string;
  matter_id: string;
  quote_version_id: string | null;
  connection_id: string | null;
  notes: string;
  started_by_staff_id: string | null;
  created_at: Date;
}

interface ConversionStepsTable {
  firm_id: string;
  conversion_id: string;
  position: number;
  step: StepKind;
  key: string;
  label: string;
  amount: number | null;
  record_id: string | null;
  write_id: string | null;
  skipped: string | null;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    conversions: ConversionsTable;
    conversion_steps: ConversionStepsTable;
  }
}
