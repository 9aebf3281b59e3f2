/** Times that are due: what is true now decides whether a mail goes, in one transaction. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { lockConversation, stateRules } from '../conversations/index.ts';
import { makeReplyAddress } from '../mail-replies/index.ts';
import { queueProgramText, refusalOfNotice } from '../texts/index.ts';
import { warnOfBounce } from './bounces.ts';
import { decideFire, dueAfterMail, type Fire, type FireFacts, type Pending } from './decide.ts';
import { readRules } from './settings.ts';
import { fileWithdrawn, type MailSender, noteEvent, toldNotes } from './timers.ts';
import { answerable, noticeWords } from './words.ts';
import './tables.ts';

const most = 200;

/** True when there may be more at once. */
export async function noticeRound(platform: MailSender & Pick<Platform, 'database'>): Promise<boolean> {
  const { database, clock } = platform;
  const now = clock.now();
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string; conversation_id: string; portal_user_id: string }>`
      select firm_id, conversation_id, portal_user_id from notice_timers where due_at <= ${now}
      order by due_at limit ${most}`.execute(tx),
  );
  const failures: unknown[] = [];
  for (const { firm_id: firmId, conversation_id: conversationId, portal_user_id: portalUserId } of rows)
    await database
      .firm(firmId)
      .write((tx) => fire(tx, platform, { firmId, conversationId, portalUserId }, now))
      .catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
  return rows.length === most;
}

interface Key {
  firmId: string;
  conversationId: string;
  portalUserId: string;
}

async function fire(tx: Tx, platform: MailSender, key: Key, now: Date): Promise<void> {
  const { firmId, conversationId, portalUserId } = key;
  // Posting takes the conversation first and its timers then, and so does this.
  const conversation = await lockConversation(tx, firmId, conversationId);
  const timer = await tx
    .selectFrom('notice_timers')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('portal_user_id', '=', portalUserId)
    .where('due_at', '<=', now)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!timer || timer.pending_seq === null) return;
  const archived = !stateRules[conversation.state].timers;
  const window = { ...timer, pending_seq: timer.pending_seq };
  const { facts, to } = await factsOf(tx, platform, key, { timer: window, archived, now });
  const decided = decideFire(facts);
  const told = { ...key, at: now, fromSeq: timer.pending_seq };
  if (decided.do === 'postpone') {
    await setTimer(tx, key, { due_at: decided.until, postponed: timer.postponed + 1 });
    return await noteEvent(tx, {
      ...{ ...told, result: 'postponed', reason: 'focused', upToSeq: facts.newestSeq, outboxId: null },
    });
  }
  if (decided.do === 'reopen') {
    const { next, dueAt, reason } = decided;
    await setTimer(tx, key, { pending_seq: next.seq, pending_at: next.at, due_at: dueAt, postponed: 0 });
    return await noteEvent(tx, {
      ...{ ...told, result: 'cancelled', reason, upToSeq: next.seq - 1, outboxId: null },
    });
  }
  if (decided.do === 'cancel') {
    await setTimer(tx, key, { ...closed, notified_seq: facts.newestSeq });
    const { reason } = decided;
    if ((reason === 'bounced' || reason === 'unreachable') && timer.warned_at === null)
      await warnOfBounce(tx, conversation, { portalUserId, what: warnings[reason] }, now);
    return await noteEvent(tx, {
      ...{ ...told, result: 'cancelled', reason: decided.reason, upToSeq: facts.newestSeq, outboxId: null },
    });
  }
  const by = await sendOne(tx, platform, { key, to, decided });
  await setTimer(tx, key, {
    ...nextWindow(decided, facts),
    notified_seq: decided.upTo,
    welcomed_at: timer.welcomed_at ?? now,
    unopened: facts.unopened + 1,
  });
  await noteEvent(tx, {
    ...{ ...told, result: 'sent', reason: decided.kind, upToSeq: decided.upTo, ...by },
  });
}

const warnings = { bounced: 'mail_bounced', unreachable: 'texts_unreachable' } as const;

const closed = { pending_seq: null, pending_at: null, due_at: null, postponed: 0 } as const;

function nextWindow({ next }: Extract<Fire, { do: 'send' }>, facts: FireFacts) {
  if (next === null) return closed;
  const dueAt = dueAfterMail(next, facts);
  return { pending_seq: next.seq, pending_at: next.at, due_at: dueAt, postponed: 0 };
}

async function sendOne(
  tx: Tx,
  platform: MailSender,
  { key, to, decided }: { key: Key; to: To; decided: Extract<Fire, { do: 'send' }> },
): Promise<{ outboxId: string | null; textId: string | null }> {
  const { firmId, conversationId } = key;
  if (to.number !== null) {
    const text = { ...key, kind: 'notice' as const, words: '', upToSeq: decided.upTo };
    const { textId } = await queueProgramText(tx, platform, text);
    return { outboxId: null, textId };
  }
  const { firm, ...words } = await noticeWords(tx, platform, { firmId, conversationId }, decided);
  const replyTo = await makeReplyAddress(tx, { ...key, upToSeq: decided.upTo }, platform.clock.now());
  const mail = { firmId, to: to.email, inFirmsName: true, automatic: true };
  const said = replyTo === null ? words : { ...answerable(firm, words), replyTo };
  return { outboxId: await queueMail(tx, platform, { ...mail, ...said }), textId: null };
}

type Timer = Pick<Key, 'firmId'> & {
  notified_seq: number;
  pending_seq: number;
  unopened: number;
  welcomed_at: Date | null;
  postponed: number;
};

interface To {
  email: string;
  /** Told by text; null: by mail. */
  number: string | null;
}

interface Person extends To {
  active: boolean;
  bounced: boolean;
  left_how: string | null;
  current: boolean;
  read_seq: number;
  focused_at: Date | null;
}

async function factsOf(
  tx: Tx,
  platform: MailSender,
  { firmId, conversationId, portalUserId }: Key,
  { timer, archived, now }: { timer: Omit<Timer, 'firmId'>; archived: boolean; now: Date },
): Promise<{ facts: FireFacts; to: To }> {
  const { rows } = await sql<Person>`
    select u.email, u.number, u.active, u.bounced_at is not null or coalesce(o.refused, false) as bounced, s.left_how, coalesce(s.current, false) as current,
      coalesce(p.seq, 0)::int as read_seq, f.at as focused_at
    from portal_users u
    left join lateral (select bool_or(t.left_at is null) as current, (array_agg(t.left_how order by t.joined_at desc))[1] as left_how
      from participants t where t.firm_id = ${firmId} and t.conversation_id = ${conversationId} and t.portal_user_id = u.id) s on true
    left join read_pointers p on p.firm_id = ${firmId} and p.conversation_id = ${conversationId} and p.person_id = u.id
    left join notice_focus f on f.firm_id = ${firmId} and f.conversation_id = ${conversationId} and f.portal_user_id = u.id
    left join lateral (select b.state = 'failed' and b.error ~ '\\m5[0-9][0-9][ -]5\\.1\\.' as refused from outbox b
      where b.firm_id = ${firmId} and b.id = (select e.outbox_id from notice_events e where e.firm_id = ${firmId}
        and e.conversation_id = ${conversationId} and e.portal_user_id = u.id and e.outbox_id is not null order by e.id desc limit 1)
        and b.recipient = u.email) o on true
    where u.firm_id = ${firmId} and u.id = ${portalUserId}`.execute(tx);
  const [person] = rows;
  if (!person) throw new Error('a notice for nobody');
  const readSeq = person.read_seq;
  const pending = await pendingOf(
    tx,
    { firmId, conversationId, portalUserId },
    Math.max(readSeq, timer.notified_seq),
  );
  const newestSeq = await newestOf(tx, { firmId, conversationId, portalUserId });
  const refused =
    person.number !== null && person.current && !archived
      ? await refusalOfNotice(tx, platform, { firmId, conversationId, portalUserId })
      : null;
  return {
    to: { email: person.email, number: person.number },
    facts: {
      ...{ now, readSeq, newestSeq, pending, archived },
      windowSeq: timer.pending_seq,
      rules: await readRules(tx, firmId),
      recipient: recipientOf(person, refused !== null),
      focusedAt: person.focused_at,
      postponed: timer.postponed,
      welcomed: timer.welcomed_at !== null,
      unopened: timer.unopened,
    },
  };
}

function recipientOf(
  { active, bounced, current, email, number, left_how }: Person,
  unreachable: boolean,
): FireFacts['recipient'] {
  if (!current) return left_how === 'ended' ? 'ended' : 'removed';
  if (!active || (email === '' && number === null)) return 'blocked';
  if (number !== null) return unreachable ? 'unreachable' : 'current';
  return bounced ? 'bounced' : 'current';
}

/** Messages, that this person was let in, and that a file is withdrawn which they had. */
const tellsOf = (
  portalUserId: string,
) => sql`(m.kind = 'message' or m.detail ->> 'what' = any(${[...toldNotes]}::text[])
  or (m.detail ->> 'what' in ('joined', ${fileWithdrawn}) and m.detail -> 'people' ? ${portalUserId}))`;

/** What others brought, or what somebody who joined was let in to. */
async function pendingOf(tx: Tx, key: Key, after: number): Promise<Pending[]> {
  const { firmId, conversationId, portalUserId } = key;
  const { rows } = await sql<Pending>`
    select m.seq::int as seq, m.created_at as at, m.retracted_at is not null as retracted,
      m.kind = 'note' and m.detail ->> 'what' = ${fileWithdrawn} as "fileWithdrawn",
      m.kind = 'note' and m.detail ->> 'what' = ${fileWithdrawn} and m.detail ->> 'text' = 'infected' as "atOnce"
    from messages m
    where m.firm_id = ${firmId} and m.conversation_id = ${conversationId} and m.seq > ${after}
      and m.author_portal_user_id is distinct from ${portalUserId}
      and ${tellsOf(portalUserId)}
      and exists (select 1 from participants p where p.firm_id = ${firmId} and p.conversation_id = ${conversationId}
        and p.portal_user_id = ${portalUserId} and p.left_at is null and p.from_seq <= m.seq)
    order by m.seq limit 500`.execute(tx);
  return rows;
}

async function newestOf(tx: Tx, { firmId, conversationId, portalUserId }: Key): Promise<number> {
  const { rows } = await sql<{ seq: number | null }>`
    select max(m.seq)::int as seq from messages m where m.firm_id = ${firmId} and m.conversation_id = ${conversationId}
      and m.author_portal_user_id is distinct from ${portalUserId}
      and ${tellsOf(portalUserId)}`.execute(tx);
  return rows[0]?.seq ?? 0;
}

async function setTimer(
  tx: Tx,
  { firmId, conversationId, portalUserId }: Key,
  change: {
    due_at?: Date | null;
    pending_seq?: number | null;
    pending_at?: Date | null;
    postponed?: number;
    notified_seq?: number;
    welcomed_at?: Date;
    unopened?: number;
  },
): Promise<void> {
  await tx
    .updateTable('notice_timers')
    .set(change)
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('portal_user_id', '=', portalUserId)
    .execute();
}
