/** Against the stand-in for RingCentral: what the webhook lost is found, and trouble with the vendor loses nothing. */
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createRingCentralSimulator,
  type RingCentralSimulator,
  ringcentralDemoCredentials,
} from '../../../simulators/ringcentral.ts';
import { type PhoneWorld, startPhoneWorld, type TestSource } from '../../testing/phone-world.ts';
import { catchUpRound, createIntake, type Intake } from './index.ts';

const far = { number: '+14155550142', name: 'Jane Okafor' };
const minute = 60_000;
let world: PhoneWorld;
let simulator: RingCentralSimulator;
let source: TestSource;
let intake: Intake;
let deliveriesPerCall = 0;

beforeAll(async () => {
  const port = await freePort();
  world = await startPhoneWorld({ allowLoopback: true, publicUrl: new URL(`http://127.0.0.1:${port}`) });
  await world.app.app.listen({ host: '127.0.0.1', port });
  const plenty = { Light: 1000, Medium: 1000, Heavy: 1000, Auth: 1000 };
  simulator = await createRingCentralSimulator({
    now: () => world.clock.now,
    limits: plenty,
    logDelaySeconds: 0,
  });
  intake = createIntake(world.app.platform.database, { onStored: () => undefined });
  // What was over before the source was connected is no webhook that got lost.
  await simulator.control.placeCall({
    direction: 'inbound',
    user: 900100777,
    far,
    talkSeconds: 60,
    startedAt: new Date(world.clock.now.getTime() - 60 * minute),
  });
  source = await world.addSource('ringcentral', {
    credentials: { apiUrl: simulator.url, ...ringcentralDemoCredentials },
  });
});
afterAll(async () => {
  await intake.close();
  await world.close();
  await simulator.close();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const poll = async () => {
  await catchUpRound({ ...world.deps, intake });
  await world.drain();
};
const later = (minutes: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + minutes * minute);
};
const view = async () => (await world.owner.call('GET', `/api/v1/sources/${source.id}`)).json();
const requests = (pattern: RegExp) =>
  simulator.control.requests().filter((line) => pattern.test(line)).length;

test('the first poll subscribes, reads the directory, and counts nothing as lost', async () => {
  await poll();
  expect(await view()).toMatchObject({
    status: 'active',
    statusDetail: '',
    missedCount: 0,
    subscription: { status: 'active' },
    // Every source with a call log is asked again each quarter of an hour.
    pollDueAt: new Date(world.clock.now.getTime() + 15 * minute).toISOString(),
  });
  expect(await world.count('interactions')).toBe(1);
  expect(await world.count('source_users', `type = 'user'`)).toBeGreaterThanOrEqual(2);
  expect(simulator.control.subscriptions()).toHaveLength(1);
});

test('a call comes by webhook; the poll that follows finds nothing new', async () => {
  later(1);
  const before = simulator.control.deliveries().length;
  await simulator.control.placeCall({ direction: 'inbound', user: 900100777, far, talkSeconds: 30 });
  deliveriesPerCall = simulator.control.deliveries().length - before;
  await world.drain();
  expect(await world.count('interactions')).toBe(2);
  later(20);
  const renewals = requests(/^(POST|PUT) .*subscription/);
  await poll();
  expect(await view()).toMatchObject({ missedCount: 0 });
  expect(await world.count('interactions')).toBe(2);
  // The subscription is renewed in its own time, and not at every poll.
  expect(requests(/^(POST|PUT) .*subscription/)).toBe(renewals);
  expect(renewals).toBe(1);
});

test('a call whose webhooks were lost is found by the poll, logged once, and told as lost', async () => {
  simulator.control.webhooks.drop(deliveriesPerCall);
  await simulator.control.placeCall({ direction: 'inbound', user: 900100778, far, talkSeconds: 45 });
  await world.drain();
  expect(await world.count('interactions')).toBe(2);
  later(20);
  await poll();
  expect(await world.count('interactions')).toBe(3);
  expect(await view()).toMatchObject({ missedCount: 1, missedAt: world.clock.now.toISOString() });
  later(20);
  await poll();
  expect(await view()).toMatchObject({ missedCount: 1 });
  expect(await world.count('log_entries')).toBe(3);
});

test('refused credentials: needs attention, is told, loses nothing, and goes on by itself once they are right', async () => {
  const seen = (
    await world.query<{ seq: number }>('select max(seq) as seq from events where firm_id = $1', [
      world.firm.id,
    ])
  )[0]?.seq;
  await world.owner.call('PATCH', `/api/v1/sources/${source.id}`, {
    credentials: { apiUrl: simulator.url, ...ringcentralDemoCredentials, assertion: 'wrong' },
  });
  await poll();
  expect(await view()).toMatchObject({
    status: 'needs_attention',
    statusDetail: expect.stringContaining('refused our credentials'),
  });
  const told = await world.query(
    `select 1 from events where firm_id = $1 and seq > $2 and type = 'source.changed' and subject_id = $3`,
    [world.firm.id, seen, source.id],
  );
  expect(told.length).toBeGreaterThanOrEqual(2);
  await simulator.control.placeCall({ direction: 'outbound', user: 900100777, far, talkSeconds: 10 });
  await world.drain();
  const before = await world.count('interactions');
  expect(before).toBe(4);
  await world.owner.call('PATCH', `/api/v1/sources/${source.id}`, {
    credentials: { apiUrl: simulator.url, ...ringcentralDemoCredentials },
  });
  later(1);
  await poll();
  expect(await view()).toMatchObject({ status: 'active', statusDetail: '' });
  expect(await world.count('interactions')).toBe(4);
});

test('asked to wait: it waits as long, stays active, and goes on', async () => {
  later(20);
  simulator.control.limitNext(1, 600);
  await poll();
  const waiting = await view();
  expect(waiting.status).toBe('active');
  expect(Date.parse(waiting.pollDueAt) - world.clock.now.getTime()).toBeGreaterThanOrEqual(590_000);
  later(11);
  await poll();
  expect(await view()).toMatchObject({ status: 'active', statusDetail: '' });
});

test('a vendor that is down: tried again later each time, and only then a person is asked', async () => {
  later(20);
  for (let attempt = 0; attempt < 6; attempt += 1) {
    simulator.control.failNext(1, 503);
    await poll();
    later(31);
  }
  expect(await view()).toMatchObject({
    status: 'needs_attention',
    statusDetail: expect.stringContaining('cannot be reached'),
  });
  await poll();
  expect(await view()).toMatchObject({ status: 'active' });
});

test('a paused source is not asked, and stays paused', async () => {
  await world.owner.call('PATCH', `/api/v1/sources/${source.id}`, { paused: true });
  later(60);
  const before = simulator.control.requests().length;
  await poll();
  expect(simulator.control.requests()).toHaveLength(before);
  expect(await view()).toMatchObject({ status: 'paused' });
});
