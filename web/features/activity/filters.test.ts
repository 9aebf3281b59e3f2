import { describe, expect, test } from 'vitest';
import { activitySearch, datesOf, dayIn, presetOf, queryOf } from './filters.ts';

test.each([
  ['no filter', {}, {}],
  ['missed calls are an outcome', { kind: 'missed' }, { kind: 'call', outcome: 'missed' }],
  ['"needs a person" is no state of the log', { state: 'review' }, { review: 'true' }],
  [
    'everything at once',
    {
      q: 'mill',
      kind: 'sms',
      state: 'logged',
      staff: 's1',
      source: 'p1',
      destination: 'embedded',
      contact: 'c1',
      from: '2025-03-01',
      to: '2025-03-14',
    },
    {
      q: 'mill',
      kind: 'sms',
      state: 'logged',
      staffId: 's1',
      sourceId: 'p1',
      destination: 'embedded',
      contactId: 'c1',
      from: '2025-03-01',
      to: '2025-03-14',
    },
  ],
  ['what nobody knows is left out', { kind: 'pigeon', state: '?', from: 'yesterday' }, {}],
])('query: %s', (_name, search, query) => {
  expect(queryOf(search)).toEqual(query);
});

test('the address keeps its own filters and drops the rest', () => {
  expect(activitySearch({ q: 'mill', kind: 'fax', nonsense: '1', to: '' })).toEqual({
    q: 'mill',
    kind: 'fax',
  });
});

describe('dates', () => {
  test.each([
    ['today', { from: '2025-03-01' }],
    ['yesterday', { from: '2025-02-28', to: '2025-02-28' }],
    ['week', { from: '2025-02-23' }],
    ['month', { from: '2025-01-31' }],
  ] as const)('%s, there and back', (preset, dates) => {
    expect(datesOf(preset, '2025-03-01')).toEqual(dates);
    expect(presetOf(dates, '2025-03-01')).toBe(preset);
  });
  test('own dates are no preset', () => {
    expect(presetOf({ from: '2025-01-01', to: '2025-01-09' }, '2025-03-01')).toBeUndefined();
  });
  test('the day is the one at the firm', () => {
    expect(dayIn(new Date('2025-03-14T13:30:00Z'), 'Australia/Sydney')).toBe('2025-03-15');
  });
});
