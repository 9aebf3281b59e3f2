import { expect, test } from 'vitest';
import { billedMinutes } from './billing.ts';

test.each([
  ['six-minute units, up', 432, { unitMinutes: 6, rounding: 'up', minimumMinutes: 6 }, 12],
  ['to the nearest unit', 432, { unitMinutes: 6, rounding: 'nearest', minimumMinutes: 0 }, 6],
  ['half a unit goes up', 540, { unitMinutes: 6, rounding: 'nearest', minimumMinutes: 0 }, 12],
  ['down, but at least the minimum', 200, { unitMinutes: 6, rounding: 'down', minimumMinutes: 6 }, 6],
  ['by the minute', 432, { unitMinutes: 1, rounding: 'up', minimumMinutes: 0 }, 8],
  ['no talk is never billed', 0, { unitMinutes: 6, rounding: 'up', minimumMinutes: 6 }, 0],
] as const)('%s', (_name, seconds, rule, minutes) => {
  expect(billedMinutes(seconds, rule)).toBe(minutes);
});
