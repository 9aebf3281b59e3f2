import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { clientNumber, genericCall, genericFax, genericText } from './testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from './testing/phone-world.ts';

/*
 * Row-level security would keep firms apart without it; but only a query that names its firm finds its rows by the keys,
 * which firm_id leads, and can be sent to the one shard that has them.
 */
let world: PhoneWorld;
const sent = vi.spyOn(pg.Client.prototype, 'query');
beforeAll(async () => {
  world = await startPhoneWorld();
});
afterAll(async () => {
  sent.mockRestore();
  await world.close();
});

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  return typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : '';
}

/** The system role's: who asks, which source a webhook is for, which firms have work. They find the firm. */
const findTheFirm = [/from auth_session/, /from "hook_keys"/, /recursive firms_waiting/];

test('every query on a firm’s tables names the firm', async () => {
  const { rows } = await world.deps.platform.database.pool.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'firm_id'`,
  );
  const tables = `"?(?:${rows.map((row) => row.name).join('|')})\\b`;
  const reads = new RegExp(`\\b(?:from|join|update) ${tables}`);
  const inserts = new RegExp(`\\binto ${tables}`);
  const insertsForAFirm = new RegExp(`\\binto ${tables}"? \\("?firm_id\\b`);
  sent.mockClear();
  const jane = await world.addContact('Jane Okafor', clientNumber);
  const matter = await world.addMatter('Purchase', [jane]);
  const call = await world.log(genericCall());
  await world.log(genericText());
  await world.log(genericFax());
  await world.owner.call('POST', `/api/v1/interactions/${call.id}/undo`);
  for (const path of [
    'interactions?q=jane&state=logged&review=true',
    `interactions/${call.id}`,
    'log-entries',
    'review',
    'sources',
    `sources/${world.source.id}/users`,
    'contacts?q=jane',
    `contacts/${jane}`,
    'matters',
    `matters/${matter}`,
    `matters/${matter}/fees`,
    'tasks',
    'staff',
    'options',
    'outbox',
  ])
    expect((await world.owner.call('GET', `/api/v1/${path}`)).statusCode, path).toBe(200);
  const queries = sent.mock.calls.map(([query]) => textOf(query));
  const onTables = queries.filter((text) => reads.test(text) || inserts.test(text));
  expect(onTables.length).toBeGreaterThan(50);
  const nameless = onTables.filter(
    (text) =>
      !/firm_id"? = \$\d/.test(text) &&
      !(insertsForAFirm.test(text) && !reads.test(text)) &&
      !findTheFirm.some((known) => known.test(text)),
  );
  expect([...new Set(nameless)]).toEqual([]);
});
