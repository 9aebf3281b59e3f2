import { describe, expect, test } from 'vitest';
import { askedOf, behindOf, keptSearch, queryText } from './asked.ts';

describe('what the address asks', () => {
  test.each([
    ['nothing', {}, { period: 'this_month' }],
    ['a period', { period: 'last_year' }, { period: 'last_year' }],
    ['an unknown period', { period: 'fortnight' }, { period: 'this_month' }],
    [
      'own days',
      { period: 'custom', from: '2026-01-02', to: '2026-01-03' },
      { period: 'custom', from: '2026-01-02', to: '2026-01-03' },
    ],
    ['own days, one missing', { period: 'custom', from: '2026-01-02' }, { period: 'this_month' }],
    [
      'own days, turned round',
      { period: 'custom', from: '2026-01-02', to: '2026-01-01' },
      { period: 'this_month' },
    ],
    [
      'filters',
      { by: 'close_date', source: 'call', type: 'sale', staff: 'none' },
      { period: 'this_month', by: 'close_date', source: 'call', type: 'sale', staff: 'none' },
    ],
    ['what is none of ours', { by: 'chance', source: 'moon', type: 'x' }, { period: 'this_month' }],
  ])('%s', (_name, search, asked) => {
    expect(askedOf(search)).toEqual(asked);
  });

  test('rows of one bucket have its days and keep the filters', () => {
    const search = { period: 'this_year', at: '2026-11-02..2026-11-08', source: 'call', reason: 'none' };
    expect(behindOf(search, 'lost')).toEqual({
      ...{ period: 'custom', from: '2026-11-02', to: '2026-11-08' },
      ...{ source: 'call', metric: 'lost', reason: 'none' },
    });
  });

  test('a way back forgets the rows, not the period', () => {
    expect(
      keptSearch({ period: 'last_week', part: 'stages', metric: 'lost', at: 'x', selected: 'y' }),
    ).toEqual({
      period: 'last_week',
      part: 'stages',
    });
  });

  test('as a file’s address', () => {
    expect(queryText({ metric: 'lost', staff: undefined, from: '2026-01-01' })).toBe(
      'metric=lost&from=2026-01-01',
    );
  });
});
