/** Contacts as a practice system keeps them: many at once, in a fixed number of statements. Program's scope. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type ContactAddress, isBlank } from './contact-addresses.ts';
import { contactWords, displayNameOf, numberRows } from './contacts-fields.ts';
import { movePlaces } from './contacts-merge.ts';
import './tables.ts';

/** The connection that keeps the records, and the firm's country for reading numbers. */
export interface Keeper {
  firmId: string;
  connectionId: string;
  country: string;
  now: Date;
}

export interface KeptContact {
  id: string;
  kind: 'person' | 'company' | 'group';
  firstName: string;
  lastName: string;
  companyName: string;
  phones: readonly { text: string; label: string; extension?: string; fax?: boolean }[];
  emails: readonly { email: string; label: string }[];
  addresses: readonly ContactAddress[];
  /** Of a group: ids of ours. */
  memberIds: readonly string[];
}

/**
 * Makes these contacts or brings them to what is told; an archived one comes back. A contact that another connection keeps
 * stays as it is. What the firm itself wrote (notes, who made it) stays. Answers the ids of those written.
 */
export async function writeKeptContacts(
  tx: Tx,
  keeper: Keeper,
  contacts: readonly KeptContact[],
): Promise<string[]> {
  if (contacts.length === 0) return [];
  const { firmId, connectionId, country, now } = keeper;
  const notes = await notesOf(tx, firmId, contacts);
  const read = contacts.map((contact) => readContact(contact, country, notes.get(contact.id) ?? ''));
  const { rows } = await sql<{ id: string }>`
    insert into contacts as c (firm_id, id, kind, first_name, last_name, company_name, display_name, created_by, kept_in,
      search, created_at, updated_at)
    select ${firmId}, r."id", r."kind", r."firstName", r."lastName", r."companyName", r."displayName", 'sync',
      ${connectionId}::uuid, array_to_tsvector(r."words"), ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(read.map(({ row }) => row))}::jsonb) as r ("id" uuid, "kind" text,
      "firstName" text, "lastName" text, "companyName" text, "displayName" text, "words" text[])
    on conflict (firm_id, id) do update set kind = excluded.kind, first_name = excluded.first_name,
      last_name = excluded.last_name, company_name = excluded.company_name, display_name = excluded.display_name,
      kept_in = excluded.kept_in, search = excluded.search, archived_at = null, merged_into_id = null,
      version = c.version + 1, updated_at = excluded.updated_at
    where c.kept_in is null or c.kept_in = excluded.kept_in
    returning id`.execute(tx);
  const written = new Set(rows.map(({ id }) => id));
  await replaceReach(
    tx,
    firmId,
    [...written],
    read.filter(({ row }) => written.has(row.id)),
  );
  await replaceGroups(
    tx,
    firmId,
    contacts.filter(({ id }) => written.has(id)),
  );
  return [...written];
}

/** Of contacts that were there before: the firm's own words count in searches. */
async function notesOf(
  tx: Tx,
  firmId: string,
  contacts: readonly KeptContact[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; notes: string }>`
    select id, notes from contacts
    where firm_id = ${firmId} and id = any(${contacts.map(({ id }) => id)}::uuid[]) and notes <> ''`.execute(
    tx,
  );
  return new Map(rows.map(({ id, notes }) => [id, notes]));
}

type Read = ReturnType<typeof readContact>;

function readContact(contact: KeptContact, country: string, notes: string) {
  const { id, kind } = contact;
  const name = {
    kind,
    firstName: plainText(contact.firstName),
    lastName: plainText(contact.lastName),
    companyName: plainText(contact.companyName),
  };
  const phones = contact.phones
    .map((phone) => ({ ...phone, text: plainText(phone.text, 500), label: plainText(phone.label) }))
    .filter(({ text }) => text !== '');
  const emails = contact.emails
    .map(({ email, label }) => ({ email: plainText(email), label: plainText(label) }))
    .filter(({ email }) => email !== '');
  const addresses = contact.addresses.map(plainAddress).filter((address) => !isBlank(address));
  const numbers = numberRows(phones, country).map((row) => ({
    ...row,
    contactId: id,
    id: newId(),
    extension: row.extension ?? (plainText(phones[row.position]?.extension ?? '', 40) || null),
  }));
  const known = displayNameOf(name);
  const row = {
    id,
    ...name,
    displayName: known || emails[0]?.email || phones[0]?.text || 'No name',
    words: contactWords(
      { ...name, notes },
      emails.map(({ email }) => email),
      numbers,
      addresses,
    ),
  };
  const mails = emails.map((email, position) => ({ ...email, position, contactId: id, id: newId() }));
  const places = addresses.map((address, position) => ({ ...address, position, contactId: id, id: newId() }));
  return { row, numbers, mails, places };
}

async function replaceReach(
  tx: Tx,
  firmId: string,
  ids: readonly string[],
  read: readonly Read[],
): Promise<void> {
  await sql`delete from contact_numbers where firm_id = ${firmId} and contact_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  await sql`
    insert into contact_numbers (firm_id, id, contact_id, raw, part, e164, extension, label, note, fax, problem, position)
    select ${firmId}, r."id", r."contactId", r."raw", r."part", r."e164", r."extension", r."label", r."note", r."fax",
      r."problem", r."position"
    from jsonb_to_recordset(${JSON.stringify(read.flatMap(({ numbers }) => numbers))}::jsonb) as r ("id" uuid,
      "contactId" uuid, "raw" text, "part" text, "e164" text, "extension" text, "label" text, "note" text, "fax" boolean,
      "problem" text, "position" integer)`.execute(tx);
  await sql`delete from contact_emails where firm_id = ${firmId} and contact_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  await sql`
    insert into contact_emails (firm_id, id, contact_id, email, label, position)
    select ${firmId}, r."id", r."contactId", r."email", r."label", r."position"
    from jsonb_to_recordset(${JSON.stringify(read.flatMap(({ mails }) => mails))}::jsonb) as r ("id" uuid,
      "contactId" uuid, "email" text, "label" text, "position" integer)`.execute(tx);
  await sql`delete from contact_addresses where firm_id = ${firmId} and contact_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  await sql`
    insert into contact_addresses (firm_id, id, contact_id, label, line1, line2, town, county, postcode, country, position)
    select ${firmId}, r."id", r."contactId", r."label", r."line1", r."line2", r."town", r."county", r."postcode",
      r."country", r."position"
    from jsonb_to_recordset(${JSON.stringify(read.flatMap(({ places }) => places))}::jsonb) as r ("id" uuid,
      "contactId" uuid, "label" text, "line1" text, "line2" text, "town" text, "county" text, "postcode" text,
      "country" text, "position" integer)`.execute(tx);
}

function plainAddress(address: ContactAddress): ContactAddress {
  return {
    label: plainText(address.label),
    line1: plainText(address.line1),
    line2: plainText(address.line2),
    town: plainText(address.town),
    county: plainText(address.county),
    postcode: plainText(address.postcode),
    country: plainText(address.country),
  };
}

async function replaceGroups(tx: Tx, firmId: string, contacts: readonly KeptContact[]): Promise<void> {
  const groups = contacts.filter(({ kind, memberIds }) => kind === 'group' || memberIds.length > 0);
  if (groups.length === 0) return;
  const pairs = groups.flatMap(({ id, memberIds }) =>
    [...new Set(memberIds)].flatMap((member) => (member === id ? [] : [{ group: id, member }])),
  );
  await sql`
    delete from contact_members
    where firm_id = ${firmId} and group_id = any(${groups.map(({ id }) => id)}::uuid[])`.execute(tx);
  await sql`
    insert into contact_members (firm_id, group_id, contact_id)
    select ${firmId}, r."group", r."member"
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as r ("group" uuid, "member" uuid)
    on conflict do nothing`.execute(tx);
}

/** Gone there: no longer listed nor matched; all that hangs on them stays. Answers those that this changed. */
export async function archiveKeptContacts(
  tx: Tx,
  { firmId, connectionId, now }: Keeper,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    update contacts set archived_at = ${now}, version = version + 1, updated_at = ${now}
    where firm_id = ${firmId} and id = any(${ids}::uuid[]) and kept_in = ${connectionId} and archived_at is null
    returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

/**
 * A contact of ours turned out to be one that was mirrored under another id: everything of `otherId` moves to `keptId`,
 * which the connection keeps from now on. Its content comes with the next look at it.
 */
export async function absorbContact(
  tx: Tx,
  { firmId, connectionId, now }: Keeper,
  { keptId, otherId }: { keptId: string; otherId: string },
): Promise<void> {
  if (keptId === otherId) return;
  await movePlaces(tx, firmId, keptId, otherId);
  await sql`
    update contacts set archived_at = coalesce(archived_at, ${now}), merged_into_id = ${keptId}, kept_in = null
    where firm_id = ${firmId} and id = ${otherId} and kept_in = ${connectionId}`.execute(tx);
}

/** A text that PostgreSQL can store: without NUL and half surrogate pairs, trimmed and not longer than `most`. */
export function plainText(text: string, most = 300): string {
  return text.replaceAll('\0', '').toWellFormed().trim().slice(0, most).toWellFormed();
}
