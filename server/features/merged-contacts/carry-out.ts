/** Carries out what somebody decided who sees everything of it: in one transaction, or not at all. */
import { sql } from 'kysely';
import type { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { addToDosOfNewcomer } from '../calendar/index.ts';
import { uniteStays } from '../conversations/index.ts';
import { asSystem, endWaysIn, joinLogins } from '../portal-sign-in/index.ts';
import { stopEveryNumber } from '../texts/index.ts';
import { type Refusal, refuseAct } from './decide.ts';
import { type Entry, findEntries } from './entries.ts';
import { type Mailing, tellBoth } from './mails.ts';
import { totalOf } from './reach.ts';
import type { decision } from './schema.ts';
import { changePlaces, joinAttendance, moveBelongings } from './unite.ts';
import { look, type Seen } from './view.ts';
import './tables.ts';

type StaffActor = Actor & { staffId: string };
type Decision = z.output<typeof decision>;

const refusalWords: Record<Exclude<Refusal, 'changed'>, string> = {
  alone: 'There is one access alone. To end it, disable it.',
  unknown: 'keepId: this is none of the two.',
  disabled: 'One of the two is disabled. Enable it first, or keep the other one only.',
  reset_open:
    'Somebody asked to take the second steps of one of the two away. Finish that, or stop it, and look again.',
  two_ways:
    'One of the two comes by e-mail, the other by mobile number. Let whoever comes by number come by e-mail first, or keep one only.',
  for_cause:
    'One of the two was removed for cause from a conversation that the other one reads. Decide there first: remove the other one, too, or let the first in again.',
  lower_class:
    'The person is further from the client than a conversation of one of the two may reach; privilege could be lost. Put right who they are on the matter, or keep them apart.',
  confirm: 'What both read would become visible. Look at how much it is now, and say that you are sure.',
};

/** `not_found` for whoever does not see everything. Answers the contact that goes on. */
export async function carryOut(
  tx: Tx,
  platform: Mailing,
  actor: StaffActor,
  id: string,
  input: Decision,
): Promise<{ contactId: string }> {
  const entry = await lockEntry(tx, actor, id);
  const seen = await look(tx, actor.firmId, entry, actor.now);
  mustAllow(entry, seen, input);
  if (input.decision === 'unite') await unite(tx, platform, actor, entry, seen, input.email);
  if (input.decision === 'only_one') await keepOne(tx, actor, entry, input);
  if (input.decision === 'apart') await note(tx, actor, entry, { decision: 'apart' });
  return { contactId: entry.intoId };
}

/**
 * As it is once nobody else can change it. Conversations first, in one order for everybody, as those do who post; and the
 * accesses so that nobody is let in anywhere meanwhile.
 */
async function lockEntry(tx: Tx, actor: StaffActor, id: string): Promise<Entry> {
  const { firmId } = actor;
  const query = { state: 'any' as const, id, after: null, limit: 1 };
  const [before] = await findEntries(tx, actor, query);
  const { keptId, otherId } = found(before);
  await sql`select 1 from conversations where firm_id = ${firmId} and id in (select p.conversation_id from participants p
    where p.firm_id = ${firmId} and p.portal_user_id in (${keptId}, ${otherId})) order by id for update`.execute(
    tx,
  );
  await sql`select 1 from portal_users where firm_id = ${firmId} and id in (${keptId}, ${otherId})
    order by id for update`.execute(tx);
  const [entry] = await findEntries(tx, actor, query);
  return found(entry);
}

function mustAllow(entry: Entry, { reached, resetOpen, token }: Seen, input: Decision): void {
  const { keptId, keptActive, otherId } = entry;
  const { keptEmail, otherEmail } = entry;
  const goesOn = new Map([[otherId, true]]);
  if (keptId !== null) goesOn.set(keptId, keptActive ?? false);
  const refusal = refuseAct(input.decision, {
    ...{ unchanged: input.seen === token, alone: keptId === null, keptActive, resetOpen },
    sameWay: keptEmail === null || (keptEmail === '') === (otherEmail === ''),
    goesOnActive: input.decision === 'only_one' ? (goesOn.get(input.keepId) ?? null) : null,
    problems: reached.flatMap((one) => one.problem ?? []),
    gains: totalOf(reached),
    confirmed: input.decision === 'unite' ? input.confirmed : null,
  });
  if (refusal === null) return;
  if (refusal === 'changed')
    throw problem('conflict', 'Something changed since you opened it. Nothing was saved; look at it again.');
  if (refusal === 'unknown') throw problem('invalid_input', refusalWords.unknown);
  throw problem('wrong_state', refusalWords[refusal], { reason: refusal });
}

async function unite(
  tx: Tx,
  platform: Mailing,
  actor: StaffActor,
  entry: Entry,
  seen: Seen,
  email: string,
): Promise<void> {
  const { firmId, now } = actor;
  const { contactId, intoId, keptId, otherId, keptEmail, otherEmail } = entry;
  const address = [keptEmail, otherEmail].find((one) => one?.toLowerCase() === email.toLowerCase());
  if (address == null) throw problem('invalid_input', 'email: choose one of the two mailboxes.');
  if (keptId === null) return await giveContact(tx, actor, entry);
  const two = { firmId, keptId, otherId };
  for (const conversationId of seen.reached.map(({ id }) => id).toSorted())
    await uniteStays(tx, actor, conversationId, two);
  await moveBelongings(tx, two, intoId);
  await joinAttendance(tx, { firmId, contactId, intoId, now });
  await replace(tx, actor, two);
  await sql`update portal_users k set email = ${address}, email_changed_at = ${now},
      bounced_at = case when lower(k.email) = lower(${address}) then k.bounced_at else o.bounced_at end
    from portal_users o where o.firm_id = ${firmId} and o.id = ${otherId} and k.firm_id = ${firmId} and k.id = ${keptId}`.execute(
    tx,
  );
  await asSystem(tx, () => joinLogins(tx, { ...two, now }));
  const stopped = await stopEveryNumber(tx, actor, intoId);
  await tellBoth(tx, platform, firmId, [keptEmail ?? '', otherEmail]);
  await note(tx, actor, entry, { decision: 'united', ...two, detail: { stopped } });
}

/** The only access is the person's: it stands with the contact that goes on, and reaches what it reached. */
async function giveContact(tx: Tx, actor: StaffActor, entry: Entry): Promise<void> {
  const { firmId, now } = actor;
  const { contactId, intoId, otherId } = entry;
  await sql`update portal_users set contact_id = ${intoId}, version = version + 1, updated_at = ${now}
    where firm_id = ${firmId} and id = ${otherId}`.execute(tx);
  await joinAttendance(tx, { firmId, contactId, intoId, now });
  await addToDosOfNewcomer(tx, firmId, otherId, now);
  await stopEveryNumber(tx, actor, intoId);
  await note(tx, actor, entry, { decision: 'united', keptId: otherId });
}

async function keepOne(
  tx: Tx,
  actor: StaffActor,
  entry: Entry,
  { keepId, reason }: Extract<Decision, { decision: 'only_one' }>,
): Promise<void> {
  const { firmId, now } = actor;
  const { contactId, intoId, keptId, otherId } = entry;
  const two = { firmId, keptId: keepId, otherId: keepId === otherId ? (keptId ?? '') : otherId };
  await replace(tx, actor, two);
  if (keepId === otherId) await changePlaces(tx, { ...two, contactId, intoId });
  await asSystem(tx, () => endWaysIn(tx, { firmId, portalUserId: two.otherId }, now));
  await stopEveryNumber(tx, actor, intoId);
  await note(tx, actor, entry, { decision: 'only_one', ...two, reason });
}

/** One is not let in any more, from this moment on, nor told of anything; both have changed. */
async function replace(
  tx: Tx,
  { now }: StaffActor,
  { firmId, keptId, otherId }: { firmId: string; keptId: string; otherId: string },
): Promise<void> {
  await sql`update portal_users set version = version + 1, updated_at = ${now}, active = id <> ${otherId},
      replaced_by_id = case when id = ${otherId} then ${keptId}::uuid end
    where firm_id = ${firmId} and id in (${keptId}, ${otherId})`.execute(tx);
  // Whom the other one had replaced before is this person, too.
  await sql`update portal_users set replaced_by_id = ${keptId}
    where firm_id = ${firmId} and replaced_by_id = ${otherId}`.execute(tx);
}

interface Noted {
  decision: 'united' | 'only_one' | 'apart';
  keptId?: string;
  otherId?: string;
  reason?: string;
  detail?: Record<string, unknown>;
}

async function note(
  tx: Tx,
  actor: StaffActor,
  { contactId, intoId, standing }: Entry,
  { decision, keptId, otherId, reason = '', detail = {} }: Noted,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  await tx
    .insertInto('merged_contact_decisions')
    .values({
      ...{ firm_id: firmId, id: newId(), contact_id: contactId, into_contact_id: intoId, decision },
      kept_portal_user_id: keptId ?? null,
      replaced_portal_user_id: otherId ?? null,
      ...{ standing, reason, decided_by_staff_id: staffId, decided_at: now },
    })
    .execute();
  const more = {
    ...(keptId ? { keptId } : {}),
    ...(otherId ? { otherId } : {}),
    ...(reason ? { reason } : {}),
  };
  await recordChange(tx, actor, {
    action: 'contact.access_decided',
    id: contactId,
    detail: { decision, intoId, ...more, ...detail },
  });
}
