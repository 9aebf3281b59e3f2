/** The job: batches whose time to be stopped is over, matter by matter. Killed at any point, the next round goes on where it was. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '../../platform/change.ts';
import { recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts } from '../firms/index.ts';
import { certify } from './certificate.ts';
import { type Refusal, refuseBatch, refuseMatter } from './decide.ts';
import { type Known, knownMatters, standing } from './facts.ts';
import type { MailDeps } from './mails.ts';
import type { Proof } from './proof.ts';
import { noteRefusal } from './refusal.ts';
import { reachOf } from './rows.ts';
import { type PurgeStep, type Purging, purgeSteps } from './steps.ts';
import { batchFacts, itemsOf, type LockedBatch, lockBatch } from './store.ts';

export type RunDeps = Pick<Platform, 'database' | 'jobs' | 'clock' | 'files' | 'logger' | 'secrets'> &
  MailDeps;

/** All firms; one that fails does not keep the others waiting. */
export async function purgeRound(deps: RunDeps, steps: readonly PurgeStep[] = purgeSteps): Promise<void> {
  const firms = await deps.database.system((tx) => sql<{ id: string }>`select id from firms`.execute(tx));
  for (const { id: firmId } of firms.rows) {
    const { rows } = await deps.database.firm(firmId).read((tx) =>
      sql<{ id: string }>`select id from purge_batches where firm_id = ${firmId} and state = 'confirmed'
        and runs_at <= ${deps.clock.now()} order by runs_at`.execute(tx),
    );
    for (const { id } of rows)
      await runBatch(deps, firmId, id, steps).catch((error: unknown) =>
        deps.logger.error({ err: error, batchId: id }, 'a purge stopped; the next round goes on with it'),
      );
  }
}

async function runBatch(
  deps: RunDeps,
  firmId: string,
  batchId: string,
  steps: readonly PurgeStep[],
): Promise<void> {
  const { database, files } = deps;
  const scope = database.firm(firmId);
  const items = await scope.read((tx) => itemsOf(tx, firmId, batchId));
  for (const { id, state } of items) {
    if (state !== 'waiting') continue;
    const uploads = await scope.write((tx) => settle(tx, deps, { firmId, batchId, itemId: id }, steps));
    for (const upload of uploads) await files.parts.drop(firmId, upload);
  }
  await scope.write(async (tx) => {
    const batch = await mayRun(tx, deps, firmId, batchId);
    if (batch) await certify(tx, deps, batch);
  });
}

/** Stopped, or done by another process meanwhile: null. */
async function mayRun(
  tx: Tx,
  { clock }: RunDeps,
  firmId: string,
  batchId: string,
): Promise<LockedBatch | null> {
  const batch = await lockBatch(tx, firmId, batchId);
  return refuseBatch('run', batchFacts(batch, null, clock.now())) === null ? batch : null;
}

/** One matter, whole or not at all. Decided once more on what holds now. Answers uploads whose parts are to go. */
async function settle(
  tx: Tx,
  deps: RunDeps,
  { firmId, batchId, itemId }: { firmId: string; batchId: string; itemId: string },
  steps: readonly PurgeStep[],
): Promise<string[]> {
  const now = deps.clock.now();
  // Long statements over few rows: compiling them would take longer than they do.
  await sql`set local jit = off`.execute(tx);
  const batch = await mayRun(tx, deps, firmId, batchId);
  const item = (await itemsOf(tx, firmId, batchId)).find(
    ({ id, state }) => id === itemId && state === 'waiting',
  );
  if (!batch || !item) return [];
  const actor: Actor = { firmId, staffId: null, now };
  const firm = await firmFacts(tx, firmId);
  const matterId = item.subject_id;
  const matter = (await knownMatters(tx, firmId, [matterId], { now, firm, besides: null, lock: true })).get(
    matterId,
  );
  const why = await whyNot(tx, batch, matter);
  if (why !== null || !matter) {
    await refuse(tx, actor, { itemId, matter, why: why ?? 'gone' });
    return [];
  }
  const went: Purging['went'] = { counts: {}, conversations: [], files: [], bytes: 0, ids: 0, idsSha256: '' };
  const reach = await reachOf(tx, { firmId, matterId });
  const purging: Purging = { ...reach, tx, platform: deps, actor, went, uploads: [] };
  for (const step of steps) await step.run(purging);
  await notePurged(tx, actor, { itemId, batchId, matter, went: purging.went });
  return purging.uploads;
}

async function whyNot(tx: Tx, batch: LockedBatch, matter: Known | undefined): Promise<Refusal | null> {
  if (!matter) return 'gone';
  const deciders = [batch.proposed_by_staff_id, batch.confirmed_by_staff_id];
  const decidersStand = await standing(tx, batch.firm_id, deciders, matter.audience);
  return refuseMatter('run', { ...matter.facts, decidersStand });
}

async function refuse(
  tx: Tx,
  actor: Actor,
  { itemId, matter, why }: { itemId: string; matter: Known | undefined; why: Refusal },
): Promise<void> {
  const { firmId, now } = actor;
  if (matter?.facts.held) await noteRefusal(tx, actor, matter, 'matter.purge_run');
  await tx
    .updateTable('purge_items')
    .set({ state: 'refused', why, settled_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', itemId)
    .execute();
  await recordChange(tx, actor, {
    action: 'purge.refused',
    id: itemId,
    matterId: matter?.id ?? null,
    detail: { why },
  });
}

async function notePurged(
  tx: Tx,
  actor: Actor,
  of: { itemId: string; batchId: string; matter: Known; went: Purging['went'] },
): Promise<void> {
  const { firmId, now } = actor;
  const { matter, went, itemId, batchId } = of;
  const proof: Proof = {
    ...{
      matterId: matter.id,
      number: matter.number,
      closedOn: matter.closedOn ?? '',
      years: matter.years ?? 0,
    },
    ...{ dueOn: matter.facts.dueOn ?? '', purgedAt: now.toISOString() },
    ...went,
  };
  await tx
    .updateTable('purge_items')
    .set({ state: 'purged', proof: JSON.stringify(proof), settled_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', itemId)
    .execute();
  // Whatever was said of it elsewhere stands behind the same wall from now on.
  await tx
    .updateTable('purge_items')
    .set({ gone_at: now, audience: matter.audience })
    .where('firm_id', '=', firmId)
    .where('subject_id', '=', matter.id)
    .execute();
  await recordChange(tx, actor, {
    ...{ action: 'purge.matter_purged', id: batchId },
    detail: { matterId: matter.id, ids: went.ids, idsSha256: went.idsSha256, files: went.files.length },
  });
}

export function purgeJob(deps: RunDeps): JobKind {
  return jobKind({
    name: 'purge.run',
    cron: '*/10 * * * *',
    data: z.unknown(),
    run: () => purgeRound(deps),
  });
}
