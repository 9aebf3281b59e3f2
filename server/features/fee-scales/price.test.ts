import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answers } from './answers.ts';
import { readAnswers } from './answers.ts';
import { type FeeLine, type FeeScaleContent, feeScaleContent } from './content.ts';
import { type Choices, type Priced, priceTransaction } from './price.ts';
import { type Side, sidesOf, type Transaction, transactions } from './questions.ts';
import type { QuoteRates } from './quote-rates.ts';
import { emptyContent, usualContent } from './usual-lines.ts';

let last = 0;
const id = () => `01980000-0000-7000-8000-${String(++last).padStart(12, '0')}`;

type LineInput = Partial<FeeLine> & Pick<FeeLine, 'label' | 'amount'>;
function scaleOf(...lines: LineInput[]): FeeScaleContent {
  return feeScaleContent.parse({
    ...emptyContent('GB', 'GBP'),
    lines: lines.map((line) => ({
      id: id(),
      section: 'legal_fees',
      sides: ['sale'],
      vat: { treatment: 'standard' },
      ...line,
    })),
  });
}

/** Rates of this test's own. */
const rates: QuoteRates = {
  propertyTax: (_side, { price }) =>
    Number(price) > 900_000
      ? { known: false, why: 'Linked with another purchase' }
      : { known: true, pence: Number(price), why: 'a tax', slices: [] },
  registrationFee: () => ({ known: true, pence: 150_00, why: 'Scale 1' }),
  informationFee: () => ({ known: true, pence: 7_00, why: 'HM Land Registry' }),
};
const noChoices: Choices = { ticked: {}, prices: {}, discounts: [], extra: [] };

interface Asked {
  transaction?: Transaction;
  clients?: number;
  answers?: Partial<Record<Side, Answers>>;
  choices?: Partial<Choices>;
}

function price(content: FeeScaleContent, asked: Asked = {}): Priced {
  const transaction = asked.transaction ?? 'sale';
  const answers: Partial<Record<Side, Answers>> = {};
  for (const side of sidesOf(transaction)) {
    const read = readAnswers(transaction, side, asked.answers?.[side] ?? { price: 200_000 });
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    answers[side] = read.answers;
  }
  const choices = { ...noChoices, ...asked.choices };
  return priceTransaction({ content, transaction, clients: asked.clients ?? 1, answers, choices, rates });
}
const linesOf = (priced: Priced) => priced.sides.flatMap(({ lines }) => lines);

test('leasehold sale of 200,000: 795 + VAT, transfer 30 + VAT, copies 15: 1,005 in all (quotes.md §2.4)', () => {
  const content = scaleOf(
    { label: 'Legal fee', amount: { rule: 'fixed', pence: 795_00 } },
    { label: 'Transfer', section: 'additional_fees', amount: { rule: 'fixed', pence: 30_00 } },
    {
      label: 'Copies',
      section: 'disbursements',
      amount: { rule: 'fixed', pence: 15_00 },
      vat: { treatment: 'outside_scope', inclusive: false },
    },
  );
  expect(price(content, { answers: { sale: { price: 200_000, tenure: 'leasehold' } } }).totals).toEqual({
    feesNet: 825_00,
    feesVat: 165_00,
    disbursementsNet: 15_00,
    disbursementsVat: 0,
    subtotal: 1_005_00,
    tax: 0,
    total: 1_005_00,
    onAccount: 0,
  });
});

describe('VAT is rounded half-up on each line', () => {
  const cases: [string, number, boolean, number, number][] = [
    ['0.02 + 20 % = 0.004: down', 2, false, 2, 0],
    ['0.03 + 20 % = 0.006: up', 3, false, 3, 1],
    ['12.53 + 20 % = 2.506', 12_53, false, 12_53, 2_51],
    ['36.00 with VAT in it', 36_00, true, 30_00, 6_00],
    ['1.00 with VAT in it: 0.8333', 1_00, true, 83, 17],
    ['0.03 with VAT in it: 0.025 is up', 3, true, 3, 0],
  ];
  test.each(cases)('%s', (_name, pence, inclusive, net, vat) => {
    const [line] = linesOf(
      price(
        scaleOf({ label: 'x', amount: { rule: 'fixed', pence }, vat: { treatment: 'standard', inclusive } }),
      ),
    );
    expect([line?.netPence, line?.vatPence, line?.grossPence]).toEqual([net, vat, net + vat]);
  });
  test.each(['zero', 'exempt', 'outside_scope'] as const)('%s: none', (treatment) => {
    const [line] = linesOf(
      price(
        scaleOf({ label: 'x', amount: { rule: 'fixed', pence: 100 }, vat: { treatment, inclusive: true } }),
      ),
    );
    expect([line?.netPence, line?.vatPence]).toEqual([100, 0]);
  });
});

describe('amount rules', () => {
  const bands: FeeLine['amount'] = {
    rule: 'banded',
    by: 'price',
    bands: [
      { from: 0, to: 100_000, charge: { kind: 'amount', pence: 500_00 } },
      { from: 100_001, to: 500_000, charge: { kind: 'percentage', basisPoints: 50 } },
      { from: 500_001, to: null, charge: { kind: 'on_application' } },
    ],
    minPence: 400_00,
    maxPence: 2_000_00,
    roundToPence: 5_00,
  };
  test.each([
    [100_000, 500_00, 'up to £100,000'],
    [100_001, 500_00, '0.5 % of £100,001, for a price from £100,001 to £500,000'],
    [123_456, 615_00, '0.5 %'],
    [500_000, 2_000_00, 'at most £2,000'],
  ])('a band is chosen by price ≤ to: %i', (pounds, pence, why) => {
    const [line] = linesOf(
      price(scaleOf({ label: 'x', amount: bands }), { answers: { sale: { price: pounds } } }),
    );
    expect(line?.netPence).toBe(pence);
    expect(line?.why).toContain(why);
  });
  test('on application is a price that a person must say, never 0', () => {
    const priced = price(scaleOf({ label: 'x', amount: bands }), { answers: { sale: { price: 500_001 } } });
    const [line] = linesOf(priced);
    expect(line).toMatchObject({ needsPrice: true, netPence: null, grossPence: null });
    expect(priced.needsPrice).toEqual([line?.key]);
    const key = line?.key ?? '';
    const set = price(scaleOf({ label: 'x', amount: bands }), { answers: { sale: { price: 500_001 } } });
    expect(set.totals.total).toBe(0);
    expect(key).toMatch(/^sale:/);
  });
  test('a price of 0 is one that nobody knows', () => {
    const priced = price(scaleOf({ label: 'x', amount: bands }), { answers: { sale: { price: 0 } } });
    expect(priced.needsPrice).toHaveLength(1);
  });
  test('a formula: a base, so much for each beyond one, so much above', () => {
    const amount: FeeLine['amount'] = {
      rule: 'formula',
      basePence: 500_00,
      terms: [
        { kind: 'each', driver: 'mortgage', beyond: 1, pence: 95_00 },
        { kind: 'share', of: 'price', above: 500_000, basisPoints: 15 },
      ],
      minPence: null,
      maxPence: null,
      roundToPence: 1,
    };
    const of = (pounds: number, mortgagesToRedeem: number) =>
      linesOf(
        price(scaleOf({ label: 'x', amount }), { answers: { sale: { price: pounds, mortgagesToRedeem } } }),
      )[0];
    expect(of(400_000, 0)?.netPence).toBe(500_00);
    expect(of(400_000, 1)?.netPence).toBe(500_00);
    expect(of(400_000, 3)?.netPence).toBe(690_00);
    expect(of(600_000, 1)?.netPence).toBe(650_00);
    expect(of(600_000, 3)?.why).toBe('£500 + 2 × £95 for each mortgage beyond 1 + 0.15 % of £100,000');
  });
  test('what the rates cannot calculate needs a person, with the reason', () => {
    const content = scaleOf({
      label: 'Tax',
      section: 'disbursements',
      sides: ['purchase'],
      amount: { rule: 'property_tax' },
      vat: { treatment: 'outside_scope', inclusive: false },
    });
    const asked = { transaction: 'purchase' as const, answers: { purchase: { price: 900_001 } } };
    const [line] = linesOf(price(content, asked));
    expect(line).toMatchObject({ needsPrice: true, why: 'Linked with another purchase' });
    const set = price(content, { ...asked, choices: { prices: { [line?.key ?? '']: 12_345_00 } } });
    expect(set.totals).toMatchObject({ tax: 12_345_00, subtotal: 0, total: 12_345_00 });
    expect(linesOf(set)[0]?.why).toBe('Price set by hand');
  });
});

describe('quantity drivers (quotes.md §3.3)', () => {
  const cases: [driver: FeeLine['quantity'], side: Side, answers: Answers, clients: number, count: number][] =
    [
      ['client', 'sale', { price: 1 }, 3, 3],
      ['borrower', 'purchase', { price: 1, mortgage: true, lender: 'Bank' }, 2, 2],
      ['borrower', 'purchase', { price: 1 }, 2, 0],
      ['borrower', 'remortgage', { price: 1, loan: 1, lender: 'Bank' }, 2, 2],
      ['title', 'sale', { price: 1, titles: 4 }, 1, 4],
      ['transfer', 'sale', { price: 1, mortgagesToRedeem: 2 }, 1, 2],
      ['transfer', 'sale', { price: 1 }, 1, 0],
      ['transfer', 'purchase', { price: 1 }, 1, 1],
      ['gift_donor', 'purchase', { price: 1, giftedDeposits: 2 }, 1, 2],
      ['isa', 'purchase', { price: 1, lifetimeIsas: 1, helpToBuyIsas: 2 }, 1, 3],
      ['mortgage', 'sale', { price: 1, mortgagesToRedeem: 2 }, 1, 2],
      ['mortgage', 'purchase', { price: 1, mortgage: true, lender: 'Bank' }, 1, 1],
      ['lender', 'purchase', { price: 1, mortgage: true, lender: 'Bank' }, 2, 1],
      ['lender', 'purchase', { price: 1 }, 2, 0],
      ['notice', 'purchase', { price: 1, tenure: 'leasehold', mortgage: true, lender: 'Bank' }, 1, 2],
      ['notice', 'purchase', { price: 1, tenure: 'leasehold' }, 1, 1],
      ['notice', 'purchase', { price: 1 }, 1, 0],
      ['notice', 'remortgage', { price: 1, loan: 1, lender: 'Bank', tenure: 'leasehold' }, 1, 1],
      ['one', 'sale', { price: 1 }, 5, 1],
    ];
  test.each(cases)('%s on a %s %j', (driver, side, answers, clients, count) => {
    const content = scaleOf({
      label: 'x',
      quantity: driver,
      sides: [side],
      amount: { rule: 'fixed', pence: 10_00 },
    });
    const [line] = linesOf(price(content, { transaction: side, clients, answers: { [side]: answers } }));
    expect(line?.netPence ?? 0).toBe(count * 10_00);
  });
});

describe('what is shown and what counts', () => {
  const optional = scaleOf({ label: 'x', show: 'optional', amount: { rule: 'fixed', pence: 100 } });
  const key = `sale:${optional.lines[0]?.id}`;
  test('an optional line counts when it is ticked', () => {
    expect(price(optional).totals.total).toBe(0);
    expect(price(optional, { choices: { ticked: { [key]: true } } }).totals.total).toBe(120);
  });
  test('"may apply" is told and not added', () => {
    const priced = price(scaleOf({ label: 'x', show: 'may_apply', amount: { rule: 'fixed', pence: 100 } }));
    expect(linesOf(priced)).toHaveLength(1);
    expect(priced.totals.total).toBe(0);
  });
  test('a line whose condition does not hold is not there', () => {
    const content = scaleOf({
      label: 'x',
      trigger: [{ question: 'probate', is: [true] }],
      amount: { rule: 'fixed', pence: 100 },
    });
    expect(linesOf(price(content))).toEqual([]);
    expect(linesOf(price(content, { answers: { sale: { price: 1, probate: true } } }))).toHaveLength(1);
  });
  test('a sale and a purchase have sub-totals of their own', () => {
    const content = scaleOf(
      { label: 'Sale', amount: { rule: 'fixed', pence: 100_00 } },
      { label: 'Purchase', sides: ['purchase'], amount: { rule: 'fixed', pence: 200_00 } },
    );
    const priced = price(content, {
      transaction: 'sale_and_purchase',
      answers: { sale: { price: 1 }, purchase: { price: 2 } },
    });
    expect(priced.sides.map(({ side, totals }) => [side, totals.total])).toEqual([
      ['sale', 120_00],
      ['purchase', 240_00],
    ]);
    expect(priced.totals.total).toBe(360_00);
  });
  test('money on account is the part asked for in advance, with VAT', () => {
    const content = scaleOf(
      { label: 'Searches', onAccount: true, amount: { rule: 'fixed', pence: 300_00 } },
      { label: 'Fee', amount: { rule: 'fixed', pence: 500_00 } },
    );
    expect(price(content).totals).toMatchObject({ onAccount: 360_00, total: 960_00 });
  });
});

describe('discounts: on the legal fee only unless said', () => {
  const content = scaleOf(
    { label: 'Fee', amount: { rule: 'fixed', pence: 800_00 } },
    { label: 'Leasehold', section: 'additional_fees', amount: { rule: 'fixed', pence: 200_00 } },
  );
  const off = (discount: Partial<Choices['discounts'][number]> & Pick<Choices['discounts'][number], 'off'>) =>
    price(content, {
      choices: { discounts: [{ side: 'sale', label: 'Staff', on: 'legal_fees', ...discount }] },
    });
  test('10 % of the legal fee', () => {
    expect(off({ off: { kind: 'percentage', basisPoints: 1000 } }).totals).toMatchObject({
      feesNet: 920_00,
      feesVat: 184_00,
    });
  });
  test('10 % of all fees', () => {
    expect(off({ on: 'fees', off: { kind: 'percentage', basisPoints: 1000 } }).totals.feesNet).toBe(900_00);
  });
  test('a fixed one, before VAT', () => {
    expect(off({ off: { kind: 'fixed', pence: 50_00 } }).totals).toMatchObject({
      feesNet: 950_00,
      feesVat: 190_00,
    });
  });
  test('never more than the fee', () => {
    expect(off({ off: { kind: 'fixed', pence: 5_000_00 } }).totals.feesNet).toBe(200_00);
  });
});

/** What does not add up, in words; null: everything does. */
function faultIn({ sides, totals }: Priced): string | null {
  const sums = { gross: 0, net: 0, vat: 0 };
  for (const { lines, totals: own } of sides) {
    let gross = 0;
    for (const { counts, netPence, vatPence, grossPence, label } of lines) {
      if (!counts || netPence === null || vatPence === null || grossPence === null) continue;
      if (!Number.isSafeInteger(netPence) || !Number.isSafeInteger(vatPence))
        return `${label}: no whole pence`;
      if (netPence + vatPence !== grossPence) return `${label}: net and VAT are not the gross`;
      gross += grossPence;
      sums.net += netPence;
      sums.vat += vatPence;
    }
    if (gross !== own.total) return `the lines of a side make ${gross}, its total says ${own.total}`;
    sums.gross += gross;
  }
  if (sums.gross !== totals.total) return `the lines make ${sums.gross}, the total says ${totals.total}`;
  if (totals.subtotal + totals.tax !== totals.total) return 'sub-total and tax are not the total';
  const { feesNet, disbursementsNet, tax, feesVat, disbursementsVat } = totals;
  if (feesNet + disbursementsNet + tax !== sums.net) return 'the nets do not add up';
  return feesVat + disbursementsVat === sums.vat ? null : 'the VAT does not add up';
}

/** Random answers to the questions of a transaction, of the kind that each wants. */
const anything = fc.record({
  transaction: fc.constantFrom(...transactions),
  clients: fc.integer({ min: 1, max: 6 }),
  price: fc.integer({ min: 0, max: 5_000_000 }),
  loan: fc.integer({ min: 0, max: 5_000_000 }),
  tenure: fc.constantFrom('freehold', 'leasehold', 'share_of_freehold'),
  yes: fc.boolean(),
  count: fc.integer({ min: 0, max: 5 }),
  percent: fc.integer({ min: 0, max: 10_000 }),
  pence: fc.integer({ min: 0, max: 10_000_00 }),
  inclusive: fc.boolean(),
});

test('displayed lines add up to displayed totals in 100,000 random quotes; all of it whole pence', () => {
  const content = usualContent('GB', 'GBP', id);
  fc.assert(
    fc.property(anything, (random) => {
      const { yes, count, tenure } = random;
      const common = { price: random.price, tenure, titles: count + 1 };
      const loan = { lender: 'Bank', loan: random.loan };
      const answers: Record<Side, Answers> = {
        sale: { ...common, probate: yes, mortgagesToRedeem: count, overHeight: !yes },
        purchase: {
          ...common,
          newBuild: yes,
          giftedDeposits: count,
          ...(yes ? { mortgage: true, lender: 'Bank' } : {}),
        },
        remortgage: { ...common, ...loan, mortgagesToRedeem: count, hmo: yes },
        transfer_of_equity: { ...common, ...(yes ? { mortgage: true, ...loan } : {}), moneyPaid: count },
      };
      const varied = {
        ...content,
        lines: content.lines.map((line, at) =>
          at % 3 === 0 ? { ...line, vat: { ...line.vat, inclusive: random.inclusive } } : line,
        ),
      };
      const side = sidesOf(random.transaction)[0];
      const priced = price(varied, {
        transaction: random.transaction,
        clients: random.clients,
        answers,
        choices: side
          ? {
              discounts: [
                { side, label: 'a', on: 'fees', off: { kind: 'percentage', basisPoints: random.percent } },
              ],
              extra: [
                {
                  id: id(),
                  side,
                  section: 'disbursements',
                  label: 'b',
                  pence: random.pence,
                  vat: { treatment: 'standard', inclusive: random.inclusive },
                },
              ],
            }
          : {},
      });
      expect(faultIn(priced)).toBeNull();
    }),
    { numRuns: 100_000 },
  );
}, 120_000);

test('every line says where its amount comes from', () => {
  const content = scaleOf(
    { label: 'a', amount: { rule: 'fixed', pence: 1 } },
    { label: 'b', amount: { rule: 'fixed', pence: 1 }, quantity: 'client' },
    { label: 'c', amount: { rule: 'fixed', pence: 1 }, quantity: 'title' },
  );
  expect(linesOf(price(content, { clients: 2 })).map(({ why }) => why)).toEqual([
    'Fixed price',
    'Fixed price, for each of 2 clients',
    'Fixed price, for one title',
  ]);
});
