import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';

const folder = new URL('../../../migrations/', import.meta.url);

/**
 * Brings a database to the newest schema. Safe to run from several starting processes at once (the migrator takes a
 * lock), beside copies that work, and again on a database that is up to date, which it then leaves alone. Each file runs in
 * the one transaction of the run.
 */
export async function migrate(options: {
  connection: pg.PoolConfig;
  log?: (line: string) => void;
}): Promise<void> {
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ ...options.connection, max: 2 }) }),
  });
  try {
    await despiteDeadlocks(() => runMigrations(db, options.log));
    await despiteDeadlocks(() => buildWalls(db));
  } finally {
    await db.destroy();
  }
}

async function runMigrations(db: Kysely<unknown>, log?: (line: string) => void): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: readMigrations },
    migrationTableName: 'migrations',
  });
  const { error, results } = await migrator.migrateToLatest();
  for (const result of results ?? []) log?.(`migration ${result.migrationName}: ${result.status}`);
  if (error) throw error;
}

/**
 * The walls are made anew after a change of the schema or of themselves, and only then: that locks every table, for which the
 * copies that work would have to wait at each start of another. A remark on the migrator's table says which ones stand.
 */
async function buildWalls(db: Kysely<unknown>): Promise<void> {
  const afterEach = await readFile(new URL('after-each.sql', folder), 'utf8');
  await db.transaction().execute(async (trx) => {
    // Two starting processes must not rewrite policies at the same moment ("tuple concurrently updated").
    await sql`select pg_advisory_xact_lock(7021201)`.execute(trx);
    const { rows } = await sql<{ applied: string; stands: string | null }>`
      select string_agg(name, ' ' order by name) as applied, obj_description('migrations'::regclass, 'pg_class') as stands
      from migrations`.execute(trx);
    const digest = createHash('sha256').update(`${rows[0]?.applied}\n${afterEach}`).digest('hex');
    if (rows[0]?.stands === digest) return;
    await sql.raw(afterEach).execute(trx);
    await sql.raw(`comment on table migrations is '${digest}'`).execute(trx);
  });
}

const mostTries = 5;

/** A copy that works may hold what this needs, and wait for what this holds: PostgreSQL then ends one of the two. */
async function despiteDeadlocks(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === mostTries || !isDeadlock(error)) throw error;
    }
  }
}

const isDeadlock = (error: unknown) => error instanceof Error && 'code' in error && error.code === '40P01';

async function readMigrations(): Promise<Record<string, Migration>> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort();
  const migrations: Record<string, Migration> = {};
  for (const name of names) {
    const text = await readFile(new URL(name, folder), 'utf8');
    migrations[name.replace(/\.sql$/, '')] = { up: async (db) => void (await sql.raw(text).execute(db)) };
  }
  return migrations;
}
