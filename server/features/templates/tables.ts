/** The tables of templates, as migrations/0050-portal-app.sql makes them. */
import type { Generated } from 'kysely';

interface MessageTemplatesTable {
  firm_id: string;
  kind: string;
  version: number;
  subject: string | null;
  body: string | null;
  staff_id: string | null;
  created_at: Date;
}

interface TemplateSettingsTable {
  firm_id: string;
  names_matter: boolean;
  version: Generated<number>;
  updated_at: Date;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    message_templates: MessageTemplatesTable;
    template_settings: TemplateSettingsTable;
  }
}
