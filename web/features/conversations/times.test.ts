import { expect, test } from 'vitest';
import { isLong, mayEdit, secondsLeft, waited } from './times.ts';

const minute = 60_000;

test.each([
  ['just now', 20_000, { unit: 'minutes', count: 0 }],
  ['minutes', 59 * minute, { unit: 'minutes', count: 59 }],
  ['an hour', 60 * minute, { unit: 'hours', count: 1 }],
  ['three hours and a half', 210 * minute, { unit: 'hours', count: 3 }],
  ['a day and a half', 36 * 60 * minute, { unit: 'hours', count: 36 }],
  ['two days', 48 * 60 * minute, { unit: 'days', count: 2 }],
  ['a clock that is ahead', -5 * minute, { unit: 'minutes', count: 0 }],
])('waited: %s', (_name, ms, said) => {
  expect(waited(0, ms)).toEqual(said);
});

test.each([
  [239 * minute, false],
  [240 * minute, true],
])('%i ms is long: %s', (ms, long) => {
  expect(isLong(0, ms)).toBe(long);
});

test.each([
  ['all of it', 10_000, 0, 10],
  ['a part of a second counts', 10_000, 9_001, 1],
  ['over', 10_000, 10_001, 0],
  ['this clock is ten minutes behind', 10_000, -600_000, 10],
])('seconds left: %s', (_name, releaseAt, now, left) => {
  expect(secondsLeft(releaseAt, now, 10)).toBe(left);
});

test.each([
  [299_999, true],
  [300_000, false],
])('after %i ms an edit is open: %s', (ms, open) => {
  expect(mayEdit(0, ms)).toBe(open);
});
