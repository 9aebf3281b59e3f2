import type { FastifyBaseLogger } from 'fastify';
import type pg from 'pg';
import { fromKysely, PgBoss } from 'pg-boss';
import type { z } from 'zod';
import type { Tx } from './db/database.ts';

/** One kind of background job, declared once: its name, the shape of its data, and what to do. */
export interface JobKind<Data extends z.ZodType = z.ZodType> {
  name: string;
  data: Data;
  /** Runs at least once per job; must be safe to run again. */
  run(data: z.output<Data>): Promise<void>;
  retryLimit?: number;
  /** Runs by the clock, in UTC: a cron expression. */
  cron?: string;
}

export function jobKind<Data extends z.ZodType>(kind: JobKind<Data>): JobKind {
  return { ...kind, run: (data) => kind.run(kind.data.parse(data)) };
}

/** The queue for mail, imports, timers and cleanup. Vendor calls have lanes of their own (strict limits per token). */
export interface Jobs {
  /** Enqueues within the transaction of the change that needs it: both happen or neither. */
  enqueue(
    tx: Tx,
    name: string,
    data: object,
    options?: { startAfter?: Date; singletonKey?: string },
  ): Promise<void>;
  /** Makes the queues of these kinds, so that jobs can be enqueued; every process does it at start. */
  declare(kinds: readonly Pick<JobKind, 'name' | 'retryLimit'>[]): Promise<void>;
  /** Starts working the kinds off, in a worker process. */
  work(kinds: readonly JobKind[]): Promise<void>;
  stop(): Promise<void>;
}

export async function createJobs(options: {
  connection: pg.PoolConfig;
  logger: FastifyBaseLogger;
}): Promise<Jobs> {
  const { connection, logger } = options;
  const boss = new PgBoss({
    ...(connection.connectionString ? { connectionString: connection.connectionString } : {}),
    ...(connection.host ? { host: connection.host } : {}),
    ...(connection.port ? { port: connection.port } : {}),
    ...(connection.user ? { user: connection.user } : {}),
    ...(connection.database ? { database: connection.database } : {}),
    ...(typeof connection.password === 'string' ? { password: connection.password } : {}),
    max: 4,
    schema: 'pgboss',
  });
  boss.on('error', (error) => logger.error({ err: error }, 'queue'));
  await boss.start();
  const db = boss.getDb();
  // A tenant's transaction enqueues with its own rights. Copies that start together must not grant at the same moment.
  await db.executeSql(
    'select pg_advisory_xact_lock(7021202); grant usage on schema pgboss to matterline_app; grant select, insert, update on all tables in schema pgboss to matterline_app; grant execute on all functions in schema pgboss to matterline_app',
  );

  return {
    async declare(kinds) {
      const known = new Set((await boss.getQueues()).map(({ name }) => name));
      for (const { name, retryLimit = 8 } of kinds) {
        if (known.has(name)) continue;
        await boss.createQueue(name, { retryLimit, retryBackoff: true, retryDelay: 5, retryDelayMax: 3600 });
      }
    },
    async enqueue(tx, name, data, { startAfter, singletonKey } = {}) {
      await boss.send(name, data, {
        db: fromKysely(tx),
        ...(startAfter ? { startAfter } : {}),
        ...(singletonKey ? { singletonKey } : {}),
      });
    },
    async work(kinds) {
      for (const kind of kinds) {
        await boss.work(kind.name, { batchSize: 1, pollingIntervalSeconds: 1 }, async (jobs) => {
          for (const job of jobs) {
            await kind.run(job.data).catch((error: unknown) => {
              logger.warn({ err: error, job: kind.name, id: job.id }, 'job failed; it will be tried again');
              throw error;
            });
          }
        });
        if (kind.cron) await boss.schedule(kind.name, kind.cron);
      }
    },
    stop: () => boss.stop({ graceful: true, timeout: 5000 }),
  };
}
