/** What insights look like to callers. */
import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { side, transaction } from '../fee-scales/index.ts';
import { leadSource, leadState } from '../leads/index.ts';
import { leadMetrics, stageMetrics, views } from './definitions.ts';
import { grains, periodNames } from './periods.ts';

const day = z.iso.date();
const moment = z.string();
const money = z.object({ amount: z.number().int(), currency: z.string() });
const named = z.object({ id: z.uuid(), name: z.string() });

export const periodQuery = z.object({
  period: z.enum(periodNames).default('this_month').describe('In the firm’s zone; `this_…` goes to today'),
  from: day.optional().describe('First day, where `period` is `custom`'),
  to: day.optional().describe('Last day, included'),
});

const oneOrNone = z.union([z.uuid(), z.literal('none')]).optional();

export const leadFilters = z.object({
  source: leadSource.optional(),
  type: transaction.optional().describe('Kind of transaction'),
  referrer: oneOrNone,
  staff: oneOrNone.describe('To whom it is assigned'),
  reason: oneOrNone.describe('For which it was lost'),
});
export type LeadFilters = z.output<typeof leadFilters>;

const view = z
  .enum(views)
  .default('cohort')
  .describe('`cohort`: what became of those that came; `close_date`: what ended in the period');

export const leadsQuery = periodQuery.extend({ ...leadFilters.shape, by: view });
export type LeadsQuery = z.output<typeof leadsQuery>;

/** A metric of leads. */
export const leadMetric = z.enum(leadMetrics);
export const metric = z.enum([...leadMetrics, ...stageMetrics]);

export const days = z.object({ from: day, to: day });
const unit = z.enum(['leads', 'ratio', 'seconds', 'money', 'days']);

export const definition = z.object({
  metric,
  label: z.string(),
  definition: z.string(),
  unit: unit.describe('`ratio`: 1 is all of them; `money`: minor units of the firm’s currency'),
});

export const definitions = z.object({ items: z.array(definition) });

const amount = z.number().nullable().describe('null: there is nothing to work it out from');

export const summary = z.object({
  period: days,
  previous: days.describe('Compared with'),
  currency: z.string(),
  numbers: z.array(z.object({ metric: leadMetric, value: amount, before: amount })),
});
export type Summary = z.infer<typeof summary>;

export const groups = ['source', 'referrer', 'staff', 'type', 'reason'] as const;
export type Group = (typeof groups)[number];

export const breakdownQuery = leadsQuery.extend({ group: z.enum(groups) });

export const breakdownRow = z.object({
  key: z
    .string()
    .nullable()
    .describe('Source, type, or id of referrer, staff member or reason; null: none, as `none` filters'),
  name: z.string().nullable().describe('Of a referrer, staff member or reason'),
  leads: z.number().int(),
  quoted: z.number().int(),
  converted: z.number().int(),
  conversion: amount,
  value: money,
  unvalued: z.number().int(),
  lost: z.number().int(),
  responseMedian: amount.describe('Seconds'),
});
export type BreakdownRow = z.infer<typeof breakdownRow>;
export const breakdown = z.object({ period: days, items: z.array(breakdownRow) });

export const seriesQuery = leadsQuery.extend({
  metric: leadMetric.default('value'),
  grain: z.enum(grains).optional().describe('What fits the period unless said'),
});
export const series = z.object({
  period: days,
  grain: z.enum(grains),
  currency: z.string(),
  buckets: z.array(days.extend({ value: amount })),
});

export const stagesQuery = periodQuery.extend({
  ...leadFilters.omit({ reason: true }).shape,
});
export type StagesQuery = z.output<typeof stagesQuery>;

export const stageRow = z.object({
  stageId: z.uuid(),
  side,
  label: z.string(),
  archived: z.boolean(),
  typicalDays: z.number().int().nullable(),
  medianDays: amount,
  cases: z.number().int().describe('Behind the median'),
  skipped: z.number().int(),
});
export type StageRow = z.infer<typeof stageRow>;
export const stages = z.object({ period: days, items: z.array(stageRow) });

const rowsFilters = leadsQuery.extend({
  metric,
  stage: z.uuid().optional().describe('Where `metric` is about a stage'),
});
export const rowsQuery = rowsFilters.extend(pageQuery.shape);
export const rowsCsvQuery = rowsFilters;
export type RowsQuery = z.output<typeof rowsFilters>;

export const row = z.object({
  id: z.uuid().describe('Of the lead'),
  number: z.number().int(),
  title: z.string(),
  state: leadState,
  transaction,
  source: leadSource,
  assignee: named.nullable(),
  referrer: named.nullable(),
  lostReason: named.nullable(),
  arrivedAt: moment,
  quotedAt: moment.nullable().describe('When its first quote was sent'),
  closedAt: moment.nullable(),
  value: money.nullable().describe('Fees before VAT; null: not known'),
  responseSeconds: z.number().nullable(),
  days: z.number().int().nullable().describe('Taken for the stage'),
  reachedOn: day.nullable().describe('The stage'),
  above: z.boolean().describe('Counts in the number; of a ratio, above the line'),
  below: z.boolean().describe('Of a ratio, counts below the line'),
});
export type Row = z.infer<typeof row>;
export const rows = pageOf(row);
