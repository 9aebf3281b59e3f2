/** Changes of one record, for call logging (late recordings, undo, re-file) and for the API: SQL only, no audit. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import './tables.ts';

export type RecordKind = 'fee' | 'task' | 'memo' | 'document' | 'cost_recovery';

const tables = {
  fee: { name: 'fees', text: 'description', title: 'subject', billed: true },
  task: { name: 'tasks', text: 'description', title: 'subject', billed: false },
  memo: { name: 'memos', text: 'body', title: 'subject', billed: false },
  document: { name: 'documents', text: 'description', title: 'name', billed: false },
  cost_recovery: { name: 'cost_recoveries', text: 'description', title: 'subject', billed: true },
} as const;

export function isRecordKind(kind: string): kind is RecordKind {
  return kind in tables;
}

/** What `updateGenerated` may change; the numbers are a fee's only. Money in minor units. */
export interface GeneratedChange {
  kind: RecordKind;
  id: string;
  subject?: string;
  text?: string;
  workedMinutes?: number;
  billedMinutes?: number;
  amount?: number;
  billable?: boolean;
}

/** Changes the text or the time of one record that the program wrote. A billed record stays as it is. */
export async function updateGenerated(
  tx: Tx,
  firmId: string,
  change: GeneratedChange,
): Promise<'updated' | 'billed' | 'missing'> {
  const table = tables[change.kind];
  const set = [sql`version = version + 1`, sql`updated_at = now()`];
  if (change.subject !== undefined) set.push(sql`${sql.ref(table.title)} = ${change.subject}`);
  if (change.text !== undefined) set.push(sql`${sql.ref(table.text)} = ${change.text}`);
  if (change.kind === 'fee') {
    if (change.workedMinutes !== undefined) set.push(sql`worked_minutes = ${change.workedMinutes}`);
    if (change.billedMinutes !== undefined) set.push(sql`billed_minutes = ${change.billedMinutes}`);
    if (change.amount !== undefined) set.push(sql`amount = ${change.amount}`);
    if (change.billable !== undefined) set.push(sql`billable = ${change.billable}`);
  }
  const done = await sql`
    update ${sql.table(table.name)} set ${sql.join(set)}
    where firm_id = ${firmId} and id = ${change.id} and removed_at is null ${unlessBilled(table.billed)}`.execute(
    tx,
  );
  return (done.numAffectedRows ?? 0n) > 0n ? 'updated' : await whyNot(tx, firmId, change.kind, change.id);
}

/** Removes one record softly. A billed one stays: 'billed'. Removing what is removed already is 'removed'. */
export async function removeRecord(
  tx: Tx,
  firmId: string,
  kind: RecordKind,
  id: string,
): Promise<'removed' | 'billed' | 'missing'> {
  const table = tables[kind];
  const done = await sql`
    update ${sql.table(table.name)}
    set removed_at = coalesce(removed_at, now()), version = version + 1, updated_at = now()
    where firm_id = ${firmId} and id = ${id} ${unlessBilled(table.billed)}`.execute(tx);
  return (done.numAffectedRows ?? 0n) > 0n ? 'removed' : await whyNot(tx, firmId, kind, id);
}

/** Brings a removed record back. */
export async function restoreRecord(
  tx: Tx,
  firmId: string,
  kind: RecordKind,
  id: string,
): Promise<'restored' | 'missing'> {
  const done = await sql`
    update ${sql.table(tables[kind].name)} set removed_at = null, version = version + 1, updated_at = now()
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
  return (done.numAffectedRows ?? 0n) > 0n ? 'restored' : 'missing';
}

/** Completes an open task; false when there is no such open task. */
export async function completeTask(tx: Tx, firmId: string, id: string): Promise<boolean> {
  const done = await sql`
    update tasks set status = 'completed', completed_at = now(), version = version + 1, updated_at = now()
    where firm_id = ${firmId} and id = ${id} and status = 'open' and removed_at is null`.execute(tx);
  return (done.numAffectedRows ?? 0n) > 0n;
}

/** Opens a completed task again; false when there is no such completed task. */
export async function reopenTask(tx: Tx, firmId: string, id: string): Promise<boolean> {
  const done = await sql`
    update tasks set status = 'open', completed_at = null, version = version + 1, updated_at = now()
    where firm_id = ${firmId} and id = ${id} and status = 'completed' and removed_at is null`.execute(tx);
  return (done.numAffectedRows ?? 0n) > 0n;
}

function unlessBilled(billed: boolean) {
  return billed ? sql`and billed_at is null` : sql``;
}

async function whyNot(tx: Tx, firmId: string, kind: RecordKind, id: string): Promise<'billed' | 'missing'> {
  const table = tables[kind];
  if (!table.billed) return 'missing';
  const { rows } = await sql`
    select 1 from ${sql.table(table.name)}
    where firm_id = ${firmId} and id = ${id} and billed_at is not null and removed_at is null`.execute(tx);
  return rows.length > 0 ? 'billed' : 'missing';
}
