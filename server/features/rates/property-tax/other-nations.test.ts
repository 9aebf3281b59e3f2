import { describe, expect, test } from 'vitest';
import { taxOf } from '../lookups.ts';
import { figure, taxOrReason } from './cases.ts';
import type { PropertyTaxInput } from './input.ts';

const ratesOf = (asked: Partial<PropertyTaxInput>) =>
  figure(asked).slices.map(({ basisPoints }) => basisPoints / 100);
const codesOf = (asked: Partial<PropertyTaxInput>) => figure(asked).notes.map(({ code }) => code);
const additional = { buyer: 'additional' } as const;
const ftb = { buyer: 'firstTimeBuyer' } as const;
const shop = { propertyClass: 'nonResidential' } as const;

test('each nation has its tax', () => {
  expect(
    (['England', 'Northern Ireland', 'Scotland', 'Wales', 'New South Wales'] as const).map(taxOf),
  ).toEqual(['SDLT', 'SDLT', 'LBTT', 'LTT', 'NSW']);
});

describe('LBTT', () => {
  const lbtt = { tax: 'LBTT' } as const;

  test('0 / 2 / 5 / 10 / 12 % at 145,000, 250,000, 325,000 and 750,000', () => {
    expect(ratesOf({ ...lbtt, price: 800_000 })).toEqual([0, 2, 5, 10, 12]);
    expect(taxOrReason({ ...lbtt, price: 145_000 })).toBe(0);
  });

  test('a first-time buyer’s nil band is 175,000, without a price cap, worth at most 600', () => {
    expect(taxOrReason({ ...lbtt, price: 175_000, ...ftb })).toBe(0);
    for (const price of [250_000, 600_000, 5_000_000])
      expect(figure({ ...lbtt, price }).taxPounds - figure({ ...lbtt, price, ...ftb }).taxPounds).toBe(600);
  });

  test('the supplement is 8 % of the whole price from 5 December 2024, if 40,000 or more', () => {
    expect(taxOrReason({ ...lbtt, price: 40_000, ...additional, effectiveDate: '2024-12-05' })).toBe(3_200);
    expect(taxOrReason({ ...lbtt, price: 39_999, ...additional })).toBe(0);
  });

  test.each([
    ['2021-04-01', 4_000],
    ['2022-12-15', 4_000],
    ['2022-12-16', 6_000],
    ['2024-12-04', 6_000],
    ['2024-12-05', 8_000],
  ])('the supplement on 100,000 on %s is %i', (effectiveDate, tax) => {
    expect(taxOrReason({ ...lbtt, price: 100_000, ...additional, effectiveDate })).toBe(tax);
  });

  test('contracts before 5 December 2024 keep 6 %', () => {
    const asked = { ...lbtt, price: 100_000, ...additional, effectiveDate: '2025-01-10' };
    expect(taxOrReason({ ...asked, contractDate: '2024-12-04' })).toBe(6_000);
    expect(taxOrReason({ ...asked, contractDate: '2024-12-05' })).toBe(8_000);
  });

  test('it is a calculation of its own, beside the bands', () => {
    const made = figure({ ...lbtt, price: 420_000, ...additional });
    expect(made.calculations.map(({ method, name }) => [method, name])).toEqual([
      ['slice', 'Land and Buildings Transaction Tax'],
      ['whole', 'Additional Dwelling Supplement'],
    ]);
    expect(made.sets.map(({ id }) => id)).toEqual(['lbtt-res-2021', 'lbtt-ads-2024']);
  });

  test('non-residential 0 / 1 / 5 % at 150,000 and 250,000; rent 0 / 1 / 2 % at 150,000 and 2 million', () => {
    expect(ratesOf({ ...lbtt, ...shop, price: 300_000 })).toEqual([0, 1, 5]);
    const rent = figure({ ...lbtt, ...shop, lease: { termYears: 1, annualRents: [3_105_000] } })
      .calculations[1];
    expect([rent?.amount, rent?.slices.map(({ basisPoints }) => basisPoints)]).toEqual([
      3_000_000,
      [0, 100, 200],
    ]);
  });

  test('rent of a residential lease is not taxed', () => {
    const asked = { ...lbtt, price: 200_000 };
    expect(taxOrReason({ ...asked, lease: { termYears: 20, annualRents: [90_000] } })).toBe(
      taxOrReason(asked),
    );
  });

  test('return within 30 days; no surcharge on non-residents', () => {
    expect(figure({ ...lbtt, price: 1 }).dueDays).toBe(30);
    expect(codesOf({ ...lbtt, price: 300_000, nonUkResident: true })).toEqual(['no_non_resident_surcharge']);
    expect(taxOrReason({ ...lbtt, price: 300_000, nonUkResident: true })).toBe(
      taxOrReason({ ...lbtt, price: 300_000 }),
    );
  });

  test('before 1 April 2021 the residential bands are not known', () => {
    expect(taxOrReason({ ...lbtt, price: 300_000, effectiveDate: '2021-03-31' })).toBe('rates_not_known');
  });
});

describe('LTT', () => {
  const ltt = { tax: 'LTT' } as const;

  test('main, from 10 October 2022: 0 / 6 / 7.5 / 10 / 12 %', () => {
    expect(ratesOf({ ...ltt, price: 2_000_000, effectiveDate: '2022-10-10' })).toEqual([0, 6, 7.5, 10, 12]);
    expect(ratesOf({ ...ltt, price: 2_000_000, effectiveDate: '2022-10-09' })).toEqual([
      0, 3.5, 5, 7.5, 10, 12,
    ]);
  });

  test('there is no first-time buyer relief: they pay the main rates, and are told so', () => {
    const asked = { ...ltt, price: 360_000, ...ftb };
    expect(taxOrReason(asked)).toBe(8_100);
    expect(codesOf(asked)).toEqual(['no_first_time_buyer_relief']);
  });

  test('higher, from 11 December 2024: a table of its own, whose first break is 180,000', () => {
    expect(ratesOf({ ...ltt, price: 2_000_000, ...additional })).toEqual([5, 8.5, 10, 12.5, 15, 17]);
    expect(figure({ ...ltt, price: 2_000_000, ...additional }).slices[0]?.to).toBe(180_000);
  });

  test('before, from 22 December 2020: 4 / 7.5 / 9 / 11.5 / 14 / 16 %', () => {
    for (const effectiveDate of ['2020-12-22', '2024-12-10'])
      expect(ratesOf({ ...ltt, price: 2_000_000, ...additional, effectiveDate })).toEqual([
        4, 7.5, 9, 11.5, 14, 16,
      ]);
    expect(taxOrReason({ ...ltt, price: 90_000, ...additional, effectiveDate: '2020-12-21' })).toBe(
      'rates_not_known',
    );
  });

  test('exchange before 11 December 2024 keeps the old table', () => {
    const asked = { ...ltt, price: 100_000, ...additional, effectiveDate: '2025-01-10' };
    expect(taxOrReason({ ...asked, contractDate: '2024-12-10' })).toBe(4_000);
    expect(taxOrReason({ ...asked, contractDate: '2024-12-11' })).toBe(5_000);
  });

  test('below 40,000 the higher rates are not due; a company pays them', () => {
    expect(taxOrReason({ ...ltt, price: 39_999, ...additional })).toBe(0);
    expect(taxOrReason({ ...ltt, price: 40_000, ...additional })).toBe(2_000);
    expect(taxOrReason({ ...ltt, price: 360_000, company: true })).toBe(25_950);
  });

  test('non-residential 0 / 1 / 5 / 6 % at 225,000, 250,000 and a million; rent 0 / 1 / 2 % there only', () => {
    expect(ratesOf({ ...ltt, ...shop, price: 2_000_000 })).toEqual([0, 1, 5, 6]);
    const lease = { termYears: 1, annualRents: [3_105_000] };
    const rent = figure({ ...ltt, ...shop, lease }).calculations[1];
    expect(rent?.slices.map(({ to, basisPoints }) => [to, basisPoints])).toEqual([
      [225_000, 0],
      [2_000_000, 100],
      [3_000_000, 200],
    ]);
    expect(figure({ ...ltt, price: 200_000, lease }).taxPounds).toBe(0);
  });

  test('during the holiday rates of 2020 and 2021 there is no figure', () => {
    expect(taxOrReason({ ...ltt, price: 200_000, effectiveDate: '2020-08-01' })).toBe('rates_not_known');
    expect(taxOrReason({ ...ltt, price: 200_000, effectiveDate: '2021-07-01' })).toBe(700);
  });
});

describe('New South Wales', () => {
  const nsw = { tax: 'NSW', effectiveDate: '2025-09-01' } as const;

  test.each([
    [0, 0],
    [1_000, 20],
    [17_000, 212],
    [17_001, 213],
    [37_000, 512],
    [500_000, 16_912],
    [500_001, 16_916],
    [1_240_000, 50_212],
    [3_721_000, 186_667],
    [4_000_000, 206_197],
  ])('duty on %i dollars is %i', (price, tax) => {
    const made = figure({ ...nsw, price });
    expect(made).toMatchObject({ taxPounds: tax, currency: 'AUD' });
    expect(made.slices.reduce((sum, slice) => sum + slice.tax, 0)).toBe(tax);
  });

  test('the day of the contract says which table', () => {
    const asked = { ...nsw, price: 500_000 };
    expect(taxOrReason({ ...asked, contractDate: '2025-06-30' })).toBe(17_029);
    expect(taxOrReason({ ...asked, contractDate: '2025-07-01' })).toBe(16_912);
  });

  test('dear land that is no home has no premium duty', () => {
    expect(taxOrReason({ ...nsw, ...shop, price: 4_000_000 })).toBe(202_012);
  });

  test('a first home: nothing to 800,000, a part that is not known to a million, all above', () => {
    expect(taxOrReason({ ...nsw, price: 800_000, ...ftb })).toBe(0);
    expect(taxOrReason({ ...nsw, price: 800_001, ...ftb })).toBe('concession_not_known');
    expect(taxOrReason({ ...nsw, price: 1_000_001, ...ftb })).toBe(taxOrReason({ ...nsw, price: 1_000_001 }));
    expect(taxOrReason({ ...nsw, price: 700_000, ...ftb, effectiveDate: '2024-08-01' })).toBe(
      'rates_not_known',
    );
  });

  test('a foreign person pays 9 % of the whole price on a home', () => {
    expect(taxOrReason({ ...nsw, price: 500_000, foreignPerson: true })).toBe(16_912 + 45_000);
    expect(taxOrReason({ ...nsw, ...shop, price: 500_000, foreignPerson: true })).toBe(16_912);
    expect(taxOrReason({ ...nsw, price: 500_000, foreignPerson: true, effectiveDate: '2024-09-01' })).toBe(
      'rates_not_known',
    );
  });

  test('from 1 July 2026 a newer table is expected, and said so', () => {
    expect(codesOf({ ...nsw, price: 500_000, effectiveDate: '2026-06-30' })).toEqual([]);
    expect(codesOf({ ...nsw, price: 500_000, effectiveDate: '2026-07-01' })).toEqual([
      'newer_rates_expected',
    ]);
  });
});
