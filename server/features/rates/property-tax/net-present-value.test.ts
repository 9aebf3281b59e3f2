import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { netPresentValue, termOf } from './net-present-value.ts';

const whole = (years: number) => ({ years, days: 0, daysInThatYear: 0 });
const rate = 350;

describe('net present value', () => {
  test.each<[string, number[], number, number]>([
    ['one year is discounted once', [1_035], 1, 1_000],
    ['two years', [10_000], 2, 18_996],
    ['its pence are dropped at the end only', [100], 3, 280],
    ['a long lease comes near rent ÷ 0.035', [10_000], 999, 285_714],
    ['no rent', [0], 99, 0],
    ['nothing ahead', [10_000], 0, 0],
  ])('%s', (_name, rents, years, value) => {
    expect(netPresentValue(rents, whole(years), rate)).toBe(value);
  });

  test('after the fifth year the highest rent of the first five counts', () => {
    const rising = netPresentValue([100, 200, 300, 400, 500], whole(10), rate);
    const falling = netPresentValue([500, 400, 300, 200, 100], whole(10), rate);
    const tail = netPresentValue([500], whole(10), rate) - netPresentValue([500], whole(5), rate);
    expect(
      Math.abs(rising - netPresentValue([100, 200, 300, 400, 500], whole(5), rate) - tail),
    ).toBeLessThanOrEqual(1);
    expect(falling).toBeGreaterThan(rising);
  });

  test('a part of a later year has its share of the highest rent; within five years it has its own rent', () => {
    const part = { years: 10, days: 73, daysInThatYear: 365 };
    const share = 36_500 * (73 / 365) * 1.035 ** -11;
    const more = netPresentValue([36_500], part, rate) - netPresentValue([36_500], whole(10), rate);
    expect(Math.abs(more - share)).toBeLessThanOrEqual(1);
    expect(netPresentValue([1_000, 50], { years: 1, days: 18, daysInThatYear: 365 }, rate)).toBe(
      netPresentValue([1_000, 50], whole(2), rate),
    );
  });

  test('agrees with plain decimal arithmetic to a pound, whatever the rents', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 400 }),
        (rents, years) => {
          const highest = Math.max(...rents);
          let sum = 0;
          for (let year = 1; year <= years; year += 1) sum += (rents[year - 1] ?? highest) / 1.035 ** year;
          expect(Math.abs(netPresentValue(rents, whole(years), rate) - sum)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('is exact where floating point is not', () => {
    // 1.035 × 10⁹ after one year is exactly 10⁹; a float may land a hair below and lose a pound.
    expect(netPresentValue([1_035_000_000], whole(1), rate)).toBe(1_000_000_000);
    expect(netPresentValue([0, 1_071_225_000], whole(2), rate)).toBe(1_000_000_000);
  });

  test('ten thousand years cost no time to speak of, and add nothing to a thousand', () => {
    expect(netPresentValue([1_000_000], whole(10_000), rate)).toBe(
      netPresentValue([1_000_000], whole(1_000), rate),
    );
  });
});

describe('the term of a lease, first and last day included', () => {
  test.each<[string, string, number, number, number]>([
    ['2020-01-01', '2029-12-31', 10, 0, 0],
    ['2020-01-01', '2030-01-01', 10, 1, 365],
    ['2020-03-01', '2021-02-28', 1, 0, 0],
    ['2020-02-29', '2021-02-27', 1, 0, 0],
    ['2019-03-01', '2020-02-28', 0, 365, 366],
    ['2026-11-22', '2026-11-22', 0, 1, 365],
  ])('%s to %s', (start, end, years, days, daysInThatYear) => {
    expect(termOf(start, end)).toEqual({ years, days, daysInThatYear });
  });
});
