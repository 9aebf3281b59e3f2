/** Many streams in one process: what they share, and where each has its limit. */
import { connect, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { TestStaff } from '../../testing/app.ts';
import { type LiveWorld, startLiveWorld } from '../../testing/live-world.ts';
import { mostOfOnePerson } from './open-streams.ts';

const heartbeatMs = 200;
let world: LiveWorld;
const sent = vi.spyOn(pg.Client.prototype, 'query');
beforeAll(async () => {
  world = await startLiveWorld(heartbeatMs);
});
afterAll(async () => {
  sent.mockRestore();
  await world.close();
});

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  return typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : '';
}
const asked = (pattern: RegExp) => sent.mock.calls.filter(([query]) => pattern.test(textOf(query))).length;

test('one heartbeat asks about all sessions at once, and one reading tells all', async () => {
  const people: TestStaff[] = [];
  for (let n = 0; n < 20; n += 1) people.push(await world.signedIn(world.firm));
  const readers = await Promise.all(people.map((who) => world.listenAsStaff(who)));
  const [first] = readers;
  const beats = () => first?.text().split(': still here').length ?? 0;
  await first?.until(() => beats() > 2);
  sent.mockClear();
  const before = beats();
  await world.append({ type: 'told.changed' });
  await Promise.all(readers.map((reader) => reader.until((text) => text.includes('told.changed'))));
  expect(asked(/from events where/)).toBeLessThanOrEqual(2);
  await first?.until(() => beats() >= before + 3);
  expect(asked(/from unnest\(\$1::text\[\]\) as asked/)).toBeLessThanOrEqual(beats() - before + 1);
  expect(asked(/where s\.token = \$1/)).toBe(0);
  for (const reader of readers) reader.stop();
});

test('of too many streams of one person the oldest gives way, and is told to come back later', async () => {
  const person = await world.signedIn(world.firm);
  const readers = [];
  for (let n = 0; n <= mostOfOnePerson; n += 1) readers.push(await world.listenAsStaff(person));
  const [oldest, ...rest] = readers;
  await oldest?.ended;
  expect(oldest?.text()).toContain('retry: 60000');
  await world.append({ type: 'for-the-rest.changed' });
  await Promise.all(rest.map((reader) => reader.until((text) => text.includes('for-the-rest'))));
  for (const reader of rest) reader.stop();
});

const connections = () =>
  new Promise<number>((resolve, reject) =>
    world.app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );

/** A reader that takes what it is sent only when told to. */
function openSlowly(who: TestStaff, query = ''): Promise<Socket> {
  const socket = connect(world.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `GET /api/v1/events/stream${query} HTTP/1.1\r\nhost: matterline.example.com\r\ncookie: ${who.cookie}\r\n\r\n`,
  );
  return new Promise((resolve) =>
    socket.once('readable', () => {
      socket.pause();
      resolve(socket);
    }),
  );
}

async function newest(): Promise<number> {
  const [row] = await world.query('select event_seq as seq from firms where id = $1', [world.firm.id]);
  return z.object({ seq: z.number() }).parse(row).seq;
}

/** Looked for now and then: to look through megabytes with every piece of them takes longer than their way. */
async function comes(isThere: () => boolean): Promise<void> {
  await expect.poll(isThere, { timeout: 20_000, interval: 200 }).toBe(true);
}

/** Three megabytes. */
const heap = Array.from({ length: 500 }, () => ({ type: `${'x'.repeat(6000)}.changed` }));

test('whoever does not read is dropped, and nothing is gathered for it; others hear all, and it comes back', async () => {
  const [slow, fast] = [await world.signedIn(world.firm), await world.listenAsStaff(world.firm.owner)];
  const socket = await openSlowly(slow);
  await expect.poll(connections, { timeout: 10_000 }).toBe(2);
  const seq = await newest();
  for (let n = 0; n < 8; n += 1) await world.append(...heap);
  await expect.poll(connections, { timeout: 10_000 }).toBe(1);
  await comes(() => fast.text().includes(`"seq":${seq + 4000},`));
  expect(fast.seqs()).toEqual(Array.from({ length: 4000 }, (_, n) => seq + 1 + n));
  fast.stop();
  socket.destroy();
  const again = await world.listenAsStaff(slow, `?after=${seq + 10}`);
  await comes(() => again.text().includes(`"seq":${seq + 4000},`));
  expect(again.seqs()).toHaveLength(3990);
  again.stop();
});

test('whoever catches up slowly is waited for: its backlog stays in the database', async () => {
  const reader = await world.signedIn(world.firm);
  const [last, before] = [await newest(), process.memoryUsage().rss];
  const socket = await openSlowly(reader, '?after=1');
  await expect.poll(connections, { timeout: 10_000 }).toBe(1);
  // It has what its socket holds, and no more is read for it.
  const news = () => asked(/from events where/);
  let readings = -1;
  await expect
    .poll(
      () => {
        const since = news() - readings;
        readings = news();
        return since;
      },
      { interval: 300, timeout: 10_000 },
    )
    .toBe(0);
  expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
  let text = '';
  socket.setEncoding('latin1').on('data', (part: string) => {
    text += part;
  });
  socket.resume();
  await comes(() => text.includes(`"seq":${last},`));
  const seqs = [...text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq));
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  expect(new Set(seqs).size).toBe(last - 1);
  socket.destroy();
});
