import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenTestDatabase, openTestDatabase } from './testing.ts';

let database: OpenTestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const firm = '0198c0de-0000-7000-8000-00000000f001';
const recent = 'order by started_at desc, id desc limit 51';

/** The plan when a scan of the whole table is the last resort, as a person of the firm gets it. */
async function planOf(query: string): Promise<string> {
  await database.client.query('begin');
  await database.client.query(
    `select set_config('role', 'matterline_app', true), set_config('app.firm_id', $1, true),
       set_config('app.staff_id', $1, true), set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true)`,
    [firm],
  );
  const { rows } = await database.client.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${query}`);
  await database.client.query('rollback');
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

test.each([
  ['the newest', `firm_id = '${firm}'`, 'interactions_recent'],
  ['of one person', `firm_id = '${firm}' and staff_id = '${firm}'`, 'interactions_staff'],
  ['of a rare kind', `firm_id = '${firm}' and kind = 'fax'`, 'interactions_kind'],
  ['of a rare outcome', `firm_id = '${firm}' and outcome = 'missed'`, 'interactions_outcome'],
  ['of one contact', `firm_id = '${firm}' and contact_id = '${firm}'`, 'interactions_contact'],
  ['on one matter', `firm_id = '${firm}' and matter_id = '${firm}'`, 'interactions_matter'],
])('interactions: %s', async (_name, where, index) => {
  expect(await planOf(`select id from interactions where ${where} ${recent}`)).toContain(index);
});

test('log entries: the newest', async () => {
  expect(await planOf(`select id from log_entries where firm_id = '${firm}' ${recent}`)).toContain(
    'log_entries_recent',
  );
});

test('the full-text match may use its index behind the walls', async ({ skip }) => {
  const { rows: roles } = await database.client.query<{ is_superuser: string }>('show is_superuser');
  if (roles[0]?.is_superuser !== 'on') skip('only a superuser may mark it');
  const { rows } = await database.client.query(
    `select proleakproof from pg_proc where oid = 'ts_match_vq(tsvector, tsquery)'::regprocedure`,
  );
  expect(rows).toEqual([{ proleakproof: true }]);
});
