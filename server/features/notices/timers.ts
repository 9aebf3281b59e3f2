/** What happens in a conversation sets the times at which people outside the firm are told. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { prepared } from '../../platform/db/prepared.ts';
import { newId } from '../../platform/ids.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { type ConversationListener, currentExternals } from '../conversations/index.ts';
import { queueProgramText } from '../texts/index.ts';
import { dueOf, sooner } from './decide.ts';
import { readRules } from './settings.ts';
import { noticeWords } from './words.ts';
import './tables.ts';

export type MailSender = Pick<
  Platform,
  'jobs' | 'smtpUrl' | 'clock' | 'publicUrl' | 'secrets' | 'textSenderWord'
>;

/** Runs in the transaction of what happened. */
export function createNoticeListener(platform: MailSender): ConversationListener {
  return {
    async posted(tx, { firmId, conversationId, conversationKind, seq, author, sentBy, at }) {
      if (conversationKind !== 'external' || author === null) return;
      // Whoever writes in the portal has the conversation before them.
      if ('portalUserId' in author && sentBy === 'portal')
        await noteLook(tx, { firmId, conversationId, portalUserId: author.portalUserId, seq });
      const recipients = await currentExternals(tx, firmId, conversationId);
      const others = recipients.filter((id) => !('portalUserId' in author) || id !== author.portalUserId);
      await setTimers(tx, { firmId, conversationId, seq, at }, others);
    },
    async looked(tx, { firmId, conversationId, personId, isStaff, seq }) {
      if (!isStaff) await noteLook(tx, { firmId, conversationId, portalUserId: personId, seq });
    },
    async joined(tx, { firmId, conversationId, portalUserId, fromSeq, at }) {
      // Told at once that there is a conversation, also before anything is said in it.
      await setTimers(tx, { firmId, conversationId, seq: fromSeq, at }, [portalUserId]);
    },
    async stateChanged(tx, { firmId, conversationId, state, at }) {
      if (state === 'archived' || state === 'ended')
        await cancelAll(tx, { firmId, conversationId, reason: state, at });
      if (state === 'ended') await tellEnded(tx, platform, { firmId, conversationId, at });
    },
  };
}

/** What a line in the thread says of a file that was withdrawn; its people are those who are told. */
export const fileWithdrawn = 'file_withdrawn';

/**
 * Those named in such a line, `seq`, are told of it as of a message: what they see in the portal before is not mailed. That a
 * file is infected is told at once, however many mails stay unopened.
 */
export async function tellFileWithdrawn(
  tx: Tx,
  line: { firmId: string; conversationId: string; seq: number; at: Date; infected: boolean },
  portalUserIds: readonly string[],
): Promise<void> {
  await setTimers(tx, line, portalUserIds);
  if (!line.infected) return;
  await sql`update notice_timers set due_at = least(due_at, ${line.at})
    where firm_id = ${line.firmId} and conversation_id = ${line.conversationId} and due_at is not null
      and portal_user_id = any(${[...portalUserIds]}::uuid[])`.execute(tx);
}

/** Lines of a conversation that ask for a look as a message does: something was shared, or asked for. */
export const toldNotes = [
  'shared',
  'share_added',
  'requested',
  'request_rejected',
  'request_infected',
] as const;

/** A line of that kind was written; whoever did so calls this in the same transaction. */
export async function tellOfNote(
  tx: Tx,
  note: { firmId: string; conversationId: string; seq: number; at: Date },
): Promise<void> {
  await setTimers(tx, note, await currentExternals(tx, note.firmId, note.conversationId));
}

/** Opens a window for those who have none; a window that is open takes the message in. */
async function setTimers(
  tx: Tx,
  message: { firmId: string; conversationId: string; seq: number; at: Date },
  portalUserIds: readonly string[],
): Promise<void> {
  if (portalUserIds.length === 0) return;
  const { firmId, conversationId, seq, at } = message;
  const rules = await readRules(tx, firmId);
  const { rows } = await prepared<{ id: string; welcomed: boolean; unopened: number }>('notice_timers_of')`
    select u.id, t.welcomed_at is not null as welcomed, coalesce(t.unopened, 0)::int as unopened
    from unnest((select ${[...portalUserIds]}::uuid[])::uuid[]) u(id)
    left join notice_timers t on t.firm_id = ${firmId} and t.conversation_id = ${conversationId} and t.portal_user_id = u.id
    order by u.id`.execute(tx);
  const ids = rows.map(({ id }) => id);
  const due = rows.map((before) => dueOf(before, rules, at));
  await prepared('set_notice_timers')`
    insert into notice_timers as t (firm_id, conversation_id, portal_user_id, pending_seq, pending_at, due_at)
    select ${firmId}, ${conversationId}, u.id, ${seq}, ${at}, u.due_at
    from unnest((select ${ids}::uuid[])::uuid[], (select ${due}::timestamptz[])::timestamptz[]) u(id, due_at)
    on conflict (firm_id, conversation_id, portal_user_id) do update set
      pending_seq = excluded.pending_seq, pending_at = excluded.pending_at, due_at = excluded.due_at, postponed = 0
    where t.due_at is null`.execute(tx);
}

/**
 * Whoever has looked at what the mails told of has opened them: what still waits need not wait for longer than the first
 * time.
 */
async function noteLook(
  tx: Tx,
  look: { firmId: string; conversationId: string; portalUserId: string; seq: number },
): Promise<void> {
  const { firmId, conversationId, portalUserId, seq } = look;
  const { rows } = await sql<{ pending_at: Date | null; due_at: Date | null; postponed: number }>`
    update notice_timers t set unopened = 0
    where t.firm_id = ${firmId} and t.conversation_id = ${conversationId} and t.portal_user_id = ${portalUserId} and t.unopened > 0
      and ${seq} >= (select max(e.up_to_seq) from notice_events e where e.firm_id = ${firmId} and e.conversation_id = ${conversationId}
        and e.portal_user_id = ${portalUserId} and e.result = 'sent' and e.reason in ('welcome', 'unread'))
    returning pending_at, due_at, postponed`.execute(tx);
  const [timer] = rows;
  // One that is put off because they are looking is decided then.
  if (!timer?.pending_at || !timer.due_at || timer.postponed > 0) return;
  const window = { pendingAt: timer.pending_at, dueAt: timer.due_at };
  await tx
    .updateTable('notice_timers')
    .set({ due_at: sooner(window, await readRules(tx, firmId)) })
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('portal_user_id', '=', portalUserId)
    .execute();
}

interface Closing {
  firmId: string;
  conversationId: string;
  reason: string;
  at: Date;
}

/** Every window that is open closes, with the reason; a restored conversation tells of nothing that was. */
const cancelAll = (tx: Tx, closing: Closing) => cancel(tx, closing, null);

/** The same for one person. */
export const cancelOne = (tx: Tx, closing: Closing & { portalUserId: string }) =>
  cancel(tx, closing, closing.portalUserId);

async function cancel(
  tx: Tx,
  { firmId, conversationId, reason, at }: Closing,
  only: string | null,
): Promise<void> {
  const { rows } = await sql<{ id: string; from_seq: number; last_seq: number }>`
    with open as (
      select t.portal_user_id as id, t.pending_seq as from_seq, c.last_seq from notice_timers t
      join conversations c on c.firm_id = ${firmId} and c.id = t.conversation_id
      where t.firm_id = ${firmId} and t.conversation_id = ${conversationId} and t.due_at is not null
        and (${only}::uuid is null or t.portal_user_id = ${only}) for update of t)
    update notice_timers t set pending_seq = null, pending_at = null, due_at = null, postponed = 0, notified_seq = open.last_seq
    from open where t.firm_id = ${firmId} and t.conversation_id = ${conversationId} and t.portal_user_id = open.id
    returning open.id, open.from_seq::int, open.last_seq::int`.execute(tx);
  for (const { id, from_seq, last_seq } of rows)
    await noteEvent(tx, {
      ...{ firmId, conversationId, portalUserId: id, at, result: 'cancelled', reason },
      ...{ fromSeq: from_seq, upToSeq: last_seq, outboxId: null },
    });
}

/** Once, to everybody whose conversation it was to the end. */
async function tellEnded(
  tx: Tx,
  platform: MailSender,
  { firmId, conversationId, at }: { firmId: string; conversationId: string; at: Date },
): Promise<void> {
  const { rows } = await sql<{ id: string; email: string; by_number: boolean; last_seq: number }>`
    select distinct u.id, u.email, u.number is not null as by_number, c.last_seq::int as last_seq
    from participants p
    join conversations c on c.firm_id = ${firmId} and c.id = p.conversation_id
    join portal_users u on u.firm_id = ${firmId} and u.id = p.portal_user_id and u.active and u.bounced_at is null
      and (u.email <> '' or u.number is not null)
    where p.firm_id = ${firmId} and p.conversation_id = ${conversationId} and p.left_how = 'ended' and p.left_at = ${at}`.execute(
    tx,
  );
  if (rows.length === 0) return;
  const { firm, ...words } = await noticeWords(tx, platform, { firmId, conversationId }, { kind: 'ended' });
  const mail = { firmId, inFirmsName: true, automatic: true, ...words };
  for (const { id, email, by_number, last_seq } of rows) {
    if (by_number) {
      const said = `${firm}: a conversation with us has ended. You can still read it in the portal.`;
      const text = { firmId, portalUserId: id, conversationId: null, kind: 'told' as const, words: said };
      const { textId, refused } = await queueProgramText(tx, platform, text);
      await noteEvent(tx, {
        ...{ firmId, conversationId, portalUserId: id, at, fromSeq: last_seq, upToSeq: last_seq, textId },
        ...(refused === null
          ? { result: 'sent', reason: 'ended' }
          : { result: 'cancelled', reason: 'unreachable' }),
        outboxId: null,
      });
      continue;
    }
    const outboxId = await queueMail(tx, platform, { ...mail, to: email });
    await noteEvent(tx, {
      ...{ firmId, conversationId, portalUserId: id, at, result: 'sent', reason: 'ended' },
      ...{ fromSeq: last_seq, upToSeq: last_seq, outboxId },
    });
  }
}

export async function noteEvent(
  tx: Tx,
  event: {
    firmId: string;
    conversationId: string;
    portalUserId: string;
    at: Date;
    result: 'sent' | 'cancelled' | 'postponed';
    reason: string;
    fromSeq: number;
    upToSeq: number;
    outboxId: string | null;
    textId?: string | null;
  },
): Promise<void> {
  await tx
    .insertInto('notice_events')
    .values({
      ...{ firm_id: event.firmId, id: newId(), conversation_id: event.conversationId },
      ...{ portal_user_id: event.portalUserId, at: event.at, result: event.result, reason: event.reason },
      ...{ from_seq: event.fromSeq, up_to_seq: event.upToSeq, outbox_id: event.outboxId },
      text_id: event.textId ?? null,
    })
    .execute();
}
