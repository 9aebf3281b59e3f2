/** A mailbox that refuses for good (T4): no more mails to it, and staff read of it in each conversation with its owner. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { lockConversation, postNote } from '../conversations/index.ts';
import { type MailConsumer, readDeliveryReport } from '../mail-in/index.ts';
import { cancelOne } from './timers.ts';
import './tables.ts';

/** A line for staff alone: whose mailbox or telephone refuses is nobody else's business. */
export async function warnOfBounce(
  tx: Tx,
  conversation: Awaited<ReturnType<typeof lockConversation>>,
  { portalUserId, what }: { portalUserId: string; what: 'mail_bounced' | 'texts_unreachable' },
  now: Date,
): Promise<void> {
  const { firm_id: firmId, id: conversationId } = conversation;
  await postNote(tx, conversation, null, { what, people: [portalUserId], inside: true }, now);
  await sql`
    insert into notice_timers (firm_id, conversation_id, portal_user_id, warned_at)
    values (${firmId}, ${conversationId}, ${portalUserId}, ${now})
    on conflict (firm_id, conversation_id, portal_user_id) do update set warned_at = excluded.warned_at`.execute(
    tx,
  );
}

/**
 * Takes reports of failed deliveries out of the mail that comes in. Who made it up is not asked: it names a mail by an id
 * that only its recipient knows, and touches that recipient's own mailbox alone.
 */
export function createBounceConsumer({
  clock,
  publicUrl,
}: Pick<Platform, 'clock' | 'publicUrl'>): MailConsumer {
  return {
    name: 'bounces',
    async take(tx, mail) {
      const report = readDeliveryReport(mail);
      const outboxId = report && ownId(report.messageId, publicUrl.hostname);
      if (!report || outboxId === null) return { taken: false };
      const { firmId } = mail;
      const row = await tx
        .selectFrom('outbox')
        .select(['recipient', 'matter_id'])
        .where('firm_id', '=', firmId)
        .where('id', '=', outboxId)
        .executeTakeFirst();
      if (!row) return { taken: false };
      const recipient = row.recipient.toLowerCase();
      if (report.failed.some((failed) => failed.noMailbox && failed.recipient === recipient))
        await noteNoMailbox(tx, firmId, recipient, clock.now());
      return { taken: true, matterId: row.matter_id };
    },
  };
}

/** The id in the outbox of a mail of ours, by its Message-ID. */
function ownId(messageId: string | null, hostname: string): string | null {
  const found = /^<([0-9a-f-]{36})@([^<>@]+)>$/.exec(messageId ?? '');
  return found?.[2] === hostname ? (found[1] ?? null) : null;
}

/** Known once: a mailbox that is known to refuse warns of nothing again. */
async function noteNoMailbox(tx: Tx, firmId: string, recipient: string, now: Date): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update portal_users set bounced_at = ${now}, updated_at = ${now}, version = version + 1
    where firm_id = ${firmId} and lower(email) = ${recipient} and bounced_at is null returning id`.execute(
    tx,
  );
  for (const { id: portalUserId } of rows) {
    const seats = await sql<{ id: string }>`
      select c.id from conversations c
      where c.firm_id = ${firmId} and c.state = 'open' and exists (select 1 from participants p where p.firm_id = ${firmId}
        and p.conversation_id = c.id and p.portal_user_id = ${portalUserId} and p.left_at is null)
      order by c.id`.execute(tx);
    for (const { id: conversationId } of seats.rows) {
      const conversation = await lockConversation(tx, firmId, conversationId);
      await warnOfBounce(tx, conversation, { portalUserId, what: 'mail_bounced' }, now);
      await cancelOne(tx, { firmId, conversationId, portalUserId, reason: 'bounced', at: now });
    }
  }
}
