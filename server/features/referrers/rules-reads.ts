/** What is agreed with referrers, read from the database. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { versionOn } from '../fee-scales/index.ts';
import { type FeeRule, feeRule } from './rule.ts';
import './tables.ts';

export interface KeptRule {
  id: string;
  number: number;
  /** YYYY-MM-DD. */
  startsOn: string;
  rule: FeeRule;
  used: boolean;
}

/** Of many referrers in one statement, newest first. */
export async function readRules(
  tx: Tx,
  firmId: string,
  referrerIds: readonly string[],
): Promise<Map<string, KeptRule[]>> {
  if (referrerIds.length === 0) return new Map();
  const { rows } = await sql<Omit<KeptRule, 'rule'> & { referrerId: string; rule: unknown }>`
    select r.referrer_id as "referrerId", r.id, r.number, r.starts_on as "startsOn", r.rule,
      exists (select 1 from referrals f where f.firm_id = ${firmId} and f.rule_id = r.id) as used
    from referrer_fee_rules r
    where r.firm_id = ${firmId} and r.referrer_id = any(${[...referrerIds]}::uuid[])
    order by r.starts_on desc, r.number desc`.execute(tx);
  const kept = rows.map(({ rule, ...row }) => ({ ...row, rule: feeRule.parse(rule) }));
  return Map.groupBy(kept, ({ referrerId }) => referrerId);
}

/** The one that holds on a day; null before the first. */
export function ruleOn(rules: readonly KeptRule[], day: string): KeptRule | null {
  return versionOn(rules, day);
}
