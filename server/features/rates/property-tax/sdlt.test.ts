import { describe, expect, test } from 'vitest';
import { ask, figure, taxOrReason } from './cases.ts';
import type { PropertyTaxInput } from './input.ts';

const ratesOf = (asked: Partial<PropertyTaxInput>) =>
  figure(asked).slices.map(({ basisPoints }) => basisPoints / 100);
const codesOf = (asked: Partial<PropertyTaxInput>) => figure(asked).notes.map(({ code }) => code);
const dear = { price: 2_000_000 };
const additional = { buyer: 'additional' } as const;
const ftb = { buyer: 'firstTimeBuyer' } as const;

describe('the four columns from 1 April 2025', () => {
  test.each<[string, Partial<PropertyTaxInput>, number[]]>([
    ['standard', {}, [0, 2, 5, 10, 12]],
    ['higher (+5)', additional, [5, 7, 10, 15, 17]],
    ['non-UK (+2)', { nonUkResident: true }, [2, 4, 7, 12, 14]],
    ['higher + non-UK', { ...additional, nonUkResident: true }, [7, 9, 12, 17, 19]],
  ])('%s', (_name, asked, rates) => {
    expect(ratesOf({ ...dear, ...asked })).toEqual(rates);
  });

  test('each rate applies only to the slice inside its band', () => {
    expect(figure({ price: 300_000 }).slices).toEqual([
      { from: 0, to: 125_000, basisPoints: 0, tax: 0, exactTax: 0 },
      { from: 125_000, to: 250_000, basisPoints: 200, tax: 2_500, exactTax: 25_000_000 },
      { from: 250_000, to: 300_000, basisPoints: 500, tax: 2_500, exactTax: 25_000_000 },
    ]);
  });

  test('they begin on 1 April 2025; the day before has 0 % to 250,000', () => {
    expect(taxOrReason({ price: 250_000, effectiveDate: '2025-04-01' })).toBe(2_500);
    expect(taxOrReason({ price: 250_000, effectiveDate: '2025-03-31' })).toBe(0);
    expect(ratesOf({ ...dear, effectiveDate: '2022-09-23' })).toEqual([0, 5, 10, 12]);
  });
});

describe('first-time buyers', () => {
  test('0 % to 300,000, 5 % to 500,000; 2 % and 7 % if non-UK', () => {
    expect(ratesOf({ price: 500_000, ...ftb })).toEqual([0, 5]);
    expect(ratesOf({ price: 500_000, ...ftb, nonUkResident: true })).toEqual([2, 7]);
  });

  test('the cliff: at 500,001 there is no relief, and the standard bands apply to everything', () => {
    expect(taxOrReason({ price: 500_000, ...ftb })).toBe(10_000);
    expect(taxOrReason({ price: 500_001, ...ftb })).toBe(15_000);
    expect(figure({ price: 500_001, ...ftb }).slices.map(({ tax }) => tax)).toEqual([0, 2_500, 12_500]);
    expect(codesOf({ price: 500_001, ...ftb })).toContain('above_first_time_buyer_limit');
  });

  test.each([
    ['everyBuyerFirstTime', 'every buyer must be a first-time buyer'],
    ['willLiveThere', 'and live there'],
  ])('without %s there is none: %s', (flag) => {
    const asked = { price: 420_000, ...ftb, [flag]: false };
    expect(taxOrReason(asked)).toBe(11_000);
    expect(codesOf(asked)).toContain('first_time_buyer_conditions');
  });

  test.each<[string, Partial<PropertyTaxInput>]>([
    ['somebody who owns another dwelling', { ownsAnotherDwelling: true }],
    ['a company', { company: true }],
  ])('not together with higher rates: %s', (_name, more) => {
    expect(taxOrReason({ price: 420_000, ...ftb, ...more })).toBe('first_time_buyer_with_higher_rates');
  });

  test.each([
    ['2022-09-22', 500_000, 10_000],
    ['2022-09-23', 625_000, 10_000],
    ['2025-03-31', 625_000, 10_000],
    ['2025-04-01', 500_000, 10_000],
    ['2017-11-22', 500_000, 10_000],
  ])('the window of %s has its cap at %i', (effectiveDate, cap, tax) => {
    expect(taxOrReason({ effectiveDate, price: cap, ...ftb })).toBe(tax);
    const above = ask({ effectiveDate, price: cap + 1, ...ftb });
    // Before 23 September 2022 the book has no standard bands: no figure rather than a wrong one.
    if (effectiveDate < '2022-09-23') expect(above).toMatchObject({ reason: 'rates_not_known' });
    else expect(above).toMatchObject({ outcome: 'tax', notes: [{ code: 'above_first_time_buyer_limit' }] });
  });

  test('from 23 September 2022 to 31 March 2025 the nil band is 425,000', () => {
    expect(taxOrReason({ effectiveDate: '2024-01-10', price: 425_000, ...ftb })).toBe(0);
    expect(taxOrReason({ effectiveDate: '2024-01-10', price: 425_020, ...ftb })).toBe(1);
  });

  test('during the holiday rates of 2020 and 2021 there is no figure', () => {
    expect(taxOrReason({ effectiveDate: '2020-12-01', price: 400_000, ...ftb })).toBe('rates_not_known');
    expect(taxOrReason({ effectiveDate: '2020-07-07', price: 400_000, ...ftb })).toBe(5_000);
    expect(taxOrReason({ effectiveDate: '2021-10-01', price: 400_000, ...ftb })).toBe(5_000);
  });

  test('before 22 November 2017 there was no relief in the book', () => {
    expect(taxOrReason({ effectiveDate: '2017-11-21', price: 400_000, ...ftb })).toBe('rates_not_known');
  });
});

describe('higher rates', () => {
  test('3 % until 30 October 2024, 5 % from 31 October 2024', () => {
    expect(taxOrReason({ price: 200_000, effectiveDate: '2024-10-30', ...additional })).toBe(6_000);
    expect(taxOrReason({ price: 200_000, effectiveDate: '2024-10-31', ...additional })).toBe(10_000);
  });

  test('contracts exchanged before 31 October 2024 keep 3 %', () => {
    const asked = { price: 200_000, effectiveDate: '2025-02-01', ...additional };
    expect(taxOrReason({ ...asked, contractDate: '2024-10-30' })).toBe(6_000);
    expect(taxOrReason({ ...asked, contractDate: '2024-10-31' })).toBe(10_000);
    expect(codesOf({ ...asked, contractDate: '2024-10-30' })).toContain('old_rate_kept');
    expect(figure({ ...asked, contractDate: '2024-10-30' }).sets.map(({ id }) => id)).toEqual([
      'sdlt-res-std-2022',
      'sdlt-hrad-2016',
    ]);
  });

  test('an old contract that completes later has the new bands with the old 3 %', () => {
    expect(
      taxOrReason({ price: 200_000, effectiveDate: '2025-05-01', contractDate: '2024-10-01', ...additional }),
    ).toBe(7_500);
  });

  test('only if the price is 40,000 or more, then on the whole price from pound one: 39,000 is nil', () => {
    expect(taxOrReason({ price: 39_000, ...additional })).toBe(0);
    expect(taxOrReason({ price: 39_999, ...additional })).toBe(0);
    expect(taxOrReason({ price: 40_000, ...additional })).toBe(2_000);
    expect(codesOf({ price: 39_000, ...additional })).toContain('below_minimum');
  });

  test('any company pays them', () => {
    expect(taxOrReason({ price: 420_000, company: true })).toBe(32_000);
  });

  test('replacing a main residence is outside', () => {
    const asked = { price: 420_000, ...additional, replacesMainResidence: true };
    expect(taxOrReason(asked)).toBe(11_000);
    expect(codesOf(asked)).toContain('main_residence_replaced');
    expect(taxOrReason({ ...asked, company: true })).toBe(32_000);
  });

  test('a refund is told of, if the old home sells within 36 months', () => {
    expect(figure({ price: 420_000, ...additional }).notes).toContainEqual({
      code: 'refund_possible',
      words: expect.stringContaining('36 months'),
    });
  });

  test.each([
    [7, 11_000],
    [8, 32_000],
  ])('leases of 7 years or less are not counted: %i years', (termYears, tax) => {
    expect(taxOrReason({ price: 420_000, ...additional, lease: { termYears, annualRents: [0] } })).toBe(tax);
  });
});

describe('non-UK residents', () => {
  test('2 % from 1 April 2021, on everything', () => {
    const cap = { price: 500_000, ...ftb, nonUkResident: true };
    expect(taxOrReason({ ...cap, effectiveDate: '2022-04-01' })).toBe(20_000);
    expect(taxOrReason({ ...cap, effectiveDate: '2019-04-01' })).toBe(10_000);
  });

  test('residential only', () => {
    const shop = { propertyClass: 'nonResidential', price: 300_000 } as const;
    expect(taxOrReason({ ...shop, nonUkResident: true })).toBe(taxOrReason(shop));
    expect(codesOf({ ...shop, nonUkResident: true })).toContain('residential_only');
  });

  test.each([
    [6, 11_000],
    [7, 19_400],
  ])('leases under 7 years are exempt: %i years', (termYears, tax) => {
    expect(taxOrReason({ price: 420_000, nonUkResident: true, lease: { termYears, annualRents: [0] } })).toBe(
      tax,
    );
  });

  test('none below 40,000', () => {
    expect(taxOrReason({ price: 39_999, nonUkResident: true })).toBe(0);
    expect(taxOrReason({ price: 40_000, nonUkResident: true })).toBe(800);
  });
});

describe('companies above 500,000', () => {
  test('flat 17 % of the whole price above 500,000, not at it', () => {
    expect(taxOrReason({ price: 500_000, company: true })).toBe(40_000);
    expect(taxOrReason({ price: 500_001, company: true })).toBe(85_000);
    expect(figure({ price: 700_000, company: true })).toMatchObject({
      calculations: [
        {
          on: 'price',
          method: 'whole',
          amount: 700_000,
          slices: [{ from: 0, to: 700_000, basisPoints: 1_700 }],
        },
      ],
      sets: [{ id: 'sdlt-flat-company-2024' }],
    });
  });

  test('15 % before 31 October 2024, kept by older contracts', () => {
    const asked = { price: 600_000, company: true };
    expect(taxOrReason({ ...asked, effectiveDate: '2024-10-30' })).toBe(90_000);
    expect(taxOrReason({ ...asked, effectiveDate: '2024-12-01', contractDate: '2024-10-30' })).toBe(90_000);
    expect(taxOrReason({ ...asked, effectiveDate: '2024-12-01', contractDate: '2024-11-01' })).toBe(102_000);
  });

  test('unless relief code 35 is claimed: then the higher rates', () => {
    expect(taxOrReason({ price: 700_000, company: true, reliefCode: 35 })).toBe(60_000);
  });

  test('+2 if non-UK', () => {
    expect(taxOrReason({ price: 700_000, company: true, nonUkResident: true })).toBe(133_000);
  });
});

describe('non-residential or mixed', () => {
  const shop = { propertyClass: 'nonResidential' } as const;

  test('0 % to 150,000, 2 % to 250,000, 5 % above', () => {
    expect(ratesOf({ ...shop, price: 300_000 })).toEqual([0, 2, 5]);
    expect(taxOrReason({ ...shop, price: 300_000 })).toBe(4_500);
  });

  test('no surcharges, and no relief of home buyers', () => {
    for (const more of [additional, ftb, { company: true }, { nonUkResident: true }])
      expect(taxOrReason({ ...shop, price: 700_000, ...more })).toBe(24_500);
  });

  test('six dwellings and more count as non-residential', () => {
    expect(taxOrReason({ price: 700_000, dwellings: 6, ...additional })).toBe(24_500);
    expect(taxOrReason({ price: 700_000, dwellings: 5, ...additional })).toBe(60_000);
    expect(codesOf({ price: 700_000, dwellings: 6 })).toContain('non_residential_by_number');
  });
});

describe('rent of a new lease', () => {
  test('1 % of the net present value over 125,000, added to the tax on the premium', () => {
    const lease = { termYears: 99, annualRents: [10_000] };
    const made = figure({ price: 300_000, lease });
    const value = made.calculations[1]?.amount ?? 0;
    expect(value).toBe(276_233);
    expect(made.calculations.map(({ on }) => on)).toEqual(['price', 'rent']);
    expect(made.taxPounds).toBe(5_000 + Math.floor((value - 125_000) / 100));
  });

  test('non-residential: 1 % over 150,000, 2 % over 5 million', () => {
    const made = figure({
      propertyClass: 'nonResidential',
      lease: { termYears: 1, annualRents: [6_210_000] },
    });
    expect(made.calculations[1]?.amount).toBe(6_000_000);
    expect(made.taxPounds).toBe(48_500 + 20_000);
  });

  test('non-residents pay 2 points more on rent, too', () => {
    const made = figure({
      price: 50_000,
      nonUkResident: true,
      lease: { termYears: 10, annualRents: [100_000] },
    });
    expect(made.calculations[1]?.slices.map(({ basisPoints }) => basisPoints)).toEqual([200, 300]);
  });

  test('the flat rate of companies does not touch the rent', () => {
    const lease = { termYears: 50, annualRents: [20_000] };
    const made = figure({ price: 600_000, company: true, lease });
    expect(made.calculations[0]?.slices[0]?.exactTax).toBe(600_000 * 1_700);
    expect(made.calculations[1]?.slices.map(({ basisPoints }) => basisPoints)).toEqual([0, 100]);
  });

  test('the rent counts from the later of the first day and completion', () => {
    const lease = { startDate: '2026-01-01', endDate: '2035-12-31', annualRents: [50_000] };
    const early = figure({ effectiveDate: '2025-12-01', price: 0, lease }).calculations[1]?.amount ?? 0;
    const late = figure({ effectiveDate: '2031-01-01', price: 0, lease }).calculations[1]?.amount ?? 0;
    expect(early).toBe(415_830);
    expect(late).toBe(225_752);
  });
});

describe('return and rounding', () => {
  test('return and payment within 14 days', () => {
    expect(figure({ price: 300_000 }).dueDays).toBe(14);
  });

  test('whole pounds, rounded down; slices still add up', () => {
    const made = figure({ price: 333_333 });
    expect(made.slices.map(({ exactTax }) => exactTax / 10_000)).toEqual([0, 2_500, 4_166.65]);
    expect([made.taxPounds, made.slices.map(({ tax }) => tax)]).toEqual([6_666, [0, 2_500, 4_166]]);
  });
});
