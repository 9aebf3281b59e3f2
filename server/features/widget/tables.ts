/** The tables of website forms, as migrations/0024-widgets.sql makes them. */
import type { Generated } from 'kysely';

export interface WidgetsTable {
  firm_id: string;
  id: string;
  name: string;
  public_key: string;
  active: boolean;
  origins: string[];
  transactions: string[];
  fee_scale_id: string | null;
  show: 'lines' | 'range' | 'request';
  consent_text: string;
  privacy_url: string;
  thanks: string;
  source_tag: string;
  assignee_id: string | null;
  look: unknown;
  prices: unknown;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

interface WidgetRequestsTable {
  firm_id: string;
  widget_id: string;
  request_id: string;
  lead_id: string | null;
  consent_text: string;
  privacy_url: string;
  page: string;
  at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    widgets: WidgetsTable;
    widget_requests: WidgetRequestsTable;
  }
}
