/** One message more: numbered, kept and told, in the transaction of whoever locked its conversation. */
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Locked } from './access.ts';
import type { Neighbours, Posted } from './listeners.ts';
import { noteLooked } from './looking.ts';
import { toLexemes } from './search-words.ts';
import { closedWords, decideState } from './states.ts';
import { tell } from './tell.ts';
import './tables.ts';
import { sql } from 'kysely';

export type Author = { staffId: string } | { portalUserId: string } | null;

export interface Draft {
  body: string;
  author: Author;
  replyTo?: number | undefined;
  privileged?: boolean;
  clientKey?: string | undefined;
  mentions?: readonly string[];
  uploadIds?: readonly string[];
  sentBy?: 'portal' | 'sms' | 'email';
  texts?: Posted['texts'];
}

/** What happened to a conversation, as a line in it. */
export interface Note {
  what: string;
  people?: readonly string[];
  text?: string;
  /** For staff alone. */
  inside?: boolean;
}

/**
 * Posts as the program, after it was decided that the author may. Sent again with the same key it is the message that
 * there is. `wrong_state` when the conversation takes none.
 */
export async function postMessage(
  tx: Tx,
  { files, listeners }: Neighbours,
  conversation: Locked,
  draft: Draft,
  now: Date,
): Promise<{ seq: number }> {
  const { firm_id: firmId, id: conversationId } = conversation;
  const { author, uploadIds = [] } = draft;
  const before = await findByKey(tx, conversation, draft.clientKey);
  if (before !== null) return { seq: before };
  if (decideState(conversation.state, 'post') === null)
    throw problem('wrong_state', closedWordsOf(conversation));
  if (draft.replyTo !== undefined) await checkReply(tx, conversation, draft.replyTo);
  const outside = author !== null && 'portalUserId' in author;
  const seq = await nextSeq(tx, conversation, {
    state: 'open',
    last_message_at: now,
    awaiting_since: awaiting(conversation, outside, author !== null, now),
  });
  const id = newId();
  await insertMessage(tx, conversation, { ...draft, id, seq }, now);
  if (author && uploadIds.length > 0)
    await files.attach(tx, { firmId, conversationId, seq, uploadIds, by: author, now });
  if (author) {
    const personId = outside ? author.portalUserId : author.staffId;
    // Whoever answers from a telephone has not seen what stands in the portal.
    if (draft.sentBy === undefined || draft.sentBy === 'portal')
      await noteLooked(tx, { firmId, conversationId, personId, isStaff: !outside, seq, at: now });
    await tx
      .deleteFrom('drafts')
      .where('firm_id', '=', firmId)
      .where('conversation_id', '=', conversationId)
      .where('person_id', '=', personId)
      .execute();
  }
  const posted = {
    ...{ firmId, conversationId, conversationKind: conversation.kind, matterId: conversation.matter_id },
    ...{ seq, messageId: id, author, body: draft.body, at: now },
    ...{ privileged: draft.privileged ?? false, sentBy: draft.sentBy ?? 'portal' },
    texts: draft.texts ?? [],
  };
  for (const listener of listeners) await listener.posted?.(tx, posted);
  await tell(tx, { ...actorOf(author), firmId, now }, conversation, 'conversation.posted', { seq });
  return { seq };
}

/** A line that says what happened; it makes nobody answer and nobody be told. */
export async function postNote(
  tx: Tx,
  conversation: Locked,
  author: Author,
  note: Note,
  now: Date,
): Promise<{ seq: number }> {
  const seq = await nextSeq(tx, conversation, {});
  const detail = { what: note.what, people: note.people ?? [], text: note.text ?? '' };
  const { inside = false } = note;
  await insertMessage(tx, conversation, { body: '', author, id: newId(), seq, detail, inside }, now);
  return { seq };
}

const actorOf = (author: Author) =>
  author !== null && 'portalUserId' in author
    ? { staffId: null, portalUserId: author.portalUserId }
    : { staffId: author?.staffId ?? null };

function closedWordsOf({ state }: Locked): string {
  return state === 'open' ? 'Nothing can be posted here.' : closedWords[state];
}

/** Somebody outside waits since their first message after the firm's last. */
function awaiting({ awaiting_since }: Locked, outside: boolean, byPerson: boolean, now: Date): Date | null {
  if (outside) return awaiting_since ?? now;
  return byPerson ? null : awaiting_since;
}

async function nextSeq(
  tx: Tx,
  { firm_id, id }: Locked,
  change: { state?: 'open'; last_message_at?: Date; awaiting_since?: Date | null },
): Promise<number> {
  const row = await tx
    .updateTable('conversations')
    .set({ ...change, last_seq: sql`last_seq + 1` })
    .where('firm_id', '=', firm_id)
    .where('id', '=', id)
    .returning('last_seq')
    .executeTakeFirstOrThrow();
  return row.last_seq;
}

async function insertMessage(
  tx: Tx,
  { firm_id, id: conversationId }: Locked,
  draft: Draft & { id: string; seq: number; detail?: object; inside?: boolean },
  now: Date,
): Promise<void> {
  const { author, mentions = [], seq } = draft;
  await tx
    .insertInto('messages')
    .values({
      ...{ firm_id, conversation_id: conversationId, seq, id: draft.id },
      kind: draft.detail ? 'note' : 'message',
      author_staff_id: author !== null && 'staffId' in author ? author.staffId : null,
      author_portal_user_id: author !== null && 'portalUserId' in author ? author.portalUserId : null,
      body: draft.body,
      detail: draft.detail ? JSON.stringify(draft.detail) : null,
      sent_by: draft.sentBy ?? 'portal',
      reply_to_seq: draft.replyTo ?? null,
      privileged: draft.privileged ?? false,
      inside: draft.inside ?? false,
      client_key: draft.clientKey ?? null,
      search: toLexemes(draft.body),
      created_at: now,
    })
    .execute();
  if (mentions.length === 0) return;
  await tx
    .insertInto('mentions')
    .values(
      [...new Set(mentions)].map((staff_id) => ({ firm_id, conversation_id: conversationId, seq, staff_id })),
    )
    .execute();
}

async function findByKey(tx: Tx, conversation: Locked, key: string | undefined): Promise<number | null> {
  if (key === undefined) return null;
  const row = await tx
    .selectFrom('messages')
    .select('seq')
    .where('firm_id', '=', conversation.firm_id)
    .where('conversation_id', '=', conversation.id)
    .where('client_key', '=', key)
    .executeTakeFirst();
  return row?.seq ?? null;
}

/** `invalid_input` when there is no such message to answer. */
export async function checkReply(tx: Tx, conversation: Locked, seq: number): Promise<void> {
  const row = await tx
    .selectFrom('messages')
    .select('seq')
    .where('firm_id', '=', conversation.firm_id)
    .where('conversation_id', '=', conversation.id)
    .where('seq', '=', seq)
    .where('kind', '=', 'message')
    .executeTakeFirst();
  if (!row) throw problem('invalid_input', 'replyTo: there is no such message in this conversation.');
}
