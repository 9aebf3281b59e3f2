/** What is known of an enquiry where it is decided whether it goes. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { LeadState } from '../leads/index.ts';
import type { LeadFacts } from './decide.ts';
import './tables.ts';

export interface Candidate extends LeadFacts {
  id: string;
  number: number;
  title: string;
  clients: string[];
  closedOn: Date;
}

interface Row {
  id: string;
  number: number;
  title: string;
  state: LeadState;
  lost_code: string | null;
  closed_at: Date | null;
  has_matter: boolean;
  on_hold: boolean;
  anonymised: boolean;
  open_matter: boolean;
  clients: string[];
}

/** Whatever the asker sees: the program's own scope decides, whose eyes no wall narrows. */
const selectFacts = (firmId: string) => sql`
  select l.id, l.number, l.title, l.state, r.code as lost_code, l.closed_at, l.matter_id is not null as has_matter,
    (l.hold_at is not null or exists (select 1 from holds h where h.firm_id = ${firmId} and h.scope = 'firm' and h.ended_at is null)
      or exists (select 1 from lead_clients k, held_by(${firmId}::uuid, null, null, k.contact_id)
        where k.firm_id = ${firmId} and k.lead_id = l.id)) as on_hold, l.anonymised_at is not null as anonymised,
    exists (select 1 from lead_clients k
      join matter_parties p on p.firm_id = ${firmId} and p.contact_id = k.contact_id
      join matters m on m.firm_id = ${firmId} and m.id = p.matter_id and m.status <> 'closed'
      where k.firm_id = ${firmId} and k.lead_id = l.id) as open_matter,
    array(select c.display_name from lead_clients k join contacts c on c.firm_id = ${firmId} and c.id = k.contact_id
      where k.firm_id = ${firmId} and k.lead_id = l.id order by k.position, c.id) as clients
  from leads l left join lost_reasons r on r.firm_id = ${firmId} and r.id = l.lost_reason_id`;

/** Closed enquiries that are not anonymous yet, oldest first, after this one; those closed later than `before` are not due anyhow. */
export async function listClosed(
  tx: Tx,
  firmId: string,
  page: { before: Date; after: readonly [string, string] | null; limit: number },
): Promise<(Candidate & { sortKey: string })[]> {
  const { before, after, limit } = page;
  const { rows } = await sql<Row & { sort_key: string }>`
    select f.*, f.closed_at::text as sort_key from (${selectFacts(firmId)}
      where l.firm_id = ${firmId} and l.closed_at <= ${before} and l.anonymised_at is null and l.matter_id is null
        and (${after?.[0] ?? null}::timestamptz is null
          or (l.closed_at, l.id) > (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))) f
    order by f.closed_at, f.id limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...toCandidate(row), sortKey: row.sort_key }));
}

/** The same of one, held until the transaction ends: what was decided holds while it is done. */
export async function lockFacts(tx: Tx, firmId: string, leadId: string): Promise<Candidate | null> {
  await sql`select 1 from leads where firm_id = ${firmId} and id = ${leadId} for update`.execute(tx);
  const { rows } =
    await sql<Row>`${selectFacts(firmId)} where l.firm_id = ${firmId} and l.id = ${leadId}`.execute(tx);
  return rows[0] ? toCandidate(rows[0]) : null;
}

function toCandidate(row: Row): Candidate {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    clients: row.clients,
    state: row.state,
    lostCode: row.lost_code,
    closedAt: row.closed_at,
    closedOn: row.closed_at ?? new Date(0),
    hasMatter: row.has_matter,
    onHold: row.on_hold,
    anonymised: row.anonymised,
    clientHasOpenMatter: row.open_matter,
  };
}
