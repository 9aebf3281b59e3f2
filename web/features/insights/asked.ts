/** What the address asks of insights, as the API takes it. */
import type { Api } from '../../api/contract.ts';
import type { SearchState } from '../../ui/search-state.ts';
import { askedNames, pageNames } from './names.ts';

export type Asked = Api['GET /api/v1/insights/summary']['query'];
export type Behind = Api['GET /api/v1/insights/rows']['query'];
export type Metric = Behind['metric'];
export type Period = NonNullable<Asked['period']>;
export type View = NonNullable<Asked['by']>;
type Source = NonNullable<Asked['source']>;
type Type = NonNullable<Asked['type']>;

export const periods: readonly Period[] = [
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
  'custom',
];
export const sources: readonly Source[] = ['staff', 'widget', 'referrer', 'api', 'call'];
export const types: readonly Type[] = [
  'purchase',
  'sale',
  'sale_and_purchase',
  'remortgage',
  'transfer_of_equity',
  'generic_enquiry',
];
export const groups = ['source', 'referrer', 'staff', 'type'] as const;
export type Group = (typeof groups)[number];
export const courses = ['value', 'leads', 'quoted', 'converted', 'conversion', 'response_median'] as const;
export type Course = (typeof courses)[number];

const day = /^\d{4}-\d\d-\d\d$/;

/** What is not one of ours is left out; a custom period without both its days is this month. */
export function askedOf(search: SearchState): Asked {
  const period = periods.find((one) => one === search.period) ?? 'this_month';
  const source = sources.find((one) => one === search.source);
  const type = types.find((one) => one === search.type);
  return {
    ...periodOf(period, search.from, search.to),
    ...(search.by === 'close_date' && { by: search.by }),
    ...(source && { source }),
    ...(type && { type }),
    ...(search.referrer !== undefined && { referrer: search.referrer }),
    ...(search.staff !== undefined && { staff: search.staff }),
  };
}

function periodOf(
  period: Period,
  from: string | undefined,
  to: string | undefined,
): Pick<Asked, 'period' | 'from' | 'to'> {
  if (period !== 'custom') return { period };
  if (from === undefined || to === undefined || !day.test(from) || !day.test(to) || from > to)
    return { period: 'this_month' };
  return { period, from, to };
}

/** The same for the rows behind a number: `at` is one bucket of the period, `2026-11-02..2026-11-08`. */
export function behindOf(search: SearchState, metric: Metric): Behind {
  const [from, to] = search.at?.split('..') ?? [];
  return {
    ...askedOf(search),
    ...(from !== undefined && to !== undefined && periodOf('custom', from, to)),
    metric,
    ...(search.reason !== undefined && { reason: search.reason }),
    ...(search.stage !== undefined && { stage: search.stage }),
  };
}

/** Only what says which leads: what a file or another page takes along. */
export function keptSearch(search: SearchState): Record<string, string> {
  const names: readonly string[] = [...askedNames, ...pageNames];
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) =>
      value !== undefined && names.includes(name) ? [[name, value]] : [],
    ),
  );
}

export function queryText(query: object): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return new URLSearchParams(pairs).toString();
}
