import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../db/migrate.ts';
import { type TestDatabase, withDatabase } from '../db/testing.ts';
import type { FileStore } from '../file-store.ts';
import { type BackupWorld, firmId, onDatabase, openBackupWorld } from './backup-world.ts';
import { makeSchema } from './catalogue.ts';
import { finishRestore, mustKnow } from './index.ts';

let world: BackupWorld;
beforeAll(async () => {
  world = await openBackupWorld();
});
afterAll(async () => {
  await world.close();
});

describe('a restore', () => {
  test('into a place with rows or files is refused', async () => {
    const from = world.place();
    const manifest = await world.make(from);
    await expect(world.bringBack(world.source, from, manifest)).rejects.toThrow('the database is not empty');
    const target = await world.newDatabase();
    await expect(world.bringBack(target, from, manifest, { storeIsEmpty: false })).rejects.toThrow(
      'file store is not empty',
    );
  });

  test('beside another connection is refused', async () => {
    const from = world.place();
    const manifest = await world.make(from);
    const target = await world.newDatabase();
    await onDatabase(target, () =>
      expect(world.bringBack(target, from, manifest)).rejects.toThrow('stop the program'),
    );
  });

  test('that was interrupted among the rows is done by the next run', async () => {
    const from = world.place();
    const manifest = await world.make(from);
    const target = await world.newDatabase();
    const onProgress = () => {
      throw new Error('the power is gone');
    };
    await expect(world.bringBack(target, from, manifest, { onProgress })).rejects.toThrow(
      'the power is gone',
    );
    const other = world.place();
    await expect(world.bringBack(target, other, await world.make(other))).rejects.toThrow(
      'a restore of another backup',
    );
    await world.bringBack(target, from, manifest, { storeIsEmpty: false });
    expect(await world.count(target, 'events')).toBe(5000);
  });

  test('that was interrupted among the files goes on there', async () => {
    const from = world.place();
    const manifest = await world.make(from);
    const target = await world.newDatabase();
    const files: FileStore = {
      ...world.store,
      asStored: {
        ...world.store.asStored,
        put: async () => {
          throw new Error('the power is gone');
        },
      },
    };
    await expect(world.bringBack(target, from, manifest, { files })).rejects.toThrow('the power is gone');
    expect(await world.count(target, 'events')).toBe(5000);
    await world.bringBack(target, from, manifest, { storeIsEmpty: false });
    await finishRestore(target.connection);
    await expect(world.bringBack(target, from, manifest)).rejects.toThrow('not empty');
  });

  test('of rows that do not come back as they were leaves nothing', async () => {
    const from = world.place();
    const manifest = await world.make(from);
    const target = await world.newDatabase();
    const tables = manifest.tables.map((table) =>
      table.name === 'events' ? { ...table, digest: '0'.repeat(64) } : table,
    );
    await expect(world.bringBack(target, from, { ...manifest, tables })).rejects.toThrow(
      'events came back with other rows',
    );
    expect(await world.count(target, 'events')).toBe(0);
  });

  test('of an older schema ends with the newest', async () => {
    const old = await world.newDatabase();
    await onDatabase(old, async (client) => {
      await client.query('drop schema public cascade');
      await client.query('create schema public');
    });
    const all = (await world.make(world.place())).migrations;
    await makeSchema(old.connection, all.slice(0, 5));
    await onDatabase(old, (client) =>
      client.query(
        `insert into firms (id, name, country, time_zone, currency) values ($1, 'Old & Co', 'GB', 'Europe/London', 'GBP')`,
        [firmId],
      ),
    );
    const from = world.place();
    const manifest = await world.make(from, {
      connection: old.connection,
      files: world.storeAt('none', old),
    });
    expect(manifest.migrations).toEqual(all.slice(0, 5));
    const target = await world.newDatabase();
    await world.bringBack(target, from, manifest);
    await migrate({ connection: target.connection });
    expect(await world.count(target, 'firms')).toBe(1);
    expect(await world.count(target, 'ledger_heads')).toBe(0);
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
    await onDatabase(world.source, async (client) => {
      await client.query(`create role ${role} login createrole`);
      await client.query(
        `grant matterline_app, matterline_system, matterline_portal to ${role} with admin option`,
      );
      await client.query(`create database ${name} owner ${role}`);
    });
    const url = withDatabase(world.source.url, name).replace(/\/\/[^@/]*@/, `//${role}@`);
    owned = {
      url,
      connection: { connectionString: url },
      drop: () =>
        onDatabase(world.source, async (client) => {
          await client.query(`drop database ${name} with (force)`);
          await client.query(`drop owned by ${role}`);
          await client.query(`drop role ${role}`);
        }),
    };
    world.dropAtEnd(owned);
  });

  test('a backup comes back, but none is made until the role sees all rows', async () => {
    const from = world.place('.tar');
    const manifest = await world.make(from);
    await world.bringBack(owned, from, manifest);
    await migrate({ connection: owned.connection });
    await finishRestore(owned.connection);
    const { connection } = owned;
    const files = world.storeAt(`files of ${owned.url.slice(-40).replaceAll('/', '')}`, owned);
    const to = world.place();
    await expect(world.make(to, { connection, files })).rejects.toThrow(`alter role "${role}" bypassrls`);
    await onDatabase(world.source, (client) => client.query(`alter role ${role} bypassrls`));
    const again = await world.make(to, { connection, files });
    expect(again.tables.map(({ digest }) => digest)).toEqual(manifest.tables.map(({ digest }) => digest));
  });
});
