/** The budget in the database: shared by processes, each with what it knows of the lane. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../platform/db/database.ts';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { type BudgetFacts, VendorError } from '../../vendors/ports.ts';
import { budgetedFetch, readLane } from './lane.ts';
import type { Priority } from './lane-decide.ts';

const five: BudgetFacts = { windows: [{ limit: 5, seconds: 0.05 }], per: 'client' };
const two: BudgetFacts = { windows: [], concurrency: 2, per: 'connection' };

let app: TestApp;
let other: Database;
let clock: { now: Date };
let key = '';
let sent = 0;
let answer: () => Promise<Response>;
beforeAll(async () => {
  app = await startTestApp({ clock: { now: () => clock.now } });
  other = createDatabase(app.platform.database.pool.options);
});
beforeEach(() => {
  clock = { now: new Date('2026-03-02T10:00:00.000Z') };
  key = `lane ${Math.random()}`;
  sent = 0;
  answer = async () => new Response('{}');
});
afterAll(async () => {
  await other.close();
  await app.close();
});

/** A process of its own: another pool, and nothing known of the lane. */
function processWith(database: Database, budget: BudgetFacts, priority: Priority = 0) {
  const platform = {
    ...app.platform,
    database,
    fetch: async () => {
      sent += 1;
      return await answer();
    },
  };
  const fetch = budgetedFetch(platform, {
    key,
    budget,
    priority,
    countedOrigins: ['https://api.example.com'],
  });
  return () => fetch('https://api.example.com/contacts');
}
const here = (budget: BudgetFacts) => processWith(app.platform.database, budget);
const there = (budget: BudgetFacts) => processWith(other, budget);

async function countRefused(asked: readonly Promise<unknown>[]): Promise<number> {
  const ended = await Promise.allSettled(asked);
  for (const one of ended) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(VendorError);
  return ended.filter(({ status }) => status === 'rejected').length;
}

describe('the budget of a lane in the database', () => {
  test('two processes that ask at once, again and again, never get more than the limit together', async () => {
    const [a, b] = [here(five), there(five)];
    for (let second = 0; second < 20; second += 1) {
      const before = sent;
      const asked = Array.from({ length: 16 }, (_, n) => (n % 2 === 0 ? a() : b()));
      expect(await countRefused(asked)).toBe(11);
      expect(sent - before).toBe(5);
      clock.now = new Date(clock.now.getTime() + 5_000);
    }
  });

  test('so many at once and no more, whichever process they are of; an end makes room for the other', async () => {
    const release: (() => void)[] = [];
    answer = () => new Promise((resolve) => release.push(() => resolve(new Response('{}'))));
    const [a, b] = [here(two), there(two)];
    const underway = [a(), b()];
    while (release.length < 2) await turn();
    expect(await countRefused([a(), b()])).toBe(2);
    release.shift()?.();
    await Promise.race(underway);
    answer = async () => new Response('{}');
    clock.now = new Date(clock.now.getTime() + 5_000);
    expect(await countRefused([b()])).toBe(0);
    release.shift()?.();
    await Promise.all(underway);
    expect((await readLane(app.platform, key))?.underway).toEqual([]);
  });

  test('a 429 that one process got keeps the other away at once, until the vendor’s time', async () => {
    const [a, b] = [here(five), there(five)];
    await b();
    answer = async () => new Response('', { status: 429, headers: { 'retry-after': '30' } });
    await a();
    answer = async () => new Response('{}');
    expect(await countRefused([b()])).toBe(1);
    clock.now = new Date(clock.now.getTime() + 34_000);
    expect(await countRefused([b()])).toBe(0);
  });

  test.each([
    ['a window', { windows: [{ limit: 50, seconds: 60 }], per: 'connection' }, 10],
    ['a window, ten asking at once', { windows: [{ limit: 50, seconds: 60 }], per: 'connection' }, 1],
    ['so many at once', { windows: [], concurrency: 20, per: 'connection' }, 10],
  ] satisfies [string, BudgetFacts, number][])(
    'a process alone on its lane asks the database once for a turn: %s',
    async (_name, budget, rounds) => {
      const ask = here(budget);
      await ask();
      const { pool } = app.platform.database;
      let asked = 0;
      const count = () => {
        asked += 1;
      };
      pool.on('acquire', count);
      for (let round = 0; round < rounds; round += 1)
        await Promise.all(Array.from({ length: 10 / rounds }, () => ask()));
      pool.off('acquire', count);
      // Ends are told to the others only where so many at once are allowed.
      const once = 'concurrency' in budget ? 20 : 10;
      expect(asked).toBeLessThanOrEqual(rounds === 1 ? 3 : once);
    },
  );

  test('a failing database fails the request before it is sent, and the next one goes', async () => {
    const broken = new Proxy(app.platform.database.pool, {
      get: (pool, name) =>
        name === 'query' ? () => Promise.reject(new Error('gone')) : Reflect.get(pool, name),
    });
    const database = { ...app.platform.database, pool: broken };
    await expect(processWith(database, five)()).rejects.toThrow('gone');
    expect(sent).toBe(0);
    await here(five)();
    expect(sent).toBe(1);
  });
});
