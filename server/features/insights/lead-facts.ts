/**
 * The leads of a firm as the numbers need them, and the conditions of `definitions.ts` in SQL. Whoever asks sees only
 * leads whose matter is not walled off from them: numbers and rows alike.
 */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Anchor, answerBands, type Condition, type LeadSet, type Measure } from './definitions.ts';
import type { Span } from './periods.ts';
import type { LeadFilters } from './shapes.ts';

/** `f`: one row a lead. `counts`: neither a duplicate nor a test. `value`: minor units, null when not known. */
export function leadFacts(firmId: string, filters: LeadFilters): RawBuilder<unknown> {
  return sql`(
    select l.id, l.number, l.title, l.state, l.transaction, l.source, l.assignee_id, l.referrer_id, l.lost_reason_id,
      l.created_at as arrived_at, s.sent_at as quoted_at, l.closed_at,
      case when l.state in ('instructed', 'converted') or l.state_before = 'instructed' then l.instructed_at end as instructed_at,
      case when l.first_response_at is not null
        then greatest(floor(extract(epoch from l.first_response_at - l.created_at)), 0)::float8 end as response,
      nullif(l.value, 0) as value,
      l.state <> 'duplicate' and coalesce(r.counts, true) as counts
    from leads l
    left join (
      select q.lead_id, min(v.sent_at) as sent_at from quote_versions v
      join quotes q on q.firm_id = ${firmId} and q.id = v.quote_id
      where v.firm_id = ${firmId} and v.sent_at is not null group by q.lead_id) s on s.lead_id = l.id
    left join lost_reasons r on r.firm_id = ${firmId} and r.id = l.lost_reason_id
    where l.firm_id = ${firmId} ${narrowing(filters)}) f`;
}

/** The same filters where `l` is the lead. */
export function narrowing(filters: LeadFilters): RawBuilder<unknown> {
  const parts = [
    filters.source === undefined ? null : sql`and l.source = ${filters.source}`,
    filters.type === undefined ? null : sql`and l.transaction = ${filters.type}`,
    oneOrNone(sql`l.referrer_id`, filters.referrer),
    oneOrNone(sql`l.assignee_id`, filters.staff),
    oneOrNone(sql`l.lost_reason_id`, filters.reason),
  ];
  return sql.join(
    parts.filter((part) => part !== null),
    sql` `,
  );
}

function oneOrNone(column: RawBuilder<unknown>, wanted: string | undefined): RawBuilder<unknown> | null {
  if (wanted === undefined) return null;
  return wanted === 'none' ? sql`and ${column} is null` : sql`and ${column} = ${wanted}::uuid`;
}

export const anchorColumns: Readonly<Record<Anchor, RawBuilder<Date>>> = {
  arrived: sql`f.arrived_at`,
  quoted: sql`f.quoted_at`,
  instructed: sql`f.instructed_at`,
  closed: sql`f.closed_at`,
};

export const measureColumns: Readonly<Record<Measure, RawBuilder<number | null>>> = {
  response: sql`f.response`,
  value: sql`f.value`,
};

function answeredIn(band: keyof typeof answerBands): RawBuilder<SqlBool> {
  const { from, to } = answerBands[band];
  return to === null
    ? sql`f.response >= ${from}::float8`
    : sql`f.response >= ${from}::float8 and f.response < ${to}::float8`;
}

const conditionsInSql: Readonly<Record<Condition, RawBuilder<SqlBool>>> = {
  quoted: sql`f.quoted_at is not null`,
  instructed: sql`f.instructed_at is not null`,
  converted: sql`f.state = 'converted'`,
  lost: sql`f.state = 'lost'`,
  expired: sql`f.state = 'expired'`,
  open: sql`f.state in ('new', 'quoted', 'chasing', 'instructed')`,
  answered: sql`f.response is not null`,
  unanswered: sql`f.response is null`,
  answered_15m: answeredIn('answered_15m'),
  answered_1h: answeredIn('answered_1h'),
  answered_4h: answeredIn('answered_4h'),
  answered_24h: answeredIn('answered_24h'),
  answered_later: answeredIn('answered_later'),
  valued: sql`f.value is not null`,
  unvalued: sql`f.value is null`,
};

/** Whether a lead is one of the set, in whatever period. */
export function belongs({ is = [], leftOut }: LeadSet): RawBuilder<SqlBool> {
  const counts = leftOut ? sql<SqlBool>`not f.counts` : sql<SqlBool>`f.counts`;
  return sql`(${sql.join([counts, ...is.map((condition) => conditionsInSql[condition])], sql` and `)})`;
}

export function within(set: LeadSet, { since, until }: Span): RawBuilder<SqlBool> {
  const anchor = anchorColumns[set.anchor];
  return sql`(${anchor} >= ${since}::timestamptz and ${anchor} < ${until}::timestamptz and ${belongs(set)})`;
}
