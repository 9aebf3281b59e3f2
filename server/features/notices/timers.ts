/** What happens in a conversation sets the times at which people outside the firm are told. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ConversationListener } from '../conversations/index.ts';
import { delayMs } from './decide.ts';
import { endedMail } from './mails.ts';
import { readRules } from './settings.ts';
import './tables.ts';

export type MailSender = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>;

/** Runs in the transaction of what happened. */
export function createNoticeListener(platform: MailSender): ConversationListener {
  return {
    async posted(tx, { firmId, conversationId, conversationKind, seq, author, at }) {
      if (conversationKind !== 'external' || author === null) return;
      const recipients = await recipientsOf(tx, firmId, conversationId);
      const others = recipients.filter((id) => !('portalUserId' in author) || id !== author.portalUserId);
      await setTimers(tx, { firmId, conversationId, seq, at }, others);
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

async function recipientsOf(tx: Tx, firmId: string, conversationId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('participants')
    .select('portal_user_id')
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('left_at', 'is', null)
    .where('portal_user_id', 'is not', null)
    .execute();
  return rows.flatMap((row) => row.portal_user_id ?? []);
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
  const { rows } = await sql<{ id: string; welcomed: boolean; unopened: number; looked: boolean }>`
    select u.id, t.welcomed_at is not null as welcomed, coalesce(t.unopened, 0)::int as unopened,
      coalesce(p.seq, 0) >= coalesce(t.notified_seq, 0) as looked
    from unnest(${[...portalUserIds]}::uuid[]) u(id)
    left join notice_timers t on t.firm_id = ${firmId} and t.conversation_id = ${conversationId} and t.portal_user_id = u.id
    left join read_pointers p on p.firm_id = ${firmId} and p.conversation_id = ${conversationId} and p.person_id = u.id`.execute(
    tx,
  );
  for (const { id, welcomed, unopened, looked } of rows) {
    const left = looked ? 0 : unopened;
    const dueAt = welcomed ? new Date(at.getTime() + delayMs(rules, left)) : at;
    await sql`
      insert into notice_timers as t (firm_id, conversation_id, portal_user_id, unopened, pending_seq, pending_at, due_at)
      values (${firmId}, ${conversationId}, ${id}, ${left}, ${seq}, ${at}, ${dueAt})
      on conflict (firm_id, conversation_id, portal_user_id) do update set unopened = excluded.unopened,
        pending_seq = excluded.pending_seq, pending_at = excluded.pending_at, due_at = excluded.due_at, postponed = 0
      where t.due_at is null`.execute(tx);
  }
}

/** Every window that is open closes, with the reason; a restored conversation tells of nothing that was. */
async function cancelAll(
  tx: Tx,
  {
    firmId,
    conversationId,
    reason,
    at,
  }: { firmId: string; conversationId: string; reason: string; at: Date },
): Promise<void> {
  const { rows } = await sql<{ id: string; from_seq: number; last_seq: number }>`
    with open as (
      select t.portal_user_id as id, t.pending_seq as from_seq, c.last_seq from notice_timers t
      join conversations c on c.firm_id = ${firmId} and c.id = t.conversation_id
      where t.firm_id = ${firmId} and t.conversation_id = ${conversationId} and t.due_at is not null for update of t)
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
  const { rows } = await sql<{ id: string; email: string; firm: string; last_seq: number }>`
    select distinct u.id, u.email, f.name as firm, c.last_seq::int as last_seq
    from participants p
    join conversations c on c.firm_id = ${firmId} and c.id = p.conversation_id
    join portal_users u on u.firm_id = ${firmId} and u.id = p.portal_user_id and u.active and u.bounced_at is null and u.email <> ''
    join firms f on f.id = ${firmId}
    where p.firm_id = ${firmId} and p.conversation_id = ${conversationId} and p.left_how = 'ended' and p.left_at = ${at}`.execute(
    tx,
  );
  for (const { id, email, firm, last_seq } of rows) {
    const link = new URL(`/portal/c/${conversationId}`, platform.publicUrl).href;
    const outboxId = await queueMail(tx, platform, { firmId, to: email, ...endedMail(firm, link) });
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
  },
): Promise<void> {
  await tx
    .insertInto('notice_events')
    .values({
      ...{ firm_id: event.firmId, id: newId(), conversation_id: event.conversationId },
      ...{ portal_user_id: event.portalUserId, at: event.at, result: event.result, reason: event.reason },
      ...{ from_seq: event.fromSeq, up_to_seq: event.upToSeq, outbox_id: event.outboxId },
    })
    .execute();
}
