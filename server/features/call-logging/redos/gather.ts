/** Lists what a what-if that was applied to the past has to decide again: the same scan, under the options as they now are. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/database.ts';
import { inForce, loadSetOptions, parseSetOptions } from '../options-store.ts';
import type { PipelineDeps } from '../pipeline.ts';
import { createFactsCache } from '../what-if/facts-cache.ts';
import { loadContext } from '../what-if/run.ts';
import {
  type Finding,
  findChanges,
  type Hypothesis,
  type Reached,
  readStored,
  underOptions,
} from '../what-if/scan.ts';
import { findRun } from '../what-if/store.ts';
import { isOfTime } from './redo-one.ts';
import { changeRedo, type RedoRunRow } from './store.ts';

const usualBatch = 4000;
const batchesPerTurn = 20;

/** One turn; when the end is reached the run goes over to doing. */
export async function gatherWhatIf(
  deps: PipelineDeps & { batchSize?: number },
  run: RedoRunRow,
): Promise<'more' | 'over'> {
  const { database, clock } = deps.platform;
  const scope = database.firm(run.firm_id);
  const { whatIf, hypothesis } = await scope.read((tx) => prepare(deps, tx, run));
  const limit = deps.batchSize ?? usualBatch;
  const facts = createFactsCache();
  let reached: Reached | null = run.reached;
  let total = run.total;
  for (let batches = 0; batches < batchesPerTurn; batches += 1) {
    const from = reached;
    const batch = await scope.read(async (tx) => {
      const rows = await readStored(tx, run.firm_id, whatIf, from, limit);
      const numbers = rows.flatMap(({ interaction }) => interaction.externalParty.e164 ?? []);
      await facts.load(tx, hypothesis.after.firm, numbers);
      return rows;
    });
    const found = findChanges(hypothesis, batch, facts).filter(
      ({ entry, change }) => entry?.override == null && (run.also_facts || change.because === 'options'),
    );
    const last = batch.at(-1);
    if (last) reached = { at: last.startedExactly, id: last.id };
    const over = batch.length < limit;
    const moved = await scope.write(async (tx) => {
      total += await saveWaiting(tx, run, found);
      return await changeRedo(tx, run, {
        total,
        updated_at: clock.now(),
        ...(reached ? { reached } : {}),
        ...(over ? { state: 'running' as const } : {}),
      });
    });
    if (!moved) return 'over';
    if (over) return 'more';
  }
  return 'more';
}

async function prepare(deps: PipelineDeps, tx: Tx, run: RedoRunRow) {
  const whatIf = await findRun(tx, run.firm_id, run.what_if_id ?? '');
  if (!whatIf) throw new Error('a redo of a what-if has its what-if');
  const context = await loadContext(deps, tx, run.firm_id);
  const hypothesis: Hypothesis = {
    before: underOptions(context, inForce(parseSetOptions(whatIf.set_before))),
    after: underOptions(context, inForce(await loadSetOptions(tx, run.firm_id))),
    only: whatIf.destination,
  };
  return { whatIf, hypothesis };
}

/** Answers how many interactions that are. */
async function saveWaiting(tx: Tx, run: RedoRunRow, findings: readonly Finding[]): Promise<number> {
  const each = [...Map.groupBy(findings, ({ one }) => one.id).values()].flatMap((places) => {
    const [first] = places;
    if (!first) return [];
    return [
      {
        id: first.one.id,
        startedAt: first.one.startedExactly,
        matterId: first.one.matterId,
        destinations: JSON.stringify(places.map(({ destination }) => destination.id)),
        ofTime: places.some(({ change }) => isOfTime(change.aspect)),
      },
    ];
  });
  if (each.length === 0) return 0;
  await sql`
    insert into redo_results (firm_id, run_id, interaction_id, started_at, matter_id, destinations, of_time)
    select ${run.firm_id}, ${run.id}, u.id, u.started_at, u.matter_id,
      array(select jsonb_array_elements_text(u.destinations)), u.of_time
    from unnest(${each.map(({ id }) => id)}::uuid[], ${each.map(({ startedAt }) => startedAt)}::timestamptz[],
      ${each.map(({ matterId }) => matterId)}::uuid[], ${each.map(({ destinations }) => destinations)}::jsonb[],
      ${each.map(({ ofTime }) => ofTime)}::bool[]) as u (id, started_at, matter_id, destinations, of_time)
    on conflict do nothing`.execute(tx);
  return each.length;
}
