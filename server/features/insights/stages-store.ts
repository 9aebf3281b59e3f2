/** How long key stages took. A case on two tracks is measured on each. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Side } from '../fee-scales/index.ts';
import { narrowing } from './lead-facts.ts';
import type { Days } from './periods.ts';
import type { LeadFilters, StageRow } from './shapes.ts';

interface Asked {
  firmId: string;
  filters: LeadFilters;
  days: Days;
}

/** The stages of cases that count; a case behind a wall has none for those outside. */
function progressSql({ firmId, filters }: Pick<Asked, 'firmId' | 'filters'>): RawBuilder<unknown> {
  return sql`key_stage_progress p
    join key_stages k on k.firm_id = ${firmId} and k.id = p.key_stage_id
    join leads l on l.firm_id = ${firmId} and l.id = p.lead_id ${narrowing(filters)}
    left join lost_reasons r on r.firm_id = ${firmId} and r.id = l.lost_reason_id
    where p.firm_id = ${firmId} and l.state <> 'duplicate' and coalesce(r.counts, true)`;
}

/** lead, stage, days since the stage reached before it; only of the period, only where there was one before. */
export function stageDaysSql(asked: Asked): RawBuilder<unknown> {
  const { from, to } = asked.days;
  return sql`select * from (
      select p.lead_id, p.key_stage_id, p.event_on as reached_on,
        p.event_on - lag(p.event_on) over (partition by p.lead_id, k.side order by p.event_on, k.position, k.id) as days
      from ${progressSql(asked)} and p.state = 'reached') d
    where d.days is not null and d.reached_on between ${from}::date and ${to}::date`;
}

export function skippedSql(asked: Asked & { timeZone: string }): RawBuilder<unknown> {
  const { from, to } = asked.days;
  return sql`select p.lead_id, p.key_stage_id, null::date as reached_on, null::integer as days
    from ${progressSql(asked)} and p.state = 'skipped'
      and (p.entered_at at time zone ${asked.timeZone})::date between ${from}::date and ${to}::date`;
}

interface FoundStage {
  id: string;
  side: Side;
  label: string;
  archived: boolean;
  typical_days: number | null;
  median: number | null;
  cases: number;
  skipped: number;
}

/** Every stage in its order; archived ones only where there is something to tell. */
export async function readStages(tx: Tx, asked: Asked & { timeZone: string }): Promise<StageRow[]> {
  const { firmId } = asked;
  const { rows } = await sql<FoundStage>`
    select k.id, k.side, k.label, k.archived_at is not null as archived, k.typical_days,
      t.median, coalesce(t.cases, 0) as cases, coalesce(s.cases, 0) as skipped
    from key_stages k
    left join (
      select d.key_stage_id, count(*) as cases, percentile_cont(0.5) within group (order by d.days) as median
      from (${stageDaysSql(asked)}) d group by 1) t on t.key_stage_id = k.id
    left join (
      select d.key_stage_id, count(*) as cases from (${skippedSql(asked)}) d group by 1) s on s.key_stage_id = k.id
    where k.firm_id = ${firmId} and (k.archived_at is null or t.cases > 0 or s.cases > 0)
    order by array_position(array['sale', 'purchase', 'remortgage', 'transfer_of_equity'], k.side), k.position, k.id`.execute(
    tx,
  );
  return rows.map((row) => ({
    stageId: row.id,
    side: row.side,
    label: row.label,
    archived: row.archived,
    typicalDays: row.typical_days,
    medianDays: row.median,
    cases: row.cases,
    skipped: row.skipped,
  }));
}
