import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask, figure, today } from './cases.ts';
import type { PropertyTaxInput } from './input.ts';

const price = fc.oneof(
  fc.integer({ min: 0, max: 3_000_000 }),
  fc.integer({ min: 0, max: 10_000_000_000 }),
  // Around the edges and limits of the sets.
  fc
    .tuple(
      fc.constantFrom(40_000, 125_000, 180_000, 225_000, 250_000, 300_000, 500_000, 750_000, 925_000),
      fc.integer({ min: -2, max: 2 }),
    )
    .map(([edge, off]) => edge + off),
);
const tax = fc.constantFrom('SDLT', 'LBTT', 'LTT', 'NSW');
const day = fc.constantFrom(
  today,
  '2025-04-01',
  '2025-03-31',
  '2024-12-11',
  '2024-10-31',
  '2024-10-30',
  '2023-01-05',
);
const buyer = fc.constantFrom('standard', 'firstTimeBuyer', 'additional');
const rents = fc.array(fc.integer({ min: 0, max: 500_000 }), { minLength: 1, maxLength: 5 });
const asked: fc.Arbitrary<Partial<PropertyTaxInput>> = fc.record({
  tax,
  effectiveDate: day,
  price,
  buyer,
  propertyClass: fc.constantFrom('residential', 'nonResidential'),
  nonUkResident: fc.boolean(),
  company: fc.boolean(),
  lease: fc.option(fc.record({ termYears: fc.integer({ min: 1, max: 200 }), annualRents: rents }), {
    nil: undefined,
  }),
});
const runs = { numRuns: 2_000 };

describe('any figure', () => {
  test('is a whole number, its slices add up to it, and follow each other without a hole', () => {
    fc.assert(
      fc.property(asked, (input) => {
        const made = ask(input);
        if (made.outcome === 'cannot_calculate') return;
        expect(Number.isSafeInteger(made.taxPounds) && made.taxPounds >= 0).toBe(true);
        expect(
          made.slices.every(
            (slice) => Number.isSafeInteger(slice.tax) && Number.isSafeInteger(slice.exactTax),
          ),
        ).toBe(true);
        expect(made.slices.reduce((sum, slice) => sum + slice.tax, 0)).toBe(made.taxPounds);
        for (const { amount, slices } of made.calculations) {
          expect(slices.map(({ from }) => from)).toEqual([0, ...slices.slice(0, -1).map(({ to }) => to)]);
          expect(slices.at(-1)?.to).toBe(amount);
        }
      }),
      runs,
    );
  });

  test('is the sum of its slices before rounding, rounded down', () => {
    fc.assert(
      fc.property(asked, (input) => {
        const made = ask(input);
        if (made.outcome === 'cannot_calculate') return;
        const exact = made.slices.reduce((sum, { exactTax }) => sum + BigInt(exactTax), 0n);
        expect(made.taxPounds).toBe(Number(exact / 10_000n));
        for (const slice of made.slices)
          expect(Math.abs(slice.tax * 10_000 - slice.exactTax)).toBeLessThan(10_000);
      }),
      runs,
    );
  });

  test('names its rates and the book', () => {
    fc.assert(
      fc.property(asked, (input) => {
        const made = ask(input);
        if (made.outcome === 'cannot_calculate') return;
        expect(made.sets.length).toBeGreaterThan(0);
        expect(made.bookVersion).toMatch(/^uk-2026-11@[0-9a-f]{16}$/);
      }),
    );
  });
});

/** Prices at which the law itself asks for less, or for much more, from one pound to the next. */
const jumps: Record<string, number[]> = {
  firstTimeBuyer: [500_000],
  additional: [39_999],
  company: [39_999, 500_000],
};

describe('a dearer home is taxed no less', () => {
  test.each([
    ['standard', {}],
    ['additional', { buyer: 'additional' }],
    ['firstTimeBuyer', { buyer: 'firstTimeBuyer' }],
    ['company', { company: true }],
    ['non-UK', { nonUkResident: true }],
    ['non-residential', { propertyClass: 'nonResidential' }],
  ] as const)('%s, in each nation', (_name, more) => {
    fc.assert(
      fc.property(
        fc.constantFrom('SDLT', 'LBTT', 'LTT'),
        price,
        fc.integer({ min: 0, max: 50_000 }),
        (name, low, gap) => {
          const lower = figure({ tax: name, price: low, ...more }).taxPounds;
          const higher = figure({ tax: name, price: Math.min(low + gap, 10_000_000_000), ...more }).taxPounds;
          expect(higher).toBeGreaterThanOrEqual(lower);
        },
      ),
      runs,
    );
  });

  test.each(Object.entries(jumps))(
    '%s: a pound more costs at most a pound’s top rate, but for the law’s own cliffs',
    (kind, cliffs) => {
      const more =
        kind === 'company'
          ? { company: true }
          : ({ buyer: kind === 'additional' ? 'additional' : 'firstTimeBuyer' } as const);
      fc.assert(
        fc.property(
          price.filter((one) => !cliffs.includes(one) && one < 10_000_000_000),
          (one) => {
            const step =
              figure({ price: one + 1, ...more }).taxPounds - figure({ price: one, ...more }).taxPounds;
            expect(step).toBeLessThanOrEqual(1);
          },
        ),
        runs,
      );
      for (const cliff of cliffs)
        expect(
          figure({ price: cliff + 1, ...more }).taxPounds - figure({ price: cliff, ...more }).taxPounds,
        ).toBeGreaterThan(1);
    },
  );
});

describe('non-residents of the UK', () => {
  test.each([
    ['standard', {}],
    ['additional', { buyer: 'additional' }],
    ['first-time buyer', { buyer: 'firstTimeBuyer' }],
    ['company, bands or flat', { company: true }],
  ] as const)('%s: exactly two hundredths of the price more, before rounding', (_name, more) => {
    const exactOf = (input: Partial<PropertyTaxInput>) =>
      figure(input).slices.reduce((sum, { exactTax }) => sum + BigInt(exactTax), 0n);
    fc.assert(
      fc.property(price, (one) => {
        const added =
          exactOf({ price: one, nonUkResident: true, ...more }) - exactOf({ price: one, ...more });
        expect(added).toBe(one >= 40_000 ? BigInt(one) * 200n : 0n);
      }),
      runs,
    );
  });
});

test('a first-time buyer never pays more than others, and higher rates are never less', () => {
  fc.assert(
    fc.property(tax, price, day, (name, one, effectiveDate) => {
      const [first, other, more] = (['firstTimeBuyer', 'standard', 'additional'] as const).map((kind) =>
        ask({ tax: name, price: one, effectiveDate, buyer: kind }),
      );
      if (first?.outcome !== 'tax' || other?.outcome !== 'tax' || more?.outcome !== 'tax') return;
      expect(first.taxPounds).toBeLessThanOrEqual(other.taxPounds);
      expect(more.taxPounds).toBeGreaterThanOrEqual(other.taxPounds);
    }),
    runs,
  );
});
