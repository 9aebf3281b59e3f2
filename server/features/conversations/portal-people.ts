/** The people of a matter, as those one could write to. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { conversationClasses } from './kinds.ts';
import { classOfParty } from './privilege.ts';

export const portalPerson = z.object({
  contactId: z.uuid(),
  name: z.string(),
  roles: z.array(z.string()).describe('On the matter'),
  isClient: z.boolean(),
  email: z.string().nullable().describe('Of the portal, else the first of the contact; null: none'),
  portalUserId: z.uuid().nullable().describe('Null: they are not of the portal, or no longer'),
  class: z.enum(conversationClasses).describe('How close to the client'),
});
export type PortalPerson = z.infer<typeof portalPerson>;

interface Row {
  contactId: string;
  name: string;
  email: string | null;
  portalUserId: string | null;
  parties: { role: string; isClient: boolean }[];
}

/** Clients first, then by name; with the reader's eyes: `not_found` for a matter that is not theirs to see. */
export async function listPortalPeople(tx: Tx, firmId: string, matterId: string): Promise<PortalPerson[]> {
  const matter = await sql`select 1 from matters where firm_id = ${firmId} and id = ${matterId}`.execute(tx);
  found(matter.rows[0]);
  const { rows } = await sql<Row>`
    select c.id as "contactId", c.display_name as name, u.id as "portalUserId",
      coalesce(nullif(u.email, ''), u.number, (select e.email from contact_emails e
        where e.firm_id = ${firmId} and e.contact_id = c.id order by e.position, e.id limit 1)) as email,
      jsonb_agg(jsonb_build_object('role', p.role, 'isClient', p.is_client) order by p.role) as parties
    from matter_parties p
    join contacts c on c.firm_id = ${firmId} and c.id = p.contact_id and c.archived_at is null
    left join portal_users u on u.firm_id = ${firmId} and u.contact_id = c.id and u.active
    where p.firm_id = ${firmId} and p.matter_id = ${matterId}
    group by c.id, c.display_name, u.id, u.email, u.number
    order by bool_or(p.is_client) desc, lower(c.display_name), c.id`.execute(tx);
  return rows.map(({ parties, ...row }) => ({
    ...row,
    roles: [...new Set(parties.map(({ role }) => role).filter((role) => role !== ''))],
    isClient: parties.some(({ isClient }) => isClient),
    class: classOfParty(parties),
  }));
}
