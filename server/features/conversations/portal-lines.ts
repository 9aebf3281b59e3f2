/** Conversations as people outside the firm see them: rows with their own eyes, names by the program. */
import { sql } from 'kysely';
import { z } from 'zod';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import type { ConversationState } from './kinds.ts';
import { namesOf, personIn } from './people.ts';
import type { PortalConversation, PortalLine } from './portal-schema.ts';

export interface PortalReader {
  firmId: string;
  portalUserId: string;
  secondFactor: boolean;
}

interface Row {
  id: string;
  title: string;
  matter_id: string | null;
  state: ConversationState;
  second_factor: boolean;
  staff_ids: string[];
  current: boolean;
  last_seq: number | null;
  at: Date | null;
  author: string | null;
  body: string | null;
  retracted: boolean | null;
  read_seq: number;
  unread: number;
  sort_at: string;
}

const sortAt = sql`coalesce(l.created_at, c.created_at)`;

/** Their walls stand in the database; a conversation that asks for a second factor has no messages without one. */
const selectLines = ({ firmId, portalUserId }: PortalReader) => sql`
  select c.id, c.title, c.matter_id, c.state, c.second_factor, c.staff_ids, s.current, l.seq::int as last_seq, l.created_at as at,
    coalesce(l.author_staff_id, l.author_portal_user_id) as author, left(l.body, 200) as body,
    l.retracted_at is not null as retracted, coalesce(r.seq, 0)::int as read_seq, u.unread, (${sortAt})::text as sort_at
  from conversations c
  join lateral (select bool_or(p.left_at is null) as current from participants p
    where p.firm_id = ${firmId} and p.conversation_id = c.id and p.portal_user_id = ${portalUserId}) s on s.current is not null
  left join read_pointers r on r.firm_id = ${firmId} and r.conversation_id = c.id and r.person_id = ${portalUserId}
  left join lateral (select m.seq, m.created_at, m.author_staff_id, m.author_portal_user_id, m.body, m.retracted_at from messages m
    where m.firm_id = ${firmId} and m.conversation_id = c.id and m.kind = 'message' order by m.seq desc limit 1) l on true
  left join lateral (select count(*)::int as unread from (select 1 from messages m
    where m.firm_id = ${firmId} and m.conversation_id = c.id and m.kind = 'message' and m.retracted_at is null
      and m.seq > coalesce(r.seq, 0) and m.author_portal_user_id is distinct from ${portalUserId} limit 100) n) u on true`;

export async function listPortalLines(
  tx: Tx,
  reader: PortalReader,
  query: { limit: number; after?: string | undefined; view: 'current' | 'past' },
): Promise<{ items: PortalLine[]; next: string | null }> {
  const { firmId } = reader;
  // An archived one is found, not listed.
  const wanted = [
    sql`c.firm_id = ${firmId}`,
    query.view === 'current' ? sql`s.current and c.state = 'open'` : sql`not s.current`,
  ];
  if (query.after !== undefined) {
    const [at, id] = decodeCursor(query.after, z.tuple([z.string().max(40), z.uuid()]));
    wanted.push(sql`(${sortAt}, c.id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const { rows } = await sql<Row>`${selectLines(reader)}
    where ${sql.join(wanted, sql` and `)} order by ${sortAt} desc, c.id desc limit ${query.limit + 1}`.execute(
    tx,
  );
  const words = await wordsFor(tx, firmId, rows);
  return toPage(
    rows,
    query.limit,
    (row) => [row.sort_at, row.id],
    (row) => toLine(row, reader, words),
  );
}

/** Several of them, by id; read with their own eyes. */
export async function portalLinesById(
  tx: Tx,
  reader: PortalReader,
  ids: readonly string[],
): Promise<Map<string, PortalLine>> {
  const { firmId } = reader;
  const { rows } = await sql<Row>`${selectLines(reader)}
    where c.firm_id = ${firmId} and c.id = any(${[...new Set(ids)]}::uuid[])`.execute(tx);
  const words = await wordsFor(tx, firmId, rows);
  return new Map(rows.map((row) => [row.id, toLine(row, reader, words)]));
}

export async function getPortalConversation(
  tx: Tx,
  reader: PortalReader,
  id: string,
  canPost: boolean,
): Promise<PortalConversation> {
  const { firmId, portalUserId } = reader;
  const { rows } =
    await sql<Row>`${selectLines(reader)} where c.firm_id = ${firmId} and c.id = ${id}`.execute(tx);
  const row = found(rows[0]);
  const draft = await tx
    .selectFrom('drafts')
    .select('body')
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', id)
    .where('person_id', '=', portalUserId)
    .executeTakeFirst();
  const firm = await tx.selectFrom('firms').select('name').where('id', '=', firmId).executeTakeFirstOrThrow();
  const words = await wordsFor(tx, firmId, rows);
  return {
    ...toLine(row, reader, words),
    canPost,
    readSeq: row.read_seq,
    draft: draft?.body ?? '',
    firmName: firm.name,
    closedWords: canPost ? null : closedFor(row.state, row.current, firm.name),
  };
}

function closedFor(state: ConversationState, current: boolean, firm: string): string {
  if (state === 'archived') return `This conversation is closed for now. Contact ${firm} to go on.`;
  if (state === 'ended' || !current)
    return `This conversation is closed. You can read it and keep what is in it; contact ${firm} for anything new.`;
  return `Nothing can be written here now. Contact ${firm}.`;
}

interface Words {
  names: Awaited<ReturnType<typeof namesOf>>;
  matters: ReadonlyMap<string, string>;
}

async function wordsFor(tx: Tx, firmId: string, rows: readonly Row[]): Promise<Words> {
  await actAsProgram(tx);
  const ids = rows.flatMap((row) => [...row.staff_ids, ...(row.author === null ? [] : [row.author])]);
  const matterIds = [...new Set(rows.flatMap(({ matter_id }) => matter_id ?? []))];
  const matters = await tx
    .selectFrom('matters')
    .select(['id', 'title'])
    .where('firm_id', '=', firmId)
    .where('id', 'in', matterIds.length > 0 ? matterIds : ['00000000-0000-0000-0000-000000000000'])
    .execute();
  return {
    names: await namesOf(tx, firmId, ids),
    matters: new Map(matters.map(({ id, title }) => [id, title])),
  };
}

function toLine(row: Row, reader: PortalReader, { names, matters }: Words): PortalLine {
  const needsSecondFactor = row.second_factor && !reader.secondFactor;
  const title = row.title === '' ? (matters.get(row.matter_id ?? '') ?? '') : row.title;
  return {
    ...{ id: row.id, title, matterId: row.matter_id, needsSecondFactor },
    state: row.state === 'draft' ? 'open' : row.state,
    past: !row.current,
    canPost: row.current && row.state === 'open',
    staff: row.staff_ids.map((one) => personIn(names, one)),
    lastSeq: row.last_seq ?? 0,
    lastMessageAt: row.at?.toISOString() ?? null,
    lastMessage:
      row.body === null
        ? null
        : { author: personIn(names, row.author), text: row.retracted === true ? '' : row.body },
    unread: row.unread,
  };
}
