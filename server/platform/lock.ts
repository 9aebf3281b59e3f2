/** One worker at a time for something, across all processes. */
import type { Database } from './db/database.ts';

/** Does the work while holding the lock, which ends with the process; null when another one holds it. */
export async function withSessionLock<T>(
  { database }: { database: Pick<Database, 'pool'> },
  name: string,
  work: () => Promise<T>,
): Promise<T | null> {
  const lock = await database.pool.connect();
  try {
    const { rows } = await lock.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 6)) as locked',
      [name],
    );
    if (rows[0]?.locked !== true) return null;
    try {
      return await work();
    } finally {
      await lock.query('select pg_advisory_unlock(hashtextextended($1, 6))', [name]);
    }
  } finally {
    lock.release();
  }
}
