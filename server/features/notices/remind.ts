/** Mails that remind of something still to be done, by the same rules as notices: who cannot or must not get one is passed over. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import { queueProgramText } from '../texts/index.ts';
import { type MailSender, noteEvent } from './timers.ts';
import { noticeWords } from './words.ts';
import './tables.ts';

export interface Reminding {
  firmId: string;
  conversationId: string;
  /** The message or note that it is about. */
  seq: number;
  /** Tells this reminder from the others: written down as why the mail went. */
  reason: `reminder ${string}`;
  /** Where in the portal, from the front page on. */
  path: string;
  at: Date;
}

/** To everybody outside the firm who takes part now and can read what it is about. Answers how many mails went. */
export async function remindOutside(tx: Tx, platform: MailSender, of: Reminding): Promise<number> {
  const { firmId, conversationId, seq, at } = of;
  const { rows } = await sql<{ id: string; email: string; number: string | null; blocked: boolean }>`
    select u.id, u.email, u.number, (not u.active or u.bounced_at is not null or (u.email = '' and u.number is null)) as blocked
    from participants p
    join portal_users u on u.firm_id = ${firmId} and u.id = p.portal_user_id
    where p.firm_id = ${firmId} and p.conversation_id = ${conversationId} and p.left_at is null and p.from_seq <= ${seq}
    order by u.id`.execute(tx);
  const { firm: _, ...words } = await noticeWords(tx, platform, of, { kind: 'reminder', path: of.path });
  let sent = 0;
  for (const { id: portalUserId, email, number, blocked } of rows) {
    const event = { firmId, conversationId, portalUserId, at, fromSeq: seq, upToSeq: seq };
    if (blocked) {
      await noteEvent(tx, { ...event, result: 'cancelled', reason: 'blocked', outboxId: null });
      continue;
    }
    if (number !== null) {
      const text = { firmId, conversationId, portalUserId, kind: 'notice' as const, words: '' };
      const { textId, refused } = await queueProgramText(tx, platform, text);
      const result = refused === null ? 'sent' : 'cancelled';
      const reason = refused === null ? of.reason : 'unreachable';
      await noteEvent(tx, { ...event, result, reason, outboxId: null, textId });
      sent += refused === null ? 1 : 0;
      continue;
    }
    const mail = { firmId, to: email, inFirmsName: true, automatic: true };
    const outboxId = await queueMail(tx, platform, { ...mail, ...words });
    await noteEvent(tx, { ...event, result: 'sent', reason: of.reason, outboxId });
    sent += 1;
  }
  return sent;
}
