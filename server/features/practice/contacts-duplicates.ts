/** Contacts that seem to be the same, and pairs of which somebody said that they are not. */
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { problem } from '../../platform/http/problems.ts';
import type { apartInput, apartPair, duplicatePair } from './contacts-schema.ts';

type Pair = z.output<typeof duplicatePair>;
type Apart = z.output<typeof apartPair>;
type Page = { limit: number; after?: string | undefined };

/** Of each as much as tells one from another; the rest stands on its own page. */
const most = 5;

/** What a card shows of the contact `c`. Matters behind a wall are not among them. */
const card = (firmId: string): RawBuilder<unknown> => sql`jsonb_build_object(
  'id', c.id, 'displayName', c.display_name, 'kind', c.kind, 'createdBy', c.created_by, 'createdAt', c.created_at,
  'phones', coalesce((select jsonb_agg(p.raw order by p.position) from (
    select n.raw, min(n.position) as position from contact_numbers n
    where n.firm_id = ${firmId} and n.contact_id = c.id group by n.raw order by 2 limit ${most}) p), '[]'),
  'emails', coalesce((select jsonb_agg(e.email order by e.position) from (
    select email, position from contact_emails
    where firm_id = ${firmId} and contact_id = c.id order by position limit ${most}) e), '[]'),
  'matters', coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'title', m.title) order by m.updated_at desc) from (
    select distinct m.id, m.title, m.updated_at from matter_parties p
    join matters m on m.firm_id = ${firmId} and m.id = p.matter_id
    where p.firm_id = ${firmId} and p.contact_id = c.id order by m.updated_at desc limit ${most}) m), '[]'))`;

/** Contacts that share an e-mail or a number: one entry for each shared value, without who is apart from all others of it. */
export async function listDuplicates(
  tx: Tx,
  firmId: string,
  page: Page,
): Promise<{ items: Pair[]; next: string | null }> {
  const after = page.after === undefined ? '' : decodeCursor(page.after, z.tuple([z.string()]))[0];
  const { rows } = await sql<{ shared: string; contacts: Pair['contacts'] }>`
    with live as (select id from contacts where firm_id = ${firmId} and archived_at is null),
    shared as (
      select 'email:' || e.email_key as shared, array_agg(distinct e.contact_id) as ids
      from contact_emails e join live on live.id = e.contact_id where e.firm_id = ${firmId}
      group by e.email_key having count(distinct e.contact_id) > 1
      union all
      select 'number:' || n.e164, array_agg(distinct n.contact_id)
      from contact_numbers n join live on live.id = n.contact_id where n.firm_id = ${firmId} and n.e164 is not null
      group by n.e164 having count(distinct n.contact_id) > 1
    ),
    open as (
      select s.shared, array(
        select one from unnest(s.ids) one where exists (
          select 1 from unnest(s.ids) other where other <> one and not exists (
            select 1 from contacts_apart a where a.firm_id = ${firmId}
            and a.contact_id = least(one, other) and a.other_id = greatest(one, other)))) as ids
      from shared s where s.shared > ${after}
    )
    select o.shared, (
      select jsonb_agg(${card(firmId)} order by c.created_at, c.id)
      from contacts c where c.firm_id = ${firmId} and c.id = any(o.ids[1:20])) as contacts
    from open o where cardinality(o.ids) > 1 order by o.shared limit ${page.limit + 1}`.execute(tx);
  return toPage(
    rows,
    page.limit,
    (row) => [row.shared],
    (row) => {
      const colon = row.shared.indexOf(':');
      return {
        by: row.shared.startsWith('email:') ? 'email' : 'number',
        value: row.shared.slice(colon + 1),
        contacts: row.contacts,
      };
    },
  );
}

/** Pairs that are not the same person, with who said so. */
export async function listApart(
  tx: Tx,
  firmId: string,
  page: Page,
): Promise<{ items: Apart[]; next: string | null }> {
  const cursor = z.tuple([z.uuid(), z.uuid()]);
  const from =
    page.after === undefined
      ? sql``
      : sql`and (a.contact_id, a.other_id) > (${sql.join(decodeCursor(page.after, cursor))})`;
  const { rows } = await sql<{
    contact_id: string;
    other_id: string;
    said_at: Date;
    said_by: string;
    contacts: Apart['contacts'];
  }>`
    select a.contact_id, a.other_id, a.said_at, s.first_name || ' ' || s.last_name as said_by, (
      select jsonb_agg(${card(firmId)} order by c.created_at, c.id)
      from contacts c where c.firm_id = ${firmId} and c.id in (a.contact_id, a.other_id)) as contacts
    from contacts_apart a
    join staff_members s on s.firm_id = ${firmId} and s.id = a.said_by_staff_id
    join contacts one on one.firm_id = ${firmId} and one.id = a.contact_id and one.archived_at is null
    join contacts other on other.firm_id = ${firmId} and other.id = a.other_id and other.archived_at is null
    where a.firm_id = ${firmId} ${from}
    order by a.contact_id, a.other_id limit ${page.limit + 1}`.execute(tx);
  return toPage(
    rows,
    page.limit,
    (row) => [row.contact_id, row.other_id],
    (row) => ({ contacts: row.contacts, saidBy: row.said_by.trim(), saidAt: row.said_at.toISOString() }),
  );
}

/** None of the others is the same person as this one. Answers those of whom nobody had said so before. */
export async function setApart(
  tx: Tx,
  actor: Actor & { staffId: string },
  { contactId, otherIds }: z.output<typeof apartInput>,
): Promise<string[]> {
  const { firmId, staffId, now } = actor;
  await mustBeThere(tx, firmId, contactId, otherIds);
  const { rows } = await sql<{ contact_id: string; other_id: string }>`
    insert into contacts_apart (firm_id, contact_id, other_id, said_by_staff_id, said_at)
    select ${firmId}, least(other, ${contactId}::uuid), greatest(other, ${contactId}::uuid), ${staffId}, ${now}
    from unnest(${otherIds}::uuid[]) other group by other
    on conflict do nothing returning contact_id, other_id`.execute(tx);
  return await note(tx, actor, 'contact.set_apart', contactId, rows);
}

/** They may be the same person after all. Answers those who were apart. */
export async function endApart(
  tx: Tx,
  actor: Actor,
  { contactId, otherIds }: z.output<typeof apartInput>,
): Promise<string[]> {
  const { firmId } = actor;
  await mustBeThere(tx, firmId, contactId, otherIds);
  const { rows } = await sql<{ contact_id: string; other_id: string }>`
    delete from contacts_apart where firm_id = ${firmId}
    and ((contact_id = ${contactId} and other_id = any(${otherIds}::uuid[]))
      or (other_id = ${contactId} and contact_id = any(${otherIds}::uuid[])))
    returning contact_id, other_id`.execute(tx);
  return await note(tx, actor, 'contact.no_more_apart', contactId, rows);
}

async function mustBeThere(
  tx: Tx,
  firmId: string,
  contactId: string,
  otherIds: readonly string[],
): Promise<void> {
  if (otherIds.includes(contactId))
    throw problem('invalid_input', 'otherIds: a contact is the same person as itself.');
  const wanted = new Set([contactId, ...otherIds]);
  const { rows } = await sql`
    select id from contacts where firm_id = ${firmId} and id = any(${[...wanted]}::uuid[])`.execute(tx);
  if (rows.length < wanted.size) throw problem('not_found');
}

async function note(
  tx: Tx,
  actor: Actor,
  action: 'contact.set_apart' | 'contact.no_more_apart',
  id: string,
  pairs: readonly { contact_id: string; other_id: string }[],
): Promise<string[]> {
  const otherIds = pairs.map((pair) => (pair.contact_id === id ? pair.other_id : pair.contact_id));
  if (otherIds.length > 0) await recordChange(tx, actor, { action, id, detail: { otherIds } });
  return otherIds;
}
