/** One entry as staff see it who see everything of it. Program's scope. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { asSystem, listSessions } from '../portal-sign-in/index.ts';
import type { Entry } from './entries.ts';
import { type Reached, type ReachedStay, readReach, totalOf } from './reach.ts';
import type { mergedContact, mergedContactLine, portalAccess } from './schema.ts';

type Line = z.input<typeof mergedContactLine>;
type View = z.input<typeof mergedContact>;
type Access = z.input<typeof portalAccess>;

export function lineOf(entry: Entry): Line {
  const { contactId: id, name, intoId, intoName, keptEmail, otherEmail, apartBy, apartAt } = entry;
  return {
    ...{ id, name, into: { id: intoId, name: intoName } },
    emails: [keptEmail ?? '', otherEmail].filter((email) => email !== ''),
    apart: apartBy === null || apartAt === null ? null : { by: apartBy, at: apartAt.toISOString() },
  };
}

export interface Seen {
  reached: Reached[];
  resetOpen: boolean;
  /** Another one when anything is another that a decision depends on. */
  token: string;
}

export async function look(tx: Tx, firmId: string, entry: Entry, now: Date): Promise<Seen> {
  const reached = await readReach(tx, firmId, entry, now);
  const resetOpen = await isResetOpen(tx, firmId, entry);
  const { standing, keptVersion, otherVersion, decidedId } = entry;
  const facts = reached.map(({ id, class: ofThread, personClass, state, kept, other }) => ({
    ...{ id, ofThread, personClass, state, kept, other },
  }));
  const what = JSON.stringify([standing, keptVersion, otherVersion, decidedId, resetOpen, facts]);
  return { reached, resetOpen, token: createHash('sha256').update(what).digest('base64url') };
}

export async function viewEntry(tx: Tx, firmId: string, entry: Entry, now: Date): Promise<View> {
  const { reached, resetOpen, token } = await look(tx, firmId, entry, now);
  const { keptId, otherId } = entry;
  return {
    ...lineOf(entry),
    seen: token,
    kept: keptId === null ? null : await viewAccess(tx, firmId, keptId, now),
    other: await viewAccess(tx, firmId, otherId, now),
    conversations: reached.map(({ kept, other, ...one }) => ({
      ...one,
      kept: kept.map(viewStay),
      other: other.map(viewStay),
    })),
    gains: totalOf(reached),
    resetOpen,
  };
}

const viewStay = ({ fromSeq, toSeq, left, joinedAt, leftAt, accessUntil }: ReachedStay) => ({
  ...{ fromSeq, toSeq, left },
  joinedAt: joinedAt.toISOString(),
  leftAt: leftAt?.toISOString() ?? null,
  accessUntil: accessUntil?.toISOString() ?? null,
});

async function isResetOpen(tx: Tx, firmId: string, { keptId, otherId }: Entry): Promise<boolean> {
  const { rows } =
    await sql`select 1 from portal_resets where firm_id = ${firmId} and done_at is null and stopped_at is null
    and portal_user_id in (${keptId}, ${otherId}) limit 1`.execute(tx);
  return rows.length > 0;
}

async function viewAccess(tx: Tx, firmId: string, id: string, now: Date): Promise<Access> {
  const person = await readPerson(tx, firmId, id);
  const [factors, sessions] = await asSystem(tx, async () => [
    await readFactors(tx, firmId, id),
    await listSessions(tx, { firmId, portalUserId: id }, now),
  ]);
  return {
    ...person,
    ...factors,
    lastSeenAt: factors.lastSeenAt?.toISOString() ?? null,
    lastSignedInAt: factors.lastSignedInAt?.toISOString() ?? null,
    signedIn: sessions.length,
    numbers: await readNumbers(tx, firmId, id),
    matters: await readMatters(tx, firmId, id),
    appointments: await readAppointments(tx, firmId, id, now),
    toDos: await readToDos(tx, firmId, id),
  };
}

type Person = Pick<Access, 'id' | 'name' | 'email' | 'number' | 'active' | 'bounced'>;

async function readPerson(tx: Tx, firmId: string, id: string): Promise<Person> {
  const { rows } = await sql<Person>`
    select u.id, c.display_name as name, u.email, u.number, u.active, u.bounced_at is not null as bounced
    from portal_users u join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
    where u.firm_id = ${firmId} and u.id = ${id}`.execute(tx);
  if (!rows[0]) throw new Error('a portal user of an entry is missing');
  return rows[0];
}

interface Factors {
  passkey: boolean;
  authenticator: boolean;
  lastSignedInAt: Date | null;
  lastSeenAt: Date | null;
}

async function readFactors(tx: Tx, firmId: string, id: string): Promise<Factors> {
  const { rows } = await sql<Factors>`
    select coalesce(bool_or(exists (select 1 from portal_passkeys k where k.account_id = l.account_id)), false) as passkey,
      coalesce(bool_or(exists (select 1 from portal_authenticators a where a.account_id = l.account_id
        and a.confirmed_at is not null)), false) as authenticator,
      max(l.last_signed_in_at) as "lastSignedInAt", (select max(s.last_seen_at) from portal_sessions s
        where s.active_firm_id = ${firmId} and s.active_portal_user_id = ${id}) as "lastSeenAt"
    from portal_logins l where l.firm_id = ${firmId} and l.portal_user_id = ${id}`.execute(tx);
  return rows[0] ?? { passkey: false, authenticator: false, lastSignedInAt: null, lastSeenAt: null };
}

/** By which the firm texted them, or they the firm; after a merge the contact's numbers tell nothing of that any more. */
async function readNumbers(tx: Tx, firmId: string, id: string): Promise<Access['numbers']> {
  const { rows } = await sql<Access['numbers'][number]>`
    select n.number, s.consent from (
      select t.number from participants p join text_messages t on t.firm_id = ${firmId} and t.conversation_id = p.conversation_id
        and t.portal_user_id = ${id} and t.state <> 'refused'
      where p.firm_id = ${firmId} and p.portal_user_id = ${id}
      union select i.number from text_inbound i where i.firm_id = ${firmId} and i.portal_user_id = ${id} and i.channel = 'sms') n
    left join text_numbers s on s.firm_id = ${firmId} and s.number = n.number
    where n.number <> '' order by n.number limit 10`.execute(tx);
  return rows;
}

async function readMatters(tx: Tx, firmId: string, id: string): Promise<Access['matters']> {
  const { rows } = await sql<Access['matters'][number]>`
    select m.id, m.number, m.title from matters m where m.firm_id = ${firmId} and m.id in (
      select c.matter_id from participants p join conversations c on c.firm_id = ${firmId} and c.id = p.conversation_id
        where p.firm_id = ${firmId} and p.portal_user_id = ${id} and p.left_how is distinct from 'for_cause'
      union select t.matter_id from to_dos t where t.firm_id = ${firmId} and t.portal_user_id = ${id} and t.state <> 'withdrawn'
      union select a.matter_id from event_attendees a join portal_users u on u.firm_id = ${firmId} and u.contact_id = a.contact_id
        where a.firm_id = ${firmId} and u.id = ${id} and a.removed_at is null)
    order by m.id desc limit 100`.execute(tx);
  return rows;
}

async function readAppointments(
  tx: Tx,
  firmId: string,
  id: string,
  now: Date,
): Promise<Access['appointments']> {
  const { rows } = await sql<{ id: string; title: string; starts_at: Date }>`
    select e.id, e.title, e.starts_at from portal_users u
    join event_attendees a on a.firm_id = ${firmId} and a.contact_id = u.contact_id and a.removed_at is null
    join matter_events e on e.firm_id = ${firmId} and e.id = a.event_id and e.state = 'planned' and e.ends_at >= ${now}
    where u.firm_id = ${firmId} and u.id = ${id} order by e.starts_at, e.id limit 50`.execute(tx);
  return rows.map(({ id, title, starts_at }) => ({ id, title, startsAt: starts_at.toISOString() }));
}

async function readToDos(tx: Tx, firmId: string, id: string): Promise<Access['toDos']> {
  const { rows } = await sql<Access['toDos'][number]>`
    select id, title from to_dos where firm_id = ${firmId} and portal_user_id = ${id} and state = 'open'
    order by id desc limit 50`.execute(tx);
  return rows;
}
