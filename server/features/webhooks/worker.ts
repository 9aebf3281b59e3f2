/**
 * A process that delivers. A lock that its connection holds says that it lives: the endpoints that it had taken are free
 * the moment it dies. What it asks of the database it asks for many endpoints and firms at once, each in one round trip.
 */
import type pg from 'pg';
import type { Database } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Which } from './deliveries-store.ts';
import type { EndpointStatus } from './tables.ts';

/** Longer than a turn and the delivery that ends it: for a machine whose connection nobody saw breaking. */
export const leaseSeconds = 60;

export interface Claimed extends Which {
  includeRestricted: boolean;
}

/** A delivery that was received. */
export interface Received extends Which {
  deliveryId: string;
  attempts: number;
  status: number;
  answer: string;
  durationMs: number;
}

export interface Worker {
  readonly id: string;
  /** Whether its lock is lost: others may take what it holds, and it should begin anew. */
  isGone(): boolean;
  /** Takes endpoints that something waits for and nobody works on, the one that waits longest first. */
  claim(now: Date, except: readonly string[], most: number): Promise<Claimed[]>;
  /** Notes it, with what others report at the same time. Null: nothing is noted, it takes a closer look at the endpoint. */
  noteReceived(one: Received, now: Date): Promise<EndpointStatus | null>;
  /** Gives an endpoint back; answers when there is something to do next, null for never or when it is another's now. */
  release(which: Which, deliveredAt: Date | null): Promise<Date | null>;
  leave(): Promise<void>;
}

/** One connection holds the lock, two work. */
const connections = 3;

export async function joinWorkers(database: Pick<Database, 'systemPool'>): Promise<Worker> {
  const id = newId();
  const pool = database.systemPool(connections);
  let gone = false;
  const holder = await pool.connect().catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  holder.on('error', () => {
    gone = true;
  });
  await holder.query('select pg_advisory_lock(hashtextextended($1, 1))', [`webhook worker ${id}`]);
  const noteReceived = inGroups(pool, id);
  return {
    id,
    isGone: () => gone,
    async claim(now, except, most) {
      const { rows } = await pool.query<Claimed>({ ...claim, values: [id, now, except, most, leaseSeconds] });
      return rows;
    },
    noteReceived,
    async release({ firmId, id: endpointId }, deliveredAt) {
      const { rows } = await pool.query<{ due: Date | null }>({
        name: 'webhook-release',
        text: 'select webhook_release($1, $2, $3, $4) as due',
        values: [id, firmId, endpointId, deliveredAt],
      });
      return rows[0]?.due ?? null;
    },
    async leave() {
      // Closed, not kept: the lock ends with the connection.
      holder.release(true);
      await pool.end();
    },
  };
}

const claim = {
  name: 'webhook-claim',
  text: `update webhook_endpoints e set lease = $1, leased_until = now() + make_interval(secs => $5)
    from (
      select firm_id, id from webhook_endpoints
      where status = 'active' and due_at <= $2 and not (id = any($3::uuid[]))
        and (lease is null or leased_until is null or leased_until < now() or webhook_worker_is_gone(lease))
      order by due_at limit $4 for update skip locked
    ) free
    where e.firm_id = free.firm_id and e.id = free.id
    returning e.firm_id as "firmId", e.id, e.include_restricted as "includeRestricted"`,
};

interface Waiting {
  one: Received;
  resolve(status: EndpointStatus | null): void;
  reject(error: unknown): void;
}

/** What is reported while a statement is under way goes into the next one, so that many wait for the disk together. */
function inGroups(pool: pg.Pool, worker: string): Worker['noteReceived'] {
  let waiting: Waiting[] = [];
  let storing = false;

  async function storeAll(now: Date): Promise<void> {
    if (storing) return;
    storing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        const noted = await store(pool, worker, now, group);
        for (const { one, resolve } of group) resolve(noted.get(one.id) ?? null);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    storing = false;
  }

  return (one, now) =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      void storeAll(now);
    });
}

async function store(
  pool: pg.Pool,
  worker: string,
  now: Date,
  group: readonly Waiting[],
): Promise<Map<string, EndpointStatus>> {
  const column = <T>(pick: (one: Received) => T): T[] => group.map(({ one }) => pick(one));
  const { rows } = await pool.query<{ endpoint: string; status: EndpointStatus }>({
    name: 'webhook-note-delivered',
    text: 'select endpoint, status from webhook_note_delivered($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    values: [
      worker,
      now,
      column(({ firmId }) => firmId),
      column(({ id }) => id),
      column(({ deliveryId }) => deliveryId),
      column(({ attempts }) => attempts),
      column(({ status }) => status),
      column(({ answer }) => answer),
      column(({ durationMs }) => durationMs),
    ],
  });
  return new Map(rows.map(({ endpoint, status }) => [endpoint, status]));
}
