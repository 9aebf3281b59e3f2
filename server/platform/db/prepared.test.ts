import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../ids.ts';
import { createDatabase, type Database } from './database.ts';
import { prepared } from './prepared.ts';
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
