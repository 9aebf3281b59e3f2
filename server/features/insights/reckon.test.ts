import { describe, expect, test } from 'vitest';
import { ratio } from './decide.ts';
import { defined, type LeadMetric, leadMetrics, setsBehind, type View, views } from './definitions.ts';
import { type LeadFact, median, nineOfTen, reckon } from './reckon.ts';

test.each([
  ['none', [], null, null],
  ['one', [7], 7, 7],
  ['an odd count', [9, 1, 5], 5, 9],
  ['an even count', [1, 2, 10, 4], 3, 10],
  ['ten: the ninth', [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 5.5, 9],
  ['eleven: the tenth', [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 6, 10],
])('median and nine of ten of %s', (_name, values, middle, most) => {
  expect([median(values), nineOfTen(values)]).toEqual([middle, most]);
});

test.each([
  [1, 2, 0.5],
  [3, 2, 1.5],
  [0, 5, 0],
  [0, 0, null],
  [2, 0, null],
])('%i of %i', (above, below, rate) => {
  expect(ratio(above, below)).toBe(rate);
});

const march = { since: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-04-01T00:00:00Z') };
const on = (day: string) => new Date(`${day}T12:00:00Z`);
const lead = (more: Partial<LeadFact> = {}): LeadFact => ({
  state: 'new',
  counts: true,
  arrivedAt: on('2026-03-10'),
  quotedAt: null,
  instructedAt: null,
  closedAt: null,
  answeredAt: null,
  value: null,
  ...more,
});
const becameMatter = (more: Partial<LeadFact> = {}) =>
  lead({
    state: 'converted',
    quotedAt: on('2026-03-11'),
    instructedAt: on('2026-03-15'),
    closedAt: on('2026-03-16'),
    value: 120_000,
    ...more,
  });
const quotedOnly = (more: Partial<LeadFact> = {}) =>
  lead({ state: 'quoted', quotedAt: on('2026-03-11'), ...more });

describe('by its definition', () => {
  const cases: [string, readonly LeadFact[], LeadMetric, View, number | null][] = [
    [
      'conversion: converted of quotes first sent',
      [becameMatter(), quotedOnly()],
      'conversion',
      'cohort',
      0.5,
    ],
    ['no quote, no conversion', [lead()], 'conversion', 'cohort', null],
    [
      'a duplicate is in no denominator',
      [becameMatter(), quotedOnly({ counts: false })],
      'conversion',
      'cohort',
      1,
    ],
    ['a duplicate is no lead', [lead(), lead({ counts: false })], 'leads', 'cohort', 1],
    ['but is told of', [lead(), lead({ counts: false })], 'left_out', 'cohort', 1],
    [
      'cohort: quoted in March counts in March though it converted in April',
      [becameMatter({ closedAt: on('2026-04-02') })],
      'converted',
      'cohort',
      1,
    ],
    [
      'close date: that one is April’s',
      [becameMatter({ closedAt: on('2026-04-02') })],
      'converted',
      'close_date',
      0,
    ],
    [
      'close date: quoted in February and converted in March is March’s',
      [becameMatter({ quotedAt: on('2026-02-11') }), quotedOnly()],
      'conversion',
      'close_date',
      1,
    ],
    [
      'close date: more can convert than were quoted',
      [becameMatter({ quotedAt: on('2026-02-11') }), becameMatter()],
      'conversion',
      'close_date',
      2,
    ],
    ['fees of 0 count', [becameMatter({ value: 0 }), becameMatter()], 'converted', 'cohort', 2],
    ['and are not valued', [becameMatter({ value: 0 }), becameMatter()], 'value', 'cohort', 120_000],
    ['which is told', [becameMatter({ value: 0 }), becameMatter()], 'unvalued', 'cohort', 1],
    ['an open quote has no value yet', [quotedOnly({ value: 99 })], 'value', 'cohort', 0],
    ['a first answer nobody gave has no median', [lead()], 'response_median', 'cohort', null],
    ['and is counted apart', [lead(), lead({ answeredAt: on('2026-03-11') })], 'unanswered', 'cohort', 1],
    [
      'an answer before the lead was there took no time',
      [lead({ answeredAt: on('2026-03-09') })],
      'response_median',
      'cohort',
      0,
    ],
    [
      'an hour to the second is no longer within the hour',
      [lead({ answeredAt: new Date(on('2026-03-10').getTime() + 3_600_000) })],
      'answered_4h',
      'cohort',
      1,
    ],
    ['the last moment is the next period’s', [lead({ arrivedAt: march.until })], 'leads', 'cohort', 0],
    ['the first moment is in it', [lead({ arrivedAt: march.since })], 'leads', 'cohort', 1],
    [
      'a lead that fell through had instructed',
      [lead({ state: 'lost', instructedAt: on('2026-03-12'), closedAt: on('2026-03-20') })],
      'funnel_instructed',
      'cohort',
      1,
    ],
  ];
  test.each(cases)('%s', (_name, leads, metric, view, value) => {
    expect(reckon(leads, metric, view, march)).toBe(value);
  });
});

test('every number says what it is, and of which leads', () => {
  for (const metric of leadMetrics) {
    const { label, definition } = defined(metric);
    expect(label, metric).toMatch(/^\S/);
    expect(definition, metric).toMatch(/^[A-Z].{40,}\.$/);
    for (const view of views) expect(setsBehind(metric, view).above.anchor, metric).toBeDefined();
  }
});

test('what the answers took adds up: each answered lead is in one band', () => {
  const leads = [0, 899, 900, 3599, 3600, 14_399, 14_400, 86_399, 86_400, 900_000].map((seconds) =>
    lead({ answeredAt: new Date(on('2026-03-10').getTime() + seconds * 1000) }),
  );
  const bands = ['answered_15m', 'answered_1h', 'answered_4h', 'answered_24h', 'answered_later'] as const;
  expect(bands.map((band) => reckon(leads, band, 'cohort', march))).toEqual([2, 2, 2, 2, 2]);
});
