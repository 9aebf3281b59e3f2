/** Finding messages. The walls are part of the query: what is hidden is neither found nor counted nor waited for. */
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/paging.ts';
import { excerptOf, type Part, readTyped, toQuery } from './search-words.ts';

export const searchQuery = z.object({
  q: z.string().trim().min(1).max(300).describe('Words; "quoted", or, -not; the last may be begun only'),
  conversationId: z.uuid().optional(),
  matterId: z.uuid().optional(),
  from: z.uuid().optional().describe('Written by this staff member or portal user'),
  since: z.iso.date().optional().describe('From this day on'),
  until: z.iso.date().optional().describe('To this day, itself included'),
  unread: z.stringbool().default(false).describe('Only what you have not looked at'),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  after: z.string().max(500).optional().describe('`next` of the page before'),
});
export type SearchQuery = z.output<typeof searchQuery>;

export interface Found {
  conversationId: string;
  seq: number;
  authorId: string | null;
  at: Date;
  excerpt: Part[];
}

interface Row {
  conversation_id: string;
  seq: number;
  author: string | null;
  created_at: Date;
  at_text: string;
  body: string;
}

/** The newest first, with the reader's own rights. Days are those of the firm's zone. */
export async function findInMessages(
  tx: Tx,
  firmId: string,
  reader: { id: string; who: 'staff' | 'external' },
  timeZone: string,
  query: SearchQuery,
): Promise<{ items: Found[]; next: string | null }> {
  const typed = readTyped(query.q);
  if (typed === null) return { items: [], next: null };
  const wanted = [
    sql`m.firm_id = ${firmId}`,
    sql`m.search @@ ${toQuery(typed)}`,
    ...filters(firmId, reader, timeZone, query),
  ];
  const { rows } = await sql<Row>`
    select m.conversation_id, m.seq::int as seq, coalesce(m.author_staff_id, m.author_portal_user_id) as author,
      m.created_at, m.created_at::text as at_text, m.body
    from messages m where ${sql.join(wanted, sql` and `)}
    order by m.created_at desc, m.conversation_id desc, m.seq desc limit ${query.limit + 1}`.execute(tx);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({
      ...{ conversationId: row.conversation_id, seq: row.seq, authorId: row.author, at: row.created_at },
      excerpt: excerptOf(row.body, typed),
    })),
    next:
      rows.length > query.limit && last ? encodeCursor([last.at_text, last.conversation_id, last.seq]) : null,
  };
}

function filters(
  firmId: string,
  reader: { id: string; who: 'staff' | 'external' },
  timeZone: string,
  { conversationId, matterId, from, since, until, unread, after }: SearchQuery,
): RawBuilder<unknown>[] {
  const wanted: RawBuilder<unknown>[] = [];
  // People outside have few conversations: theirs lead, so that those of others cost them nothing.
  if (reader.who === 'external')
    wanted.push(sql`m.conversation_id in (select p.conversation_id from participants p
      where p.firm_id = ${firmId} and p.portal_user_id = ${reader.id})`);
  if (conversationId) wanted.push(sql`m.conversation_id = ${conversationId}`);
  if (matterId)
    wanted.push(
      sql`m.conversation_id in (select c.id from conversations c where c.firm_id = ${firmId} and c.matter_id = ${matterId})`,
    );
  if (from) wanted.push(sql`coalesce(m.author_staff_id, m.author_portal_user_id) = ${from}`);
  if (since) wanted.push(sql`m.created_at >= ${since}::date::timestamp at time zone ${timeZone}`);
  if (until) wanted.push(sql`m.created_at < (${until}::date + 1)::timestamp at time zone ${timeZone}`);
  if (unread)
    wanted.push(sql`m.seq > coalesce((select p.seq from read_pointers p where p.firm_id = ${firmId}
      and p.conversation_id = m.conversation_id and p.person_id = ${reader.id}), 0)`);
  if (after !== undefined) {
    const [at, id, seq] = decodeCursor(after, z.tuple([z.string().max(40), z.uuid(), z.number().int()]));
    wanted.push(
      sql`(m.created_at, m.conversation_id, m.seq) < (${at}::timestamptz, ${id}::uuid, ${seq}::bigint)`,
    );
  }
  return wanted;
}
