/** Redo runs as they are kept. */
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../../platform/db/database.ts';
import { newId } from '../../../platform/ids.ts';
import type { Reached } from '../what-if/scan.ts';
import type { RedoResult, RedoRunsTable, RedoState } from './tables.ts';

export type RedoRunRow = Selectable<RedoRunsTable> & { reached: Reached | null };

export async function findRedoRun(tx: Tx, firmId: string, id: string): Promise<RedoRunRow | undefined> {
  const row = await tx
    .selectFrom('redo_runs')
    .selectAll()
    .select(
      sql<string | null>`to_char(reached_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as(
        'exactly',
      ),
    )
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { exactly, ...run } = row;
  return { ...run, reached: exactly && run.reached_id ? { at: exactly, id: run.reached_id } : null };
}

export interface NewRedo {
  firmId: string;
  staffId: string;
  cause: RedoRunRow['cause'];
  state: 'gathering' | 'running';
  whatIfId?: string;
  contactId?: string;
  undoesId?: string;
  alsoFacts?: boolean;
}

export async function startRedo(tx: Tx, redo: NewRedo, now: Date): Promise<string> {
  const id = newId();
  await tx
    .insertInto('redo_runs')
    .values({
      firm_id: redo.firmId,
      id,
      cause: redo.cause,
      what_if_id: redo.whatIfId ?? null,
      contact_id: redo.contactId ?? null,
      undoes_id: redo.undoesId ?? null,
      also_facts: redo.alsoFacts ?? false,
      state: redo.state,
      due_at: now,
      started_by: redo.staffId,
      created_at: now,
      updated_at: now,
    })
    .execute();
  return id;
}

/** The runs that may go on once what they are to do is known. */
export const openStates = ['gathering', 'running'] as const;

/** Changes a run that is still open; false when somebody cancelled it meanwhile. */
export async function changeRedo(
  tx: Tx,
  run: { firm_id: string; id: string },
  set: Partial<{
    state: RedoState;
    total: number;
    looked: number;
    reached: Reached;
    failures: number;
    due_at: Date;
    ended_at: Date;
    updated_at: Date;
  }>,
): Promise<boolean> {
  const { reached, ...rest } = set;
  const changed = await tx
    .updateTable('redo_runs')
    .set({
      ...rest,
      ...(reached ? { reached_at: sql<Date>`${reached.at}::timestamptz`, reached_id: reached.id } : {}),
    })
    .where('firm_id', '=', run.firm_id)
    .where('id', '=', run.id)
    .where('state', 'in', [...openStates])
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

export interface Waiting {
  id: string;
  source_id: string;
  assembled: unknown;
  started_at: Date;
  destinations: string[] | null;
  of_time: boolean;
  revisions: unknown;
}

/** The next that wait, oldest first, as whoever asked may see them. */
export async function listWaiting(
  tx: Tx,
  run: { firm_id: string; id: string },
  limit: number,
): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select i.id, i.source_id, i.assembled, i.started_at, r.destinations, r.of_time, r.revisions
    from redo_results r join interactions i on i.firm_id = r.firm_id and i.id = r.interaction_id
    where r.firm_id = ${run.firm_id} and r.run_id = ${run.id} and r.result = 'waiting' and i.ended
    order by r.started_at, r.interaction_id limit ${limit}`.execute(tx);
  return rows;
}

export interface ResultWrite {
  interactionId: string;
  result: RedoResult;
  detail: string;
  matterId: string | null;
  revisions: Readonly<Record<string, number>>;
}

export async function saveResults(
  tx: Tx,
  run: { firm_id: string; id: string },
  results: readonly ResultWrite[],
): Promise<void> {
  if (results.length === 0) return;
  await sql`
    update redo_results r set result = u.result, detail = u.detail, matter_id = u.matter_id, revisions = u.revisions
    from unnest(${results.map((one) => one.interactionId)}::uuid[], ${results.map((one) => one.result)}::text[],
      ${results.map((one) => one.detail)}::text[], ${results.map((one) => one.matterId)}::uuid[],
      ${results.map((one) => JSON.stringify(one.revisions))}::jsonb[]) as u (id, result, detail, matter_id, revisions)
    where r.firm_id = ${run.firm_id} and r.run_id = ${run.id} and r.interaction_id = u.id`.execute(tx);
}

/** What still waits when nobody can see it any more: taken out of the ledger, or walled meanwhile. */
export async function giveUpWaiting(tx: Tx, run: { firm_id: string; id: string }): Promise<void> {
  await tx
    .updateTable('redo_results')
    .set({ result: 'gone' })
    .where('firm_id', '=', run.firm_id)
    .where('run_id', '=', run.id)
    .where('result', '=', 'waiting')
    .execute();
}

/** How many came to what, as the reader may see. */
export async function countResults(
  tx: Tx,
  firmId: string,
  runId: string,
): Promise<{ result: RedoResult; count: number }[]> {
  const { rows } = await sql<{ result: RedoResult; count: number }>`
    select result, count(*)::int as count from redo_results
    where firm_id = ${firmId} and run_id = ${runId} group by result order by result`.execute(tx);
  return rows;
}
