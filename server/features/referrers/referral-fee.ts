/** What a referral costs, and why. Pure; integers only. */
import { moneyWords, portion, type Transaction } from '../fee-scales/index.ts';
import { type FeeRule, transactionWords } from './rule.ts';

export interface ReferralFacts {
  transaction: Transaction;
  /** Whole units of currency; of a sale and purchase both together. null or 0: not known yet. */
  price: number | null;
  /** Legal fees before VAT, minor units; null: not known yet. */
  legalFeesNetPence: number | null;
  /** ISO 4217. */
  currency: string;
}

export interface ReferralFee {
  /** Minor units before VAT; null: it cannot be worked out yet. */
  pence: number | null;
  vatPence: number | null;
  why: string;
}

export function referralFee(rule: FeeRule, facts: ReferralFacts): ReferralFee {
  const { pence, why } = netFee(rule.fee, facts);
  if (pence === null) return { pence, vatPence: null, why };
  const vatPence = rule.vat.added ? portion(pence, rule.vat.basisPoints, 10_000) : 0;
  return { pence, vatPence, why };
}

function netFee(fee: FeeRule['fee'], facts: ReferralFacts): Pick<ReferralFee, 'pence' | 'why'> {
  const say = (pence: number) => moneyWords(pence, facts.currency);
  switch (fee.kind) {
    case 'none':
      return { pence: 0, why: 'Nothing is paid for introductions' };
    case 'fixed':
      return { pence: fee.pence, why: 'Fixed fee' };
    case 'by_transaction': {
      const words = transactionWords[facts.transaction];
      const found = fee.amounts.find(({ transaction }) => transaction === facts.transaction);
      if (!found) return { pence: 0, why: `Nothing is agreed for ${words}` };
      return { pence: found.pence, why: `For ${words}` };
    }
    case 'by_price': {
      const { price } = facts;
      if (price === null || price <= 0) return { pence: null, why: 'The price is not known yet' };
      const band = fee.bands.find(({ to }) => to === null || price <= to);
      if (!band) return { pence: null, why: `No band for ${say(price * 100)}` };
      return { pence: band.pence, why: `For a price ${bandWords(band, say)}` };
    }
    case 'percentage': {
      const { legalFeesNetPence: base } = facts;
      if (base === null) return { pence: null, why: 'The legal fees are not known yet' };
      const pence = Math.min(
        Math.max(portion(base, fee.basisPoints, 10_000), fee.minPence ?? 0),
        fee.maxPence ?? Number.MAX_SAFE_INTEGER,
      );
      return { pence, why: `${percentWords(fee)} of ${say(base)} legal fees${limitWords(fee, say)}` };
    }
  }
}

type Say = (pence: number) => string;
type Percentage = Extract<FeeRule['fee'], { kind: 'percentage' }>;

function bandWords({ from, to }: { from: number; to: number | null }, say: Say): string {
  if (to === null) return `from ${say(from * 100)}`;
  return from <= 1 ? `up to ${say(to * 100)}` : `from ${say(from * 100)} to ${say(to * 100)}`;
}

export function percentWords({ basisPoints }: Pick<Percentage, 'basisPoints'>): string {
  return `${basisPoints / 100} %`;
}

export function limitWords(
  { minPence, maxPence }: Pick<Percentage, 'minPence' | 'maxPence'>,
  say: Say,
): string {
  if (minPence !== null && maxPence !== null)
    return `, at least ${say(minPence)} and at most ${say(maxPence)}`;
  if (minPence !== null) return `, at least ${say(minPence)}`;
  return maxPence === null ? '' : `, at most ${say(maxPence)}`;
}
