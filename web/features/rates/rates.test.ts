import { describe, expect, test } from 'vitest';
import type { RateSet } from './queries.ts';
import { percent, plainDay, sortSets, titleKeys, wholeMoney } from './rates.ts';

function set(more: Partial<RateSet>): RateSet {
  return {
    id: 'a',
    kind: 'bands',
    propertyClass: 'residential',
    variant: 'standard',
    scale: null,
    name: null,
    charged: null,
    effectiveFrom: '2025-04-01',
    effectiveTo: null,
    inForce: true,
    columns: ['rate'],
    rows: [],
    verification: 'official',
    source: 'The authority',
    notes: null,
    ...more,
  };
}

test('money has no pence, rates keep their half percents, days stay the same day everywhere', () => {
  expect(wholeMoney(125_000, 'GBP', 'en-GB')).toBe('£125,000');
  expect(percent(0.075, 'en-GB')).toBe('7.5%');
  expect(plainDay('2025-04-01', 'en-GB')).toBe('1 April 2025');
});

test('what is in force stands first; the rest newest first', () => {
  const part = {
    part: 'SDLT' as const,
    name: 'Tax',
    nations: ['England'],
    currency: 'GBP' as const,
    confirmedOn: '2026-04-01',
    confirmedBy: null,
    daysSinceConfirmed: 1,
    stale: false,
    why: [],
    sets: [
      set({ id: 'old', inForce: false, effectiveFrom: '2017-11-22' }),
      set({ id: 'former', inForce: false, effectiveFrom: '2022-09-23' }),
      set({ id: 'now' }),
    ],
  };
  const { now, other } = sortSets(part);
  expect([now.map(({ id }) => id), other.map(({ id }) => id)]).toEqual([['now'], ['former', 'old']]);
});

describe('the title of a set', () => {
  test.each<[string, Partial<RateSet>, string]>([
    ['standard bands', {}, 'variant_standard'],
    ['first-time buyers', { variant: 'firstTimeBuyer' }, 'variant_firstTimeBuyer'],
    ['rent', { kind: 'rent', variant: 'leaseRent' }, 'variant_leaseRent'],
    ['scale 2', { kind: 'fees', variant: null, scale: 2 }, 'scale2'],
    ['a list of fees', { kind: 'items', variant: null }, 'items'],
    ['one rate', { kind: 'rate', variant: null }, 'rate'],
  ])('%s', (_name, more, key) => {
    expect(titleKeys(set(more))).toBe(key);
  });
});
