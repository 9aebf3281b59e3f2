import { describe, expect, test } from 'vitest';
import { bucketsOf, fittingGrain, type PeriodName, resolvePeriod, spanOf } from './periods.ts';

describe('a period and the one it is compared with', () => {
  test.each<[PeriodName, string, string, string, string, string]>([
    ['this_week', '2026-11-22', '2026-11-16', '2026-11-22', '2026-11-09', '2026-11-15'],
    ['this_week', '2026-11-16', '2026-11-16', '2026-11-16', '2026-11-09', '2026-11-09'],
    ['last_week', '2026-11-22', '2026-11-09', '2026-11-15', '2026-11-02', '2026-11-08'],
    ['this_month', '2026-11-22', '2026-11-01', '2026-11-22', '2026-10-01', '2026-10-22'],
    // February has no 31st: compared with all there is of it.
    ['this_month', '2026-03-31', '2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
    ['last_month', '2026-03-31', '2026-02-01', '2026-02-28', '2026-01-01', '2026-01-31'],
    ['last_month', '2026-01-05', '2025-12-01', '2025-12-31', '2025-11-01', '2025-11-30'],
    ['this_quarter', '2026-11-22', '2026-10-01', '2026-11-22', '2026-07-01', '2026-08-22'],
    ['last_quarter', '2026-01-01', '2025-10-01', '2025-12-31', '2025-07-01', '2025-09-30'],
    ['this_year', '2026-11-22', '2026-01-01', '2026-11-22', '2025-01-01', '2025-11-22'],
    // The 366th day of a leap year has none to be compared with.
    ['this_year', '2024-12-31', '2024-01-01', '2024-12-31', '2023-01-01', '2023-12-31'],
    ['last_year', '2026-11-22', '2025-01-01', '2025-12-31', '2024-01-01', '2024-12-31'],
  ])('%s on %s', (period, today, from, to, before, beforeTo) => {
    expect(resolvePeriod({ period }, today)).toEqual({
      kind: 'period',
      days: { from, to },
      previous: { from: before, to: beforeTo },
    });
  });

  test('custom: as many days right before it', () => {
    const asked = { period: 'custom', from: '2026-03-28', to: '2026-03-30' } as const;
    expect(resolvePeriod(asked, '2026-11-22')).toMatchObject({
      days: { from: '2026-03-28', to: '2026-03-30' },
      previous: { from: '2026-03-25', to: '2026-03-27' },
    });
  });

  test.each([
    ['without a first day', { to: '2026-03-30' }, 'from'],
    ['without a last day', { from: '2026-03-30' }, 'to'],
    ['the wrong way round', { from: '2026-03-30', to: '2026-03-29' }, 'to'],
    ['longer than ten years', { from: '2000-01-01', to: '2026-01-01' }, 'from'],
    ['before there were leads', { from: '1066-10-14', to: '1066-10-14' }, 'from'],
  ])('custom, %s: refused', (_name, days, field) => {
    expect(resolvePeriod({ period: 'custom', ...days }, '2026-11-22')).toMatchObject({
      kind: 'refused',
      field,
    });
  });
});

describe('the moments of a period', () => {
  test.each([
    ['winter', 'Europe/London', '2026-01-10', '2026-01-10T00:00:00.000Z', '2026-01-11T00:00:00.000Z'],
    ['summer', 'Europe/London', '2026-07-10', '2026-07-09T23:00:00.000Z', '2026-07-10T23:00:00.000Z'],
    [
      'a day of 23 hours',
      'Europe/London',
      '2026-03-29',
      '2026-03-29T00:00:00.000Z',
      '2026-03-29T23:00:00.000Z',
    ],
    [
      'a day of 25 hours',
      'Europe/London',
      '2026-10-25',
      '2026-10-24T23:00:00.000Z',
      '2026-10-26T00:00:00.000Z',
    ],
    ['far east', 'Australia/Sydney', '2026-01-10', '2026-01-09T13:00:00.000Z', '2026-01-10T13:00:00.000Z'],
    ['west', 'America/New_York', '2026-01-10', '2026-01-10T05:00:00.000Z', '2026-01-11T05:00:00.000Z'],
    // Chile's clocks jump over midnight, Cuba's come to it twice.
    [
      'a day without a midnight',
      'America/Santiago',
      '2026-09-06',
      '2026-09-06T04:00:00.000Z',
      '2026-09-07T03:00:00.000Z',
    ],
    [
      'a day with two',
      'America/Havana',
      '2026-11-01',
      '2026-11-01T04:00:00.000Z',
      '2026-11-02T05:00:00.000Z',
    ],
  ])('%s, %s', (_name, zone, on, since, until) => {
    const span = spanOf({ from: on, to: on }, zone);
    expect([span.since.toISOString(), span.until.toISOString()]).toEqual([since, until]);
  });

  test('one day ends where the next begins, all year, wherever the firm is', () => {
    for (const zone of ['Europe/London', 'America/Santiago', 'America/Havana', 'Australia/Lord_Howe']) {
      const all = bucketsOf({ from: '2026-01-01', to: '2026-12-31' }, 'day').map((one) => spanOf(one, zone));
      expect(all).toHaveLength(365);
      expect(all.slice(1).map(({ since }) => since)).toEqual(all.slice(0, -1).map(({ until }) => until));
    }
  });
});

describe('buckets', () => {
  test('weeks and months are cut at the ends of the period', () => {
    expect(bucketsOf({ from: '2026-11-04', to: '2026-11-17' }, 'week')).toEqual([
      { from: '2026-11-04', to: '2026-11-08' },
      { from: '2026-11-09', to: '2026-11-15' },
      { from: '2026-11-16', to: '2026-11-17' },
    ]);
    expect(bucketsOf({ from: '2026-01-31', to: '2026-03-01' }, 'month')).toEqual([
      { from: '2026-01-31', to: '2026-01-31' },
      { from: '2026-02-01', to: '2026-02-28' },
      { from: '2026-03-01', to: '2026-03-01' },
    ]);
  });

  test.each([
    ['2026-11-01', '2026-11-30', 'day'],
    ['2026-10-01', '2026-12-31', 'week'],
    ['2026-01-01', '2026-12-31', 'month'],
  ])('%s to %s by %s', (from, to, grain) => {
    expect(fittingGrain({ from, to })).toBe(grain);
  });
});
