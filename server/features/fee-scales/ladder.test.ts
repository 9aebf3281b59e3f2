import { expect, test } from 'vitest';
import { type AmountRule, type Band, feeScaleContent } from './content.ts';
import { laddersOf } from './ladder.ts';
import { emptyContent } from './usual-lines.ts';

function ladderOf(...amounts: AmountRule[]) {
  const lines = amounts.map((amount, at) => ({
    id: `01980000-0000-7000-8000-00000000000${at}`,
    section: 'legal_fees',
    label: 'Legal fee',
    sides: ['sale'],
    amount,
    vat: { treatment: 'standard' },
  }));
  const content = feeScaleContent.parse({ ...emptyContent('GB', 'GBP'), lines });
  return laddersOf(content)[0]?.steps.map(({ from, to, lowPence, highPence }) => [
    from,
    to,
    lowPence,
    highPence,
  ]);
}
const free = { minPence: null, maxPence: null, roundToPence: 1 };
const banded = (bands: Band[], limits = {}): AmountRule => ({
  rule: 'banded',
  by: 'price',
  bands,
  ...free,
  ...limits,
});
const band = (from: number, to: number | null, pence: number): Band => ({
  from,
  to,
  charge: { kind: 'amount', pence },
});

test('each band is a step, also where a hole lies between two', () => {
  expect(ladderOf(banded([band(0, 100, 500), band(151, null, 700)]))).toEqual([
    [1, 100, 500, 500],
    [101, 150, 700, 700],
    [151, null, 700, 700],
  ]);
});

test('a percentage is level up to where it passes its least, and from its most on', () => {
  const limits = { minPence: 100_00, maxPence: 300_00 };
  expect(ladderOf({ rule: 'percentage', of: 'price', basisPoints: 100, ...free, ...limits })).toEqual([
    [1, 9_999, 100_00, 100_00],
    [10_000, 29_999, 100_00, 299_99],
    [30_000, null, 300_00, 300_00],
  ]);
  const share: Band = { from: 0, to: 20_000, charge: { kind: 'percentage', basisPoints: 100 } };
  const ask: Band = { from: 20_001, to: null, charge: { kind: 'on_application' } };
  expect(ladderOf(banded([share, ask], limits))).toEqual([
    [1, 9_999, 100_00, 100_00],
    [10_000, 20_000, 100_00, 200_00],
    [20_001, null, null, null],
  ]);
});

test('several legal fees of one side are added up', () => {
  expect(ladderOf(banded([band(0, 100, 500), band(101, null, 700)]), { rule: 'fixed', pence: 50 })).toEqual([
    [1, 100, 550, 550],
    [101, null, 750, 750],
  ]);
});
