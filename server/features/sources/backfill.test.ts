/** Against the stand-in for RingCentral: history comes in once, in the background, and survives whatever happens. */
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  createRingCentralSimulator,
  type RingCentralSimulator,
  ringcentralDemoCredentials,
} from '../../../simulators/ringcentral.ts';
import { type PhoneWorld, startPhoneWorld, type TestSource } from '../../testing/phone-world.ts';
import { backfill as viewShape } from './backfill-schema.ts';
import { backfillRound, catchUpRound, createIntake, type Intake } from './index.ts';

const ada = 900100777;
const far = { number: '+14155550142', name: 'Jane Okafor' };
const minute = 60_000;
const day = 24 * 60 * minute;
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

/** A phone system of its own for each test, so that each has its own past. */
beforeEach(async () => {
  await simulator?.close();
  simulator = await createRingCentralSimulator({
    now: () => world.clock.now,
    limits: plenty,
    logDelaySeconds: 0,
  });
  source = await world.addSource('ringcentral', {
    credentials: { apiUrl: simulator.url, ...ringcentralDemoCredentials },
  });
});

const later = (ms: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + ms);
};
const path = (rest = '') => `/api/v1/sources/${source.id}/backfills${rest}`;
const start = async (body: object = { days: 3 }) => {
  const answer = await world.owner.call('POST', path(), body);
  expect(answer.statusCode, answer.body).toBe(201);
  return viewShape.parse(answer.json());
};
const see = async (id: string) => viewShape.parse((await world.owner.call('GET', path(`/${id}`))).json());
const act = (id: string, action: string) => world.owner.call('POST', path(`/${id}/${action}`));
const round = (deps: Partial<Parameters<typeof backfillRound>[0]> = {}) =>
  backfillRound({ ...world.deps, intake, ...deps });
/** Page after page, each after its rest, until it does not run any more. */
async function finish(id: string) {
  for (let pages = 0; pages < 200; pages += 1) {
    await round();
    const view = await see(id);
    if (view.state !== 'running') return view;
    later(30_000);
  }
  throw new Error('it does not end');
}
const call = (agoMs: number, more: object = {}) =>
  simulator.control.placeCall({
    direction: 'inbound',
    user: ada,
    far,
    talkSeconds: 60,
    startedAt: new Date(world.clock.now.getTime() - agoMs),
    ...more,
  });
const ours = () => `source_id = '${source.id}'`;
const interactions = () => world.count('interactions', ours());
const rawEvents = () => world.count('raw_events', ours());
const requests = () => simulator.control.requests().length;
const sourceView = async () => (await world.owner.call('GET', `/api/v1/sources/${source.id}`)).json();
const told = async (seen: number) =>
  z
    .array(z.object({ type: z.string() }))
    .parse(
      await world.query('select type from events where firm_id = $1 and seq > $2 order by seq', [
        world.firm.id,
        seen,
      ]),
    )
    .map(({ type }) => type);
const lastEvent = async () =>
  (
    await world.query<{ seq: number }>(
      'select coalesce(max(seq), 0)::int as seq from events where firm_id = $1',
      [world.firm.id],
    )
  )[0]?.seq ?? 0;

describe('what comes in', () => {
  test('calls, texts and faxes of the period, its edges exactly, newest day first, and none is a lost webhook', async () => {
    world.clock.now = new Date('2026-03-10T09:00:00.000Z');
    await call(3 * day + 1000);
    await call(3 * day);
    await call(1.5 * day);
    await simulator.control.sendSms({ direction: 'inbound', user: ada, number: far.number, text: 'Hello' });
    await simulator.control.sendFax({ direction: 'inbound', user: ada, number: '+14155550155', pages: 2 });
    // A text of this very second is not history yet; the regular poll brings it.
    later(1000);
    const seen = await lastEvent();
    const begun = await start();
    expect(begun).toMatchObject({
      state: 'running',
      days: 3,
      daysDone: 0,
      found: 0,
      startedBy: 'Olive Owner',
      since: '2026-03-07T09:00:01.000Z',
      until: '2026-03-10T09:00:01.000Z',
    });
    const reached: string[] = [];
    for (let view = begun; view.state === 'running'; view = await see(begun.id)) {
      await round();
      later(10_000);
      reached.push((await see(begun.id)).reachedAt);
    }
    expect(reached).toEqual([...reached].sort().reverse());
    expect(reached.at(-1)).toBe('2026-03-07T09:00:01.000Z');
    // The call of exactly three days before now began a second before the period, the others of it are in.
    expect(await see(begun.id)).toMatchObject({
      state: 'done',
      daysDone: 3,
      found: 3,
      alreadyHere: 0,
      nextAt: null,
    });
    expect(await told(seen)).toEqual(expect.arrayContaining(['backfill.changed', 'source.changed']));
    await world.drain();
    expect(await interactions()).toBe(3);
    expect(await world.count('raw_events', `${ours()} and origin = 'backfill'`)).toBe(3);
    expect(await sourceView()).toMatchObject({
      missedCount: 0,
      pendingCount: 0,
      eventCount: 3,
      // Nothing has come by itself yet, and the page must not say so.
      lastEventAt: null,
    });
    expect(simulator.control.violations()).toEqual([]);
  });

  test('a call that begins with the period is in, one that begins a second earlier is not', async () => {
    await call(day + 1000);
    await call(day);
    const { id } = await start({ since: new Date(world.clock.now.getTime() - day).toISOString() });
    expect(await finish(id)).toMatchObject({ state: 'done', days: 1, found: 1 });
  });

  test('every page of a busy day', async () => {
    for (let number = 0; number < 260; number += 1) await call(2 * 3_600_000 + number * 1000);
    const { id } = await start({ days: 1 });
    expect(await finish(id)).toMatchObject({ state: 'done', found: 260, alreadyHere: 0 });
    const asked = simulator.control.requests().filter((line) => line.includes('/call-log?'));
    expect(
      asked.map((line) => new URL(line.split(' ')[1] ?? '', 'http://x').searchParams.get('page')),
    ).toEqual([null, '2']);
    await world.drain();
    expect(await interactions()).toBe(260);
  });

  test('nothing twice of what came live, by webhook or by poll', async () => {
    await catchUpRound({ ...world.deps, intake });
    later(minute);
    await call(30_000);
    await simulator.control.sendSms({ direction: 'inbound', user: ada, number: far.number, text: 'Live' });
    await world.drain();
    later(20 * minute);
    await catchUpRound({ ...world.deps, intake });
    await world.drain();
    // This one came by webhook only: no poll has seen it yet.
    await call(30_000);
    await world.drain();
    later(minute);
    const entries = () =>
      world.query('select interaction_id, state, review from log_entries where firm_id = $1 order by id', [
        world.firm.id,
      ]);
    const before = {
      interactions: await interactions(),
      entries: await entries(),
      events: await rawEvents(),
    };
    expect(before.interactions).toBe(3);
    const { id } = await start({ days: 1 });
    expect(await finish(id)).toMatchObject({ state: 'done', found: 3, alreadyHere: 2 });
    await world.drain();
    expect(await interactions()).toBe(before.interactions);
    expect(await entries()).toEqual(before.entries);
    expect(await rawEvents()).toBe(before.events + 1);
    // And the poll that comes next finds what the backfill brought.
    later(20 * minute);
    await catchUpRound({ ...world.deps, intake });
    expect(await rawEvents()).toBe(before.events + 1);
    expect(await sourceView()).toMatchObject({ missedCount: 0 });
  });
});

describe('trouble', () => {
  test('asked to wait: it waits as long, nothing failed, and it goes on', async () => {
    await call(3_600_000);
    const { id } = await start({ days: 1 });
    simulator.control.limitNext(1, 600);
    await round();
    const waiting = await see(id);
    expect(waiting).toMatchObject({ state: 'running', note: 'rate_limited', detail: '' });
    expect(Date.parse(waiting.nextAt ?? '') - world.clock.now.getTime()).toBeGreaterThanOrEqual(590_000);
    const before = requests();
    later(5 * minute);
    await round();
    expect(requests()).toBe(before);
    later(6 * minute);
    expect(await finish(id)).toMatchObject({ state: 'done', note: '', found: 1 });
    expect(await sourceView()).toMatchObject({ status: 'active' });
  });

  test('the phone system’s own limit is kept to the end', async () => {
    await simulator.close();
    simulator = await createRingCentralSimulator({ now: () => world.clock.now, logDelaySeconds: 0 });
    await world.owner.call('PATCH', `/api/v1/sources/${source.id}`, {
      credentials: { apiUrl: simulator.url, ...ringcentralDemoCredentials },
    });
    for (let number = 0; number < 12; number += 1) await call(number * day + 3_600_000);
    const { id } = await start({ days: 12 });
    for (let turns = 0; turns < 400 && (await see(id)).state === 'running'; turns += 1) {
      await round();
      later(4_000);
    }
    expect(await see(id)).toMatchObject({ state: 'done', found: 12 });
  });

  test('a phone system that is down: again and again, later each time, and on where it was', async () => {
    await call(3_600_000);
    const { id } = await start({ days: 1 });
    simulator.control.failNext(3, 503);
    for (const wait of [30, 60, 120]) {
      await round();
      const view = await see(id);
      expect(view).toMatchObject({ state: 'running', note: 'unavailable' });
      expect(Date.parse(view.nextAt ?? '') - world.clock.now.getTime()).toBe(wait * 1000);
      later(wait * 1000);
    }
    expect(await finish(id)).toMatchObject({ state: 'done', note: '', found: 1 });
  });

  test('refused credentials: it pauses with the reason, and goes on by itself once they are right', async () => {
    await call(3_600_000);
    await world.owner.call('PATCH', `/api/v1/sources/${source.id}`, {
      credentials: { apiUrl: simulator.url, ...ringcentralDemoCredentials, assertion: 'wrong' },
    });
    const { id } = await start({ days: 1 });
    await round();
    expect(await see(id)).toMatchObject({
      state: 'paused',
      note: 'unauthorised',
      detail: expect.stringMatching(/./),
    });
    await world.owner.call('PATCH', `/api/v1/sources/${source.id}`, {
      credentials: { apiUrl: simulator.url, ...ringcentralDemoCredentials },
    });
    expect(await see(id)).toMatchObject({ state: 'running', note: '' });
    expect(await finish(id)).toMatchObject({ state: 'done', found: 1 });
  });

  test('killed between the events and the note of how far it is: the page comes again, and nothing twice', async () => {
    await call(3_600_000);
    await call(2 * 3_600_000);
    const { id } = await start({ days: 1 });
    let kills = 2;
    const dying: Intake = {
      ...intake,
      async store(event) {
        const isNew = await intake.store(event);
        if (kills > 0) {
          kills -= 1;
          throw new Error('killed');
        }
        return isNew;
      },
    };
    await round({ intake: dying });
    expect(await rawEvents()).toBe(2);
    expect(await see(id)).toMatchObject({ state: 'running', found: 0 });
    later(5 * minute);
    expect(await finish(id)).toMatchObject({ state: 'done', found: 2 });
    await world.drain();
    expect(await rawEvents()).toBe(2);
    expect(await interactions()).toBe(2);
  });

  test('two workers at once ask for each page once', async () => {
    await call(3_600_000);
    const { id } = await start({ days: 1 });
    await Promise.all([round(), round(), round()]);
    expect(simulator.control.requests().filter((line) => line.includes('/call-log?'))).toHaveLength(1);
    expect(await finish(id)).toMatchObject({ state: 'done', found: 1, alreadyHere: 0 });
  });

  test('while the firm has much to read, the history stays where it is', async () => {
    await call(3_600_000);
    const { id } = await start({ days: 1 });
    await world.query(
      `insert into pending_events (firm_id, raw_event_id, due_at) select $1, gen_random_uuid(), now() + interval '1 day' from generate_series(1, 2001)`,
      [world.firm.id],
    );
    const before = requests();
    await round();
    expect(requests()).toBe(before);
    expect(await see(id)).toMatchObject({ state: 'running', note: 'busy', found: 0 });
    await world.query('delete from pending_events where firm_id = $1', [world.firm.id]);
    later(minute);
    expect(await finish(id)).toMatchObject({ state: 'done', note: '', found: 1 });
  });
});

describe('by a person', () => {
  test('paused between two pages, it asks nothing; resumed, it goes on where it was', async () => {
    for (let number = 0; number < 3; number += 1) await call(number * day + 3_600_000);
    const { id } = await start();
    await round();
    later(10_000);
    await round();
    const part = await see(id);
    expect(part.found).toBe(1);
    expect((await act(id, 'pause')).json()).toMatchObject({ state: 'paused' });
    const before = requests();
    later(day);
    await round();
    expect(requests()).toBe(before);
    expect(await see(id)).toMatchObject({ state: 'paused', found: 1 });
    expect((await act(id, 'pause')).statusCode).toBe(409);
    expect((await act(id, 'resume')).json()).toMatchObject({ state: 'running' });
    expect(await finish(id)).toMatchObject({ state: 'done', found: 3, alreadyHere: 0, until: part.until });
    expect((await act(id, 'resume')).statusCode).toBe(409);
  });

  test('paused while a page is under way: the page counts, the pause stays', async () => {
    await call(3_600_000);
    const { id } = await start();
    const slow: Intake = {
      ...intake,
      async store(event) {
        await act(id, 'pause');
        return await intake.store(event);
      },
    };
    await round({ intake: slow });
    expect(await see(id)).toMatchObject({ state: 'paused', found: 1 });
    await act(id, 'resume');
    expect(await finish(id)).toMatchObject({ state: 'done', found: 1, alreadyHere: 0 });
  });

  test('stopped for good: what came stays, and another one may be started', async () => {
    await call(3_600_000);
    const { id } = await start();
    expect((await world.owner.call('POST', path(), { days: 7 })).statusCode).toBe(409);
    await round();
    expect((await act(id, 'cancel')).json()).toMatchObject({ state: 'cancelled', found: 1 });
    later(minute);
    const before = requests();
    await round();
    expect(requests()).toBe(before);
    expect(await rawEvents()).toBe(1);
    const again = await start();
    expect(await finish(again.id)).toMatchObject({ state: 'done', found: 1, alreadyHere: 1 });
    const list = z
      .object({ items: z.array(viewShape) })
      .parse((await world.owner.call('GET', path())).json());
    expect(list.items.map((one) => one.state)).toEqual(['done', 'cancelled']);
    const actions = await world.query<{ action: string }>(
      `select action from audit_log where firm_id = $1 and subject_id = $2 and action like '%backfill%' order by id`,
      [world.firm.id, source.id],
    );
    expect(actions.map(({ action }) => action)).toEqual([
      'source.backfill_started',
      'source.backfill_cancelled',
      'source.backfill_started',
    ]);
  });

  test('a paused or removed phone system is not asked', async () => {
    await call(3_600_000);
    const { id } = await start();
    await world.owner.call('PATCH', `/api/v1/sources/${source.id}`, { paused: true });
    const before = requests();
    await round();
    expect(requests()).toBe(before);
    await world.owner.call('PATCH', `/api/v1/sources/${source.id}`, { paused: false });
    await world.owner.call('DELETE', `/api/v1/sources/${source.id}`);
    await round();
    expect(requests()).toBe(before);
    const rows = await world.query('select state from backfills where firm_id = $1 and id = $2', [
      world.firm.id,
      id,
    ]);
    expect(rows).toEqual([{ state: 'cancelled' }]);
  });

  test.each([
    ['no days', { days: 0 }, 422],
    ['more than a year', { days: 366 }, 422],
    ['a time to come', { since: '2099-01-01T00:00:00Z' }, 422],
    ['a time long ago', { since: '2019-01-01T00:00:00Z' }, 422],
  ])('not with %s', async (_name, body, status) => {
    expect((await world.owner.call('POST', path(), body)).statusCode).toBe(status);
  });

  test('not without API access, nor where there is no call log', async () => {
    const bare = await world.addSource('ringcentral');
    for (const id of [bare.id, world.source.id]) {
      const answer = await world.owner.call('POST', `/api/v1/sources/${id}/backfills`, { days: 3 });
      expect(answer.statusCode).toBe(409);
    }
    const generic = (await world.owner.call('GET', `/api/v1/sources/${world.source.id}`)).json();
    expect(generic.history).toBeNull();
    expect((await sourceView()).history).toEqual({ lists: ['calls', 'texts', 'faxes'] });
  });
});
