import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { addToDosOfNewcomer } from '../calendar/index.ts';
import { asSystem, attachLogin } from '../portal-sign-in/index.ts';

export interface FoundPortalUser {
  id: string;
  contactId: string;
  name: string;
  email: string;
  active: boolean;
  /** It was made by this very call. */
  created: boolean;
}

interface ContactFacts {
  name: string;
  archived: boolean;
  emails: string[];
}

/**
 * The portal user of a contact, made (with its login) when there is none; inside a transaction of the firm. It mails
 * nothing. Not found for a contact that is not there; `invalid_input` with the reason `no_email` for one without an
 * address, since portal, notices and second factor all need one.
 */
export async function findOrCreatePortalUser(
  tx: Tx,
  actor: Actor,
  contactId: string,
  chosenEmail?: string,
): Promise<FoundPortalUser> {
  const { firmId, now } = actor;
  const contact = found(await readContact(tx, firmId, contactId));
  const before = await findByContact(tx, firmId, contactId);
  if (before) return { ...before, contactId, name: contact.name, created: false };
  const email = emailFor(contact, chosenEmail);
  const id = newId();
  const { rows } = await sql<{ id: string }>`
    insert into portal_users (firm_id, id, contact_id, email, created_by_staff_id, created_at, updated_at)
    values (${firmId}, ${id}, ${contactId}, ${email}, ${actor.staffId}, ${now}, ${now})
    on conflict (firm_id, contact_id) where replaced_by_id is null do nothing returning id`.execute(tx);
  // Somebody else made it at the same moment.
  if (!rows[0])
    return {
      ...found(await findByContact(tx, firmId, contactId)),
      contactId,
      name: contact.name,
      created: false,
    };
  await asSystem(tx, () => attachLogin(tx, { firmId, portalUserId: id, email, now }));
  await addToDosOfNewcomer(tx, firmId, id, now);
  await recordChange(tx, actor, { action: 'portal_user.created', id, detail: { contactId, email } });
  return { id, contactId, name: contact.name, email, active: true, created: true };
}

async function findByContact(
  tx: Tx,
  firmId: string,
  contactId: string,
): Promise<{ id: string; email: string; active: boolean } | null> {
  const { rows } = await sql<{ id: string; email: string; active: boolean }>`
    select id, email, active from portal_users where firm_id = ${firmId} and contact_id = ${contactId}`.execute(
    tx,
  );
  return rows[0] ?? null;
}

async function readContact(tx: Tx, firmId: string, id: string): Promise<ContactFacts | null> {
  const { rows } = await sql<ContactFacts>`
    select c.display_name as name, c.archived_at is not null as archived,
      array(select e.email from contact_emails e where e.firm_id = ${firmId} and e.contact_id = c.id
        order by e.position, e.id) as emails
    from contacts c where c.firm_id = ${firmId} and c.id = ${id}`.execute(tx);
  return rows[0] ?? null;
}

function emailFor({ name, archived, emails }: ContactFacts, chosen: string | undefined): string {
  const refused = (field: string, message: string, reason: string) =>
    problem('invalid_input', message, { fields: [{ field, message }], reason });
  if (archived) throw refused('contactId', `${name} is archived: restore the contact first.`, 'archived');
  const [first] = emails;
  if (first === undefined)
    throw refused(
      'contactId',
      `${name} has no e-mail address. Add one to the contact: clients sign in and are told of messages by e-mail.`,
      'no_email',
    );
  if (chosen === undefined) return first;
  const one = emails.find((email) => email.toLowerCase() === chosen.toLowerCase());
  if (one === undefined) throw refused('email', `${chosen} is none of ${name}’s addresses.`, 'other_email');
  return one;
}
