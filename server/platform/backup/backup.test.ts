import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../db/migrate.ts';
import { createTestDatabase, type TestDatabase, withDatabase } from '../db/testing.ts';
import { createFolderStore, type FileStore } from '../file-store.ts';
import { checkBackup } from './check.ts';
import { partsOf } from './dump.ts';
import { dump, finishRestore, keyFingerprints, type Manifest, mustKnow, restore } from './index.ts';

const secretKey = 'a key for tests with more than 32 characters';
const firmId = '0198c0de-0000-7000-8000-000000000001';
const now = new Date('2026-03-02T10:00:00.000Z');

let folder: string;
let source: TestDatabase;
let store: FileStore;
const opened: TestDatabase[] = [];

beforeAll(async () => {
  // A space in the path.
  folder = await mkdtemp(join(tmpdir(), 'matterline backup '));
  source = await newDatabase();
  store = storeAt('source files');
  await onDatabase(source, async (client) => {
    await client.query(
      `insert into firms (id, name, country, time_zone, currency) values ($1, $2, 'GB', 'Europe/London', 'GBP')`,
      [firmId, 'Tab\tback\\slash\nnew line “Ünïcode” \\N'],
    );
    await client.query(
      `insert into events (firm_id, seq, type, subject_id) select $1, n, 'test', gen_random_uuid() from generate_series(1, 5000) n`,
      [firmId],
    );
    await client.query(
      `insert into contacts (firm_id, id, kind, display_name, search) values ($1, gen_random_uuid(), 'person', 'Jane Okafor', to_tsvector('simple', 'jane okafor'))`,
      [firmId],
    );
    await client.query(
      `insert into raw_events (firm_id, id, source_id, event_key, origin, raw_body)
       select $1, gen_random_uuid(), gen_random_uuid(), 'id:' || n, 'webhook', decode(repeat(md5(n::text), 40), 'hex') from generate_series(1, 300) n`,
      [firmId],
    );
    for (const text of ['a recording', '', 'x'.repeat(300_000)]) {
      const file = await store.put(firmId, Readable.from([Buffer.from(text)]), 1e6);
      await client.query(
        `insert into files (firm_id, sha256, size_bytes, content_type) values ($1, $2, $3, 'audio/mpeg')`,
        [firmId, file.sha256, file.sizeBytes],
      );
    }
  });
});
afterAll(async () => {
  for (const database of opened) await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function newDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  opened.push(database);
  return database;
}

async function onDatabase<T>(
  { connection }: Pick<TestDatabase, 'connection'>,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const storeAt = (name: string) => createFolderStore(pathToFileURL(join(folder, `${name}/`)));
const place = (ending = '') => join(folder, `backup ${randomUUID()}${ending}`);

async function make(to: string, more: Partial<Parameters<typeof dump>[0]> = {}): Promise<Manifest> {
  const { connection } = source;
  return await dump({
    connection,
    files: store,
    to,
    secretKey,
    withKey: false,
    program: '0.1.0',
    now,
    ...more,
  });
}

function bringBack(target: TestDatabase, from: string, manifest: Manifest, more = {}): Promise<void> {
  const files = storeAt(`files of ${target.url.slice(-40).replaceAll('/', '')}`);
  return restore({ connection: target.connection, files, storeIsEmpty: true, from, manifest, ...more });
}

const count = (database: TestDatabase, table: string) =>
  onDatabase(database, async (client) => {
    const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${table}`);
    return rows[0]?.count;
  });

describe.each(['a folder', 'a tar file'])('%s', (form) => {
  const ending = form === 'a tar file' ? '.tar' : '';

  test('comes back elsewhere as it was: rows, keys, indexes, files', async () => {
    const from = place(ending);
    const made = await make(from);
    expect(made.tables.find(({ name }) => name === 'events')?.rows).toBe(5000);
    expect(made.files).toMatchObject({ count: 3, lost: [] });
    const { manifest, key } = await checkBackup(from);
    expect([manifest, key]).toEqual([made, null]);
    const target = await newDatabase();
    const shape = (database: TestDatabase) =>
      onDatabase(database, async (client) => {
        const indexes = await client.query(
          "select indexdef from pg_indexes where schemaname = 'public' order by 1",
        );
        const keys = await client.query(
          "select conrelid::regclass::text as owner, pg_get_constraintdef(oid) as text from pg_constraint where contype in ('f', 'p') order by 1, 2",
        );
        return [indexes.rows, keys.rows];
      });
    const before = await shape(target);
    await bringBack(target, from, manifest);
    await migrate({ connection: target.connection });
    await finishRestore(target.connection);
    expect(await shape(target)).toEqual(before);
    // Backed up again, the copy says the same of every table and of the files.
    const files = storeAt(`files of ${target.url.slice(-40).replaceAll('/', '')}`);
    const again = await make(place(ending), { connection: target.connection, files });
    expect(again.tables.map(({ name, digest }) => [name, digest])).toEqual(
      made.tables.map(({ name, digest }) => [name, digest]),
    );
    expect(again.files).toEqual(made.files);
  });

  test('is refused when one byte of it is flipped, wherever', async () => {
    const from = place(ending);
    await make(from);
    const files = ending
      ? ['']
      : (await readdir(from, { recursive: true })).filter((name) => /\.|[0-9a-f]{64}$/.test(name));
    expect(files.length).toBeGreaterThan(ending ? 0 : 6);
    for (const name of files) {
      const path = join(from, name);
      const whole = await readFile(path);
      // In a tar file: within the manifest, a table and a file; the padding between entries says nothing.
      const places = ending
        ? ['"format"', 'recording', '\u001f\u008b\u0008'].map((text) => whole.indexOf(text, 0, 'latin1') + 2)
        : [Math.floor(whole.length / 2)];
      for (const index of places) {
        const flipped = Buffer.from(whole);
        flipped[index] = (flipped[index] ?? 0) ^ 1;
        await writeFile(path, flipped);
        if (whole.length > 0)
          await expect(checkBackup(from), `${name} at ${index}`).rejects.toThrow(/damaged|another|whole/);
      }
      await writeFile(path, whole);
    }
    await checkBackup(from);
  });
});

test('a folder from which a file was taken is refused', async () => {
  const from = place();
  const made = await make(from);
  const names = [
    'manifest.json',
    'manifest.sha256',
    made.tables.find(({ parts }) => parts[0])?.parts[0]?.name ?? '',
  ];
  const [stored = ''] = await readdir(join(from, 'files', firmId));
  for (const name of [...names, join('files', firmId, stored)]) {
    const copy = place();
    await cp(from, copy, { recursive: true });
    await rm(join(copy, name));
    await expect(checkBackup(copy), name).rejects.toThrow(/damaged|not a whole backup/);
  }
});

test('a tar file that was cut short is refused, wherever the cut', async () => {
  const from = place('.tar');
  await make(from);
  const { length } = await readFile(from);
  for (const keep of [length - 1536, Math.floor(length / 2 / 512) * 512, Math.floor(length / 3), 512, 0]) {
    const copy = place('.tar');
    await cp(from, copy);
    await truncate(copy, keep);
    await expect(checkBackup(copy), `${keep} of ${length}`).rejects.toThrow(/damaged|not a whole backup/);
  }
});

test('a place where something is already is not written over, and a failed backup leaves nothing', async () => {
  const to = place('.tar');
  await make(to);
  await expect(make(to)).rejects.toThrow('is there already');
  const failed = place();
  const broken: FileStore = {
    ...store,
    get: async () => Readable.from([Buffer.from('a')]).destroy(new Error('the disk is gone')),
  };
  await expect(make(failed, { files: broken })).rejects.toThrow('the disk is gone');
  expect((await readdir(folder)).filter((name) => name.includes('unfinished'))).toEqual([]);
});

test('files that the store has lost are named, and the rest is backed up', async () => {
  const files: FileStore = {
    ...store,
    async get(firm, sha256) {
      const content = await store.get(firm, sha256);
      return sha256.toString('hex').startsWith('e3b0') ? null : content;
    },
  };
  const from = place();
  const made = await make(from, { files });
  expect(made.files.count).toBe(2);
  expect(made.files.lost).toEqual([expect.stringContaining('/e3b0')]);
  await checkBackup(from);
});

test('the key is in a backup only when it is asked for', async () => {
  const without = place('.tar');
  await make(without);
  expect((await readFile(without)).includes(secretKey)).toBe(false);
  const from = place('.tar');
  const made = await make(from, { withKey: true });
  expect(await checkBackup(from)).toEqual({ manifest: made, key: secretKey });
  expect(made.keyFingerprints).toEqual(keyFingerprints(secretKey));
  expect(keyFingerprints(`${secretKey}, ${secretKey}2`)).toHaveLength(2);
});

test('rows that come in meanwhile are not in it: one moment for all tables', async () => {
  const from = place();
  let seen = false;
  const made = await make(from, {
    onProgress: (line) => {
      if (seen || !line.startsWith('contacts')) return;
      seen = true;
    },
    files: {
      ...store,
      async get(firm, sha256) {
        await onDatabase(source, (client) =>
          client.query(
            `insert into outbox (firm_id, id, channel, recipient, subject, body, state) values ($1, gen_random_uuid(), 'email', 'a@example.com', '', '', 'kept')`,
            [firmId],
          ),
        );
        return await store.get(firm, sha256);
      },
    },
  });
  expect(seen).toBe(true);
  expect(made.tables.find(({ name }) => name === 'outbox')?.rows).toBe(0);
  expect(await count(source, 'outbox')).toBeGreaterThan(0);
  await onDatabase(source, (client) => client.query('delete from outbox'));
});

describe('a restore', () => {
  test('into a place with rows or files is refused', async () => {
    const from = place();
    const manifest = await make(from);
    await expect(bringBack(source, from, manifest)).rejects.toThrow('the database is not empty');
    const target = await newDatabase();
    await expect(bringBack(target, from, manifest, { storeIsEmpty: false })).rejects.toThrow(
      'file store is not empty',
    );
  });

  test('beside another connection is refused', async () => {
    const from = place();
    const manifest = await make(from);
    const target = await newDatabase();
    await onDatabase(target, () =>
      expect(bringBack(target, from, manifest)).rejects.toThrow('stop the program'),
    );
  });

  test('that was interrupted among the rows is done by the next run', async () => {
    const from = place();
    const manifest = await make(from);
    const target = await newDatabase();
    const onProgress = () => {
      throw new Error('the power is gone');
    };
    await expect(bringBack(target, from, manifest, { onProgress })).rejects.toThrow('the power is gone');
    const other = place();
    await expect(bringBack(target, other, await make(other))).rejects.toThrow('a restore of another backup');
    await bringBack(target, from, manifest, { storeIsEmpty: false });
    expect(await count(target, 'events')).toBe(5000);
  });

  test('that was interrupted among the files goes on there', async () => {
    const from = place();
    const manifest = await make(from);
    const target = await newDatabase();
    const files: FileStore = {
      ...store,
      put: async () => {
        throw new Error('the power is gone');
      },
    };
    await expect(bringBack(target, from, manifest, { files })).rejects.toThrow('the power is gone');
    expect(await count(target, 'events')).toBe(5000);
    await bringBack(target, from, manifest, { storeIsEmpty: false });
    await finishRestore(target.connection);
    await expect(bringBack(target, from, manifest)).rejects.toThrow('not empty');
  });

  test('of rows that do not come back as they were leaves nothing', async () => {
    const from = place();
    const manifest = await make(from);
    const target = await newDatabase();
    const tables = manifest.tables.map((table) =>
      table.name === 'events' ? { ...table, digest: '0'.repeat(64) } : table,
    );
    await expect(bringBack(target, from, { ...manifest, tables })).rejects.toThrow(
      'events came back with other rows',
    );
    expect(await count(target, 'events')).toBe(0);
  });

  test('of an older schema ends with the newest', async () => {
    const old = await newDatabase();
    await onDatabase(old, async (client) => {
      await client.query('drop schema public cascade');
      await client.query('create schema public');
    });
    const { makeSchema } = await import('./schema.ts');
    const all = (await make(place())).migrations;
    await makeSchema(old.connection, all.slice(0, 5));
    await onDatabase(old, (client) =>
      client.query(
        `insert into firms (id, name, country, time_zone, currency) values ($1, 'Old & Co', 'GB', 'Europe/London', 'GBP')`,
        [firmId],
      ),
    );
    const from = place();
    const manifest = await make(from, { connection: old.connection, files: storeAt('none') });
    expect(manifest.migrations).toEqual(all.slice(0, 5));
    const target = await newDatabase();
    await bringBack(target, from, manifest);
    await migrate({ connection: target.connection });
    expect(await count(target, 'firms')).toBe(1);
    expect(await count(target, 'ledger_heads')).toBe(0);
  });

  test('of a newer program is refused', async () => {
    await mustKnow(['0001-foundation'], '0.1.0');
    await expect(mustKnow(['0001-foundation', '9999-tomorrow'], '9.0.0')).rejects.toThrow('newer version');
  });
});

describe('under a role of the database that is no superuser', () => {
  const role = `owner_${randomUUID().slice(0, 8)}`;
  let owned: TestDatabase;
  beforeAll(async () => {
    const name = `owned_${randomUUID().slice(0, 8)}`;
    await onDatabase(source, async (client) => {
      await client.query(`create role ${role} login createrole`);
      await client.query(`grant matterline_app, matterline_system to ${role} with admin option`);
      await client.query(`create database ${name} owner ${role}`);
    });
    const url = withDatabase(source.url, name).replace(/\/\/[^@/]*@/, `//${role}@`);
    owned = {
      url,
      connection: { connectionString: url },
      drop: () =>
        onDatabase(source, async (client) => {
          await client.query(`drop database ${name} with (force)`);
          await client.query(`drop owned by ${role}`);
          await client.query(`drop role ${role}`);
        }),
    };
    opened.unshift(owned);
  });

  test('a backup comes back, but none is made until the role sees all rows', async () => {
    const from = place('.tar');
    const manifest = await make(from);
    await bringBack(owned, from, manifest);
    await migrate({ connection: owned.connection });
    await finishRestore(owned.connection);
    const { connection } = owned;
    const files = storeAt(`files of ${owned.url.slice(-40).replaceAll('/', '')}`);
    const to = place();
    await expect(make(to, { connection, files })).rejects.toThrow(`alter role "${role}" bypassrls`);
    await onDatabase(source, (client) => client.query(`alter role ${role} bypassrls`));
    const again = await make(to, { connection, files });
    expect(again.tables.map(({ digest }) => digest)).toEqual(manifest.tables.map(({ digest }) => digest));
  });
});

test('parts hold whole rows and all of them', async () => {
  const text = Buffer.from(Array.from({ length: 100 }, (_, n) => `row ${n}\n`).join(''));
  async function* pieces() {
    for (let at = 0; at < text.length; at += 7) yield text.subarray(at, at + 7);
  }
  const parts: Buffer[] = [];
  for await (const part of partsOf(pieces(), 64)) parts.push(part);
  expect(Buffer.concat(parts)).toEqual(text);
  expect(parts.length).toBeGreaterThan(5);
  for (const part of parts) expect(part.at(-1)).toBe(10);
});
