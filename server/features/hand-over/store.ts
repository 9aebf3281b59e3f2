/** Packs that were asked for. */

import type { Updateable } from 'kysely';
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { found } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Wanted } from './contents.ts';
import type { HandOver } from './rights.ts';
import './tables.ts';

export const makeJobName = 'hand_over.make';
const keepDays = 7;

export async function findPack(tx: Tx, firmId: string, id: string): Promise<HandOver | undefined> {
  return await tx
    .selectFrom('hand_overs')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** One that goes on is changed; false: somebody stopped it meanwhile. */
export async function setPack(
  tx: Tx,
  { firm_id, id }: Pick<HandOver, 'firm_id' | 'id'>,
  change: Updateable<Tables['hand_overs']>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('hand_overs')
    .set(change)
    .where('firm_id', '=', firm_id)
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

export function actorOfPack(row: HandOver, now: Date): Actor {
  const { firm_id: firmId, staff_id: staffId, portal_user_id: portalUserId } = row;
  return { firmId, staffId, now, ...(portalUserId === null ? {} : { portalUserId }) };
}

/** Whoever asked: for everybody else a pack does not exist. */
export type Owner = { staffId: string } | { portalUserId: string };

const ownedBy = (owner: Owner) =>
  'staffId' in owner
    ? sql<boolean>`staff_id = ${owner.staffId}`
    : sql<boolean>`portal_user_id = ${owner.portalUserId}`;

export async function getOwnPack(tx: Tx, firmId: string, owner: Owner, id: string): Promise<HandOver> {
  return found(
    await tx
      .selectFrom('hand_overs')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .where(ownedBy(owner))
      .executeTakeFirst(),
  );
}

export async function listOwnPacks(
  tx: Tx,
  firmId: string,
  owner: Owner,
  of: { matterId?: string | undefined; conversationId?: string | undefined; contactId?: string | undefined },
): Promise<HandOver[]> {
  const column =
    of.matterId !== undefined
      ? (['matter_id', of.matterId] as const)
      : of.conversationId !== undefined
        ? (['conversation_id', of.conversationId] as const)
        : of.contactId !== undefined
          ? (['contact_id', of.contactId] as const)
          : null;
  let rows = tx
    .selectFrom('hand_overs')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where(ownedBy(owner))
    .where('state', '<>', 'gone')
    .orderBy('id', 'desc')
    .limit(10);
  if (column) rows = rows.where(column[0], '=', column[1]);
  return await rows.execute();
}

/**
 * Asks for it, as the program, after it was made sure that the asker sees what it is of. While the same one is being made
 * that is the answer; an older one that is ready makes room.
 */
export async function askForPack(
  tx: Tx,
  { jobs }: Pick<Platform, 'jobs'>,
  actor: Actor,
  owner: Owner,
  wanted: Wanted & { internal: boolean; secondFactor: boolean },
): Promise<string> {
  const { firmId, now } = actor;
  const personId = 'staffId' in owner ? owner.staffId : owner.portalUserId;
  // Two presses of one button come one after the other.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`hand_over ${personId}`}, 0))`.execute(tx);
  const { scope, matterId, conversationId, contactId, internal, secondFactor } = wanted;
  const same = sql`firm_id = ${firmId} and ${ownedBy(owner)} and scope = ${scope} and matter_id is not distinct from ${matterId}
    and conversation_id is not distinct from ${conversationId} and contact_id is not distinct from ${contactId}
    and internal = ${internal}`;
  const running = await sql<{ id: string }>`
    select id from hand_overs where ${same} and second_factor = ${secondFactor} and state in ('waiting', 'running')`.execute(
    tx,
  );
  if (running.rows[0]) return running.rows[0].id;
  await sql`update hand_overs set expires_at = ${now} where ${same} and state = 'ready' and expires_at > ${now}`.execute(
    tx,
  );
  const id = newId();
  await tx
    .insertInto('hand_overs')
    .values({
      ...{
        firm_id: firmId,
        id,
        scope,
        matter_id: matterId,
        conversation_id: conversationId,
        contact_id: contactId,
      },
      staff_id: 'staffId' in owner ? owner.staffId : null,
      portal_user_id: 'portalUserId' in owner ? owner.portalUserId : null,
      ...{ internal, second_factor: secondFactor, created_at: now },
      expires_at: new Date(now.getTime() + keepDays * 86_400_000),
    })
    .execute();
  await jobs.enqueue(tx, makeJobName, { firmId, id });
  await recordChange(tx, actor, {
    ...{ action: 'hand_over.asked', id, matterId, forPortalUserId: actor.portalUserId ?? null },
    detail: {
      scope,
      internal,
      ...(conversationId ? { conversationId } : {}),
      ...(contactId ? { contactId } : {}),
    },
  });
  return id;
}

/** Its asker does not want it any more: what is being made is thrown away, what is ready goes with the next sweep. */
export async function stopPack(tx: Tx, actor: Actor, row: HandOver): Promise<void> {
  if (row.state !== 'waiting' && row.state !== 'running' && row.state !== 'ready') return;
  const goes = row.state === 'ready' ? { expires_at: actor.now } : { state: 'stopped' as const };
  await tx
    .updateTable('hand_overs')
    .set(goes)
    .where('firm_id', '=', row.firm_id)
    .where('id', '=', row.id)
    .execute();
  await recordChange(tx, actor, {
    ...{
      action: 'hand_over.stopped',
      id: row.id,
      matterId: row.matter_id,
      forPortalUserId: row.portal_user_id,
    },
  });
}
