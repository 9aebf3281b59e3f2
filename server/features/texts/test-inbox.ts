/** Stands for the feature that keeps conversations, in tests. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { PostedMessage, TextInbox } from './ports.ts';

export const appendForTests: TextInbox['append'] = async (
  tx,
  { firmId, conversationId, portalUserId, body, at },
) => {
  const { rows } = await sql<{ seq: number }>`
    update conversations set last_seq = last_seq + 1 where firm_id = ${firmId} and id = ${conversationId}
    returning last_seq as seq`.execute(tx);
  const seq = rows[0]?.seq;
  if (seq === undefined) throw new Error('no such conversation');
  await sql`
    insert into messages (firm_id, conversation_id, seq, id, author_portal_user_id, body, sent_by, created_at)
    values (${firmId}, ${conversationId}, ${seq}, ${newId()}, ${portalUserId}, ${body}, 'sms', ${at})`.execute(
    tx,
  );
  return { seq };
};

export async function insertForTests(tx: Tx, message: PostedMessage): Promise<void> {
  const { firmId, conversationId, seq, messageId, author, body, at } = message;
  const staffId = author && 'staffId' in author ? author.staffId : null;
  const portalUserId = author && 'portalUserId' in author ? author.portalUserId : null;
  await sql`
    select 1 from conversations where firm_id = ${firmId} and id = ${conversationId} for update`.execute(tx);
  await sql`
    insert into messages (firm_id, conversation_id, seq, id, author_staff_id, author_portal_user_id, body, created_at)
    values (${firmId}, ${conversationId}, ${seq}, ${messageId}, ${staffId}, ${portalUserId}, ${body}, ${at})
    on conflict do nothing`.execute(tx);
}
