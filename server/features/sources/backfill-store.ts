import { type Selectable, sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { daysOf } from './backfill-decide.ts';
import type { backfill } from './backfill-schema.ts';
import type { BackfillsTable } from './tables.ts';

export type BackfillRow = Selectable<BackfillsTable>;

/** The latest of a source's backfills, or the one with this id, with who started it. */
export async function listBackfillRows(tx: Tx, firmId: string, sourceId: string, id?: string) {
  return await tx
    .selectFrom('backfills as b')
    .leftJoin('staff_members as s', (join) =>
      join.onRef('s.firm_id', '=', 'b.firm_id').onRef('s.id', '=', 'b.started_by'),
    )
    .selectAll('b')
    .select(sql<string | null>`s.first_name || ' ' || s.last_name`.as('starter'))
    .where('b.firm_id', '=', firmId)
    .where('b.source_id', '=', sourceId)
    .$if(id !== undefined, (one) => one.where('b.id', '=', id ?? ''))
    .orderBy('b.id', 'desc')
    .limit(20)
    .execute();
}

export function describeBackfill(row: BackfillRow & { starter: string | null }): z.input<typeof backfill> {
  const standing = { since: row.since, until: row.until, reachedAt: row.reached_at, state: row.state };
  const { days, done } = daysOf(standing);
  return {
    id: row.id,
    state: row.state,
    since: row.since.toISOString(),
    until: row.until.toISOString(),
    reachedAt: row.reached_at.toISOString(),
    days,
    daysDone: done,
    found: row.found,
    alreadyHere: row.found - row.stored,
    note: row.note,
    detail: row.detail,
    nextAt: row.state === 'running' && row.note !== '' ? row.due_at.toISOString() : null,
    startedBy: row.starter,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

/** Changes one backfill, unless it moved on meanwhile (`pages`) or is in none of these states. */
export async function changeBackfill(
  tx: Tx,
  row: Pick<BackfillRow, 'firm_id' | 'id' | 'pages'>,
  states: readonly BackfillRow['state'][],
  set: Partial<Omit<BackfillRow, 'firm_id' | 'id'>>,
): Promise<boolean> {
  const changed = await tx
    .updateTable('backfills')
    .set(set)
    .where('firm_id', '=', row.firm_id)
    .where('id', '=', row.id)
    .where('pages', '=', row.pages)
    .where('state', 'in', [...states])
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** Backfills that stopped at refused credentials go on once others were entered. */
export async function resumeRefusedBackfills(
  tx: Tx,
  firmId: string,
  sourceId: string,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('backfills')
    .set({ state: 'running', note: '', detail: '', failures: 0, due_at: now, updated_at: now })
    .where('firm_id', '=', firmId)
    .where('source_id', '=', sourceId)
    .where('state', '=', 'paused')
    .where('note', '=', 'unauthorised')
    .execute();
}

/** Brings in a past period for the program itself; false when history of this source is being brought in already. */
export async function bringInPeriod(
  tx: Tx,
  source: { firmId: string; sourceId: string },
  period: { since: Date; until: Date },
  now: Date,
): Promise<boolean> {
  const made = await tx
    .insertInto('backfills')
    .values({
      firm_id: source.firmId,
      id: newId(),
      source_id: source.sourceId,
      ...period,
      reached_at: period.until,
      due_at: now,
      started_by: null,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) await appendEvents(tx, source.firmId, [{ type: 'backfill.changed', subjectId: made.id }]);
  return made !== undefined;
}

/** A removed source brings in nothing any more. */
export async function cancelBackfills(tx: Tx, firmId: string, sourceId: string, now: Date): Promise<void> {
  await tx
    .updateTable('backfills')
    .set({ state: 'cancelled', ended_at: now, updated_at: now })
    .where('firm_id', '=', firmId)
    .where('source_id', '=', sourceId)
    .where('state', 'in', ['running', 'paused'])
    .execute();
}
