/** What onboarding stands on: a matter, or a lead that may become one. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import type { Candidate } from './shapes.ts';

export type CaseRef = { matterId: string } | { leadId: string };

export interface OnboardingCase {
  /** The lead that became the matter, too. */
  leadId: string | null;
  matterId: string | null;
  title: string;
}

/** `not_found` for one that the reader does not see. */
export async function getCase(tx: Tx, firmId: string, ref: CaseRef): Promise<OnboardingCase> {
  if ('leadId' in ref) {
    const { rows } = await sql<{ title: string; matter_id: string | null }>`
      select title, matter_id from leads where firm_id = ${firmId} and id = ${ref.leadId}`.execute(tx);
    const { title, matter_id: matterId } = found(rows[0]);
    return { leadId: ref.leadId, matterId, title };
  }
  const { rows } = await sql<{ title: string; lead_id: string | null }>`
    select m.title, (select min(l.id::text)::uuid from leads l where l.firm_id = ${firmId} and l.matter_id = m.id) as lead_id
    from matters m where m.firm_id = ${firmId} and m.id = ${ref.matterId}`.execute(tx);
  const { title, lead_id: leadId } = found(rows[0]);
  return { leadId, matterId: ref.matterId, title };
}

/** Clients of the matter, else of the lead, with how they are invited: the first address, and a number marked as mobile before others. */
export async function listCandidates(
  tx: Tx,
  firmId: string,
  { leadId, matterId }: OnboardingCase,
): Promise<Candidate[]> {
  const clients =
    matterId !== null
      ? sql`select contact_id, min(0) as position from matter_parties
          where firm_id = ${firmId} and matter_id = ${matterId} and is_client group by contact_id`
      : sql`select contact_id, position from lead_clients where firm_id = ${firmId} and lead_id = ${leadId}`;
  const { rows } = await sql<Candidate>`
    select c.id as "contactId", c.display_name as name,
      (select e.email from contact_emails e where e.firm_id = ${firmId} and e.contact_id = c.id
        order by e.position, e.id limit 1) as email,
      (select n.e164 from contact_numbers n
        where n.firm_id = ${firmId} and n.contact_id = c.id and n.e164 is not null and not n.fax
        order by n.label !~* 'mobile|cell', n.e164 !~ '^\\+447', n.position, n.id limit 1) as mobile
    from (${clients}) k join contacts c on c.firm_id = ${firmId} and c.id = k.contact_id
    where c.archived_at is null order by k.position, lower(c.display_name), c.id`.execute(tx);
  return rows;
}
