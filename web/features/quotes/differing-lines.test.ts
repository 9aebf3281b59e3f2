import { describe, expect, test } from 'vitest';
import { differingLines } from './differing-lines.ts';
import type { Priced, PricedLine } from './queries.ts';

const totals = {
  feesNet: 0,
  feesVat: 0,
  disbursementsNet: 0,
  disbursementsVat: 0,
  subtotal: 0,
  tax: 0,
  total: 0,
  onAccount: 0,
};
const line = (key: string, grossPence: number | null, counts = true): PricedLine => ({
  key: `purchase:${key}`,
  kind: 'line',
  side: 'purchase',
  section: 'legal_fees',
  label: key,
  detail: '',
  why: '',
  show: counts ? 'charged' : 'may_apply',
  counts,
  needsPrice: grossPence === null,
  quantity: 1,
  unitPence: grossPence,
  netPence: grossPence,
  vatPence: 0,
  grossPence,
  vat: 'standard',
  tax: false,
  slices: [],
  onAccount: false,
  mapped: true,
  activityCode: null,
});
const priced = (...lines: PricedLine[]): Priced => ({
  sides: [{ side: 'purchase', lines, totals }],
  totals,
  needsPrice: [],
});

describe('lines that differ', () => {
  test.each([
    ['nothing changed', [line('fee', 100)], [line('fee', 100)], []],
    ['another amount', [line('fee', 100)], [line('fee', 200)], [['fee', 100, 200]]],
    ['a new line', [], [line('tax', 50)], [['tax', null, 50]]],
    ['a line that is gone', [line('search', 70)], [], [['search', 70, null]]],
    ['what only may apply is left out', [], [line('indemnity', 90, false)], []],
    [
      'an optional line that was ticked since',
      [line('trust', 30, false)],
      [line('trust', 30)],
      [['trust', null, 30]],
    ],
  ] as const)('%s', (_name, before, after, expected) => {
    const found = differingLines(priced(...before), priced(...after));
    expect(found.map((one) => [one.label, one.before, one.after])).toEqual(expected);
  });
});
