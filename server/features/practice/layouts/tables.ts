/** The tables of migrations/0026-layouts.sql. */
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

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    matter_layouts: MatterLayoutsTable;
    matter_layout_fields: MatterLayoutFieldsTable;
  }
}
