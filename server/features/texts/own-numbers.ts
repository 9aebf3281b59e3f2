/** The numbers of contacts, and of the people who come to the portal: which are one, unless contacts were merged. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { accessesOfNumber } from './candidates.ts';
import { whoHasNumber } from './number-owner.ts';

/** E.164, in the contact's order; fax numbers are none for texts. */
export async function contactNumbers(tx: Tx, firmId: string, contactId: string): Promise<string[]> {
  const { rows } = await sql<{ e164: string }>`
    select e164 from contact_numbers
    where firm_id = ${firmId} and contact_id = ${contactId} and e164 is not null and not fax
    group by e164 order by min(position), e164`.execute(tx);
  return rows.map(({ e164 }) => e164);
}

/** Of the contact that somebody of the portal is after all merges: all that may be theirs, for words that stop texts. */
export async function numbersThatMayBe(tx: Tx, firmId: string, portalUserId: string): Promise<string[]> {
  const contactId = await rootContact(tx, firmId, portalUserId);
  return contactId === null ? [] : await contactNumbers(tx, firmId, contactId);
}

/**
 * Those that are surely theirs. Of merged contacts the record holds the numbers of all of them, and what is meant for one must
 * not reach another: a number counts for whom it was used with before.
 */
export async function ownNumbers(tx: Tx, firmId: string, portalUserId: string): Promise<string[]> {
  const contactId = await rootContact(tx, firmId, portalUserId);
  if (contactId === null) return [];
  const own: string[] = [];
  for (const number of await contactNumbers(tx, firmId, contactId)) {
    const [owner, another] = whoHasNumber(contactId, await accessesOfNumber(tx, firmId, number, [contactId]));
    if (another === undefined && owner?.portalUserIds.includes(portalUserId)) own.push(number);
  }
  return own;
}

async function rootContact(tx: Tx, firmId: string, portalUserId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string | null }>`
    select merged_root(${firmId}, contact_id) as id from portal_users
    where firm_id = ${firmId} and id = ${portalUserId}`.execute(tx);
  return rows[0]?.id ?? null;
}
