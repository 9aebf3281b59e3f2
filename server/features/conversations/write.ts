/** Writing a message, as staff and as somebody outside the firm. */
import type { Actor } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { findConversation, type Locked, lockConversation, openConversation } from './access.ts';
import type { Neighbours } from './listeners.ts';
import { keepOutgoing } from './outgoing.ts';
import { currentExternals, keptOut } from './participants-store.ts';
import { checkReply, postMessage } from './post.ts';
import { askBeforeSending, type SendQuestion } from './privilege.ts';
import { readPortalSettings } from './settings.ts';
import type { NewMessage, NewStaffMessage } from './shapes.ts';
import { closedWords } from './states.ts';

type StaffActor = Actor & { staffId: string };
type PortalActor = Actor & { portalUserId: string };

/** Posted at once, or waiting for its undo time. */
export type Written = { seq: number } | { outgoingId: string };

export async function writeAsStaff(
  tx: Tx,
  neighbours: Neighbours,
  actor: StaffActor,
  id: string,
  message: NewStaffMessage,
): Promise<Written> {
  const { firmId, now, staffId } = actor;
  const opened = await openConversation(tx, firmId, actor, id, now);
  if (!opened.visibility.post) throw refusedPost(opened.state, opened.staff_ids.includes(staffId));
  mustSaySomething(message);
  await actAsProgram(tx);
  const locked = await lockConversation(tx, firmId, id);
  await checkTexts(tx, locked, message);
  await checkMentions(tx, locked, message.mentions);
  const { undoSeconds } = await readPortalSettings(tx, firmId);
  if (locked.kind !== 'external')
    return await postMessage(tx, neighbours, locked, { ...message, author: { staffId } }, now);
  if (!message.confirmed) await ask(tx, locked, now);
  if (message.replyTo !== undefined) await checkReply(tx, locked, message.replyTo);
  if (undoSeconds === 0)
    return await postMessage(tx, neighbours, locked, { ...message, author: { staffId } }, now);
  return { outgoingId: await keepOutgoing(tx, actor, locked, message, undoSeconds) };
}

export async function writeAsPortalUser(
  tx: Tx,
  neighbours: Neighbours,
  actor: PortalActor,
  id: string,
  message: NewMessage,
): Promise<{ seq: number }> {
  const { firmId, now, portalUserId } = actor;
  const opened = await openConversation(tx, firmId, { portalUserId }, id, now);
  if (!opened.visibility.post) throw refusedPost(opened.state, true);
  mustSaySomething(message);
  await actAsProgram(tx);
  const locked = await lockConversation(tx, firmId, id);
  // Between the look and the lock they may have been taken out.
  const still = await findConversation(tx, firmId, { portalUserId }, id, now);
  if (!still?.visibility.post) throw refusedPost(locked.state, true);
  if (message.replyTo !== undefined && !isWithin(still.visibility.within, message.replyTo))
    throw problem('invalid_input', 'replyTo: there is no such message in this conversation.');
  return await postMessage(tx, neighbours, locked, { ...message, author: { portalUserId } }, now);
}

function isWithin(stays: readonly { fromSeq: number; toSeq: number | null }[] | null, seq: number): boolean {
  return (
    stays === null || stays.some((one) => one.fromSeq <= seq && (one.toSeq === null || seq <= one.toSeq))
  );
}

function refusedPost(state: Locked['state'], member: boolean) {
  if (!member)
    return problem('forbidden', 'Join this conversation to write in it.', { reason: 'not_member' });
  const words =
    state === 'open' ? 'You can read this conversation, and no longer write in it.' : closedWords[state];
  return problem('wrong_state', words, { reason: state === 'open' ? 'read_only' : state });
}

function mustSaySomething({ body, uploadIds }: NewMessage): void {
  if (body.trim() === '' && uploadIds.length === 0)
    throw problem('invalid_input', 'body: write something, or add a file.');
}

/** Texts go to people outside the firm who take part, never to staff. */
async function checkTexts(tx: Tx, locked: Locked, { texts }: NewStaffMessage): Promise<void> {
  if (texts.length === 0) return;
  const inside = await currentExternals(tx, locked.firm_id, locked.id);
  if (texts.some(({ portalUserId }) => !inside.includes(portalUserId)))
    throw problem('invalid_input', 'texts: a text goes to people outside the firm who take part here.');
}

/** Only who may see the conversation is named in it. */
async function checkMentions(tx: Tx, locked: Locked, mentions: readonly string[]): Promise<void> {
  if (mentions.length === 0) return;
  const closed = locked.kind === 'direct' || locked.kind === 'channel';
  if (closed && mentions.some((id) => !locked.staff_ids.includes(id)))
    throw problem('invalid_input', 'mentions: only who takes part can be named here.');
  const { unknown, outside } = await keptOut(tx, locked.firm_id, locked.matter_id, mentions);
  if (unknown.length + outside.length > 0)
    throw problem('invalid_input', 'mentions: somebody named does not see this conversation.');
}

const questions: Record<SendQuestion, string> = {
  rested: 'Nobody has written here for more than 30 days.',
  many: 'It goes to more than three people outside the firm.',
};

async function ask(tx: Tx, locked: Locked, now: Date): Promise<void> {
  const externals = await currentExternals(tx, locked.firm_id, locked.id);
  const asked = askBeforeSending({ lastAt: locked.last_message_at, externals: externals.length, now });
  if (asked.length === 0) return;
  const detail = `${asked.map((one) => questions[one]).join(' ')} Is it meant for them?`;
  throw problem('wrong_state', detail, { reason: 'confirm' });
}
