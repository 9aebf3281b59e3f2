import { afterEach, describe, expect, test } from 'vitest';
import {
  ada,
  closeWorld,
  day,
  failureOf,
  type Hook,
  secret,
  startHook,
  startWorld,
  subscribe,
  type World,
} from './test-world.ts';

afterEach(closeWorld);

describe('subscription', () => {
  test('is created after the handshake, with filters for each user', async () => {
    const world = await startWorld();
    const hook = await startHook();
    const state = await subscribe(world, hook, null);
    expect(state).toMatchObject({ status: 'active', expiresAt: '2026-03-09T09:00:00.000Z', refused: [] });
    const [held] = world.simulator.control.subscriptions();
    expect(held?.eventFilters).toHaveLength(2 + 2 * 4);
    expect(hook.received).toEqual([]);
  });

  test('an endpoint that fails the handshake is rejected with the vendor’s words', async () => {
    const world = await startWorld();
    const problem = await failureOf(
      world.client.ensureSubscription({
        hookUrl: `${world.simulator.url}/nothing`,
        secret,
        existing: null,
        users: [],
      }),
    );
    expect(problem.failure).toBe('rejected');
    expect(problem.detail).toContain('SUB-525');
  });

  test('asking again changes nothing until it is time to renew', async () => {
    const world = await startWorld();
    const hook = await startHook();
    const first = await subscribe(world, hook, null);
    expect(await subscribe(world, hook, first.subscriptionId)).toEqual(first);
    world.clock.now = new Date(world.clock.now.getTime() + 4 * day);
    const renewed = await subscribe(world, hook, first.subscriptionId);
    expect(renewed).toMatchObject({
      subscriptionId: first.subscriptionId,
      expiresAt: '2026-03-13T09:00:00.000Z',
    });
  });

  test('new users get their filters in the same subscription', async () => {
    const world = await startWorld();
    const hook = await startHook();
    const users = await world.client.listUsers();
    const first = await subscribe(world, hook, null, users.slice(0, 1));
    const second = await subscribe(world, hook, first.subscriptionId, users);
    expect(second.subscriptionId).toBe(first.subscriptionId);
    expect(world.simulator.control.subscriptions()[0]?.eventFilters).toHaveLength(10);
  });

  test('filters that the vendor refuses are reported, and asked for once', async () => {
    const world = await startWorld();
    const hook = await startHook();
    world.simulator.control.denyFilters(/telephony\/sessions/);
    const first = await subscribe(world, hook, null);
    expect(first.status).toBe('active');
    expect(first.refused).toEqual([
      {
        filter: '/restapi/v1.0/account/~/telephony/sessions',
        detail: 'SUB-405: Application permission is missing',
      },
    ]);
    await subscribe(world, hook, first.subscriptionId);
    expect(world.simulator.control.requests().filter((line) => line.startsWith('PUT'))).toEqual([]);
  });

  test('a blacklisted one is replaced, and events flow again', async () => {
    const world = await startWorld({ blacklistAfter: 3 });
    const hook = await startHook();
    const first = await subscribe(world, hook, null);
    hook.answerWith(500);
    await world.simulator.control.placeCall({
      direction: 'inbound',
      user: ada,
      far: { number: '+14155550142' },
    });
    expect(world.simulator.control.subscriptions()[0]?.status).toBe('Blacklisted');
    hook.answerWith(200);
    const second = await subscribe(world, hook, first.subscriptionId);
    expect(second.subscriptionId).not.toBe(first.subscriptionId);
    expect(world.simulator.control.subscriptions()).toHaveLength(1);
    await world.simulator.control.placeCall({
      direction: 'inbound',
      user: ada,
      far: { number: '+14155550142' },
    });
    expect(hook.received.length).toBeGreaterThan(0);
  });

  test.each([
    ['one that is gone', async (_world: World, _hook: Hook) => 'no-such-id'],
    [
      'none known, but one left over',
      async (world: World, hook: Hook) => void (await subscribe(world, hook, null)),
    ],
  ])('%s leads to exactly one', async (_name, prepare) => {
    const world = await startWorld();
    const hook = await startHook();
    const existing = (await prepare(world, hook)) ?? null;
    const state = await subscribe(world, hook, existing);
    expect(world.simulator.control.subscriptions().map(({ id }) => id)).toEqual([state.subscriptionId]);
  });
});
