import { sql } from 'kysely';
import { actorOf, expectedVersion } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { namesOf, openConversation } from '../conversations/index.ts';
import { noticeRoutes as routes } from './schema.ts';
import { changeRules, readRules } from './settings.ts';
import './tables.ts';

export function createNoticeRoutes({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.listNotices, ({ scope, principal: { firmId, staffId }, params }) =>
      scope.read(async (tx) => {
        await openConversation(tx, firmId, { staffId }, params.id, clock.now());
        return await listNotices(tx, firmId, params.id);
      }),
    ),
    handle(routes.focus, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const { firmId, portalUserId } = principal;
        const now = clock.now();
        await openConversation(tx, firmId, principal, params.id, now);
        await actAsProgram(tx);
        await tx
          .insertInto('notice_focus')
          .values({ firm_id: firmId, conversation_id: params.id, portal_user_id: portalUserId, at: now })
          .onConflict((conflict) =>
            conflict.columns(['firm_id', 'conversation_id', 'portal_user_id']).doUpdateSet({ at: now }),
          )
          .execute();
      }),
    ),
    handle(routes.getNoticeSettings, ({ scope, principal: { firmId } }) =>
      scope.read((tx) => readRules(tx, firmId)),
    ),
    handle(routes.patchNoticeSettings, ({ scope, principal, body, request }) =>
      scope.write((tx) =>
        changeRules(tx, actorOf(principal, clock), body, expectedVersion(request.headers, body.version)),
      ),
    ),
  ];
}

interface Row {
  id: string;
  person_id: string;
  at: Date;
  result: 'sent' | 'cancelled' | 'postponed';
  reason: string;
  from_seq: number;
  up_to_seq: number;
  mail: 'kept' | 'queued' | 'sent' | 'failed' | null;
  text: string | null;
}

async function listNotices(tx: Tx, firmId: string, conversationId: string) {
  const { rows } = await sql<Row>`
    select e.id, e.portal_user_id as person_id, e.at, e.result, e.reason, e.from_seq::int as from_seq, e.up_to_seq::int as up_to_seq, o.state as mail, t.state as text
    from notice_events e left join outbox o on o.firm_id = ${firmId} and o.id = e.outbox_id
    left join text_messages t on t.firm_id = ${firmId} and t.id = e.text_id
    where e.firm_id = ${firmId} and e.conversation_id = ${conversationId} order by e.id desc limit 200`.execute(
    tx,
  );
  const waiting = await tx
    .selectFrom('notice_timers')
    .select(['portal_user_id', 'due_at'])
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('due_at', 'is not', null)
    .orderBy('due_at')
    .execute();
  const ids = [...rows.map((row) => row.person_id), ...waiting.map((row) => row.portal_user_id)];
  const names = await namesOf(tx, firmId, ids);
  const nameOf = (id: string) => names.get(id)?.name ?? '';
  return {
    items: rows.map((row) => ({
      ...{ id: row.id, personId: row.person_id, name: nameOf(row.person_id), at: row.at.toISOString() },
      ...{ result: row.result, reason: row.reason, fromSeq: row.from_seq, upToSeq: row.up_to_seq },
      ...{ mail: row.mail, text: row.text },
    })),
    waiting: waiting.flatMap(({ portal_user_id: id, due_at }) =>
      due_at === null ? [] : [{ personId: id, name: nameOf(id), dueAt: due_at.toISOString() }],
    ),
  };
}
