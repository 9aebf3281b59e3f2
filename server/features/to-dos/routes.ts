import { sql } from 'kysely';
import { actorOf, portalActorOf, recordChange } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { mustSeeMatter } from '../practice/index.ts';
import { decideTick } from './decide.ts';
import { getOwnToDo, getToDo, listOwnToDos, listToDos } from './reads.ts';
import { portalToDoRoutes, toDoRoutes as routes } from './schema.ts';
import { addFreeToDo } from './store.ts';

export function createToDoRoutes(platform: Platform): BoundRoute[] {
  return [...bindOfStaff(platform), ...bindOfPortal(platform)];
}

function bindOfStaff({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.list, ({ params, query, principal, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.matterId);
        return await listToDos(tx, principal.firmId, params.matterId, query);
      }),
    ),
    handle(routes.listPeople, ({ params, principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, firmId, params.matterId);
        return { items: await listAskable(tx, firmId, params.matterId), next: null };
      }),
    ),
    handle(routes.create, ({ params: { matterId }, body, principal, scope }) =>
      scope.write(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, matterId);
        await mustBelong(tx, principal.firmId, matterId, body.portalUserId);
        const id = await addFreeToDo(tx, actorOf(principal, clock), matterId, body);
        return await getToDo(tx, principal.firmId, id);
      }),
    ),
    handle(routes.withdraw, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        const { firmId } = principal;
        const toDo = await getToDo(tx, firmId, params.id);
        if (toDo.kind !== 'free')
          throw problem('wrong_state', 'It belongs to something else: take that back instead.');
        await tx
          .updateTable('to_dos')
          .set({ state: 'withdrawn', done_how: null, done_at: null })
          .where('firm_id', '=', firmId)
          .where('id', '=', params.id)
          .execute();
        const { id, matterId, title, portalUserId: forPortalUserId } = toDo;
        await recordChange(tx, actorOf(principal, clock), {
          action: 'to_do.withdrawn',
          ...{ id, matterId, forPortalUserId },
          detail: { title },
        });
      }),
    ),
  ];
}

function bindOfPortal({ clock }: Platform): BoundRoute[] {
  return [
    handle(portalToDoRoutes.list, ({ query, principal, scope }) =>
      scope.read((tx) => listOwnToDos(tx, principal.firmId, query)),
    ),
    handle(portalToDoRoutes.tick, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        const { firmId } = principal;
        const toDo = await getOwnToDo(tx, firmId, params.id);
        const verdict = decideTick(toDo, body.done);
        if (verdict.do === 'refuse') throw problem('wrong_state', verdict.why);
        if (verdict.do === 'nothing') return toDo;
        const actor = portalActorOf(principal, clock);
        await actAsProgram(tx);
        const after = await tx
          .updateTable('to_dos')
          .set(
            body.done
              ? { state: 'done', done_how: 'ticked', done_at: actor.now }
              : { state: 'open', done_how: null, done_at: null },
          )
          .where('firm_id', '=', firmId)
          .where('id', '=', params.id)
          // As it was decided: what was done meanwhile by itself stays done.
          .where('state', '=', toDo.state)
          .returning('id')
          .executeTakeFirst();
        if (after) {
          const action = body.done ? 'to_do.ticked' : 'to_do.unticked';
          await recordChange(tx, actor, {
            ...{ action, id: params.id, matterId: toDo.matterId },
            forPortalUserId: principal.portalUserId,
          });
        }
        return await getOwnToDo(tx, firmId, params.id);
      }),
    ),
  ];
}

/**
 * Parties of the matter, and whoever takes part in one of its conversations. Nobody else is asked: its client would learn that
 * there is such a matter.
 */
async function listAskable(
  tx: Tx,
  firmId: string,
  matterId: string,
): Promise<{ portalUserId: string; name: string }[]> {
  const { rows } = await sql<{ portalUserId: string; name: string }>`
    select u.id as "portalUserId", k.display_name as name
    from portal_users u join contacts k on k.firm_id = ${firmId} and k.id = u.contact_id
    where u.firm_id = ${firmId} and u.active and (
      exists (select 1 from matter_parties p
        where p.firm_id = ${firmId} and p.matter_id = ${matterId} and p.contact_id = u.contact_id)
      or exists (select 1 from participants s
        join conversations c on c.firm_id = ${firmId} and c.id = s.conversation_id and c.matter_id = ${matterId}
        where s.firm_id = ${firmId} and s.portal_user_id = u.id and s.left_at is null))
    order by k.display_name, u.id`.execute(tx);
  return rows;
}

async function mustBelong(tx: Tx, firmId: string, matterId: string, portalUserId: string): Promise<void> {
  const people = await listAskable(tx, firmId, matterId);
  if (people.some((one) => one.portalUserId === portalUserId)) return;
  throw problem('invalid_input', 'portalUserId: choose somebody who has to do with this matter.', {
    fields: [{ field: 'portalUserId', message: 'Nobody of this matter' }],
  });
}
