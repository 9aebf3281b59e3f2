import { describe, expect, test } from 'vitest';
import { formatFor, mayApplyOf, type PricedLine, percent, sectionsOf } from './quote-format.ts';
import { listed, say } from './words.ts';

const line = (label: string, part: Partial<PricedLine> = {}): PricedLine => ({
  key: `purchase:${label}`,
  kind: 'line',
  side: 'purchase',
  section: 'legal_fees',
  label,
  detail: '',
  why: '',
  show: 'charged',
  counts: true,
  needsPrice: false,
  quantity: 1,
  unitPence: 100,
  netPence: 100,
  vatPence: 20,
  grossPence: 120,
  vat: 'standard',
  tax: false,
  slices: [],
  onAccount: false,
  mapped: true,
  activityCode: null,
  ...part,
});
const lines = [
  line('Legal fee'),
  line('Registration fee', { section: 'disbursements' }),
  line('Property tax', { section: 'disbursements', tax: true }),
  line('Trust deed', { show: 'optional', counts: false }),
  line('Indemnity', { show: 'may_apply', counts: false }),
];

test('property tax stands apart, and what does not count stands nowhere', () => {
  expect(sectionsOf(lines).map((one) => [one.section, one.lines.map(({ label }) => label)])).toEqual([
    ['legal_fees', ['Legal fee']],
    ['disbursements', ['Registration fee']],
    ['tax', ['Property tax']],
  ]);
});

test('what was not chosen may still apply', () => {
  const totals = {
    feesNet: 0,
    feesVat: 0,
    disbursementsNet: 0,
    disbursementsVat: 0,
    subtotal: 0,
    tax: 0,
    total: 0,
    onAccount: 0,
  };
  const priced = { sides: [{ side: 'purchase' as const, lines, totals }], totals, needsPrice: [] };
  expect(mayApplyOf(priced).map(({ label }) => label)).toEqual(['Trust deed', 'Indemnity']);
});

describe('as the firm writes', () => {
  const british = formatFor({
    firm: { name: 'Hartley & Reid', country: 'GB', currency: 'GBP', timeZone: 'Europe/London' },
  });
  const australian = formatFor({
    firm: { name: 'Hartley & Reid', country: 'AU', currency: 'AUD', timeZone: 'Australia/Sydney' },
  });
  test.each([
    ['pence', british.money(949_900), '£9,499.00'],
    ['whole pounds', british.whole(250_000), '£250,000'],
    ['a day', british.day('2026-12-06'), '6 December 2026'],
    ['dollars at home', australian.money(100), '$1.00'],
    ['the day of a moment is the firm’s', australian.dayOf('2026-12-06T20:00:00Z'), '7 December 2026'],
    ['a rate without float noise', percent(0.07), '7'],
    ['half per cents', percent(0.075), '7.5'],
    ['one name', listed(['Jane Okafor']), 'Jane Okafor'],
    ['three names', listed(['Jane', 'Sam', 'Ada']), 'Jane, Sam and Ada'],
    ['nobody', listed([]), ''],
    ['facts in words', say('reference', { reference: '7-1' }), 'Quote 7-1'],
  ])('%s', (_name, written, expected) => {
    expect(written).toBe(expected);
  });
});
