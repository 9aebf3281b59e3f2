import { expect, test } from 'vitest';
import { linesOf, pricesIn } from './typed.ts';

test.each([
  ['150000 250000', [150_000, 250_000]],
  ['£150,000  £1,250,000', [150_000, 1_250_000]],
  ['150000;\n250000', [150_000, 250_000]],
  ['', null],
  ['150', null],
  ['150000.50', null],
  ['a lot', null],
  ['1000000000', null],
  [Array.from({ length: 11 }, () => '150000').join(' '), null],
])('typical prices “%s” are read as %j', (text, prices) => {
  expect(pricesIn(text)).toEqual(prices);
});

test('websites are one a line, with empty lines left out', () => {
  expect(linesOf(' https://a.example.com \n\n https://b.example.com')).toEqual([
    'https://a.example.com',
    'https://b.example.com',
  ]);
});
