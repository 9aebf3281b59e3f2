import { describe, expect, test } from 'vitest';
import type { BillingRule } from './interaction.ts';
import { amountOf, billedMinutes, workedMinutes } from './time.ts';

describe('worked minutes: exact, rounded up to the minute', () => {
  test.each([
    [0, 0],
    [1, 1],
    [59, 1],
    [60, 1],
    [61, 2],
    [247, 5],
    [3600, 60],
  ])('%i s → %i min', (seconds, minutes) => expect(workedMinutes(seconds)).toBe(minutes));
});

describe('billed minutes', () => {
  const rule = (rounding: BillingRule['rounding'], unitMinutes = 6, minimumMinutes = 0): BillingRule => ({
    unitMinutes,
    rounding,
    minimumMinutes,
  });
  test.each([
    ['up: begins a unit', 1, rule('up'), 6],
    ['up: exactly a unit', 360, rule('up'), 6],
    ['up: a second over', 361, rule('up'), 12],
    ['nearest: below half', 179, rule('nearest'), 0],
    ['nearest: half goes up', 180, rule('nearest'), 6],
    ['nearest: 8 min 59 s', 539, rule('nearest'), 6],
    ['nearest: 9 min', 540, rule('nearest'), 12],
    ['down: just below', 719, rule('down'), 6],
    ['down: exactly', 720, rule('down'), 12],
    ['down: below one unit', 359, rule('down'), 0],
    ['minimum lifts', 359, rule('down', 6, 6), 6],
    ['minimum is no unit', 61, rule('up', 1, 10), 10],
    ['minimum does not cut', 3600, rule('up', 6, 6), 60],
    ['unit of a quarter', 61, rule('up', 15), 15],
    ['unit of a minute', 61, rule('up', 1), 2],
    ['no talk, whatever the minimum', 0, rule('up', 6, 30), 0],
  ])('%s', (_name, seconds, billing, minutes) => expect(billedMinutes(seconds, billing)).toBe(minutes));
});

describe('amount in minor units, half up', () => {
  test.each([
    [6, 25_000, 2_500],
    [0, 25_000, 0],
    [1, 100, 2],
    [3, 10, 1],
    [5, 25_010, 2_084],
  ])('%i min at %i an hour → %i', (minutes, rate, amount) => expect(amountOf(minutes, rate)).toBe(amount));
});
