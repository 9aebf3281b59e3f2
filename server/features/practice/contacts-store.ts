import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { firmFacts } from '../firms/index.ts';
import { insertAddresses, readAddresses, replaceAddresses } from './contact-addresses.ts';
import { contactWords, displayNameOf, type NumberRow, numberRows } from './contacts-fields.ts';
import type { ContactInput, ContactPatch } from './contacts-schema.ts';

export interface ContactRow {
  id: string;
  kind: 'person' | 'company' | 'group';
  first_name: string;
  last_name: string;
  company_name: string;
  notes: string;
  version: number;
}

/** What other features make: most know no address. */
export type NewContact = Omit<ContactInput, 'addresses'> & Partial<Pick<ContactInput, 'addresses'>>;

/** Makes a contact with its numbers, e-mails and members; answers its id. Audited. */
export async function createContact(
  tx: Tx,
  actor: Actor,
  input: NewContact,
  createdBy: 'staff' | 'import' = 'staff',
): Promise<string> {
  const id = newId();
  await insertContact(tx, actor.firmId, id, input, createdBy);
  await recordChange(tx, actor, { action: 'contact.created', id, detail: { name: displayNameOf(input) } });
  return id;
}

/** The rows of a new contact, without trace: importing leaves one for many. */
export async function insertContact(
  tx: Tx,
  firmId: string,
  id: string,
  input: NewContact,
  createdBy: 'staff' | 'import',
): Promise<void> {
  const { country } = await firmFacts(tx, firmId);
  const numbers = numberRows(input.phones, country);
  const emails = input.emails.map(({ email }) => email);
  await tx
    .insertInto('contacts')
    .values({
      firm_id: firmId,
      id,
      kind: input.kind,
      first_name: input.firstName,
      last_name: input.lastName,
      company_name: input.companyName,
      display_name: nameOrProblem(input),
      notes: input.notes,
      created_by: createdBy,
      search: sql`array_to_tsvector(${contactWords(input, emails, numbers, input.addresses ?? [])}::text[])`,
    })
    .execute();
  await insertNumbers(tx, firmId, id, numbers);
  await insertEmails(tx, firmId, id, input.emails);
  await insertAddresses(tx, firmId, id, input.addresses ?? []);
  await replaceMembers(tx, firmId, { id, kind: input.kind }, input.memberIds);
}

/** Changes what is given; `expected` is the version that the caller saw, or null. Audited with the changed fields' names. */
export async function updateContact(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: ContactPatch,
  expected: number | null,
): Promise<void> {
  const { firmId } = actor;
  const row = await lockContact(tx, firmId, id);
  checkVersion(row.version, expected);
  const next = {
    kind: patch.kind ?? row.kind,
    firstName: patch.firstName ?? row.first_name,
    lastName: patch.lastName ?? row.last_name,
    companyName: patch.companyName ?? row.company_name,
    notes: patch.notes ?? row.notes,
  };
  if (patch.phones) {
    const { country } = await firmFacts(tx, firmId);
    await tx
      .deleteFrom('contact_numbers')
      .where('firm_id', '=', firmId)
      .where('contact_id', '=', id)
      .execute();
    await insertNumbers(tx, firmId, id, numberRows(patch.phones, country));
  }
  if (patch.emails) {
    await tx
      .deleteFrom('contact_emails')
      .where('firm_id', '=', firmId)
      .where('contact_id', '=', id)
      .execute();
    await insertEmails(tx, firmId, id, patch.emails);
  }
  if (patch.addresses) await replaceAddresses(tx, firmId, id, patch.addresses);
  if (patch.memberIds || next.kind !== 'group')
    await replaceMembers(tx, firmId, { id, kind: next.kind }, patch.memberIds ?? []);
  await tx
    .updateTable('contacts')
    .set({
      kind: next.kind,
      first_name: next.firstName,
      last_name: next.lastName,
      company_name: next.companyName,
      notes: next.notes,
      display_name: nameOrProblem(next),
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await refreshContact(tx, firmId, id);
  const fields = Object.keys(patch).filter((field) => field !== 'version');
  await recordChange(tx, actor, { action: 'contact.changed', id, detail: { fields } });
}

/** Search words anew from what is stored, and a new version: after any change of a contact or its numbers. */
export async function refreshContact(tx: Tx, firmId: string, id: string): Promise<void> {
  const row = await lockContact(tx, firmId, id);
  const numbers = await tx
    .selectFrom('contact_numbers')
    .select(['part', 'e164'])
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', id)
    .execute();
  const emails = await tx
    .selectFrom('contact_emails')
    .select('email')
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', id)
    .execute();
  const addresses = (await readAddresses(tx, firmId, [id])).get(id) ?? [];
  const words = contactWords(
    {
      kind: row.kind,
      firstName: row.first_name,
      lastName: row.last_name,
      companyName: row.company_name,
      notes: row.notes,
    },
    emails.map(({ email }) => email),
    numbers,
    addresses,
  );
  await sql`
    update contacts set search = array_to_tsvector(${words}::text[]), version = version + 1, updated_at = now()
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
}

/** Archived contacts keep everything, and are left out of lists and of matching. */
export async function setContactArchived(tx: Tx, actor: Actor, id: string, archived: boolean): Promise<void> {
  const row = await lockContact(tx, actor.firmId, id);
  await tx
    .updateTable('contacts')
    .set({
      archived_at: archived ? actor.now : null,
      ...(archived ? {} : { merged_into_id: null }),
      version: row.version + 1,
      updated_at: sql`now()`,
    })
    .where('firm_id', '=', actor.firmId)
    .where('id', '=', id)
    .execute();
  await recordChange(tx, actor, { action: archived ? 'contact.archived' : 'contact.restored', id });
}

/** The contact for changing, locked until the transaction ends. */
export async function lockContact(tx: Tx, firmId: string, id: string): Promise<ContactRow> {
  const row = await tx
    .selectFrom('contacts')
    .select(['id', 'kind', 'first_name', 'last_name', 'company_name', 'notes', 'version'])
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return found(row);
}

export async function insertNumbers(
  tx: Tx,
  firmId: string,
  contactId: string,
  rows: readonly NumberRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto('contact_numbers')
    .values(rows.map((row) => ({ firm_id: firmId, id: newId(), contact_id: contactId, ...row })))
    .execute();
}

export async function insertEmails(
  tx: Tx,
  firmId: string,
  contactId: string,
  emails: readonly { email: string; label: string }[],
  firstPosition = 0,
): Promise<void> {
  if (emails.length === 0) return;
  await tx
    .insertInto('contact_emails')
    .values(
      emails.map(({ email, label }, index) => ({
        firm_id: firmId,
        id: newId(),
        contact_id: contactId,
        email,
        label,
        position: firstPosition + index,
      })),
    )
    .execute();
}

async function replaceMembers(
  tx: Tx,
  firmId: string,
  group: { id: string; kind: 'person' | 'company' | 'group' },
  memberIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(memberIds)];
  if (ids.length > 0 && group.kind !== 'group')
    throw problem('invalid_input', 'memberIds: only a group has members.');
  if (ids.length > 0) {
    const { rows } = await sql`
      select 1 from contacts
      where firm_id = ${firmId} and id = any(${ids}::uuid[]) and kind <> 'group' and archived_at is null`.execute(
      tx,
    );
    if (rows.length < ids.length)
      throw problem('invalid_input', 'memberIds: members are people and companies of this firm.');
  }
  await tx
    .deleteFrom('contact_members')
    .where('firm_id', '=', firmId)
    .where('group_id', '=', group.id)
    .execute();
  if (ids.length === 0) return;
  await tx
    .insertInto('contact_members')
    .values(ids.map((contactId) => ({ firm_id: firmId, group_id: group.id, contact_id: contactId })))
    .execute();
}

function nameOrProblem(contact: Parameters<typeof displayNameOf>[0]): string {
  const name = displayNameOf(contact);
  if (name === '') throw problem('invalid_input', 'Give the contact a name.');
  return name;
}
