import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../ids.ts';
import { createDatabase, type Database, type Tx } from './database.ts';
import { prepared, preparedAs, preparingPool } from './prepared.ts';
import type { Tables } from './tables.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let server: TestDatabase;
let database: Database;
const firms = [newId(), newId()];

beforeAll(async () => {
  server = await createTestDatabase();
  // One connection, so that every transaction meets the statements that the one before prepared.
  database = createDatabase({ ...server.connection, max: 1 });
  for (const id of firms)
    await database.pool.query(
      `insert into firms (id, name, country, time_zone, currency) values ($1, 'Reid & Co', 'GB', 'Europe/London', 'GBP')`,
      [id],
    );
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

test('a plan that is kept still shows each firm its own rows alone', async () => {
  for (let round = 0; round < 10; round += 1)
    for (const firmId of firms) {
      const { rows } = await database
        .firm(firmId)
        .read((tx) =>
          prepared<{ id: string }>(
            'firms_of',
          )`select id from firms where id = any((select ${firms}::uuid[])::uuid[])`.execute(tx),
        );
      expect(rows).toEqual([{ id: firmId }]);
    }
  const { rows } = await database.pool.query<{ generic_plans: number }>(
    `select generic_plans from pg_prepared_statements where name = 'firms_of'`,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.generic_plans).toBeGreaterThan(0);
});

test('plain statements are planned each time', async () => {
  await database.firm(firms[0] ?? '').read((tx) => sql`select 1 as plain`.execute(tx));
  const { rows } = await database.pool.query(
    `select name from pg_prepared_statements where statement like '%as plain'`,
  );
  expect(rows).toEqual([]);
});

test('counts what a statement changed, as without the name', async () => {
  const result = await database
    .firm(firms[0] ?? '')
    .write((tx) => prepared('renames')`update firms set name = 'Reid' where id = ${firms[0]}`.execute(tx));
  expect(result.numAffectedRows).toBe(1n);
});

test('a name stands for one text', async () => {
  const scope = database.firm(firms[0] ?? '');
  await scope.read((tx) => prepared('one_text')`select 1 as one`.execute(tx));
  await expect(scope.read((tx) => prepared('one_text')`select 2 as two`.execute(tx))).rejects.toThrow(
    'unique',
  );
  expect(() => prepared('*/ drop')).toThrow('snake_case');
});

test('what Kysely builds keeps its plan, too', async () => {
  for (const id of firms) {
    const row = await database
      .firm(id)
      .read((tx) =>
        tx
          .selectFrom('firms')
          .select('id')
          .where('id', '=', id)
          .modifyEnd(preparedAs('one_firm'))
          .executeTakeFirst(),
      );
    expect(row).toEqual({ id });
  }
  const { rows } = await database.pool.query(
    `select name from pg_prepared_statements where name = 'one_firm'`,
  );
  expect(rows).toHaveLength(1);
});

describe('a transaction that begins with its first statement', () => {
  const [firmId = ''] = firms;
  const nameNow = async () =>
    (await database.pool.query<{ name: string }>('select name from firms where id = $1', [firmId])).rows[0]
      ?.name;
  const rename = (name: string) => (tx: Tx) =>
    tx.updateTable('firms').set({ name }).where('id', '=', firmId).execute();

  test('is undone as a whole, and leaves its connection without one', async () => {
    const before = await nameNow();
    const failing = database.firm(firmId).write(async (tx) => {
      await rename('Half done')(tx);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await nameNow()).toBe(before);
    const { rows } = await database.pool.query(`select now() = statement_timestamp() as "alone"`);
    expect(rows).toEqual([{ alone: true }]);
  });

  test('is read only where it is to be', async () => {
    await expect(database.firm(firmId).read(rename('Written'))).rejects.toThrow('read-only');
    expect(await nameNow()).not.toBe('Written');
  });

  test('that cannot even begin its first statement leaves a connection that works', async () => {
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparingPool(database.pool) }) });
    await expect(db.transaction().execute((tx) => sql`select no_such_column`.execute(tx))).rejects.toThrow(
      'no_such_column',
    );
    await db.transaction().execute(rename('With values first'));
    expect(await nameNow()).toBe('With values first');
    await db.transaction().execute(async () => undefined);
    expect(await nameNow()).toBe('With values first');
  });
});
