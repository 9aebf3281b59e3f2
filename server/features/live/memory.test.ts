/** What an open stream costs the process that keeps it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { appendEvents } from '../../platform/live-events.ts';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { furnishCrowd, listenAll } from '../../testing/live-crowd.ts';

const program = fileURLToPath(new URL('../../testing/live-server-program.ts', import.meta.url));
const [before, streams] = [1000, 3000];
/** Of which most is what the runtime needs for a connection: an event stream of a bare server costs 13 KB. */
const mostBytes = { rss: 20 * 1024, heapUsed: 10 * 1024 };

let app: TestApp;
let server: ChildProcess;
let port: number;
beforeAll(async () => {
  app = await startTestApp();
  server = fork(program, [app.platform.database.pool.options.connectionString ?? ''], {
    // The room for what is thrown away again grows with how many come at once, not with how many stay.
    execArgv: ['--expose-gc', '--max-semi-space-size=4'],
    env: { ...process.env, SECRET_KEY: 'ab'.repeat(32), DATA_DIR: tmpdir(), LOG_LEVEL: 'silent' },
  });
  port = z.object({ port: z.number() }).parse((await once(server, 'message'))[0]).port;
});
afterAll(async () => {
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
  await app.close();
});

async function measure() {
  server.send('measure');
  const [said] = await once(server, 'message');
  return z.object({ rss: z.number(), heapUsed: z.number() }).parse(said);
}

test('three thousand more streams of the portal cost at most 20 KB each, and each hears its own', {
  timeout: 120_000,
}, async () => {
  const { pool } = app.platform.database;
  const firm = await app.makeFirm();
  const { conversationIds } = await furnishCrowd(
    pool,
    { firmId: firm.id, staffId: firm.owner.id },
    before + streams,
  );
  const tokens = conversationIds.map((_id, n) => `token-${n + 1}`);
  const scope = app.platform.database.firm(firm.id);
  const tell = (type: string, ids: readonly string[]) =>
    scope.write((tx) =>
      appendEvents(
        tx,
        firm.id,
        ids.map((id) => ({ type, subjectId: id, conversationId: id })),
      ),
    );
  // What the first ones cost beside themselves is spent: code, buffers, connections.
  const early = await listenAll(port, tokens.slice(0, before));
  await tell('early.changed', conversationIds.slice(0, before));
  await expect.poll(() => early.every(({ text }) => text().includes('early.changed'))).toBe(true);
  const without = await measure();
  const late = await listenAll(port, tokens.slice(before));
  await tell('told.changed', conversationIds);
  await expect
    .poll(() => late.every(({ text }) => text().includes('told.changed')), { timeout: 40_000 })
    .toBe(true);
  for (const [n, { text }] of late.entries())
    expect(text().match(/"id":"[^"]*"/g)).toEqual([`"id":"${conversationIds[before + n]}"`]);
  const each = async (what: 'rss' | 'heapUsed') => ((await measure())[what] - without[what]) / streams;
  expect(await each('heapUsed')).toBeLessThan(mostBytes.heapUsed);
  // What the first garbage collections leave is given back a little later.
  await expect.poll(() => each('rss'), { timeout: 15_000 }).toBeLessThan(mostBytes.rss);
  for (const { socket } of [...early, ...late]) socket.destroy();
});
