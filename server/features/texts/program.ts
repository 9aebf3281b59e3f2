/**
 * What the program itself texts to people who come by number: their invitation, their sign-in codes, that a message waits,
 * and what changed about their sign-in. By the same rules (T5) and through the same worker as messages of staff.
 */
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { portalUrlOf } from '../portal-look/index.ts';
import { countParts } from './compose.ts';
import { decideSpend, decideText, type Refusal } from './decide.ts';
import { loadTextFacts, type RecipientKey, spentParts } from './facts-store.ts';
import { linkPath, newLinkCode, type Plan, planText } from './plan.ts';
import { addLink, noteState, planned } from './queue.ts';
import type { ProgramKind, TextMessagesTable } from './tables.ts';
import './tables.ts';

type ProgramPlatform = Pick<Platform, 'textSenderWord' | 'publicUrl' | 'clock' | 'secrets'>;

export interface ProgramText extends RecipientKey {
  kind: ProgramKind;
  /** What it says before its link; of a notice the firm's words say it. */
  words: string;
  /** A notice tells of everything up to this message: the same is never texted twice. */
  upToSeq?: number;
  /** Stands in for `******` in the words when it leaves, and is kept sealed. */
  secret?: string;
  /** A number that they had until now; else the one that they sign in with. */
  number?: string;
}

export interface ProgramOutcome {
  textId: string | null;
  refused: Refusal | null;
  heldUntil: Date | null;
}

export const secretMark = '******';
export const sealPurpose = (textId: string) => `text ${textId}`;

/** In a transaction of the firm, or of the program inside it. A refusal is written down like any other text's. */
export async function queueProgramText(
  tx: Tx,
  platform: ProgramPlatform,
  text: ProgramText,
): Promise<ProgramOutcome> {
  const now = platform.clock.now();
  const { firmId, conversationId, portalUserId, kind, words, secret } = text;
  const id = newId();
  const code = newLinkCode();
  const plan = await planProgramText(tx, platform, text, { code, textId: null, now });
  const added = await tx
    .insertInto('text_messages')
    .values({
      ...{ firm_id: firmId, id, kind, conversation_id: conversationId, seq: text.upToSeq ?? null },
      ...{ portal_user_id: portalUserId, contact_id: plan.contactId, number: plan.number, words },
      ...planned(plan),
      sealed: secret === undefined ? null : platform.secrets.seal(secret, sealPurpose(id)),
      ...{ state_at: now, created_at: now },
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(added.numInsertedOrUpdatedRows ?? 0) === 0)
    return { textId: null, refused: null, heldUntil: null };
  if (hasLink(kind)) await addLink(tx, { firmId, textId: id, conversationId, code, now });
  const state = plan.refused === null ? 'queued' : 'refused';
  await noteState(tx, { firmId, textId: id, state, code: null, at: now });
  const heldUntil = plan.refused === null && plan.held ? plan.at : null;
  return { textId: id, refused: plan.refused, heldUntil };
}

/** Why somebody who comes by number could not be texted about a conversation now; null: they could. */
export async function refusalOfNotice(
  tx: Tx,
  platform: Pick<Platform, 'textSenderWord' | 'clock'>,
  key: RecipientKey,
): Promise<Refusal | null> {
  const message = { privileged: true, urgentReason: '', now: platform.clock.now() };
  const decision = decideText((await loadTextFacts(tx, platform, key, message)).facts);
  return decision.outcome === 'refuse' ? decision.reason : null;
}

/** A code is asked for and entered at once: it has no link, which would lead away from where it is typed. */
const hasLink = (kind: ProgramKind) => kind !== 'sign_in';

interface At {
  code: string;
  textId: string | null;
  now: Date;
}

async function planProgramText(
  tx: Tx,
  platform: ProgramPlatform,
  text: ProgramText,
  { code, textId, now }: At,
): Promise<Plan> {
  const { firmId, conversationId, portalUserId, kind, words } = text;
  const key = { firmId, conversationId, portalUserId };
  if (kind === 'notice')
    return await planText(tx, platform, {
      ...{ ...key, words: '', privileged: true, urgentReason: '', code, textId, now },
    });
  const message = { privileged: false, urgentReason: '', now, asked: kind === 'sign_in' };
  const fixed = text.number === undefined ? {} : { number: text.number };
  const loaded = await loadTextFacts(tx, platform, key, { ...message, ...fixed });
  const { number, contactId, timeZone, dailyParts } = loaded;
  const decision = decideText(loaded.facts);
  if (decision.outcome === 'refuse')
    return { number, contactId, rules: decision.rows, refused: decision.reason };
  const link = new URL(linkPath(code), await portalUrlOf(tx, platform, firmId)).href;
  const { at, held, oneWay, sender, rows } = decision;
  const stop = oneWay ? `\nStop texts: ${link}/stop` : '';
  const body = hasLink(kind) ? `${words}\n${link}${stop}` : words;
  const parts = countParts(body);
  const spent = await spentParts(tx, { firmId, timeZone, at, exceptTextId: textId });
  const over = decideSpend(spent, parts, dailyParts);
  if (over !== null) return { number, contactId, rules: ['§4'], refused: over };
  const rest = { at, held, linkOnly: true, oneWay, sender, body, parts };
  return { number, contactId, rules: rows, refused: null, ...rest };
}

type Row = Pick<TextMessagesTable, 'firm_id' | 'id' | 'number'> & {
  kind: ProgramKind;
  conversation_id: string | null;
  portal_user_id: string | null;
  words: string;
};

/** As it would leave now. A number that is theirs no more gets nothing but the word that it was changed. */
export async function planAgain(
  tx: Tx,
  platform: ProgramPlatform,
  row: Row,
  { code, now }: { code: string; now: Date },
): Promise<Plan> {
  const { firm_id: firmId, conversation_id: conversationId, portal_user_id, kind, words, number } = row;
  const portalUserId = portal_user_id ?? '';
  const text = { firmId, conversationId, portalUserId, kind, words };
  const at = { code, textId: row.id, now };
  if (kind === 'told') return await planProgramText(tx, platform, { ...text, number }, at);
  const plan = await planProgramText(tx, platform, text, at);
  return plan.number === number
    ? plan
    : { number, contactId: plan.contactId, rules: ['§1'], refused: 'gone' };
}

export const isProgramKind = (kind: TextMessagesTable['kind'] | string): kind is ProgramKind =>
  kind === 'invitation' || kind === 'sign_in' || kind === 'notice' || kind === 'told';
