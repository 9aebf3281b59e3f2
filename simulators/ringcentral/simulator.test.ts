import { existsSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import {
  ada,
  ben,
  catchUpAll,
  closeWorld,
  day,
  failureOf,
  generous,
  menu,
  since,
  startHook,
  startWorld,
  subscribe,
} from './test-world.ts';

afterEach(closeWorld);

describe('the simulator itself', () => {
  test('keeps the documented limits and names the wait', async () => {
    const world = await startWorld({ limits: { ...generous, Medium: 2 } });
    await world.client.listUsers();
    await world.client.listUsers();
    const problem = await failureOf(world.client.listUsers());
    expect(problem).toMatchObject({
      failure: 'rate_limited',
      retryAt: new Date(world.clock.now.getTime() + 60_000),
    });
  });

  const described = existsSync(new URL('../../../shared/vendors/openapi/ringcentral.json', import.meta.url));
  test.skipIf(!described)(
    'our requests and its answers agree with the vendor’s description (skipped when shared/vendors/openapi is absent)',
    async () => {
      const world = await startWorld();
      const hook = await startHook();
      const { control } = world.simulator;
      const state = await subscribe(world, hook, null);
      await subscribe(world, hook, state.subscriptionId, (await world.client.listUsers()).slice(1));
      world.clock.now = new Date(world.clock.now.getTime() + 5 * day);
      await subscribe(world, hook, state.subscriptionId, (await world.client.listUsers()).slice(1));
      await control.placeCall({ direction: 'inbound', user: ada, through: menu, far: null, recorded: true });
      await control.placeCall({ direction: 'internal', user: ada, withUser: ben });
      await control.sendSms({
        direction: 'inbound',
        user: ada,
        number: '+14155550142',
        text: 'Hi',
        picture: true,
      });
      await control.sendFax({ direction: 'inbound', user: ada, number: '+14155550155' });
      await control.leaveVoicemail({ user: ben, number: '+14155550142', transcript: 'Hello' });
      const { items, cursor } = await catchUpAll(world.client, null, since);
      expect(items.length).toBe(6);
      await catchUpAll(world.client, cursor, since);
      expect(control.violations()).toEqual([]);
    },
  );

  test.skipIf(!described)('a request that the description does not know is refused', async () => {
    const world = await startWorld();
    await world.client.listUsers();
    const headers = { authorization: `Bearer ${world.saved[0]?.accessToken}` };
    const bad = [
      'account/~/call-log?perpage=1',
      'account/~/call-log?view=Everything',
      'account/~/call-log?dateFrom=soon',
    ];
    for (const path of bad) {
      const response = await fetch(`${world.simulator.url}/restapi/v1.0/${path}`, { headers });
      expect(response.status, path).toBe(400);
    }
    expect(world.simulator.control.violations()).toHaveLength(bad.length);
  });
});
