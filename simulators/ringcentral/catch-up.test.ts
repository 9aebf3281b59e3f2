import { afterEach, describe, expect, test } from 'vitest';
import {
  ada,
  ben,
  catchUpAll,
  closeWorld,
  failureOf,
  minute,
  observeItems,
  since,
  startWorld,
} from './test-world.ts';

afterEach(closeWorld);

describe('catch-up', () => {
  const far = { number: '+14155550142' };

  test('reads calls, texts, faxes and voicemails once, oldest first, and then only what is new', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    await control.placeCall({
      direction: 'inbound',
      user: ada,
      far,
      startedAt: new Date('2026-03-02T08:00:00Z'),
    });
    await control.placeCall({
      direction: 'outbound',
      user: ben,
      far,
      startedAt: new Date('2026-03-01T10:00:00Z'),
    });
    await control.sendSms({
      direction: 'outbound',
      user: ada,
      number: '+14155550142',
      text: 'Hi',
      picture: true,
    });
    await control.sendFax({ direction: 'inbound', user: ben, number: '+14155550155', pages: 2 });
    const first = await catchUpAll(world.client, null, since);
    expect(observeItems(first.items).map((seen) => seen.kind)).toEqual(['call', 'call', 'message', 'fax']);
    expect(observeItems(first.items)[0]).toMatchObject({
      direction: 'outbound',
      near: { providerUserId: '900100778' },
    });
    const seen = new Set(first.items.map((item) => item.eventId));

    world.clock.now = new Date(world.clock.now.getTime() + 15 * minute);
    await control.sendSms({ direction: 'inbound', user: ada, number: '+14155550142', text: 'Thanks' });
    const second = await catchUpAll(world.client, first.cursor, since);
    const fresh = second.items.filter((item) => !seen.has(item.eventId));
    expect(observeItems(fresh)).toMatchObject([{ kind: 'message', body: 'Thanks' }]);
  });

  test('goes through the days in windows and through every page of each', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    const begin = Date.parse('2026-02-26T00:00:00Z');
    for (let index = 0; index < 1100; index += 1) {
      const startedAt = new Date(begin + index * minute);
      await control.placeCall({ direction: 'inbound', user: ada, far, talkSeconds: 5, startedAt });
    }
    const { items, pages } = await catchUpAll(world.client, null, new Date(begin));
    const starts = observeItems(items).flatMap((seen) =>
      seen.kind === 'call' ? [seen.startedAt ?? ''] : [],
    );
    expect(starts).toHaveLength(1100);
    expect(starts).toEqual(starts.toSorted());
    expect(pages).toBe(5 + 3);
    expect(control.requests().filter((line) => line.includes('page=2'))).toHaveLength(1);
  });

  test('finds a long call whose record came late, by the overlap, and nothing from before the beginning', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    const begin = world.clock.now;
    await control.placeCall({
      direction: 'inbound',
      user: ada,
      far,
      startedAt: new Date(begin.getTime() - 5 * minute),
    });
    const first = await catchUpAll(world.client, null, begin);
    expect(first.items).toEqual([]);
    world.clock.now = new Date(begin.getTime() + 3 * 60 * minute);
    const second = await catchUpAll(world.client, first.cursor, begin);
    world.clock.now = new Date(begin.getTime() + 4 * 60 * minute);
    // It began before the second run and ended after it.
    await control.placeCall({
      direction: 'inbound',
      user: ada,
      far,
      talkSeconds: 7200,
      startedAt: new Date(begin.getTime() + 90 * minute),
    });
    const third = await catchUpAll(world.client, second.cursor, begin);
    expect(observeItems(third.items)).toMatchObject([{ kind: 'call', talkSeconds: 7200 }]);
  });

  test('sees a later state of a text as something new', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    const { messageId } = await control.sendSms({
      direction: 'outbound',
      user: ada,
      number: '+14155550142',
      text: 'Hi',
    });
    const first = await catchUpAll(world.client, null, since);
    await control.setMessageStatus(messageId, 'Delivered');
    const second = await catchUpAll(world.client, first.cursor, since);
    expect(observeItems(second.items)).toMatchObject([{ kind: 'message', messageId, status: 'delivered' }]);
    expect(first.items[0]?.eventId).not.toBe(second.items[0]?.eventId);
  });

  test('takes more messages than one sync gives from the store', async () => {
    const world = await startWorld();
    for (let index = 0; index < 300; index += 1) {
      await world.simulator.control.sendSms({
        direction: 'inbound',
        user: ada,
        number: '+14155550142',
        text: `${index}`,
      });
    }
    const { items } = await catchUpAll(world.client, null, since);
    expect(items).toHaveLength(300);
  });

  test('starts a box anew when its sync token is too old, and passes over a box that it may not read', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    const first = await catchUpAll(world.client, null, since);
    control.expireSyncTokens();
    control.closeBox(ben);
    await control.sendSms({ direction: 'inbound', user: ada, number: '+14155550142', text: 'Hi' });
    await control.sendSms({ direction: 'inbound', user: ben, number: '+14155550142', text: 'Unseen' });
    const second = await catchUpAll(world.client, first.cursor, since);
    expect(observeItems(second.items)).toMatchObject([{ kind: 'message', body: 'Hi' }]);
  });

  test('an interrupted run goes on where it was', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    await control.placeCall({ direction: 'inbound', user: ada, far });
    await control.sendFax({ direction: 'inbound', user: ada, number: '+14155550155' });
    const first = await world.client.catchUp(null, since);
    control.failNext(1);
    expect((await failureOf(world.client.catchUp(first.cursor, since))).failure).toBe('unavailable');
    control.limitNext(1, 17);
    expect(await failureOf(world.client.catchUp(first.cursor, since))).toMatchObject({
      failure: 'rate_limited',
      retryAt: new Date(world.clock.now.getTime() + 17_000),
    });
    const rest = await catchUpAll(world.client, first.cursor, since);
    expect(observeItems([...first.items, ...rest.items]).map((seen) => seen.kind)).toEqual(['call', 'fax']);
  });

  test('a cursor that cannot be read starts again', async () => {
    const world = await startWorld();
    await world.simulator.control.placeCall({ direction: 'inbound', user: ada, far });
    const { items } = await catchUpAll(world.client, '{"version":0}', since);
    expect(items).toHaveLength(1);
  });
});
