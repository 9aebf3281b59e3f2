/**
 * Carries out what-if runs: a batch is read and decided, the next is read meanwhile. Each batch is kept with the place that
 * was reached, so that whoever goes on after a restart repeats and loses nothing. Nothing of the ledger is locked.
 */

import { eachAtOnce } from '../../../platform/at-once.ts';
import type { Tx } from '../../../platform/db/database.ts';
import { appendEvents } from '../../../platform/live-events.ts';
import { withLock } from '../../../platform/lock.ts';
import { isBehind } from '../../sources/index.ts';
import { afterFault } from '../after-fault.ts';
import type { SettleContext } from '../decide-case.ts';
import { loadFirmFacts } from '../facts-store.ts';
import { inForce, optionsOverride, parseSetOptions, withChanges } from '../options-store.ts';
import { type PipelineDeps, settleContext } from '../pipeline.ts';
import { createFactsCache, type FactsCache } from './facts-cache.ts';
import {
  findChanges,
  type Hypothesis,
  listBilled,
  type Reached,
  readStored,
  type StoredInteraction,
  underOptions,
} from './scan.ts';
import { countListed, findRun, moveOn, saveFindings, type Told, type WhatIfRow } from './store.ts';

/** Interactions of one batch; a few thousand, so that a batch is a fraction of a second. */
const usualBatch = 4000;
/** Then another run has its turn. */
const turnMs = 15_000;
/** With more than this waiting to be read, what comes in has the machine to itself. */
const mostWaiting = 1000;

export interface WhatIfDeps extends PipelineDeps {
  batchSize?: number;
}

/** One turn for every run that is open. True when there is more to do at once. */
export async function whatIfRound(deps: WhatIfDeps): Promise<boolean> {
  const due = await deps.platform.database.system((tx) =>
    tx
      .selectFrom('what_if_runs')
      .select(['firm_id', 'id'])
      .where('state', '=', 'running')
      .where('due_at', '<=', deps.platform.clock.now())
      .orderBy('due_at')
      .limit(20)
      .execute(),
  );
  let more = false;
  await eachAtOnce(due, 1, async ({ firm_id, id }) => {
    const worked = await withLock(deps.platform, `what-if ${id}`, () => workRun(deps, firm_id, id));
    more ||= worked === 'more';
  });
  return more;
}

type Worked = 'more' | 'over' | 'rests';

async function workRun(deps: WhatIfDeps, firmId: string, id: string): Promise<Worked> {
  const run = await deps.platform.database.firm(firmId).read((tx) => findRun(tx, firmId, id));
  if (run?.state !== 'running') return 'over';
  try {
    return await goOn(deps, run);
  } catch (error) {
    return await setBack(deps, run, error);
  }
}

async function goOn(deps: WhatIfDeps, run: WhatIfRow): Promise<Worked> {
  const { database } = deps.platform;
  const scope = database.firm(run.firm_id);
  const hypothesis = await scope.read((tx) => loadHypothesis(deps, tx, run));
  const listed = await scope.read((tx) => countListed(tx, run.firm_id, run.id));
  const facts = createFactsCache();
  const limit = deps.batchSize ?? usualBatch;
  const read = (from: Reached | null) =>
    scope.read(async (tx) => {
      const batch = await readStored(tx, run.firm_id, run, from, limit);
      await facts.load(tx, hypothesis.after.firm, numbersOf(batch));
      return { batch, busy: await isBehind(tx, run.firm_id, mostWaiting) };
    });
  const began = performance.now();
  let looked = run.looked;
  let next = read(run.reached);
  for (;;) {
    const { batch, busy } = await next;
    const last = batch.at(-1);
    const over = batch.length < limit;
    const pause = busy || performance.now() - began > turnMs;
    const ahead = last && !over && !pause ? read(reachedAt(last)) : null;
    // Its failure is met when it is awaited, and must not end the process before.
    ahead?.catch(() => undefined);
    looked += batch.length;
    const kept = await keepBatch(deps, run, { batch, hypothesis, facts, listed, looked, over });
    if (!kept || over) return 'over';
    if (ahead === null) return busy ? 'rests' : 'more';
    next = ahead;
  }
}

function reachedAt({ startedExactly, id }: StoredInteraction): Reached {
  return { at: startedExactly, id };
}

function numbersOf(batch: readonly StoredInteraction[]): string[] {
  return batch.flatMap(({ interaction }) => interaction.externalParty.e164 ?? []);
}

export async function loadHypothesis(
  deps: PipelineDeps,
  tx: Tx,
  run: Pick<WhatIfRow, 'firm_id' | 'set_before' | 'destination' | 'options'>,
): Promise<Hypothesis> {
  const context = await loadContext(deps, tx, run.firm_id);
  const set = parseSetOptions(run.set_before);
  const changes = optionsOverride.parse(run.options);
  return {
    before: underOptions(context, inForce(set)),
    after: underOptions(context, inForce(withChanges(set, run.destination, changes))),
    only: run.destination,
  };
}

/** The firm with all of its sources, as a batch may hold calls of any. */
export async function loadContext(deps: PipelineDeps, tx: Tx, firmId: string): Promise<SettleContext> {
  const sources = await tx.selectFrom('sources').select('id').where('firm_id', '=', firmId).execute();
  const ids = sources.map(({ id }) => id);
  const firm = await loadFirmFacts(tx, firmId, ids, deps.practiceSystems);
  return settleContext(deps, tx, firm, deps.platform.clock.now());
}

interface Batch {
  batch: readonly StoredInteraction[];
  hypothesis: Hypothesis;
  facts: FactsCache;
  listed: Map<string, number>;
  looked: number;
  over: boolean;
}

/** False when the run was cancelled meanwhile. */
async function keepBatch(deps: WhatIfDeps, run: WhatIfRow, one: Batch): Promise<boolean> {
  const findings = findChanges(one.hypothesis, one.batch, one.facts);
  const now = deps.platform.clock.now();
  const last = one.batch.at(-1);
  return await deps.platform.database.firm(run.firm_id).write(async (tx) => {
    const fees = findings.flatMap(({ entry }) => (entry?.record_kind === 'fee' ? [entry.id] : []));
    const billed = await listBilled(tx, run.firm_id, fees);
    const moved = await moveOn(tx, run, {
      looked: one.looked,
      failures: 0,
      updated_at: now,
      ...(last ? { reached_at: last.startedExactly, reached_id: last.id } : {}),
      ...(one.over ? { state: 'done' as const, ended_at: now } : {}),
    });
    if (!moved) return false;
    const told = findings.map((finding): Told => ({ ...finding, stays: staysOf(finding, billed) }));
    await saveFindings(tx, run, told, one.listed);
    if (one.over) await appendEvents(tx, run.firm_id, [{ type: 'what_if.changed', subjectId: run.id }]);
    return true;
  });
}

function staysOf({ entry }: Pick<Told, 'entry'>, billed: ReadonlySet<string>): Told['stays'] {
  if (entry === null) return '';
  if (entry.override !== null) return 'by_person';
  return billed.has(entry.id) ? 'billed' : '';
}

/** After a fault it is tried again from where it stands, and given up after a few. */
async function setBack(deps: WhatIfDeps, run: WhatIfRow, error: unknown): Promise<Worked> {
  const { platform } = deps;
  platform.logger.error({ err: error, firmId: run.firm_id, whatIfId: run.id }, 'a what-if run failed');
  const { givenUp, change } = afterFault(run, platform.clock.now());
  await platform.database.firm(run.firm_id).write(async (tx) => {
    await moveOn(tx, run, change);
    if (givenUp) await appendEvents(tx, run.firm_id, [{ type: 'what_if.changed', subjectId: run.id }]);
  });
  return 'rests';
}
