import { describe, expect, test } from 'vitest';
import { afterDone, placeOf, stepFrom, toggled } from './queue.ts';

const waiting = ['a', 'b', 'c'].map((id) => ({ id }));

test.each([
  ['the one in the address', waiting, 'b', 0, 1],
  ['no address: the first', waiting, undefined, 0, 0],
  ['the one in the address is done: whoever stands there now', waiting, 'gone', 1, 1],
  ['it was the last', waiting, 'gone', 7, 2],
  ['none waits', [], 'gone', 2, -1],
])('place: %s', (_name, list, at, before, place) => {
  expect(placeOf(list, at, before)).toBe(place);
});

test.each([
  ['in the middle', 'b', 'c'],
  ['at the end', 'c', 'b'],
])('after one %s is done', (_name, done, next) => {
  expect(afterDone(waiting, done)).toBe(next);
});

test('after the only one there is none', () => {
  expect(afterDone([{ id: 'a' }], 'a')).toBeUndefined();
});

describe('steps', () => {
  test.each([
    [0, 1, 'b'],
    [2, 1, 'c'],
    [0, -1, 'a'],
    [2, -1, 'b'],
  ] as const)('from %i by %i', (place, step, id) => {
    expect(stepFrom(waiting, place, step)).toBe(id);
  });
});

test('choosing twice is not choosing', () => {
  const once = toggled(new Set(['a']), 'b');
  expect([...once]).toEqual(['a', 'b']);
  expect([...toggled(once, 'b')]).toEqual(['a']);
});
