import pg from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from './testing.ts';

test('every call gives a database of its own with the newest schema, and dropping it leaves the others', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const one = new pg.Client(first.connection);
  const other = new pg.Client({ connectionString: second.url });
  one.on('error', () => undefined);
  await Promise.all([one.connect(), other.connect()]);
  await one.query('create table only_here (id int)');
  const migrated = await other.query('select count(*)::int as count from migrations');
  expect(migrated.rows[0].count).toBeGreaterThan(0);
  const found = await other.query(`select to_regclass('only_here') as found`);
  expect(found.rows[0].found).toBeNull();
  await first.drop();
  await expect(one.query('select 1')).rejects.toThrow();
  expect((await other.query('select 1 as alive')).rows).toEqual([{ alive: 1 }]);
  await other.end();
  await second.drop();
});
