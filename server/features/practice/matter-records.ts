/** What all records on matters share: removing softly, bringing back, billing, and the names that lists show. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, pageQuery } from '../../platform/http/paging.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { removedQuery } from './formats.ts';
import { type RecordKind, removeRecord, restoreRecord } from './record-changes.ts';

const tableOf = {
  fee: 'fees',
  cost_recovery: 'cost_recoveries',
  task: 'tasks',
  memo: 'memos',
  document: 'documents',
} as const;

/** Query of the lists that may be narrowed to one matter. */
export const recordsQuery = pageQuery.extend({ matterId: z.uuid().optional(), removed: removedQuery });
export const onMatterQuery = recordsQuery.omit({ matterId: true });

/**
 * The record for changing, locked; not found when removed, or behind a wall for the caller; `conflict` when it is not the
 * version that the caller saw (null: any).
 */
export async function lockRecord(
  tx: Tx,
  firmId: string,
  kind: RecordKind,
  id: string,
  expected: number | null = null,
): Promise<{ matterId: string | null; version: number }> {
  const { rows } = await sql<{ matter_id: string | null; version: number }>`
    select matter_id, version from ${sql.table(tableOf[kind])}
    where firm_id = ${firmId} and id = ${id} and removed_at is null for update`.execute(tx);
  const row = found(rows[0]);
  checkVersion(row.version, expected);
  return { matterId: row.matter_id, version: row.version };
}

/** The trace of a change: which fields, never what stood in them. */
export async function recordPatched(
  tx: Tx,
  actor: Actor,
  patched: { kind: RecordKind; id: string; matterId: string | null; patch: object },
): Promise<void> {
  const { kind, id, matterId, patch } = patched;
  const fields = Object.keys(patch).filter((field) => field !== 'version');
  await recordChange(tx, actor, { action: `${kind}.changed`, id, matterId, detail: { fields } });
}

/** Removes a record so that `restore` brings it back; a billed one stays. */
export async function removeFromRecord(tx: Tx, actor: Actor, kind: RecordKind, id: string): Promise<void> {
  const { matterId } = await lockRecord(tx, actor.firmId, kind, id);
  const outcome = await removeRecord(tx, actor.firmId, kind, id);
  if (outcome === 'billed') throw billedAlready();
  if (outcome === 'missing') throw problem('not_found');
  await recordChange(tx, actor, { action: `${kind}.removed`, id, matterId });
}

export async function restoreToRecord(tx: Tx, actor: Actor, kind: RecordKind, id: string): Promise<void> {
  const { rows } = await sql<{ matter_id: string | null }>`
    select matter_id from ${sql.table(tableOf[kind])} where firm_id = ${actor.firmId} and id = ${id}`.execute(
    tx,
  );
  const { matter_id } = found(rows[0]);
  await restoreRecord(tx, actor.firmId, kind, id);
  await recordChange(tx, actor, { action: `${kind}.restored`, id, matterId: matter_id });
}

/** Freezes a record as billed, or (administrators) opens it again. */
export async function setBilled(
  tx: Tx,
  actor: Actor,
  kind: 'fee' | 'cost_recovery',
  id: string,
  billed: boolean,
): Promise<void> {
  const { matterId } = await lockRecord(tx, actor.firmId, kind, id);
  const done = await sql`
    update ${sql.table(tableOf[kind])}
    set billed_at = ${billed ? actor.now : null}, version = version + 1, updated_at = now()
    where firm_id = ${actor.firmId} and id = ${id} and billed_at is ${billed ? sql`null` : sql`not null`}`.execute(
    tx,
  );
  if (!done.numAffectedRows)
    throw problem('wrong_state', billed ? 'It is billed already.' : 'It is not billed.');
  await recordChange(tx, actor, { action: `${kind}.${billed ? 'billed' : 'unbilled'}`, id, matterId });
}

export function billedAlready() {
  return problem('wrong_state', 'It is billed already, so it stays as it is.');
}

/** Rows after the cursor in the order `date desc, id desc`; the cursor is `[date, id]`. */
export function beforeDate(after: string | undefined, table: string) {
  if (after === undefined) return sql<boolean>`true`;
  const [date, id] = decodeCursor(after, z.tuple([z.iso.date(), z.uuid()]));
  return sql<boolean>`(${sql.ref(`${table}.date`)}, ${sql.ref(`${table}.id`)}) < (${date}::date, ${id}::uuid)`;
}

/** Removed ones only, or none of them. */
export function removedIs(removed: 'no' | 'only', table: string) {
  const column = sql.ref(`${table}.removed_at`);
  return removed === 'only' ? sql<boolean>`${column} is not null` : sql<boolean>`${column} is null`;
}

/** The full name of the staff member in a column, as a select expression. */
export function staffNameOf(firmId: string, column: string) {
  return sql<string | null>`(select p.first_name || ' ' || p.last_name from staff_members p
    where p.firm_id = ${firmId} and p.id = ${sql.ref(column)})`;
}

export function contactNameOf(firmId: string, column: string) {
  return sql<string | null>`(select c.display_name from contacts c
    where c.firm_id = ${firmId} and c.id = ${sql.ref(column)})`;
}

/** The call, text or fax whose log entry made the record; null when a person made it. */
export function interactionOf(firmId: string, column: string) {
  return sql<string | null>`(select l.interaction_id from log_entries l
    where l.firm_id = ${firmId} and l.id = ${sql.ref(column)})`;
}

export function activityLabelOf(firmId: string, column: string) {
  return sql<string | null>`(select a.label from activity_codes a
    where a.firm_id = ${firmId} and a.id = ${sql.ref(column)})`;
}

export function matterNumberOf(firmId: string, column: string) {
  return sql<string | null>`(select m.number from matters m
    where m.firm_id = ${firmId} and m.id = ${sql.ref(column)})`;
}

export function matterTitleOf(firmId: string, column: string) {
  return sql<string | null>`(select m.title from matters m
    where m.firm_id = ${firmId} and m.id = ${sql.ref(column)})`;
}
