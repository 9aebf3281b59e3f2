/** Messages of the firm that somebody outside has not looked at are something to do (T16), until they do. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { ConversationListener, Looked, Posted } from '../conversations/index.ts';
import { completes } from './decide.ts';
import { addToDo, type ChangedRow, tellChanged } from './store.ts';

/** It stands in the portal alone, where the conversation is a press away; no words of the message in it. */
const title = 'Read your new message';

/** Put it last: others of the firm wait from its news on. */
export const messageToDos: ConversationListener = {
  async posted(tx, posted) {
    const { author, sentBy, firmId, conversationId, seq, at } = posted;
    if (posted.conversationKind !== 'external' || author === null) return;
    if ('staffId' in author) return await addForUnread(tx, posted);
    // Whoever answers in the portal has the thread before them; from a telephone they may not have looked.
    if (sentBy === 'portal')
      await completeRead(tx, { firmId, conversationId, personId: author.portalUserId, seq, at });
  },
  async looked(tx, looked) {
    if (!looked.isStaff) await completeRead(tx, looked);
  },
  async stateChanged(tx, { firmId, conversationId, state }) {
    if (state !== 'archived' && state !== 'ended') return;
    const { rows } = await sql<ChangedRow>`
      update to_dos set state = 'withdrawn' where firm_id = ${firmId} and conversation_id = ${conversationId}
        and kind = 'message' and state = 'open' returning id, matter_id, portal_user_id`.execute(tx);
    await tellChanged(tx, firmId, rows);
  },
};

/** One for all that somebody has not looked at yet in a conversation; what comes meanwhile is done with it. */
async function addForUnread(
  tx: Tx,
  { firmId, conversationId, matterId, messageId, at }: Posted,
): Promise<void> {
  if (matterId === null) return;
  const { rows } = await prepared<{ id: string }>('unread_without_to_do')`
    select p.portal_user_id as id from participants p
    where p.firm_id = ${firmId} and p.conversation_id = ${conversationId} and p.left_at is null and p.portal_user_id is not null
      and not exists (select 1 from to_dos t where t.firm_id = ${firmId} and t.conversation_id = p.conversation_id
        and t.portal_user_id = p.portal_user_id and t.kind = 'message' and t.state = 'open')
    order by p.portal_user_id`.execute(tx);
  for (const { id: portalUserId } of rows)
    await addToDo(tx, {
      ...{ firmId, matterId, conversationId, portalUserId, title, now: at },
      ...{ kind: 'message' as const, sourceId: messageId },
    });
}

async function completeRead(
  tx: Tx,
  { firmId, conversationId, personId, seq, at }: Omit<Looked, 'isStaff'>,
): Promise<void> {
  if (!completes('message', 'read')) return;
  const { rows } = await sql<ChangedRow>`
    update to_dos t set state = 'done', done_how = 'happened', done_at = ${at}
    where t.firm_id = ${firmId} and t.conversation_id = ${conversationId} and t.portal_user_id = ${personId}
      and t.kind = 'message' and t.state = 'open'
      and exists (select 1 from messages m where m.firm_id = ${firmId} and m.conversation_id = ${conversationId}
        and m.id = t.source_id and m.seq <= ${seq})
    returning t.id, t.matter_id, t.portal_user_id`.execute(tx);
  await tellChanged(tx, firmId, rows);
}
