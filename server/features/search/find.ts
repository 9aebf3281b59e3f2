/** Finding messages and files. The walls are part of the query: what is hidden is neither found nor counted nor waited for. */
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/paging.ts';
import { readTyped, type Typed, toQuery } from '../conversations/index.ts';
import { searchQuery as contactQuery, fold } from '../practice/index.ts';
import type { SearchQuery } from './schema.ts';

export interface Reader {
  firmId: string;
  id: string;
  who: 'staff' | 'external';
  /** Days are those of the firm's zone. */
  timeZone: string;
}

export interface Key {
  conversationId: string;
  seq: number;
  at: Date;
}

export interface Found {
  keys: Key[];
  /** Null: no words were asked for. */
  typed: Typed | null;
  next: string | null;
}

type Condition = RawBuilder<unknown>;

/** Messages, the newest first, that hold the words or have a file that does; with the reader's own rights. */
export async function find(tx: Tx, reader: Reader, query: SearchQuery): Promise<Found> {
  const typed = readTyped(query.q);
  const nothing = { keys: [], typed, next: null };
  if (typed === null && (/\S/.test(query.q) || !isNarrowed(query))) return nothing;
  const authors = await authorsOf(tx, reader, query);
  if (authors?.length === 0) return nothing;
  const { rows } = await sql<Row>`${selectKeys(reader, query, typed, authors)}`.execute(tx);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    keys: page.map(({ conversation_id, seq, created_at }) => ({
      conversationId: conversation_id,
      seq,
      at: created_at,
    })),
    typed,
    next:
      rows.length > query.limit && last ? encodeCursor([last.micros, last.conversation_id, last.seq]) : null,
  };
}

interface Row {
  conversation_id: string;
  seq: number;
  created_at: Date;
  micros: number;
}

/** Without words there must be something else to look for: all that there is would be no answer. */
function isNarrowed({ from, fromName, since, until, unread, has, type }: SearchQuery): boolean {
  return [from, fromName, since, until, has, type].some((one) => one !== undefined && one !== '') || unread;
}

/** As one statement, for the tests and the benchmark, too. */
export function selectKeys(
  reader: Reader,
  query: SearchQuery,
  typed: Typed | null,
  authors: readonly string[] | null,
): RawBuilder<Row> {
  const branches: RawBuilder<unknown>[] = [];
  const filesOnly = query.has !== undefined || query.type !== undefined;
  if (typed !== null || !filesOnly) branches.push(inMessages(reader, query, typed, authors));
  if (typed !== null || filesOnly) branches.push(inFiles(reader, query, typed, authors));
  // Each branch is a page by itself; a message that is found by its words and by a file is found once.
  return sql<Row>`
    select conversation_id, seq::int as seq, created_at, (extract(epoch from created_at) * 1000000)::bigint as micros
    from (${sql.join(branches, sql` union `)}) h
    order by created_at desc, conversation_id desc, seq desc limit ${query.limit + 1}`;
}

function inMessages(
  reader: Reader,
  query: SearchQuery,
  typed: Typed | null,
  authors: readonly string[] | null,
): RawBuilder<unknown> {
  const { firmId } = reader;
  const wanted = [sql`m.firm_id = ${firmId}`, sql`m.kind = 'message'`, sql`m.retracted_at is null`];
  if (typed) wanted.push(sql`m.search @@ ${toQuery(typed)}`);
  wanted.push(...placed(reader, query, sql`m`), ...ofMessage(reader, query, authors));
  const ofType = query.type === undefined ? sql`` : sql`and f.file_type = ${query.type}`;
  if (query.has !== undefined || query.type !== undefined)
    wanted.push(sql`exists (select 1 from file_words f where f.firm_id = ${firmId}
      and f.conversation_id = m.conversation_id and f.seq = m.seq ${ofType})`);
  return sql`(select m.conversation_id, m.seq, m.created_at from messages m where ${sql.join(wanted, sql` and `)}
    order by m.created_at desc, m.conversation_id desc, m.seq desc limit ${query.limit + 1})`;
}

function inFiles(
  reader: Reader,
  query: SearchQuery,
  typed: Typed | null,
  authors: readonly string[] | null,
): RawBuilder<unknown> {
  const { firmId } = reader;
  const wanted = [sql`w.firm_id = ${firmId}`];
  if (typed) wanted.push(sql`w.search @@ ${toQuery(typed)}`);
  if (query.type !== undefined) wanted.push(sql`w.file_type = ${query.type}`);
  wanted.push(...placed(reader, query, sql`w`));
  const message = ofMessage(reader, query, authors);
  if (message.length > 0)
    wanted.push(sql`exists (select 1 from messages m where m.firm_id = ${firmId}
      and m.conversation_id = w.conversation_id and m.seq = w.seq and ${sql.join(message, sql` and `)})`);
  return sql`(select w.conversation_id, w.seq, w.created_at from file_words w where ${sql.join(wanted, sql` and `)}
    group by w.created_at, w.conversation_id, w.seq
    order by w.created_at desc, w.conversation_id desc, w.seq desc limit ${query.limit + 1})`;
}

/** Where and when; the same of messages and of files. */
function placed({ firmId, id, who, timeZone }: Reader, query: SearchQuery, x: Condition): Condition[] {
  const { conversationId, matterId, since, until, after } = query;
  const wanted: Condition[] = [];
  // People outside have few conversations: theirs lead, so that those of others cost them nothing.
  if (who === 'external')
    wanted.push(sql`${x}.conversation_id in (select p.conversation_id from participants p
      where p.firm_id = ${firmId} and p.portal_user_id = ${id})`);
  if (conversationId) wanted.push(sql`${x}.conversation_id = ${conversationId}`);
  if (matterId)
    wanted.push(sql`${x}.conversation_id in (select c.id from conversations c
      where c.firm_id = ${firmId} and c.matter_id = ${matterId})`);
  // Of what one does not take part in nothing counts as unread.
  if (query.mine || (query.unread && who === 'staff'))
    // Looked up row by row: from their many conversations on, all messages of all of them would be read first.
    wanted.push(sql`exists (select 1 from conversations c
      where c.firm_id = ${firmId} and c.id = ${x}.conversation_id and c.staff_ids @> array[${id}]::uuid[] offset 0)`);
  if (since) wanted.push(sql`${x}.created_at >= ${since}::date::timestamp at time zone ${timeZone}`);
  if (until) wanted.push(sql`${x}.created_at < (${until}::date + 1)::timestamp at time zone ${timeZone}`);
  if (after !== undefined) {
    const [micros, conversation, seq] = decodeCursor(after, cursor);
    wanted.push(sql`(${x}.created_at, ${x}.conversation_id, ${x}.seq)
      < (timestamptz 'epoch' + ${micros} * interval '1 microsecond', ${conversation}::uuid, ${seq}::bigint)`);
  }
  return wanted;
}

const cursor = z.tuple([
  z.number().int().min(-1e16).max(1e16),
  z.uuid(),
  z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
]);

/** What is asked of the message itself, `m`. */
function ofMessage(
  { firmId, id, who }: Reader,
  { unread }: SearchQuery,
  authors: readonly string[] | null,
): Condition[] {
  const wanted: Condition[] = [];
  if (authors)
    wanted.push(sql`coalesce(m.author_staff_id, m.author_portal_user_id) = any(${[...authors]}::uuid[])`);
  if (unread) {
    const author = who === 'staff' ? sql`m.author_staff_id` : sql`m.author_portal_user_id`;
    wanted.push(
      sql`${author} is distinct from ${id}`,
      sql`m.seq > coalesce((select p.seq from read_pointers p where p.firm_id = ${firmId}
        and p.conversation_id = m.conversation_id and p.person_id = ${id}), 0)`,
    );
  }
  return wanted;
}

const mostAuthors = 200;

/** Whose messages; null: anybody's. People outside look among the firm's people and themselves, whom alone they may know. */
async function authorsOf(tx: Tx, reader: Reader, { from, fromName }: SearchQuery): Promise<string[] | null> {
  const names = fold(fromName ?? '').match(/[\p{L}\p{N}]+/gu) ?? [];
  if (names.length === 0) return fromName?.trim() ? [] : from === undefined ? null : [from];
  const { rows } = await namedPeople(reader, contactQuery(names.join(' ')) ?? '').execute(tx);
  const named = rows.filter(({ name }) => {
    const words = fold(name).match(/[\p{L}\p{N}]+/gu) ?? [];
    return names.every((one) => words.some((word) => word.startsWith(one)));
  });
  const ids = named.map(({ id }) => id).slice(0, mostAuthors);
  return from === undefined ? ids : ids.filter((id) => id === from);
}

/** Staff are few; of the many contacts those that have the words somewhere. */
const namedPeople = ({ firmId, who }: Reader, query: string) => {
  const staff = sql`select s.id, s.first_name || ' ' || s.last_name as name from staff_members s where s.firm_id = ${firmId}`;
  const clients = sql`select u.id, c.display_name as name from contacts c
    join portal_users u on u.firm_id = ${firmId} and u.contact_id = c.id
    where c.firm_id = ${firmId} and c.search @@ ${query}::tsquery`;
  return who === 'staff'
    ? sql<{ id: string; name: string }>`${staff} union all ${clients}`
    : sql<{ id: string; name: string }>`${staff}`;
};
