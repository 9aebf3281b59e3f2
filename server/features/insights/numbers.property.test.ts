/** Whatever leads there are: a number is what its definition says of them, and what its own rows come to. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { createKeyStagesFeature } from '../key-stages/index.ts';
import { createLeadsFeature, type LeadState } from '../leads/index.ts';
import { defined, type LeadMetric, leadMetrics, views } from './definitions.ts';
import { createInsightsFeature } from './index.ts';
import { furnishInsights, type InsightsWorld, type LeadToMake } from './insights-world.ts';
import { spanOf } from './periods.ts';
import { type LeadFact, median, nineOfTen, reckon } from './reckon.ts';

let world: PhoneWorld;
let insights: InsightsWorld;
/** The firm's reasons, those that count and those that do not, and its staff and referrers. */
let given: {
  reasons: { id: string; counts: boolean }[];
  staff: string[];
  referrers: string[];
  stages: string[];
};
const leads: { made: LeadToMake; fact: LeadFact }[] = [];

const days = { from: '2026-03-20', to: '2026-04-05' };
const span = spanOf(days, 'Europe/London');
const asked = `period=custom&from=${days.from}&to=${days.to}`;

const shapes: readonly { state: LeadState; stateBefore: LeadState | null }[] = [
  { state: 'new', stateBefore: null },
  { state: 'quoted', stateBefore: null },
  { state: 'chasing', stateBefore: null },
  { state: 'instructed', stateBefore: null },
  { state: 'converted', stateBefore: 'instructed' },
  { state: 'converted', stateBefore: 'instructed' },
  { state: 'lost', stateBefore: 'quoted' },
  { state: 'lost', stateBefore: 'instructed' },
  { state: 'expired', stateBefore: 'chasing' },
  { state: 'duplicate', stateBefore: 'new' },
];

/** Around the period, often on its very edges: the clocks change inside it. */
const moment = fc.oneof(
  fc.date({
    min: new Date('2026-03-10T00:00:00Z'),
    max: new Date('2026-04-15T00:00:00Z'),
    noInvalidDate: true,
  }),
  fc.constantFrom(
    ...[span.since, span.until].flatMap((edge) => [-1, 0, 1].map((ms) => new Date(edge.getTime() + ms))),
  ),
);
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });

function arbitraryLead() {
  return fc.record({
    shape: fc.constantFrom(...shapes),
    arrivedAt: moment,
    closedAt: moment,
    instructedAt: moment,
    answeredAfter: maybe(fc.oneof(fc.constantFrom(0, 899_999, 900_000, 3_600_000, 86_400_000), fc.nat(2e8))),
    sent: fc.array(fc.array(moment, { minLength: 1, maxLength: 3 }), { maxLength: 2 }),
    value: maybe(fc.oneof(fc.constant(0), fc.nat(300_000))),
    source: fc.constantFrom('staff', 'widget', 'referrer', 'api', 'call'),
    transaction: fc.constantFrom('sale', 'purchase', 'generic_enquiry'),
    assigneeId: maybe(fc.constantFrom(...given.staff)),
    referrerId: maybe(fc.constantFrom(...given.referrers)),
    reason: fc.constantFrom(...given.reasons),
  });
}

type Drawn = ReturnType<typeof arbitraryLead> extends fc.Arbitrary<infer T> ? T : never;

function leadOf(drawn: Drawn): { made: LeadToMake; fact: LeadFact } {
  const { shape, reason, answeredAfter, arrivedAt, ...rest } = drawn;
  const isOpen = ['new', 'quoted', 'chasing', 'instructed'].includes(shape.state);
  const instructed = shape.state === 'instructed' || shape.stateBefore === 'instructed';
  const closedAt = isOpen ? null : drawn.closedAt;
  const answeredAt = answeredAfter === null ? null : new Date(arrivedAt.getTime() + answeredAfter);
  const reasonId = shape.state === 'lost' ? reason.id : null;
  // An open lead that was put back keeps the moment at which it had instructed.
  const made = { ...rest, ...shape, arrivedAt, answeredAt, closedAt, reasonId };
  const moments = drawn.sent.flat().map((at) => at.getTime());
  return {
    made,
    fact: {
      state: shape.state,
      counts: shape.state !== 'duplicate' && (shape.state !== 'lost' || reason.counts),
      ...{ arrivedAt, answeredAt, closedAt, value: drawn.value },
      quotedAt: moments.length === 0 ? null : new Date(Math.min(...moments)),
      instructedAt: instructed ? drawn.instructedAt : null,
    },
  };
}

beforeAll(async () => {
  world = await startPhoneWorld({
    now: new Date('2026-05-01T10:00:00.000Z'),
    features: [
      (platform) => createLeadsFeature(platform),
      (platform) => createKeyStagesFeature(platform),
      createInsightsFeature,
    ],
  });
  insights = furnishInsights(world);
  const reasons = await insights.reasons();
  given = {
    reasons: ['Price', 'No response', 'Test'].map((label) => ({
      id: reasons.get(label) ?? '',
      counts: label !== 'Test',
    })),
    staff: [world.ada.id, world.ben.id],
    referrers: [await insights.referrer('Quayside Homes'), await insights.referrer('Bell & Moss')],
    stages: await Promise.all(
      ['quote_accepted', 'client_care_id', 'searches_ordered', 'exchanged'].map((code) =>
        insights.stage('purchase', code),
      ),
    ),
  };
  for (const drawn of fc.sample(arbitraryLead(), 300)) {
    const lead = leadOf(drawn);
    await insights.lead(lead.made);
    leads.push(lead);
  }
});
afterAll(async () => {
  await world.close();
});

interface Row {
  id: string;
  above: boolean;
  below: boolean;
  responseSeconds: number | null;
  value: { amount: number } | null;
  days: number | null;
}

async function get(path: string) {
  const answer = await world.ada.call('GET', `/api/v1/insights/${path}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

async function rowsOf(query: string): Promise<Row[]> {
  const rows: Row[] = [];
  let after = '';
  do {
    const page = await get(`rows?limit=37&${query}${after}`);
    rows.push(...page.items);
    after = page.next === null ? '' : `&after=${page.next}`;
  } while (after !== '');
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  return rows;
}

/** A number from nothing but its own rows. */
function fromRows(metric: LeadMetric, rows: readonly Row[]): number | null {
  const { reckoning } = defined(metric);
  const above = rows.filter((row) => row.above);
  switch (reckoning.kind) {
    case 'count':
      return above.length;
    case 'ratio': {
      const below = rows.filter((row) => row.below).length;
      return below === 0 ? null : above.length / below;
    }
    case 'sum':
      return above.reduce((sum, { value }) => sum + (value?.amount ?? 0), 0);
    case 'median':
      return median(above.flatMap(({ responseSeconds }) => responseSeconds ?? []));
    case 'p90':
      return nineOfTen(above.flatMap(({ responseSeconds }) => responseSeconds ?? []));
  }
}

type Numbers = Record<string, number | null>;
async function numbersOf(query: string): Promise<Numbers> {
  const { numbers } = await get(`summary?${query}`);
  return Object.fromEntries(
    numbers.map(({ metric, value }: { metric: string; value: number | null }) => [metric, value]),
  );
}

test.each(views)('%s: every number is what its definition says, and what its rows come to', async (by) => {
  const told = await numbersOf(`${asked}&by=${by}`);
  const facts = leads.map(({ fact }) => fact);
  for (const metric of leadMetrics) {
    expect(told[metric], `${metric} by definition`).toEqual(reckon(facts, metric, by, span));
    const rows = await rowsOf(`metric=${metric}&${asked}&by=${by}`);
    expect(told[metric], `${metric} by its rows`).toEqual(fromRows(metric, rows));
  }
  // The leads drawn do reach every number: nothing above held only because all was 0.
  expect(leadMetrics.filter((metric) => !told[metric])).toEqual([]);
});

test.each(views)('%s: narrowed by any filters, a number still is what its rows come to', async (by) => {
  const oneOf = (name: string, values: readonly string[]) =>
    fc.option(fc.constantFrom(...values.map((value) => `&${name}=${value}`)), { nil: '' });
  const filters = fc
    .tuple(
      oneOf('source', ['staff', 'widget', 'referrer']),
      oneOf('type', ['sale', 'purchase']),
      oneOf('staff', [...given.staff, 'none']),
      oneOf('referrer', [...given.referrers, 'none']),
      oneOf('reason', [...given.reasons.map(({ id }) => id), 'none']),
    )
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(filters, fc.constantFrom(...leadMetrics), async (filter, metric) => {
      const told = await numbersOf(`${asked}&by=${by}${filter}`);
      expect(told[metric]).toEqual(
        fromRows(metric, await rowsOf(`metric=${metric}&${asked}&by=${by}${filter}`)),
      );
    }),
    { numRuns: 25 },
  );
});

test.each(views)(
  '%s: the parts of a breakdown and of a course are the number narrowed to them',
  async (by) => {
    const whole = await numbersOf(`${asked}&by=${by}`);
    for (const group of ['source', 'referrer', 'staff', 'type']) {
      const { items } = await get(`breakdown?group=${group}&${asked}&by=${by}`);
      expect(items.reduce((sum: number, row: { leads: number }) => sum + row.leads, 0)).toBe(whole.leads);
      for (const row of items) {
        const part = await numbersOf(`${asked}&by=${by}&${group}=${row.key ?? 'none'}`);
        expect([row.leads, row.quoted, row.converted, row.conversion, row.value.amount]).toEqual([
          ...[part.leads, part.quoted, part.converted, part.conversion, part.value],
        ]);
        expect([row.unvalued, row.lost, row.responseMedian]).toEqual([
          ...[part.unvalued, part.lost, part.response_median],
        ]);
      }
    }
    for (const grain of ['day', 'week', 'month'])
      for (const metric of ['value', 'conversion', 'response_median', 'leads'] as const) {
        const { buckets } = await get(`series?metric=${metric}&grain=${grain}&${asked}&by=${by}`);
        for (const { from, to, value } of buckets)
          expect(value).toEqual((await numbersOf(`period=custom&from=${from}&to=${to}&by=${by}`))[metric]);
        if (metric === 'value')
          expect(buckets.reduce((sum: number, one: { value: number }) => sum + one.value, 0)).toBe(
            whole.value,
          );
      }
  },
);

test('days that a stage took are what its rows come to', async () => {
  const { items: all } = await get(`rows?limit=200&metric=leads&${asked}`);
  const drawn = fc.record({
    state: fc.constantFrom('reached', 'reached', 'reached', 'skipped', 'pending'),
    day: fc.integer({ min: 15, max: 31 }),
  });
  for (const { id } of all)
    for (const stageId of given.stages) {
      const [one] = fc.sample(drawn, 1);
      if (one)
        await insights.progress(id, stageId, {
          state: one.state,
          ...(one.state === 'reached' ? { on: `2026-03-${one.day}` } : {}),
          enteredAt: new Date(`2026-03-${one.day}T23:30:00Z`),
        });
    }
  const { items } = await get(`stages?${asked}`);
  let cases = 0;
  for (const stage of items.filter((one: { stageId: string }) => given.stages.includes(one.stageId))) {
    const rows = await rowsOf(`metric=stage_days&stage=${stage.stageId}&${asked}`);
    expect([stage.cases, stage.medianDays]).toEqual([
      rows.length,
      median(rows.flatMap((row) => row.days ?? [])),
    ]);
    const skipped = await rowsOf(`metric=stage_skipped&stage=${stage.stageId}&${asked}`);
    expect(stage.skipped).toBe(skipped.length);
    cases += stage.cases;
  }
  expect(cases).toBeGreaterThan(20);
  expect(items.reduce((sum: number, one: { cases: number }) => sum + one.cases, 0)).toBe(cases);
});
