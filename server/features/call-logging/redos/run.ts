/**
 * Carries out redos: a few interactions in one transaction under the firm's lock, each with its result in the same
 * transaction, so that a restart goes on with what still waits. What comes in from the phones goes before.
 */

import { eachAtOnce } from '../../../platform/at-once.ts';
import { audit } from '../../../platform/audit.ts';
import { actAsProgram, type Tx } from '../../../platform/db/database.ts';
import { appendEvents } from '../../../platform/live-events.ts';
import { withLock } from '../../../platform/lock.ts';
import { isBehind } from '../../sources/index.ts';
import { afterFault } from '../after-fault.ts';
import type { SettleContext } from '../decide-case.ts';
import { destinationsFor } from '../destination.ts';
import { loadEntries } from '../entries-store.ts';
import { type Situation, showOnInteraction } from '../entry-changes.ts';
import { loadFirmFacts, loadPartyFacts } from '../facts-store.ts';
import { assembledInteraction } from '../interaction.ts';
import { lockFirm, type PipelineDeps, settleContext } from '../pipeline.ts';
import { listBilled } from '../what-if/scan.ts';
import { gatherWhatIf } from './gather.ts';
import { type RedoOutcome, redoEach, undoEach } from './redo-one.ts';
import {
  changeRedo,
  findRedoRun,
  giveUpWaiting,
  listWaiting,
  type RedoRunRow,
  type ResultWrite,
  saveResults,
  type Waiting,
} from './store.ts';

/** Few, as the firm's calls wait for the lock while they are written. */
const usualChunk = 40;
const chunksPerTurn = 50;
/** With more than this waiting to be read, the past waits. */
const mostWaiting = 200;

export interface RedoDeps extends PipelineDeps {
  chunkSize?: number;
  batchSize?: number;
}

/** One turn for every redo that is open. True when there is more to do at once. */
export async function redoRound(deps: RedoDeps): Promise<boolean> {
  const due = await deps.platform.database.system((tx) =>
    tx
      .selectFrom('redo_runs')
      .select(['firm_id', 'id'])
      .where('state', 'in', ['gathering', 'running'])
      .where('due_at', '<=', deps.platform.clock.now())
      .orderBy('due_at')
      .limit(20)
      .execute(),
  );
  let more = false;
  await eachAtOnce(due, 1, async ({ firm_id, id }) => {
    const worked = await withLock(deps.platform, `redo ${id}`, () => workRun(deps, firm_id, id));
    more ||= worked === 'more';
  });
  return more;
}

type Worked = 'more' | 'over' | 'rests';

async function workRun(deps: RedoDeps, firmId: string, id: string): Promise<Worked> {
  const { database } = deps.platform;
  const run = await database.firm(firmId).read((tx) => findRedoRun(tx, firmId, id));
  if (!run) return 'over';
  try {
    if (run.state === 'gathering') return await gatherWhatIf(deps, run);
    if (run.state !== 'running') return 'over';
    for (let chunk = 0; chunk < chunksPerTurn; chunk += 1) {
      const worked = await workChunk(deps, run);
      if (worked !== 'more') return worked;
    }
    return 'more';
  } catch (error) {
    return await setBack(deps, run, error);
  }
}

/** Whose eyes: what the firm's options change is changed everywhere; what a person links, only as far as that person sees. */
function scopeOf(deps: RedoDeps, run: RedoRunRow) {
  return deps.platform.database.firm(run.firm_id, run.what_if_id === null ? run.started_by : null);
}

async function workChunk(deps: RedoDeps, run: RedoRunRow): Promise<Worked> {
  const size = deps.chunkSize ?? usualChunk;
  try {
    return await scopeOf(deps, run).write((tx) => redoChunk(deps, tx, run, size));
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    deps.platform.logger.warn({ err: error, firmId: run.firm_id }, 'a redo failed; trying one by one');
    return await oneByOne(deps, run, size);
  }
}

/** After a chunk that failed as a whole: one that keeps failing is set aside with its result. */
async function oneByOne(deps: RedoDeps, run: RedoRunRow, most: number): Promise<Worked> {
  for (let count = 0; count < most; count += 1) {
    const [next] = await scopeOf(deps, run).read((tx) => listWaiting(tx, run, 1));
    if (!next) return 'more';
    try {
      const worked = await scopeOf(deps, run).write((tx) => redoChunk(deps, tx, run, 1));
      if (worked !== 'more') return worked;
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      deps.platform.logger.error({ err: error, interactionId: next.id }, 'it could not be decided again');
      const result = {
        interactionId: next.id,
        result: 'failed',
        detail: '',
        matterId: null,
        revisions: {},
      } as const;
      await deps.platform.database.firm(run.firm_id).write((tx) => saveResults(tx, run, [result]));
    }
  }
  return 'more';
}

async function redoChunk(deps: RedoDeps, tx: Tx, run: RedoRunRow, size: number): Promise<Worked> {
  const { firm_id: firmId } = run;
  if (await isBehind(tx, firmId, mostWaiting)) return 'rests';
  await lockFirm(tx, firmId, true);
  const now = deps.platform.clock.now();
  const waiting = await listWaiting(tx, run, size);
  // Whoever asked was shown what they may see; what becomes of it must not depend on that.
  await actAsProgram(tx);
  if (waiting.length === 0) return await finish(tx, run, now);
  const context = await contextOf(deps, tx, firmId, waiting, now);
  const situations = await situationsOf(context, waiting);
  const results: ResultWrite[] = [];
  for (const one of waiting) {
    const places = situations.get(one.id) ?? [];
    const outcome = await redoOne(context, run, one, places);
    results.push(resultOf(one, places, outcome));
    await keepTrace(context, run, one, places, outcome);
  }
  await saveResults(tx, run, results);
  const moved = await changeRedo(tx, run, {
    looked: run.looked + waiting.length,
    failures: 0,
    updated_at: now,
  });
  if (!moved) throw new Cancelled();
  run.looked += waiting.length;
  const changed = results.filter(({ result }) => result === 'changed');
  await appendEvents(
    tx,
    firmId,
    changed.map((one) => ({
      type: 'interaction.changed',
      subjectId: one.interactionId,
      matterId: one.matterId,
    })),
  );
  return 'more';
}

/** Somebody cancelled while a chunk was being written: it is rolled back. */
class Cancelled extends Error {}

async function contextOf(
  deps: RedoDeps,
  tx: Tx,
  firmId: string,
  waiting: readonly Waiting[],
  now: Date,
): Promise<SettleContext> {
  const sources = [...new Set(waiting.map((one) => one.source_id))];
  return settleContext(deps, tx, await loadFirmFacts(tx, firmId, sources, deps.practiceSystems), now);
}

async function situationsOf(
  context: SettleContext,
  waiting: readonly Waiting[],
): Promise<Map<string, Situation[]>> {
  const { tx, firm } = context;
  const ids = waiting.map(({ id }) => id);
  const all = waiting.map((one) => ({ one, interaction: assembledInteraction.parse(one.assembled) }));
  const numbers = all.flatMap(({ interaction }) => interaction.externalParty.e164 ?? []);
  const parties = await loadPartyFacts(tx, firm, numbers);
  const entries = await loadEntries(tx, firm.firmId, ids);
  return new Map(
    all.map(({ one, interaction }) => {
      const own = entries.get(one.id) ?? new Map();
      const base = { context, interactionId: one.id, sourceId: one.source_id, interaction, parties };
      const places = destinationsFor(firm.connected, interaction, own).map(
        (destination): Situation => ({
          ...base,
          destination,
          entry: own.get(destination.id) ?? null,
          byPerson: false,
        }),
      );
      return [one.id, places];
    }),
  );
}

async function redoOne(
  { tx, firm }: SettleContext,
  run: RedoRunRow,
  one: Waiting,
  places: readonly Situation[],
): Promise<RedoOutcome> {
  const wanted = places.filter(
    ({ destination }) => one.destinations === null || one.destinations.includes(destination.id),
  );
  const entryIds = wanted.flatMap(({ entry }) => entry?.id ?? []);
  const billed = await listBilled(tx, firm.firmId, entryIds);
  if (run.cause === 'undo') return await undoEach(wanted, revisionsIn(one.revisions), billed);
  const minding = run.cause === 'retro_link' ? 'contact' : one.of_time ? 'time' : 'place';
  return await redoEach(wanted, billed, minding);
}

function revisionsIn(stored: unknown): Record<string, number> {
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
  );
}

function resultOf(one: Waiting, places: readonly Situation[], outcome: RedoOutcome): ResultWrite {
  const { result, detail, done } = outcome;
  const matter = [
    ...done.map(({ after }) => after.matterId),
    ...places.map(({ entry }) => entry?.matter_id ?? null),
  ].find((id) => id !== null);
  const revisions = Object.fromEntries(
    done.map(({ situation }) => [situation.destination.id, (situation.entry?.revision ?? 0) + 1]),
  );
  return { interactionId: one.id, result, detail, matterId: matter ?? null, revisions };
}

/** The interaction shows what its entries say, and its history says who had it decided again. */
async function keepTrace(
  context: SettleContext,
  run: RedoRunRow,
  one: Waiting,
  places: readonly Situation[],
  { done }: RedoOutcome,
): Promise<void> {
  if (done.length === 0) return;
  await showOnInteraction(places, done);
  for (const { situation, after } of done) {
    const { entry, destination } = situation;
    await audit(context.tx, {
      firmId: run.firm_id,
      staffId: run.started_by,
      action: run.cause === 'undo' ? 'log_entry.undone' : 'log_entry.redone',
      subjectType: 'interaction',
      subjectId: one.id,
      matterId: after.matterId,
      detail: {
        destination: destination.label,
        cause: run.cause,
        runId: run.id,
        from: entry && { state: entry.state, recordKind: entry.record_kind, matterId: entry.matter_id },
        to: { state: after.state, recordKind: after.recordKind, matterId: after.matterId },
      },
      at: context.now,
    });
  }
}

async function finish(tx: Tx, run: RedoRunRow, now: Date): Promise<Worked> {
  await giveUpWaiting(tx, run);
  const ended = await changeRedo(tx, run, {
    state: 'done',
    looked: run.total,
    ended_at: now,
    updated_at: now,
  });
  if (ended) await appendEvents(tx, run.firm_id, [{ type: 'redo_run.changed', subjectId: run.id }]);
  return 'over';
}

async function setBack(deps: RedoDeps, run: RedoRunRow, error: unknown): Promise<Worked> {
  if (error instanceof Cancelled) return 'over';
  const { platform } = deps;
  platform.logger.error({ err: error, firmId: run.firm_id, redoId: run.id }, 'a redo failed');
  const { givenUp, change } = afterFault(run, platform.clock.now());
  await platform.database.firm(run.firm_id).write(async (tx) => {
    await changeRedo(tx, run, change);
    if (givenUp) await appendEvents(tx, run.firm_id, [{ type: 'redo_run.changed', subjectId: run.id }]);
  });
  return 'rests';
}
