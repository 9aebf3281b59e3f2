/** Quotes calculated: answers checked, every line priced, taxed and explained, totals made. One process, no database. */
import { randomUUID } from 'node:crypto';
import { type FeeScaleContent, priceTransaction } from '../server/features/fee-scales/index.ts';
import { usualContent } from '../server/features/fee-scales/usual-lines.ts';
import { type QuoteInputs, quoteInputs, readInputs } from '../server/features/quotes/inputs.ts';
import { ratesFor } from '../server/features/quotes/rates-of-side.ts';
import { bundledRates } from '../server/features/rates/index.ts';
import { median, type Report } from './report.ts';

const rounds = 5;
const each = 50_000;

const leasehold = { tenure: 'leasehold', titles: 2 };
const cases: [name: string, inputs: unknown][] = [
  ['sale', { transaction: 'sale', answers: { sale: { price: 250_000, mortgagesToRedeem: 1 } } }],
  [
    'purchase',
    {
      transaction: 'purchase',
      clients: 2,
      answers: { purchase: { price: 420_000, mortgage: true, lender: 'A bank', giftedDeposits: 1 } },
    },
  ],
  [
    'sale and purchase, leasehold',
    {
      transaction: 'sale_and_purchase',
      clients: 2,
      answers: {
        sale: { price: 250_000, mortgagesToRedeem: 1, ...leasehold },
        purchase: {
          price: 420_000,
          mortgage: true,
          lender: 'A bank',
          buyerStatus: 'additional',
          ...leasehold,
        },
      },
    },
  ],
  [
    'remortgage',
    {
      transaction: 'remortgage',
      answers: { remortgage: { price: 300_000, loan: 180_000, lender: 'A bank' } },
    },
  ],
];

export async function run(): Promise<Report> {
  const usual = usualContent('GB', 'GBP', randomUUID);
  const long: FeeScaleContent = {
    ...usual,
    lines: Array.from({ length: 4 }, () => usual.lines.map((line) => ({ ...line, id: randomUUID() }))).flat(),
  };
  const rows: string[][] = [];
  const rates: number[] = [];
  for (const [name, given] of cases) {
    const inputs = quoteInputs.parse(given);
    const speeds = Array.from({ length: rounds }, () => speedOf(usual, inputs));
    rates.push(median(speeds));
    rows.push([
      name,
      String(calculate(usual, inputs).sides.flatMap(({ lines }) => lines).length),
      Math.round(median(speeds)).toLocaleString('en-GB'),
      Math.round(median(Array.from({ length: rounds }, () => speedOf(long, inputs)))).toLocaleString('en-GB'),
    ]);
  }
  const reached = Math.min(rates[0] ?? 0, rates[1] ?? 0);
  return {
    name: 'quote',
    about: `A quote calculated from its answers by the usual fee scale (${usual.lines.length} lines) and by one four times as long, with property tax, registration fee and the sentence of every line; one thread. Medians of ${rounds} rounds of ${each}.`,
    columns: ['transaction', 'lines of the quote', 'calculations/s', 'scale of four times the lines'],
    rows,
    targets: [
      {
        target: '≥ 50,000 calculations/s (one property)',
        reached: `${Math.round(reached).toLocaleString('en-GB')}/s (the slower of sale and purchase)`,
        met: reached >= 50_000,
      },
    ],
    settings: { rounds, each },
  };
}

function calculate(content: FeeScaleContent, inputs: QuoteInputs) {
  const read = readInputs(inputs);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const { transaction, clients, choices } = inputs;
  const { rates } = ratesFor(bundledRates(), '2026-11-22');
  return priceTransaction({ content, transaction, clients, answers: read.answers, choices, rates });
}

function speedOf(content: FeeScaleContent, inputs: QuoteInputs): number {
  const begun = performance.now();
  let sum = 0;
  for (let done = 0; done < each; done += 1) sum += calculate(content, inputs).totals.total;
  if (!Number.isSafeInteger(sum)) throw new Error('not whole pence');
  return (each / (performance.now() - begun)) * 1000;
}
