/** What no event brings about: sessions that never ended, plans that waited long enough. */
import { type SqlBool, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { loadEntries } from './entries-store.ts';
import { loadFirmFacts } from './facts-store.ts';
import { lockFirm, type PipelineDeps, settleContext } from './pipeline.ts';
import { loadObservations } from './sessions-store.ts';
import { settle } from './settle.ts';

/** A session with no end event is closed after this silence (call-logging.md §2). */
const silenceMs = 6 * 60 * 60 * 1000;
const atOnce = 200;

/** Closes what has been silent for six hours, as `unknown_outcome`. True when there is more to do at once. */
export async function closeSilentSessions(deps: PipelineDeps): Promise<boolean> {
  const before = new Date(deps.platform.clock.now().getTime() - silenceMs);
  const silent = await deps.platform.database.system((tx) =>
    tx
      .selectFrom('interactions')
      .select(['firm_id', 'id'])
      .where('ended', '=', false)
      .where('last_observed_at', '<', before)
      .orderBy('last_observed_at')
      .limit(atOnce)
      .execute(),
  );
  let failed = false;
  for (const [firmId, rows] of Map.groupBy(silent, (row) => row.firm_id)) {
    const ids = rows.map(({ id }) => id);
    failed = !(await resettleEach(deps, firmId, ids)) || failed;
  }
  // What fails is there again at once: it must not keep the loop turning.
  return silent.length === atOnce && !failed;
}

/** All at once, and where that fails each by itself, so that one odd interaction does not keep the others from closing. */
async function resettleEach(deps: PipelineDeps, firmId: string, ids: readonly string[]): Promise<boolean> {
  try {
    await resettle(deps, firmId, ids);
    return true;
  } catch (error) {
    deps.platform.logger.warn({ err: error, firmId }, 'settling again failed; trying one by one');
  }
  for (const id of ids) {
    await resettle(deps, firmId, [id]).catch((error: unknown) =>
      deps.platform.logger.error({ err: error, firmId, interactionId: id }, 'it could not be settled again'),
    );
  }
  return false;
}

/** Decides the entries again whose wait for a recording or a document is over. Never more at once: they are few. */
export async function settleDue(deps: PipelineDeps): Promise<boolean> {
  const firms = await deps.platform.database.system((tx) => tx.selectFrom('firms').select('id').execute());
  for (const { id } of firms) {
    const due = await listDue(deps, id);
    if (due.length > 0) await resettleEach(deps, id, due);
  }
  return false;
}

async function listDue({ platform }: PipelineDeps, firmId: string): Promise<string[]> {
  const rows = await platform.database
    .firm(firmId)
    .read((tx) =>
      tx
        .selectFrom('log_entries')
        .select('interaction_id')
        .where('firm_id', '=', firmId)
        .where('state', '=', 'pending')
        .where(sql<SqlBool>`(decision->>'waitUntil')::timestamptz <= ${platform.clock.now()}`)
        .orderBy('started_at')
        .limit(atOnce)
        .execute(),
    );
  return rows.map((row) => row.interaction_id);
}

/** Assembles and settles known interactions again, from what was observed of them. */
export async function resettle(
  deps: PipelineDeps,
  firmId: string,
  interactionIds: readonly string[],
): Promise<void> {
  const { platform } = deps;
  await platform.database.firm(firmId).write(async (tx: Tx) => {
    await lockFirm(tx, firmId, true);
    const rows = await tx
      .selectFrom('interactions')
      .select(['id', 'source_id'])
      .where('firm_id', '=', firmId)
      .where('id', 'in', [...interactionIds])
      .execute();
    const firm = await loadFirmFacts(
      tx,
      firmId,
      [...new Set(rows.map((row) => row.source_id))],
      deps.practiceSystems,
    );
    const observations = await loadObservations(
      tx,
      firmId,
      rows.map(({ id }) => id),
    );
    const entries = await loadEntries(
      tx,
      firmId,
      rows.map(({ id }) => id),
    );
    const { stored, gone } = await settle(
      settleContext(deps, tx, firm, platform.clock.now()),
      rows.map((row) => ({
        interactionId: row.id,
        sourceId: row.source_id,
        observations: observations.get(row.id) ?? [],
        entries: entries.get(row.id) ?? new Map(),
      })),
    );
    await appendEvents(tx, firmId, [
      ...stored.map(({ interactionId, matterId }) => ({
        type: 'interaction.changed',
        subjectId: interactionId,
        matterId,
      })),
      ...gone.map((subjectId) => ({ type: 'interaction.changed', subjectId })),
    ]);
  });
}
