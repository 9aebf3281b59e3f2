/** Worker processes that are really killed while they deliver. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApp } from '../../testing/app.ts';
import { startReceiver } from '../../testing/webhook-receiver.ts';
import { createWebhooksFeature } from './feature.ts';

const program = fileURLToPath(new URL('../../testing/webhook-worker-program.ts', import.meta.url));
const messages = 60;
const kills = 3;

test('kill -9 in the middle, again and again: none is lost, each kill repeats one at most, the order stays', async () => {
  const secretKey = randomBytes(32).toString('hex');
  const app = await startTestApp({
    features: [(platform) => createWebhooksFeature(platform)],
    config: { secretKey },
    allowLoopback: true,
  });
  const receiver = await startReceiver();
  // Long enough that a kill nearly always hits a delivery under way.
  receiver.answer = (response) => setTimeout(() => response.writeHead(200).end(), 10);
  const { pool } = app.platform.database;
  const dataFolder = tmpdir();
  const worker = () =>
    spawn(process.execPath, [program, pool.options.connectionString ?? ''], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, SECRET_KEY: secretKey, DATA_DIR: dataFolder, LOG_LEVEL: 'silent' },
    });
  let running: ChildProcess | undefined;
  try {
    const firm = await app.makeFirm();
    const answer = await firm.owner.call('POST', '/api/v1/webhook-endpoints', {
      url: receiver.url(),
      eventTypes: ['interaction.created'],
    });
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(answer.body));
    for (let n = 0; n < messages; n += 1)
      await firm.owner.call('POST', `/api/v1/webhook-endpoints/${id}/test`);
    const wanted = await pool.query<{ id: string }>('select id from webhook_messages order by position');
    for (let kill = 1; kill <= kills; kill += 1) {
      running = worker();
      const gone = once(running, 'exit');
      await expect
        .poll(() => receiver.received.length, { timeout: 30_000, interval: 5 })
        .toBeGreaterThanOrEqual(kill * 12);
      running.kill('SIGKILL');
      await gone;
    }
    running = worker();
    await expect
      .poll(
        async () =>
          (await pool.query(`select 1 from webhook_deliveries where state = 'waiting' limit 1`)).rows.length,
        { timeout: 30_000 },
      )
      .toBe(0);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect([...new Set(ids)]).toEqual(wanted.rows.map((row) => `msg_${row.id}`));
    expect(ids.length - messages).toBeLessThanOrEqual(kills);
  } finally {
    if (running && running.exitCode === null) {
      const gone = once(running, 'exit');
      running.kill('SIGKILL');
      await gone;
    }
    await receiver.close();
    await app.close();
  }
}, 120_000);
