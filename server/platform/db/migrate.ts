import { readdir, readFile } from 'node:fs/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { buildWalls } from './walls.ts';

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
