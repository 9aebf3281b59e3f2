/** One worker at a time for something, across all processes. The lock ends with the process that holds it. */
import type pg from 'pg';
import type { Database } from './db/database.ts';

type WithLocks = { database: Pick<Database, 'locks'> };

/** Does the work while holding the lock; null when another one holds it. */
export async function withLock<T>(
  { database }: WithLocks,
  name: string,
  work: () => Promise<T>,
): Promise<T | null> {
  return await onConnection(database.locks, async (client) => {
    const { rows } = await client.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 1)) as locked',
      [name],
    );
    return rows[0]?.locked === true ? await holding(client, name, work) : null;
  });
}

/** As `withLock`, and waits for its turn. */
export async function withLockAwaited<T>(
  { database }: WithLocks,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  return await onConnection(database.locks, async (client) => {
    await client.query('select pg_advisory_lock(hashtextextended($1, 1))', [name]);
    return await holding(client, name, work);
  });
}

async function onConnection<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

async function holding<T>(client: pg.PoolClient, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock(hashtextextended($1, 1))', [name]);
  }
}
