import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendEvents } from '../../platform/live-events.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';

let app: TestApp;
let firm: TestFirm;
let port: number;
beforeAll(async () => {
  app = await startTestApp({ heartbeatMs: 100 });
  firm = await app.makeFirm();
  await app.app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.app.server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
afterAll(async () => {
  await app.close();
});

interface Reader {
  seqs(): number[];
  text(): string;
  ended: Promise<void>;
  /** Resolves when the text read so far satisfies this. */
  until(done: (text: string) => boolean): Promise<void>;
  stop(): void;
}

async function listen(who: TestStaff, query = '', headers: Record<string, string> = {}): Promise<Reader> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const path = `/api/v1/events/stream${query}`;
    get({ host: '127.0.0.1', port, path, headers: { cookie: who.cookie, ...headers } }, resolve).on(
      'error',
      reject,
    );
  });
  expect(response.headers['content-type']).toContain('text/event-stream');
  let text = '';
  const waiting = new Set<() => void>();
  response.setEncoding('utf8');
  response.on('data', (part: string) => {
    text += part;
    for (const look of waiting) look();
  });
  const ended = new Promise<void>((resolve) => response.once('close', resolve));
  return {
    text: () => text,
    seqs: () => [...text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq)),
    ended,
    until: (done) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!done(text)) return;
          waiting.delete(look);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => reject(new Error(`never came; read: ${text}`)), 10_000);
        waiting.add(look);
        look();
      }),
    stop: () => response.destroy(),
  };
}

const append = (count: number, matterId: string | null = null) =>
  app.platform.database.firm(firm.id).write((tx) =>
    appendEvents(
      tx,
      firm.id,
      Array.from({ length: count }, () => ({ type: 'task.changed', subjectId: firm.id, matterId })),
    ),
  );

test('a reader gets what happens from now on, as { seq, type, id } alone', async () => {
  await append(2);
  const reader = await listen(firm.owner);
  await append(1);
  await reader.until((text) => text.includes('"seq":3'));
  expect(reader.text()).toContain(`id: 3\ndata: {"seq":3,"type":"task.changed","id":"${firm.id}"}\n\n`);
  expect(reader.seqs()).toEqual([3]);
  reader.stop();
});

test('a reader that was away goes on after its last number, by query or by Last-Event-ID', async () => {
  await append(1200);
  for (const reader of [
    await listen(firm.owner, '?after=1'),
    await listen(firm.owner, '', { 'last-event-id': '1' }),
  ]) {
    await reader.until((text) => text.includes('"seq":1203'));
    expect(reader.seqs()).toEqual(Array.from({ length: 1202 }, (_, n) => n + 2));
    reader.stop();
  }
});

test('events of a walled matter reach only those inside the wall', async () => {
  const { pool } = app.platform.database;
  const matterId = '0198c0de-0000-7000-8000-00000000aaaa';
  await pool.query(
    `insert into matters (firm_id, id, number, title, restricted) values ($1, $2, 'W-1', 'Walled', true)`,
    [firm.id, matterId],
  );
  await pool.query('insert into matter_access (firm_id, matter_id, staff_id) values ($1, $2, $3)', [
    firm.id,
    matterId,
    firm.owner.id,
  ]);
  const outside = await app.signedIn(firm, 'administrator');
  const [inside, excluded] = [await listen(firm.owner), await listen(outside)];
  await append(1, matterId);
  await append(1);
  await Promise.all([inside, excluded].map((reader) => reader.until((text) => text.includes('"seq":1205'))));
  expect([inside.seqs(), excluded.seqs()]).toEqual([[1204, 1205], [1205]]);
  inside.stop();
  excluded.stop();
});

test('another firm’s events never come', async () => {
  const other = await app.makeFirm();
  const reader = await listen(other.owner, '?after=0');
  await append(1);
  await reader.until((text) => text.includes(': still here'));
  expect(reader.seqs()).toEqual([]);
  reader.stop();
});

test('a stream ends soon after its session is revoked', async () => {
  const person = await app.signedIn(firm);
  const reader = await listen(person);
  await reader.until((text) => text.includes(': still here'));
  await firm.owner.call('PATCH', `/api/v1/staff/${person.id}`, { active: false });
  await reader.ended;
});
