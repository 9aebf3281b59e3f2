import type { Database } from '../../platform/db/database.ts';
import type { EventOrigin } from './tables.ts';

/** One event as it came, on its way into the ledger of raw events. */
export interface IncomingEvent {
  firmId: string;
  id: string;
  sourceId: string;
  /** Identity within the source: the vendor's event id, or the hash of the body. */
  eventKey: string;
  origin: EventOrigin;
  eventType: string;
  contentType: string;
  rawBody: Buffer;
}

function keyOf({ firmId, sourceId, eventKey }: IncomingEvent): string {
  return `${firmId} ${sourceId} ${eventKey}`;
}

export interface Intake {
  /** Resolves once the event is durable: true when it is new, false when the source had sent it before. */
  store(event: IncomingEvent): Promise<boolean>;
  close(): Promise<void>;
}

interface Waiting {
  event: IncomingEvent;
  resolve(isNew: boolean): void;
  reject(error: unknown): void;
}

/** The bodies come as one value with the place of each: as bytes, where an array of them would be sent and read as text. */
const insert = {
  name: 'store-events',
  text: `with stored as (
      insert into raw_events (firm_id, id, source_id, event_key, origin, event_type, content_type, raw_body)
      select e.firm_id, e.id, e.source_id, e.event_key, e.origin, e.event_type, e.content_type, substring($10::bytea from e.start for e.size)
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[])
        as e (firm_id, id, source_id, event_key, origin, event_type, content_type, start, size)
      on conflict (firm_id, source_id, event_key) do nothing
      returning firm_id, id, origin)
    insert into pending_events (firm_id, raw_event_id, priority)
    select firm_id, id, case origin when 'backfill' then 1 else 0 end from stored returning raw_event_id`,
};

/**
 * Group commit: events that arrive while a flush is under way go into the next INSERT, and each is acknowledged only
 * after its batch has committed. No timer, so an idle server adds no delay. Two flushes run at once, so that one
 * batch is gathered and sent while the other waits for the disk.
 */
export function createIntake(
  database: Pick<Database, 'systemPool'>,
  options: { maxBatch?: number; flights?: number; onStored: () => void },
): Intake {
  const { maxBatch = 256, flights = 2 } = options;
  const pool = database.systemPool(flights);
  let waiting: Waiting[] = [];
  let inFlight = 0;
  let idle: (() => void) | null = null;

  async function write(batch: readonly Waiting[]): Promise<Set<string>> {
    // In one order everywhere: two flushes that hold the same deliveries must not wait for each other in a circle.
    const events = batch.map(({ event }) => event).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    let end = 0;
    const starts = events.map(({ rawBody }) => {
      const start = end + 1;
      end += rawBody.length;
      return start;
    });
    const result = await pool.query<{ raw_event_id: string }>({
      ...insert,
      values: [
        events.map((e) => e.firmId),
        events.map((e) => e.id),
        events.map((e) => e.sourceId),
        events.map((e) => e.eventKey),
        events.map((e) => e.origin),
        events.map((e) => e.eventType),
        events.map((e) => e.contentType),
        starts,
        events.map((e) => e.rawBody.length),
        Buffer.concat(
          events.map((e) => e.rawBody),
          end,
        ),
      ],
    });
    return new Set(result.rows.map((row) => row.raw_event_id));
  }

  async function settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const stored = await write(batch);
      for (const { event, resolve } of batch) resolve(stored.has(event.id));
      if (stored.size > 0) options.onStored();
    } catch (error) {
      if (batch.length === 1) return void batch[0]?.reject(error);
      // One event that cannot be stored must not take the others down with it.
      for (const one of batch) await settle([one]);
    }
  }

  function flush(): void {
    while (inFlight < flights && waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      inFlight += 1;
      void settle(batch).finally(() => {
        inFlight -= 1;
        if (inFlight === 0 && waiting.length === 0) idle?.();
        flush();
      });
    }
  }

  return {
    store(event) {
      return new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        flush();
      });
    },
    async close() {
      if (inFlight > 0) await new Promise<void>((resolve) => (idle = resolve));
      await pool.end();
    },
  };
}
