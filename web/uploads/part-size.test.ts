import { expect, test } from 'vitest';
import { partBytes } from './limits.ts';
import { createPartSize, largestPartBytes, nextPartBytes } from './part-size.ts';

const mib = 1024 ** 2;

test.each([
  ['quick: twice as much', 8, 500, 16],
  ['quick: no more than the largest', 64, 500, 64],
  ['neither quick nor slow: as it was', 32, 5_000, 32],
  ['slow: half', 32, 11_000, 16],
  ['slow: no less than the smallest', 8, 60_000, 8],
])('%s', (_name, last, tookMs, next) => {
  expect(nextPartBytes(last * mib, tookMs)).toBe(next * mib);
});

test('a fast link comes to the largest in three parts', () => {
  const size = createPartSize();
  for (let part = 0; part < 3; part += 1) size.taken(100);
  expect(size.bytes()).toBe(largestPartBytes);
});

test('a proxy that takes no large requests: the smallest from then on, and a refusal of those is one', () => {
  const size = createPartSize();
  size.taken(100);
  expect([size.refused(), size.bytes()]).toEqual([true, partBytes]);
  size.taken(100);
  expect([size.bytes(), size.refused()]).toEqual([partBytes, false]);
});
