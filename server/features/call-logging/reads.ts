/** Interactions and log entries as screens and the API see them. Runs in the reader's scope: walls hide what they hide. */
import { type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { searchQuery } from '../practice/index.ts';
import type { LogEntryRow } from './entries-store.ts';
import { why } from './interaction.ts';
import type { interactionQuery } from './schema.ts';
import type { InteractionsTable } from './tables.ts';

export interface InteractionRow
  extends Pick<
    InteractionsTable,
    | 'id'
    | 'source_id'
    | 'kind'
    | 'direction'
    | 'outcome'
    | 'ended'
    | 'started_at'
    | 'ended_at'
    | 'talk_seconds'
    | 'total_seconds'
    | 'external_e164'
    | 'external_raw'
    | 'external_name'
    | 'withheld'
    | 'contact_id'
    | 'staff_id'
  > {
  assembled: unknown;
  source_name: string;
  contact_name: string | null;
  staff_name: string | null;
  has_recording: boolean;
}

export type ListQuery = z.output<typeof interactionQuery>;

/** PostgreSQL knows no year 0, and would end the request with a server error. */
const cursorShape = z.tuple([z.iso.datetime().refine((time) => !time.startsWith('0000')), z.uuid()]);

/** The columns of a row in Activity, with the names that it shows. */
function selectRows(tx: Tx, firmId: string) {
  return tx
    .selectFrom('interactions as i')
    .innerJoin('sources as s', (join) =>
      join.onRef('s.firm_id', '=', 'i.firm_id').onRef('s.id', '=', 'i.source_id'),
    )
    .leftJoin('contacts as c', (join) =>
      join.onRef('c.firm_id', '=', 'i.firm_id').onRef('c.id', '=', 'i.contact_id'),
    )
    .leftJoin('staff_members as m', (join) =>
      join.onRef('m.firm_id', '=', 'i.firm_id').onRef('m.id', '=', 'i.staff_id'),
    )
    .select([
      'i.id',
      'i.source_id',
      'i.kind',
      'i.direction',
      'i.outcome',
      'i.ended',
      'i.started_at',
      'i.ended_at',
      'i.talk_seconds',
      'i.total_seconds',
      'i.external_e164',
      'i.external_raw',
      'i.external_name',
      'i.withheld',
      'i.contact_id',
      'i.staff_id',
      'i.assembled',
      's.name as source_name',
      'c.display_name as contact_name',
    ])
    .select([
      sql<string | null>`m.first_name || ' ' || m.last_name`.as('staff_name'),
      sql<boolean>`exists (select 1 from artefacts a where a.firm_id = i.firm_id and a.interaction_id = i.id and a.kind in ('recording', 'voicemail'))`.as(
        'has_recording',
      ),
      // Microseconds: a JavaScript date would lose them, and a cursor must name its row exactly.
      sql<string>`to_char(i.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as(
        'started_exactly',
      ),
    ])
    .where('i.firm_id', '=', firmId);
}

/** One page of interactions, newest first. */
export async function listInteractionRows(tx: Tx, firmId: string, timeZone: string, query: ListQuery) {
  let rows = selectRows(tx, firmId);
  if (query.after !== undefined) {
    const [startedAt, id] = decodeCursor(query.after, cursorShape);
    rows = rows.where(sql<SqlBool>`(i.started_at, i.id) < (${startedAt}::timestamptz, ${id}::uuid)`);
  }
  if (query.kind) rows = rows.where('i.kind', '=', query.kind);
  if (query.direction) rows = rows.where('i.direction', '=', query.direction);
  if (query.outcome) rows = rows.where('i.outcome', '=', query.outcome);
  if (query.staffId) rows = rows.where('i.staff_id', '=', query.staffId);
  if (query.contactId) rows = rows.where('i.contact_id', '=', query.contactId);
  if (query.matterId) rows = rows.where('i.matter_id', '=', query.matterId);
  if (query.sourceId) rows = rows.where('i.source_id', '=', query.sourceId);
  if (query.from)
    rows = rows.where(
      sql<SqlBool>`i.started_at >= (${query.from}::date)::timestamp at time zone ${timeZone}`,
    );
  if (query.to)
    rows = rows.where(
      sql<SqlBool>`i.started_at < (${query.to}::date + 1)::timestamp at time zone ${timeZone}`,
    );
  const words = query.q === undefined ? null : searchQuery(query.q);
  if (words !== null) rows = rows.where(sql<SqlBool>`i.search @@ ${words}::tsquery`);
  const { state, reason, review, destination } = query;
  if (state ?? reason ?? review ?? destination) {
    rows = rows.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('log_entries as e')
          .select(sql`1`.as('one'))
          .whereRef('e.firm_id', '=', 'i.firm_id')
          .whereRef('e.interaction_id', '=', 'i.id')
          .where('e.firm_id', '=', firmId)
          .$if(state !== undefined, (some) => some.where('e.state', '=', state ?? 'logged'))
          .$if(reason !== undefined, (some) => some.where('e.reason', '=', reason ?? ''))
          .$if(review === true, (some) => some.where('e.review', 'is not', null))
          .$if(destination !== undefined, (some) => some.where('e.destination', '=', destination ?? '')),
      ),
    );
  }
  const found = await rows
    .orderBy('i.started_at', 'desc')
    .orderBy('i.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return toPage(
    found,
    query.limit,
    (row) => [row.started_exactly, row.id],
    (row) => row,
  );
}

export async function findInteractionRow(tx: Tx, firmId: string, id: string) {
  return await selectRows(tx, firmId).where('i.id', '=', id).executeTakeFirst();
}

export interface EntryRow extends LogEntryRow {
  matter_number: string | null;
  matter_title: string | null;
  staff_name: string | null;
  assignee_name: string | null;
  worked_minutes: number | null;
  billed_minutes: number | null;
  amount: number | null;
  currency: string | null;
  billable: boolean | null;
  billed_at: Date | null;
}

function selectEntries(tx: Tx, firmId: string) {
  return tx
    .selectFrom('log_entries as e')
    .leftJoin('matters as m', (join) =>
      join.onRef('m.firm_id', '=', 'e.firm_id').onRef('m.id', '=', 'e.matter_id'),
    )
    .leftJoin('staff_members as s', (join) =>
      join.onRef('s.firm_id', '=', 'e.firm_id').onRef('s.id', '=', 'e.staff_id'),
    )
    .leftJoin('staff_members as a', (join) =>
      join.onRef('a.firm_id', '=', 'e.firm_id').onRef('a.id', '=', 'e.assignee_id'),
    )
    .leftJoinLateral(
      // A call that went from one person to another is one entry with a fee for each; its time is all of them together.
      (query) =>
        query
          .selectFrom('fees')
          .select([
            sql<number | null>`sum(worked_minutes)`.as('worked_minutes'),
            sql<number | null>`sum(billed_minutes)`.as('billed_minutes'),
            sql<number | null>`sum(amount)::bigint`.as('amount'),
            sql<string | null>`max(currency)`.as('currency'),
            sql<boolean | null>`bool_or(billable)`.as('billable'),
            sql<Date | null>`max(billed_at)`.as('billed_at'),
          ])
          .where('fees.firm_id', '=', firmId)
          .where('e.record_kind', '=', 'fee')
          .where(
            sql<SqlBool>`fees.id in (select (r->>'id')::uuid from jsonb_array_elements(e.decision->'records') as r)`,
          )
          .as('f'),
      (join) => join.onTrue(),
    )
    .selectAll('e')
    .select([
      'm.number as matter_number',
      'm.title as matter_title',
      'f.worked_minutes',
      'f.billed_minutes',
      'f.amount',
      'f.currency',
      'f.billable',
      'f.billed_at',
    ])
    .select([
      sql<string | null>`s.first_name || ' ' || s.last_name`.as('staff_name'),
      sql<string | null>`a.first_name || ' ' || a.last_name`.as('assignee_name'),
    ])
    .where('e.firm_id', '=', firmId);
}

/** Log entries of some interactions, by interaction. */
export async function listEntriesOf(
  tx: Tx,
  firmId: string,
  interactionIds: readonly string[],
): Promise<Map<string, EntryRow[]>> {
  if (interactionIds.length === 0) return new Map();
  const rows = await selectEntries(tx, firmId)
    .where('e.interaction_id', 'in', [...interactionIds])
    .orderBy('e.id')
    .execute();
  return Map.groupBy(rows, (row) => row.interaction_id);
}

/** One page of log entries, newest first. */
export async function listEntryRows(
  tx: Tx,
  firmId: string,
  query: {
    limit: number;
    after?: string | undefined;
    state?: LogEntryRow['state'] | undefined;
    reason?: string | undefined;
    destination?: string | undefined;
  },
) {
  let rows = selectEntries(tx, firmId).select(
    sql<string>`to_char(e.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as(
      'started_exactly',
    ),
  );
  if (query.after !== undefined) {
    const [startedAt, id] = decodeCursor(query.after, cursorShape);
    rows = rows.where(sql<SqlBool>`(e.started_at, e.id) < (${startedAt}::timestamptz, ${id}::uuid)`);
  }
  if (query.state) rows = rows.where('e.state', '=', query.state);
  if (query.reason) rows = rows.where('e.reason', '=', query.reason);
  if (query.destination) rows = rows.where('e.destination', '=', query.destination);
  const found = await rows
    .orderBy('e.started_at', 'desc')
    .orderBy('e.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return toPage(
    found,
    query.limit,
    (row) => [row.started_exactly, row.id],
    (row) => row,
  );
}

export async function countReviewByReason(tx: Tx, firmId: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ review: string; count: number }>`
    select review, count(*) as count from log_entries
    where firm_id = ${firmId} and review is not null group by review order by review`.execute(tx);
  return Object.fromEntries(rows.map((row) => [row.review, row.count]));
}

/** Of the matters that these entries' decisions had found, those that the reader may see. */
export async function listVisibleMatters(
  tx: Tx,
  firmId: string,
  entries: readonly EntryRow[],
): Promise<Set<string>> {
  return await listSeenMatters(
    tx,
    firmId,
    entries.flatMap((entry) => why.parse(entry.why).candidates.flatMap(({ matterId }) => matterId ?? [])),
  );
}

/** Of these matters, those that the reader may see. */
export async function listSeenMatters(
  tx: Tx,
  firmId: string,
  matterIds: readonly string[],
): Promise<Set<string>> {
  if (matterIds.length === 0) return new Set();
  const rows = await tx
    .selectFrom('matters')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('id', 'in', [...new Set(matterIds)])
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** Matters that the reader may see, of those that a decision had found; with a hint for the likely one. */
export async function listCandidateHints(
  tx: Tx,
  firmId: string,
  matterIds: readonly string[],
  contactIds: readonly string[],
): Promise<
  Map<
    string,
    { number: string; title: string; last: { at: Date; kind: string; staff: string | null } | null }
  >
> {
  if (matterIds.length === 0) return new Map();
  const { rows } = await sql<{
    id: string;
    number: string;
    title: string;
    at: Date | null;
    kind: string | null;
    staff: string | null;
  }>`
    select m.id, m.number, m.title, last.started_at as at, last.kind, last.staff
    from matters m
    left join lateral (
      select i.started_at, i.kind, s.last_name as staff from interactions i
      left join staff_members s on s.firm_id = i.firm_id and s.id = i.staff_id
      where i.firm_id = ${firmId} and i.matter_id = m.id and i.contact_id = any(${[...contactIds]}::uuid[])
      order by i.started_at desc limit 1) last on true
    where m.firm_id = ${firmId} and m.id = any(${[...matterIds]}::uuid[])`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        number: row.number,
        title: row.title,
        last: row.at && row.kind ? { at: row.at, kind: row.kind, staff: row.staff } : null,
      },
    ]),
  );
}
