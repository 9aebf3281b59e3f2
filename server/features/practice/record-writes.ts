/**
 * Writes for call logging, inside its own transaction and with the program's scope: one statement a kind for any number
 * of rows, no audit row a record (the log entry says who and why). Ids come from the caller, so a repeat changes nothing.
 */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import './tables.ts';

/** Money in minor units; whole minutes; `date` is YYYY-MM-DD in the firm's zone. */
export interface FeeWrite {
  id: string;
  matterId: string;
  staffId: string | null;
  activityCodeId: string | null;
  date: string;
  subject: string;
  description: string;
  workedMinutes: number;
  billedMinutes: number;
  /** For one hour. */
  rate: number;
  amount: number;
  currency: string;
  billable: boolean;
  logEntryId: string | null;
}

export interface TaskWrite {
  id: string;
  matterId: string | null;
  contactId: string | null;
  assigneeId: string | null;
  subject: string;
  description: string;
  dueOn: string | null;
  priority?: 'low' | 'normal' | 'high';
  activityCodeId: string | null;
  logEntryId: string | null;
}

export interface MemoWrite {
  id: string;
  matterId: string;
  contactId: string | null;
  staffId: string | null;
  date: string;
  subject: string;
  body: string;
  activityCodeId: string | null;
  logEntryId: string | null;
}

/** The record alone; its bytes follow with `addDocumentVersions` once they are stored. */
export interface DocumentWrite {
  id: string;
  matterId: string;
  folderId?: string | null;
  contactId: string | null;
  name: string;
  description: string;
  logEntryId: string | null;
}

export interface DocumentVersionWrite {
  id: string;
  documentId: string;
  sha256: Buffer;
  sizeBytes: number;
  contentType: string;
  fileName: string;
  staffId: string | null;
}

export async function insertFees(tx: Tx, firmId: string, rows: readonly FeeWrite[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into fees (firm_id, id, matter_id, staff_id, activity_code_id, date, subject, description, worked_minutes,
      billed_minutes, rate, amount, currency, billable, log_entry_id)
    select ${firmId}, r."id", r."matterId", r."staffId", r."activityCodeId", r."date", r."subject", r."description",
      r."workedMinutes", r."billedMinutes", r."rate", r."amount", r."currency", r."billable", r."logEntryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("id" uuid, "matterId" uuid, "staffId" uuid,
      "activityCodeId" uuid, "date" date, "subject" text, "description" text, "workedMinutes" integer,
      "billedMinutes" integer, "rate" bigint, "amount" bigint, "currency" text, "billable" boolean, "logEntryId" uuid)
    on conflict (firm_id, id) do nothing`.execute(tx);
}

export async function insertTasks(tx: Tx, firmId: string, rows: readonly TaskWrite[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into tasks (firm_id, id, matter_id, contact_id, assignee_id, subject, description, due_on, priority,
      activity_code_id, log_entry_id)
    select ${firmId}, r."id", r."matterId", r."contactId", r."assigneeId", r."subject", r."description", r."dueOn",
      coalesce(r."priority", 'normal'), r."activityCodeId", r."logEntryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("id" uuid, "matterId" uuid, "contactId" uuid,
      "assigneeId" uuid, "subject" text, "description" text, "dueOn" date, "priority" text, "activityCodeId" uuid,
      "logEntryId" uuid)
    on conflict (firm_id, id) do nothing`.execute(tx);
}

export async function insertMemos(tx: Tx, firmId: string, rows: readonly MemoWrite[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into memos (firm_id, id, matter_id, contact_id, staff_id, date, subject, body, activity_code_id, log_entry_id)
    select ${firmId}, r."id", r."matterId", r."contactId", r."staffId", r."date", r."subject", r."body",
      r."activityCodeId", r."logEntryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("id" uuid, "matterId" uuid, "contactId" uuid,
      "staffId" uuid, "date" date, "subject" text, "body" text, "activityCodeId" uuid, "logEntryId" uuid)
    on conflict (firm_id, id) do nothing`.execute(tx);
}

export async function insertDocuments(tx: Tx, firmId: string, rows: readonly DocumentWrite[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into documents (firm_id, id, matter_id, folder_id, contact_id, name, description, log_entry_id)
    select ${firmId}, r."id", r."matterId", r."folderId", r."contactId", r."name", r."description", r."logEntryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("id" uuid, "matterId" uuid, "folderId" uuid,
      "contactId" uuid, "name" text, "description" text, "logEntryId" uuid)
    on conflict (firm_id, id) do nothing`.execute(tx);
}

/**
 * Adds the next version to each document; the bytes are in the file store already. At most one version of one document
 * a call. A repeat with the same version id changes nothing.
 */
export async function addDocumentVersions(
  tx: Tx,
  firmId: string,
  rows: readonly DocumentVersionWrite[],
): Promise<void> {
  if (rows.length === 0) return;
  const asJson = JSON.stringify(rows.map((row) => ({ ...row, sha256: row.sha256.toString('hex') })));
  await sql`
    insert into files (firm_id, sha256, size_bytes, content_type)
    select ${firmId}, decode(r."sha256", 'hex'), r."sizeBytes", r."contentType"
    from jsonb_to_recordset(${asJson}::jsonb) as r ("sha256" text, "sizeBytes" bigint, "contentType" text)
    on conflict (firm_id, sha256) do nothing`.execute(tx);
  // The lock keeps two uploads from taking the same version number.
  await sql`
    select id from documents where firm_id = ${firmId} and id = any(${rows.map((row) => row.documentId)}::uuid[])
    order by id for update`.execute(tx);
  await sql`
    insert into document_versions (firm_id, id, document_id, matter_id, number, sha256, size_bytes, content_type,
      file_name, created_by_staff_id)
    select ${firmId}, r."id", r."documentId", d.matter_id,
      1 + coalesce((select max(v.number) from document_versions v where v.firm_id = ${firmId} and v.document_id = d.id), 0),
      decode(r."sha256", 'hex'), r."sizeBytes", r."contentType", r."fileName", r."staffId"
    from jsonb_to_recordset(${asJson}::jsonb) as r ("id" uuid, "documentId" uuid, "sha256" text, "sizeBytes" bigint,
      "contentType" text, "fileName" text, "staffId" uuid)
    join documents d on d.firm_id = ${firmId} and d.id = r."documentId"
    on conflict (firm_id, id) do nothing`.execute(tx);
}
