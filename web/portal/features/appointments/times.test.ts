import { expect, test } from 'vitest';
import { remindersLeft, shownTimes } from './times.ts';

const times = { startsAt: '2026-03-10T10:00:00Z', endsAt: '2026-03-10T11:00:00Z', timeZone: 'Europe/London' };

test('where the clocks agree one time is shown, whatever the zones are called', () => {
  const london = shownTimes(times, 'en-GB', 'Europe/London');
  expect(london.when).toMatch(/Tuesday, 10 March 2026.*10:00.*11:00/);
  expect(london.elsewhere).toBeNull();
  expect(shownTimes(times, 'en-GB', 'Europe/Lisbon').elsewhere).toBeNull();
});

test('elsewhere both are, each with its zone; across midnight with the other day', () => {
  const { when, elsewhere } = shownTimes(times, 'en-GB', 'Australia/Sydney');
  expect(when).toMatch(/10 March 2026.*10:00.*11:00/);
  expect(elsewhere?.zone).toMatch(/United Kingdom/);
  expect(elsewhere?.yourZone).toMatch(/Australian Eastern/);
  expect(elsewhere?.yours).toMatch(/10 March 2026.*21:00.*22:00/);
  const late = { ...times, startsAt: '2026-03-10T14:00:00Z', endsAt: '2026-03-10T15:00:00Z' };
  expect(shownTimes(late, 'en-GB', 'Australia/Sydney').elsewhere?.yours).toMatch(/11 March 2026/);
});

test('by the zone at that time, not now: clocks change on different days', () => {
  const march = { ...times, startsAt: '2026-03-20T14:00:00Z', endsAt: '2026-03-20T15:00:00Z' };
  expect(shownTimes(march, 'en-GB', 'America/New_York').elsewhere?.yours).toMatch(/10:00.*11:00/);
  const april = { ...times, startsAt: '2026-04-20T14:00:00Z', endsAt: '2026-04-20T15:00:00Z' };
  expect(shownTimes(april, 'en-GB', 'America/New_York')).toMatchObject({
    when: expect.stringMatching(/15:00.*16:00/),
  });
});

test.each([
  ['2026-03-08T10:00:00Z', 'both'],
  ['2026-03-09T10:00:00Z', 'hour'],
  ['2026-03-10T08:59:00Z', 'hour'],
  ['2026-03-10T09:00:00Z', 'none'],
  ['2026-03-10T12:00:00Z', 'none'],
] as const)('reminders to come at %s: %s', (now, left) => {
  expect(remindersLeft(times.startsAt, new Date(now))).toBe(left);
});
