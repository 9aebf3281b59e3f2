/** Messages that wait for their undo time, and leave when it is over. */
import type { Actor } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { findConversation, type Locked, lockConversation, openConversation } from './access.ts';
import { keepDraft } from './drafts.ts';
import type { Neighbours } from './listeners.ts';
import { postMessage } from './post.ts';
import { type NewStaffMessage, newStaffMessage, type Outgoing, type TakenBack } from './shapes.ts';
import { closedWords } from './states.ts';
import { tell } from './tell.ts';
import './tables.ts';

type StaffActor = Actor & { staffId: string };

/** Shape of the message as it waits. */
const waiting = newStaffMessage;

export async function keepOutgoing(
  tx: Tx,
  { firmId, staffId, now }: StaffActor,
  locked: Locked,
  message: NewStaffMessage,
  undoSeconds: number,
): Promise<string> {
  if (locked.state === 'archived' || locked.state === 'ended')
    throw problem('wrong_state', closedWords[locked.state]);
  const known = await findWaiting(tx, locked, message.clientKey);
  if (known !== null) return known;
  const id = newId();
  await tx
    .insertInto('outgoing_messages')
    .values({
      ...{ firm_id: firmId, id, conversation_id: locked.id, author_staff_id: staffId, created_at: now },
      message: JSON.stringify(message),
      client_key: message.clientKey ?? null,
      release_at: new Date(now.getTime() + undoSeconds * 1000),
    })
    .execute();
  await tx
    .deleteFrom('drafts')
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', locked.id)
    .where('person_id', '=', staffId)
    .execute();
  return id;
}

async function findWaiting(tx: Tx, locked: Locked, key: string | undefined): Promise<string | null> {
  if (key === undefined) return null;
  const row = await tx
    .selectFrom('outgoing_messages')
    .select('id')
    .where('firm_id', '=', locked.firm_id)
    .where('conversation_id', '=', locked.id)
    .where('client_key', '=', key)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The author's words are back in the draft; `wrong_state` when the message has left. */
export async function takeBack(
  tx: Tx,
  actor: StaffActor,
  id: string,
  outgoingId: string,
): Promise<TakenBack> {
  const { firmId, staffId, now } = actor;
  const opened = await openConversation(tx, firmId, actor, id, now);
  await actAsProgram(tx);
  const row = await tx
    .deleteFrom('outgoing_messages')
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', id)
    .where('id', '=', outgoingId)
    .where('author_staff_id', '=', staffId)
    .returning('message')
    .executeTakeFirst();
  if (!row) throw problem('wrong_state', 'It has left already. You can still withdraw it.');
  const { body, replyTo = null, privileged, uploadIds, texts } = waiting.parse(row.message);
  await keepDraft(tx, { firmId, conversationId: id, personId: staffId, isStaff: true, body, now });
  await tell(tx, actor, opened, 'conversation.taken_back');
  return { body, replyTo, privileged, uploadIds, texts };
}

/** Sends one message whose undo time is over; false when another worker has it. */
export async function release(
  tx: Tx,
  neighbours: Neighbours,
  firmId: string,
  outgoingId: string,
  now: Date,
): Promise<boolean> {
  const row = await tx
    .selectFrom('outgoing_messages')
    .select(['id', 'conversation_id', 'author_staff_id', 'message'])
    .where('firm_id', '=', firmId)
    .where('id', '=', outgoingId)
    .where('refused', 'is', null)
    .where('release_at', '<=', now)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return false;
  const { author_staff_id: staffId, conversation_id: id } = row;
  const locked = await lockConversation(tx, firmId, id);
  // What was allowed when it was written need not be now.
  const opened = await findConversation(tx, firmId, { staffId }, id, now);
  if (!opened?.visibility.post) {
    const { state } = locked;
    const closed = state === 'archived' || state === 'ended' ? closedWords[state] : null;
    const why = closed ?? 'Its author may not write here any more.';
    await refuseOutgoing(tx, { firmId, id: row.id, why, now });
    return true;
  }
  await postMessage(tx, neighbours, locked, { ...waiting.parse(row.message), author: { staffId } }, now);
  await tx.deleteFrom('outgoing_messages').where('firm_id', '=', firmId).where('id', '=', row.id).execute();
  return true;
}

/** It waits for its author then, who sees why. */
export async function refuseOutgoing(
  tx: Tx,
  { firmId, id, why, now }: { firmId: string; id: string; why: string; now: Date },
): Promise<void> {
  const row = await tx
    .updateTable('outgoing_messages')
    .set({ refused: why })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .returning(['conversation_id', 'author_staff_id'])
    .executeTakeFirst();
  if (!row) return;
  const locked = await lockConversation(tx, firmId, row.conversation_id);
  await tell(tx, { firmId, staffId: row.author_staff_id, now }, locked, 'conversation.not_sent');
}

/** Of one author in one conversation, the first to leave first. */
export async function listOutgoing(
  tx: Tx,
  firmId: string,
  staffId: string,
  conversationId: string,
): Promise<Outgoing[]> {
  const rows = await tx
    .selectFrom('outgoing_messages')
    .select(['id', 'conversation_id', 'message', 'release_at', 'refused'])
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('author_staff_id', '=', staffId)
    .orderBy('release_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => {
    const { body, uploadIds, texts } = waiting.parse(row.message);
    return {
      ...{
        id: row.id,
        conversationId: row.conversation_id,
        body,
        files: uploadIds.length,
        texts: texts.length,
      },
      releaseAt: row.release_at.toISOString(),
      refused: row.refused,
    };
  });
}
