/** What waits for a person: suggestions for a contact, and fields that both sides changed. One open row a record and field. */
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { SyncDifferencesTable } from './tables.ts';
import './tables.ts';

export type DifferenceRow = Selectable<SyncDifferencesTable>;

/** Of which record. */
export type Of = { contactId: string } | { matterId: string };

export interface Raised {
  firmId: string;
  connectionId: string;
  of: Of;
  field: string;
  kind: 'suggestion' | 'conflict';
  base: unknown;
  ours: unknown;
  theirs: unknown;
  oursBy: string | null;
  oursAt: Date;
  now: Date;
  detail?: string | null;
}

/** The open row of the field, made or brought up to date; `theirsAt` stays as long as theirs does. Answers its id. */
export async function raiseDifference(tx: Tx, raised: Raised): Promise<{ id: string; changed: boolean }> {
  const { firmId, connectionId, of, field, now } = raised;
  const [open] = await listOpen(tx, firmId, of, field);
  const said = {
    kind: raised.kind,
    base: asJson(raised.base),
    ours: asJson(raised.ours),
    theirs: asJson(raised.theirs),
    ours_by_staff_id: raised.oursBy,
    ours_at: raised.oursAt,
    detail: raised.detail ?? null,
  };
  if (open) {
    const same =
      open.state === 'open' &&
      open.kind === raised.kind &&
      asJson(open.ours) === said.ours &&
      asJson(open.theirs) === said.theirs;
    if (same) return { id: open.id, changed: false };
    const theirsAt = asJson(open.theirs) === said.theirs ? open.theirs_at : now;
    await tx
      .updateTable('sync_differences')
      .set({ ...said, theirs_at: theirsAt, state: 'open', write_id: null, answer: null, answered_at: null })
      .where('firm_id', '=', firmId)
      .where('id', '=', open.id)
      .execute();
    return { id: open.id, changed: true };
  }
  const id = newId();
  await tx
    .insertInto('sync_differences')
    .values({
      firm_id: firmId,
      id,
      connection_id: connectionId,
      contact_id: 'contactId' in of ? of.contactId : null,
      matter_id: 'matterId' in of ? of.matterId : null,
      field,
      ...said,
      theirs_at: raised.kind === 'conflict' ? now : null,
      created_at: now,
    })
    .execute();
  return { id, changed: true };
}

const asJson = (value: unknown): string => JSON.stringify(value ?? null);

/** Not closed yet, whatever is done about it. */
export async function listOpen(tx: Tx, firmId: string, of: Of, field?: string): Promise<DifferenceRow[]> {
  return await tx
    .selectFrom('sync_differences')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('state', '<>', 'closed')
    .$if('contactId' in of, (some) => some.where('contact_id', '=', 'contactId' in of ? of.contactId : ''))
    .$if('matterId' in of, (some) => some.where('matter_id', '=', 'matterId' in of ? of.matterId : ''))
    .$if(field !== undefined, (some) => some.where('field', '=', field ?? ''))
    .orderBy('id')
    .execute();
}

/** Held until the transaction ends. */
export async function lockDifference(tx: Tx, firmId: string, id: string): Promise<DifferenceRow | null> {
  const row = await tx
    .selectFrom('sync_differences')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function closeDifferences(
  tx: Tx,
  firmId: string,
  ids: readonly string[],
  closed: { answer: 'ours' | 'theirs' | 'same'; by: string | null; now: Date; detail?: string },
): Promise<void> {
  if (ids.length === 0) return;
  // Who chose stays, when the choice was carried out later.
  await sql`
    update sync_differences set state = 'closed', answer = coalesce(answer, ${closed.answer}),
      answered_at = coalesce(answered_at, ${closed.now}),
      answered_by_staff_id = coalesce(answered_by_staff_id, ${closed.by}::uuid), detail = ${closed.detail ?? null}
    where firm_id = ${firmId} and id = any(${[...ids]}::uuid[])`.execute(tx);
}

/** A person chose ours, and it is on its way. */
export async function markSending(
  tx: Tx,
  firmId: string,
  ids: readonly string[],
  by: { staffId: string | null; now: Date; writeId: string },
): Promise<void> {
  await tx
    .updateTable('sync_differences')
    .set({
      state: 'sending',
      answer: 'ours',
      answered_at: by.now,
      answered_by_staff_id: by.staffId,
      write_id: by.writeId,
      detail: null,
    })
    .where('firm_id', '=', firmId)
    .where('id', 'in', [...ids])
    .execute();
}

/** Taken back before it left. */
export async function markOpen(tx: Tx, firmId: string, ids: readonly string[]): Promise<void> {
  await tx
    .updateTable('sync_differences')
    .set({ state: 'open', answer: null, answered_at: null, answered_by_staff_id: null, write_id: null })
    .where('firm_id', '=', firmId)
    .where('id', 'in', [...ids])
    .execute();
}

/** The write of these came to nothing: they wait for a person again, with the words of the other side. */
export async function markFailed(
  tx: Tx,
  firmId: string,
  writeId: string,
  detail: string | null,
): Promise<string[]> {
  const rows = await tx
    .updateTable('sync_differences')
    .set({ state: 'failed', detail })
    .where('firm_id', '=', firmId)
    .where('write_id', '=', writeId)
    .where('state', '=', 'sending')
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** What waits, for the badge: only what the asker may see; with which vendors' systems. */
export async function countOpen(
  tx: Tx,
  firmId: string,
  connectionId: string | null = null,
): Promise<{ open: number; vendors: string[] }> {
  const { rows } = await sql<{ vendor: string; count: number }>`
    select c.vendor, count(*)::int as count
    from sync_differences d join connections c on c.firm_id = ${firmId} and c.id = d.connection_id
      and c.status <> 'disconnected'
    where d.firm_id = ${firmId} and d.state in ('open', 'failed')
      and (${connectionId}::uuid is null or d.connection_id = ${connectionId}::uuid)
    group by c.vendor order by c.vendor`.execute(tx);
  return {
    open: rows.reduce((sum, { count }) => sum + count, 0),
    vendors: rows.map(({ vendor }) => vendor),
  };
}
