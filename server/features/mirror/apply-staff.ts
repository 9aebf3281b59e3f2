/**
 * Staff: whoever works here already is found by e-mail and only linked; others become staff members without a login. What
 * a person has here (role, rate, direct numbers, sign-in) is the firm's own.
 */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { MirroredStaff, MirrorItem } from '../../vendors/ports.ts';
import { lockNames, plainText, toE164 } from '../practice/index.ts';
import { type Applied, counted } from './applied.ts';
import { type MirrorContext, saveLinks } from './links-store.ts';
import { linkOf, type News, sortOut } from './sort-out.ts';

interface StaffRow {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  active: boolean;
  extension: string | null;
  numbers: string[];
}

export async function applyStaff(
  tx: Tx,
  context: MirrorContext,
  items: readonly MirrorItem[],
): Promise<Applied> {
  const staff = items.filter((item) => item.kind === 'staff');
  const sorted = await sortOut(tx, context, 'staff', staff, { refsOf: () => [], ids: new Map() });
  const { news } = sorted;
  if (news.length === 0) return counted(news, sorted);
  await lockNames(tx, context.firmId);
  const known = await findByEmail(tx, context.firmId, news);
  const ids = new Map<string, string>();
  const rows = new Map<string, StaffRow>();
  for (const { item, link } of news) {
    const email = emailOf(item);
    const holder = known.get(email.toLowerCase());
    const id = link?.localId ?? holder ?? newId();
    ids.set(item.externalId, id);
    if (email !== '' && holder === undefined) known.set(email.toLowerCase(), id);
    // An address that somebody else has here stays with them.
    const own = holder === undefined || holder === id ? email : '';
    if (!rows.has(id)) rows.set(id, toRow(item, id, own, context.country));
  }
  await writeStaff(tx, context, [...rows.values()]);
  await saveLinks(
    tx,
    context,
    'staff',
    news.map((one) => linkOf(one, ids.get(one.item.externalId) ?? newId())),
  );
  return { ...counted(news, sorted), staffIds: [...rows.keys()] };
}

async function findByEmail(
  tx: Tx,
  firmId: string,
  news: readonly News<MirroredStaff>[],
): Promise<Map<string, string>> {
  const emails = news.map(({ item }) => emailOf(item).toLowerCase()).filter((email) => email !== '');
  const { rows } = await sql<{ id: string; email: string }>`
    select id, lower(email) as email from staff_members
    where firm_id = ${firmId} and email <> '' and lower(email) = any(${emails}::text[])`.execute(tx);
  return new Map(rows.map(({ id, email }) => [email, id]));
}

function emailOf({ email }: MirroredStaff): string {
  const text = plainText(email ?? '', 254);
  return /^[^\s@]+@[^\s@]+$/.test(text) ? text.toLowerCase() : '';
}

function toRow(item: MirroredStaff, id: string, email: string, country: string): StaffRow {
  const numbers = (item.numbers ?? []).flatMap((text) => toE164(text, country) ?? []);
  const lastName = plainText(item.lastName, 100);
  return {
    id,
    firstName: plainText(item.firstName, 100),
    lastName: lastName || (plainText(item.firstName) === '' ? email || 'No name' : ''),
    email,
    active: item.active,
    extension: plainText(item.extension ?? '', 20) || null,
    numbers: [...new Set(numbers)],
  };
}

/**
 * Only those that this connection brought, and only while they have no login here: whoever signs in is the firm's own, and
 * is taken off the staff by a person.
 */
async function writeStaff(
  tx: Tx,
  { firmId, connectionId, now }: MirrorContext,
  rows: readonly StaffRow[],
): Promise<void> {
  await sql`
    insert into staff_members as s (firm_id, id, first_name, last_name, email, role, extension, direct_numbers, active,
      kept_in, created_at, updated_at)
    select ${firmId}, r."id", r."firstName", r."lastName", r."email", 'member', r."extension", r."numbers", r."active",
      ${connectionId}::uuid, ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("id" uuid, "firstName" text, "lastName" text,
      "email" text, "extension" text, "numbers" text[], "active" boolean)
    on conflict (firm_id, id) do update set first_name = excluded.first_name, last_name = excluded.last_name,
      email = case when excluded.email <> '' then excluded.email else s.email end,
      extension = coalesce(s.extension, excluded.extension),
      direct_numbers = case when s.direct_numbers = '{}' then excluded.direct_numbers else s.direct_numbers end,
      active = excluded.active, updated_at = excluded.updated_at
    where s.kept_in = excluded.kept_in and not exists (
      select 1 from memberships m where m.firm_id = ${firmId} and m.staff_id = s.id)`.execute(tx);
}

/** Gone there: no longer active here, unless they sign in here. */
export async function removeStaff(
  tx: Tx,
  { firmId, connectionId, now }: MirrorContext,
  ids: readonly string[],
): Promise<void> {
  await sql`
    update staff_members s set active = false, updated_at = ${now}
    where s.firm_id = ${firmId} and s.id = any(${[...ids]}::uuid[]) and s.kept_in = ${connectionId}
      and not exists (select 1 from memberships m where m.firm_id = ${firmId} and m.staff_id = s.id)
      and not exists (select 1 from external_links l where l.firm_id = ${firmId} and l.kind = 'staff'
        and l.local_id = s.id and l.removed_at is null)`.execute(tx);
}
