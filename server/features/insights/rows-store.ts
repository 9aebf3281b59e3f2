/** The leads behind a number, with what each adds to it. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { isStageMetric, type Metric, type StageMetric, setsBehind, type View } from './definitions.ts';
import { leadFacts, within } from './lead-facts.ts';
import type { Days, Span } from './periods.ts';
import type { LeadFilters, Row } from './shapes.ts';
import { skippedSql, stageDaysSql } from './stages-store.ts';

export interface Behind {
  firmId: string;
  metric: Metric;
  by: View;
  filters: LeadFilters;
  /** Of a metric of stages. */
  stageId: string | undefined;
  days: Days;
  span: Span;
  timeZone: string;
  currency: string;
}

export interface PageAsked {
  limit: number;
  after?: string | undefined;
}

interface FoundRow {
  id: string;
  number: number;
  title: string;
  state: Row['state'];
  transaction: Row['transaction'];
  source: Row['source'];
  assignee_id: string | null;
  assignee_name: string | null;
  referrer_id: string | null;
  referrer_name: string | null;
  reason_id: string | null;
  reason_name: string | null;
  arrived_at: Date;
  quoted_at: Date | null;
  closed_at: Date | null;
  value: number | null;
  response: number | null;
  days: number | null;
  reached_on: string | null;
  above: boolean;
  below: boolean;
  sort_key: string;
}

const timestamp = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?$/);

/** One page, the lead that came last first. */
export async function listRows(
  tx: Tx,
  behind: Behind,
  page: PageAsked,
): Promise<{ items: Row[]; next: string | null }> {
  const { firmId } = behind;
  const later = page.after === undefined ? null : decodeCursor(page.after, z.tuple([timestamp, z.uuid()]));
  const { rows } = await sql<FoundRow>`
    select f.id, f.number, f.title, f.state, f.transaction, f.source, f.assignee_id, f.referrer_id,
      f.lost_reason_id as reason_id, f.arrived_at, f.quoted_at, f.closed_at, f.value, f.response,
      f.days, f.reached_on, f.above, f.below, f.arrived_at::text as sort_key,
      (select trim(s.first_name || ' ' || s.last_name) from staff_members s
        where s.firm_id = ${firmId} and s.id = f.assignee_id) as assignee_name,
      (select r.name from referrers r where r.firm_id = ${firmId} and r.id = f.referrer_id) as referrer_name,
      (select r.label from lost_reasons r where r.firm_id = ${firmId} and r.id = f.lost_reason_id) as reason_name
    from (${isStageMetric(behind.metric) ? stageRows(behind, behind.metric) : leadRows(behind)}) f
    where (f.above or f.below) ${later === null ? sql`` : sql`and (f.arrived_at, f.id) < (${later[0]}::timestamptz, ${later[1]}::uuid)`}
    order by f.arrived_at desc, f.id desc limit ${page.limit + 1}`.execute(tx);
  return toPage(
    rows,
    page.limit,
    (row) => [row.sort_key, row.id],
    (row) => toRow(row, behind.currency),
  );
}

function leadRows({ firmId, filters, metric, by, span }: Behind): RawBuilder<unknown> {
  if (isStageMetric(metric)) throw new Error('rows of a stage are read by its own query');
  const { above, below } = setsBehind(metric, by);
  // A moment that is missing is in no period: null is no.
  const yes = (what: RawBuilder<SqlBool>) => sql`coalesce(${what}, false)`;
  return sql`select f.*, null::integer as days, null::date as reached_on,
    ${yes(within(above, span))} as above, ${below ? yes(within(below, span)) : sql`false`} as below
    from ${leadFacts(firmId, filters)}`;
}

function stageRows(behind: Behind, metric: StageMetric): RawBuilder<unknown> {
  const { firmId, filters, days, stageId = '', timeZone } = behind;
  const done =
    metric === 'stage_days'
      ? stageDaysSql({ firmId, filters, days })
      : skippedSql({ firmId, filters, days, timeZone });
  // Worked out once: joined to, the plan might do it again for each lead.
  return sql`with e as materialized (select * from (${done}) d where d.key_stage_id = ${stageId}::uuid)
    select f.*, e.days, e.reached_on, true as above, false as below from ${leadFacts(firmId, filters)} join e on e.lead_id = f.id`;
}

function toRow(row: FoundRow, currency: string): Row {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    state: row.state,
    transaction: row.transaction,
    source: row.source,
    assignee: named(row.assignee_id, row.assignee_name),
    referrer: named(row.referrer_id, row.referrer_name),
    lostReason: named(row.reason_id, row.reason_name),
    arrivedAt: row.arrived_at.toISOString(),
    quotedAt: row.quoted_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    value: row.value === null ? null : { amount: row.value, currency },
    responseSeconds: row.response,
    days: row.days,
    reachedOn: row.reached_on,
    above: row.above,
    below: row.below,
  };
}

function named(id: string | null, name: string | null): { id: string; name: string } | null {
  return id === null || name === null ? null : { id, name };
}
