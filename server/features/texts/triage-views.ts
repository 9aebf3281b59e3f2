/** Texts that need a person, as one of the firm may see them: the walls of all their candidates stand in front. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import type { InboundRow } from './inbound-store.ts';
import type { TriageItem, triageCounts } from './shapes.ts';

const cursor = z.tuple([z.uuid()]);

export interface TriageQuery {
  waiting: 'place' | 'review' | 'all';
  limit: number;
  after?: string | undefined;
}

export async function listTriage(
  tx: Tx,
  firmId: string,
  query: TriageQuery,
): Promise<{ items: TriageItem[]; next: string | null }> {
  const after = query.after === undefined ? null : decodeCursor(query.after, cursor)[0];
  const waiting = {
    place: sql`i.state = 'triage'`,
    review: sql`i.review = 'open'`,
    all: sql`(i.state = 'triage' or i.review = 'open')`,
  }[query.waiting];
  const { rows } = await sql<InboundRow>`
    select i.* from text_inbound i where i.firm_id = ${firmId} and ${waiting}
      ${after === null ? sql`` : sql`and i.id < ${after}::uuid`}
    order by i.id desc limit ${query.limit + 1}`.execute(tx);
  const items = new Map(
    (await viewItems(tx, firmId, rows.slice(0, query.limit))).map((item) => [item.id, item]),
  );
  return toPage(
    rows,
    query.limit,
    (row) => [row.id],
    (row) => found(items.get(row.id)),
  );
}

export async function viewTriageItem(tx: Tx, firmId: string, id: string): Promise<TriageItem> {
  const row = await tx
    .selectFrom('text_inbound')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  const [item] = row ? await viewItems(tx, firmId, [row]) : [];
  return found(item);
}

export async function countTriage(tx: Tx, firmId: string): Promise<z.infer<typeof triageCounts>> {
  const { rows } = await sql<z.infer<typeof triageCounts>>`
    select (count(*) filter (where state = 'triage'))::int as place, (count(*) filter (where review = 'open'))::int as review,
      count(*)::int as "all"
    from text_inbound where firm_id = ${firmId} and (state = 'triage' or review = 'open')`.execute(tx);
  return rows[0] ?? { place: 0, review: 0, all: 0 };
}

const reasons = z.enum([
  'several_people',
  'several_conversations',
  'no_conversation',
  'unknown_number',
  'not_taken',
]);

async function viewItems(tx: Tx, firmId: string, rows: readonly InboundRow[]): Promise<TriageItem[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const files = await readFiles(tx, firmId, ids);
  const candidates = await readCandidates(tx, firmId, ids);
  const names = await readContactNames(
    tx,
    firmId,
    rows.flatMap(({ contact_id: id }) => id ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    number: row.number,
    line: row.to_number,
    body: row.body,
    receivedAt: row.received_at.toISOString(),
    state: row.state,
    reason: reasons.safeParse(row.reason).data ?? null,
    review: row.review,
    files: files.filter((file) => file.inboundId === row.id).map(({ inboundId: _, ...file }) => file),
    candidates: candidates.get(row.id) ?? [],
    conversationId: row.conversation_id,
    seq: row.seq,
    contactId: row.contact_id,
    contactName: names.get(row.contact_id ?? '') ?? '',
  }));
}

async function readFiles(tx: Tx, firmId: string, ids: readonly string[]) {
  const { rows } = await sql<TriageItem['files'][number] & { inboundId: string }>`
    select id, inbound_id as "inboundId", content_type as "contentType", state, detail from text_media
    where firm_id = ${firmId} and inbound_id = any(${[...ids]}::uuid[]) order by inbound_id, position`.execute(
    tx,
  );
  return rows;
}

async function readContactNames(
  tx: Tx,
  firmId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('contacts')
    .select(['id', 'display_name'])
    .where('firm_id', '=', firmId)
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row.display_name]));
}

interface CandidateRow {
  inboundId: string;
  contactId: string;
  contactName: string;
  conversations: TriageItem['candidates'][number]['conversations'] | null;
}

/** The people, and their conversations that are open now. */
async function readCandidates(
  tx: Tx,
  firmId: string,
  ids: readonly string[],
): Promise<Map<string, TriageItem['candidates']>> {
  const { rows } = await sql<CandidateRow>`
    select k.inbound_id as "inboundId", k.contact_id as "contactId", c.display_name as "contactName", (
      select json_agg(json_build_object('conversationId', o.id, 'portalUserId', u.id, 'title', o.title,
          'matterNumber', m.number, 'matterTitle', m.title) order by o.id)
      from portal_users u
      join participants p on p.firm_id = ${firmId} and p.portal_user_id = u.id and p.left_at is null
      join conversations o on o.firm_id = ${firmId} and o.id = p.conversation_id and o.kind = 'external' and o.state = 'open'
      join matters m on m.firm_id = ${firmId} and m.id = o.matter_id
      where u.firm_id = ${firmId} and u.contact_id = k.contact_id) as conversations
    from (select distinct inbound_id, contact_id from text_candidates
      where firm_id = ${firmId} and inbound_id = any(${[...ids]}::uuid[])) k
    join contacts c on c.firm_id = ${firmId} and c.id = k.contact_id
    order by c.display_name, k.contact_id`.execute(tx);
  const found = new Map<string, TriageItem['candidates']>();
  for (const { inboundId, contactId, contactName, conversations } of rows)
    found.set(inboundId, [
      ...(found.get(inboundId) ?? []),
      { contactId, contactName, conversations: conversations ?? [] },
    ]);
  return found;
}
