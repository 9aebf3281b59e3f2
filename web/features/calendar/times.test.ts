import { describe, expect, test } from 'vitest';
import { type EventValues, faultsOf, nextHour, withStart } from './event-values.ts';
import { byDay, daysOf, rangeOf, shownTimes, tileOf } from './times.ts';

const london = { locale: 'en-GB', timeZone: 'Europe/London' };
const local = (localStart: string, localEnd: string, timeZone = 'Europe/London') => ({
  localStart,
  localEnd,
  timeZone,
});

describe('the times of an event', () => {
  test.each([
    ['within a day', local('2026-03-10T10:00', '2026-03-10T11:30'), london, ['10:00', '11:30', undefined]],
    [
      'over night',
      local('2026-03-10T22:00', '2026-03-11T01:00'),
      london,
      ['22:00', 'Wednesday 11 March 2026, 01:00', undefined],
    ],
    [
      'in another zone',
      local('2026-03-10T10:00', '2026-03-10T11:00', 'Europe/Paris'),
      london,
      ['10:00', '11:00', 'Europe/Paris'],
    ],
    [
      'in New York',
      local('2026-03-10T14:00', '2026-03-10T15:00', 'America/New_York'),
      { locale: 'en-US', timeZone: 'America/New_York' },
      ['2:00 PM', '3:00 PM', undefined],
    ],
  ] as const)('%s', (_name, event, firm, [start, end, zone]) => {
    const shown = shownTimes(event, firm);
    const plain = (text: string) => text.replaceAll(/[\u202f\u00a0]/g, ' ').replaceAll(/day,/g, 'day');
    expect([plain(shown.start), plain(shown.end), shown.zone]).toEqual([start, end, zone]);
  });

  test('its tile', () => {
    expect(tileOf('2026-03-10T10:00', 'en-GB')).toEqual({ day: '10', month: 'Mar' });
  });
});

test.each([
  ['one day', local('2026-03-10T10:00', '2026-03-10T11:00'), ['2026-03-10']],
  ['until midnight', local('2026-03-10T22:00', '2026-03-11T00:00'), ['2026-03-10']],
  ['no length at midnight', local('2026-03-10T00:00', '2026-03-10T00:00'), ['2026-03-10']],
  [
    'over a change of month',
    local('2026-02-28T10:00', '2026-03-02T09:00'),
    ['2026-02-28', '2026-03-01', '2026-03-02'],
  ],
])('days of an event: %s', (_name, event, days) => {
  expect(daysOf(event)).toEqual(days);
});

test('events by their days', () => {
  const [one, two] = [
    local('2026-03-10T10:00', '2026-03-11T11:00'),
    local('2026-03-11T08:00', '2026-03-11T09:00'),
  ];
  expect([...byDay([one, two])]).toEqual([
    ['2026-03-10', [one]],
    ['2026-03-11', [one, two]],
  ]);
});

test.each([
  ['2026-03', '2026-02-21T00:00:00Z', '2026-04-09T00:00:00Z'],
  ['2026-12', '2026-11-23T00:00:00Z', '2027-01-09T00:00:00Z'],
])('the page of %s', (month, from, to) => {
  expect(rangeOf(month)).toEqual({ from, to });
});

const values: EventValues = {
  title: 'Signing',
  place: '',
  description: '',
  startDay: '2026-03-10',
  startTime: '10:00',
  endDay: '2026-03-10',
  endTime: '11:30',
  timeZone: 'Europe/London',
  neutral: false,
  staffIds: [],
  contactIds: [],
  tell: false,
};

describe('the form', () => {
  test.each([
    ['another day', { day: '2026-03-31' }, ['2026-03-31', '10:00', '2026-03-31', '11:30']],
    ['another time', { time: '14:15' }, ['2026-03-10', '14:15', '2026-03-10', '15:45']],
    ['late in the evening', { time: '23:00' }, ['2026-03-10', '23:00', '2026-03-11', '00:30']],
  ])('the end goes with the start: %s', (_name, start, expected) => {
    const { startDay, startTime, endDay, endTime } = { ...values, ...withStart(values, start) };
    expect([startDay, startTime, endDay, endTime]).toEqual(expected);
  });

  test('while the start is empty the end stays', () => {
    expect(withStart(values, { time: '' })).toEqual({ startDay: '2026-03-10', startTime: '' });
  });

  test.each([
    ['nothing', {}, {}],
    ['no title', { title: ' ' }, { title: 'titleNeeded' }],
    ['no day', { startDay: '' }, { startDay: 'dayNeeded' }],
    ['no time', { endTime: '' }, { endTime: 'timeNeeded' }],
    ['the end first', { endTime: '09:00' }, { endTime: 'endsBefore' }],
    ['the end on the day before', { endDay: '2026-03-09' }, { endTime: 'endsBefore' }],
  ])('what is wrong: %s', (_name, change, faults) => {
    expect(faultsOf({ ...values, ...change })).toEqual(faults);
  });
});

test.each([
  ['2026-03-10T09:20:00Z', 'Europe/London', { day: '2026-03-10', time: '10:00' }],
  ['2026-07-10T22:20:00Z', 'Europe/London', { day: '2026-07-11', time: '00:00' }],
  ['2026-03-10T22:20:00Z', 'Australia/Sydney', { day: '2026-03-11', time: '10:00' }],
])('the next full hour after %s in %s', (now, zone, expected) => {
  expect(nextHour(new Date(now), zone)).toEqual(expected);
});
