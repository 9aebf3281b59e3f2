import { expect, test } from 'vitest';
import { blockNumber } from './block-number.ts';

test.each([
  ['020 7946 0123', 'GB', '+442079460123'],
  ['+44 (0)20 7946 0123', 'GB', '+442079460123'],
  ['0044 20 7946 0123', 'AU', '+442079460123'],
  ['0491 570 156', 'AU', '+61491570156'],
  ['(212) 555-0147', 'US', '+12125550147'],
  ['1-212-555-0147', 'US', '+12125550147'],
  ['555-0147', 'US', undefined],
  ['2079460123', 'GB', undefined],
  ['Jane', 'GB', undefined],
  ['', 'GB', undefined],
] as const)('%s in %s is %s', (text, country, number) => {
  expect(blockNumber(text, country)).toBe(number);
});
