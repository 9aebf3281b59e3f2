import fc from 'fast-check';
import { expect, test } from 'vitest';
import { portion } from './portion.ts';

test.each([
  [2, 2000, 10_000, 0],
  [3, 2000, 10_000, 1],
  [5, 1, 2, 3],
  [5, 1, 10, 1],
  [4, 1, 10, 0],
  [10_000_000_000_000, 9_999, 10_000, 9_999_000_000_000],
  // Beyond 2⁵³ on the way.
  [900_719_925_474_099, 10_000, 10_000, 900_719_925_474_099],
])('%i × %i ÷ %i = %i', (amount, times, by, expected) => {
  expect(portion(amount, times, by)).toBe(expected);
});

test('is the nearest whole number, halves up, for any amounts that a price may have', () => {
  const whole = fc.integer({ min: 0, max: 5_000_000_000_000 });
  fc.assert(
    fc.property(
      whole,
      fc.integer({ min: 0, max: 10_000 }),
      fc.integer({ min: 1, max: 20_000 }),
      (amount, times, by) => {
        // What comes out must be a number at all.
        fc.pre((BigInt(amount) * BigInt(times)) / BigInt(by) < BigInt(Number.MAX_SAFE_INTEGER));
        const twice = 2n * BigInt(portion(amount, times, by)) * BigInt(by);
        const exact = 2n * BigInt(amount) * BigInt(times);
        // Within half of one, and never below by a half.
        return twice - exact <= BigInt(by) && exact - twice < BigInt(by);
      },
    ),
    { numRuns: 20_000 },
  );
});
