import { describe, expect, test } from 'vitest';
import { firstNew, groupMessages, mergeMessages, type Told } from './group.ts';

const at = (seq: number, minute: number, author = 'a', kind: Told['kind'] = 'message'): Told => ({
  ...{ seq, kind, mine: author === 'me', author: { id: author } },
  createdAt: new Date(Date.UTC(2026, 10, 22, 10, minute)).toISOString(),
});
const shape = (items: Told[], newFrom: number | null = null) =>
  groupMessages(items, (iso) => iso.slice(0, 10), newFrom).map(({ day, runs }) => [
    day,
    ...runs.map((run) => run.items.map(({ seq }) => seq)),
  ]);

describe('runs', () => {
  test.each([
    ['one author', [at(1, 0), at(2, 9)], [['2026-11-22', [1, 2]]]],
    ['a pause of ten minutes', [at(1, 0), at(2, 10)], [['2026-11-22', [1], [2]]]],
    ['two authors', [at(1, 0), at(2, 1, 'b')], [['2026-11-22', [1], [2]]]],
    ['a note', [at(1, 0), at(2, 1, 'a', 'note'), at(3, 2)], [['2026-11-22', [1], [2], [3]]]],
    [
      'another day',
      [at(1, 0), at(2, 14 * 60 + 1)],
      [
        ['2026-11-22', [1]],
        ['2026-11-23', [2]],
      ],
    ],
  ])('%s', (_name, items, expected) => {
    expect(shape(items)).toEqual(expected);
  });
  test('the new ones begin a run', () => {
    expect(shape([at(1, 0), at(2, 1), at(3, 2)], 2)).toEqual([['2026-11-22', [1], [2, 3]]]);
  });
});

test('new is what others wrote after one looked', () => {
  const items = [at(1, 0), at(2, 1, 'me'), at(3, 2, 'a', 'note'), at(4, 3)];
  expect([firstNew(items, 0), firstNew(items, 1), firstNew(items, 4)]).toEqual([1, 4, null]);
});

test('read again, a message is as it is now', () => {
  expect(
    mergeMessages(
      [
        { seq: 2, n: 0 },
        { seq: 3, n: 0 },
      ],
      [
        { seq: 1, n: 1 },
        { seq: 3, n: 1 },
      ],
    ),
  ).toEqual([
    { seq: 1, n: 1 },
    { seq: 2, n: 0 },
    { seq: 3, n: 1 },
  ]);
});
