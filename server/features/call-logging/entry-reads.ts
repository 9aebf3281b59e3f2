/** Log entries as screens and the API see them, and the matters that they name. Runs in the reader's scope, as `reads.ts`. */
import { type SqlBool, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { LogEntryRow } from './entries-store.ts';
import { why } from './interaction.ts';
import { isAfterCursor, startedExactly, toNewestFirst } from './newest-first.ts';

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
  /** The practice system's name; null for the firm's own record. */
  destination_name: string | null;
  /** Why a write failed, in the vendor's words. */
  failure: string | null;
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
    .leftJoin('connections as c', (join) =>
      join.onRef('c.firm_id', '=', 'e.firm_id').on(sql<SqlBool>`c.id::text = e.destination`),
    )
    .selectAll('e')
    .select([
      'c.name as destination_name',
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
      sql<string | null>`case when e.state = 'failed' then (
        select w.detail from destination_writes w where w.firm_id = ${firmId} and w.log_entry_id = e.id and w.state = 'failed'
        order by w.id limit 1) end`.as('failure'),
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
  let rows = selectEntries(tx, firmId).select(startedExactly('e'));
  if (query.after !== undefined) rows = rows.where(isAfterCursor('e', query.after));
  if (query.state) rows = rows.where('e.state', '=', query.state);
  if (query.reason) rows = rows.where('e.reason', '=', query.reason);
  if (query.destination) rows = rows.where('e.destination', '=', query.destination);
  const found = await rows
    .orderBy('e.started_at', 'desc')
    .orderBy('e.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return toNewestFirst(found, query.limit);
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
