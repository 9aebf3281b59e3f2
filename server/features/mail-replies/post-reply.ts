/** A mail becomes a message: at once, or when its files were looked at; the message with all of its files, or nothing. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { Problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  lockConversation,
  markLooked,
  type Neighbours,
  postMessage,
  postNote,
} from '../conversations/index.ts';
import { decideGiven, type GivenFile, uploadGiven } from '../files/index.ts';
import { decideReply } from './decide.ts';
import { type MailReply, readPersonAndPlace, refuse, tellStaff } from './refuse.ts';
import './tables.ts';

export interface RepliesDeps {
  platform: Pick<Platform, 'database' | 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl' | 'files' | 'logger'>;
  neighbours: Neighbours;
}

type Reply = MailReply & { words: string };

/** How often files are looked after, and for how long: a scanner may be away, or an owner has to release one. */
const lookAgainMs = 10_000;
const longestMs = 24 * 3_600_000;
const atOnce = 100;

export async function beginPosting(
  tx: Tx,
  deps: RepliesDeps,
  reply: Reply,
  files: readonly GivenFile[],
  now: Date,
): Promise<void> {
  const { firm_id: firmId, conversation_id: conversationId, portal_user_id: portalUserId } = reply;
  if (files.length === 0) return await postOrWait(tx, deps, reply, now);
  try {
    const uploadIds = await uploadGiven(tx, deps.platform, { firmId, conversationId, portalUserId }, files);
    await setReply(tx, reply, { upload_ids: uploadIds });
    await postOrWait(tx, deps, { ...reply, upload_ids: uploadIds }, now);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await giveUp(tx, deps, reply, { why: 'files', files: [error.message] }, now);
  }
}

async function postOrWait(tx: Tx, deps: RepliesDeps, reply: Reply, now: Date): Promise<void> {
  const { firm_id: firmId, upload_ids: uploadIds } = reply;
  const decided = await decideGiven(tx, firmId, uploadIds);
  if (decided.do === 'refuse')
    return await giveUp(tx, deps, reply, { why: 'files', files: decided.why }, now);
  if (decided.do === 'send') return await post(tx, deps, reply, now);
  if (now.getTime() - reply.received_at.getTime() > longestMs)
    return await giveUp(
      tx,
      deps,
      reply,
      { why: 'files', files: ['it could not be checked within a day.'] },
      now,
    );
  await setReply(tx, reply, { due_at: new Date(now.getTime() + lookAgainMs) });
}

/** Decided once more: while its files were looked at the conversation may have ended. */
async function post(tx: Tx, deps: RepliesDeps, reply: Reply, now: Date): Promise<void> {
  const { firm_id: firmId, conversation_id: conversationId, portal_user_id: portalUserId } = reply;
  const conversation = await lockConversation(tx, firmId, conversationId);
  const who = await readPersonAndPlace(tx, firmId, { conversationId, portalUserId }, now);
  const letIn = reply.settled_by_staff_id;
  const decision = decideReply({
    ...{ conversations: 1, automatic: null, repeated: false, verified: true, fromRecipient: true },
    ...{ on: true, expired: false, place: who.place, secondFactor: who.secondFactor },
    ...{ letters: reply.words.length, files: reply.upload_ids.length },
    letIn: letIn !== null,
  });
  if (decision.do === 'refuse')
    return await giveUp(tx, deps, reply, { why: decision.reason, files: [] }, now);
  const looked = {
    firmId,
    conversationId,
    personId: portalUserId,
    isStaff: false,
    seq: reply.up_to_seq,
    at: now,
  };
  // They had what the notice told of before them when they answered; of a mail that was not proved nobody knows.
  if (letIn === null)
    await markLooked(tx, deps.neighbours, { firmId, staffId: null, portalUserId, now }, conversation, looked);
  const { seq } = await postMessage(
    tx,
    deps.neighbours,
    conversation,
    {
      ...{ body: reply.words, author: { portalUserId }, uploadIds: reply.upload_ids, sentBy: 'email' },
      clientKey: reply.mail_id,
    },
    now,
  );
  if (letIn !== null)
    await postNote(
      tx,
      conversation,
      { staffId: letIn },
      { what: 'mail_let_in', people: [portalUserId], text: reply.sender, inside: true },
      now,
    );
  await setReply(tx, reply, { state: 'posted', seq, body: '', due_at: null });
}

async function giveUp(
  tx: Tx,
  { platform }: RepliesDeps,
  reply: Reply,
  refusal: { why: Parameters<typeof refuse>[4]['why']; files: readonly string[] },
  now: Date,
): Promise<void> {
  const { firm_id: firmId, conversation_id: conversationId, portal_user_id: portalUserId } = reply;
  await setReply(tx, reply, { state: 'refused', reason: refusal.why, body: '', due_at: null });
  // Whose mail staff let in did not prove to be the person: it tells nobody anything.
  if (reply.settled_by_staff_id !== null) return await tellStaff(tx, reply);
  const who = await readPersonAndPlace(tx, firmId, { conversationId, portalUserId }, now);
  await refuse(tx, platform, reply, who, { ...refusal, keepDraft: true }, now);
}

async function setReply(
  tx: Tx,
  { firm_id, id }: MailReply,
  change: Partial<Pick<MailReply, 'state' | 'reason' | 'body' | 'seq' | 'due_at' | 'upload_ids'>>,
): Promise<void> {
  await tx
    .updateTable('mail_replies')
    .set(change)
    .where('firm_id', '=', firm_id)
    .where('id', '=', id)
    .execute();
}

/** Mails whose files were looked at. True when there may be more at once. */
export async function mailRepliesRound(deps: RepliesDeps): Promise<boolean> {
  const { database, clock } = deps.platform;
  const now = clock.now();
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string; id: string }>`
      select firm_id, id from mail_replies where state = 'waiting' and due_at <= ${now} order by due_at limit ${atOnce}`.execute(
      tx,
    ),
  );
  const failures: unknown[] = [];
  for (const { firm_id: firmId, id } of rows)
    await database
      .firm(firmId)
      .write((tx) => lookAfter(tx, deps, firmId, id, now))
      .catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
  return rows.length === atOnce;
}

async function lookAfter(tx: Tx, deps: RepliesDeps, firmId: string, id: string, now: Date): Promise<void> {
  const reply = await tx
    .selectFrom('mail_replies')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (reply) await postOrWait(tx, deps, { ...reply, words: reply.body }, now);
}
