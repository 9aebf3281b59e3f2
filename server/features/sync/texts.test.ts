import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LayoutField, type LayoutValue, openLayoutFields } from '../practice/index.ts';
import { canonical, fromText, isShared, toText } from './texts.ts';

const field = (kind: LayoutField['kind'], more: Partial<LayoutField> = {}): LayoutField => ({
  key: 'x',
  label: 'X',
  group: 'price',
  kind,
  sides: ['purchase'],
  ...more,
});
const heldAs = field('choice', {
  choices: [
    { value: 'stakeholder', label: 'Stakeholder' },
    { value: 'agent', label: 'Agent for the seller' },
  ],
});

describe('what people write there', () => {
  const cases: [string, LayoutField, string | null, LayoutValue | 'unreadable'][] = [
    ['pounds and pence', field('money'), '420000.50', 42_000_050],
    ['pounds alone', field('money'), '420000', 42_000_000],
    ['with sign and commas', field('money'), '£420,000.00', 42_000_000],
    ['one decimal', field('money'), '0.5', 50],
    ['zeros behind', field('money'), '1.5000', 150],
    ['words instead of an amount', field('money'), 'to be agreed', 'unreadable'],
    ['a third decimal', field('money'), '1.005', 'unreadable'],
    ['more digits than money has', field('money'), '9'.repeat(17), 'unreadable'],
    ['a percentage', field('percent'), '10%', 1000],
    ['a day', field('date'), '2026-12-04', '2026-12-04'],
    ['a day with midnight', field('date'), '2026-12-04T00:00:00Z', '2026-12-04'],
    ['no day', field('date'), '4 December', 'unreadable'],
    ['a time with seconds', field('time'), '14:00:00', '14:00'],
    ['a moment with seconds', field('moment'), '2026-12-04T14:00:00', '2026-12-04T14:00'],
    ['yes', field('yes_no'), 'true', true],
    ['no', field('yes_no'), 'No', false],
    ['maybe', field('yes_no'), 'maybe', 'unreadable'],
    ['a choice in capitals', heldAs, 'STAKEHOLDER', 'stakeholder'],
    ['a choice by its label', heldAs, 'Agent for the seller', 'agent'],
    ['a choice that we do not have', heldAs, 'Escrow', 'unreadable'],
    ['text', field('text'), ' UTRN 12 ', 'UTRN 12'],
    ['nothing', field('text'), '  ', null],
    ['null', field('money'), null, null],
  ];
  test.each(cases)('%s', (_name, kind, text, expected) =>
    expect(fromText(kind, text)).toEqual(
      expected === 'unreadable' ? { ok: false } : { ok: true, value: expected },
    ),
  );
});

test('what cannot be read stays as it is, and so differs from all that we would write', () => {
  expect(canonical(field('money'), 'to be agreed')).toBe('to be agreed');
  expect(canonical(field('money'), '£1,000')).toBe('1000.00');
});

test('neither contacts nor bank accounts nor what is worked out is shared', () => {
  const shared = openLayoutFields('completion_details').filter(isShared);
  expect(shared.some(({ kind }) => kind === 'contact' || kind === 'bank_account')).toBe(false);
  expect(shared.some(({ key }) => key === 'payoutAccount' || key === 'netAdvance')).toBe(false);
  expect(shared.map(({ key }) => key)).toContain('completionDate');
});

test('every amount comes back as it left', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e11 }), (minor) => {
      expect(fromText(field('money'), toText(field('money'), minor))).toEqual({ ok: true, value: minor });
    }),
    { numRuns: 5000 },
  );
});
