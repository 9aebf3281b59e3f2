/** What a backup must know about the database's tables, read from its catalogue: no table can be forgotten. */
import { readdir, readFile } from 'node:fs/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { BackupError } from './manifest.ts';

const folder = new URL('../../../migrations/', import.meta.url);

/** The migrator's own: a restored database gets them by being migrated. */
const migratorTables = ['kysely_migration_lock', 'migrations'];

export interface TableShape {
  name: string;
  /** Quoted, without those that the database computes. */
  columns: string[];
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** So that the same row gives the same text on every server. */
export async function settleTexts(client: pg.Client): Promise<void> {
  await client.query(`set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set timezone = 'UTC';
    set bytea_output = 'hex'; set extra_float_digits = 1; set xmlbinary = 'base64'; set client_encoding = 'UTF8';
    set search_path = public, pg_catalog; set statement_timeout = 0; set lock_timeout = 0;
    set idle_in_transaction_session_timeout = 0`);
}

/** Every table with rows of ours. The queue's (schema pgboss) are left out: a copy must not send again what was sent. */
export async function listTables(client: pg.Client): Promise<TableShape[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname::text as name, array_agg(quote_ident(a.attname) order by a.attnum)::text[] as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and a.attgenerated = '' and c.relname <> all($1)
     group by c.relname order by c.relname`,
    [migratorTables],
  );
  return rows;
}

export async function listSequences(client: pg.Client) {
  const { rows } = await client.query<{ name: string }>(
    `select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname`,
  );
  const sequences: { name: string; value: string; called: boolean }[] = [];
  for (const { name } of rows) {
    const found = await client.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${quote(name)}`,
    );
    const [row] = found.rows;
    if (row) sequences.push({ name, ...row });
  }
  return sequences;
}

/** Names in the order in which they ran. */
export async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from migrations order by name');
  return rows.map(({ name }) => name);
}

/** Makes the schema of exactly these migrations in an empty database. @throws BackupError when one is not known here */
export async function makeSchema(connection: pg.PoolConfig, migrations: readonly string[]): Promise<void> {
  const wanted = new Map<string, Migration>();
  for (const name of migrations) wanted.set(name, await readMigration(name));
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ ...connection, max: 2 }) }),
  });
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => Object.fromEntries(wanted) },
      migrationTableName: 'migrations',
    });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
  } finally {
    await db.destroy();
  }
}

/** @throws BackupError when a newer program made them */
export async function mustKnow(migrations: readonly string[], program: string): Promise<void> {
  const files = new Set(await readdir(folder));
  const unknown = migrations.find((name) => !files.has(`${name}.sql`));
  if (unknown !== undefined)
    throw new BackupError(
      `this backup is of a newer version of the program (${program}, with ${unknown}): update the program first`,
    );
}

async function readMigration(name: string): Promise<Migration> {
  const text = await readFile(new URL(`${name}.sql`, folder), 'utf8');
  return { up: async (db) => void (await sql.raw(text).execute(db)) };
}
