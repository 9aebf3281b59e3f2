import { afterEach, describe, expect, test } from 'vitest';
import {
  ada,
  ben,
  catchUpAll,
  closeWorld,
  day,
  failureOf,
  minute,
  observeItems,
  startWorld,
  type World,
} from './test-world.ts';

afterEach(closeWorld);

async function readHistory(client: World['client'], period: { since: Date; until: Date }) {
  const items: Awaited<ReturnType<World['client']['history']>>['items'] = [];
  let pages = 0;
  for (let page: string | null = null; page !== null || pages === 0; pages += 1) {
    const found = await client.history(period, page);
    items.push(...found.items);
    page = found.next;
  }
  return { items, pages };
}

describe('history', () => {
  const far = { number: '+14155550142' };

  test('calls, texts, faxes and voicemails of a period, with the ids that catch-up gives', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    const begin = world.clock.now;
    await control.placeCall({
      direction: 'inbound',
      user: ada,
      far,
      startedAt: new Date(begin.getTime() - day),
    });
    await control.placeCall({
      direction: 'outbound',
      user: ben,
      far,
      startedAt: new Date(begin.getTime() - minute),
    });
    await control.sendSms({
      direction: 'outbound',
      user: ada,
      number: far.number,
      text: 'Hi',
      picture: true,
    });
    await control.sendFax({ direction: 'inbound', user: ben, number: '+14155550155', pages: 2 });
    await control.leaveVoicemail({ user: ada, number: far.number });
    world.clock.now = new Date(begin.getTime() + 10 * minute);
    const now = world.clock.now;
    await control.sendSms({ direction: 'inbound', user: ada, number: far.number, text: 'Of this moment' });
    const { items } = await readHistory(world.client, { since: new Date(now.getTime() - day), until: now });
    expect(
      observeItems(items)
        .map((seen) => seen.kind)
        .sort(),
    ).toEqual(expect.arrayContaining(['call', 'fax', 'message', 'voicemail']));
    expect(JSON.stringify(items)).not.toContain('Of this moment');
    const polled = await catchUpAll(world.client, null, new Date(begin.getTime() - 2 * day));
    const known = new Set(polled.items.map(({ eventId }) => eventId));
    expect(items.filter(({ eventId }) => !known.has(eventId))).toEqual([]);
    // All that the poll found, but for the call of a day before and the text of this moment.
    expect(items).toHaveLength(known.size - 2);
    expect(control.violations()).toEqual([]);
  });

  test('few requests at a time: one page of calls, or three boxes', async () => {
    const world = await startWorld();
    const period = { since: new Date(world.clock.now.getTime() - day), until: world.clock.now };
    const calls = await world.client.history(period, null);
    let before = world.simulator.control.requests().length;
    for (let page = calls.next; page !== null; ) {
      ({ next: page } = await world.client.history(period, page));
      const now = world.simulator.control.requests().length;
      expect(now - before).toBeLessThanOrEqual(3);
      before = now;
    }
  });

  test('a box that may not be read is passed over', async () => {
    const world = await startWorld();
    world.simulator.control.closeBox(ada);
    await world.simulator.control.sendSms({
      direction: 'inbound',
      user: ben,
      number: far.number,
      text: 'Hello',
    });
    world.clock.now = new Date(world.clock.now.getTime() + minute);
    const now = world.clock.now;
    const { items } = await readHistory(world.client, { since: new Date(now.getTime() - day), until: now });
    expect(observeItems(items)).toMatchObject([{ kind: 'message', body: 'Hello' }]);
  });

  test('a place that cannot be read is refused, so that the slice begins again', async () => {
    const world = await startWorld();
    const period = { since: new Date(world.clock.now.getTime() - day), until: world.clock.now };
    expect(await failureOf(world.client.history(period, 'rubbish'))).toMatchObject({ failure: 'rejected' });
  });
});
