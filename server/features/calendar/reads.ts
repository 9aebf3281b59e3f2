/** Events as staff see them, with who attends. */
import { type RawBuilder, sql } from 'kysely';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import type { EventState } from './kinds.ts';
import type { Attendee, Event, EventsQuery, StrangeReply } from './shapes.ts';
import './tables.ts';

const cursor = z.tuple([z.string(), z.uuid()]);

export interface EventRow {
  id: string;
  matter_id: string;
  matter_number: string;
  matter_title: string;
  uid: string;
  sequence: number;
  title: string;
  place: string;
  description: string;
  starts_at: Date;
  ends_at: Date;
  time_zone: string;
  neutral: boolean;
  state: EventState;
  organiser_staff_id: string;
  organiser_name: string;
  moved_at: Date | null;
  cancelled_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

const selectEvents = (firmId: string, where: RawBuilder<unknown>) => sql`
  select e.*, e.starts_at::text as sort_key, m.number as matter_number, m.title as matter_title,
    s.first_name || ' ' || s.last_name as organiser_name
  from matter_events e
  join matters m on m.firm_id = ${firmId} and m.id = e.matter_id
  join staff_members s on s.firm_id = ${firmId} and s.id = e.organiser_staff_id
  where e.firm_id = ${firmId} and ${where}`;

/** By time; past ones newest first. `mine`: attended by this member of staff, who did not decline. */
export async function listEvents(
  tx: Tx,
  firmId: string,
  query: EventsQuery & { matterId?: string; mine?: string },
  now: Date,
): Promise<{ items: Event[]; next: string | null }> {
  const conditions = [timeOf(query, now)];
  if (query.matterId !== undefined) conditions.push(sql`e.matter_id = ${query.matterId}`);
  if (query.mine !== undefined)
    conditions.push(sql`exists (select 1 from event_attendees a where a.firm_id = ${firmId} and a.event_id = e.id
      and a.staff_id = ${query.mine} and a.removed_at is null and a.state <> 'declined')`);
  const { rows } = await sql<EventRow & { sort_key: string }>`
    ${selectEvents(firmId, sql.join(conditions, sql` and `))} ${orderOf(query)} limit ${query.limit + 1}`.execute(
    tx,
  );
  const page = toPage(
    rows,
    query.limit,
    (row) => [row.sort_key, row.id],
    (row) => row,
  );
  return { items: await withPeople(tx, firmId, page.items), next: page.next };
}

/** Which events a list asks for, and from where on. */
export function timeOf(query: EventsQuery, now: Date): RawBuilder<unknown> {
  const conditions = [sql`true`];
  if (query.when === 'upcoming') conditions.push(sql`e.ends_at >= ${now}`);
  if (query.when === 'past') conditions.push(sql`e.ends_at < ${now}`);
  if (query.from !== undefined) conditions.push(sql`e.ends_at >= ${new Date(query.from)}`);
  if (query.to !== undefined) conditions.push(sql`e.starts_at < ${new Date(query.to)}`);
  if (query.after !== undefined) {
    const [at, id] = decodeCursor(query.after, cursor);
    const key = sql`(e.starts_at, e.id)`;
    const given = sql`(${at}::timestamptz, ${id}::uuid)`;
    conditions.push(query.when === 'past' ? sql`${key} < ${given}` : sql`${key} > ${given}`);
  }
  return sql.join(conditions, sql` and `);
}

export function orderOf({ when }: EventsQuery): RawBuilder<unknown> {
  return when === 'past' ? sql`order by e.starts_at desc, e.id desc` : sql`order by e.starts_at, e.id`;
}

export async function getEvent(tx: Tx, firmId: string, id: string): Promise<Event> {
  const { rows } = await sql<EventRow>`${selectEvents(firmId, sql`e.id = ${id}`)}`.execute(tx);
  const [event] = await withPeople(tx, firmId, [found(rows[0])]);
  return found(event);
}

async function withPeople(tx: Tx, firmId: string, rows: readonly EventRow[]): Promise<Event[]> {
  const ids = rows.map(({ id }) => id);
  const [attendees, replies] = [await attendeesOf(tx, firmId, ids), await repliesOf(tx, firmId, ids)];
  return rows.map((row) => ({
    ...fieldsOf(row),
    matterNumber: row.matter_number,
    matterTitle: row.matter_title,
    uid: row.uid,
    neutral: row.neutral,
    organiserId: row.organiser_staff_id,
    organiserName: row.organiser_name,
    attendees: attendees.filter(({ eventId }) => eventId === row.id).map(({ eventId: _, ...one }) => one),
    replies: replies.filter(({ eventId }) => eventId === row.id).map(({ eventId: _, ...one }) => one),
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }));
}

type CommonRow = Pick<
  EventRow,
  | 'id'
  | 'matter_id'
  | 'sequence'
  | 'title'
  | 'place'
  | 'description'
  | 'starts_at'
  | 'ends_at'
  | 'time_zone'
  | 'state'
  | 'moved_at'
  | 'cancelled_at'
>;

/** What staff and those who attend see alike. */
export function fieldsOf(row: CommonRow) {
  return {
    id: row.id,
    matterId: row.matter_id,
    sequence: row.sequence,
    title: row.title,
    place: row.place,
    description: row.description,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    timeZone: row.time_zone,
    localStart: localTime(row.starts_at, row.time_zone),
    localEnd: localTime(row.ends_at, row.time_zone),
    state: row.state,
    movedAt: row.moved_at?.toISOString() ?? null,
    cancelledAt: row.cancelled_at?.toISOString() ?? null,
  };
}

function localTime(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
}

async function attendeesOf(
  tx: Tx,
  firmId: string,
  ids: readonly string[],
): Promise<(Attendee & { eventId: string })[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Omit<Attendee, 'answeredAt'> & { eventId: string; at: Date | null }>`
    select a.id, a.event_id as "eventId", case when a.staff_id is null then 'contact' else 'staff' end as kind,
      a.staff_id as "staffId", a.contact_id as "contactId",
      coalesce(c.display_name, s.first_name || ' ' || s.last_name) as name,
      coalesce(s.email, a.email) as email, u.id is not null as "inPortal",
      a.state as answer, a.answered_at as at, a.answered_by as "answeredBy"
    from event_attendees a
    left join contacts c on c.firm_id = ${firmId} and c.id = a.contact_id
    left join staff_members s on s.firm_id = ${firmId} and s.id = a.staff_id
    left join portal_users u on u.firm_id = ${firmId} and u.contact_id = a.contact_id and u.active
    where a.firm_id = ${firmId} and a.event_id = any(${[...ids]}::uuid[]) and a.removed_at is null
    order by kind desc, name, a.id`.execute(tx);
  return rows.map(({ at, ...row }) => ({ ...row, answeredAt: at?.toISOString() ?? null }));
}

async function repliesOf(
  tx: Tx,
  firmId: string,
  ids: readonly string[],
): Promise<(StrangeReply & { eventId: string })[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Omit<StrangeReply, 'receivedAt'> & { eventId: string; at: Date }>`
    select r.id, r.event_id as "eventId", r.sender, r.attendee_id as "attendeeId", r.answer, r.sequence, r.words, r.reason,
      r.received_at as at
    from event_replies r
    where r.firm_id = ${firmId} and r.event_id = any(${[...ids]}::uuid[]) and r.state = 'waiting'
    order by r.id desc`.execute(tx);
  return rows.map(({ at, ...row }) => ({ ...row, receivedAt: at.toISOString() }));
}
