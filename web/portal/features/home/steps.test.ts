import { expect, test } from 'vitest';
import { stepsShown } from './steps.ts';

const step = (words: string, state: 'done' | 'next' | 'later', expectedOn: string | null = null) => ({
  ...{ id: words, words, state, on: state === 'done' ? '2026-03-01' : null, expectedOn },
});

test.each([
  ['not begun', [step('a', 'next'), step('b', 'later')], ['next', 'later']],
  [
    'in the middle',
    [step('a', 'done'), step('b', 'done'), step('c', 'next'), step('d', 'later')],
    ['done', 'now', 'next', 'later'],
  ],
  [
    'one was passed over',
    [step('a', 'done'), step('b', 'later'), step('c', 'done'), step('d', 'next')],
    ['done', 'later', 'now', 'next'],
  ],
  ['all done', [step('a', 'done'), step('b', 'done')], ['done', 'now']],
  ['none', [], []],
])('%s', (_name, steps, places) => {
  expect(stepsShown(steps, '2026-03-05').map(({ place }) => place)).toEqual(places);
});

test('a day that was expected is said until it is over', () => {
  const expectedOf = (day: string) => stepsShown([step('a', 'next', day)], '2026-03-05')[0]?.expectedOn;
  expect([expectedOf('2026-03-05'), expectedOf('2026-03-04')]).toEqual(['2026-03-05', null]);
});
