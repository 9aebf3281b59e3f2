/** One message more: numbered, kept and told, in the transaction of whoever locked its conversation. */
import type { Tx } from '../../platform/db/database.ts';
import { prepared, preparedAs } from '../../platform/db/prepared.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Locked } from './access.ts';
import type { Neighbours, Posted } from './listeners.ts';
import { noteLooked } from './looking.ts';
import { toLexemes } from './search-words.ts';
import { closedWords, decideState } from './states.ts';
import { tell } from './tell.ts';
import './tables.ts';

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
  const id = newId();
  const becomes = {
    state: 'open' as const,
    last_message_at: now,
    awaiting_since: awaiting(conversation, outside, author !== null, now),
  };
  const seq = await insertMessage(tx, conversation, becomes, { ...draft, id }, now);
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
      .modifyEnd(preparedAs('drop_draft'))
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
  const detail = { what: note.what, people: note.people ?? [], text: note.text ?? '' };
  const { inside = false } = note;
  const line = { body: '', author, id: newId(), detail, inside };
  return { seq: await insertMessage(tx, conversation, conversation, line, now) };
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

/** With the next number of its conversation, which `becomes` what it then is. Its number. */
async function insertMessage(
  tx: Tx,
  { firm_id, id: conversationId }: Locked,
  becomes: Pick<Locked, 'state' | 'last_message_at' | 'awaiting_since'>,
  draft: Draft & { id: string; detail?: object; inside?: boolean },
  now: Date,
): Promise<number> {
  const { author, mentions = [] } = draft;
  const staffId = author !== null && 'staffId' in author ? author.staffId : null;
  const portalUserId = author !== null && 'portalUserId' in author ? author.portalUserId : null;
  const { rows } = await prepared<{ seq: number }>('insert_message')`
    with numbered as (
      update conversations set last_seq = last_seq + 1, state = ${becomes.state},
        last_message_at = ${becomes.last_message_at}, awaiting_since = ${becomes.awaiting_since}
      where firm_id = ${firm_id} and id = ${conversationId} returning last_seq)
    insert into messages (firm_id, conversation_id, seq, id, kind, author_staff_id, author_portal_user_id, body, detail,
      sent_by, reply_to_seq, privileged, inside, client_key, search, created_at)
    select ${firm_id}, ${conversationId}, numbered.last_seq, ${draft.id}, ${draft.detail ? 'note' : 'message'},
      ${staffId}, ${portalUserId}, ${draft.body}, ${draft.detail ? JSON.stringify(draft.detail) : null},
      ${draft.sentBy ?? 'portal'}, ${draft.replyTo ?? null}, ${draft.privileged ?? false}, ${draft.inside ?? false},
      ${draft.clientKey ?? null}, ${toLexemes(draft.body)}, ${now}
    from numbered returning seq`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('the conversation went while it was locked');
  if (mentions.length > 0)
    await tx
      .insertInto('mentions')
      .values(
        [...new Set(mentions)].map((staff_id) => ({
          ...{ firm_id, conversation_id: conversationId, seq: row.seq, staff_id },
        })),
      )
      .execute();
  return row.seq;
}

async function findByKey(tx: Tx, conversation: Locked, key: string | undefined): Promise<number | null> {
  if (key === undefined) return null;
  const row = await tx
    .selectFrom('messages')
    .select('seq')
    .where('firm_id', '=', conversation.firm_id)
    .where('conversation_id', '=', conversation.id)
    .where('client_key', '=', key)
    .modifyEnd(preparedAs('message_by_key'))
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
