/**
 * The same for every destination (simulators listen by `createServer`): what a person re-files, undoes and does again; what
 * is told late; a record that the firm has billed.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Standing } from '../../../simulators/practice/conformance-driver.ts';
import { type ConformanceWorld, type Place, placeNames, startConformanceWorld } from './conformance-world.ts';

let world: ConformanceWorld;
beforeAll(async () => {
  world = await startConformanceWorld();
});
afterAll(() => world.close());

describe.each(placeNames.map((name) => [name] as const))('%s', (name) => {
  let place: Place;
  beforeAll(async () => {
    const [made] = await world.open(name);
    if (made === undefined) throw new Error('no place');
    place = made;
  });
  afterAll(() => expect(place.violations()).toEqual([]));
  beforeEach(() => world.advance(60_000));

  /** What still counts: a task whose work is done elsewhere is completed. */
  const live = (standing: readonly Standing[]) => standing.filter(({ completed }) => completed !== true);
  const now = async (id: string) => {
    const entry = await world.entry(id, place);
    return { entry, standing: live(await place.standing(entry.reference)) };
  };
  async function act(id: string, action: string, body?: object): Promise<void> {
    const answer = await world.phone.act(id, `${action}?destination=${place.id}`, body);
    expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, '']);
    await world.work();
  }

  test('re-filed to a matter: the record is there, once, and undo brings back what was', async () => {
    const client = await place.client(2);
    const { id } = await world.event('call', client.number);
    await world.work();
    const before = await now(id);
    expect(before.entry).toMatchObject({ state: 'logged', matterId: null });
    await act(id, 'refile', { matterId: client.matterIds[1] });
    const filed = await now(id);
    expect(filed.entry).toMatchObject({ state: 'logged', matterId: client.matterIds[1] });
    const [main] = filed.standing;
    expect(main?.matter).toBe(client.mattersThere[1]);
    expect(filed.standing.filter(({ kind }) => kind === main?.kind)).toHaveLength(1);
    await act(id, 'undo');
    const after = await now(id);
    expect(after.entry).toMatchObject({ state: 'logged', matterId: null });
    expect(after.standing.map(({ kind }) => kind)).toEqual(before.standing.map(({ kind }) => kind));
    expect(after.standing.every(({ matter }) => matter === null)).toBe(true);
  });

  test('undone: nothing stands; done again: it stands once', async () => {
    const client = await place.client(1);
    const { id } = await world.event('call', client.number);
    await world.work();
    const kinds = (await now(id)).standing.map(({ kind }) => kind).toSorted();
    expect(kinds.length).toBeGreaterThan(0);
    await act(id, 'undo');
    expect((await now(id)).standing).toEqual([]);
    expect((await now(id)).entry).toMatchObject({ state: 'undone' });
    await act(id, 'redo');
    const again = await now(id);
    expect(again.standing.map(({ kind }) => kind).toSorted()).toEqual(kinds);
    expect(again.entry).toMatchObject({ state: 'logged', matterId: client.matterIds[0] });
  });

  test('late news: the record says the newer words, and there is still one', async () => {
    const client = await place.client(1);
    const callId = randomUUID();
    const { id } = await world.event('call', client.number, { callId });
    await world.work();
    const kinds = (await now(id)).standing.map(({ kind }) => kind).toSorted();
    await world.event('call', client.number, { callId, eventId: `evt_${randomUUID()}`, talkSeconds: 700 });
    await world.work();
    const { standing } = await now(id);
    expect(standing.map(({ kind }) => kind).toSorted()).toEqual(kinds);
    for (const one of standing) {
      expect(one.text).toContain('11 min 40 s');
      if (one.minutes !== undefined) expect(one.minutes).toBe(12);
    }
  });

  test('told twice: written once', async () => {
    const client = await place.client(1);
    const callId = randomUUID();
    const { id } = await world.event('call', client.number, { callId });
    await world.work();
    const before = (await now(id)).standing;
    await world.event('call', client.number, { callId });
    await world.event('call', client.number, { callId, eventId: `evt_${randomUUID()}` });
    await world.work();
    expect((await now(id)).standing.map((one) => one.id)).toEqual(before.map((one) => one.id));
  });

  test('what the firm has billed there stays where it is, and the entry says so', async () => {
    const firm = place.there?.firm;
    if (!firm?.lock) return expect(place.there === null || name === 'zoho').toBe(true);
    const client = await place.client(2);
    const { id } = await world.event('call', client.number);
    await world.work();
    await act(id, 'refile', { matterId: client.matterIds[0] });
    const { standing } = await now(id);
    for (const one of standing) firm.lock(one);
    const locked = standing.filter(({ kind }) => kind === 'fee' || kind === 'time_entry');
    expect(locked).toHaveLength(1);
    await act(id, 'undo');
    const after = await now(id);
    expect(after.standing.map((one) => one.id)).toContain(locked[0]?.id);
    expect(after.entry).toMatchObject({ state: 'failed', failure: expect.stringContaining('billed') });
    return undefined;
  });
});
