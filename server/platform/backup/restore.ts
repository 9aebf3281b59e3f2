/** Brings a checked backup into an empty place. Rows come in one transaction, which ends only when they are proven. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { FileStore } from '../file-store.ts';
import { listTables, makeSchema, quote, settleTexts } from './catalogue.ts';
import { readFileName } from './check.ts';
import { readBackup } from './container.ts';
import { copyRows } from './dump.ts';
import { measure } from './dump-files.ts';
import { BackupError, fileLine, type Manifest } from './manifest.ts';
import { RowDigest } from './row-digest.ts';

export interface RestoreOptions {
  connection: pg.PoolConfig;
  files: FileStore;
  /** Whether the file store holds nothing yet. */
  storeIsEmpty: boolean;
  from: string;
  /** Of this backup, checked. */
  manifest: Manifest;
  onProgress?(line: string): void;
}

/** One restore at a time. */
const lockNumber = 7021203;

/**
 * Restores rows and files. An interrupted run is taken up again by the next of the same backup. `finishRestore` ends it,
 * after what the caller has to do in between.
 * @throws BackupError when the place is not empty, or something does not come back as it was
 */
export async function restore(options: RestoreOptions): Promise<void> {
  const { manifest, connection } = options;
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await settleTexts(client);
    await mustBeAlone(client);
    const begun = await readMark(client);
    await mustBeOurs(client, options, begun);
    if (begun?.state !== 'loaded') {
      await dropEmptyTables(client);
      await setMark(client, manifest);
      await makeSchema(connection, manifest.migrations);
      await load(client, options);
      await client.query('analyze');
    }
    await restoreFiles(options);
  } finally {
    await client.end();
  }
}

/** Takes the mark of an unfinished restore away. */
export async function finishRestore(connection: pg.PoolConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query('drop schema if exists matterline_restore cascade');
  } finally {
    await client.end();
  }
}

async function mustBeAlone(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ locked: boolean; others: number }>(
    `select pg_try_advisory_lock(${lockNumber}) as locked, (select count(*)::int from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend') as others`,
  );
  if (!rows[0]?.locked || rows[0].others > 0)
    throw new BackupError(
      'something else is connected to this database: stop the program and close other sessions first',
    );
}

interface Mark {
  backup: string;
  /** loaded: the rows are in and proven. */
  state: 'loading' | 'loaded';
}

async function readMark(client: pg.Client): Promise<Mark | null> {
  const there = await client.query("select to_regclass('matterline_restore.mark') as found");
  if (there.rows[0]?.found === null) return null;
  const { rows } = await client.query<Mark>('select backup, state from matterline_restore.mark');
  return rows[0] ?? null;
}

async function setMark(client: pg.Client, { id }: Manifest): Promise<void> {
  await client.query('begin');
  await client.query(`create schema if not exists matterline_restore;
    create table if not exists matterline_restore.mark (backup text primary key, state text not null)`);
  await client.query(
    `insert into matterline_restore.mark (backup, state) values ($1, 'loading') on conflict do nothing`,
    [id],
  );
  await client.query('commit');
}

async function mustBeOurs(client: pg.Client, options: RestoreOptions, begun: Mark | null): Promise<void> {
  if (begun && begun.backup !== options.manifest.id)
    throw new BackupError(
      'a restore of another backup was interrupted here: finish that one, or choose an empty place',
    );
  if (begun?.state === 'loaded') return;
  if (!begun && !options.storeIsEmpty)
    throw new BackupError('the file store is not empty: a restore needs an empty place');
  for (const { name } of await listTables(client)) {
    const { rows } = await client.query(`select 1 from ${quote(name)} limit 1`);
    if (rows.length > 0)
      throw new BackupError(`the database is not empty (${name} has rows): a restore needs an empty place`);
  }
}

/** A program that was started here once, or an interrupted restore, left tables without rows, perhaps of another version. */
async function dropEmptyTables(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
  );
  if (rows.length > 0)
    await client.query(`drop table ${rows.map(({ name }) => quote(name)).join(', ')} cascade`);
}

async function load(client: pg.Client, { from, manifest, onProgress }: RestoreOptions): Promise<void> {
  const tableOf = new Map(manifest.tables.flatMap((table) => table.parts.map(({ name }) => [name, table])));
  await client.query('begin');
  await client.query('set local row_security = off');
  await mustFit(client, manifest);
  const putBack = await takeOff(client);
  // Migrations may have put in rows of their own; those of the backup come in their place.
  for (const { name } of manifest.tables) await client.query(`delete from ${quote(name)}`);
  for await (const { name, content } of readBackup(from, (wanted) => tableOf.has(wanted))) {
    const table = tableOf.get(name);
    if (!table) continue;
    const copy = client.query(copyFrom(`copy ${quote(table.name)} (${table.columns.join(', ')}) from stdin`));
    await pipeline(content, createGunzip(), copy);
  }
  for (const { name, value, called } of manifest.sequences)
    await client.query('select setval($1::regclass, $2, $3)', [quote(name), value, called]);
  for (const statement of putBack) await client.query(statement);
  for (const table of manifest.tables) {
    await proveTable(client, table);
    if (table.rows > 0) onProgress?.(`${table.name}: ${table.rows} rows`);
  }
  await client.query("update matterline_restore.mark set state = 'loaded'");
  await client.query('commit');
}

/** The names in a backup become SQL only when the schema knows them. */
async function mustFit(client: pg.Client, manifest: Manifest): Promise<void> {
  const shapes = new Map((await listTables(client)).map((shape) => [shape.name, shape]));
  for (const { name, columns } of manifest.tables) {
    const here = shapes.get(name)?.columns.toSorted().join();
    if (here !== columns.toSorted().join())
      throw new BackupError(`the table ${name} has other columns in the backup than its migrations make`);
    shapes.delete(name);
  }
  const [missing] = shapes.keys();
  if (missing !== undefined) throw new BackupError(`the table ${missing} is missing in the backup`);
}

/**
 * Takes foreign keys and triggers off, so that tables can come in any order, and indexes, which are made faster at the end.
 * Answers the statements that put them back; foreign keys are checked by that.
 */
async function takeOff(client: pg.Client): Promise<string[]> {
  const keys = await client.query<{ owner: string; name: string; text: string }>(
    `select conrelid::regclass::text as owner, quote_ident(conname) as name, pg_get_constraintdef(oid) as text
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by 1, 2`,
  );
  for (const { owner, name } of keys.rows) await client.query(`alter table ${owner} drop constraint ${name}`);
  const indexes = await client.query<{ name: string; text: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as text
     from pg_index i join pg_class c on c.oid = i.indrelid
     where c.relnamespace = 'public'::regnamespace
       and not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by 1`,
  );
  for (const { name } of indexes.rows) await client.query(`drop index ${name}`);
  // What a row brought about when it was written comes back as rows of its own.
  const noted = await client.query<{ owner: string }>(
    `select distinct tgrelid::regclass::text as owner from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where not tgisinternal and c.relnamespace = 'public'::regnamespace order by 1`,
  );
  for (const { owner } of noted.rows) await client.query(`alter table ${owner} disable trigger user`);
  return [
    ...indexes.rows.map(({ text }) => text),
    ...keys.rows.map(({ owner, name, text }) => `alter table ${owner} add constraint ${name} ${text}`),
    ...noted.rows.map(({ owner }) => `alter table ${owner} enable trigger user`),
  ];
}

async function proveTable(client: pg.Client, table: Manifest['tables'][number]): Promise<void> {
  const digest = new RowDigest();
  for await (const piece of copyRows(client, table)) digest.add(piece);
  if (digest.rows !== table.rows)
    throw new BackupError(`${table.name} came back with ${digest.rows} rows and not ${table.rows}`);
  if (digest.hex() !== table.digest) throw new BackupError(`${table.name} came back with other rows`);
}

async function restoreFiles({ from, manifest, files, onProgress }: RestoreOptions): Promise<void> {
  const digest = new RowDigest();
  for await (const { name, content } of readBackup(from, (wanted) => readFileName(wanted) !== null)) {
    const file = readFileName(name);
    if (!file) continue;
    const sha256 = Buffer.from(file.sha256, 'hex');
    let sizeBytes = 0;
    async function* counted() {
      for await (const piece of content) {
        sizeBytes += piece.length;
        yield piece;
      }
    }
    await files.asStored.put(file.firmId, sha256, file.sealedSha256 !== null, Readable.from(counted()));
    await proveFile(files, file.firmId, sha256);
    digest.add(fileLine(file.firmId, file.contentName, sizeBytes));
  }
  if (digest.rows !== manifest.files.count || digest.hex() !== manifest.files.digest)
    throw new BackupError('the files did not come back as they were');
  onProgress?.(`${digest.rows} files`);
}

/** Read as the program will read it: through the keys that came back with the rows. */
async function proveFile(files: FileStore, firmId: string, sha256: Buffer): Promise<void> {
  const content = await files.get(firmId, sha256);
  if (!content || !(await measure(content)).sha256.equals(sha256))
    throw new BackupError(`the file ${sha256.toString('hex')} did not come back as it was`);
}
