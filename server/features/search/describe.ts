/** What stands where something was found: the message, the files, the words marked. Read with the reader's own rights. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import {
  excerptIfFound,
  excerptOf,
  markedText,
  type Part,
  type Typed,
  toQuery,
} from '../conversations/index.ts';
import type { FileType } from './file-kinds.ts';
import { type Found, find, type Key, type Reader } from './find.ts';
import type { fileHit, SearchQuery } from './schema.ts';

export interface Hit extends Key {
  authorId: string | null;
  excerpt: Part[];
  files: z.input<typeof fileHit>[];
}

/** Of one message so many files are shown with what stands in them. */
const mostFiles = 5;
const plainLength = 240;

/** One page of what is found, with the reader's rights. */
export async function searchOnce(
  tx: Tx,
  reader: Reader,
  query: SearchQuery,
): Promise<{ hits: Hit[]; next: string | null }> {
  const what = await find(tx, reader, query);
  return { hits: await describeHits(tx, reader.firmId, what, query), next: what.next };
}

async function describeHits(
  tx: Tx,
  firmId: string,
  { keys, typed }: Found,
  { type }: Pick<SearchQuery, 'type'>,
): Promise<Hit[]> {
  if (keys.length === 0) return [];
  const messages = new Map((await readMessages(tx, firmId, keys)).map((row) => [idOf(row), row]));
  const files = Map.groupBy(await readFiles(tx, firmId, keys, typed, type), idOf);
  return keys.flatMap((key) => {
    const message = messages.get(idOf(key));
    if (!message) return [];
    const found = files.get(idOf(key)) ?? [];
    return {
      ...key,
      authorId: message.author,
      excerpt: excerpt(message.body, typed),
      files: found.map(({ id, name, type: fileType, body }) => ({
        id,
        type: fileType,
        name: typed ? markedText(name, typed) : [{ text: name, hit: false }],
        excerpt: typed && excerptIfFound(body, typed),
      })),
    };
  });
}

const idOf = ({ conversationId, seq }: Pick<Key, 'conversationId' | 'seq'>) => `${conversationId} ${seq}`;

function excerpt(body: string, typed: Typed | null): Part[] {
  if (typed) return excerptOf(body, typed);
  const cut = body.length > plainLength ? `${body.slice(0, plainLength).toWellFormed()}…` : body;
  return cut === '' ? [] : [{ text: cut, hit: false }];
}

const pairs = (keys: readonly Key[]) => sql`
  unnest(${keys.map(({ conversationId }) => conversationId)}::uuid[], ${keys.map(({ seq }) => seq)}::bigint[]) as k (conversation_id, seq)`;

async function readMessages(tx: Tx, firmId: string, keys: readonly Key[]) {
  const { rows } = await sql<{ conversationId: string; seq: number; author: string | null; body: string }>`
    select m.conversation_id as "conversationId", m.seq::int as seq, m.body,
      coalesce(m.author_staff_id, m.author_portal_user_id) as author
    from ${pairs(keys)} join messages m
      on m.firm_id = ${firmId} and m.conversation_id = k.conversation_id and m.seq = k.seq`.execute(tx);
  return rows;
}

/** Those that hold the words, and without words those that are of the type. */
async function readFiles(
  tx: Tx,
  firmId: string,
  keys: readonly Key[],
  typed: Typed | null,
  type: FileType | undefined,
) {
  const wanted = typed ? sql`w.search @@ ${toQuery(typed)}` : sql`true`;
  const ofType = type === undefined ? sql`true` : sql`w.file_type = ${type}`;
  const { rows } = await sql<{
    conversationId: string;
    seq: number;
    id: string;
    name: string;
    type: FileType;
    body: string;
  }>`
    select k.conversation_id as "conversationId", k.seq::int as seq, f.* from ${pairs(keys)}
    cross join lateral (
      select a.id, a.name, w.file_type as type, w.body
      from file_words w join attachments a on a.firm_id = ${firmId} and a.id = w.file_id
      where w.firm_id = ${firmId} and w.conversation_id = k.conversation_id and w.seq = k.seq
        and ${wanted} and ${ofType}
      order by a.position limit ${mostFiles}) f`.execute(tx);
  return rows;
}
