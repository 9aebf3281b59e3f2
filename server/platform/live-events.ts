import { EventEmitter } from 'node:events';
import type { Generated } from 'kysely';
import pg from 'pg';
import type { Tx } from './db/database.ts';
import { prepared } from './db/prepared.ts';
import { readSignal, type Signal, signalChannel } from './signals.ts';

interface EventsTable {
  firm_id: string;
  seq: number;
  type: string;
  subject_id: string;
  matter_id: string | null;
  conversation_id: string | null;
  portal_user_id: string | null;
  staff_only: Generated<boolean>;
  at: Date;
}
declare module './db/tables.ts' {
  interface Tables {
    events: EventsTable;
  }
}

/** What changed, for screens that are open. `type` is `noun.changed`; the data is read through the API. */
export interface LiveEvent {
  type: string;
  subjectId: string;
  /** Walls the event with its matter. */
  matterId?: string | null;
  /** Walls the event with its conversation, and tells only those who take part in it or have it open. */
  conversationId?: string | null;
  /** Tells this person of the portal, and of all who come to it no other. */
  forPortalUserId?: string | null;
  /** Of a conversation, and nothing that people outside the firm should notice: that somebody read, holds, prepares. */
  staffOnly?: boolean;
}

const channel = 'matterline_events';

/**
 * Appends to the firm's event log, numbered in the order of commit (the firm's counter row is held until then), and
 * tells listening processes at commit. Call it last in a transaction: others of the firm wait for the counter.
 */
export async function appendEvents(tx: Tx, firmId: string, events: readonly LiveEvent[]): Promise<void> {
  if (events.length === 0) return;
  await prepared('append_events')`
    with counter as (update firms set event_seq = event_seq + ${events.length} where id = ${firmId} returning event_seq),
         appended as (
           insert into events (firm_id, seq, type, subject_id, matter_id, conversation_id, portal_user_id, staff_only)
           select ${firmId}, counter.event_seq - ${events.length} + e.n, e.type, e.subject_id, e.matter_id, e.conversation_id, e.portal_user_id, e.staff_only
           from counter, unnest(${events.map((e) => e.type)}::text[], ${events.map((e) => e.subjectId)}::uuid[],
             ${events.map((e) => e.matterId ?? null)}::uuid[], ${events.map((e) => e.conversationId ?? null)}::uuid[],
             ${events.map((e) => e.forPortalUserId ?? null)}::uuid[], ${events.map((e) => e.staffOnly ?? false)}::boolean[])
             with ordinality as e (type, subject_id, matter_id, conversation_id, portal_user_id, staff_only, n)
         )
    select pg_notify(${channel}, ${firmId})`.execute(tx);
}

/** Who waits for news in this process. One LISTEN connection serves all of them. */
export interface LiveHub {
  /** Calls back whenever the firm has new events, and after every reconnect (something may have been missed). */
  subscribe(firmId: string, onNews: () => void): () => void;
  /** Calls back with each signal, and with null after every reconnect (some may have been missed). */
  onSignal(hear: (signal: Signal | null) => void): () => void;
  close(): Promise<void>;
}

/** A connection that a network forgot looks well until something is asked over it. */
const checkMs = 20_000;
const answerWithinMs = 10_000;

export async function createLiveHub(connection: pg.PoolConfig): Promise<LiveHub> {
  const news = new EventEmitter().setMaxListeners(0);
  const signals = new EventEmitter<{ signal: [Signal | null] }>().setMaxListeners(0);
  let closed = false;
  let client: pg.Client | null = null;

  async function connect(): Promise<void> {
    const next = new pg.Client({ ...connection, query_timeout: answerWithinMs });
    next.on('notification', hear);
    next.on('error', () => reconnect(next));
    next.on('end', () => reconnect(next));
    await next.connect();
    await next.query(`listen ${channel}; listen ${signalChannel}`);
    client = next;
    for (const firmId of news.eventNames()) news.emit(firmId);
    signals.emit('signal', null);
  }
  function hear({ channel: of, payload }: pg.Notification): void {
    if (of === channel) news.emit(payload ?? '');
    else {
      const signal = readSignal(payload);
      if (signal) signals.emit('signal', signal);
    }
  }
  function reconnect(lost: pg.Client): void {
    if (closed || client !== lost) return;
    client = null;
    const again = () => {
      if (!closed) connect().catch(() => setTimeout(again, 1000));
    };
    setTimeout(again, 200);
  }
  const check = setInterval(() => {
    const asked = client;
    asked?.query('select 1').catch(() => {
      reconnect(asked);
      asked.end().catch(() => undefined);
    });
  }, checkMs);

  await connect();
  return {
    subscribe(firmId, onNews) {
      news.on(firmId, onNews);
      return () => news.off(firmId, onNews);
    },
    onSignal(listener) {
      signals.on('signal', listener);
      return () => signals.off('signal', listener);
    },
    async close() {
      closed = true;
      clearInterval(check);
      await client?.end();
    },
  };
}
