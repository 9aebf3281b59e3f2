/** What is agreed, in a few words for lists. Pure. */
import { moneyWords } from '../fee-scales/index.ts';
import { limitWords, percentWords } from './referral-fee.ts';
import type { FeeRule } from './rule.ts';

/** "£75 + VAT, paid by us on completion". */
export function ruleWords(rule: FeeRule, currency: string): string {
  const { fee, payer, dueOn, vat } = rule;
  if (fee.kind === 'none') return 'Nothing is paid';
  const amount = `${amountWords(fee, currency)}${vat.added ? ' + VAT' : ''}`;
  if (payer === 'disclosed_only') return `${amount}, paid by somebody else`;
  const by = payer === 'firm' ? 'paid by us' : 'added to the price';
  return `${amount}, ${by}, due on ${dueOn}`;
}

function amountWords(fee: FeeRule['fee'], currency: string): string {
  const say = (pence: number) => moneyWords(pence, currency);
  switch (fee.kind) {
    case 'none':
      return say(0);
    case 'fixed':
      return say(fee.pence);
    case 'by_transaction':
      return rangeWords(
        fee.amounts.map(({ pence }) => pence),
        'by transaction',
        say,
      );
    case 'by_price':
      return rangeWords(
        fee.bands.map(({ pence }) => pence),
        'by price',
        say,
      );
    case 'percentage':
      return `${percentWords(fee)} of legal fees${limitWords(fee, say)}`;
  }
}

function rangeWords(amounts: readonly number[], by: string, say: (pence: number) => string): string {
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
  return least === most ? say(least) : `${say(least)} to ${say(most)} ${by}`;
}
