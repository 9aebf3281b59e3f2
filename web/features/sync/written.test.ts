import { expect, test } from 'vitest';
import { minorUnits, writtenAs } from './written.ts';

test.each([
  ['250000.00', 25_000_000],
  ['0.05', 5],
  ['-12.50', -1250],
  ['to be agreed', null],
  ['250000', null],
  ['1,500.00', null],
  ['', null],
])('“%s” is %s', (text, amount) => {
  expect(minorUnits(text)).toBe(amount);
});

test.each([
  ['money', 'money'],
  ['choice', 'text'],
  [undefined, 'text'],
])('a field of kind %s is written as %s', (kind, written) => {
  expect(writtenAs(kind)).toBe(written);
});
