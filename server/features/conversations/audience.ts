/** What to look at twice before somebody hears a client's words: the warnings of the table T12. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';

export const audienceWarning = z.object({
  portalUserId: z.uuid(),
  kind: z.enum(['shared_address', 'shared_with_other_side', 'company_address']),
  with: z.string().describe('The other contact, or the company'),
});
export type AudienceWarning = z.infer<typeof audienceWarning>;

/**
 * Mailboxes and telephones that another contact has too, of the other side above all; and mailboxes at a company that the
 * firm knows, which may read what its people get. With the reader's eyes: a matter behind a wall warns of nothing.
 */
export async function warnOfAudience(
  tx: Tx,
  firmId: string,
  matterId: string | null,
  portalUserIds: readonly string[],
): Promise<AudienceWarning[]> {
  if (portalUserIds.length === 0) return [];
  const people = sql`select u.id, u.contact_id, lower(u.email) as email from portal_users u
    where u.firm_id = ${firmId} and u.id = any(${[...portalUserIds]}::uuid[])`;
  const { rows } = await sql<AudienceWarning>`
    with people as (${people}),
    shared as (
      select p.id, e.contact_id from people p
        join contact_emails e on e.firm_id = ${firmId} and lower(e.email) = p.email and e.contact_id <> p.contact_id
      union
      select p.id, b.contact_id from people p
        join contact_numbers a on a.firm_id = ${firmId} and a.contact_id = p.contact_id and a.e164 is not null
        join contact_numbers b on b.firm_id = ${firmId} and b.e164 = a.e164 and b.contact_id <> p.contact_id
    )
    select distinct s.id as "portalUserId", c.display_name as "with",
      case when exists (
        -- A party of the same matter, or of one on which both stand, who is no client where the person is one.
        select 1 from matter_parties o where o.firm_id = ${firmId} and o.contact_id = s.contact_id and not o.is_client
          and (o.matter_id = ${matterId} or exists (select 1 from matter_parties mine join people p on p.contact_id = mine.contact_id
            where mine.firm_id = ${firmId} and mine.matter_id = o.matter_id and mine.is_client and p.id = s.id))
      ) then 'shared_with_other_side' else 'shared_address' end as kind
    from shared s join contacts c on c.firm_id = ${firmId} and c.id = s.contact_id and c.archived_at is null
    union
    select p.id, k.company_name, 'company_address'
    from people p
    join contact_emails e on e.firm_id = ${firmId} and split_part(lower(e.email), '@', 2) = split_part(p.email, '@', 2)
    join contacts k on k.firm_id = ${firmId} and k.id = e.contact_id and k.kind = 'company' and k.archived_at is null
    where k.id <> p.contact_id
    order by 3, 2`.execute(tx);
  return rows;
}
