/**
 * The leads of a firm as the numbers need them, and the conditions of `definitions.ts` in SQL. Whoever asks sees only
 * leads whose matter is not walled off from them: numbers and rows alike.
 */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Anchor, answerBands, type Condition, type LeadSet } from './definitions.ts';
import type { Span } from './periods.ts';
import type { LeadFilters } from './shapes.ts';

/**
 * `f`: one row a lead. `counts`: neither a duplicate nor a test. `value`: minor units, null when not known. `band`: which
 * of `answerBands` the first answer came in, null while there is none.
 */
export function leadFacts(firmId: string, filters: LeadFilters): RawBuilder<unknown> {
  return sql`(
    select l.id, l.number, l.title, l.state, l.transaction, l.source, l.assignee_id, l.referrer_id, l.lost_reason_id,
      l.created_at as arrived_at, l.first_sent_at as quoted_at, l.closed_at,
      l.instructed_at,
      ${response} as response, width_bucket(${response}, ${bandEdges}::float8[]) as band, nullif(l.value, 0) as value,
      l.first_sent_at is not null as quoted, l.value > 0 as valued,
      l.instructed_at is not null and (l.state in ('instructed', 'converted') or coalesce(l.state_before = 'instructed', false)) as instructed,
      l.state <> 'duplicate' and coalesce(r.counts, true) as counts
    from leads l
    left join lost_reasons r on r.firm_id = ${firmId} and r.id = l.lost_reason_id
    where l.firm_id = ${firmId} ${narrowing(filters)}) f`;
}

// Only where there was an answer: greatest() passes over null.
const response = sql`case when l.first_response_at is not null
  then greatest(floor(date_part('epoch', l.first_response_at - l.created_at)), 0) end`;
const bandEdges = Object.values(answerBands).map(({ from }) => from);

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

function answeredIn(band: keyof typeof answerBands): RawBuilder<SqlBool> {
  return sql`f.band = ${bandEdges.indexOf(answerBands[band].from) + 1}::integer`;
}

const conditionsInSql: Readonly<Record<Condition, RawBuilder<SqlBool>>> = {
  quoted: sql`f.quoted`,
  instructed: sql`f.instructed`,
  converted: sql`f.state = 'converted'`,
  lost: sql`f.state = 'lost'`,
  expired: sql`f.state = 'expired'`,
  open: sql`f.state in ('new', 'quoted', 'chasing', 'instructed')`,
  answered: sql`f.band is not null`,
  unanswered: sql`f.band is null`,
  answered_15m: answeredIn('answered_15m'),
  answered_1h: answeredIn('answered_1h'),
  answered_4h: answeredIn('answered_4h'),
  answered_24h: answeredIn('answered_24h'),
  answered_later: answeredIn('answered_later'),
  valued: sql`f.valued`,
  unvalued: sql`f.valued is not true`,
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
