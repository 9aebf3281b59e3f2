/** The numbers about leads: one look at the leads each, however many numbers are asked for. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { ratio } from './decide.ts';
import {
  defined,
  type LeadMetric,
  type LeadSet,
  leadMetrics,
  setOf,
  setsBehind,
  type View,
} from './definitions.ts';
import { anchorColumns, belongs, leadFacts, within } from './lead-facts.ts';
import type { Span } from './periods.ts';
import type { Group, LeadFilters } from './shapes.ts';

export type Numbers = Readonly<Record<string, number | null>>;

interface Asked {
  firmId: string;
  filters: LeadFilters;
  by: View;
}

/** How a number is gathered of the leads that `where` names. A ratio is none: it comes of two counts. */
function gathered(metric: LeadMetric, where: RawBuilder<unknown>): RawBuilder<unknown> | null {
  const { reckoning } = defined(metric);
  switch (reckoning.kind) {
    case 'count':
      return sql`count(*) filter (where ${where})`;
    case 'sum':
      return sql`coalesce(sum(f.value) filter (where ${where}), 0)::bigint`;
    case 'median':
      return sql`percentile_cont(0.5) within group (order by f.response) filter (where ${where})`;
    case 'p90':
      return sql`percentile_disc(0.9) within group (order by f.response) filter (where ${where})`;
    case 'ratio':
      return null;
  }
}

/** The columns of these numbers in a period. */
function columnsFor(metrics: readonly LeadMetric[], by: View, span: Span): RawBuilder<unknown>[] {
  return metrics.flatMap((metric) => {
    const column = gathered(metric, within(setsBehind(metric, by).above, span));
    return column ? [sql`${column} as ${sql.ref(metric)}`] : [];
  });
}

/** With the ratios that the counts make. */
function withRatios(row: Numbers, metrics: readonly LeadMetric[]): Numbers {
  return Object.fromEntries(
    metrics.map((metric) => {
      const { reckoning } = defined(metric);
      if (reckoning.kind !== 'ratio') return [metric, row[metric] ?? null];
      return [metric, ratio(row[reckoning.above] ?? 0, row[reckoning.below] ?? 0)];
    }),
  );
}

interface Spans {
  now: Span;
  before: Span;
}

/**
 * Every number of each period. There are at most some hundred kinds of leads, however many leads there are: these are
 * counted first, and all numbers but the medians are made of the kinds.
 */
export async function readNumbers(
  tx: Tx,
  asked: Asked,
  spans: Spans,
): Promise<{ now: Numbers; before: Numbers }> {
  const kinds = await readKinds(tx, asked, spans);
  const medians = await readMedians(tx, asked, spans);
  return {
    now: withRatios({ ...kinds.now, ...medians.now }, leadMetrics),
    before: withRatios({ ...kinds.before, ...medians.before }, leadMetrics),
  };
}

const isMedian = (metric: LeadMetric) => ['median', 'p90'].includes(defined(metric).reckoning.kind);

/** Where a moment lies: 1 in the period before, 3 in this one. They do not overlap; there may be a gap between them. */
const inPeriod = { before: 1, now: 3 } as const;

async function readKinds(tx: Tx, { firmId, filters, by }: Asked, { now, before }: Spans) {
  const edges = sql`${[before.since, before.until, now.since, now.until]}::timestamptz[]`;
  const columns = (period: 'now' | 'before') =>
    leadMetrics.flatMap((metric) => {
      const { reckoning } = defined(metric);
      if (reckoning.kind !== 'count' && reckoning.kind !== 'sum') return [];
      const set = setOf(reckoning.of, by);
      const where = sql`${sql.ref(`f.${set.anchor}_in`)} = ${inPeriod[period]}::integer and ${belongs(set)}`;
      const counted = reckoning.kind === 'count' ? sql`f.leads` : sql`f.value`;
      return [
        sql`coalesce(sum(${counted}) filter (where ${where}), 0)::bigint as ${sql.ref(`${period}_${metric}`)}`,
      ];
    });
  const { rows } = await sql<Numbers>`
    select ${sql.join([...columns('now'), ...columns('before')])} from (
      select f.state, f.counts, f.band, f.quoted, f.instructed, f.valued,
        width_bucket(f.arrived_at, ${edges}) as arrived_in, width_bucket(f.quoted_at, ${edges}) as quoted_in,
        width_bucket(f.instructed_at, ${edges}) as instructed_in, width_bucket(f.closed_at, ${edges}) as closed_in,
        count(*) as leads, sum(f.value) as value
      from ${leadFacts(firmId, filters)} group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) f`.execute(tx);
  const [row = {}] = rows;
  return { now: startingWith('now_', row), before: startingWith('before_', row) };
}

async function readMedians(tx: Tx, { firmId, filters, by }: Asked, { now, before }: Spans) {
  const metrics = leadMetrics.filter(isMedian);
  const columns = (period: string, span: Span) =>
    metrics.map(
      (metric) =>
        sql`${gathered(metric, within(setsBehind(metric, by).above, span))} as ${sql.ref(`${period}${metric}`)}`,
    );
  const { rows } = await sql<Numbers>`
    select ${sql.join([...columns('now_', now), ...columns('before_', before)])}
    from ${leadFacts(firmId, filters)}
    where f.arrived_at >= ${before.since} and f.arrived_at < ${now.until} and f.response is not null`.execute(
    tx,
  );
  const [row = {}] = rows;
  return { now: startingWith('now_', row), before: startingWith('before_', row) };
}

function startingWith(prefix: string, row: Numbers): Numbers {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}

const groupColumns: Readonly<Record<Group, RawBuilder<unknown>>> = {
  source: sql`f.source`,
  type: sql`f.transaction`,
  referrer: sql`f.referrer_id::text`,
  staff: sql`f.assignee_id::text`,
  reason: sql`f.lost_reason_id::text`,
};

const groupNames: Readonly<Record<Group, (firmId: string) => RawBuilder<unknown>>> = {
  source: () => sql`null`,
  type: () => sql`null`,
  referrer: (firmId) =>
    sql`(select r.name from referrers r where r.firm_id = ${firmId} and r.id = g.key::uuid)`,
  staff: (firmId) => sql`(select trim(s.first_name || ' ' || s.last_name) from staff_members s
    where s.firm_id = ${firmId} and s.id = g.key::uuid)`,
  reason: (firmId) =>
    sql`(select r.label from lost_reasons r where r.firm_id = ${firmId} and r.id = g.key::uuid)`,
};

const groupMetrics = [
  'leads',
  'quoted',
  'converted',
  'conversion',
  'value',
  'unvalued',
  'lost',
  'response_median',
] as const satisfies readonly LeadMetric[];

export interface GroupRow {
  key: string | null;
  name: string | null;
  numbers: Numbers;
}

/**
 * The same numbers for each source, referrer …; groups of which none of them counts a lead are left out. `offset 0` has
 * each lead's facts worked out once, not once a number.
 */
export async function readBreakdown(
  tx: Tx,
  { firmId, filters, by }: Asked,
  group: Group,
  span: Span,
): Promise<GroupRow[]> {
  const column = groupColumns[group];
  // Only what was lost has a reason; a converted lead without one is no answer to "why".
  const only = group === 'reason' ? sql`where f.state = 'lost'` : sql``;
  const { rows } = await sql<Record<string, number | null> & { key: string | null; name: string | null }>`
    select g.*, ${groupNames[group](firmId)} as name from (
      select ${column} as key, ${sql.join(columnsFor(groupMetrics, by, span))}
      from (select * from ${leadFacts(firmId, filters)} ${only} offset 0) f group by 1) g
    where g.leads > 0 or g.quoted > 0 or g.converted > 0 or g.lost > 0
    order by g.leads desc, g.quoted desc, g.key nulls last`.execute(tx);
  return rows.map(({ key, name, ...numbers }) => ({ key, name, numbers: withRatios(numbers, groupMetrics) }));
}

/** One number of each bucket, in their order. `edges`: where each bucket begins, and where the last one ends. */
export async function readSeries(
  tx: Tx,
  { firmId, filters, by }: Asked,
  metric: LeadMetric,
  edges: readonly Date[],
): Promise<(number | null)[]> {
  const count = edges.length - 1;
  const { reckoning } = defined(metric);
  const facts = leadFacts(firmId, filters);
  if (reckoning.kind === 'ratio') {
    const { above, below } = reckoning;
    const [over, under] = [
      await readSeries(tx, { firmId, filters, by }, above, edges),
      await readSeries(tx, { firmId, filters, by }, below, edges),
    ];
    return over.map((value, at) => ratio(value ?? 0, under[at] ?? 0));
  }
  const set: LeadSet = setOf(reckoning.of, by);
  const anchor = anchorColumns[set.anchor];
  const { rows } = await sql<{ bucket: number; value: number | null }>`
    select width_bucket(${anchor}, ${[...edges]}::timestamptz[]) as bucket, ${gathered(metric, sql`true`)} as value
    from ${facts} where ${anchor} >= ${edges[0]} and ${anchor} < ${edges[count]} and ${belongs(set)}
    group by 1`.execute(tx);
  const values = new Map(rows.map(({ bucket, value }) => [bucket, value]));
  const nothing = reckoning.kind === 'count' || reckoning.kind === 'sum' ? 0 : null;
  return Array.from({ length: count }, (_, at) => values.get(at + 1) ?? nothing);
}
