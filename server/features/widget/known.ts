/** Contacts who share an e-mail or a number with a visitor: for the firm's eyes only. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';

export interface Known {
  contactId: string;
  name: string;
  sameName: boolean;
  by: 'email' | 'number';
}

const most = 10;

export async function findKnown(
  tx: Tx,
  firmId: string,
  who: { firstName: string; lastName: string; email: string; numbers: readonly string[] },
): Promise<Known[]> {
  const { rows } = await sql<Known>`
    select c.id as "contactId", c.display_name as name,
      lower(c.first_name) = lower(${who.firstName}::text) and lower(c.last_name) = lower(${who.lastName}::text) as "sameName",
      case when exists (select 1 from contact_emails e where e.firm_id = ${firmId} and e.contact_id = c.id
        and e.email_key = lower(${who.email}::text)) then 'email' else 'number' end as by
    from contacts c
    where c.firm_id = ${firmId} and c.merged_into_id is null and c.archived_at is null and c.id in (
      select contact_id from contact_emails
        where firm_id = ${firmId} and ${who.email}::text <> '' and email_key = lower(${who.email}::text)
      union select contact_id from contact_numbers
        where firm_id = ${firmId} and e164 = any(${[...who.numbers]}::text[]))
    order by c.display_name, c.id limit ${most}`.execute(tx);
  return rows;
}
