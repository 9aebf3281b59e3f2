/** Makes a backup: one snapshot of all tables, then the files that it names. Own export, because pg_dump is not at hand everywhere. */
import { createHash, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { FileStore } from '../file-store.ts';
import {
  appliedMigrations,
  listSequences,
  listTables,
  quote,
  settleTexts,
  type TableShape,
} from './catalogue.ts';
import { type BackupWriter, createBackupWriter } from './container.ts';
import { dumpFiles } from './dump-files.ts';
import {
  BackupError,
  entryNames,
  keyFingerprints,
  type Manifest,
  manifestShape,
  type Part,
  type TableEntry,
} from './manifest.ts';
import { RowDigest } from './row-digest.ts';

const compress = promisify(gzip);
/** Bytes of rows in one part: what is held in memory at once. */
const partBytes = 16 * 2 ** 20;

export interface DumpOptions {
  connection: pg.PoolConfig;
  files: FileStore;
  /** A folder that is not there yet, or a file that ends in .tar. */
  to: string;
  secretKey: string;
  /** Puts the key itself in, too. */
  withKey: boolean;
  program: string;
  now: Date;
  onProgress?(line: string): void;
}

/** Beside a running program. Answers what it holds. @throws BackupError with one line; nothing is left then */
export async function dump(options: DumpOptions): Promise<Manifest> {
  const client = new pg.Client(options.connection);
  await client.connect();
  try {
    await mustSeeAllRows(client);
    const writer = await createBackupWriter(options.to);
    try {
      return await write(client, writer, options);
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  } finally {
    await client.end();
  }
}

async function write(client: pg.Client, writer: BackupWriter, options: DumpOptions): Promise<Manifest> {
  const say = options.onProgress ?? (() => undefined);
  await settleTexts(client);
  // What row-level security would hide becomes an error, never a backup with rows missing.
  await client.query('set row_security = off');
  await client.query('begin isolation level repeatable read read only');
  const shapes = await listTables(client);
  if (!shapes.some(({ name }) => name === 'firms'))
    throw new BackupError('this database has no tables of the program');
  await client.query(`lock table ${shapes.map(({ name }) => quote(name)).join(', ')} in access share mode`);
  const tables: TableEntry[] = [];
  for (const shape of shapes) {
    tables.push(await dumpTable(client, writer, shape));
    const rows = tables.at(-1)?.rows ?? 0;
    if (rows > 0) say(`${shape.name}: ${rows} rows`);
  }
  const sequences = await listSequences(client);
  const migrations = await appliedMigrations(client);
  const files = await dumpFiles(client, writer, options.files);
  say(`${files.count} files`);
  await client.query('commit');
  if (options.withKey) await writer.add(entryNames.key, Buffer.from(`${options.secretKey}\n`));
  const manifest = manifestShape.parse({
    format: 2,
    id: randomUUID(),
    program: options.program,
    madeAt: options.now.toISOString(),
    migrations,
    keyFingerprints: keyFingerprints(options.secretKey),
    hasKey: options.withKey,
    tables,
    sequences,
    files,
  });
  const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  await writer.add(entryNames.manifest, text);
  await writer.add(entryNames.manifestHash, Buffer.from(`${sha256(text)}  ${entryNames.manifest}\n`));
  await writer.finish();
  return manifest;
}

async function mustSeeAllRows(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; all: boolean }>(
    'select rolname as name, rolsuper or rolbypassrls as all from pg_roles where rolname = current_user',
  );
  const [role] = rows;
  if (!role?.all)
    throw new BackupError(
      `the database role ${role?.name ?? ''} does not see every firm’s rows: a superuser must say once “alter role ${quote(role?.name ?? '')} bypassrls”, or make a role for backups (see docs/running.md)`,
    );
}

async function dumpTable(client: pg.Client, writer: BackupWriter, shape: TableShape): Promise<TableEntry> {
  const digest = new RowDigest();
  const parts: Part[] = [];
  for await (const rows of partsOf(copyRows(client, shape), partBytes)) {
    digest.add(rows);
    const content = await compress(rows, { level: 4 });
    const name = entryNames.part(shape.name, parts.length + 1);
    await writer.add(name, content);
    parts.push({ name, bytes: content.length, sha256: sha256(content) });
  }
  // Counted another way: a copy that ended early must not pass for the whole table.
  const counted = await client.query<{ count: string }>(
    `select count(*)::text as count from ${quote(shape.name)}`,
  );
  const count = Number(counted.rows[0]?.count);
  if (count !== digest.rows)
    throw new BackupError(`${shape.name} has ${count} rows, but ${digest.rows} were read`);
  return { name: shape.name, columns: shape.columns, rows: count, digest: digest.hex(), parts };
}

/** The rows of a table as COPY writes them, in pieces. */
export async function* copyRows(client: pg.Client, { name, columns }: TableShape): AsyncGenerator<Buffer> {
  // A table without columns has no column list; none of ours is.
  const stream = client.query(copyTo(`copy ${quote(name)} (${columns.join(', ')}) to stdout`));
  for await (const piece of stream) if (Buffer.isBuffer(piece)) yield piece;
}

/** Pieces put together to whole rows, of about this size. */
export async function* partsOf(pieces: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let kept: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    const end = piece.lastIndexOf(10) + 1;
    if (bytes + piece.length >= size && end > 0) {
      yield Buffer.concat([...kept, piece.subarray(0, end)]);
      kept = [Buffer.from(piece.subarray(end))];
      bytes = piece.length - end;
    } else {
      kept.push(piece);
      bytes += piece.length;
    }
  }
  if (bytes > 0) yield Buffer.concat(kept);
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
