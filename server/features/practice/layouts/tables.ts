/** The tables of migrations/0026-layouts.sql and 0036-account-checks.sql. */
import type { Generated } from 'kysely';
import type { LayoutName, LayoutOrigin } from './design.ts';

interface MatterLayoutsTable {
  firm_id: string;
  matter_id: string;
  layout: LayoutName;
  version: number;
  created_at: Date;
  updated_at: Date;
}

interface MatterLayoutFieldsTable {
  firm_id: string;
  matter_id: string;
  layout: LayoutName;
  field: string;
  value: unknown;
  contact_id: string | null;
  sealed: Buffer | null;
  ending: string | null;
  origin: LayoutOrigin;
  version: number;
  changed_at: Date;
  changed_by_staff_id: string | null;
  confirmed_at: Date | null;
  confirmed_by_staff_id: string | null;
}

interface AccountCareTable {
  firm_id: string;
  cooling_off_hours: Generated<number>;
  version: Generated<number>;
}

interface MatterAccountChangesTable {
  firm_id: string;
  id: string;
  matter_id: string;
  layout: LayoutName;
  field: string;
  sealed: Buffer | null;
  ending: string | null;
  state: Generated<'waiting' | 'approved' | 'applied' | 'refused' | 'superseded'>;
  asked_by_staff_id: string;
  asked_at: Date;
  cooling_until: Date;
  approved_by_staff_id: Generated<string | null>;
  approved_at: Generated<Date | null>;
  ended_by_staff_id: Generated<string | null>;
  ended_at: Generated<Date | null>;
}

interface MatterAccountChecksTable {
  firm_id: string;
  id: string;
  matter_id: string;
  layout: LayoutName;
  field: string;
  account_hash: Buffer;
  spoke_to: string;
  number: string;
  number_source: 'known_before' | 'in_person' | 'first_papers' | 'public_register';
  called_at: Date;
  note: string;
  staff_id: string;
  created_at: Date;
}

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    matter_layouts: MatterLayoutsTable;
    matter_layout_fields: MatterLayoutFieldsTable;
    account_care: AccountCareTable;
    matter_account_changes: MatterAccountChangesTable;
    matter_account_checks: MatterAccountChecksTable;
  }
}
