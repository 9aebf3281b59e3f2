import { expect, test } from 'vitest';
import { type Fault, faultsOf, height, joined, reach, roomFor, type Step, spanOf } from './ladder.ts';
import type { Content } from './queries.ts';

function scale(bounds: [number, number | null][], more: Partial<Content['lines'][number]> = {}) {
  const bands = bounds.map(([from, to]) => ({ from, to, charge: { kind: 'amount' as const, pence: 100 } }));
  const line: Content['lines'][number] = {
    id: 'line',
    section: 'legal_fees',
    label: 'Legal fee',
    detail: '',
    sides: ['sale'],
    trigger: [],
    amount: { rule: 'banded', by: 'price', bands, minPence: null, maxPence: null, roundToPence: 1 },
    quantity: 'one',
    vat: { treatment: 'standard', inclusive: false },
    show: 'charged',
    ticked: false,
    onAccount: false,
    mapped: null,
    activityCode: null,
    ...more,
  };
  return { lines: [line] };
}

test.each<[string, [number, number | null][], Fault[]]>([
  [
    'whole',
    [
      [0, 100],
      [101, null],
    ],
    [],
  ],
  [
    'a hole',
    [
      [0, 100],
      [151, null],
    ],
    [{ kind: 'gap', from: 101, to: 150 }],
  ],
  [
    'an overlap',
    [
      [0, 100],
      [90, null],
    ],
    [{ kind: 'overlap', from: 90, to: 100 }],
  ],
  [
    'a duplicate edge is one pound with two prices',
    [
      [0, 100],
      [100, null],
    ],
    [{ kind: 'overlap', from: 100, to: 100 }],
  ],
  ['ends', [[0, 100]], [{ kind: 'gap', from: 101, to: null }]],
  ['begins late', [[50, null]], [{ kind: 'gap', from: 1, to: 49 }]],
  [
    'open too soon',
    [
      [0, null],
      [50, null],
    ],
    [{ kind: 'overlap', from: 50, to: null }],
  ],
])('%s', (_name, bounds, faults) => {
  expect(faultsOf(scale(bounds), 'sale')).toEqual(faults);
});

test('only what the ladder of the side shows', () => {
  const hole: [number, number | null][] = [
    [0, 100],
    [151, null],
  ];
  expect(faultsOf(scale(hole), 'purchase')).toEqual([]);
  expect(faultsOf(scale(hole, { show: 'optional' }), 'sale')).toEqual([]);
  expect(faultsOf(scale(hole, { section: 'additional_fees' }), 'sale')).toEqual([]);
});

const step = (from: number, to: number | null, low: number | null, high = low): Step => ({
  from,
  to,
  lowPence: low,
  highPence: high,
});

test('steps that cost the same are one, slopes stay', () => {
  expect(joined([step(1, 10, 5), step(11, 20, 5), step(21, 30, 6), step(31, null, null)])).toEqual([
    step(1, 20, 5),
    step(21, 30, 6),
    step(31, null, null),
  ]);
  expect(joined([step(1, 10, 5, 6), step(11, 20, 6)])).toHaveLength(2);
});

test('the drawing reaches beyond the last edge, and never has no height', () => {
  expect(reach([step(1, 100, 1), step(101, null, 2)], [])).toBeCloseTo(126.25);
  expect(reach([step(1, null, 1)], [])).toBe(1_000_000);
  expect(reach([step(1, null, 1)], [{ kind: 'gap', from: 101, to: 200 }])).toBe(250);
  expect(height([step(1, null, null)])).toBeGreaterThan(0);
});

test('the title knows the span, and from where one must ask', () => {
  expect(spanOf([step(1, 10, 500), step(11, 20, 700), step(21, null, null)])).toEqual({
    least: 500,
    most: 700,
    onApplicationFrom: 21,
  });
  expect(spanOf([step(1, null, null)])).toBeNull();
});

test('marks that would run into each other are left out', () => {
  const marks = [0, 30, 80].map((at) => ({ at, width: 40 }));
  expect(roomFor(marks).map(({ at }) => at)).toEqual([0, 80]);
});
