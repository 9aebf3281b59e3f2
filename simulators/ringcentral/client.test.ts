import { afterEach, describe, expect, test } from 'vitest';
import { ringcentral } from '../../server/vendors/ringcentral/index.ts';
import { ringcentralDemoCredentials } from '../ringcentral.ts';
import { closeWorld, failureOf, minute, since, startWorld } from './test-world.ts';

afterEach(closeWorld);

describe('tokens', () => {
  test('a JWT credential is turned into tokens, which are stored before they are used', async () => {
    const world = await startWorld();
    await world.client.listUsers();
    expect(world.simulator.control.tokensGiven()).toEqual({ jwt: 1, refresh: 0 });
    expect(world.saved).toHaveLength(1);
    expect(world.saved[0]?.accessTokenExpiresAt).toBe('2026-03-02T10:00:00.000Z');
  });

  test('stored tokens are used while they last, then refreshed once for all requests under way', async () => {
    const world = await startWorld();
    await world.client.listUsers();
    world.clock.now = new Date(world.clock.now.getTime() + 2 * 60 * minute);
    await Promise.all([
      world.client.listUsers(),
      world.client.listUsers(),
      world.client.catchUp(null, since),
    ]);
    expect(world.simulator.control.tokensGiven()).toEqual({ jwt: 1, refresh: 1 });
  });

  test('a token that the vendor ended early is refreshed and the request repeated', async () => {
    const world = await startWorld();
    await world.client.listUsers();
    world.simulator.control.expireAccessTokens();
    expect(await world.client.listUsers()).toHaveLength(5);
    expect(world.simulator.control.tokensGiven()).toEqual({ jwt: 1, refresh: 1 });
  });

  test('a dead refresh token falls back to the JWT credential', async () => {
    const world = await startWorld();
    const client = world.connect({ refreshToken: 'long gone' });
    await client.listUsers();
    expect(world.simulator.control.tokensGiven()).toEqual({ jwt: 1, refresh: 0 });
  });

  test.each([
    ['a wrong JWT credential', { assertion: 'wrong' }],
    ['a wrong client secret', { clientSecret: 'wrong' }],
  ])('%s is unauthorised', async (_name, credentials) => {
    const world = await startWorld();
    expect((await failureOf(world.connect(credentials).listUsers())).failure).toBe('unauthorised');
    expect(world.saved).toEqual([]);
  });

  test('tokens that could not be stored are not used', async () => {
    const world = await startWorld();
    const lost = ringcentral.client?.({
      credentials: { apiUrl: world.simulator.url, ...ringcentralDemoCredentials },
      fetch: globalThis.fetch,
      now: () => world.clock.now,
      saveTokens: () => Promise.reject(new Error('disk full')),
    });
    await expect(lost?.listUsers?.()).rejects.toThrow('disk full');
    expect(world.simulator.control.requests().filter((line) => line.includes('/extension'))).toEqual([]);
  });
});

describe('users', () => {
  test('people are users, queues and menus are groups, and direct numbers find their owner', async () => {
    const world = await startWorld();
    expect(await world.client.listUsers()).toEqual([
      {
        providerUserId: '900100777',
        type: 'user',
        name: 'Ada Solicitor',
        email: 'ada@example.com',
        extension: '101',
        numbers: ['+14155550101'],
        active: true,
      },
      expect.objectContaining({ providerUserId: '900100778', type: 'user', numbers: ['+14155550102'] }),
      expect.objectContaining({ providerUserId: '900100600', type: 'group', numbers: [] }),
      expect.objectContaining({ providerUserId: '900100500', type: 'group' }),
      {
        providerUserId: 'company',
        type: 'group',
        name: 'Company numbers',
        numbers: ['+14155550100'],
        active: true,
      },
    ]);
  });

  test('an account of many pages is read to the end', async () => {
    const extensions = Array.from({ length: 2300 }, (_unused, index) => ({
      id: 900200000 + index,
      extensionNumber: String(1000 + index),
      name: `Person ${index}`,
      type: 'User' as const,
      status: 'Enabled' as const,
    }));
    const world = await startWorld({ extensions });
    expect(await world.client.listUsers()).toHaveLength(2301);
  });
});
