import { expect, test } from 'vitest';
import { differs, median } from './two-samples.ts';

const times = (from: number, step: number) =>
  Array.from({ length: 40 }, (_none, n) => from + ((n * 7) % 40) * step);

test('samples of one distribution are not told apart', () => {
  expect(differs(times(1, 0.1), times(1.02, 0.1), 0.001)).toBe(false);
});

test('a shift by most of the spread is seen, in both directions', () => {
  expect(differs(times(1, 0.1), times(4, 0.1), 0.001)).toBe(true);
  expect(differs(times(4, 0.1), times(1, 0.1), 0.001)).toBe(true);
});

test('equal values share their rank', () => {
  expect(differs([1, 1, 1, 2, 2, 2], [1, 1, 1, 2, 2, 2], 0.05)).toBe(false);
});

test('the median', () => {
  expect(median([5, 1, 3])).toBe(3);
});
