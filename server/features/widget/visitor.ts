/** What a visitor sends, made into the inputs of a quote; and a price as a visitor may see it. Pure. */

import type { z } from 'zod';
import type { Answers, PricedLine, Side, Totals } from '../fee-scales/index.ts';
import { type PricedNow, type PricedShape, type QuoteInputs, quoteInputs } from '../quotes/index.ts';
import { withoutNames } from './asked.ts';
import type { PublicPrice, publicLine, VisitorInputs } from './public-shapes.ts';

/** Staff choices are as the fee scale says; names that the form does not ask for are left open. */
export function inputsOf({ transaction, clients, answers }: VisitorInputs): QuoteInputs {
  const whole: Partial<Record<Side, Answers>> = {};
  for (const side of ['sale', 'purchase', 'remortgage', 'transfer_of_equity'] as const) {
    const given = answers[side];
    if (given) whole[side] = withoutNames(transaction, side, given);
  }
  return quoteInputs.parse({ transaction, clients, answers: whole });
}

/** `rates`: in words. */
export function publicPriceOf(
  { priced, scale, pricedOn }: PricedNow,
  show: 'lines' | 'range',
  rates: string[],
): PublicPrice {
  const facts = {
    currency: scale.content.currency,
    pricedOn,
    incomplete: incompleteOf(priced),
    rates,
  };
  if (show === 'range') {
    const { tax, total } = priced.totals;
    return { show, ...facts, lowPence: total, highPence: total + furtherPence(priced), tax };
  }
  return {
    show,
    ...facts,
    sides: priced.sides.map(({ side, lines, totals }) => ({
      side,
      lines: lines.map(publicLineOf),
      totals: publicTotalsOf(totals),
    })),
    totals: publicTotalsOf(priced.totals),
  };
}

/** Labels of what counts and has no price: they are not in the totals. */
export function incompleteOf(priced: PricedShape): string[] {
  return priced.sides.flatMap(({ lines }) =>
    lines.filter((line) => line.counts && line.needsPrice).map(({ label }) => label),
  );
}

/** What may come on top: everything that is told and not added. */
function furtherPence(priced: PricedShape): number {
  return priced.sides
    .flatMap(({ lines }) => lines)
    .filter(({ counts }) => !counts)
    .reduce((sum, { grossPence }) => sum + (grossPence ?? 0), 0);
}

export function publicTotalsOf({ onAccount: _, ...totals }: Totals) {
  return totals;
}

type Line = Pick<PricedLine, keyof z.input<typeof publicLine>>;

function publicLineOf(line: Line): z.input<typeof publicLine> {
  const { section, label, detail, why, show, counts, quantity, vat, tax } = line;
  const { netPence, vatPence, grossPence } = line;
  return { section, label, detail, why, show, counts, quantity, netPence, vatPence, grossPence, vat, tax };
}
