import { describe, expect, test } from 'vitest';
import { addBand, type EditBand, followOf, mend, pastedBands, removeBand, setFrom, setTo } from './bands.ts';

let count = 0;
const newKey = () => {
  count += 1;
  return `new-${count}`;
};
const band = (from: number | null, to: number | null, pence: number | null = 100): EditBand => ({
  key: `${from}`,
  from,
  to,
  kind: 'amount',
  pence,
  basisPoints: null,
});
const bounds = (bands: readonly EditBand[] | null) => bands?.map(({ from, to }) => [from, to]);
const prices = (bands: readonly EditBand[] | null) =>
  bands?.map(({ kind, pence, basisPoints }) =>
    kind === 'amount' ? pence : kind === 'percentage' ? `${basisPoints}` : 'poa',
  );

describe('typing', () => {
  const three = [band(0, 100), band(101, 200), band(201, null)];
  test('the row below follows what is typed as "up to"', () => {
    expect(bounds(setTo(three, 0, 150))).toEqual([
      [0, 150],
      [151, 200],
      [201, null],
    ]);
  });
  test('… also while the field is empty in between', () => {
    expect(bounds(setTo(setTo(three, 0, null), 0, 7))).toEqual([
      [0, 7],
      [8, 200],
      [201, null],
    ]);
  });
  test('a "from" of one’s own stays', () => {
    const own = setFrom(three, 1, 120);
    expect(bounds(setTo(own, 0, 90))).toEqual([
      [0, 90],
      [120, 200],
      [201, null],
    ]);
  });
  test('a new row below stands between its neighbours, and above an open last row', () => {
    const middle = addBand(three, 0, 'x');
    expect([middle.at, followOf(middle.bands, 1)]).toEqual([1, 101]);
    expect(bounds(setTo(middle.bands, 1, 130))).toEqual([
      [0, 100],
      [101, 130],
      [131, 200],
      [201, null],
    ]);
    const last = addBand(three, 2, 'x');
    expect(last.at).toBe(2);
    expect(bounds(setTo(last.bands, 2, 300))).toEqual([
      [0, 100],
      [101, 200],
      [201, 300],
      [301, null],
    ]);
  });
  test('removing a row leaves no hole, and no other is made by it', () => {
    expect(bounds(removeBand(three, 1))).toEqual([
      [0, 100],
      [101, null],
    ]);
    expect(bounds(removeBand(three, 0))).toEqual([
      [0, 200],
      [201, null],
    ]);
  });
  test.each([
    [
      'gap',
      [band(0, 100), band(120, null)],
      [
        [0, 100],
        [101, null],
      ],
    ],
    [
      'overlap',
      [band(0, 100), band(90, null)],
      [
        [0, 100],
        [101, null],
      ],
    ],
    [
      'duplicate_edge',
      [band(0, 100), band(100, null)],
      [
        [0, 100],
        [101, null],
      ],
    ],
  ])('a %s is mended by one press', (problem, bands, after) => {
    expect(bounds(mend(bands, 1, problem, 'x'))).toEqual(after);
  });
  test('a table that ends gets "on application" above it', () => {
    const mended = mend([band(0, 100)], 0, 'ends_early', 'x');
    expect([bounds(mended), prices(mended)]).toEqual([
      [
        [0, 100],
        [101, null],
      ],
      [100, 'poa'],
    ]);
  });
});

describe('pasting', () => {
  test('from, up to, price, as a spreadsheet copies it, under a heading', () => {
    const text = 'From\tTo\tFee\n0\t£250,000\t£795.00\n250,001\t500,000\t945\n500,001\t\tPOA\n';
    const bands = pastedBands(text, 0, newKey);
    expect(bounds(bands)).toEqual([
      [0, 250_000],
      [250_001, 500_000],
      [500_001, null],
    ]);
    expect(prices(bands)).toEqual([79_500, 94_500, 'poa']);
  });
  test('only "up to" and price: where each begins follows', () => {
    expect(bounds(pastedBands('100000\t500\n250000\t600\nOver 250,000\t0.25%', 0, newKey))).toEqual([
      [0, 100_000],
      [100_001, 250_000],
      [250_001, null],
    ]);
  });
  test('a hole of the price page stays a hole', () => {
    expect(bounds(pastedBands('0 - 100K\t500\n101K-250K\t600\n251K – 400K\t700', 0, newKey))).toEqual([
      [0, 100_000],
      [101_000, 250_000],
      [251_000, 400_000],
    ]);
  });
  test.each([
    ['1,000,001+', [1_000_001, null]],
    ['£1m and above', [1_000_000, null]],
    ['over £1m', [1_000_001, null]],
    ['under 100,000', [0, 99_999]],
    ['up to 100,000', [0, 100_000]],
  ])('“%s”', (words, expected) => {
    expect(bounds(pastedBands(`${words}\t1 + VAT`, 0, newKey))).toEqual([expected]);
  });
  test.each([['250000'], ['a text\nof two lines'], ['1\t2\t3\t4\t5'], ['100\tfree\n200\tfree']])(
    'what is no table is left alone: %j',
    (text) => {
      expect(pastedBands(text, 0, newKey)).toBeNull();
    },
  );
});
