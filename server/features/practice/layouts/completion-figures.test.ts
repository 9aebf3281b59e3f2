import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareByDays } from './apportion.ts';
import { completionFields } from './completion-fields.ts';
import { completionFigures } from './completion-figures.ts';
import type { LayoutValue, LayoutValues, Side } from './design.ts';

const words = { currency: 'GBP', locale: 'en-GB' };

function figure(values: LayoutValues, side: Side, key: string) {
  const found = completionFigures(values, side, words).find((one) => one.key === key);
  if (!found) throw new Error(`no figure ${key}`);
  return found;
}

const purchase: LayoutValues = {
  price: 350_000_00,
  chattels: 2_000_00,
  deposit: 35_000_00,
  mortgageAdvance: 250_000_00,
  mortgageRetention: 1_500_00,
  lenderFee: 35_00,
  giftedFunds: 10_000_00,
  isaBonus: 3_000_00,
  helpToBuyLoan: 0,
  taxAmount: 7_500_00,
  fees: 1_200_00,
  vat: 240_00,
  disbursements: 480_50,
  moneyHeld: 500_00,
  completionDate: '2026-12-04',
};

const sale: LayoutValues = {
  price: 350_000_00,
  chattels: 2_000_00,
  deposit: 35_000_00,
  redemptionFigure: 120_000_00,
  redemptionFigureDate: '2026-11-30',
  redemptionDailyRate: 12_34,
  agentsBill: 4_200_00,
  fees: 1_000_00,
  vat: 200_00,
  disbursements: 60_00,
  completionDate: '2026-12-04',
};

describe('required from client', () => {
  const all =
    350_000_00 + 2_000_00 - 35_000_00 - (250_000_00 - 1_500_00 - 35_00) - 13_000_00 + 7_500_00 + 1_200_00;
  const expected = all + 240_00 + 480_50 - 500_00;
  const rent = { rentAmount: 365_00, rentFrom: '2026-01-01', rentTo: '2026-12-31' };

  test.each<[string, LayoutValues, number]>([
    [
      'price + chattels − deposit − net advance − other funds + tax + fees + VAT + disbursements − money held',
      {},
      expected,
    ],
    [
      'a rent that the seller has paid adds the buyer’s days',
      { ...rent, rentStanding: 'paid' },
      expected + 27_00,
    ],
    [
      'a rent that the seller owes takes the seller’s days off',
      { ...rent, rentStanding: 'unpaid' },
      expected - 338_00,
    ],
    [
      'a rent that the seller received takes the buyer’s days off',
      { ...rent, rentStanding: 'received' },
      expected - 27_00,
    ],
    ['without chattels', { chattels: null }, expected - 2_000_00],
    ['without a deposit', { deposit: null }, expected + 35_000_00],
    [
      'without a mortgage',
      { mortgageAdvance: null, mortgageRetention: null, lenderFee: null },
      expected + 248_465_00,
    ],
    ['without other funds', { giftedFunds: null, isaBonus: null }, expected + 13_000_00],
    ['with a Help to Buy loan', { helpToBuyLoan: 70_000_00 }, expected - 70_000_00],
    ['without tax', { taxAmount: null }, expected - 7_500_00],
    ['with money held', { moneyHeld: 900_00 }, expected - 400_00],
    ['more in hand than needed: the surplus is negative', { moneyHeld: 400_000_00 }, expected - 399_500_00],
  ])('%s', (_name, more, amount) => {
    expect(figure({ ...purchase, ...more }, 'purchase', 'requiredFromClient').amount).toBe(amount);
  });

  test('says in one line how it comes about', () => {
    expect(figure({ price: 100_00, deposit: 10_00, vat: 5 }, 'purchase', 'requiredFromClient').why).toBe(
      'Price £100.00 − Deposit paid £10.00 + VAT £0.05',
    );
  });

  test.each<[string, LayoutValues, string[]]>([
    ['the price', { price: null }, ['price']],
    ['the advance that a retention is taken from', { mortgageAdvance: null }, ['mortgageAdvance']],
    ['the period of a rent', { rentAmount: 100_00 }, ['rentFrom', 'rentTo', 'rentStanding']],
    [
      'the completion day for sharing by days',
      {
        completionDate: null,
        serviceAmount: 1,
        serviceFrom: '2026-01-01',
        serviceTo: '2026-12-31',
        serviceStanding: 'paid',
      },
      ['completionDate'],
    ],
    [
      'a period that ends before it begins',
      { rentAmount: 1, rentFrom: '2026-12-31', rentTo: '2026-01-01', rentStanding: 'paid' },
      ['rentTo'],
    ],
  ])('is not worked out without %s, and names it', (_name, more, missing) => {
    const found = figure({ ...purchase, ...more }, 'purchase', 'requiredFromClient');
    expect(found).toMatchObject({ amount: null, missing, why: 'Cannot be worked out yet' });
  });

  test('names every empty field that it counts as nothing', () => {
    expect(figure({ price: 1 }, 'purchase', 'requiredFromClient').countedAsNothing).toEqual([
      'chattels',
      'deposit',
      'mortgageAdvance',
      'mortgageRetention',
      'lenderFee',
      'giftedFunds',
      'isaBonus',
      'helpToBuyLoan',
      'taxAmount',
      'fees',
      'vat',
      'disbursements',
      'rentAmount',
      'serviceAmount',
      'moneyHeld',
    ]);
  });
});

describe('to client', () => {
  const redemption = 120_000_00 + 4 * 12_34;
  const expected = 350_000_00 + 2_000_00 - redemption - 4_200_00 - 1_000_00 - 200_00 - 60_00;
  test.each<[string, LayoutValues, number]>([
    ['price + chattels − redemption − agent’s bill − fees − VAT − disbursements', {}, expected],
    ['the deposit is in the price already', { deposit: null }, expected],
    ['without a mortgage', { redemptionFigure: null, redemptionDailyRate: null }, expected + redemption],
    [
      'with a service charge paid ahead',
      { serviceAmount: 365_00, serviceFrom: '2026-01-01', serviceTo: '2026-12-31', serviceStanding: 'paid' },
      expected + 27_00,
    ],
  ])('%s', (_name, more, amount) => {
    expect(figure({ ...sale, ...more }, 'sale', 'toClient').amount).toBe(amount);
  });

  test('names what the redemption lacks', () => {
    const found = figure({ ...sale, redemptionFigureDate: null, completionDate: null }, 'sale', 'toClient');
    expect(found).toMatchObject({ amount: null, missing: ['redemptionFigureDate', 'completionDate'] });
  });
});

describe('redemption at completion', () => {
  test.each<[string, LayoutValues, number | null, string[]]>([
    ['four days of interest', {}, 120_049_36, []],
    ['completion on the day of the figure', { completionDate: '2026-11-30' }, 120_000_00, []],
    [
      'completion before the day of the figure adds no interest',
      { completionDate: '2026-11-01' },
      120_000_00,
      [],
    ],
    [
      'over the end of February in a leap year',
      { redemptionFigureDate: '2028-02-28', completionDate: '2028-03-01' },
      120_024_68,
      [],
    ],
    ['without interest', { redemptionDailyRate: null }, 120_000_00, []],
    ['interest without a figure', { redemptionFigure: null }, null, ['redemptionFigure']],
    ['interest without a completion day', { completionDate: null }, null, ['completionDate']],
  ])('%s', (_name, more, amount, missing) => {
    expect(figure({ ...sale, ...more }, 'sale', 'redemptionAtCompletion')).toMatchObject({ amount, missing });
  });

  test('says how', () => {
    expect(figure(sale, 'sale', 'redemptionAtCompletion').why).toBe(
      '£120,000.00 as at 30 November 2026 + 4 × £12.34 a day',
    );
  });
});

test.each<[string, LayoutValues, number | null]>([
  ['a tenth', { price: 350_000_00, deposit: 35_000_00 }, 1000],
  ['a third, rounded half up', { price: 300, deposit: 100 }, 3333],
  ['two thirds', { price: 300, deposit: 200 }, 6667],
  ['no price', { deposit: 1 }, null],
  ['a price of nothing', { price: 0, deposit: 0 }, null],
])('the deposit’s share of the price: %s', (_name, values, amount) => {
  expect(figure(values, 'purchase', 'depositShare').amount).toBe(amount);
});

test.each([
  ['the day of completion is the seller’s', 365_00, '2026-01-01', '2026-12-31', '2026-12-31', 0],
  ['completion on the first day', 365_00, '2026-01-01', '2026-12-31', '2026-01-01', 364_00],
  ['completion before the period', 365_00, '2026-01-01', '2026-12-31', '2025-06-01', 365_00],
  ['completion after the period', 365_00, '2026-01-01', '2026-12-31', '2027-06-01', 0],
  ['a period of one day', 100, '2026-06-01', '2026-06-01', '2026-05-31', 100],
  ['half a penny goes up', 1, '2026-06-01', '2026-06-02', '2026-06-01', 1],
  ['a leap year has 366 days', 366_00, '2028-01-01', '2028-12-31', '2028-12-30', 1_00],
])('sharing by days: %s', (_name, amount, from, to, completion, buyer) => {
  expect(shareByDays(amount, from, to, completion)).toMatchObject({ buyer, seller: amount - buyer });
});

describe('for any figures', () => {
  const pence = fc.option(fc.integer({ min: 0, max: 1e11 }), { nil: null });
  const rate = fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: null });
  const day = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const written = completionFields.filter(({ computed }) => !computed);
  const values = (kind: string, choices: readonly { value: string }[]): fc.Arbitrary<LayoutValue> => {
    if (kind === 'money') return pence;
    if (kind === 'date') return fc.option(day, { nil: null });
    if (kind === 'choice') return fc.constantFrom(null, ...choices.map(({ value }) => value));
    return fc.constant(null);
  };
  const filled: fc.Arbitrary<LayoutValues> = fc
    .tuple(
      ...written.map(({ key, kind, choices = [] }) =>
        key === 'redemptionDailyRate' ? rate : values(kind, choices),
      ),
    )
    .map((all) => Object.fromEntries(written.map(({ key }, at) => [key, all[at] ?? null])));
  const number = (values: LayoutValues, ...keys: string[]) =>
    keys.reduce((sum, key) => sum + Number(values[key] ?? 0), 0);

  test('every sum is the sum of its parts, whole, and what is missing is named exactly when there is none', () => {
    fc.assert(
      fc.property(filled, fc.constantFrom<Side>('purchase', 'sale'), (values, side) => {
        for (const one of completionFigures(values, side, words)) {
          expect(one.amount === null).toBe(one.missing.length > 0);
          expect(one.missing.filter((key) => one.countedAsNothing.includes(key))).toEqual([]);
          if (one.amount === null || one.kind === 'percent') continue;
          expect(Number.isSafeInteger(one.amount)).toBe(true);
          if (one.parts.length > 0)
            expect(one.parts.reduce((sum, { amount }) => sum + amount, 0)).toBe(one.amount);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('a purchase balances: what is paid in is what is paid for', () => {
    fc.assert(
      fc.property(filled, (values) => {
        const required = figure(values, 'purchase', 'requiredFromClient').amount;
        if (required === null) return;
        const advance = number(values, 'mortgageAdvance') - number(values, 'mortgageRetention', 'lenderFee');
        const others = number(values, 'giftedFunds', 'isaBonus', 'helpToBuyLoan');
        const shared = figure(values, 'purchase', 'apportionments').amount ?? 0;
        const paidFor =
          number(values, 'price', 'chattels', 'taxAmount', 'fees', 'vat', 'disbursements') + shared;
        expect(required + number(values, 'deposit', 'moneyHeld') + advance + others).toBe(paidFor);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a sale balances: the price is what everybody gets', () => {
    fc.assert(
      fc.property(filled, (values) => {
        const rest = figure(values, 'sale', 'toClient').amount;
        if (rest === null) return;
        const redemption = figure(values, 'sale', 'redemptionAtCompletion').amount ?? 0;
        const shared = figure(values, 'sale', 'apportionments').amount ?? 0;
        const costs = number(values, 'agentsBill', 'fees', 'vat', 'disbursements');
        expect(rest + redemption + costs).toBe(number(values, 'price', 'chattels') + shared);
      }),
      { numRuns: 2_000 },
    );
  });

  test('both sides of a deal apportion the same', () => {
    fc.assert(
      fc.property(filled, (values) => {
        expect(figure(values, 'purchase', 'apportionments')).toEqual(
          figure(values, 'sale', 'apportionments'),
        );
      }),
    );
  });

  test('the shares of seller and buyer are the whole, never negative', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e11 }), day, day, day, (amount, from, to, completion) => {
        const shares = shareByDays(amount, from, to, completion);
        expect(shares === null).toBe(to < from);
        if (!shares) return;
        expect(shares.buyer + shares.seller).toBe(amount);
        expect(Math.min(shares.buyer, shares.seller)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
