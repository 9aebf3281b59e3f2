/** T14: what a purge does with each table is written down; a table that nobody thought of fails here. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { deletedTables, purgeList } from './list.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const query = async <Row extends object>(text: string) =>
  (await app.platform.database.pool.query<Row>(text)).rows;
const columns = () =>
  query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
  );

describe('T14 purge: the list of tables', () => {
  test('every table of a firm is on it, once, with its reason', async () => {
    const all = (await columns()).filter(({ column }) => column === 'firm_id').map(({ table }) => table);
    expect(all.length).toBeGreaterThan(150);
    expect(purgeList.map(({ table }) => table).toSorted()).toEqual(all.toSorted());
    expect(purgeList.filter(({ why }) => why.length < 5)).toEqual([]);
  });

  test('what names a matter or a conversation does not stay as it is', async () => {
    const kept = new Set(purgeList.filter(({ does }) => does === 'kept').map(({ table }) => table));
    const leading = (await columns()).filter(
      ({ table, column }) =>
        kept.has(table) && /^(then_)?matter_id|matter_ids|^conversation_id|seen_/.test(column),
    );
    expect(leading).toEqual([]);
    const keys = await query<{ table: string; to: string }>(
      `select conrelid::regclass::text as table, confrelid::regclass::text as to from pg_constraint where contype = 'f'`,
    );
    const gone = new Set(deletedTables.map(({ table }) => table));
    expect(keys.filter(({ table, to }) => kept.has(table) && gone.has(to))).toEqual([]);
  });

  test('each way goes along columns that are there', async () => {
    const there = new Set((await columns()).map(({ table, column }) => `${table}.${column}`));
    const wanted = purgeList.flatMap(({ table, ways = [], bytes = [], named }) => [
      ...ways.flatMap(({ column, of, key }) => [`${table}.${column}`, `${of}.${key}`]),
      ...bytes.map((column) => `${table}.${column}`),
      ...(named ? [`${table}.id`] : []),
    ]);
    expect(wanted.filter((column) => !there.has(column))).toEqual([]);
  });

  test('stored bytes are known by their columns', async () => {
    const known = new Set(purgeList.flatMap(({ table, bytes }) => (bytes ? [`${table}.${bytes[0]}`] : [])));
    const hashes = (await columns()).filter(
      ({ table, column }) =>
        /sha256$/.test(column) && purgeList.some((rule) => rule.table === table && rule.does !== 'kept'),
    );
    const other = ['hand_overs.head_sha256', 'raw_events.body_sha256'];
    expect(
      hashes
        .map(({ table, column }) => `${table}.${column}`)
        .filter((one) => !known.has(one) && !other.includes(one)),
    ).toEqual([]);
  });
});
