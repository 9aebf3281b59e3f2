/** What happens in a conversation sets the times at which devices are told. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { ConversationListener, Posted } from '../conversations/index.ts';
import { dueAt } from './decide.ts';
import './tables.ts';

/** Runs in the transaction of what happened. */
export function createPushListener(): ConversationListener {
  return {
    async posted(tx, posted) {
      if (posted.conversationKind !== 'external' || posted.author === null) return;
      for (const waiting of await whoWaits(tx, posted)) await setTimer(tx, posted, waiting);
    },
    async stateChanged(tx, { firmId, conversationId, state }) {
      if (state !== 'archived' && state !== 'ended') return;
      // A restored conversation tells of nothing that was.
      await sql`update push_timers t set pending_seq = null, pending_at = null, due_at = null, postponed = 0, pushed_seq = c.last_seq
        from conversations c where c.firm_id = ${firmId} and c.id = ${conversationId}
          and t.firm_id = ${firmId} and t.conversation_id = ${conversationId}`.execute(tx);
    },
  };
}

interface Waiting {
  id: string;
  is_staff: boolean;
  looked: boolean;
  read_seq: number;
  unopened: number;
  pushed_at: Date | null;
  tell: 'new' | 'unanswered' | 'none';
  unanswered_minutes: number;
}

/** Those who take part, have a device, and did not write it; of the firm only for a client's words. */
async function whoWaits(tx: Tx, { firmId, conversationId, author }: Posted): Promise<Waiting[]> {
  const byClient = author !== null && 'portalUserId' in author;
  const authorId = author === null ? null : 'portalUserId' in author ? author.portalUserId : author.staffId;
  const { rows } = await prepared<Waiting>('push_waiting')`
    select w.id, w.is_staff, coalesce(p.seq, 0) >= coalesce(t.pushed_seq, 0) as looked, coalesce(p.seq, 0) as read_seq,
      coalesce(t.unopened, 0)::int as unopened,
      t.pushed_at, coalesce(f.tell, 'new') as tell, coalesce(f.unanswered_minutes, 60) as unanswered_minutes
    from (
      select portal_user_id as id, false as is_staff from participants
        where firm_id = ${firmId} and conversation_id = ${conversationId} and left_at is null and portal_user_id is not null
      union all
      select unnest(staff_ids), true from conversations where firm_id = ${firmId} and id = ${conversationId} and ${byClient}
    ) w
    left join push_timers t on t.firm_id = ${firmId} and t.conversation_id = ${conversationId} and t.person_id = w.id
    left join read_pointers p on p.firm_id = ${firmId} and p.conversation_id = ${conversationId} and p.person_id = w.id
    left join push_preferences f on f.firm_id = ${firmId} and f.staff_id = w.id
    where w.id is distinct from ${authorId} and coalesce(f.tell, 'new') <> 'none'
      and exists (select 1 from push_subscriptions d where d.firm_id = ${firmId} and w.id in (d.staff_id, d.portal_user_id))`.execute(
    tx,
  );
  return rows;
}

/** Opens a window for who has none; one that is open takes the message in, unless all that it waited to tell was looked at. */
async function setTimer(
  tx: Tx,
  { firmId, conversationId, seq, at }: Posted,
  waiting: Waiting,
): Promise<void> {
  const unopened = waiting.looked ? 0 : waiting.unopened;
  const ripe = waiting.tell === 'unanswered' ? at.getTime() + waiting.unanswered_minutes * 60_000 : 0;
  const due = Math.max(dueAt(at, { pushedAt: waiting.pushed_at, unopened }).getTime(), ripe);
  await sql`
    insert into push_timers as t (firm_id, conversation_id, person_id, is_staff, unopened, pending_seq, pending_at, due_at)
    values (${firmId}, ${conversationId}, ${waiting.id}, ${waiting.is_staff}, ${unopened}, ${seq}, ${at}, ${new Date(due)})
    on conflict (firm_id, conversation_id, person_id) do update set unopened = excluded.unopened,
      pending_seq = excluded.pending_seq, pending_at = excluded.pending_at, due_at = excluded.due_at, postponed = 0
    where t.due_at is null or t.pending_seq <= ${waiting.read_seq}`.execute(tx);
}
