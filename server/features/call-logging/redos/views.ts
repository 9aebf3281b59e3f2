import type { z } from 'zod';
import type { Tx } from '../../../platform/db/database.ts';
import { listEntriesOf, listVisibleMatters } from '../entry-reads.ts';
import { listRowsByIds } from '../reads.ts';
import type { interactionSummary } from '../schema.ts';
import { describeSummary } from '../views.ts';
import type { redoRun } from './schema.ts';
import { countResults, type RedoRunRow } from './store.ts';
import type { RedoResult } from './tables.ts';

/** A run with figures as the reader may see them: what is behind a wall is in none of them. */
export async function viewRedo(tx: Tx, firmId: string, run: RedoRunRow): Promise<z.input<typeof redoRun>> {
  const counted = new Map(
    (await countResults(tx, firmId, run.id)).map(({ result, count }) => [result, count]),
  );
  const of = (result: RedoResult) => counted.get(result) ?? 0;
  const undoneBy = await tx
    .selectFrom('redo_runs')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('undoes_id', '=', run.id)
    .executeTakeFirst();
  return {
    id: run.id,
    cause: run.cause,
    contactId: run.contact_id,
    state: run.state,
    progress: progressOf(run),
    counts: {
      waiting: of('waiting'),
      changed: of('changed'),
      same: of('same'),
      byPerson: of('by_person'),
      billed: of('billed'),
      touched: of('touched'),
      refused: of('refused'),
      failed: of('failed'),
      gone: of('gone'),
    },
    canUndo: run.cause !== 'undo' && isOver(run) && !undoneBy && of('changed') > 0,
    undoneBy: undoneBy?.id ?? null,
    createdAt: run.created_at.toISOString(),
    endedAt: run.ended_at?.toISOString() ?? null,
  };
}

export function isOver({ state }: Pick<RedoRunRow, 'state'>): boolean {
  return state !== 'gathering' && state !== 'running';
}

function progressOf({ state, looked, total }: RedoRunRow): number {
  if (state === 'done') return 1;
  return state === 'gathering' || total === 0 ? 0 : Math.min(1, looked / total);
}

/** Rows of Activity by id, as the reader may see them. */
export async function viewInteractions(
  tx: Tx,
  firmId: string,
  ids: readonly string[],
): Promise<Map<string, z.input<typeof interactionSummary>>> {
  if (ids.length === 0) return new Map();
  const { country } = await tx
    .selectFrom('firms')
    .select('country')
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  const rows = await listRowsByIds(tx, firmId, ids);
  const entries = await listEntriesOf(tx, firmId, ids);
  const visible = await listVisibleMatters(tx, firmId, [...entries.values()].flat());
  return new Map(
    rows.map((row) => [row.id, describeSummary(row, entries.get(row.id) ?? [], country, visible)]),
  );
}
