/** Mails that were not proved to be the person's: staff reads them, and says whose they are. */

import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { openConversation } from '../conversations/index.ts';
import { readMail } from '../mail-in/index.ts';
import { filesOf } from './consumer.ts';
import { beginPosting, type RepliesDeps } from './post-reply.ts';
import { tellStaff } from './refuse.ts';
import './tables.ts';

type StaffActor = Actor & { staffId: string };

export interface WaitingMail {
  id: string;
  reason: string;
  sender: string;
  personName: string;
  body: string;
  files: number;
  receivedAt: Date;
}

/** Of a conversation that the reader may see, the oldest first. */
export async function listWaitingMails(
  tx: Tx,
  firmId: string,
  conversationId: string,
): Promise<WaitingMail[]> {
  const { rows } = await sql<WaitingMail>`
    select r.id, r.reason, r.sender, c.display_name as "personName", r.body, r.files, r.received_at as "receivedAt"
    from mail_replies r
    join portal_users u on u.firm_id = ${firmId} and u.id = r.portal_user_id
    join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
    where r.firm_id = ${firmId} and r.conversation_id = ${conversationId} and r.state = 'triage'
    order by r.id limit 100`.execute(tx);
  return rows;
}

/** Settled once: posted as that person's, with its files, or put aside. */
export async function settleMail(
  tx: Tx,
  deps: RepliesDeps,
  actor: StaffActor,
  ids: { conversationId: string; replyId: string },
  does: 'post' | 'dismiss',
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const { conversationId, replyId } = ids;
  const opened = await openConversation(tx, firmId, { staffId }, conversationId, now);
  if (!opened.visibility.post)
    throw problem('wrong_state', 'Whoever can write here decides about mails that came for it.');
  await actAsProgram(tx);
  const reply = found(
    await tx
      .selectFrom('mail_replies')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('conversation_id', '=', conversationId)
      .where('id', '=', replyId)
      .forUpdate()
      .executeTakeFirst(),
  );
  if (reply.state !== 'triage') throw problem('wrong_state', 'It is settled already.');
  const settled = { settled_by_staff_id: staffId, settled_at: now };
  await tx
    .updateTable('mail_replies')
    .set(
      does === 'post'
        ? { ...settled, state: 'waiting', due_at: now }
        : { ...settled, state: 'dismissed', body: '' },
    )
    .where('firm_id', '=', firmId)
    .where('id', '=', replyId)
    .execute();
  if (does === 'post') {
    const files = reply.files === 0 ? [] : await readFiles(tx, deps, firmId, reply.mail_id);
    await beginPosting(tx, deps, { ...reply, ...settled, words: reply.body }, files, now);
  }
  await recordChange(tx, actor, {
    action: 'mail_reply.settled',
    id: replyId,
    matterId: opened.matter_id,
    detail: { conversationId, do: does, sender: reply.sender },
  });
  await tellStaff(tx, reply);
}

/** Out of the mail as it came: what waited for a person was not unpacked. */
async function readFiles(tx: Tx, { platform }: RepliesDeps, firmId: string, mailId: string) {
  const mail = await tx
    .selectFrom('incoming_mails')
    .select(['sha256', 'received_at'])
    .where('firm_id', '=', firmId)
    .where('id', '=', mailId)
    .executeTakeFirstOrThrow();
  const content = found(await platform.files.get(firmId, mail.sha256));
  const about = { id: mailId, firmId, receivedAt: mail.received_at, authservId: '' };
  return filesOf(await readMail(await buffer(content), about));
}
