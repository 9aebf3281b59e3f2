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

export function createToDoRoutes({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.list, ({ params, query, principal, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.matterId);
        return await listToDos(tx, principal.firmId, params.matterId, query);
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
        const { id, matterId, title } = toDo;
        await recordChange(tx, actorOf(principal, clock), {
          action: 'to_do.withdrawn',
          id,
          matterId,
          detail: { title },
        });
      }),
    ),
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
          await recordChange(tx, actor, { action, id: params.id, matterId: toDo.matterId });
        }
        return await getOwnToDo(tx, firmId, params.id);
      }),
    ),
  ];
}

/** Nobody is asked on a matter that is none of theirs: its client would learn that there is one. */
async function mustBelong(tx: Tx, firmId: string, matterId: string, portalUserId: string): Promise<void> {
  const { rows } = await sql<{ belongs: boolean }>`
    select exists (select 1 from matter_parties p
        where p.firm_id = ${firmId} and p.matter_id = ${matterId} and p.contact_id = u.contact_id)
      or exists (select 1 from participants s
        join conversations c on c.firm_id = ${firmId} and c.id = s.conversation_id and c.matter_id = ${matterId}
        where s.firm_id = ${firmId} and s.portal_user_id = u.id and s.left_at is null) as belongs
    from portal_users u where u.firm_id = ${firmId} and u.id = ${portalUserId} and u.active`.execute(tx);
  if (rows[0]?.belongs === true) return;
  const message = 'Nobody of this matter';
  throw problem('invalid_input', 'portalUserId: choose somebody who has to do with this matter.', {
    fields: [{ field: 'portalUserId', message }],
  });
}
