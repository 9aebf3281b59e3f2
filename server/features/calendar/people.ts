/** Who attends an event: staff, and contacts with the address where their invitation goes. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import './tables.ts';

export interface Invited {
  /** The id of the member of staff or of the contact. */
  key: string;
  external: boolean;
  name: string;
  /** Of a contact; '' when the portal alone reaches that person. */
  email: string;
  /** Of a contact who comes to the portal. */
  portalUserId: string | null;
}

/** The people of these ids; ends the request with `invalid_input` when one is unknown or cannot be reached. */
export async function findInvited(
  tx: Tx,
  firmId: string,
  matterId: string,
  { staffIds, contactIds }: { staffIds: readonly string[]; contactIds: readonly string[] },
): Promise<Invited[]> {
  const staff = await findStaffInvited(tx, firmId, matterId, [...new Set(staffIds)]);
  const contacts = await findContactsInvited(tx, firmId, [...new Set(contactIds)]);
  return [...staff, ...contacts];
}

async function findStaffInvited(
  tx: Tx,
  firmId: string,
  matterId: string,
  ids: readonly string[],
): Promise<Invited[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: string; name: string; sees: boolean }>`
    select s.id, s.first_name || ' ' || s.last_name as name,
      not m.restricted or exists (select 1 from matter_access a
        where a.firm_id = ${firmId} and a.matter_id = m.id and a.staff_id = s.id) as sees
    from staff_members s join matters m on m.firm_id = ${firmId} and m.id = ${matterId}
    where s.firm_id = ${firmId} and s.id = any(${[...ids]}::uuid[])`.execute(tx);
  if (rows.length < ids.length) throw refused('staffIds', 'There is no such staff member');
  const outside = rows.find(({ sees }) => !sees);
  if (outside) throw refused('staffIds', `${outside.name} is not on the matter’s list and would not see it`);
  return rows.map(({ id, name }) => ({ key: id, external: false, name, email: '', portalUserId: null }));
}

async function findContactsInvited(tx: Tx, firmId: string, ids: readonly string[]): Promise<Invited[]> {
  if (ids.length === 0) return [];
  const rows = await contactRows(tx, firmId, ids);
  if (rows.length < ids.length) throw refused('contactIds', 'There is no such contact');
  const unreachable = rows.find(({ email, portalUserId }) => email === '' && portalUserId === null);
  if (unreachable) throw refused('contactIds', `${unreachable.name} has no e-mail address`);
  return rows;
}

/** Their address is that of their portal login, else their first. */
async function contactRows(tx: Tx, firmId: string, ids: readonly string[]): Promise<Invited[]> {
  const { rows } = await sql<Invited>`
    select c.id as key, true as external, c.display_name as name, u.id as "portalUserId",
      coalesce(nullif(u.email, ''), (select e.email from contact_emails e
        where e.firm_id = ${firmId} and e.contact_id = c.id order by e.position, e.id limit 1), '') as email
    from contacts c
    left join portal_users u on u.firm_id = ${firmId} and u.contact_id = c.id and u.active
    where c.firm_id = ${firmId} and c.id = any(${[...ids]}::uuid[])`.execute(tx);
  return rows;
}

function refused(field: string, message: string) {
  return problem('invalid_input', `${field}: ${message}.`, { fields: [{ field, message }] });
}

/** Who attends now. `email` is where the invitation went. */
export async function loadAttendees(tx: Tx, firmId: string, eventId: string): Promise<Invited[]> {
  const { rows } = await sql<Invited>`
    select coalesce(a.staff_id, a.contact_id) as key, a.staff_id is null as external, a.email, u.id as "portalUserId",
      coalesce(c.display_name, s.first_name || ' ' || s.last_name) as name
    from event_attendees a
    left join contacts c on c.firm_id = ${firmId} and c.id = a.contact_id
    left join staff_members s on s.firm_id = ${firmId} and s.id = a.staff_id
    left join portal_users u on u.firm_id = ${firmId} and u.contact_id = a.contact_id and u.active
    where a.firm_id = ${firmId} and a.event_id = ${eventId} and a.removed_at is null
    order by a.id`.execute(tx);
  return rows;
}

/** Invites, also somebody who was taken off before. */
export async function addAttendees(
  tx: Tx,
  at: { firmId: string; eventId: string; matterId: string; now: Date },
  people: readonly Invited[],
): Promise<void> {
  for (const { key, external, email } of people)
    await sql`
      insert into event_attendees (firm_id, id, event_id, matter_id, staff_id, contact_id, email, added_at)
      values (${at.firmId}, ${newId()}, ${at.eventId}, ${at.matterId}, ${external ? null : key}, ${external ? key : null},
        ${email}, ${at.now})
      on conflict (firm_id, event_id, ${sql.ref(external ? 'contact_id' : 'staff_id')})
        where ${sql.ref(external ? 'contact_id' : 'staff_id')} is not null
      do update set removed_at = null, email = excluded.email, added_at = excluded.added_at, state = 'needs-action',
        answered_at = null, answered_by = null, written_at = null, seen_sequence = null`.execute(tx);
}

export async function removeAttendees(
  tx: Tx,
  at: { firmId: string; eventId: string; now: Date },
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    update event_attendees set removed_at = ${at.now}
    where firm_id = ${at.firmId} and event_id = ${at.eventId} and removed_at is null
      and coalesce(staff_id, contact_id) = any(${[...keys]}::uuid[])`.execute(tx);
}

/** Before they are written to: where they are reached now. */
export async function refreshAddresses(tx: Tx, firmId: string, eventId: string): Promise<void> {
  const attending = await loadAttendees(tx, firmId, eventId);
  const external = attending.filter((one) => one.external);
  for (const now of await contactRows(
    tx,
    firmId,
    external.map(({ key }) => key),
  )) {
    const before = external.find(({ key }) => key === now.key);
    if (before === undefined || now.email === '' || before.email === now.email) continue;
    await sql`
      update event_attendees set email = ${now.email}
      where firm_id = ${firmId} and event_id = ${eventId} and contact_id = ${now.key}`.execute(tx);
  }
}
