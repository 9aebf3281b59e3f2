/** The price ladder: what the legal fee of each side comes to along the price. Pure. */
import { unitAmount } from './amount.ts';
import type { AmountRule, FeeScaleContent } from './content.ts';
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
    const starts = new Set([1, ...lines.flatMap(({ amount }) => edgesOf(amount))]);
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
    const from = [...starts].filter((start) => start >= 1).sort((a, b) => a - b);
    const steps = from.map((start, index) => {
      const next = from[index + 1];
      const to = next === undefined ? null : next - 1;
      return { from: start, to, lowPence: at(start), highPence: at(to ?? start) };
    });
    return [{ side, steps }];
  });
}

/** The prices at which an amount begins to follow another line: each band, and where a least or a most takes hold. */
function edgesOf(amount: AmountRule): number[] {
  switch (amount.rule) {
    case 'banded':
      // Both ends: bands with a hole between them are drawn, too, while somebody mends them.
      return amount.bands.flatMap(({ from, to, charge }) => [
        from,
        ...(to === null ? [] : [to + 1]),
        ...(charge.kind === 'percentage' ? limitEdges(amount, charge.basisPoints, { from, to }) : []),
      ]);
    case 'percentage':
      return limitEdges(amount, amount.basisPoints, { from: 1, to: null });
    case 'formula':
      return amount.terms.flatMap((term) => (term.kind === 'share' ? [term.above + 1] : []));
    default:
      return [];
  }
}

/** Inside the band only. */
function limitEdges(
  { minPence, maxPence }: { minPence: number | null; maxPence: number | null },
  basisPoints: number,
  { from, to }: { from: number; to: number | null },
): number[] {
  return [minPence, maxPence]
    .flatMap((limit) => (limit === null ? [] : [Math.ceil((limit * 100) / basisPoints)]))
    .filter((price) => price > from && (to === null || price <= to));
}
