/** The price ladder: what the legal fee of each side comes to along the price. Pure. */
import { unitAmount } from './amount.ts';
import type { FeeScaleContent } from './content.ts';
import { type Side, sides } from './questions.ts';
import type { QuoteRates } from './quote-rates.ts';

export interface LadderStep {
  /** Whole units of the currency, both inside; `to` null: open. */
  from: number;
  to: number | null;
  /** Minor units before VAT, at both ends of the step; null: a person must say. */
  lowPence: number | null;
  highPence: number | null;
}

/** What no legal fee asks for. */
const noRates: QuoteRates = {
  propertyTax: () => ({ known: false, why: '' }),
  registrationFee: () => ({ known: false, why: '' }),
  informationFee: () => ({ known: false, why: '' }),
};

/** Each side that has legal fees, step by step; lines that hang on further answers are left out. */
export function laddersOf(content: FeeScaleContent): { side: Side; steps: LadderStep[] }[] {
  return sides.flatMap((side) => {
    const lines = content.lines.filter(
      (line) =>
        line.section === 'legal_fees' &&
        line.show === 'charged' &&
        line.trigger.length === 0 &&
        line.sides.includes(side),
    );
    if (lines.length === 0) return [];
    const starts = new Set([1]);
    for (const { amount } of lines) {
      if (amount.rule === 'banded') for (const { from } of amount.bands) starts.add(Math.max(1, from));
      if (amount.rule === 'formula')
        for (const term of amount.terms)
          if (term.kind === 'share' && term.above > 0) starts.add(term.above + 1);
    }
    const at = (pounds: number): number | null => {
      const answers = { price: pounds, loan: pounds, titles: 1, mortgagesToRedeem: 1 };
      let sum = 0;
      for (const { amount } of lines) {
        const worked = unitAmount(amount, {
          side,
          answers,
          clients: 1,
          currency: content.currency,
          rates: noRates,
        });
        if (!worked.known) return null;
        sum += worked.pence;
      }
      return sum;
    };
    const from = [...starts].sort((a, b) => a - b);
    const steps = from.map((start, index) => {
      const next = from[index + 1];
      const to = next === undefined ? null : next - 1;
      return { from: start, to, lowPence: at(start), highPence: at(to ?? start) };
    });
    return [{ side, steps }];
  });
}
