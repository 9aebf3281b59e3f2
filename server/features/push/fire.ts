/** Pushes that are due: decided with the person's own eyes at this moment, then handed to their devices. */
import { sql } from 'kysely';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { findConversation, stateRules } from '../conversations/index.ts';
import { getLook, iconSource, pictureAddress } from '../portal-look/index.ts';
import { matterInNotices } from '../templates/index.ts';
import { afterAnswer, decidePush, type PushFacts } from './decide.ts';
import { type Device, listDevices, type Person, removeDevice } from './devices.ts';
import { pushKeys } from './keys.ts';
import { personFacts } from './person-facts.ts';
import { sendPush } from './send.ts';
import { sessionOf } from './sessions.ts';
import { clientWords, type PushWords, staffWords } from './words.ts';
import './tables.ts';

const most = 100;

/** True when there may be more at once. */
export async function pushRound(platform: Platform): Promise<boolean> {
  const { rows } = await platform.database.system((tx) =>
    sql<{ firm_id: string; conversation_id: string; person_id: string }>`
      select firm_id, conversation_id, person_id from push_timers where due_at <= ${platform.clock.now()}
      order by due_at limit ${most}`.execute(tx),
  );
  const failures: unknown[] = [];
  for (const { firm_id: firmId, conversation_id: conversationId, person_id: personId } of rows)
    await pushOne(platform, { firmId, conversationId, personId }).catch((error: unknown) =>
      failures.push(error),
    );
  if (failures.length > 0) throw failures[0];
  return rows.length === most;
}

interface Key {
  firmId: string;
  conversationId: string;
  personId: string;
}

interface Decided {
  words: PushWords;
  upTo: number;
  before: { pushedSeq: number; unopened: number };
}

async function pushOne(platform: Platform, key: Key): Promise<void> {
  const { database, clock } = platform;
  const { firmId } = key;
  const scope = database.firm(firmId);
  const timer = await scope.read((tx) => findTimer(tx, key));
  if (!timer) return;
  const person: Person = timer.is_staff ? { staffId: key.personId } : { portalUserId: key.personId };
  const devices = await standingDevices(platform, firmId, person);
  // Second factor or not, the conversation itself is seen; its words are not part of a push in either case.
  const eyes =
    'staffId' in person
      ? database.firm(firmId, person.staffId)
      : database.portal({ firmId, portalUserId: person.portalUserId, secondFactor: false });
  const decided = await eyes.write((tx) => decide(tx, key, person, devices.length, clock.now()));
  if (!decided) return;
  const rest = await handOver(platform, firmId, devices, decided.words);
  if (rest !== null) await scope.write((tx) => tryLater(tx, key, decided, rest));
}

/** Those whose session is over are forgotten. */
async function standingDevices(platform: Platform, firmId: string, person: Person): Promise<Device[]> {
  const scope = platform.database.firm(firmId);
  const devices = await scope.read((tx) => listDevices(tx, platform, firmId, person, platform.clock.now()));
  const standing: Device[] = [];
  for (const device of devices) {
    if ((await sessionOf(platform, firmId, person, device)) !== null) standing.push(device);
    else await scope.write((tx) => removeDevice(tx, firmId, device));
  }
  return standing;
}

async function decide(tx: Tx, key: Key, person: Person, devices: number, now: Date): Promise<Decided | null> {
  const { firmId, conversationId, personId } = key;
  const conversation = await findConversation(tx, firmId, person, conversationId, now);
  await actAsProgram(tx);
  const timer = await lockTimer(tx, key, now);
  if (!timer) return null;
  const own = await personFacts(
    tx,
    firmId,
    conversationId,
    person,
    conversation?.visibility.within ?? null,
    now,
  );
  const facts: PushFacts = {
    ...{ now, devices, ...own },
    visible: conversation !== null,
    current:
      conversation !== null &&
      ('staffId' in person ? conversation.staff_ids.includes(personId) : conversation.visibility.row === 8),
    timers: conversation !== null && stateRules[conversation.state].timers ? 'on' : 'off',
    pushedSeq: timer.pushed_seq,
    postponed: timer.postponed,
  };
  const decision = decidePush(facts);
  const note = { at: now, isStaff: 'staffId' in person, upToSeq: facts.newestSeq };
  if (decision.do === 'postpone') {
    const focused = decision.reason === 'focused' ? timer.postponed + 1 : timer.postponed;
    await setTimer(tx, key, { due_at: decision.until, postponed: focused });
    await noteEvent(tx, key, { ...note, result: 'postponed', reason: decision.reason, devices: 0 });
    return null;
  }
  const closed = { pending_seq: null, pending_at: null, due_at: null, postponed: 0 };
  if (decision.do === 'cancel') {
    await setTimer(tx, key, { ...closed, pushed_seq: Math.max(timer.pushed_seq, facts.newestSeq) });
    await noteEvent(tx, key, { ...note, result: 'cancelled', reason: decision.reason, devices: 0 });
    return null;
  }
  const before = { pushedSeq: timer.pushed_seq, unopened: timer.unopened };
  const unopened = own.readSeq >= timer.pushed_seq ? 0 : timer.unopened;
  await setTimer(tx, key, { ...closed, pushed_seq: decision.upTo, pushed_at: now, unopened: unopened + 1 });
  await noteEvent(tx, key, { ...note, result: 'pushed', reason: facts.rules.who, devices });
  return { words: await wordsOf(tx, key, facts, decision.count), upTo: decision.upTo, before };
}

async function wordsOf(
  tx: Tx,
  { firmId, conversationId }: Key,
  { rules }: PushFacts,
  count: number,
): Promise<PushWords> {
  const look = await getLook(tx, firmId);
  const picture = (name: string) => pictureAddress(firmId, name, iconSource(look));
  const from = {
    ...{ firmName: look.firmName, conversationId, count },
    matter: await matterInNotices(tx, firmId, conversationId),
    ...{ icon: picture('icon-192'), badge: picture('badge-96') },
  };
  return rules.who === 'client'
    ? clientWords(from)
    : staffWords(from, rules.tell === 'unanswered' ? 'unanswered' : 'new');
}

/** When to try again, if no device could be reached just now; null: it is done. */
async function handOver(
  platform: Platform,
  firmId: string,
  devices: readonly Device[],
  words: PushWords,
): Promise<Date | null> {
  const keys = await pushKeys(platform);
  const now = platform.clock.now();
  const later: Date[] = [];
  let delivered = 0;
  for (const device of devices) {
    const { status, retryAfter } = await sendPush(platform, keys, device.subscription, words);
    const after = afterAnswer(status, retryAfter, device.failures, now);
    if (after.outcome === 'delivered') delivered += 1;
    if (after.outcome === 'rest') later.push(after.until);
    if (after.outcome === 'failed') later.push(new Date(now.getTime() + 60_000 * 2 ** device.failures));
    await platform.database.firm(firmId).write((tx) => noteAnswer(tx, firmId, device, after, now));
  }
  return delivered === 0 ? (later.sort((one, other) => one.getTime() - other.getTime())[0] ?? null) : null;
}

async function noteAnswer(
  tx: Tx,
  firmId: string,
  { id, failures }: Device,
  after: ReturnType<typeof afterAnswer>,
  now: Date,
): Promise<void> {
  if (after.outcome === 'forget') return await removeDevice(tx, firmId, { id });
  const change = {
    delivered: { last_pushed_at: now, failures: 0, rest_until: null },
    rest: { rest_until: after.outcome === 'rest' ? after.until : null },
    failed: { failures: failures + 1 },
  }[after.outcome];
  await tx
    .updateTable('push_subscriptions')
    .set(change)
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
}

interface Timer {
  is_staff: boolean;
  pushed_seq: number;
  unopened: number;
  postponed: number;
}

async function findTimer(tx: Tx, { firmId, conversationId, personId }: Key): Promise<Timer | undefined> {
  return await tx
    .selectFrom('push_timers')
    .select(['is_staff', 'pushed_seq', 'unopened', 'postponed'])
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
}

/** Null: another worker has it, or it is due no more. */
async function lockTimer(
  tx: Tx,
  { firmId, conversationId, personId }: Key,
  now: Date,
): Promise<Timer | null> {
  const row = await tx
    .selectFrom('push_timers')
    .select(['is_staff', 'pushed_seq', 'unopened', 'postponed'])
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('person_id', '=', personId)
    .where('due_at', '<=', now)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row ?? null;
}

async function setTimer(
  tx: Tx,
  { firmId, conversationId, personId }: Key,
  change: {
    due_at?: Date | null;
    pending_seq?: number | null;
    pending_at?: Date | null;
    postponed?: number;
    pushed_seq?: number;
    pushed_at?: Date;
    unopened?: number;
  },
): Promise<void> {
  await tx
    .updateTable('push_timers')
    .set(change)
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('person_id', '=', personId)
    .execute();
}

/** Unless something newer waits already. */
async function tryLater(tx: Tx, key: Key, { upTo, before }: Decided, until: Date): Promise<void> {
  const { firmId, conversationId, personId } = key;
  await sql`update push_timers set pushed_seq = ${before.pushedSeq}, unopened = ${before.unopened},
      pending_seq = ${upTo}, pending_at = pushed_at, due_at = ${until}
    where firm_id = ${firmId} and conversation_id = ${conversationId} and person_id = ${personId} and due_at is null`.execute(
    tx,
  );
}

async function noteEvent(
  tx: Tx,
  { firmId, conversationId, personId }: Key,
  event: {
    isStaff: boolean;
    at: Date;
    result: 'pushed' | 'cancelled' | 'postponed';
    reason: string;
    upToSeq: number;
    devices: number;
  },
): Promise<void> {
  const { isStaff, at, result, reason, upToSeq, devices } = event;
  await tx
    .insertInto('push_events')
    .values({
      ...{ firm_id: firmId, id: newId(), conversation_id: conversationId, person_id: personId },
      ...{ is_staff: isStaff, at, result, reason, up_to_seq: upToSeq, devices },
    })
    .execute();
}
