/** Texts of a message: written down in the message's own transaction, and sent later by a worker. */
import type { Selectable } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { addConsent, readNumberStates } from './consent-store.ts';
import type { Refusal } from './decide.ts';
import { contactOf } from './facts-store.ts';
import { numbersThatMayBe } from './own-numbers.ts';
import { newLinkCode, type Plan, planText, type WantedText } from './plan.ts';
import type { PostedMessage, TextWish } from './ports.ts';
import { readReply } from './reply-words.ts';
import type { TextMessagesTable } from './tables.ts';
import { isRefusal } from './words.ts';
import './tables.ts';

/** What became of one wish: it is told to the sender, whatever it is. */
export interface TextOutcome {
  portalUserId: string;
  textId: string;
  /** null: it is on its way, or held. */
  refused: Refusal | null;
  /** Until when quiet hours hold it; null: it leaves now, or not at all. */
  heldUntil: Date | null;
}

type QueuePlatform = Pick<Platform, 'textSenderWord' | 'publicUrl' | 'clock'>;

/**
 * For conversations: told of every message in its transaction. A message of staff becomes texts to those who are to get
 * one. A message of somebody outside that means "no more texts" is heeded like one that came by text. The same message
 * again makes nothing new.
 */
export function postedListener(
  platform: QueuePlatform,
): (tx: Tx, message: PostedMessage) => Promise<TextOutcome[]> {
  return async (tx, message) => {
    const { author, sentBy, texts = [] } = message;
    if (author !== null && 'portalUserId' in author) {
      // What came by text was heeded when it came in.
      if (sentBy !== 'sms') await heedPortalWords(tx, message, author.portalUserId);
      return [];
    }
    const outcomes: TextOutcome[] = [];
    for (const wish of new Map(texts.map((one) => [one.portalUserId, one])).values())
      outcomes.push(await queueText(tx, platform, message, wish));
    return outcomes;
  };
}

/** The same as a listener of conversations, which ask no more than that it was done. */
export function createTextListener(platform: QueuePlatform): {
  posted(tx: Tx, message: PostedMessage): Promise<void>;
} {
  const onPosted = postedListener(platform);
  return {
    async posted(tx, message) {
      await onPosted(tx, message);
    },
  };
}

async function queueText(
  tx: Tx,
  platform: QueuePlatform,
  message: PostedMessage,
  wish: TextWish,
): Promise<TextOutcome> {
  const { firmId, conversationId, privileged } = message;
  const { portalUserId } = wish;
  const now = platform.clock.now();
  const code = newLinkCode();
  const wanted = {
    ...{ firmId, conversationId, portalUserId, privileged, code, now },
    urgentReason: (wish.urgentReason ?? '').trim(),
    words: message.body,
    textId: null,
  };
  const plan = await planText(tx, platform, wanted);
  const textId = await insertText(tx, message, wanted, plan);
  if (textId === null) return await outcomeOf(tx, message, portalUserId);
  await addLink(tx, { firmId, textId, conversationId, code, now });
  const state = plan.refused === null ? 'queued' : 'refused';
  await noteState(tx, { firmId, textId, state, code: null, at: now });
  const heldUntil = plan.refused === null && plan.held ? plan.at : null;
  return { portalUserId, textId, refused: plan.refused, heldUntil };
}

/** null: it was written down before. */
async function insertText(
  tx: Tx,
  message: PostedMessage,
  wanted: WantedText,
  plan: Plan,
): Promise<string | null> {
  const { author } = message;
  const id = newId();
  const added = await tx
    .insertInto('text_messages')
    .values({
      firm_id: wanted.firmId,
      id,
      conversation_id: wanted.conversationId,
      message_id: message.messageId,
      seq: message.seq,
      // Of somebody who is not outside the firm there is no such row.
      portal_user_id: plan.contactId === null ? null : wanted.portalUserId,
      contact_id: plan.contactId,
      author_staff_id: author && 'staffId' in author ? author.staffId : null,
      number: plan.number,
      words: wanted.words,
      privileged: wanted.privileged,
      urgent_reason: wanted.urgentReason,
      ...planned(plan),
      state_at: wanted.now,
      created_at: wanted.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0) === 0 ? null : id;
}

async function outcomeOf(tx: Tx, message: PostedMessage, portalUserId: string): Promise<TextOutcome> {
  const row = await tx
    .selectFrom('text_messages')
    .select(['id', 'state', 'reason', 'due_at'])
    .where('firm_id', '=', message.firmId)
    .where('message_id', '=', message.messageId)
    .where('portal_user_id', '=', portalUserId)
    .executeTakeFirstOrThrow();
  const refused = row.state === 'refused' && isRefusal(row.reason) ? row.reason : null;
  return {
    portalUserId,
    textId: row.id,
    refused,
    heldUntil: row.reason === 'quiet_hours' ? row.due_at : null,
  };
}

export type PlannedColumns = Pick<
  Selectable<TextMessagesTable>,
  | 'state'
  | 'rules'
  | 'reason'
  | 'due_at'
  | 'body'
  | 'link_only'
  | 'parts'
  | 'line_id'
  | 'sender'
  | 'service_id'
>;

/** A plan as the row has it. */
export function planned(plan: Plan): PlannedColumns {
  if (plan.refused !== null)
    return {
      state: 'refused',
      rules: plan.rules,
      reason: plan.refused,
      due_at: null,
      body: '',
      link_only: false,
      parts: 0,
      line_id: null,
      sender: '',
      service_id: null,
    };
  const { sender } = plan;
  return {
    state: 'queued',
    rules: plan.rules,
    reason: plan.held ? 'quiet_hours' : null,
    due_at: plan.at,
    body: plan.body,
    link_only: plan.linkOnly,
    parts: plan.parts,
    line_id: sender.kind === 'number' ? sender.lineId : null,
    sender: sender.kind === 'number' ? sender.number : sender.word,
    service_id: sender.kind === 'number' ? sender.serviceId : null,
  };
}

export async function addLink(
  tx: Tx,
  link: { firmId: string; textId: string; conversationId: string | null; code: string; now: Date },
): Promise<void> {
  await tx
    .insertInto('text_links')
    .values({
      firm_id: link.firmId,
      code: link.code,
      text_id: link.textId,
      conversation_id: link.conversationId,
      created_at: link.now,
    })
    .execute();
}

export async function noteState(
  tx: Tx,
  step: { firmId: string; textId: string; state: TextMessagesTable['state']; code: string | null; at: Date },
): Promise<void> {
  await tx
    .insertInto('text_states')
    .values({
      firm_id: step.firmId,
      id: newId(),
      text_id: step.textId,
      state: step.state,
      error_code: step.code,
      at: step.at,
    })
    .execute();
}

/** "Remove my number", written in the portal: every number of that person is opted out, and staff looks at it. */
async function heedPortalWords(tx: Tx, message: PostedMessage, portalUserId: string): Promise<void> {
  const { firmId, conversationId, body, at } = message;
  const reply = readReply(body);
  if (reply !== 'stop' && reply !== 'opt_out_words') return;
  const contactId = await contactOf(tx, firmId, portalUserId);
  if (contactId === null) return;
  const numbers = await numbersThatMayBe(tx, firmId, portalUserId);
  const states = await readNumberStates(tx, firmId, numbers);
  // Whoever gets no texts means something else.
  const texted = numbers.filter((number) => states.get(number)?.consent === 'in');
  if (texted.length === 0) return;
  const actor = { firmId, staffId: null, portalUserId, now: at };
  for (const number of texted)
    await addConsent(tx, actor, {
      number,
      change: 'out',
      channel: 'portal',
      basis: `Wrote in the portal: “${body}”`,
      contactId,
    });
  await tx
    .insertInto('text_inbound')
    .values({
      firm_id: firmId,
      id: newId(),
      channel: 'portal',
      provider_id: `portal:${message.messageId}`,
      number: texted[0] ?? '',
      line_id: null,
      body,
      reply,
      state: 'filed',
      conversation_id: conversationId,
      seq: message.seq,
      contact_id: contactId,
      portal_user_id: portalUserId,
      review: 'open',
      received_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
