import { describe, expect, test } from 'vitest';
import { addressOf, streetLines } from './addresses.ts';

const blank = { label: '', line1: '', line2: '', town: '', county: '', postcode: '', country: '' };

describe('an address', () => {
  test('keeps its parts without the spaces around them', () => {
    expect(
      addressOf({ label: 'Home', line1: ' 12 Mill Lane ', postcode: 'BN3 1AA\n', county: null }),
    ).toEqual([{ ...blank, label: 'Home', line1: '12 Mill Lane', postcode: 'BN3 1AA' }]);
  });

  test.each([
    ['nothing', {}],
    ['blanks', { line1: ' ', town: '', postcode: null }],
    ['a label and a country alone', { label: 'Work', country: 'United Kingdom' }],
  ])('is none with %s', (_what, written) => {
    expect(addressOf(written)).toEqual([]);
  });
});

test.each([
  ['12 Mill Lane', '12 Mill Lane', ''],
  ['Flat 2\r\n12 Mill Lane\n Hove Park ', 'Flat 2', '12 Mill Lane, Hove Park'],
  ['\n\n12 Mill Lane', '12 Mill Lane', ''],
  [null, '', ''],
])('the lines of street %j', (street, line1, line2) => {
  expect(streetLines(street)).toEqual({ line1, line2 });
});
