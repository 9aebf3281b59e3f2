/** Texts of a conversation: what became of each, and who could get the next one. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { decideText } from './decide.ts';
import { loadTextFacts } from './facts-store.ts';
import { type ConversationText, type TextCheck, textReason } from './shapes.ts';
import type { TextState } from './states.ts';
import { reasonWords, refusalWords } from './words.ts';

const cursor = z.tuple([z.number(), z.uuid()]);

interface Row {
  id: string;
  messageId: string;
  seq: number;
  portalUserId: string | null;
  name: string | null;
  number: string;
  sender: string;
  linkOnly: boolean;
  state: TextState;
  reason: string | null;
  rules: string[];
  errorCode: string | null;
  dueAt: Date | null;
  history: { state: TextState; at: string }[] | null;
}

export async function listConversationTexts(
  tx: Tx,
  firmId: string,
  conversationId: string,
  query: { limit: number; after?: string | undefined; seq?: number | undefined },
): Promise<{ items: ConversationText[]; next: string | null }> {
  await mustSee(tx, firmId, conversationId);
  const [seq, id] = query.after === undefined ? [null, null] : decodeCursor(query.after, cursor);
  const { rows } = await sql<Row>`
    select t.id, t.message_id as "messageId", t.seq, t.portal_user_id as "portalUserId", c.display_name as name, t.number,
      t.sender, t.link_only as "linkOnly", t.state, t.reason, t.rules, t.error_code as "errorCode", t.due_at as "dueAt", (
        select json_agg(json_build_object('state', s.state, 'at', to_char(s.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          order by s.id) from text_states s where s.firm_id = ${firmId} and s.text_id = t.id) as history
    from text_messages t
    left join contacts c on c.firm_id = ${firmId} and c.id = t.contact_id
    where t.firm_id = ${firmId} and t.conversation_id = ${conversationId} and t.message_id is not null and t.seq is not null
      ${query.seq === undefined ? sql`` : sql`and t.seq = ${query.seq}`}
      ${id === null ? sql`` : sql`and (t.seq, t.id) < (${seq}, ${id}::uuid)`}
    order by t.seq desc, t.id desc limit ${query.limit + 1}`.execute(tx);
  return toPage(rows, query.limit, (row) => [row.seq, row.id], textOf);
}

function textOf({ dueAt, history, name, reason, ...row }: Row): ConversationText {
  return {
    ...row,
    name: name ?? '',
    reason: textReason.safeParse(reason).data ?? null,
    detail: reasonWords(reason),
    heldUntil: row.state === 'queued' && reason === 'quiet_hours' ? (dueAt?.toISOString() ?? null) : null,
    history: history ?? [],
  };
}

/** Everybody outside the firm who takes part: what the rules would say of a message now. */
export async function checkConversation(
  tx: Tx,
  platform: Pick<Platform, 'textSenderWord' | 'clock'>,
  firmId: string,
  conversationId: string,
  privileged: boolean,
): Promise<TextCheck> {
  await mustSee(tx, firmId, conversationId);
  const { rows } = await sql<{ portalUserId: string; name: string }>`
    select u.id as "portalUserId", c.display_name as name from participants p
    join portal_users u on u.firm_id = ${firmId} and u.id = p.portal_user_id
    join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
    where p.firm_id = ${firmId} and p.conversation_id = ${conversationId} and p.left_at is null
    order by c.display_name, u.id`.execute(tx);
  const items: TextCheck['items'] = [];
  for (const { portalUserId, name } of rows) {
    const key = { firmId, conversationId, portalUserId };
    const message = { privileged, urgentReason: '', now: platform.clock.now() };
    const { facts, number } = await loadTextFacts(tx, platform, key, message);
    const decided = decideText(facts);
    items.push({ portalUserId, name, number, ...shown(decided) });
  }
  return { items };
}

function shown(decided: ReturnType<typeof decideText>) {
  if (decided.outcome === 'refuse')
    return {
      refused: decided.reason,
      detail: refusalWords[decided.reason],
      heldUntil: null,
      linkOnly: false,
      oneWay: false,
      sender: '',
    };
  const { held, at, linkOnly, oneWay, sender } = decided;
  return {
    refused: null,
    detail: held ? reasonWords('quiet_hours') : '',
    heldUntil: held ? at.toISOString() : null,
    linkOnly,
    oneWay,
    sender: sender.kind === 'number' ? sender.number : sender.word,
  };
}

async function mustSee(tx: Tx, firmId: string, conversationId: string): Promise<void> {
  const { rows } = await sql`
    select 1 from conversations where firm_id = ${firmId} and id = ${conversationId}`.execute(tx);
  found(rows[0]);
}
