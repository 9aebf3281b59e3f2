/** Times that are due: what is true now decides whether a mail goes, in one transaction. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { lockConversation, postNote, stateRules } from '../conversations/index.ts';
import { decideFire, delayMs, type Fire, type FireFacts, type Pending } from './decide.ts';
import { unreadMail, welcomeMail } from './mails.ts';
import { readRules } from './settings.ts';
import { type MailSender, noteEvent } from './timers.ts';
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
  const { facts, email } = await factsOf(tx, key, timer, !stateRules[conversation.state].timers, now);
  const decided = decideFire(facts);
  const told = { ...key, at: now, fromSeq: timer.pending_seq };
  if (decided.do === 'postpone') {
    await setTimer(tx, key, { due_at: decided.until, postponed: timer.postponed + 1 });
    return await noteEvent(tx, {
      ...{ ...told, result: 'postponed', reason: 'focused', upToSeq: facts.newestSeq, outboxId: null },
    });
  }
  if (decided.do === 'cancel') {
    await setTimer(tx, key, { ...closed, notified_seq: facts.newestSeq });
    if (decided.reason === 'bounced' && timer.warned_at === null) {
      await postNote(tx, conversation, null, { what: 'mail_bounced', people: [portalUserId] }, now);
      await setTimer(tx, key, { warned_at: now });
    }
    return await noteEvent(tx, {
      ...{ ...told, result: 'cancelled', reason: decided.reason, upToSeq: facts.newestSeq, outboxId: null },
    });
  }
  const outboxId = await sendOne(tx, platform, { key, email, decided });
  await setTimer(tx, key, {
    ...nextWindow(decided, facts),
    notified_seq: decided.upTo,
    welcomed_at: timer.welcomed_at ?? now,
    unopened: facts.unopened + 1,
  });
  await noteEvent(tx, {
    ...{ ...told, result: 'sent', reason: decided.kind, upToSeq: decided.upTo, outboxId },
  });
}

const closed = { pending_seq: null, pending_at: null, due_at: null, postponed: 0 } as const;

function nextWindow(decided: Extract<Fire, { do: 'send' }>, { rules, unopened }: FireFacts) {
  const { next } = decided;
  if (next === null) return closed;
  const dueAt = new Date(next.at.getTime() + delayMs(rules, rules.eachMessage ? unopened : unopened + 1));
  return { pending_seq: next.seq, pending_at: next.at, due_at: dueAt, postponed: 0 };
}

async function sendOne(
  tx: Tx,
  platform: MailSender,
  { key, email, decided }: { key: Key; email: string; decided: Extract<Fire, { do: 'send' }> },
): Promise<string> {
  const { firmId, conversationId } = key;
  const { name } = await tx
    .selectFrom('firms')
    .select('name')
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  const link = new URL(`/portal/c/${conversationId}`, platform.publicUrl).href;
  const words = decided.kind === 'welcome' ? welcomeMail(name, link) : unreadMail(name, link, decided.count);
  return await queueMail(tx, platform, { firmId, to: email, ...words });
}

type Timer = Pick<Key, 'firmId'> & {
  notified_seq: number;
  unopened: number;
  welcomed_at: Date | null;
  postponed: number;
};

interface Person {
  email: string;
  active: boolean;
  bounced: boolean;
  left_how: string | null;
  current: boolean;
  read_seq: number;
  focused_at: Date | null;
}

async function factsOf(
  tx: Tx,
  { firmId, conversationId, portalUserId }: Key,
  timer: Omit<Timer, 'firmId'>,
  archived: boolean,
  now: Date,
): Promise<{ facts: FireFacts; email: string }> {
  const { rows } = await sql<Person>`
    select u.email, u.active, u.bounced_at is not null or coalesce(o.refused, false) as bounced, s.left_how, coalesce(s.current, false) as current,
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
  return {
    email: person.email,
    facts: {
      ...{ now, readSeq, newestSeq, pending, archived },
      rules: await readRules(tx, firmId),
      recipient: recipientOf(person),
      focusedAt: person.focused_at,
      postponed: timer.postponed,
      welcomed: timer.welcomed_at !== null,
      unopened: readSeq >= timer.notified_seq ? 0 : timer.unopened,
    },
  };
}

function recipientOf({ active, bounced, current, email, left_how }: Person): FireFacts['recipient'] {
  if (!current) return left_how === 'ended' ? 'ended' : 'removed';
  if (!active || email === '') return 'blocked';
  return bounced ? 'bounced' : 'current';
}

/** Messages of others, or what somebody who joined was let in to. */
async function pendingOf(tx: Tx, key: Key, after: number): Promise<Pending[]> {
  const { firmId, conversationId, portalUserId } = key;
  const { rows } = await sql<Pending>`
    select m.seq::int as seq, m.created_at as at, m.retracted_at is not null as retracted
    from messages m
    where m.firm_id = ${firmId} and m.conversation_id = ${conversationId} and m.seq > ${after}
      and m.author_portal_user_id is distinct from ${portalUserId}
      and (m.kind = 'message' or (m.detail ->> 'what' = 'joined' and m.detail -> 'people' ? ${portalUserId}))
      and exists (select 1 from participants p where p.firm_id = ${firmId} and p.conversation_id = ${conversationId}
        and p.portal_user_id = ${portalUserId} and p.left_at is null and p.from_seq <= m.seq)
    order by m.seq limit 500`.execute(tx);
  return rows;
}

async function newestOf(tx: Tx, { firmId, conversationId, portalUserId }: Key): Promise<number> {
  const { rows } = await sql<{ seq: number | null }>`
    select max(m.seq)::int as seq from messages m where m.firm_id = ${firmId} and m.conversation_id = ${conversationId}
      and m.author_portal_user_id is distinct from ${portalUserId}
      and (m.kind = 'message' or (m.detail ->> 'what' = 'joined' and m.detail -> 'people' ? ${portalUserId}))`.execute(
    tx,
  );
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
    warned_at?: Date;
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
