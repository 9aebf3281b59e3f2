/** Against the stand-in for RingCentral: what its call log says of a day, and what is here. */
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createRingCentralSimulator,
  type RingCentralSimulator,
  ringcentralDemoCredentials,
} from '../../../../simulators/ringcentral.ts';
import { genericCall } from '../../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld, type TestSource } from '../../../testing/phone-world.ts';
import { backfillRound, createIntake, type Intake } from '../../sources/index.ts';
import { proofRound } from '../index.ts';

const ada = 900100777;
const plenty = { Light: 10_000, Medium: 10_000, Heavy: 10_000, Auth: 10_000 };
let world: PhoneWorld;
let simulator: RingCentralSimulator;
let source: TestSource;
let intake: Intake;

beforeAll(async () => {
  const port = await freePort();
  world = await startPhoneWorld({ allowLoopback: true, publicUrl: new URL(`http://127.0.0.1:${port}`) });
  await world.app.app.listen({ host: '127.0.0.1', port });
  intake = createIntake(world.app.platform.database, { onStored: () => undefined });
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

beforeEach(async () => {
  await simulator?.close();
  world.clock.now = new Date('2026-03-10T12:00:00.000Z');
  simulator = await createRingCentralSimulator({
    now: () => world.clock.now,
    limits: plenty,
    logDelaySeconds: 0,
  });
  await world.query(`update sources set removed_at = now() where kind = 'ringcentral'`);
  source = await world.addSource('ringcentral', {
    credentials: { apiUrl: simulator.url, ...ringcentralDemoCredentials },
  });
});

const later = (minutes: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + minutes * 60_000);
};
const call = (startedAt: string, more: object = {}) =>
  simulator.control.placeCall({
    direction: 'inbound',
    user: ada,
    far: { number: '+14155550142', name: 'Jane Okafor' },
    talkSeconds: 60,
    startedAt: new Date(startedAt),
    ...more,
  });
const rest = async () => undefined;
const prove = async () => {
  while (await proofRound({ ...world.deps, rest }));
};
const bringIn = async () => {
  for (let pages = 0; pages < 20; pages += 1) {
    await backfillRound({ ...world.deps, intake });
    await world.drain();
    later(0.2);
  }
};
const days = async (as = world.owner, of = source) =>
  (await as.call('GET', `/api/v1/sources/${of.id}/days?limit=5`)).json();
const dayOf = async (day: string, as = world.owner) =>
  (await days(as)).items.find((one: { day: string }) => one.day === day);
const check = (day: string, of = source) =>
  world.owner.call('POST', `/api/v1/sources/${of.id}/day-checks`, { day });
const missing = async () => (await world.owner.call('GET', '/api/v1/source-days/missing')).json().items;

describe('a phone system with a call log', () => {
  test('what is missing is found, told, brought in, and the day is complete', async () => {
    await call('2026-03-09T09:00:00.000Z');
    await call('2026-03-09T15:00:00.000Z');
    // Of another day: counts for neither.
    await call('2026-03-08T15:00:00.000Z');
    expect(await dayOf('2026-03-09')).toMatchObject({ state: 'none', says: null, held: 0 });
    const asked = await check('2026-03-09');
    expect(asked.statusCode, asked.body).toBe(202);
    expect(asked.json()).toMatchObject({ state: 'asking' });
    await prove();
    expect(await dayOf('2026-03-09')).toMatchObject({
      state: 'known',
      says: 2,
      held: 0,
      missing: 2,
      bringingIn: true,
    });
    expect(await missing()).toMatchObject([
      { sourceId: source.id, day: '2026-03-09', missing: 2, bringingIn: true },
    ]);
    const history = (await world.owner.call('GET', `/api/v1/sources/${source.id}/backfills`)).json();
    expect(history.items).toMatchObject([{ state: 'running' }]);
    await bringIn();
    later(15);
    await prove();
    const day = await dayOf('2026-03-09');
    expect(day).toMatchObject({ state: 'known', says: 2, held: 2, missing: 0, bringingIn: false, beyond: 0 });
    const became: Record<string, number> = day.became;
    expect(Object.values(became).reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(await missing()).toEqual([]);
    // Each figure opens its rows.
    for (const [word, count] of Object.entries(became)) {
      const query = `?sourceId=${source.id}&from=2026-03-09&to=2026-03-09&became=${word}`;
      expect(await world.interactions(query), word).toHaveLength(count);
    }
  });

  test('each night the day before is asked about, once, and not before three', async () => {
    await call('2026-03-10T12:30:00.000Z');
    world.clock.now = new Date('2026-03-11T02:30:00.000Z');
    await prove();
    expect(await world.count('daily_proofs', `source_id = '${source.id}'`)).toBe(0);
    later(60);
    await prove();
    await prove();
    expect(
      await world.query('select day, says, missing from daily_proofs where source_id = $1', [source.id]),
    ).toEqual([{ day: '2026-03-10', says: 1, missing: 1 }]);
  });

  test('today counts so far; the future and what is too long ago are refused', async () => {
    await call('2026-03-10T09:00:00.000Z');
    await check('2026-03-10');
    await prove();
    expect(await dayOf('2026-03-10')).toMatchObject({ says: 1, missing: 1 });
    expect((await check('2026-03-11')).statusCode).toBe(422);
    expect((await check('2024-03-11')).statusCode).toBe(422);
  });

  test('refused credentials are said in words and nothing is made up', async () => {
    const stale = await world.addSource('ringcentral', {
      credentials: { apiUrl: simulator.url, ...ringcentralDemoCredentials, assertion: 'no-longer' },
    });
    await check('2026-03-09', stale);
    await prove();
    const [, second] = (await days(world.owner, stale)).items;
    expect(second).toMatchObject({ state: 'failed', says: null, note: 'unauthorised' });
  });

  test('from outside a wall both sides are told without what is behind it', async () => {
    const administrator = await world.app.signedIn(world.firm, 'administrator');
    await call('2026-03-09T09:00:00.000Z');
    await call('2026-03-09T15:00:00.000Z');
    await check('2026-03-09');
    await prove();
    await bringIn();
    later(15);
    await prove();
    const secret = await world.addMatter('Secret', []);
    const [one] = await world.interactions(`?sourceId=${source.id}`);
    await world.act(one?.id ?? '', 'refile', { matterId: secret });
    await world.owner.call('PUT', `/api/v1/matters/${secret}/wall`, {
      restricted: true,
      staffIds: [world.owner.id],
    });
    expect(await dayOf('2026-03-09')).toMatchObject({ says: 2, held: 2 });
    expect(await dayOf('2026-03-09', administrator)).toMatchObject({
      says: 1,
      held: 1,
      missing: 0,
      beyond: 0,
    });
  });
});

test('without a call log: what is here of each day, and nothing to ask', async () => {
  await world.log(genericCall({ startedAt: new Date('2026-03-09T09:00:00.000Z') }));
  const answer = await days(world.owner, world.source);
  expect(answer).toMatchObject({ provable: false });
  expect(answer.items[1]).toMatchObject({ day: '2026-03-09', says: null, held: 1 });
  expect((await check('2026-03-09', world.source)).statusCode).toBe(409);
  expect((await world.ada.call('GET', `/api/v1/sources/${world.source.id}/days`)).statusCode).toBe(403);
});
