import { DateTime } from 'luxon';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { type FirmFacts, firmFacts, todayIn } from '../firms/index.ts';
import { breakdownToCsv, rowsToCsv, stagesToCsv } from './csv.ts';
import {
  defined,
  isStageMetric,
  type LeadMetric,
  leadMetrics,
  stageDefinitions,
  stageMetrics,
} from './definitions.ts';
import { readBreakdown, readNumbers, readSeries } from './numbers-store.ts';
import {
  type AskedPeriod,
  bucketsOf,
  type Days,
  fittingGrain,
  type Grain,
  resolvePeriod,
  spanOf,
} from './periods.ts';
import { type Behind, listRows } from './rows-store.ts';
import { insightRoutes as routes } from './schema.ts';
import type { BreakdownRow, Group, LeadFilters, LeadsQuery, Row, RowsQuery, StagesQuery } from './shapes.ts';
import { readStages } from './stages-store.ts';

/** A file is read whole: so many rows at most. */
const mostRows = 200_000;
const mostBuckets = 400;

export function createInsightRoutes(platform: Platform): BoundRoute[] {
  return [...bindNumbers(platform), ...bindRows(platform), ...bindFiles(platform)];
}

interface Period {
  firm: FirmFacts;
  days: Days;
  previous: Days;
}

async function periodOf(tx: Tx, firmId: string, asked: AskedPeriod, now: Date): Promise<Period> {
  const firm = await firmFacts(tx, firmId);
  const resolved = resolvePeriod(asked, todayIn(firm, now));
  if (resolved.kind === 'period') return { firm, days: resolved.days, previous: resolved.previous };
  const { field, why } = resolved;
  throw problem('invalid_input', `${field}: ${why}.`, { fields: [{ field, message: why }] });
}

function filtersOf({ source, type, referrer, staff, reason }: LeadFilters): LeadFilters {
  return { source, type, referrer, staff, reason };
}

const allDefinitions = [
  ...leadMetrics.map((metric) => {
    const { label, definition, unit } = defined(metric);
    return { metric, label, definition, unit };
  }),
  ...stageMetrics.map((metric) => ({ metric, ...stageDefinitions[metric] })),
];

function bindNumbers({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.definitions, async () => ({ items: allDefinitions })),
    handle(routes.summary, ({ scope, principal: { firmId }, query }) =>
      scope.read(async (tx) => {
        const { firm, days, previous } = await periodOf(tx, firmId, query, clock.now());
        const { now, before } = await readNumbers(
          tx,
          { firmId, filters: filtersOf(query), by: query.by },
          { now: spanOf(days, firm.timeZone), before: spanOf(previous, firm.timeZone) },
        );
        const numbers = leadMetrics.map((metric) => ({
          metric,
          value: now[metric] ?? null,
          before: before[metric] ?? null,
        }));
        return { period: days, previous, currency: firm.currency, numbers };
      }),
    ),
    handle(routes.breakdown, ({ scope, principal: { firmId }, query }) =>
      scope.read(async (tx) => {
        const period = await periodOf(tx, firmId, query, clock.now());
        return { period: period.days, items: await breakdownOf(tx, firmId, period, query) };
      }),
    ),
    handle(routes.series, ({ scope, principal: { firmId }, query }) =>
      scope.read(async (tx) => {
        const period = await periodOf(tx, firmId, query, clock.now());
        return await seriesOf(tx, firmId, period, query);
      }),
    ),
    handle(routes.stages, ({ scope, principal: { firmId }, query }) =>
      scope.read(async (tx) => {
        const period = await periodOf(tx, firmId, query, clock.now());
        return { period: period.days, items: await stagesOf(tx, firmId, period, query) };
      }),
    ),
  ];
}

async function seriesOf(
  tx: Tx,
  firmId: string,
  { firm, days }: Period,
  query: LeadsQuery & { metric: LeadMetric; grain?: Grain | undefined },
) {
  const grain = query.grain ?? fittingGrain(days);
  const buckets = bucketsOf(days, grain);
  if (buckets.length > mostBuckets)
    throw problem('invalid_input', 'grain: too many for so long a period.', {
      fields: [{ field: 'grain', message: 'Choose weeks or months' }],
    });
  const edges = [
    ...buckets.map((bucket) => spanOf(bucket, firm.timeZone).since),
    spanOf(days, firm.timeZone).until,
  ];
  const asked = { firmId, filters: filtersOf(query), by: query.by };
  const values = await readSeries(tx, asked, query.metric, edges);
  return {
    ...{ period: days, grain, currency: firm.currency },
    buckets: buckets.map((bucket, at) => ({ ...bucket, value: values[at] ?? null })),
  };
}

async function breakdownOf(
  tx: Tx,
  firmId: string,
  { firm, days }: Period,
  query: LeadsQuery & { group: Group },
): Promise<BreakdownRow[]> {
  const asked = { firmId, filters: filtersOf(query), by: query.by };
  const found = await readBreakdown(tx, asked, query.group, spanOf(days, firm.timeZone));
  return found.map(({ key, name, numbers }) => ({
    key,
    name,
    leads: numbers.leads ?? 0,
    quoted: numbers.quoted ?? 0,
    converted: numbers.converted ?? 0,
    conversion: numbers.conversion ?? null,
    value: { amount: numbers.value ?? 0, currency: firm.currency },
    unvalued: numbers.unvalued ?? 0,
    lost: numbers.lost ?? 0,
    responseMedian: numbers.response_median ?? null,
  }));
}

function stagesOf(tx: Tx, firmId: string, { firm, days }: Period, query: StagesQuery) {
  return readStages(tx, { firmId, filters: filtersOf(query), days, timeZone: firm.timeZone });
}

async function behindOf(tx: Tx, firmId: string, query: RowsQuery, now: Date): Promise<Behind> {
  if (isStageMetric(query.metric) && query.stage === undefined)
    throw problem('invalid_input', 'stage: say which one.', {
      fields: [{ field: 'stage', message: 'Say which one' }],
    });
  const { firm, days } = await periodOf(tx, firmId, query, now);
  const { timeZone, currency } = firm;
  const { metric, by, stage } = query;
  const span = spanOf(days, timeZone);
  return { firmId, metric, by, stageId: stage, filters: filtersOf(query), days, span, timeZone, currency };
}

function bindRows({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.rows, ({ scope, principal: { firmId }, query }) =>
      scope.read(async (tx) => listRows(tx, await behindOf(tx, firmId, query, clock.now()), query)),
    ),
  ];
}

function bindFiles({ clock }: Platform): BoundRoute[] {
  const trace = (tx: Tx, { firmId, staffId }: Principal, detail: Record<string, unknown>) =>
    audit(tx, {
      ...{ firmId, staffId, at: clock.now(), detail },
      ...{ action: 'insights.exported', subjectType: 'insights', subjectId: null },
    });
  return [
    handle(routes.rowsCsv, async ({ scope, principal, query, reply }) => {
      const csv = await scope.write(async (tx) => {
        const behind = await behindOf(tx, principal.firmId, query, clock.now());
        const rows = await allRows(tx, behind);
        await trace(tx, principal, { ...query, rows: rows.length });
        const moment = (iso: string) =>
          DateTime.fromISO(iso, { zone: behind.timeZone }).toFormat('yyyy-MM-dd HH:mm:ss');
        return { text: rowsToCsv(rows, moment), days: behind.days };
      });
      return await file(reply, `leads-${csv.days.from}-${csv.days.to}.csv`).send(csv.text);
    }),
    handle(routes.breakdownCsv, async ({ scope, principal, query, reply }) => {
      const csv = await scope.write(async (tx) => {
        const period = await periodOf(tx, principal.firmId, query, clock.now());
        const rows = await breakdownOf(tx, principal.firmId, period, query);
        await trace(tx, principal, { ...query, rows: rows.length });
        return { text: breakdownToCsv(rows, query.group, query.by), days: period.days };
      });
      return await file(reply, `leads-by-${query.group}-${csv.days.from}-${csv.days.to}.csv`).send(csv.text);
    }),
    handle(routes.stagesCsv, async ({ scope, principal, query, reply }) => {
      const csv = await scope.write(async (tx) => {
        const period = await periodOf(tx, principal.firmId, query, clock.now());
        const rows = await stagesOf(tx, principal.firmId, period, query);
        await trace(tx, principal, { ...query, rows: rows.length });
        return { text: stagesToCsv(rows), days: period.days };
      });
      return await file(reply, `stages-${csv.days.from}-${csv.days.to}.csv`).send(csv.text);
    }),
  ];
}

type Reply = Parameters<BoundRoute['handle']>[0]['reply'];

function file(reply: Reply, name: string): Reply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`);
}

async function allRows(tx: Tx, behind: Behind): Promise<Row[]> {
  const all: Row[] = [];
  let after: string | undefined;
  do {
    const page = await listRows(tx, behind, { limit: 20_000, after });
    all.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined && all.length < mostRows);
  if (after !== undefined) throw problem('invalid_input', 'Choose a shorter period.');
  return all;
}
