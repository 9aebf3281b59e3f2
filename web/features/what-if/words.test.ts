import { describe, expect, test } from 'vitest';
import { type Count, keyOf, redoable, sentenceOf } from './words.ts';

const count = (more: Partial<Count> = {}): Count => ({
  destination: 'embedded',
  destinationName: null,
  was: 'task',
  becomes: 'fee',
  aspect: '',
  because: 'options',
  count: 12,
  stays: 0,
  ...more,
});

describe('the sentence of a change', () => {
  test.each([
    [
      { was: 'task', becomes: 'fee' },
      { say: 'becomes', was: 'task', becomes: 'fee' },
    ],
    [
      { was: 'fee', becomes: 'skipped:too_short' },
      { say: 'becomesNot', was: 'fee', reason: 'too_short' },
    ],
    [
      { was: 'fee', becomes: 'skipped:of_tomorrow' },
      { say: 'becomesNot', was: 'fee', reason: 'other' },
    ],
    [
      { was: 'skipped:no_contact', becomes: 'task' },
      { say: 'wasNot', becomes: 'task', reason: 'no_contact' },
    ],
    [
      { was: 'skipped:no_contact', becomes: 'skipped:no_seat' },
      { say: 'wasNotNot', reason: 'no_seat' },
    ],
    [
      { was: 'fee', becomes: 'held' },
      { say: 'becomesHeld', was: 'fee' },
    ],
    [
      { was: 'held', becomes: 'fee' },
      { say: 'wasHeld', becomes: 'fee' },
    ],
    [
      { was: 'fee', becomes: 'fee', aspect: 'matter' as const },
      { say: 'otherMatter', was: 'fee' },
    ],
    [
      { was: 'fee', becomes: 'fee', aspect: 'billable' as const },
      { say: 'otherBillable', was: 'fee' },
    ],
    [
      { was: 'communication', becomes: 'communication_and_time_entry' },
      { say: 'becomes', was: 'entry', becomes: 'entry' },
    ],
  ])('%o', (change, sentence) => {
    expect(sentenceOf(count(change))).toEqual(sentence);
  });
});

test('what a redo would change leaves out what stays', () => {
  const counts = [
    count({ count: 12, stays: 2 }),
    count({ count: 5 }),
    count({ because: 'facts', count: 4, stays: 1 }),
  ];
  expect(redoable(counts)).toEqual({ options: 15, facts: 3 });
});

test('each kind has its own key', () => {
  expect(keyOf(count())).toBe('embedded~task~fee~~options');
});
