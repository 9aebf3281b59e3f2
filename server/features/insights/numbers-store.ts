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
import { anchorColumns, belongs, leadFacts, measureColumns, within } from './lead-facts.ts';
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
      return sql`coalesce(sum(${measureColumns[reckoning.measure]}) filter (where ${where}), 0)::bigint`;
    case 'median':
      return sql`percentile_cont(0.5) within group (order by ${measureColumns[reckoning.measure]}) filter (where ${where})`;
    case 'p90':
      return sql`percentile_disc(0.9) within group (order by ${measureColumns[reckoning.measure]}) filter (where ${where})`;
    case 'ratio':
      return null;
  }
}

/** The columns of these numbers in a period, named `prefix` and the metric. */
function columnsFor(
  metrics: readonly LeadMetric[],
  by: View,
  span: Span,
  prefix = '',
): RawBuilder<unknown>[] {
  return metrics.flatMap((metric) => {
    const column = gathered(metric, within(setsBehind(metric, by).above, span));
    return column ? [sql`${column} as ${sql.ref(`${prefix}${metric}`)}`] : [];
  });
}

/** With the ratios that the counts make. */
function withRatios(
  row: Numbers,
  metrics: readonly LeadMetric[],
  prefix = '',
): Record<string, number | null> {
  return Object.fromEntries(
    metrics.map((metric) => {
      const { reckoning } = defined(metric);
      if (reckoning.kind !== 'ratio') return [metric, row[`${prefix}${metric}`] ?? null];
      const [above, below] = [
        row[`${prefix}${reckoning.above}`] ?? 0,
        row[`${prefix}${reckoning.below}`] ?? 0,
      ];
      return [metric, ratio(above, below)];
    }),
  );
}

/** Every number of each period. */
export async function readNumbers(
  tx: Tx,
  { firmId, filters, by }: Asked,
  spans: { now: Span; before: Span },
): Promise<{ now: Numbers; before: Numbers }> {
  const columns = [
    ...columnsFor(leadMetrics, by, spans.now, 'now_'),
    ...columnsFor(leadMetrics, by, spans.before, 'before_'),
  ];
  const { rows } = await sql<Numbers>`
    select ${sql.join(columns)} from ${leadFacts(firmId, filters)}`.execute(tx);
  const row = rows[0] ?? {};
  return { now: withRatios(row, leadMetrics, 'now_'), before: withRatios(row, leadMetrics, 'before_') };
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

/** The same numbers for each source, referrer …; groups of which none of them counts a lead are left out. */
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
      from ${leadFacts(firmId, filters)} ${only} group by 1) g
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
