import type { Selectable } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { hasSecondFactor, lastFactorProof, takeFactorsAway } from '../portal-sign-in/index.ts';
import { getPortalUser } from '../portal-users/index.ts';
import { coolingMs, type ResetAct, refusalWords, refuseReset } from './decide.ts';
import { type Telling, type Told, tellOwner } from './mails.ts';
import type { IdentityCheck, PortalResetsTable } from './tables.ts';

type StaffActor = Actor & { staffId: string };
type Mailing = Telling;
export type ResetRow = Selectable<PortalResetsTable>;

export async function findOpenReset(tx: Tx, firmId: string, portalUserId: string): Promise<ResetRow | null> {
  const row = await tx
    .selectFrom('portal_resets')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('portal_user_id', '=', portalUserId)
    .where('done_at', 'is', null)
    .where('stopped_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Ends with wrong_state unless this may be done now. Held until the end of the transaction. */
async function mustAllow(
  tx: Tx,
  { firmId, staffId, now }: StaffActor,
  portalUserId: string,
  act: ResetAct,
): Promise<ResetRow | null> {
  await tx
    .selectFrom('portal_users')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('id', '=', portalUserId)
    .forUpdate()
    .execute();
  const user = await getPortalUser(tx, firmId, portalUserId);
  const row = await findOpenReset(tx, firmId, portalUserId);
  const refusal = refuseReset(act, {
    ...{ now, staffId, active: user.active },
    reset: row && {
      askedBy: row.asked_by_staff_id,
      askedAt: row.asked_at,
      confirmedAt: row.confirmed_at,
      readyAt: row.ready_at,
    },
    hasFactor: await hasSecondFactor(tx, firmId, portalUserId),
    factorUsedAt: await lastFactorProof(tx, firmId, portalUserId),
  });
  if (refusal !== null) throw problem('wrong_state', refusalWords[refusal], { reason: refusal });
  return row;
}

async function note(
  tx: Tx,
  platform: Mailing,
  actor: StaffActor,
  portalUserId: string,
  told: Told,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await tellOwner(tx, platform, { firmId: actor.firmId, portalUserId }, told);
  await recordChange(tx, actor, { action: `portal_reset.${told}`, id: portalUserId, detail });
}

export async function askForReset(
  tx: Tx,
  platform: Mailing,
  actor: StaffActor,
  portalUserId: string,
  check: { checkedBy: IdentityCheck; note: string },
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const old = await mustAllow(tx, actor, portalUserId, 'ask');
  if (old) await change(tx, old, { stopped_by_staff_id: staffId, stopped_at: now });
  await tx
    .insertInto('portal_resets')
    .values({
      ...{ firm_id: firmId, id: newId(), portal_user_id: portalUserId },
      ...{ checked_by: check.checkedBy, note: check.note, asked_by_staff_id: staffId, asked_at: now },
      ...{ confirmed_by_staff_id: null, confirmed_at: null, ready_at: null },
      ...{ done_by_staff_id: null, done_at: null, stopped_by_staff_id: null, stopped_at: null },
    })
    .execute();
  await note(tx, platform, actor, portalUserId, 'asked', check);
}

export async function confirmReset(
  tx: Tx,
  platform: Mailing,
  actor: StaffActor,
  portalUserId: string,
): Promise<void> {
  const { staffId, now } = actor;
  const row = await mustAllow(tx, actor, portalUserId, 'confirm');
  const readyAt = new Date(now.getTime() + coolingMs);
  if (row) await change(tx, row, { confirmed_by_staff_id: staffId, confirmed_at: now, ready_at: readyAt });
  await note(tx, platform, actor, portalUserId, 'confirmed', { readyAt: readyAt.toISOString() });
}

/** All factors, recovery codes and sessions end; whoever comes by the mailbox types eight figures that staff read out. */
export async function carryOutReset(
  tx: Tx,
  platform: Mailing,
  actor: StaffActor,
  portalUserId: string,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const row = await mustAllow(tx, actor, portalUserId, 'carry_out');
  if (row) await change(tx, row, { done_by_staff_id: staffId, done_at: now });
  await takeFactorsAway(tx, { firmId, staffId, portalUserId }, now);
  await note(tx, platform, actor, portalUserId, 'done');
}

export async function stopReset(
  tx: Tx,
  platform: Mailing,
  actor: StaffActor,
  portalUserId: string,
): Promise<void> {
  const { staffId, now } = actor;
  const row = await mustAllow(tx, actor, portalUserId, 'stop');
  if (row) await change(tx, row, { stopped_by_staff_id: staffId, stopped_at: now });
  await note(tx, platform, actor, portalUserId, 'stopped');
}

async function change(tx: Tx, { firm_id, id }: ResetRow, to: Partial<ResetRow>): Promise<void> {
  await tx.updateTable('portal_resets').set(to).where('firm_id', '=', firm_id).where('id', '=', id).execute();
}
