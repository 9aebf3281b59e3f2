import { expect, test } from 'vitest';
import { sizeOf } from './size.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1536, '1.5 KB'],
  [120 * 1024 ** 2, '120 MB'],
  [5 * 1024 ** 3, '5 GB'],
  [5 * 1024 ** 4, '5120 GB'],
])('%i → %s', (bytes, shown) => {
  expect(sizeOf(bytes)).toBe(shown);
});
