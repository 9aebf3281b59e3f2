/** Appointments as the people who attend see them in the portal, with the eyes of the portal. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import type { AnswerState } from './kinds.ts';
import { type EventRow, fieldsOf, orderOf, timeOf } from './reads.ts';
import type { EventsQuery, OwnEvent } from './shapes.ts';

type Row = Pick<
  EventRow,
  | 'id'
  | 'matter_id'
  | 'uid'
  | 'sequence'
  | 'title'
  | 'place'
  | 'description'
  | 'starts_at'
  | 'ends_at'
  | 'time_zone'
  | 'neutral'
  | 'state'
  | 'moved_at'
  | 'cancelled_at'
  | 'organiser_name'
> & {
  answer: AnswerState;
  answered_at: Date | null;
  seen_sequence: number | null;
};

// The walls leave of those who attend one's own row alone.
const selectOwn = (firmId: string, where: RawBuilder<unknown>) => sql`
  select e.id, e.matter_id, e.uid, e.sequence, e.title, e.place, e.description, e.starts_at, e.ends_at, e.time_zone, e.neutral,
    e.state, e.moved_at, e.cancelled_at, e.starts_at::text as sort_key, a.state as answer, a.answered_at, a.seen_sequence,
    s.first_name || ' ' || s.last_name as organiser_name
  from matter_events e
  join event_attendees a on a.firm_id = ${firmId} and a.event_id = e.id
  join staff_members s on s.firm_id = ${firmId} and s.id = e.organiser_staff_id
  where e.firm_id = ${firmId} and ${where}`;

export async function listOwnEvents(tx: Tx, firmId: string, query: EventsQuery, now: Date) {
  const { rows } = await sql<Row & { sort_key: string }>`
    ${selectOwn(firmId, timeOf(query, now))} ${orderOf(query)} limit ${query.limit + 1}`.execute(tx);
  return toPage(rows, query.limit, (row) => [row.sort_key, row.id], toOwnEvent);
}

export async function getOwnEvent(tx: Tx, firmId: string, id: string): Promise<OwnEvent> {
  return toOwnEvent(await getOwnRow(tx, firmId, id));
}

export async function getOwnRow(tx: Tx, firmId: string, id: string): Promise<Row> {
  const { rows } = await sql<Row>`${selectOwn(firmId, sql`e.id = ${id}`)}`.execute(tx);
  return found(rows[0]);
}

function toOwnEvent(row: Row): OwnEvent {
  return {
    ...fieldsOf(row),
    changed: row.state === 'planned' && row.moved_at !== null && row.sequence > (row.seen_sequence ?? 0),
    organiserName: row.organiser_name,
    answer: row.answer,
    answeredAt: row.answered_at?.toISOString() ?? null,
  };
}
