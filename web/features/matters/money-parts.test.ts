import { expect, test } from 'vitest';
import { amountFor, decimalsOf, symbolOf } from './money-parts.ts';

test.each([
  [24_000, 12, 4800],
  [24_000, 0, 0],
  [19_999, 7, 2333],
  [10_000, 1, 167],
])('%i an hour for %i minutes is %i', (rate, minutes, amount) => {
  expect(amountFor(rate, minutes)).toBe(amount);
});

test.each([
  ['GBP', 'en-GB', '£', 2],
  ['USD', 'en-US', '$', 2],
  ['AUD', 'en-AU', '$', 2],
])('%s in %s is written with %s and %i decimals', (currency, locale, symbol, decimals) => {
  expect(symbolOf(currency, locale)).toBe(symbol);
  expect(decimalsOf(currency, locale)).toBe(decimals);
});
