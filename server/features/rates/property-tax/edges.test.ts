import { describe, expect, test } from 'vitest';
import type { PropertyTax, RateSet } from '../book.ts';
import { bundledRates } from '../store.ts';
import { figure } from './cases.ts';
import type { PropertyTaxInput } from './input.ts';

/*
 * Every edge of every set, a pound below, on it, a pound above. What is expected is walked, a thousand pounds at a time,
 * from zero, asking for each step which band it lies in: no slices, no code of the program.
 */
const { book } = bundledRates();
const stride = 1_000;

const tenThousandths = (rate: number) => BigInt(Number((rate * 10_000).toFixed(0)));

function walked(set: RateSet, price: number, added = 0): number {
  let total = 0n;
  for (let at = 0; at < price; at += stride) {
    const top = Math.min(at + stride, price);
    const band = set.bands.find(({ to }) => to === null || top <= to);
    if (!band) throw new Error(`${price} is in no band`);
    total += BigInt(top - at) * tenThousandths(band.rate + added);
  }
  return Number(total / 10_000n);
}

/** By the tables' own words: base, and so much for every hundred or part of one above the band's beginning. */
function byHundreds(set: RateSet, price: number): number {
  if (price === 0) return 0;
  const band = set.bands.findLast(({ from }) => from < price);
  if (!band) throw new Error(`${price} is in no band`);
  let hundreds = 0;
  for (let at = band.from; at < price; at += 100) hundreds += 1;
  const cents = BigInt(hundreds) * tenThousandths(band.rate) + BigInt(band.base ?? 0) * 100n;
  return Math.max(set.minimumTax ?? 0, Number(cents / 100n));
}

const around = (edge: number) => [edge - 1, edge, edge + 1].filter((price) => price >= 0);

function edgesOf({ bands }: RateSet): number[] {
  return [...new Set(bands.flatMap(({ from, to }) => [from, to ?? from]))].flatMap(around);
}

/** Days on which a set is certainly used: its first, and its last when it has one. */
function daysOf({ effectiveFrom, effectiveTo, notKnownBetween = [] }: RateSet): string[] {
  return [effectiveFrom, ...(effectiveTo === null ? [] : [effectiveTo])].filter((day) =>
    notKnownBetween.every(({ from, to }) => day < from || day > to),
  );
}

const buyers = { standard: 'standard', firstTimeBuyer: 'firstTimeBuyer', higher: 'additional' } as const;

interface Case {
  name: string;
  tax: PropertyTax;
  set: RateSet;
}

const sets: Case[] = book.propertyTaxes.flatMap((tax) => tax.sets.map((set) => ({ name: set.id, tax, set })));
const ofPrice = sets.filter(({ set }) => set.variant !== 'leaseRent');
const ofRent = sets.filter(({ set }) => set.variant === 'leaseRent');

describe('every edge of every set of bands, ± 1', () => {
  test('the walk may go in thousands', () => {
    const uneven = sets.flatMap(({ set }) =>
      set.method === 'slice'
        ? set.bands.filter(({ from, to }) => from % stride !== 0 || (to ?? 0) % stride !== 0)
        : [],
    );
    expect(uneven).toEqual([]);
    expect(ofPrice.length).toBeGreaterThan(15);
  });

  test.each(ofPrice)('$name', ({ tax, set }) => {
    const { propertyClass, variant, minimumPrice = 0, maximumPrice } = set;
    const asked = {
      tax: tax.tax,
      propertyClass,
      buyer: variant === 'leaseRent' ? 'standard' : buyers[variant],
    } as const;
    let tried = 0;
    for (const effectiveDate of daysOf(set))
      for (const price of edgesOf(set)) {
        if (price < minimumPrice || (maximumPrice !== undefined && price > maximumPrice)) continue;
        const got = figure({ ...asked, effectiveDate, price });
        const expected = set.method === 'slice' ? walked(set, price) : byHundreds(set, price);
        expect(got.taxPounds, `${price} on ${effectiveDate}`).toBe(expected);
        expect(got.sets[0]?.id).toBe(set.id);
        tried += 1;
      }
    expect(tried).toBeGreaterThan(1);
  });
});

describe('every edge of every surcharge on top of the bands, ± 1', () => {
  const cases = book.propertyTaxes.flatMap((tax) =>
    tax.surcharges.flatMap((surcharge) =>
      surcharge.periods.map((period) => ({ name: period.id, tax, surcharge, period })),
    ),
  );
  const flags: Record<string, Partial<PropertyTaxInput>> = {
    additionalDwelling: { buyer: 'additional' },
    nonUkResident: { nonUkResident: true },
    companyFlat: { company: true },
    foreignPerson: { foreignPerson: true },
  };

  test.each(cases)('$name', ({ tax, surcharge, period }) => {
    const standard = tax.sets.filter(
      ({ variant, propertyClass }) => variant === 'standard' && propertyClass === 'residential',
    );
    let tried = 0;
    for (const set of standard) {
      // A day that both have; none when they never were in force together.
      const day = period.effectiveFrom > set.effectiveFrom ? period.effectiveFrom : set.effectiveFrom;
      const last = [period.effectiveTo, set.effectiveTo].filter((to) => to !== null).sort()[0];
      if (last !== undefined && last < day) continue;
      const limits = [surcharge.minimumPrice, surcharge.priceAbove].flatMap((limit) =>
        limit === undefined ? [] : around(limit),
      );
      for (const price of [...edgesOf(set), ...limits]) {
        const due =
          price >= (surcharge.minimumPrice ?? 0) &&
          (surcharge.priceAbove === undefined || price > surcharge.priceAbove);
        // A company below the flat rate's limit pays the higher rates: tried with those.
        if (!due && surcharge.kind === 'companyFlat') continue;
        const added = due ? period.rate : 0;
        const whole = Number((BigInt(price) * tenThousandths(added)) / 10_000n);
        const expected = {
          addToEveryBand: () => walked(set, price, added),
          onWholePrice: () => (set.method === 'slice' ? walked(set, price) : byHundreds(set, price)) + whole,
          insteadOfBands: () => whole,
        }[surcharge.method]();
        const got = figure({ tax: tax.tax, effectiveDate: day, price, ...flags[surcharge.kind] });
        const exact = surcharge.method === 'onWholePrice' ? 1 : 0;
        // Two taxes are rounded down together, not each for itself.
        expect(got.taxPounds - expected, `${price} on ${day}`).toBeGreaterThanOrEqual(0);
        expect(got.taxPounds - expected, `${price} on ${day}`).toBeLessThanOrEqual(exact);
        tried += 1;
      }
    }
    // The two oldest periods are older than any set of bands in the book.
    const older = tax.sets.every(
      ({ effectiveFrom }) => period.effectiveTo !== null && period.effectiveTo < effectiveFrom,
    );
    if (!older && standard.some(({ effectiveFrom }) => (period.effectiveTo ?? '9') >= effectiveFrom))
      expect(tried).toBeGreaterThan(5);
  });
});

describe('every edge of every set on rent, ± 1', () => {
  // A rent of one year, discounted, is worth so much: the value is read off the answer and walked again.
  test.each(ofRent)('$name', ({ tax, set }) => {
    for (const effectiveDate of daysOf(set))
      for (const value of edgesOf(set).filter((price) => price > 0)) {
        const rent = Math.ceil((value * 1035) / 1000);
        const got = figure({
          tax: tax.tax,
          propertyClass: set.propertyClass,
          effectiveDate,
          lease: { termYears: 1, annualRents: [rent] },
        });
        const onRent = got.calculations.find(({ on }) => on === 'rent');
        expect(onRent?.amount).toBe(value);
        expect(got.taxPounds).toBe(walked(set, value));
        expect(got.sets.at(-1)?.id).toBe(set.id);
      }
  });
});
