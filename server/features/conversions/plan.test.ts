import { describe, expect, test } from 'vitest';
import type { PricedShape } from '../quotes/index.ts';
import { type ConversionFacts, planConversion } from './plan.ts';

type Line = PricedShape['sides'][number]['lines'][number];
const none = {
  feesNet: 0,
  feesVat: 0,
  disbursementsNet: 0,
  disbursementsVat: 0,
  subtotal: 0,
  tax: 0,
  total: 0,
  onAccount: 0,
};

let last = 0;
function line(more: Partial<Line>): Line {
  last += 1;
  return {
    key: `purchase:${last}`,
    kind: 'line',
    side: 'purchase',
    section: 'legal_fees',
    label: 'Legal fee',
    detail: '',
    why: 'Fixed price',
    show: 'charged',
    counts: true,
    needsPrice: false,
    quantity: 1,
    unitPence: 100_00,
    netPence: 100_00,
    vatPence: 20_00,
    grossPence: 120_00,
    vat: 'standard',
    tax: false,
    slices: [],
    onAccount: false,
    mapped: true,
    activityCode: null,
    ...more,
  };
}

function plan(lines: Line[], more: Partial<ConversionFacts> = {}) {
  return planConversion({
    title: 'Okafor – Purchase of 12 Mill Lane',
    clients: [{ contactId: 'c1', name: 'Jane Okafor' }],
    referrer: null,
    notes: '',
    today: '2026-11-22',
    quote: {
      versionId: 'v1',
      reference: '1042-1',
      versionNumber: 1,
      currency: 'GBP',
      priced: { sides: [{ side: 'purchase', lines, totals: none }], totals: none, needsPrice: [] },
      prices: { purchase: 420_000 },
      mails: [],
    },
    ...more,
  });
}
const kinds = (steps: ReturnType<typeof plan>) => steps.map(({ step, label }) => `${step}: ${label}`);

test('the saga’s order: contacts, referrer, matter, fees and costs, memos, documents', () => {
  const steps = plan([line({}), line({ section: 'disbursements', label: 'Searches' })], {
    referrer: { contactId: 'r1', name: 'Harbour Homes' },
    notes: 'Wants to move before Christmas',
  });
  expect(kinds(steps)).toEqual([
    'contact: Jane Okafor',
    'referrer: Harbour Homes',
    'matter: Okafor – Purchase of 12 Mill Lane',
    'layout: Completion Details',
    'fee: Legal fee',
    'cost_recovery: Searches',
    'memo: Notes at conversion',
    'document: Quote 1042-1.pdf',
  ]);
});

describe('legal and additional fees become Time & Fees, disbursements Cost Recoveries', () => {
  test.each([
    ['legal_fees', 'fee'],
    ['additional_fees', 'fee'],
    ['disbursements', 'cost_recovery'],
  ] as const)('%s → %s', (section, step) => {
    expect(plan([line({ section })]).filter((one) => one.step === step)).toHaveLength(1);
  });
  test('only mapped lines that were charged', () => {
    const steps = plan([line({ mapped: false }), line({ counts: false }), line({ netPence: null })]);
    expect(steps.some(({ step }) => step === 'fee')).toBe(false);
  });
});

test('a discount lowers the fees, first to last, and never makes one negative', () => {
  const discount = line({ kind: 'discount', label: 'Staff', netPence: -150_00 });
  const steps = plan([
    line({}),
    line({ section: 'additional_fees' }),
    line({ section: 'disbursements' }),
    discount,
  ]);
  expect(steps.flatMap((step) => ('pence' in step ? [step.pence] : []))).toEqual([0, 50_00, 100_00]);
  expect(steps.flatMap((step) => ('pence' in step ? [step.vatPence] : []))).toEqual([0, 10_00, 20_00]);
  const fee = steps.find(({ step }) => step === 'fee');
  expect(fee && 'text' in fee && fee.text).toContain('£100 less £100 (Staff)');
});

test('each e-mail makes one memo, under its own key', () => {
  const mails = [
    { id: 'm1', to: 'jane@example.com', day: '2026-11-20', subject: 'Our quote' },
    { id: 'm2', to: 'jane@example.com', day: '2026-11-21', subject: 'Our new quote' },
  ];
  const facts = plan([]);
  expect(facts.filter(({ step }) => step === 'memo')).toEqual([]);
  const steps = planConversion({
    title: 't',
    clients: [],
    referrer: null,
    notes: '',
    today: '2026-11-22',
    quote: {
      versionId: 'v1',
      reference: '1042-1',
      versionNumber: 2,
      currency: 'GBP',
      priced: { sides: [], totals: none, needsPrice: [] },
      prices: {},
      mails,
    },
  });
  expect(steps.filter(({ step }) => step === 'memo').map(({ key }) => key)).toEqual(['mail:m1', 'mail:m2']);
});

test('every step has a key of its own, the same on every try', () => {
  const lines = [line({}), line({}), line({ section: 'disbursements' })];
  const keys = plan(lines).map(({ step, key }) => `${step} ${key}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(plan(lines).map(({ step, key }) => `${step} ${key}`)).toEqual(keys);
});
