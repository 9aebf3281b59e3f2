import { describe, expect, test } from 'vitest';
import { defaultWords, render } from '../templates/index.ts';
import { decideReminder, planReminders } from './decide-reminder.ts';
import { readTimes } from './times.ts';
import { type Occasion, valuesOf, whenOf } from './words.ts';

const event = {
  title: 'Signing of the contract',
  place: '12 Mill Lane',
  description: 'Bring your passport.',
  startsAt: new Date('2026-03-02T10:00:00Z'),
  endsAt: new Date('2026-03-02T11:00:00Z'),
  timeZone: 'Europe/London',
  neutral: false,
};
const firm = { name: 'Hartley & Reid', country: 'GB' };
const mail = (occasion: Occasion, of: typeof event, link: string | null = null) =>
  render<`event_${Occasion}`>(
    defaultWords(`event_${occasion}`, 'GB'),
    valuesOf(occasion, { name: 'Jane' }, of, firm, link),
  );
const plain = (text: string) => text.replaceAll(/[\u202f\u00a0]/g, ' ');

describe('subjects', () => {
  test.each([
    ['invited', 'Signing of the contract', 'Appointment with Hartley & Reid'],
    ['changed', 'Updated: Signing of the contract', 'Updated: Appointment with Hartley & Reid'],
    [
      'moved',
      'New time or place: Signing of the contract',
      'New time or place: Appointment with Hartley & Reid',
    ],
    ['removed', 'Cancelled: Signing of the contract', 'Cancelled: Appointment with Hartley & Reid'],
    ['cancelled', 'Cancelled: Signing of the contract', 'Cancelled: Appointment with Hartley & Reid'],
  ] as const)('%s: “%s”, of a sensitive matter “%s”', (occasion, subject, neutral) => {
    expect(mail(occasion, event).subject).toBe(subject);
    expect(mail(occasion, { ...event, neutral: true }).subject).toBe(neutral);
  });
});

test('of a sensitive matter the mail tells neither title nor notes', () => {
  const { body } = mail('invited', { ...event, neutral: true });
  expect(body).toContain('Appointment with Hartley & Reid');
  expect(body).toContain('12 Mill Lane');
  expect(body).not.toMatch(/contract|passport/i);
  expect(mail('invited', event).body).toMatch(/contract[\s\S]*passport/i);
});

describe('when it is, in the words of the firm’s country', () => {
  test.each([
    ['GB', event, 'Monday 2 March 2026, 10:00 – 11:00 (Europe/London)'],
    ['US', event, 'Monday, March 2, 2026, 10:00 AM – 11:00 AM (Europe/London)'],
    [
      'GB',
      { ...event, timeZone: 'Australia/Sydney', endsAt: new Date('2026-03-02T14:00:00Z') },
      'Monday 2 March 2026, 21:00 – Tuesday 3 March 2026, 01:00 (Australia/Sydney)',
    ],
  ] as const)('%s', (country, of, text) => {
    // ICU changes its mind about the comma after a weekday.
    expect(plain(whenOf(of, country)).replaceAll(/day,/g, 'day')).toBe(text.replaceAll(/day,/g, 'day'));
  });
});

describe('times as people give them', () => {
  const read = (startsAt: string, endsAt: string, zone = 'Europe/London') => {
    const result = readTimes({ startsAt, endsAt }, zone);
    return result.ok
      ? [result.times.startsAt.toISOString(), result.times.endsAt.toISOString()]
      : `${result.fault.field}: ${result.fault.message}`;
  };
  test.each([
    [
      'in winter',
      '2026-03-02T10:00',
      '2026-03-02T11:00',
      ['2026-03-02T10:00:00.000Z', '2026-03-02T11:00:00.000Z'],
    ],
    [
      'in summer',
      '2026-07-02T10:00',
      '2026-07-02T11:00',
      ['2026-07-02T09:00:00.000Z', '2026-07-02T10:00:00.000Z'],
    ],
    [
      'over the change of clocks',
      '2026-03-28T23:00',
      '2026-03-29T09:00',
      ['2026-03-28T23:00:00.000Z', '2026-03-29T08:00:00.000Z'],
    ],
    [
      'with an offset',
      '2026-03-02T10:00:00+02:00',
      '2026-03-02T09:00:00Z',
      ['2026-03-02T08:00:00.000Z', '2026-03-02T09:00:00.000Z'],
    ],
    [
      'an hour that the clocks skip',
      '2026-03-29T01:30',
      '2026-03-29T03:00',
      'startsAt: There is no such time on that day',
    ],
    ['no such day', '2026-02-30T10:00', '2026-03-02T11:00', 'startsAt: There is no such time on that day'],
    ['the end before the start', '2026-03-02T10:00', '2026-03-02T09:00', 'endsAt: It ends before it starts'],
    ['far too long', '2026-03-02T10:00', '2026-05-02T09:00', 'endsAt: An event lasts 31 days at most'],
  ])('%s', (_name, startsAt, endsAt, times) => {
    expect(read(startsAt, endsAt)).toEqual(times);
  });
  test.each(['Mars/Olympus', '+03:00', ''])('no zone: %j', (zone) => {
    expect(read('2026-03-02T10:00', '2026-03-02T11:00', zone)).toBe('timeZone: No time zone is called so');
  });
});

describe('reminders', () => {
  const starts = new Date('2026-03-10T10:00:00Z');
  test.each([
    ['a week before', '2026-03-03T10:00:00Z', [1440, 60]],
    ['exactly a day before', '2026-03-09T10:00:00Z', [60]],
    ['three hours before', '2026-03-10T07:00:00Z', [60]],
    ['half an hour before', '2026-03-10T09:30:00Z', []],
    ['afterwards', '2026-03-11T10:00:00Z', []],
  ])('made %s', (_name, now, minutes) => {
    expect(planReminders(starts, new Date(now)).map(({ minutesBefore }) => minutesBefore)).toEqual(minutes);
  });

  const due = { state: 'planned', startsAt: starts, minutesBefore: 1440, recipients: 2 } as const;
  test.each([
    ['in time', due, '2026-03-09T10:00:05Z', 'sent'],
    ['hours late', due, '2026-03-10T08:59:00Z', 'sent'],
    ['so late that the next tells the same', due, '2026-03-10T09:00:00Z', 'overtaken'],
    ['of an hour, in time', { ...due, minutesBefore: 60 }, '2026-03-10T09:00:00Z', 'sent'],
    ['once it has begun', { ...due, minutesBefore: 60 }, '2026-03-10T10:00:00Z', 'started'],
    ['of a cancelled event', { ...due, state: 'cancelled' }, '2026-03-09T10:00:05Z', 'cancelled'],
    ['that nobody needs', { ...due, recipients: 0 }, '2026-03-09T10:00:05Z', 'nobody'],
  ] as const)('due %s', (_name, facts, now, outcome) => {
    expect(decideReminder(facts, new Date(now))).toBe(outcome);
  });
});
