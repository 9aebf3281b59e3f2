/** Who asks: contacts of the practice record, chosen or made with the lead. */
import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { createContact } from '../practice/index.ts';
import type { LeadClientInput, NewClient } from './shapes.ts';
import './tables.ts';

/** Ids of contacts in the given order, each once; new ones are made. An archived or unknown one is refused. */
export async function resolveClients(
  tx: Tx,
  actor: Actor,
  inputs: readonly LeadClientInput[],
): Promise<string[]> {
  const chosen = inputs.flatMap((input) => ('contactId' in input ? [input.contactId] : []));
  await mustBeContacts(tx, actor.firmId, chosen);
  const ids: string[] = [];
  for (const input of inputs)
    ids.push('contactId' in input ? input.contactId : await makeContact(tx, actor, input));
  return [...new Set(ids)];
}

async function mustBeContacts(tx: Tx, firmId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const wanted = [...new Set(ids)];
  const { rows } = await sql`
    select 1 from contacts
    where firm_id = ${firmId} and id = any(${wanted}::uuid[]) and archived_at is null`.execute(tx);
  if (rows.length < wanted.length)
    throw problem('invalid_input', 'clients: there is no such contact.', {
      fields: [{ field: 'clients', message: 'There is no such contact' }],
    });
}

async function makeContact(tx: Tx, actor: Actor, input: NewClient): Promise<string> {
  const { firstName, lastName, companyName, phones, emails } = input;
  const person = firstName !== '' || lastName !== '';
  // Whoever gave only a number or an address is known by it until somebody asks the name.
  const nameless = !person && companyName === '';
  return await createContact(tx, actor, {
    kind: person || nameless ? 'person' : 'company',
    firstName,
    lastName: nameless ? (phones[0] ?? emails[0] ?? '') : lastName,
    companyName,
    notes: '',
    phones: phones.map((text) => ({ text, label: '' })),
    emails: emails.map((email) => ({ email, label: '' })),
    memberIds: [],
  });
}

export async function replaceClients(
  tx: Tx,
  firmId: string,
  leadId: string,
  contactIds: readonly string[],
): Promise<void> {
  await tx.deleteFrom('lead_clients').where('firm_id', '=', firmId).where('lead_id', '=', leadId).execute();
  if (contactIds.length === 0) return;
  await tx
    .insertInto('lead_clients')
    .values(
      contactIds.map((contactId, position) => ({
        firm_id: firmId,
        lead_id: leadId,
        contact_id: contactId,
        position,
      })),
    )
    .execute();
}

export interface LeadClient {
  contactId: string;
  name: string;
  firstName: string;
  /** E.164 where it can be read, else as written; fax numbers left out. */
  phones: string[];
  /** E.164 only: what can be called and compared. */
  numbers: string[];
  emails: string[];
  noReminders: boolean;
}

/** In their order, with how they are reached. */
export async function listClients(tx: Tx, firmId: string, leadId: string): Promise<LeadClient[]> {
  const { rows } = await sql<LeadClient>`
    select c.id as "contactId", c.display_name as name, c.first_name as "firstName",
      array(select coalesce(n.e164, n.part) from contact_numbers n
        where n.firm_id = ${firmId} and n.contact_id = c.id and not n.fax order by n.position, n.id) as phones,
      array(select n.e164 from contact_numbers n
        where n.firm_id = ${firmId} and n.contact_id = c.id and n.e164 is not null order by n.fax, n.position, n.id) as numbers,
      array(select e.email from contact_emails e
        where e.firm_id = ${firmId} and e.contact_id = c.id order by e.position, e.id) as emails,
      exists (select 1 from chase_opt_outs o where o.firm_id = ${firmId} and o.contact_id = c.id) as "noReminders"
    from lead_clients l join contacts c on c.firm_id = ${firmId} and c.id = l.contact_id
    where l.firm_id = ${firmId} and l.lead_id = ${leadId}
    order by l.position, l.contact_id`.execute(tx);
  return rows;
}
