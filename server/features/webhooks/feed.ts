/**
 * From the firm's event log to deliveries. The log is written by the transactions that make the changes, numbered in the
 * order of their commits; whoever follows it from the last number on misses nothing. What is told is how the interaction
 * stands when the number is reached, read as the API reads it.
 */
import { type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { eachAtOnce } from '../../platform/at-once.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { type PresentInteraction, readSummaries } from '../call-logging/index.ts';
import { mattersOf, type News, newsOf, type Told } from './decide.ts';
import { webhookPayloads } from './payloads.ts';

export interface Feed {
  firmId: string;
  /** Of the endpoints that are told about restricted matters, or of the others. */
  includeRestricted: boolean;
}

/** Events in one transaction: what bounds the memory, however long the backlog. */
const eventsAtOnce = 200;
const feedsAtOnce = 4;

/** Nobody of the firm: whom every restricted matter is hidden from. */
export const outsider = '00000000-0000-0000-0000-000000000000';

/** Goes on as one who is let into no restricted matter. */
async function actAsOutsider(tx: Tx): Promise<void> {
  await sql`select set_config('app.staff_id', ${outsider}, true)`.execute(tx);
}

/** One batch of each feed that is behind. True when there is more. */
export async function feedRound(platform: Pick<Platform, 'database' | 'clock'>): Promise<boolean> {
  const behind = await platform.database.system(listFeedsBehind);
  let more = false;
  await eachAtOnce(behind, feedsAtOnce, async (feed) => {
    const full = await followFeed(platform, feed);
    more ||= full;
  });
  return more;
}

/** Tells the next events of one feed. True when the batch was full. One worker at a time: the others pass over it. */
export async function followFeed(
  { database, clock }: Pick<Platform, 'database' | 'clock'>,
  feed: Feed,
): Promise<boolean> {
  return await database.firm(feed.firmId).write(async (tx) => {
    const row = await selectFeed(tx, feed).select('seq').forUpdate().skipLocked().executeTakeFirst();
    if (!row) return false;
    const events = await listEventsAfter(tx, feed.firmId, row.seq);
    const last = events.at(-1);
    if (!last) return false;
    const touched = Map.groupBy(
      events.filter(({ type }) => type === 'interaction.changed'),
      (event) => event.subject_id,
    );
    const ids = [...touched.keys()];
    const present = await readAs(tx, feed, ids);
    const told = await loadTold(tx, feed, ids);
    const messages: NewMessage[] = [];
    const after = new Map<string, Told | null>();
    for (const [id, changes] of touched) {
      const now = present.get(id);
      const isNew = now !== undefined && changes.some(({ at }) => cameThen(now.createdAt, at));
      const next = newsOf(id, told.get(id) ?? null, now?.summary ?? null, isNew);
      after.set(id, next.told);
      const at = changes.at(-1)?.at ?? clock.now();
      messages.push(...next.news.map((one) => messageOf(id, one, at, now)));
    }
    await saveTold(tx, feed, after, clock.now());
    await insertMessages(tx, feed, messages, clock.now());
    await tx
      .updateTable('webhook_feeds')
      .set({ seq: last.seq })
      .where('firm_id', '=', feed.firmId)
      .where('include_restricted', '=', feed.includeRestricted)
      .execute();
    return events.length === eventsAtOnce;
  });
}

/** One clock is the program's, the other the database's. */
const clockSkewMs = 60_000;

function cameThen(createdAt: Date, at: Date): boolean {
  return createdAt.getTime() >= at.getTime() - clockSkewMs;
}

/** Begins to follow from now on, unless the firm has such an endpoint already. */
export async function ensureFeed(tx: Tx, { firmId, includeRestricted }: Feed): Promise<void> {
  await sql`insert into webhook_feeds (firm_id, include_restricted, seq)
    select id, ${includeRestricted}, event_seq from firms where id = ${firmId}
    on conflict do nothing`.execute(tx);
}

/** Locks first what the follower locks first. */
export async function lockFeed(tx: Tx, feed: Feed): Promise<void> {
  await selectFeed(tx, feed).select('seq').forUpdate().execute();
}

/** Forgets what was told when nobody is left to be told. */
export async function dropUnusedFeed(tx: Tx, { firmId, includeRestricted }: Feed): Promise<void> {
  await sql`delete from webhook_feeds where firm_id = ${firmId} and include_restricted = ${includeRestricted}
    and not exists (select 1 from webhook_endpoints where firm_id = ${firmId} and include_restricted = ${includeRestricted})`.execute(
    tx,
  );
}

function selectFeed(tx: Tx, { firmId, includeRestricted }: Feed) {
  return tx
    .selectFrom('webhook_feeds')
    .where('firm_id', '=', firmId)
    .where('include_restricted', '=', includeRestricted);
}

async function listFeedsBehind(tx: Tx): Promise<Feed[]> {
  return await tx
    .selectFrom('webhook_feeds as w')
    .innerJoin('firms as f', 'f.id', 'w.firm_id')
    .select(['w.firm_id as firmId', 'w.include_restricted as includeRestricted'])
    .where(sql<SqlBool>`f.event_seq > w.seq`)
    .orderBy(sql`f.event_seq - w.seq`)
    .limit(200)
    .execute();
}

function listEventsAfter(tx: Tx, firmId: string, seq: number) {
  return tx
    .selectFrom('events')
    .select(['seq', 'type', 'subject_id', 'at'])
    .where('firm_id', '=', firmId)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(eventsAtOnce)
    .execute();
}

async function readAs(
  tx: Tx,
  { firmId, includeRestricted }: Feed,
  ids: readonly string[],
): Promise<Map<string, PresentInteraction>> {
  if (includeRestricted) return await readSummaries(tx, firmId, ids);
  await actAsOutsider(tx);
  const found = await readSummaries(tx, firmId, ids);
  await actAsProgram(tx);
  return found;
}

const entriesShape = z.record(z.string(), z.string());

async function loadTold(tx: Tx, feed: Feed, ids: readonly string[]): Promise<Map<string, Told>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('webhook_told')
    .select(['interaction_id', 'hash', 'entries'])
    .where('firm_id', '=', feed.firmId)
    .where('include_restricted', '=', feed.includeRestricted)
    .where('interaction_id', 'in', [...ids])
    .execute();
  return new Map(
    rows.map((row) => [row.interaction_id, { hash: row.hash, entries: entriesShape.parse(row.entries) }]),
  );
}

async function saveTold(
  tx: Tx,
  { firmId, includeRestricted }: Feed,
  after: ReadonlyMap<string, Told | null>,
  now: Date,
): Promise<void> {
  const gone = [...after].flatMap(([id, told]) => (told === null ? id : []));
  if (gone.length > 0)
    await tx
      .deleteFrom('webhook_told')
      .where('firm_id', '=', firmId)
      .where('include_restricted', '=', includeRestricted)
      .where('interaction_id', 'in', gone)
      .execute();
  const rows = [...after].flatMap(([id, told]) =>
    told === null
      ? []
      : {
          firm_id: firmId,
          include_restricted: includeRestricted,
          interaction_id: id,
          hash: told.hash,
          entries: JSON.stringify(told.entries),
          told_at: now,
        },
  );
  if (rows.length === 0) return;
  await tx
    .insertInto('webhook_told')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['firm_id', 'include_restricted', 'interaction_id']).doUpdateSet((row) => ({
        hash: row.ref('excluded.hash'),
        entries: row.ref('excluded.entries'),
        told_at: row.ref('excluded.told_at'),
      })),
    )
    .execute();
}

interface NewMessage {
  id: string;
  type: News['type'];
  interactionId: string;
  matterIds: string[];
  body: string;
}

function messageOf(
  interactionId: string,
  news: News,
  at: Date,
  present: PresentInteraction | undefined,
): NewMessage {
  const matters = present ? [present.matterId ?? [], mattersOf(present.summary)].flat() : [];
  const payload = { type: news.type, timestamp: at.toISOString(), data: news.data };
  return {
    id: newId(),
    type: news.type,
    interactionId,
    matterIds: [...new Set(matters)],
    body: JSON.stringify(webhookPayloads[news.type].parse(payload)),
  };
}

/** Messages that somebody wants, a delivery for each endpoint that does, and the endpoints woken. */
async function insertMessages(
  tx: Tx,
  { firmId, includeRestricted }: Feed,
  messages: readonly NewMessage[],
  now: Date,
): Promise<void> {
  const endpoints = await tx
    .selectFrom('webhook_endpoints')
    .select(['id', 'event_types'])
    .where('firm_id', '=', firmId)
    .where('include_restricted', '=', includeRestricted)
    .where('status', '<>', 'disabled')
    .execute();
  const wanted = messages.filter(({ type }) => endpoints.some((one) => one.event_types.includes(type)));
  if (wanted.length === 0) return;
  const rows = wanted.map((message) => ({
    firm_id: firmId,
    id: message.id,
    type: message.type,
    interaction_id: message.interactionId,
    matter_ids: message.matterIds,
    body: message.body,
    created_at: now,
  }));
  await tx.insertInto('webhook_messages').values(rows).execute();
  await sql`
    with wanted as (
      select m.id as message_id, m.position, m.type, e.id as endpoint_id
      from webhook_messages m join webhook_endpoints e on e.firm_id = m.firm_id and m.type = any(e.event_types)
      where m.firm_id = ${firmId} and m.id = any(${wanted.map(({ id }) => id)}::uuid[])
        and e.include_restricted = ${includeRestricted} and e.status <> 'disabled'
    ), inserted as (
      insert into webhook_deliveries (firm_id, endpoint_id, message_id, position, type, due_at, created_at)
      select ${firmId}, endpoint_id, message_id, position, type, ${now}, ${now} from wanted
    )
    update webhook_endpoints set due_at = least(coalesce(due_at, ${now}), ${now})
    where firm_id = ${firmId} and id in (select endpoint_id from wanted)`.execute(tx);
}
