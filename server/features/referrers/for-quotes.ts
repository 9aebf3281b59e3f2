/** What a quote needs to know of a referrer. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { FeeRule } from './rule.ts';
import { readRules, ruleOn } from './rules-reads.ts';
import './tables.ts';

export interface ReferrerForQuote {
  id: string;
  name: string;
  contactId: string;
  archived: boolean;
  /** The first is its default; empty: the firm's default. Archived ones are left out. */
  feeScaleIds: string[];
  /** What is agreed on that day; `rule.payer` tells whether the fee is added to the price. */
  agreed: { id: string; number: number; startsOn: string; rule: FeeRule } | null;
}

/** `day`: YYYY-MM-DD in the firm's zone. null when there is no such referrer. */
export async function findReferrerForQuote(
  tx: Tx,
  firmId: string,
  id: string,
  day: string,
): Promise<ReferrerForQuote | null> {
  const { rows } = await sql<Omit<ReferrerForQuote, 'agreed'>>`
    select r.id, r.name, r.contact_id as "contactId", r.archived_at is not null as archived,
      array(select k.fee_scale_id from referrer_fee_scales k
        join fee_scales s on s.firm_id = ${firmId} and s.id = k.fee_scale_id and s.archived_at is null
        where k.firm_id = ${firmId} and k.referrer_id = r.id order by k.position) as "feeScaleIds"
    from referrers r where r.firm_id = ${firmId} and r.id = ${id}`.execute(tx);
  const [row] = rows;
  if (!row) return null;
  const agreed = ruleOn((await readRules(tx, firmId, [id])).get(id) ?? [], day);
  if (agreed === null) return { ...row, agreed };
  const { id: ruleId, number, startsOn, rule } = agreed;
  return { ...row, agreed: { id: ruleId, number, startsOn, rule } };
}
