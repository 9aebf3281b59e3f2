import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { signInCleanupJob } from './jobs.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await app.makeFirm();
});
afterAll(async () => {
  await app.close();
});

test.each([
  ['a session that may still be used stays', 6, 1],
  ['a session that is over goes', 8, 0],
])('%s', async (_name, days, wanted) => {
  const { database } = app.platform;
  const clock = { now: () => new Date(Date.now() + days * 24 * 3_600_000) };
  await signInCleanupJob({ database, clock }).run(null);
  const { rows } = await database.pool.query('select count(*) as count from auth_session');
  expect(rows).toEqual([{ count: wanted }]);
});
