/** Conversations as lists show them to staff; what the reader may not see is left out by the walls, within the query. */
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import type { ConversationClass, ConversationKind, ConversationState } from './kinds.ts';
import { namesOf, personIn } from './people.ts';
import type { ConversationLine, Person } from './shapes.ts';

export interface LinesQuery {
  limit: number;
  after?: string | undefined;
  view: 'mine' | 'all' | 'unread' | 'mentioned' | 'awaiting';
  state: ConversationState;
  kind?: ConversationKind | undefined;
  matterId?: string | undefined;
  contactId?: string | undefined;
}

interface LineRow {
  id: string;
  kind: ConversationKind;
  state: ConversationState;
  class: ConversationClass | null;
  title: string;
  matter_id: string | null;
  matter_number: string | null;
  matter_title: string | null;
  staff_ids: string[];
  external_ids: string[] | null;
  last_seq: number;
  last_message_at: Date | null;
  created_at: Date;
  awaiting_since: Date | null;
  held: boolean;
  second_factor: boolean;
  read_seq: number;
  unread: number;
  mentioned: boolean;
  last: { author: string | null; body: string; retracted: boolean } | null;
  sort_at: string;
}

/** Of `me`: a message of somebody else that stands, after what I looked at. */
const isUnread = (firmId: string, me: string) => sql`
  m.firm_id = ${firmId} and m.conversation_id = c.id and m.seq > coalesce(p.seq, 0) and m.kind = 'message'
  and m.retracted_at is null and m.author_staff_id is distinct from ${me}`;

/** Waiting since, or the last message; to the microsecond, as the database compares. */
const sortOf = (view: LinesQuery['view']) =>
  view === 'awaiting' ? sql`c.awaiting_since` : sql`coalesce(c.last_message_at, c.created_at)`;

export async function listLines(
  tx: Tx,
  firmId: string,
  staffId: string,
  query: LinesQuery,
): Promise<{ items: ConversationLine[]; next: string | null }> {
  const sort = sortOf(query.view);
  const oldestFirst = query.view === 'awaiting';
  const wanted = filters(firmId, staffId, query);
  if (query.after !== undefined) {
    const [at, id] = decodeCursor(query.after, z.tuple([z.string().max(40), z.uuid()]));
    wanted.push(
      oldestFirst
        ? sql`(${sort}, c.id) > (${at}::timestamptz, ${id}::uuid)`
        : sql`(${sort}, c.id) < (${at}::timestamptz, ${id}::uuid)`,
    );
  }
  const direction = oldestFirst ? sql`asc` : sql`desc`;
  const { rows } = await sql<LineRow>`
    ${selectLine(firmId, staffId, sort)}
    where ${sql.join(wanted, sql` and `)}
    order by ${sort} ${direction}, c.id ${direction} limit ${query.limit + 1}`.execute(tx);
  const names = await namesOfLines(tx, firmId, rows);
  return toPage(
    rows,
    query.limit,
    (row) => [row.sort_at, row.id],
    (row) => toLine(row, staffId, names),
  );
}

/** One of them, as the reader sees it. */
export async function getLine(
  tx: Tx,
  firmId: string,
  staffId: string,
  id: string,
): Promise<{ line: ConversationLine; readSeq: number } | null> {
  const { rows } = await sql<LineRow>`
    ${selectLine(firmId, staffId, sortOf('all'))} where c.firm_id = ${firmId} and c.id = ${id}`.execute(tx);
  const [row] = rows;
  if (!row) return null;
  const names = await namesOfLines(tx, firmId, rows);
  return { line: toLine(row, staffId, names), readSeq: row.read_seq };
}

/** Several of them, by id. */
export async function linesById(
  tx: Tx,
  firmId: string,
  staffId: string,
  ids: readonly string[],
): Promise<Map<string, ConversationLine>> {
  const { rows } = await sql<LineRow>`${selectLine(firmId, staffId, sortOf('all'))}
    where c.firm_id = ${firmId} and c.id = any(${[...new Set(ids)]}::uuid[])`.execute(tx);
  const names = await namesOfLines(tx, firmId, rows);
  return new Map(rows.map((row) => [row.id, toLine(row, staffId, names)]));
}

export interface Counts {
  unread: number;
  mentioned: number;
  awaiting: number;
}

/** For badges; of open conversations that the reader takes part in. */
export async function countLines(tx: Tx, firmId: string, staffId: string): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select count(*) filter (where exists (select 1 from messages m where ${isUnread(firmId, staffId)}))::int as unread,
      count(*) filter (where ${isMentioned(firmId, staffId)})::int as mentioned,
      count(*) filter (where c.awaiting_since is not null)::int as awaiting
    from conversations c
    left join read_pointers p on p.firm_id = ${firmId} and p.conversation_id = c.id and p.person_id = ${staffId}
    where c.firm_id = ${firmId} and c.state = 'open' and c.staff_ids @> array[${staffId}]::uuid[]`.execute(
    tx,
  );
  return rows[0] ?? { unread: 0, mentioned: 0, awaiting: 0 };
}

const isMentioned = (firmId: string, staffId: string) => sql`exists (select 1 from mentions t
  where t.firm_id = ${firmId} and t.conversation_id = c.id and t.staff_id = ${staffId} and t.seq > coalesce(p.seq, 0))`;

function filters(firmId: string, staffId: string, query: LinesQuery): RawBuilder<unknown>[] {
  const wanted = [sql`c.firm_id = ${firmId}`, sql`c.state = ${query.state}`];
  const { kind, matterId, contactId, view } = query;
  if (kind) wanted.push(sql`c.kind = ${kind}`);
  if (matterId) wanted.push(sql`c.matter_id = ${matterId}`);
  if (contactId)
    wanted.push(sql`exists (select 1 from participants t join portal_users u on u.firm_id = ${firmId} and u.id = t.portal_user_id
      where t.firm_id = ${firmId} and t.conversation_id = c.id and u.contact_id = ${contactId})`);
  if (view !== 'all') wanted.push(sql`c.staff_ids @> array[${staffId}]::uuid[]`);
  if (view === 'unread')
    wanted.push(sql`exists (select 1 from messages m where ${isUnread(firmId, staffId)})`);
  if (view === 'mentioned') wanted.push(isMentioned(firmId, staffId));
  if (view === 'awaiting') wanted.push(sql`c.awaiting_since is not null`);
  return wanted;
}

function selectLine(firmId: string, staffId: string, sort: RawBuilder<unknown>) {
  return sql`
    select c.id, c.kind, c.state, c.class, c.title, c.matter_id, m0.number as matter_number, m0.title as matter_title,
      c.staff_ids, x.ids as external_ids, c.last_seq::int as last_seq, c.last_message_at, c.created_at, c.awaiting_since,
      c.held_at is not null as held, c.second_factor, coalesce(p.seq, 0)::int as read_seq,
      case when c.staff_ids @> array[${staffId}]::uuid[] then
        (select count(*)::int from (select 1 from messages m where ${isUnread(firmId, staffId)} limit 100) u) else 0 end as unread,
      ${isMentioned(firmId, staffId)} as mentioned,
      l.last, (${sort})::text as sort_at
    from conversations c
    left join matters m0 on m0.firm_id = ${firmId} and m0.id = c.matter_id
    left join read_pointers p on p.firm_id = ${firmId} and p.conversation_id = c.id and p.person_id = ${staffId}
    left join lateral (select array_agg(t.portal_user_id order by t.joined_at) as ids from participants t
      where t.firm_id = ${firmId} and t.conversation_id = c.id and t.portal_user_id is not null
        and (t.left_at is null or c.state = 'ended')) x on true
    left join lateral (select jsonb_build_object('author', coalesce(m.author_staff_id, m.author_portal_user_id),
        'body', left(m.body, 200), 'retracted', m.retracted_at is not null) as last
      from messages m where m.firm_id = ${firmId} and m.conversation_id = c.id and m.kind = 'message'
      order by m.seq desc limit 1) l on true`;
}

const mostPeople = 8;

function peopleOf(row: LineRow): string[] {
  return [...(row.external_ids ?? []), ...row.staff_ids];
}

async function namesOfLines(tx: Tx, firmId: string, rows: readonly LineRow[]): Promise<Map<string, Person>> {
  const ids = rows.flatMap((row) =>
    [...peopleOf(row).slice(0, mostPeople + 1), row.last?.author ?? []].flat(),
  );
  return await namesOf(tx, firmId, ids);
}

function toLine(row: LineRow, staffId: string, names: ReadonlyMap<string, Person>): ConversationLine {
  const people = peopleOf(row).map((id) => personIn(names, id));
  const others = people.filter(({ id }) => id !== staffId);
  const called = (others.length > 0 ? others : people).map(({ name }) => name).filter((name) => name !== '');
  return {
    ...{ id: row.id, kind: row.kind, state: row.state, class: row.class },
    title: row.title === '' ? called.slice(0, 3).join(', ') : row.title,
    ...{ matterId: row.matter_id, matterNumber: row.matter_number, matterTitle: row.matter_title },
    people: people.slice(0, mostPeople),
    member: row.staff_ids.includes(staffId),
    lastSeq: row.last_seq,
    lastMessageAt: row.last_message_at?.toISOString() ?? null,
    lastMessage: row.last && {
      author: personIn(names, row.last.author),
      text: row.last.retracted ? '' : row.last.body,
      files: 0,
    },
    ...{ unread: row.unread, mentioned: row.mentioned },
    awaitingSince: row.awaiting_since?.toISOString() ?? null,
    ...{ held: row.held, secondFactor: row.second_factor },
  };
}
