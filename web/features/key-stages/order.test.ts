import { expect, test } from 'vitest';
import { movedTo } from './order.ts';

test.each([
  ['down', 0, 2, 'bca'],
  ['up', 2, 0, 'cab'],
  ['to where it is', 1, 1, 'abc'],
  ['beyond the end', 0, 9, 'bca'],
  ['before the beginning', 2, -1, 'cab'],
  ['nothing', 7, 0, 'abc'],
])('a stage is moved %s', (_name, from, to, then) => {
  expect(movedTo(['a', 'b', 'c'], from, to).join('')).toBe(then);
});
