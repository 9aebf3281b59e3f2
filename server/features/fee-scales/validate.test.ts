import { describe, expect, test } from 'vitest';
import type { AmountRule, Band, FeeLine, FeeScaleContent } from './content.ts';
import { emptyContent, usualContent } from './usual-lines.ts';
import { problemsOf } from './validate.ts';

const lineId = '01980000-0000-7000-8000-000000000001';
const charge = (pence: number) => ({ kind: 'amount' as const, pence });
const band = (from: number, to: number | null): Band => ({ from, to, charge: charge(79_500) });
const banded = (...bands: Band[]): AmountRule => ({
  rule: 'banded',
  by: 'price',
  bands,
  minPence: null,
  maxPence: null,
  roundToPence: 1,
});

function scaleOf(line: Partial<FeeLine>): FeeScaleContent {
  return {
    ...emptyContent('GB', 'GBP'),
    lines: [
      {
        id: lineId,
        section: 'legal_fees',
        label: 'Legal fee',
        detail: '',
        sides: ['sale'],
        trigger: [],
        amount: { rule: 'fixed', pence: 100 },
        quantity: 'one',
        vat: { treatment: 'standard', inclusive: false },
        show: 'charged',
        ticked: false,
        onAccount: false,
        mapped: null,
        activityCode: null,
        ...line,
      },
    ],
  };
}

describe('bands (quotes.md §3.1)', () => {
  const cases: [name: string, bands: Band[], problem: string | null, place: string][] = [
    ['contiguous from 0, last one open', [band(0, 100_000), band(100_001, null)], null, ''],
    ['contiguous from 1, last one open', [band(1, 100_000), band(100_001, null)], null, ''],
    [
      '"101K–250K, 251K–400K": 250,500 falls nowhere',
      [band(1, 100_999), band(101_000, 250_000), band(251_000, 400_000), band(400_001, null)],
      'gap',
      'nothing from 250,001 to 250,999 has a price: it lies between the bands 101,000–250,000 and 251,000–400,000',
    ],
    [
      '"500,001–700,000" then "750,001+": a hole',
      [band(1, 500_000), band(500_001, 700_000), band(750_001, null)],
      'gap',
      'nothing from 700,001 to 750,000 has a price',
    ],
    [
      'overlap',
      [band(1, 100_000), band(90_000, null)],
      'overlap',
      'the bands 1–100,000 and from 90,000 overlap',
    ],
    [
      'duplicate edge',
      [band(1, 100_000), band(100_000, null)],
      'duplicate_edge',
      '100,000 is both in 1–100,000 and in from 100,000',
    ],
    ['starts late', [band(50_000, null)], 'starts_late', 'the first band starts at 50,000'],
    ['ends early', [band(0, 1_000_000)], 'ends_early', 'the last band 0–1,000,000 must be open'],
    [
      'an open band before the last',
      [band(0, null), band(100, null)],
      'open_too_soon',
      'the band from 0 has no end, so the band from 100 is never reached',
    ],
    [
      'upside down',
      [band(0, 10), band(11, 5), band(6, null)],
      'upside_down',
      'the band 11–5 ends before it begins',
    ],
  ];
  test.each(cases)('%s', (_name, bands, problem, place) => {
    const problems = problemsOf(scaleOf({ amount: banded(...bands) }));
    if (problem === null) return expect(problems).toEqual([]);
    const found = problems.find((one) => one.problem === problem);
    expect(found?.message).toContain(`Legal fee: ${place}`);
    expect(found?.lineId).toBe(lineId);
    expect(found?.band).not.toBeNull();
  });

  test('the last band may be "on application" instead of a price', () => {
    const last: Band = { from: 1_000_001, to: null, charge: { kind: 'on_application' } };
    expect(problemsOf(scaleOf({ amount: banded(band(0, 1_000_000), last) }))).toEqual([]);
  });

  test('every hole, not only the first, is named', () => {
    const problems = problemsOf(scaleOf({ amount: banded(band(0, 10), band(20, 30), band(40, null)) }));
    expect(problems.map(({ band, problem }) => [band, problem])).toEqual([
      [1, 'gap'],
      [2, 'gap'],
    ]);
  });
});

describe('other rules', () => {
  const percentage = (
    minPence: number | null,
    maxPence: number | null,
    of: 'price' | 'loan' = 'price',
  ): AmountRule => ({
    rule: 'percentage',
    of,
    basisPoints: 50,
    minPence,
    maxPence,
    roundToPence: 100,
  });
  test('a percentage needs a least and a most', () => {
    expect(problemsOf(scaleOf({ amount: percentage(null, 100) }))[0]?.problem).toBe('needs_limits');
    expect(problemsOf(scaleOf({ amount: percentage(50, 100) }))).toEqual([]);
  });
  test('the least may not be more than the most', () => {
    expect(problemsOf(scaleOf({ amount: percentage(200, 100) }))[0]?.problem).toBe('limits_cross');
  });
  test('a band with a percentage needs limits, and is named', () => {
    const bands: Band[] = [
      band(0, 100),
      { from: 101, to: null, charge: { kind: 'percentage', basisPoints: 50 } },
    ];
    expect(problemsOf(scaleOf({ amount: banded(...bands) }))).toMatchObject([
      { band: 1, problem: 'needs_limits' },
    ]);
  });
  test('a condition names a question that is asked on each side of the line', () => {
    const trigger = [{ question: 'newBuild', is: [true] }];
    expect(problemsOf(scaleOf({ trigger }))[0]?.problem).toBe('not_asked');
    expect(problemsOf(scaleOf({ trigger, sides: ['purchase'] }))).toEqual([]);
  });
  test('a condition that can never hold is refused', () => {
    expect(problemsOf(scaleOf({ trigger: [{ question: 'tenure', is: ['crown'] }] }))[0]?.problem).toBe(
      'wrong_answer',
    );
  });
  test('there is no tax on a sale and no loan at a purchase', () => {
    expect(problemsOf(scaleOf({ amount: { rule: 'property_tax' } }))[0]?.problem).toBe('wrong_side');
    const amount = percentage(1, 2, 'loan');
    expect(problemsOf(scaleOf({ amount, sides: ['purchase'] }))[0]?.problem).toBe('wrong_side');
    expect(problemsOf(scaleOf({ amount, sides: ['remortgage'] }))).toEqual([]);
  });
  test('one line twice', () => {
    const scale = scaleOf({});
    expect(problemsOf({ ...scale, lines: [...scale.lines, ...scale.lines] })[0]?.problem).toBe(
      'duplicate_line',
    );
  });
  test('the usual lines of a beginner are faultless', () => {
    let last = 0;
    const content = usualContent(
      'GB',
      'GBP',
      () => `01980000-0000-7000-8000-${String(++last).padStart(12, '0')}`,
    );
    expect(problemsOf(content)).toEqual([]);
    expect(content.lines.length).toBeGreaterThan(30);
  });
});
