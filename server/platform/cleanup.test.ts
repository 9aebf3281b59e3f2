import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm } from '../testing/app.ts';
import { cleanupJob } from './cleanup.ts';
import { appendEvents } from './live-events.ts';

const daysAhead = (days: number) => ({ now: () => new Date(Date.now() + days * 24 * 3_600_000) });
let app: TestApp;
let firms: TestFirm[];

beforeAll(async () => {
  app = await startTestApp();
  firms = [await app.makeFirm(), await app.makeFirm()];
  for (const { id, owner } of firms) {
    await app.platform.database.firm(id).write((tx) =>
      appendEvents(
        tx,
        id,
        Array.from({ length: 5_200 }, () => ({ type: 'task.changed', subjectId: id })),
      ),
    );
    const body = { name: 'Renamed' };
    const answer = await owner.call('PATCH', '/api/v1/firm', body, { headers: { 'idempotency-key': 'one' } });
    expect(answer.statusCode).toBe(200);
  }
});
afterAll(async () => {
  await app.close();
});

/** Rows of each table, over all firms. */
async function left() {
  const tables = ['events', 'idempotency_keys', 'audit_log'];
  const counts = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await app.platform.database.pool.query(`select count(*) as count from ${table}`);
      return [table, rows[0]?.count] as const;
    }),
  );
  return Object.fromEntries(counts);
}

const runIn = (days: number) =>
  cleanupJob({ database: app.platform.database, clock: daysAhead(days) }).run(null);

test('live events stay for 30 days, kept answers for 7, who did what for ever', async () => {
  const before = await left();
  expect(before).toMatchObject({ events: 2 * 5_201, idempotency_keys: 2 });
  await runIn(6);
  expect(await left()).toEqual(before);
  await runIn(8);
  expect(await left()).toEqual({ ...before, idempotency_keys: 0 });
  await runIn(31);
  expect(await left()).toEqual({ ...before, idempotency_keys: 0, events: 0 });
});

test('numbers go on after the oldest events are gone', async () => {
  const [firm] = firms;
  if (!firm) throw new Error('no firm');
  await app.platform.database
    .firm(firm.id)
    .write((tx) => appendEvents(tx, firm.id, [{ type: 'task.changed', subjectId: firm.id }]));
  const { rows } = await app.platform.database.pool.query('select seq from events');
  expect(rows).toEqual([{ seq: 5_202 }]);
});
