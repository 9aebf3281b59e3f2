import { describe, expect, test } from 'vitest';
import { courseOf, daysWords, lengthOf, numberWords, shortDay } from './number-words.ts';

const say = { locale: 'en-GB', currency: 'GBP', days: (count: string) => `${count} days`, none: '–' };

test.each([
  [null, 'ratio', '–'],
  [1234, 'leads', '1,234'],
  [0.4444, 'ratio', '44.4%'],
  [1.5, 'ratio', '150%'],
  [1_234_567, 'money', '£12,346'],
  [12.5, 'days', '12.5 days'],
  [0, 'seconds', '0 secs'],
  [59, 'seconds', '59 secs'],
  [1800, 'seconds', '30 mins'],
  [3660, 'seconds', '1 hr 1 min'],
  [90_000, 'seconds', '1 day 1 hr'],
  [86_400, 'seconds', '1 day'],
] as const)('%s %s is %s', (value, unit, words) => {
  expect(numberWords(value, unit, say)).toBe(words);
});

test('exact money has its pence', () => {
  expect(numberWords(1_234_567, 'money', say, true)).toBe('£12,345.67');
});

test.each([
  [3, 2, 'up'],
  [2, 3, 'down'],
  [2, 2, 'same'],
  [null, 2, 'none'],
  [2, null, 'none'],
] as const)('%s against %s: %s', (value, before, course) => {
  expect(courseOf(value, before)).toBe(course);
});

describe('bars', () => {
  test.each([
    [5, 10, 50],
    [0, 10, 0],
    [null, 10, 0],
    [1, 100_000, 1],
    [20, 10, 100],
    [3, 0, 0],
  ])('%s of %s', (value, longest, length) => {
    expect(lengthOf(value, longest)).toBe(length);
  });
});

test('days', () => {
  expect(daysWords({ from: '2026-11-01', to: '2026-11-01' }, 'en-GB')).toBe('1 Nov 2026');
  expect(daysWords({ from: '2026-11-01', to: '2026-11-22' }, 'en-GB')).toMatch(/^1\D+22 Nov 2026$/);
  expect(shortDay('2026-11-01', 'week', 'en-GB')).toBe('1 Nov');
  expect(shortDay('2026-11-01', 'month', 'en-GB')).toBe('Nov');
});
