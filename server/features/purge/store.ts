/** Batches: proposed, confirmed, stopped by people. Each act is decided on what holds at that moment. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { firmFacts } from '../firms/index.ts';
import {
  type BatchAct,
  type BatchFacts,
  type MatterAct,
  refuseBatch,
  refuseMatter,
  runsAt,
} from './decide.ts';
import { type Known, knownMatters } from './facts.ts';
import { type MailDeps, tellDeciders } from './mails.ts';
import { refused } from './refusal.ts';
import { readSettings } from './settings.ts';
import './tables.ts';

export type StaffActor = Actor & { staffId: string };

/** The matters are looked for with the proposer's eyes; what keeps them is looked for by the program. */
export async function propose(
  tx: Tx,
  platform: MailDeps,
  actor: StaffActor,
  { matterIds, reason }: { matterIds: readonly string[]; reason: string },
): Promise<string> {
  const { firmId, staffId, now } = actor;
  const ids = [...new Set(matterIds)];
  const seen = await tx
    .selectFrom('matters')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('id', 'in', ids)
    .execute();
  if (seen.length !== ids.length) found(null);
  await actAsProgram(tx);
  const matters = await mustBeFree(tx, actor, 'propose', ids);
  const others = await sharedEyes(tx, firmId, matters, staffId);
  const [first] = matters;
  if (others.length === 0 && first) throw refused('nobody_to_confirm', actor, 'matter.purge_propose', first);
  const id = newId();
  await tx
    .insertInto('purge_batches')
    .values({
      ...{
        firm_id: firmId,
        id,
        reason,
        matters: ids.length,
        proposed_by_staff_id: staffId,
        proposed_at: now,
      },
      ...{ confirmed_by_staff_id: null, confirmed_at: null, runs_at: null, cancelled_by_staff_id: null },
      ...{ cancelled_at: null, done_at: null, certificate: null, signature: null },
    })
    .execute();
  await tx
    .insertInto('purge_items')
    .values(
      matters.map(({ id: subject_id, number }) => ({
        ...{ firm_id: firmId, id: newId(), batch_id: id, subject_id, number },
        ...{ why: null, proof: null, settled_at: null, gone_at: null, audience: null },
      })),
    )
    .execute();
  await recordChange(tx, actor, { action: 'purge.proposed', id, detail: { matters: ids } });
  await tellDeciders(
    tx,
    platform,
    { firmId, matters: ids.length, runsAt: null, staffIds: others },
    'proposed',
  );
  await actAgainAs(tx, staffId);
  return id;
}

export async function confirm(tx: Tx, platform: MailDeps, actor: StaffActor, id: string): Promise<void> {
  const { firmId, staffId, now } = actor;
  const row = await lockBatch(tx, firmId, id);
  await actAsProgram(tx);
  mustAllow(row, actor, 'confirm');
  const items = await itemsOf(tx, firmId, id);
  await mustBeFree(
    tx,
    actor,
    'confirm',
    items.map(({ subject_id }) => subject_id),
  );
  const { coolingOffDays } = await readSettings(tx, firmId);
  const runs = runsAt(now, coolingOffDays);
  await tx
    .updateTable('purge_batches')
    .set({ state: 'confirmed', confirmed_by_staff_id: staffId, confirmed_at: now, runs_at: runs })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordChange(tx, actor, { action: 'purge.confirmed', id, detail: { runsAt: runs.toISOString() } });
  const staffIds = [row.proposed_by_staff_id, staffId];
  await tellDeciders(tx, platform, { firmId, matters: row.matters, runsAt: runs, staffIds }, 'confirmed');
  await actAgainAs(tx, staffId);
}

export async function cancel(tx: Tx, platform: MailDeps, actor: StaffActor, id: string): Promise<void> {
  const { firmId, staffId, now } = actor;
  const row = await lockBatch(tx, firmId, id);
  await actAsProgram(tx);
  mustAllow(row, actor, 'cancel');
  await tx
    .updateTable('purge_batches')
    .set({ state: 'cancelled', cancelled_by_staff_id: staffId, cancelled_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordChange(tx, actor, { action: 'purge.cancelled', id });
  const staffIds = [...new Set([row.proposed_by_staff_id, row.confirmed_by_staff_id, staffId])];
  await tellDeciders(tx, platform, { firmId, matters: row.matters, runsAt: null, staffIds }, 'cancelled');
  await actAgainAs(tx, staffId);
}

/** With the caller's eyes: a batch with a matter that they do not see is not there. Waits for a purge that runs. */
export async function lockBatch(tx: Tx, firmId: string, id: string) {
  const row = found(
    await tx
      .selectFrom('purge_batches')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
  const { rows } = await sql<{ begun: boolean }>`
    select exists (select 1 from purge_items where firm_id = ${firmId} and batch_id = ${id} and state <> 'waiting') as begun`.execute(
    tx,
  );
  return { ...row, begun: rows[0]?.begun === true };
}
export type LockedBatch = Awaited<ReturnType<typeof lockBatch>>;

export function batchFacts(row: LockedBatch, staffId: string | null, now: Date): BatchFacts {
  return {
    ...{ state: row.state, proposedBy: row.proposed_by_staff_id, proposedAt: row.proposed_at },
    ...{ runsAt: row.runs_at, begun: row.begun, staffId, now },
  };
}

function mustAllow(row: LockedBatch, actor: StaffActor, act: BatchAct): void {
  const why = refuseBatch(act, batchFacts(row, actor.staffId, actor.now));
  if (why !== null) throw refused(why, actor, `matter.purge_${act}`);
}

export function itemsOf(tx: Tx, firmId: string, batchId: string) {
  return tx
    .selectFrom('purge_items')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('batch_id', '=', batchId)
    .orderBy('id')
    .execute();
}

async function mustBeFree(
  tx: Tx,
  actor: StaffActor,
  act: MatterAct,
  ids: readonly string[],
): Promise<Known[]> {
  const { firmId, staffId, now } = actor;
  const firm = await firmFacts(tx, firmId);
  const known = await knownMatters(tx, firmId, ids, { now, firm, besides: staffId, lock: true });
  return ids.map((id) => {
    const matter = found(known.get(id));
    const why = refuseMatter(act, matter.facts);
    if (why !== null) throw refused(why, actor, `matter.purge_${act}`, matter);
    return matter;
  });
}

/** Other owners and administrators who see every one of them: a batch that nobody else sees could never be confirmed. */
async function sharedEyes(
  tx: Tx,
  firmId: string,
  matters: readonly Known[],
  besides: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from staff_members where firm_id = ${firmId} and active and role in ('owner', 'administrator')
      and id <> ${besides}`.execute(tx);
  return rows
    .map(({ id }) => id)
    .filter((id) => matters.every(({ audience }) => audience === null || audience.includes(id)));
}
