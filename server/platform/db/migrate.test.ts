import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { type OpenTestDatabase, openTestDatabase } from './testing.ts';

let database: OpenTestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function policies(): Promise<string> {
  const { rows } = await database.client.query<{ all: string }>(
    "select string_agg(oid::text, ' ' order by oid) as all from pg_policy",
  );
  return rows[0]?.all ?? '';
}

test('a copy that starts beside one that works waits for nothing, and leaves the walls alone', async () => {
  const before = await policies();
  await database.client.query('begin');
  await database.client.query('select from matters limit 1');
  await database.client.query('lock table contacts in row exclusive mode');
  try {
    await migrate({ connection: { ...database.connection, options: '-c lock_timeout=2s' } });
  } finally {
    await database.client.query('rollback');
  }
  expect(await policies()).toBe(before);
});

test.each([
  ['of another version', "comment on table migrations is 'of another version'"],
  ['of which one policy is gone', 'drop policy firm_wall on matters'],
  ['that a policy opens', 'alter policy firm_wall on matters using (true)'],
  ['that are not forced on a table', 'alter table matters no force row level security'],
])('walls %s are made anew', async (_name, change) => {
  const before = await policies();
  await database.client.query(change);
  await migrate({ connection: database.connection });
  const after = await policies();
  expect(after).not.toBe(before);
  expect(after.split(' ')).toHaveLength(before.split(' ').length);
  const { rows } = await database.client.query(
    `select qual, relforcerowsecurity as forced from pg_policies join pg_class on oid = 'matters'::regclass
     where tablename = 'matters' and policyname = 'firm_wall'`,
  );
  expect(rows).toEqual([{ qual: '(firm_id = app_firm())', forced: true }]);
  await migrate({ connection: database.connection });
  expect(await policies()).toBe(after);
});

test('a deadlock with a copy that works is tried again', async () => {
  await database.client.query("comment on table migrations is 'of another version'");
  const watch = new pg.Client(database.connection);
  await watch.connect();
  await database.client.query('begin');
  // It is the other one that gives way.
  await database.client.query("set local deadlock_timeout = '1min'");
  await database.client.query('lock table staff_members in access share mode');
  const started = migrate({ connection: database.connection });
  // It waits for ours; then we wait for one of those that it has.
  const its = () =>
    watch.query<{ name: string }>(
      `select relation::regclass::text as name from pg_locks l join pg_class c on c.oid = l.relation and c.relkind = 'r'
       where mode = 'AccessExclusiveLock' and granted and exists (select 1 from pg_locks w
         where w.pid = l.pid and not w.granted and w.relation = 'staff_members'::regclass)`,
    );
  await expect.poll(async () => (await its()).rows.length).toBeGreaterThan(0);
  const [held] = (await its()).rows;
  await database.client.query(`lock table ${held?.name} in access share mode`);
  await database.client.query('rollback');
  await started;
  await watch.end();
  const { rows } = await database.client.query("select obj_description('migrations'::regclass) as stands");
  expect(rows).toEqual([{ stands: expect.stringMatching(/^[0-9a-f]{64} [0-9a-f]{64}$/) }]);
});
