import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { createDatabase } from '../db/database.ts';
import { createTestDatabase, type TestDatabase } from '../db/testing.ts';
import { createFolderStore, type FileStore } from '../file-store.ts';
import { createContentKeys } from '../sealing/content-keys.ts';
import { createSecrets } from '../secrets.ts';
import { createStoredKeys, dump, type Manifest, restore } from './index.ts';

export const secretKey = 'a key for tests with more than 32 characters';
export const firmId = '0198c0de-0000-7000-8000-000000000001';

type More<Options> = Partial<Options>;

/** For tests: a database with rows and files, and places to back them up to and to restore them in. */
export interface BackupWorld {
  /** Its path has a space. */
  folder: string;
  source: TestDatabase;
  store: FileStore;
  newDatabase(): Promise<TestDatabase>;
  dropAtEnd(database: TestDatabase): void;
  /** Opens with the keys of that database. */
  storeAt(name: string, database: Pick<TestDatabase, 'connection'>): FileStore;
  /** Where nothing is yet. */
  place(ending?: string): string;
  make(to: string, more?: More<Parameters<typeof dump>[0]>): Promise<Manifest>;
  bringBack(
    target: TestDatabase,
    from: string,
    manifest: Manifest,
    more?: More<Parameters<typeof restore>[0]>,
  ): Promise<void>;
  count(database: TestDatabase, table: string): Promise<number | undefined>;
  close(): Promise<void>;
}

export async function onDatabase<T>(
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

export async function openBackupWorld(): Promise<BackupWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'matterline backup '));
  const opened: TestDatabase[] = [];
  const newDatabase = async () => {
    const database = await createTestDatabase();
    opened.push(database);
    return database;
  };
  const urlOf = (name: string) => pathToFileURL(join(folder, `${name}/`));
  const storeAt: BackupWorld['storeAt'] = (name, { connection }) =>
    createFolderStore(urlOf(name), createStoredKeys(connection, secretKey));
  const source = await newDatabase();
  const store = storeAt('source files', source);
  const keys = createDatabase(source.connection);
  await fill(
    source,
    createFolderStore(urlOf('source files'), createContentKeys(keys, createSecrets(secretKey))),
  );
  await keys.close();
  return {
    folder,
    source,
    store,
    newDatabase,
    dropAtEnd: (database) => void opened.unshift(database),
    storeAt,
    place: (ending = '') => join(folder, `backup ${randomUUID()}${ending}`),
    make: (to, more = {}) =>
      dump({
        connection: source.connection,
        files: store,
        to,
        secretKey,
        withKey: false,
        program: '0.1.0',
        now: new Date('2026-03-02T10:00:00.000Z'),
        ...more,
      }),
    bringBack(target, from, manifest, more = {}) {
      const files = storeAt(`files of ${target.url.slice(-40).replaceAll('/', '')}`, target);
      return restore({ connection: target.connection, files, storeIsEmpty: true, from, manifest, ...more });
    },
    count: (database, table) =>
      onDatabase(database, async (client) => {
        const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${table}`);
        return rows[0]?.count;
      }),
    async close() {
      for (const database of opened) await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fill(source: TestDatabase, store: FileStore): Promise<void> {
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
    // A lead that became a matter: what its rows bring about when they are written must not come twice.
    await client.query(
      `with m as (
         insert into matters (firm_id, id, number, title) values ($1, gen_random_uuid(), '1', 'Okafor') returning id)
       insert into leads (firm_id, id, number, state, state_since, transaction, title, matter_id, created_at, updated_at)
       select $1, gen_random_uuid(), 1, 'converted', now(), 'purchase', 'Okafor', m.id, now(), now() from m`,
      [firmId],
    );
    await client.query(
      `insert into matter_parties (firm_id, matter_id, contact_id, role, is_client)
       select m.firm_id, m.id, c.id, 'Client', true from matters m join contacts c on c.firm_id = m.firm_id
       where m.firm_id = $1`,
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
}
