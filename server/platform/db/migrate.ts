import { readdir, readFile } from 'node:fs/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';

const folder = new URL('../../../migrations/', import.meta.url);

/**
 * Brings a database to the newest schema. Safe to run from several starting processes at once (the migrator takes a
 * lock), and again on a database that is up to date. Each file runs in the one transaction of the run.
 */
export async function migrate(options: {
  connection: pg.PoolConfig;
  log?: (line: string) => void;
}): Promise<void> {
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ ...options.connection, max: 2 }) }),
  });
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: readMigrations },
      migrationTableName: 'migrations',
    });
    const { error, results } = await migrator.migrateToLatest();
    for (const result of results ?? []) options.log?.(`migration ${result.migrationName}: ${result.status}`);
    if (error) throw error;
    const afterEach = await readFile(new URL('after-each.sql', folder), 'utf8');
    await db.transaction().execute(async (trx) => {
      // Two starting processes must not rewrite policies at the same moment ("tuple concurrently updated").
      await sql`select pg_advisory_xact_lock(7021201)`.execute(trx);
      await sql.raw(afterEach).execute(trx);
    });
  } finally {
    await db.destroy();
  }
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort();
  const migrations: Record<string, Migration> = {};
  for (const name of names) {
    const text = await readFile(new URL(name, folder), 'utf8');
    migrations[name.replace(/\.sql$/, '')] = { up: async (db) => void (await sql.raw(text).execute(db)) };
  }
  return migrations;
}
