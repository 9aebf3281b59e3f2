import { expect, test } from 'vitest';
import { dayHeading, exactMoment, when } from './when.ts';

const london = { locale: 'en-GB', timeZone: 'Europe/London' };
const sydney = { locale: 'en-AU', timeZone: 'Australia/Sydney' };
const now = new Date('2025-03-14T12:04:00Z');

test.each([
  ['half a minute ago', '2025-03-14T12:03:40Z', london, { say: 'justNow' }],
  ['12 minutes ago', '2025-03-14T11:52:00Z', london, { say: 'minutesAgo', count: 12 }],
  ['in a quarter of an hour', '2025-03-14T12:19:00Z', london, { say: 'inMinutes', count: 15 }],
  ['this morning', '2025-03-14T09:30:00Z', london, { say: 'time', time: '09:30' }],
  ['yesterday', '2025-03-13T16:05:00Z', london, { say: 'yesterdayAt', time: '16:05' }],
  ['tomorrow', '2025-03-15T09:00:00Z', london, { say: 'tomorrowAt', time: '09:00' }],
  ['this week', '2025-03-11T08:15:00Z', london, { say: 'date', date: 'Tue 08:15' }],
  ['earlier this year', '2025-01-04T08:15:00Z', london, { say: 'date', date: '4 Jan' }],
  ['another year', '2023-12-04T08:15:00Z', london, { say: 'date', date: '4 Dec 2023' }],
  ["the firm's midnight counts, not UTC's", '2025-03-14T10:30:00Z', sydney, { say: 'time', time: '9:30 pm' }],
  ["yesterday in the firm's zone", '2025-03-13T12:30:00Z', sydney, { say: 'yesterdayAt', time: '11:30 pm' }],
])('%s', (_name, at, zone, said) => {
  expect(when(new Date(at), now, zone)).toEqual(said);
});

test('the exact moment tells day, seconds and zone', () => {
  expect(exactMoment(new Date('2025-07-01T11:04:09Z'), london)).toMatch(
    /^Tuesday,? 1 July 2025.* 12:04:09 BST$/,
  );
});

test.each([
  ['2025-03-14T00:10:00Z', 'today'],
  ['2025-03-13T23:10:00Z', 'yesterday'],
  ['2025-03-11T23:10:00Z', { date: 'Tuesday 11 March' }],
])('heading of %s', (at, heading) => {
  expect(dayHeading(new Date(at), now, london)).toEqual(heading);
});
