/** The practice record's tables, as migrations/0002-practice.sql makes them. */
import type { Generated } from 'kysely';

interface Firm {
  firm_id: string;
  id: string;
}

interface Kept extends Firm {
  version: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

/** A record on a matter: removed softly, and perhaps written by call logging. */
interface Removable extends Kept {
  removed_at: Generated<Date | null>;
}

export interface ContactsTable extends Kept {
  kind: 'person' | 'company' | 'group';
  first_name: string;
  last_name: string;
  company_name: string;
  display_name: string;
  notes: string;
  created_by: 'staff' | 'call_logging' | 'import' | 'sync';
  archived_at: Generated<Date | null>;
  merged_into_id: Generated<string | null>;
  kept_in: Generated<string | null>;
  search: Generated<string | null>;
}

interface ContactMembersTable {
  firm_id: string;
  group_id: string;
  contact_id: string;
}

export interface ContactNumbersTable extends Firm {
  contact_id: string;
  raw: string;
  part: string;
  e164: string | null;
  extension: string | null;
  label: string;
  note: string;
  fax: boolean;
  problem: 'unreadable' | 'unlikely' | null;
  position: number;
}

interface ContactEmailsTable extends Firm {
  contact_id: string;
  email: string;
  label: string;
  position: number;
}

interface ContactAddressesTable extends Firm {
  contact_id: string;
  label: string;
  line1: string;
  line2: string;
  town: string;
  county: string;
  postcode: string;
  country: string;
  position: number;
}

interface StageSetsTable extends Firm {
  name: string;
  kept_in: Generated<string | null>;
}

interface StagesTable extends Firm {
  stage_set_id: string;
  name: string;
  position: number;
}

interface MatterTypesTable extends Firm {
  name: string;
  stage_set_id: string | null;
  kept_in: Generated<string | null>;
}

export interface MattersTable extends Kept {
  number: string;
  title: string;
  description: Generated<string>;
  matter_type_id: string | null;
  stage_id: string | null;
  status: 'open' | 'pending' | 'closed';
  person_responsible_id: string | null;
  restricted: Generated<boolean>;
  opened_on: string | null;
  closed_on: string | null;
  kept_in: Generated<string | null>;
  search: Generated<string | null>;
}

interface MatterNumberSequencesTable {
  firm_id: string;
  last: number;
}

interface MatterAccessTable {
  firm_id: string;
  matter_id: string;
  staff_id: string;
}

interface MatterPartiesTable {
  firm_id: string;
  matter_id: string;
  contact_id: string;
  role: string;
  is_client: boolean;
}

interface ActivityCodesTable extends Firm {
  label: string;
  description: Generated<string>;
  rate: number | null;
  billable: Generated<boolean>;
  active: Generated<boolean>;
  created_by: Generated<string>;
  kept_in: Generated<string | null>;
  created_at: Generated<Date>;
}

/** Money in minor units; minutes whole. */
export interface FeesTable extends Removable {
  matter_id: string;
  staff_id: string | null;
  activity_code_id: string | null;
  date: string;
  subject: string;
  description: string;
  worked_minutes: number;
  billed_minutes: number;
  rate: number;
  amount: number;
  amount_given: boolean;
  currency: string;
  billable: boolean;
  billed_at: Generated<Date | null>;
  log_entry_id: Generated<string | null>;
}

export interface CostRecoveriesTable extends Removable {
  matter_id: string;
  staff_id: string | null;
  activity_code_id: string | null;
  date: string;
  subject: string;
  description: string;
  /** numeric(12,3), as text. */
  quantity: string;
  unit_price: number;
  amount: number;
  amount_given: boolean;
  currency: string;
  billable: boolean;
  billed_at: Generated<Date | null>;
}

export interface TasksTable extends Removable {
  matter_id: string | null;
  contact_id: string | null;
  assignee_id: string | null;
  subject: string;
  description: string;
  due_on: string | null;
  priority: 'low' | 'normal' | 'high';
  status: Generated<'open' | 'completed'>;
  completed_at: Generated<Date | null>;
  activity_code_id: string | null;
  log_entry_id: Generated<string | null>;
}

export interface MemosTable extends Removable {
  matter_id: string;
  contact_id: string | null;
  staff_id: string | null;
  date: string;
  subject: string;
  body: string;
  activity_code_id: string | null;
  log_entry_id: Generated<string | null>;
}

interface FoldersTable extends Firm {
  matter_id: string;
  parent_id: string | null;
  name: string;
}

export interface DocumentsTable extends Removable {
  matter_id: string;
  folder_id: string | null;
  contact_id: string | null;
  name: string;
  description: Generated<string>;
  log_entry_id: Generated<string | null>;
}

interface DocumentVersionsTable extends Firm {
  document_id: string;
  matter_id: string;
  number: number;
  sha256: Buffer;
  size_bytes: number;
  content_type: string;
  file_name: string;
  created_by_staff_id: string | null;
  created_at: Generated<Date>;
}

interface SavedViewsTable extends Firm {
  staff_id: string;
  area: string;
  name: string;
  query: unknown;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    contacts: ContactsTable;
    contact_members: ContactMembersTable;
    contact_numbers: ContactNumbersTable;
    contact_addresses: ContactAddressesTable;
    contact_emails: ContactEmailsTable;
    stage_sets: StageSetsTable;
    stages: StagesTable;
    matter_types: MatterTypesTable;
    matters: MattersTable;
    matter_number_sequences: MatterNumberSequencesTable;
    matter_access: MatterAccessTable;
    matter_parties: MatterPartiesTable;
    activity_codes: ActivityCodesTable;
    fees: FeesTable;
    cost_recoveries: CostRecoveriesTable;
    tasks: TasksTable;
    memos: MemosTable;
    folders: FoldersTable;
    documents: DocumentsTable;
    document_versions: DocumentVersionsTable;
    saved_views: SavedViewsTable;
  }
}
