import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transactions } from '../fee-scales/index.ts';
import { disclosureOf } from './disclosure.ts';
import { type ReferralFacts, referralFee } from './referral-fee.ts';
import { type FeeRule, feeRule, isOwed, ruleProblems } from './rule.ts';
import { ruleWords } from './rule-words.ts';

const rule = (fee: FeeRule['fee'], more: Partial<FeeRule> = {}) => ({ ...feeRule.parse({ fee }), ...more });
const noVat = { vat: { added: false, basisPoints: 2000 } };
const facts = (more: Partial<ReferralFacts> = {}): ReferralFacts => ({
  transaction: 'purchase',
  price: 350_000,
  legalFeesNetPence: 79_500,
  currency: 'GBP',
  ...more,
});
const bands = [
  { from: 0, to: 200_000, pence: 5_000 },
  { from: 200_001, to: 500_000, pence: 7_500 },
  { from: 500_001, to: null, pence: 15_000 },
];
const byPrice = { kind: 'by_price' as const, bands };
const byType = {
  kind: 'by_transaction' as const,
  amounts: [
    { transaction: 'purchase' as const, pence: 10_000 },
    { transaction: 'sale' as const, pence: 7_500 },
  ],
};
const percentage = (basisPoints: number, minPence: number | null = null, maxPence: number | null = null) => ({
  kind: 'percentage' as const,
  basisPoints,
  minPence,
  maxPence,
});
const fixed = { kind: 'fixed' as const, pence: 7_500 };

describe('the fee', () => {
  const cases: [string, FeeRule, Partial<ReferralFacts>, number | null, number | null, string][] = [
    ['nothing', rule({ kind: 'none' }), {}, 0, 0, 'Nothing is paid for introductions'],
    ['fixed, with VAT', rule(fixed), {}, 7_500, 1_500, 'Fixed fee'],
    ['fixed, without VAT', rule(fixed, noVat), {}, 7_500, 0, 'Fixed fee'],
    ['by type: a sale', rule(byType), { transaction: 'sale' }, 7_500, 1_500, 'For a sale'],
    [
      'by type: one that is not named',
      rule(byType),
      { transaction: 'remortgage' },
      0,
      0,
      'Nothing is agreed for a remortgage',
    ],
    ['by price: the first band', rule(byPrice), { price: 1 }, 5_000, 1_000, 'For a price up to £200,000'],
    [
      'by price: the top of a band',
      rule(byPrice),
      { price: 200_000 },
      5_000,
      1_000,
      'For a price up to £200,000',
    ],
    [
      'by price: £1 above',
      rule(byPrice),
      { price: 200_001 },
      7_500,
      1_500,
      'For a price from £200,001 to £500,000',
    ],
    [
      'by price: the open band',
      rule(byPrice),
      { price: 90_000_000 },
      15_000,
      3_000,
      'For a price from £500,001',
    ],
    ['by price: no price yet', rule(byPrice), { price: null }, null, null, 'The price is not known yet'],
    ['by price: price 0 is none', rule(byPrice), { price: 0 }, null, null, 'The price is not known yet'],
    ['percentage', rule(percentage(1000)), {}, 7_950, 1_590, '10 % of £795 legal fees'],
    [
      'percentage, half a penny goes up',
      rule(percentage(50)),
      { legalFeesNetPence: 100 },
      1,
      0,
      '0.5 % of £1 legal fees',
    ],
    [
      'VAT of it, half a penny goes up',
      rule({ ...fixed, pence: 3 }, { vat: { added: true, basisPoints: 5000 } }),
      {},
      3,
      2,
      'Fixed fee',
    ],
    [
      'percentage, at least',
      rule(percentage(100, 5_000)),
      {},
      5_000,
      1_000,
      '1 % of £795 legal fees, at least £50',
    ],
    [
      'percentage, at most',
      rule(percentage(5000, null, 15_000)),
      {},
      15_000,
      3_000,
      '50 % of £795 legal fees, at most £150',
    ],
    [
      'percentage, between',
      rule(percentage(1000, 5_000, 15_000)),
      {},
      7_950,
      1_590,
      '10 % of £795 legal fees, at least £50 and at most £150',
    ],
    [
      'percentage: no fees yet',
      rule(percentage(1000, 5_000)),
      { legalFeesNetPence: null },
      null,
      null,
      'The legal fees are not known yet',
    ],
    [
      'of the largest fees, exactly',
      rule(percentage(3333), noVat),
      { legalFeesNetPence: 99_999_999_999_999 },
      33_330_000_000_000,
      0,
      '33.33 % of £999,999,999,999.99 legal fees',
    ],
  ];
  test.each(cases)('%s', (_name, agreed, known, pence, vatPence, why) => {
    expect(referralFee(agreed, facts(known))).toEqual({ pence, vatPence, why });
  });

  const pence = fc.integer({ min: 0, max: 100_000_00 });
  const anyBands = fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: 2_000_000 }), { maxLength: 8 }),
      fc.array(pence, { minLength: 9 }),
    )
    .map(([tops, amounts]) => {
      const edges = [...tops.toSorted((a, b) => a - b), null];
      return edges.map((to, at) => {
        const before = edges[at - 1];
        return { from: before == null ? 0 : before + 1, to, pence: amounts[at] ?? 0 };
      });
    });
  const anyFee: fc.Arbitrary<FeeRule['fee']> = fc.oneof(
    fc.constant({ kind: 'none' as const }),
    pence.map((amount) => ({ kind: 'fixed' as const, pence: amount })),
    fc
      .uniqueArray(fc.record({ transaction: fc.constantFrom(...transactions), pence }), {
        minLength: 1,
        selector: (one) => one.transaction,
      })
      .map((amounts) => ({ kind: 'by_transaction' as const, amounts })),
    anyBands.map((some) => ({ kind: 'by_price' as const, bands: some })),
    fc
      .record({
        basisPoints: fc.integer({ min: 1, max: 10_000 }),
        minPence: fc.option(fc.integer({ min: 0, max: 5_000 })),
        maxPence: fc.option(fc.integer({ min: 5_000, max: 100_000 })),
      })
      .map((one) => ({ kind: 'percentage' as const, ...one })),
  );

  test('of any rule that can be saved is whole pence, or unknown for a reason', () => {
    const known = fc.record({
      transaction: fc.constantFrom(...transactions),
      price: fc.option(fc.integer({ min: 0, max: 5_000_000 })),
      legalFeesNetPence: fc.option(fc.integer({ min: 0, max: 10_000_000 })),
      currency: fc.constant('GBP'),
    });
    fc.assert(
      fc.property(anyFee, fc.integer({ min: 0, max: 5000 }), known, (fee, basisPoints, told) => {
        const agreed = rule(fee, { vat: { added: true, basisPoints } });
        expect(ruleProblems(agreed)).toEqual([]);
        const found = referralFee(agreed, told);
        expect(found.why).not.toBe('');
        if (found.pence === null || found.vatPence === null) {
          expect(told.price === null || told.price === 0 || told.legalFeesNetPence === null).toBe(true);
          return;
        }
        expect(Number.isSafeInteger(found.pence) && found.pence >= 0).toBe(true);
        // Half-up: never more than half a penny from the exact amount.
        const twice = 2 * (found.vatPence * 10_000 - found.pence * basisPoints);
        expect(twice > -10_000 && twice <= 10_000).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('by price: every price falls into exactly one band', () => {
    fc.assert(
      fc.property(anyBands, fc.integer({ min: 1, max: 3_000_000 }), (some, price) => {
        const fitting = some.filter(({ from, to }) => price >= from && (to === null || price <= to));
        expect(fitting).toHaveLength(1);
        const { pence: found } = referralFee(rule({ kind: 'by_price', bands: some }), facts({ price }));
        expect(found).toBe(fitting[0]?.pence);
      }),
    );
  });
});

describe('a rule that cannot be saved names the place', () => {
  const one = (from: number, to: number | null) => ({ from, to, pence: 100 });
  test.each([
    [
      'a hole',
      [one(0, 100_000), one(100_002, null)],
      'fee.bands.1',
      'Nothing from 100,001 to 100,001 has a price',
    ],
    [
      'an overlap',
      [one(0, 100_000), one(90_000, null)],
      'fee.bands.1',
      'The bands 0–100,000 and from 90,000 overlap',
    ],
    ['a duplicate edge', [one(0, 100_000), one(100_000, null)], 'fee.bands.1', '100,000 is both in'],
    ['no open end', [one(0, 100_000)], 'fee.bands.0', 'must be open; put 0 where nothing is paid'],
    ['a late start', [one(500, null)], 'fee.bands.0', 'The first band starts at 500'],
  ])('%s', (_name, some, field, message) => {
    expect(ruleProblems(rule({ kind: 'by_price', bands: some }))).toEqual([
      { field, message: expect.stringContaining(message) },
    ]);
  });

  test('two amounts for one type, and limits that cross', () => {
    const twice = [...byType.amounts, { transaction: 'sale' as const, pence: 1 }];
    expect(ruleProblems(rule({ kind: 'by_transaction', amounts: twice }))).toEqual([
      { field: 'fee.amounts.2', message: 'There are two amounts for a sale.' },
    ]);
    expect(ruleProblems(rule(percentage(100, 2, 1)))).toMatchObject([{ field: 'fee.minPence' }]);
  });
});

describe('what the client reads', () => {
  const introduced = 'Harbour Homes introduced you to us. Nothing is paid for the introduction.';
  test.each<[string, FeeRule | null, Partial<ReferralFacts>, string]>([
    [
      'the firm pays',
      rule(fixed),
      {},
      'We pay Harbour Homes £75 + VAT for introducing you. It comes out of our fees and adds nothing to your bill.',
    ],
    [
      'added to the price',
      rule(fixed, { payer: 'added_to_price' }),
      {},
      'Harbour Homes receives £75 + VAT for introducing you. It is included in the price of this quote.',
    ],
    [
      'only disclosed',
      rule(fixed, { payer: 'disclosed_only' }),
      {},
      'Harbour Homes receives £75 + VAT for introducing you. We do not pay it, and it adds nothing to your bill.',
    ],
    [
      'without VAT',
      rule({ ...fixed, pence: 7_550 }, noVat),
      {},
      'We pay Harbour Homes £75.50 for introducing you. It comes out of our fees and adds nothing to your bill.',
    ],
    ['nothing agreed', null, {}, introduced],
    ['nothing paid', rule({ kind: 'none' }), {}, introduced],
    ['nothing for this type', rule(byType), { transaction: 'remortgage' }, introduced],
    [
      'fees not known yet',
      rule(percentage(1000, 5_000, 15_000)),
      { legalFeesNetPence: null },
      'We pay Harbour Homes 10 % of our legal fees, at least £50 and at most £150 + VAT for introducing you. It comes out of our fees and adds nothing to your bill.',
    ],
    [
      'price not known yet',
      rule(byPrice),
      { price: null },
      'We pay Harbour Homes between £50 and £150, depending on the price, + VAT for introducing you. It comes out of our fees and adds nothing to your bill.',
    ],
  ])('%s', (_name, agreed, known, words) => {
    expect(disclosureOf('Harbour Homes', agreed, facts(known))).toBe(words);
  });
});

test.each<[FeeRule, string, boolean]>([
  [rule({ kind: 'none' }), 'Nothing is paid', false],
  [rule(fixed), '£75 + VAT, paid by us, due on completion', true],
  [
    rule(byType, { ...noVat, dueOn: 'instruction' }),
    '£75 to £100 by transaction, paid by us, due on instruction',
    true,
  ],
  [
    rule(byPrice, { payer: 'added_to_price' }),
    '£50 to £150 by price + VAT, added to the price, due on completion',
    true,
  ],
  [
    rule(percentage(1250), { payer: 'disclosed_only' }),
    '12.5 % of legal fees + VAT, paid by somebody else',
    false,
  ],
])('%j in few words', (agreed, words, owed) => {
  expect(ruleWords(agreed, 'GBP')).toBe(words);
  expect(isOwed(agreed)).toBe(owed);
});
