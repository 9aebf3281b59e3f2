/** Changing a message by its author, withdrawing it, and pinning it. */
import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { refuseHeld } from '../holds/index.ts';
import { lockConversation, openConversation, type Reader } from './access.ts';
import { toLexemes } from './search-words.ts';
import { tell } from './tell.ts';
import './tables.ts';

/** So long after sending it an author may change the words. */
export const editMs = 5 * 60_000;
const mostPins = 50;

interface Standing {
  author_staff_id: string | null;
  author_portal_user_id: string | null;
  body: string;
  created_at: Date;
  retracted_at: Date | null;
}

async function lockOwn(
  tx: Tx,
  actor: Actor,
  reader: Reader,
  { id, seq }: { id: string; seq: number },
  act: 'edit' | 'withdraw',
) {
  const { firmId, now } = actor;
  const { visibility } = await openConversation(tx, firmId, reader, id, now);
  if ('portalUserId' in reader && !visibility.post)
    throw problem('wrong_state', 'You can read this conversation, and no longer change it.', {
      reason: 'read_only',
    });
  // With the reader's eyes: a message from before they joined is not there.
  found(await messageOf(tx, firmId, id, seq));
  await actAsProgram(tx);
  const locked = await lockConversation(tx, firmId, id);
  const wish = { act: `message.${act}`, subjectType: 'conversation', subjectId: id };
  await refuseHeld(tx, actor, { conversationId: id, matterId: locked.matter_id }, wish);
  const message = found(await messageOf(tx, firmId, id, seq));
  const mine =
    'staffId' in reader
      ? message.author_staff_id === reader.staffId
      : message.author_portal_user_id === reader.portalUserId;
  if (!mine) throw problem('forbidden', 'Only its author may do this.');
  if (message.retracted_at !== null) throw problem('wrong_state', 'It was withdrawn.');
  return { locked, message };
}

async function messageOf(tx: Tx, firmId: string, id: string, seq: number): Promise<Standing | undefined> {
  return await tx
    .selectFrom('messages')
    .select(['author_staff_id', 'author_portal_user_id', 'body', 'created_at', 'retracted_at'])
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', id)
    .where('seq', '=', seq)
    .where('kind', '=', 'message')
    .executeTakeFirst();
}

/** What stood there before is kept. */
export async function editMessage(
  tx: Tx,
  actor: Actor,
  reader: Reader,
  at: { id: string; seq: number },
  body: string,
): Promise<void> {
  const { id, seq } = at;
  const { firmId, now } = actor;
  const { locked, message } = await lockOwn(tx, actor, reader, at, 'edit');
  if (locked.state !== 'open') throw problem('wrong_state', 'This conversation is closed.');
  if (now.getTime() - message.created_at.getTime() > editMs)
    throw problem('wrong_state', 'It was sent more than five minutes ago. Write another, or withdraw it.');
  if (body.trim() === '') throw problem('invalid_input', 'body: write something, or withdraw the message.');
  if (body === message.body) return;
  await sql`
    insert into message_versions (firm_id, conversation_id, seq, number, body, replaced_at)
    select ${firmId}, ${id}, ${seq}, coalesce(max(number), 0) + 1, ${message.body}, ${now}
    from message_versions where firm_id = ${firmId} and conversation_id = ${id} and seq = ${seq}`.execute(tx);
  await tx
    .updateTable('messages')
    .set({ body, edited_at: now, search: toLexemes(body) })
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', id)
    .where('seq', '=', seq)
    .execute();
  await tell(tx, actor, locked, 'conversation.message_edited', { seq });
}

/** Leaves a tombstone; the words stay in the record and are shown and found no more. */
export async function retractMessage(
  tx: Tx,
  actor: Actor,
  reader: Reader,
  { id, seq }: { id: string; seq: number },
): Promise<void> {
  const { firmId, now } = actor;
  const { locked } = await lockOwn(tx, actor, reader, { id, seq }, 'withdraw');
  await tx
    .updateTable('messages')
    .set({ retracted_at: now, retracted_by_staff_id: actor.staffId, search: sql`''::tsvector` })
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', id)
    .where('seq', '=', seq)
    .execute();
  await tell(tx, actor, locked, 'conversation.message_withdrawn', { seq });
}

/** For everybody who reads the conversation; by its staff. */
export async function pinMessage(
  tx: Tx,
  actor: Actor & { staffId: string },
  { id, seq }: { id: string; seq: number },
  pinned: boolean,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const opened = await openConversation(tx, firmId, actor, id, now);
  found(await messageOf(tx, firmId, id, seq));
  if (!opened.staff_ids.includes(staffId)) throw problem('forbidden', 'Only who takes part pins messages.');
  await actAsProgram(tx);
  if (!pinned) {
    await tx
      .deleteFrom('pins')
      .where('firm_id', '=', firmId)
      .where('conversation_id', '=', id)
      .where('seq', '=', seq)
      .execute();
  } else {
    await lockConversation(tx, firmId, id);
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pins where firm_id = ${firmId} and conversation_id = ${id}`.execute(
      tx,
    );
    if ((rows[0]?.count ?? 0) >= mostPins)
      throw problem('wrong_state', `${mostPins} messages are pinned here. Take one off first.`);
    await tx
      .insertInto('pins')
      .values({ firm_id: firmId, conversation_id: id, seq, pinned_by_staff_id: staffId, pinned_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  await tell(tx, actor, opened, pinned ? 'conversation.pinned' : 'conversation.unpinned', { seq });
}
