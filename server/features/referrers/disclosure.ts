/** What a client is told about an introduction (SRA Standards: any financial interest, at the time of the quote). Pure. */
import { moneyWords } from '../fee-scales/index.ts';
import { limitWords, percentWords, type ReferralFacts, referralFee } from './referral-fee.ts';
import type { FeeRule } from './rule.ts';

/** One or two sentences for the quote. `rule` null: nothing was ever agreed. */
export function disclosureOf(referrer: string, rule: FeeRule | null, facts: ReferralFacts): string {
  const nothing = `${referrer} introduced you to us. Nothing is paid for the introduction.`;
  if (rule === null || rule.fee.kind === 'none') return nothing;
  const { pence } = referralFee(rule, facts);
  if (pence === 0) return nothing;
  const amount = `${pence === null ? unknownWords(rule.fee, facts.currency) : moneyWords(pence, facts.currency)}${
    rule.vat.added ? ' + VAT' : ''
  }`;
  switch (rule.payer) {
    case 'firm':
      return `We pay ${referrer} ${amount} for introducing you. It comes out of our fees and adds nothing to your bill.`;
    case 'added_to_price':
      return `${referrer} receives ${amount} for introducing you. It is included in the price of this quote.`;
    case 'disclosed_only':
      return `${referrer} receives ${amount} for introducing you. We do not pay it, and it adds nothing to your bill.`;
  }
}

/** Before the amount can be worked out, how it will be. */
function unknownWords(fee: FeeRule['fee'], currency: string): string {
  const say = (pence: number) => moneyWords(pence, currency);
  if (fee.kind === 'percentage') return `${percentWords(fee)} of our legal fees${limitWords(fee, say)}`;
  if (fee.kind !== 'by_price') return 'a fee';
  const amounts = fee.bands.map(({ pence }) => pence);
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
  return least === most ? say(least) : `between ${say(least)} and ${say(most)}, depending on the price,`;
}
