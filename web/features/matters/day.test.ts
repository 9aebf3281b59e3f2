import { describe, expect, test } from 'vitest';
import { addDays, daysBetween, dueOf, shortDay, todayIn } from './day.ts';

describe('when something is due, on 14 March 2025', () => {
  test.each([
    [null, 'none'],
    ['2025-03-13', 'overdue'],
    ['2025-03-14', 'today'],
    ['2025-03-15', 'tomorrow'],
    ['2025-03-16', 'week'],
    ['2025-03-20', 'week'],
    ['2025-03-21', 'later'],
  ])('%s is %s', (dueOn, due) => {
    expect(dueOf(dueOn, '2025-03-14')).toBe(due);
  });
});

test.each([
  ['2025-03-14', 'en-GB', '14 Mar'],
  ['2025-03-14', 'en-US', 'Mar 14'],
  ['2024-12-31', 'en-GB', '31 Dec 2024'],
])('%s in %s reads %s', (day, locale, text) => {
  expect(shortDay(day, locale, '2025-06-01')).toBe(text);
});

test('today is the firm’s day, not the server’s', () => {
  const now = new Date('2025-03-14T23:30:00Z');
  expect(todayIn('Europe/London', now)).toBe('2025-03-14');
  expect(todayIn('Australia/Sydney', now)).toBe('2025-03-15');
});

test('days are counted across a change of the clocks and of the year', () => {
  expect(daysBetween('2025-03-29', '2025-03-31')).toBe(2);
  expect(addDays('2024-12-31', 1)).toBe('2025-01-01');
  expect(addDays('2025-03-01', -1)).toBe('2025-02-28');
});
