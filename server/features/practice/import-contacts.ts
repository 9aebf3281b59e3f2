/** Contacts of a file against the record: planned for a preview, or written. */
import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { firmFacts } from '../firms/index.ts';
import { insertAddresses } from './contact-addresses.ts';
import { displayNameOf, numberRows } from './contacts-fields.ts';
import { insertContact, insertEmails, insertNumbers, refreshContact } from './contacts-store.ts';
import { decideContact, foldName, type KnownContact, type RowNumbers } from './import-decide.ts';
import type { ContactRow } from './import-rows.ts';

export interface ImportCounts {
  created: number;
  filled: number;
  unchanged: number;
}

/** Known contacts by folded name; grows with what this import makes, so that a file's own doubles are found. */
export type KnownContacts = Map<string, KnownContact[]>;

/**
 * Decides each row, and writes it unless `write` is false. `known` holds what earlier rows of the same run made; in a
 * preview that is all that tells a file's own doubles.
 */
export async function importContacts(
  tx: Tx,
  actor: Actor,
  rows: readonly ContactRow[],
  run: { write: boolean; known: KnownContacts; importId: string },
): Promise<ImportCounts> {
  const counts: ImportCounts = { created: 0, filled: 0, unchanged: 0 };
  const { country } = await firmFacts(tx, actor.firmId);
  await loadKnown(tx, actor.firmId, rows.map(displayNameOf), run.known);
  const changed: string[] = [];
  for (const row of rows) {
    const outcome = await importContact(tx, actor.firmId, row, { ...run, country });
    counts[outcome.did] += 1;
    if (outcome.did !== 'unchanged') changed.push(outcome.contactId);
  }
  if (run.write && changed.length > 0) await leaveTrace(tx, actor, run.importId, changed);
  return counts;
}

/** One row: the contact that it is, made or filled if need be. */
export async function importContact(
  tx: Tx,
  firmId: string,
  row: ContactRow,
  run: { write: boolean; known: KnownContacts; country: string },
): Promise<{ did: keyof ImportCounts; contactId: string }> {
  const key = foldName(displayNameOf(row));
  const candidates = run.known.get(key) ?? [];
  const numbers = row.phones.map((phone) => rowNumbers([phone], run.country));
  const decision = decideContact(row, (index) => numbers[index] ?? { e164s: [], unreadable: [] }, candidates);
  if (decision.do === 'nothing') return { did: 'unchanged', contactId: decision.contactId };
  if (decision.do === 'create') {
    const contactId = newId();
    if (run.write) await insertContact(tx, firmId, contactId, { ...row, memberIds: [] }, 'import');
    candidates.push(knownFrom(contactId, row, numbers));
    run.known.set(key, candidates);
    return { did: 'created', contactId };
  }
  const { contactId } = decision;
  const phones = row.phones.filter((_, index) => decision.phones.includes(index));
  const emails = row.emails.filter((_, index) => decision.emails.includes(index));
  if (run.write) {
    const next = await nextPosition(tx, firmId, contactId);
    await insertNumbers(tx, firmId, contactId, numberRows(phones, run.country, next));
    await insertEmails(tx, firmId, contactId, emails, next);
    if (decision.address) await insertAddresses(tx, firmId, contactId, row.addresses);
    await sql`
      update contacts set company_name = coalesce(${decision.companyName ?? null}, company_name),
        notes = coalesce(${decision.notes ?? null}, notes)
      where firm_id = ${firmId} and id = ${contactId}`.execute(tx);
    await refreshContact(tx, firmId, contactId);
  }
  const contact = candidates.find((candidate) => candidate.id === contactId);
  if (contact) merge(contact, row, numbers);
  return { did: 'filled', contactId };
}

function rowNumbers(phones: ContactRow['phones'], country: string): RowNumbers {
  const rows = numberRows(phones, country);
  return {
    e164s: rows.flatMap(({ e164 }) => e164 ?? []),
    unreadable: rows.flatMap(({ e164, part }) => (e164 === null ? [part] : [])),
  };
}

function knownFrom(id: string, row: ContactRow, numbers: readonly RowNumbers[]): KnownContact {
  const contact = {
    id,
    displayName: displayNameOf(row),
    companyName: '',
    notes: '',
    emails: [],
    e164s: [],
    unreadable: [],
    hasAddress: false,
  };
  merge(contact, row, numbers);
  return contact;
}

function merge(contact: KnownContact, row: ContactRow, numbers: readonly RowNumbers[]): void {
  contact.companyName ||= row.companyName;
  contact.notes ||= row.notes;
  contact.hasAddress ||= row.addresses.length > 0;
  contact.emails.push(...row.emails.map(({ email }) => email));
  for (const { e164s, unreadable } of numbers) {
    contact.e164s.push(...e164s);
    contact.unreadable.push(...unreadable);
  }
}

async function nextPosition(tx: Tx, firmId: string, contactId: string): Promise<number> {
  const { rows } = await sql<{ next: number }>`
    select 1 + greatest(
      coalesce((select max(position) from contact_numbers where firm_id = ${firmId} and contact_id = ${contactId}), -1),
      coalesce((select max(position) from contact_emails where firm_id = ${firmId} and contact_id = ${contactId}), -1)
    ) as next`.execute(tx);
  return rows[0]?.next ?? 0;
}

/** Adds the contacts of these names that are not known yet. */
export async function loadKnown(
  tx: Tx,
  firmId: string,
  names: readonly string[],
  known: KnownContacts,
): Promise<void> {
  const wanted = [...new Set(names)].filter((name) => !known.has(foldName(name)));
  if (wanted.length === 0) return;
  const { rows } = await sql<KnownContact>`
    select c.id, c.display_name as "displayName", c.company_name as "companyName", c.notes,
      c.kept_in is not null as kept,
      array(select e.email from contact_emails e where e.firm_id = ${firmId} and e.contact_id = c.id) as emails,
      array(select n.e164 from contact_numbers n
        where n.firm_id = ${firmId} and n.contact_id = c.id and n.e164 is not null) as e164s,
      array(select n.part from contact_numbers n
        where n.firm_id = ${firmId} and n.contact_id = c.id and n.e164 is null) as unreadable,
      exists (select 1 from contact_addresses a where a.firm_id = ${firmId} and a.contact_id = c.id) as "hasAddress"
    from contacts c
    where c.firm_id = ${firmId} and c.archived_at is null
      and c.sort_name in (select lower(name) from unnest(${wanted}::text[]) as name)
    order by c.id`.execute(tx);
  for (const row of rows) {
    const key = foldName(row.displayName);
    known.set(key, [...(known.get(key) ?? []), row]);
  }
}

/** One audit row for many contacts, and news for open screens. */
async function leaveTrace(tx: Tx, actor: Actor, importId: string, ids: readonly string[]): Promise<void> {
  await audit(tx, {
    firmId: actor.firmId,
    staffId: actor.staffId,
    action: 'contact.imported',
    subjectType: 'import',
    subjectId: importId,
    detail: { contactIds: ids },
    at: actor.now,
  });
  await appendEvents(
    tx,
    actor.firmId,
    ids.map((id) => ({ type: 'contact.changed', subjectId: id })),
  );
}
