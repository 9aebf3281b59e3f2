import { EventEmitter } from 'node:events';
import { sql } from 'kysely';
import pg from 'pg';
import type { Tx } from './db/database.ts';

interface EventsTable {
  firm_id: string;
  seq: number;
  type: string;
  subject_id: string;
  matter_id: string | null;
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
  /** Walls the event with its conversation. */
  conversationId?: string | null;
}

const channel = 'matterline_events';

/**
 * Appends to the firm's event log, numbered in the order of commit (the firm's counter row is held until then), and
 * tells listening processes at commit. Call it last in a transaction: others of the firm wait for the counter.
 */
export async function appendEvents(tx: Tx, firmId: string, events: readonly LiveEvent[]): Promise<void> {
  if (events.length === 0) return;
  await sql`
    with counter as (update firms set event_seq = event_seq + ${events.length} where id = ${firmId} returning event_seq),
         appended as (
           insert into events (firm_id, seq, type, subject_id, matter_id)
           select ${firmId}, counter.event_seq - ${events.length} + e.n, e.type, e.subject_id, e.matter_id
           from counter, unnest(${events.map((e) => e.type)}::text[], ${events.map((e) => e.subjectId)}::uuid[],
             ${events.map((e) => e.matterId ?? null)}::uuid[]) with ordinality as e (type, subject_id, matter_id, n)
         )
    select pg_notify(${channel}, ${firmId})`.execute(tx);
}

/** Who waits for a firm's news in this process. One LISTEN connection serves all of them. */
export interface LiveHub {
  /** Calls back whenever the firm has new events, and after every reconnect (something may have been missed). */
  subscribe(firmId: string, onNews: () => void): () => void;
  close(): Promise<void>;
}

export async function createLiveHub(connection: pg.PoolConfig): Promise<LiveHub> {
  const emitter = new EventEmitter().setMaxListeners(0);
  let closed = false;
  let client: pg.Client | null = null;

  async function connect(): Promise<void> {
    const next = new pg.Client(connection);
    next.on('notification', (message) => emitter.emit(message.payload ?? ''));
    next.on('error', () => reconnect(next));
    next.on('end', () => reconnect(next));
    await next.connect();
    await next.query(`listen ${channel}`);
    client = next;
    for (const firmId of emitter.eventNames()) emitter.emit(firmId);
  }
  function reconnect(lost: pg.Client): void {
    if (closed || client !== lost) return;
    client = null;
    const again = () => {
      if (!closed) connect().catch(() => setTimeout(again, 1000));
    };
    setTimeout(again, 200);
  }

  await connect();
  return {
    subscribe(firmId, onNews) {
      emitter.on(firmId, onNews);
      return () => emitter.off(firmId, onNews);
    },
    async close() {
      closed = true;
      await client?.end();
    },
  };
}
