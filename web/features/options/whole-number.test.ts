import { expect, test } from 'vitest';
import { readWhole } from './whole-number.ts';

test.each([
  ['30', { value: 30 }],
  [' 0 ', { value: 0 }],
  ['3600', { value: 3600 }],
  ['3601', { refused: true }],
  ['1000000000', { refused: true }],
  ['-5', { refused: true }],
  ['1.5', { refused: true }],
  ['1e3', { refused: true }],
  ['ten', { refused: true }],
  ['', { unchanged: true }],
  ['15', { unchanged: true }],
  [undefined, { unchanged: true }],
])('%s', (text, expected) => {
  expect(readWhole(text, 15, 3600)).toEqual(expected);
});
