import { sql } from 'kysely';
import type { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Database, Scope, Tx } from '../../platform/db/database.ts';
import type { Principal } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { wallInput } from './matters-schema.ts';

type Wall = z.output<typeof wallInput>;

/** Whether a wall may stand: everybody on it is of the firm, and at least one of them can sign in. */
export async function checkWall(tx: Tx, firmId: string, wall: Wall): Promise<void> {
  const ids = [...new Set(wall.staffIds)];
  const { rows } = await sql<{ active: boolean }>`
    select active from staff_members where firm_id = ${firmId} and id = any(${ids}::uuid[])`.execute(tx);
  if (rows.length < ids.length) throw problem('invalid_input', 'staffIds: there is no such staff member.');
  if (wall.restricted && !rows.some((row) => row.active))
    throw problem('invalid_input', 'staffIds: at least one active staff member must keep access.', {
      fields: [{ field: 'staffIds', message: 'Nobody would see the matter any more' }],
    });
}

/** The person responsible and the firm's administrators set walls, as far as they see the matter themselves. */
export function maySetWall(principal: Principal, matter: { personResponsibleId: string | null }): boolean {
  return principal.role !== 'member' || matter.personResponsibleId === principal.staffId;
}

/**
 * Restricts a matter to the named staff, or opens it to all. The permission is checked with the caller's own eyes; the
 * change is made by the program, because whoever walls himself out could not finish it.
 */
export async function setWall(
  database: Database,
  scope: Scope,
  caller: { principal: Principal; actor: Actor },
  matterId: string,
  wall: Wall,
): Promise<Wall> {
  const { principal, actor } = caller;
  const { firmId } = actor;
  const seen = await scope.read((tx) =>
    tx
      .selectFrom('matters')
      .select('person_responsible_id')
      .where('firm_id', '=', firmId)
      .where('id', '=', matterId)
      .executeTakeFirst(),
  );
  const matter = { personResponsibleId: found(seen).person_responsible_id };
  if (!maySetWall(principal, matter))
    throw problem('forbidden', 'Only the person responsible or an administrator sets a wall.');
  const staffIds = wall.restricted ? [...new Set(wall.staffIds)] : [];
  return await database.firm(firmId).write(async (tx) => {
    const before = await tx
      .selectFrom('matters')
      .select(['restricted', 'version'])
      .where('firm_id', '=', firmId)
      .where('id', '=', matterId)
      .forUpdate()
      .executeTakeFirst();
    await checkWall(tx, firmId, { restricted: wall.restricted, staffIds });
    await tx
      .deleteFrom('matter_access')
      .where('firm_id', '=', firmId)
      .where('matter_id', '=', matterId)
      .execute();
    if (staffIds.length > 0) {
      await tx
        .insertInto('matter_access')
        .values(staffIds.map((staffId) => ({ firm_id: firmId, matter_id: matterId, staff_id: staffId })))
        .execute();
    }
    await tx
      .updateTable('matters')
      .set({ restricted: wall.restricted, version: found(before).version + 1, updated_at: sql`now()` })
      .where('firm_id', '=', firmId)
      .where('id', '=', matterId)
      .execute();
    const detail = { from: found(before).restricted, to: wall.restricted, staffIds };
    await recordChange(tx, actor, { action: 'matter.wall_changed', id: matterId, matterId, detail });
    return { restricted: wall.restricted, staffIds };
  });
}

/** Restricted matters that nobody could open once this person has left: everybody else on their lists has left already. */
export async function mattersSeenByAlone(tx: Tx, firmId: string, staffId: string): Promise<string[]> {
  const { rows } = await sql<{ matter_id: string }>`
    select a.matter_id from matter_access a
    where a.firm_id = ${firmId} and a.staff_id = ${staffId} and not exists (
      select 1 from matter_access o
      join staff_members s on s.firm_id = o.firm_id and s.id = o.staff_id
      where o.firm_id = ${firmId} and o.matter_id = a.matter_id and o.staff_id <> ${staffId} and s.active)
    order by a.matter_id`.execute(tx);
  return rows.map((row) => row.matter_id);
}

/**
 * Puts one more person on the lists of restricted matters, for the one who leaves. By the program: whoever orders it need
 * not see the matters, and does not see them by it.
 */
export async function handOverMatters(
  tx: Tx,
  actor: Actor,
  { matterIds, to }: { matterIds: readonly string[]; to: string },
): Promise<void> {
  const { firmId } = actor;
  await sql`select set_config('app.staff_id', '', true)`.execute(tx);
  for (const matterId of matterIds) {
    await tx
      .insertInto('matter_access')
      .values({ firm_id: firmId, matter_id: matterId, staff_id: to })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await sql`update matters set version = version + 1, updated_at = now()
      where firm_id = ${firmId} and id = ${matterId}`.execute(tx);
    const detail = { handedOverTo: to };
    await recordChange(tx, actor, { action: 'matter.wall_changed', id: matterId, matterId, detail });
  }
  await sql`select set_config('app.staff_id', ${actor.staffId ?? ''}, true)`.execute(tx);
}
