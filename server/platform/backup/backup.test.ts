import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../db/migrate.ts';
import type { TestDatabase } from '../db/testing.ts';
import { createFolderStore, type FileStore } from '../file-store.ts';
import { ContentDestroyed } from '../sealing/index.ts';
import { type BackupWorld, firmId, onDatabase, openBackupWorld, secretKey } from './backup-world.ts';
import { checkBackup } from './check.ts';
import { partsOf } from './dump.ts';
import { createStoredKeys, finishRestore, keyFingerprints } from './index.ts';

let world: BackupWorld;
beforeAll(async () => {
  world = await openBackupWorld();
});
afterAll(async () => {
  await world.close();
});

describe.each(['a folder', 'a tar file'])('%s', (form) => {
  const ending = form === 'a tar file' ? '.tar' : '';

  test('comes back elsewhere as it was: rows, keys, indexes, files', async () => {
    const from = world.place(ending);
    const made = await world.make(from);
    expect(made.tables.find(({ name }) => name === 'events')?.rows).toBe(5000);
    expect(made.files).toMatchObject({ count: 3, lost: [] });
    const { manifest, key } = await checkBackup(from);
    expect([manifest, key]).toEqual([made, null]);
    const target = await world.newDatabase();
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
    await world.bringBack(target, from, manifest);
    await migrate({ connection: target.connection });
    await finishRestore(target.connection);
    expect(await shape(target)).toEqual(before);
    // Backed up again, the copy says the same of every table and of the files.
    const files = world.storeAt(`files of ${target.url.slice(-40).replaceAll('/', '')}`, target);
    const again = await world.make(world.place(ending), { connection: target.connection, files });
    expect(again.tables.map(({ name, digest }) => [name, digest])).toEqual(
      made.tables.map(({ name, digest }) => [name, digest]),
    );
    expect(again.files).toEqual(made.files);
  });

  test('is refused when one byte of it is flipped, wherever', async () => {
    const from = world.place(ending);
    await world.make(from);
    const files = ending
      ? ['']
      : (await readdir(from, { recursive: true })).filter((name) => /\.|[0-9a-f]{64}$/.test(name));
    expect(files.length).toBeGreaterThan(ending ? 0 : 6);
    for (const name of files) {
      const path = join(from, name);
      const whole = await readFile(path);
      // In a tar file: within the manifest, a table and a file; the padding between entries says nothing.
      const places = ending
        ? ['"format"', 'MLS1', '\u001f\u008b\u0008'].map((text) => whole.indexOf(text, 0, 'latin1') + 2)
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
  const from = world.place();
  const made = await world.make(from);
  const names = [
    'manifest.json',
    'manifest.sha256',
    made.tables.find(({ parts }) => parts[0])?.parts[0]?.name ?? '',
  ];
  const [stored = ''] = await readdir(join(from, 'files', firmId));
  for (const name of [...names, join('files', firmId, stored)]) {
    const copy = world.place();
    await cp(from, copy, { recursive: true });
    await rm(join(copy, name));
    await expect(checkBackup(copy), name).rejects.toThrow(/damaged|not a whole backup/);
  }
});

test('a tar file that was cut short is refused, wherever the cut', async () => {
  const from = world.place('.tar');
  await world.make(from);
  const { length } = await readFile(from);
  for (const keep of [length - 1536, Math.floor(length / 2 / 512) * 512, Math.floor(length / 3), 512, 0]) {
    const copy = world.place('.tar');
    await cp(from, copy);
    await truncate(copy, keep);
    await expect(checkBackup(copy), `${keep} of ${length}`).rejects.toThrow(/damaged|not a whole backup/);
  }
});

test('a place where something is already is not written over, and a failed backup leaves nothing', async () => {
  const to = world.place('.tar');
  await world.make(to);
  await expect(world.make(to)).rejects.toThrow('is there already');
  const failed = world.place();
  const broken: FileStore = {
    ...world.store,
    get: async () => Readable.from([Buffer.from('a')]).destroy(new Error('the disk is gone')),
  };
  await expect(world.make(failed, { files: broken })).rejects.toThrow('the disk is gone');
  expect((await readdir(world.folder)).filter((name) => name.includes('unfinished'))).toEqual([]);
});

test('files that the store has lost are named, and the rest is backed up', async () => {
  const files: FileStore = {
    ...world.store,
    async get(firm, sha256) {
      const content = await world.store.get(firm, sha256);
      if (!sha256.toString('hex').startsWith('e3b0')) return content;
      content?.destroy();
      return null;
    },
  };
  const from = world.place();
  const made = await world.make(from, { files });
  expect(made.files.count).toBe(2);
  expect(made.files.lost).toEqual([expect.stringContaining('/e3b0')]);
  await checkBackup(from);
});

describe('sealed files', () => {
  const read = async (file: { name: string; path: string }) => (await readFile(file.path)).toString('latin1');
  async function filesIn(from: string) {
    const names = await readdir(join(from, 'files', firmId));
    return names.map((name) => ({ name, path: join(from, 'files', firmId, name) }));
  }

  test('are carried as they lie, and nothing of them can be read there', async () => {
    const from = world.place();
    await world.make(from);
    const files = await filesIn(from);
    expect(files.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}\.[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}\.[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}\.[0-9a-f]{64}$/),
    ]);
    for (const file of files) expect(await read(file)).not.toContain('recording');
  });

  test('that lay in plain when the rows were read, and were sealed before they were copied, are carried in plain and come back', async () => {
    const from = world.place();
    const rows = await onDatabase(world.source, (client) =>
      client.query(`delete from content_keys where firm_id = $1 returning *`, [firmId]),
    );
    const putBack = () =>
      onDatabase(world.source, async (client) => {
        for (const { id, sha256, general_key, created_at } of rows.rows)
          await client.query(
            `insert into content_keys (firm_id, id, sha256, general_key, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
            [firmId, id, sha256, general_key, created_at],
          );
      });
    const files: FileStore = {
      ...world.store,
      async get(firm, sha256) {
        await putBack();
        return await world.store.get(firm, sha256);
      },
    };
    const made = await world.make(from, { files });
    expect(made.files).toMatchObject({ count: 3, lost: [] });
    expect((await filesIn(from)).every(({ name }) => /^[0-9a-f]{64}$/.test(name))).toBe(true);
    const target = await world.newDatabase();
    await world.bringBack(target, from, (await checkBackup(from)).manifest);
  });

  test('that were destroyed with their matter are not carried, and nobody calls them lost', async () => {
    const from = world.place();
    const files: FileStore = {
      ...world.store,
      async get(firm, sha256) {
        if (sha256.toString('hex').startsWith('e3b0')) throw new ContentDestroyed();
        return await world.store.get(firm, sha256);
      },
    };
    expect((await world.make(from, { files })).files).toMatchObject({ count: 2, lost: [], destroyed: 1 });
    await checkBackup(from);
  });

  test('come back unreadable with another key, and the restore says so', async () => {
    const from = world.place();
    const manifest = await world.make(from);
    const target = await world.newDatabase();
    const other = createStoredKeys(target.connection, 'another key with more than thirty-two characters');
    const files = createFolderStore(pathToFileURL(join(world.folder, 'other key/')), other);
    await expect(world.bringBack(target, from, manifest, { files })).rejects.toThrow('no longer configured');
  });
});

test('the key is in a backup only when it is asked for', async () => {
  const without = world.place('.tar');
  await world.make(without);
  expect((await readFile(without)).includes(secretKey)).toBe(false);
  const from = world.place('.tar');
  const made = await world.make(from, { withKey: true });
  expect(await checkBackup(from)).toEqual({ manifest: made, key: secretKey });
  expect(made.keyFingerprints).toEqual(keyFingerprints(secretKey));
  expect(keyFingerprints(`${secretKey}, ${secretKey}2`)).toHaveLength(2);
});

test('rows that come in meanwhile are not in it: one moment for all tables', async () => {
  const from = world.place();
  let seen = false;
  const made = await world.make(from, {
    onProgress: (line) => {
      if (seen || !line.startsWith('contacts')) return;
      seen = true;
    },
    files: {
      ...world.store,
      async get(firm, sha256) {
        await onDatabase(world.source, (client) =>
          client.query(
            `insert into outbox (firm_id, id, channel, recipient, subject, body, state) values ($1, gen_random_uuid(), 'email', 'a@example.com', '', '', 'kept')`,
            [firmId],
          ),
        );
        return await world.store.get(firm, sha256);
      },
    },
  });
  expect(seen).toBe(true);
  expect(made.tables.find(({ name }) => name === 'outbox')?.rows).toBe(0);
  expect(await world.count(world.source, 'outbox')).toBeGreaterThan(0);
  await onDatabase(world.source, (client) => client.query('delete from outbox'));
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
