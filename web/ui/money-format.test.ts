import { expect, test } from 'vitest';
import { formatMoney } from './money-format.ts';

test.each([
  [4800, 'GBP', 'en-GB', '£48.00'],
  [-1205, 'GBP', 'en-GB', '-£12.05'],
  [123456789, 'USD', 'en-US', '$1,234,567.89'],
  [9900, 'AUD', 'en-AU', '$99.00'],
  [500, 'JPY', 'en-GB', 'JP¥500'],
])('%i %s in %s is %s', (amount, currency, locale, text) => {
  expect(formatMoney(amount, currency, locale)).toBe(text);
});
