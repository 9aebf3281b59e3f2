/** Events that are stored and not yet read. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { EventOrigin } from './tables.ts';

export interface StoredEvent {
  id: string;
  sourceId: string;
  sourceKind: string;
  origin: EventOrigin;
  eventType: string;
  contentType: string;
  rawBody: Buffer;
  receivedAt: Date;
  attempts: number;
}

/** History waits for what comes in now, which must not wait long for a batch of history that has begun. */
const historyAtOnce = 200;

/**
 * Takes up to `limit` waiting events of a firm, oldest first; they leave the waiting list with this transaction. Events of
 * a backfill are taken only when nothing else of the firm waits. `more`: there is more to take at once.
 */
export async function claimPendingEvents(
  tx: Tx,
  firmId: string,
  limit: number,
): Promise<{ events: StoredEvent[]; more: boolean }> {
  const live = await claimOfPriority(tx, firmId, 0, limit);
  if (live.length > 0) {
    const more = live.length === limit || live.some((row) => row.history);
    return { events: await readClaimed(tx, firmId, live), more };
  }
  const few = Math.min(limit, historyAtOnce);
  const history = await claimOfPriority(tx, firmId, 1, few);
  return { events: await readClaimed(tx, firmId, history), more: history.length === few };
}

interface ClaimedRow {
  raw_event_id: string;
  attempts: number;
  /** Whether history waits, too. */
  history: boolean;
}

async function claimOfPriority(
  tx: Tx,
  firmId: string,
  priority: 0 | 1,
  limit: number,
): Promise<ClaimedRow[]> {
  const { rows } = await sql<ClaimedRow>`
    delete from pending_events
    where firm_id = ${firmId} and priority = ${priority} and raw_event_id = any(array(
      select raw_event_id from pending_events
      where firm_id = ${firmId} and priority = ${priority} and due_at <= now() order by raw_event_id limit ${limit}))
    returning raw_event_id, attempts,
      (select exists (select 1 from pending_events where firm_id = ${firmId} and priority = 1 and due_at <= now())) as history`.execute(
    tx,
  );
  return rows;
}

async function readClaimed(tx: Tx, firmId: string, claimed: readonly ClaimedRow[]): Promise<StoredEvent[]> {
  if (claimed.length === 0) return [];
  const attempts = new Map(claimed.map((row) => [row.raw_event_id, row.attempts]));
  // A statement of its own: with the ids as values the ledger is read by its key, however large it has grown.
  const { rows } = await sql<{
    id: string;
    source_id: string;
    kind: string;
    origin: EventOrigin;
    event_type: string;
    content_type: string;
    raw_body: Buffer;
    received_at: Date;
  }>`
    select r.id, r.source_id,
      (select s.kind from sources s where s.firm_id = ${firmId} and s.id = r.source_id) as kind, r.origin, r.event_type, r.content_type, r.raw_body, r.received_at
    from raw_events r
    where r.firm_id = ${firmId} and r.id = any(${[...attempts.keys()]}::uuid[])
    order by r.id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    sourceKind: row.kind,
    origin: row.origin,
    eventType: row.event_type,
    contentType: row.content_type,
    rawBody: row.raw_body,
    receivedAt: row.received_at,
    attempts: attempts.get(row.id) ?? 0,
  }));
}

export interface FirmWithWork {
  firmId: string;
  /** Something that came in now waits, and not history alone. */
  live: boolean;
}

/**
 * Firms that have events waiting; a skip scan, cheap whatever the backlog. Those with history alone come last, the one
 * that has waited longest first.
 */
export async function listFirmsWithPendingEvents(tx: Tx, limit: number): Promise<FirmWithWork[]> {
  const { rows } = await sql<{ firm_id: string; live: boolean }>`
    with recursive firms_waiting as (
      (select firm_id from pending_events order by firm_id limit 1)
      union all
      select (select p.firm_id from pending_events p where p.firm_id > w.firm_id order by p.firm_id limit 1)
      from firms_waiting w where w.firm_id is not null),
    work as (
      select w.firm_id,
        exists (select 1 from pending_events p where p.firm_id = w.firm_id and p.priority = 0 and p.due_at <= now()) as live,
        (select p.raw_event_id from pending_events p where p.firm_id = w.firm_id and p.priority = 1 and p.due_at <= now()
         order by p.raw_event_id limit 1) as oldest_history
      from firms_waiting w where w.firm_id is not null)
    select firm_id, live from work where live or oldest_history is not null
    order by live desc, oldest_history
    limit ${limit}`.execute(tx);
  return rows.map((row) => ({ firmId: row.firm_id, live: row.live }));
}

/** Puts an event that could not be processed back, later each time. */
export async function postponeEvent(
  tx: Tx,
  firmId: string,
  rawEventId: string,
  delaySeconds: number,
): Promise<void> {
  await sql`update pending_events set attempts = attempts + 1, due_at = now() + make_interval(secs => ${delaySeconds})
    where firm_id = ${firmId} and priority in (0, 1) and raw_event_id = ${rawEventId}`.execute(tx);
}

/** Takes this one waiting event; false when another worker has read it meanwhile. */
export async function claimPendingEvent(tx: Tx, firmId: string, rawEventId: string): Promise<boolean> {
  const claimed = await tx
    .deleteFrom('pending_events')
    .where('firm_id', '=', firmId)
    .where('priority', 'in', [0, 1])
    .where('raw_event_id', '=', rawEventId)
    .returning('raw_event_id')
    .executeTakeFirst();
  return claimed !== undefined;
}

/** Whether more than `limit` events of the firm wait. */
export async function isBehind(tx: Tx, firmId: string, limit: number): Promise<boolean> {
  const { rows } =
    await sql`select 1 from pending_events where firm_id = ${firmId} offset ${limit} limit 1`.execute(tx);
  return rows.length > 0;
}
