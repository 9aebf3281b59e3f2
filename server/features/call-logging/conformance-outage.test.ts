/**
 * When a destination is not there (simulators listen by `createServer`): the others go on, what waits is caught up in order
 * within the vendor's budget, and a permission that was taken back costs nothing but time.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConformanceWorld, type Place, placeNames, startConformanceWorld } from './conformance-world.ts';

let world: ConformanceWorld;
beforeAll(async () => {
  world = await startConformanceWorld();
});
afterAll(() => world.close());

const hour = 3_600_000;
const connected = placeNames.filter((name) => name !== 'embedded');

/** The destination under test, and another one beside it. */
async function openTwo(name: string): Promise<[Place, Place]> {
  const [one, other] = await world.open(name, name === 'memory' ? 'clio' : 'memory');
  if (one === undefined || other === undefined) throw new Error('no place');
  return [one, other];
}

/** Somebody who is known to both, with one matter in each. */
async function clientOfBoth(one: Place, other: Place) {
  const client = await one.client(1);
  return { ...client, knownToOther: await other.contacts(client.name) };
}

async function status(place: Place): Promise<string> {
  const [row] = await world.phone.query<{ status: string }>(
    'select status from connections where firm_id = $1 and id = $2',
    [world.phone.firm.id, place.id],
  );
  return row?.status ?? '';
}

describe.each(connected.map((name) => [name] as const))('%s', (name) => {
  test('two destinations, one of them down: each its own decision, entry and failure', async () => {
    const [place, other] = await openTwo(name);
    const client = await clientOfBoth(place, other);
    place.faults?.down(true);
    const { id } = await world.event('call', client.number);
    await world.work(new Date(world.clock.now().getTime() + 60_000));
    const [mine, theirs] = [await world.entry(id, place), await world.entry(id, other)];
    expect(mine.id).not.toBe(theirs.id);
    // Its contact there has one matter; the other destination does not know it.
    expect(mine).toMatchObject({ state: 'pending', matterId: client.matterIds[0] });
    expect(theirs).toMatchObject({ state: 'logged', matterId: null });
    expect(await other.standing(theirs.reference)).not.toEqual([]);
    place.faults?.down(false);
    await world.work();
    expect(await world.entry(id, place)).toMatchObject({ state: 'logged' });
    expect(await world.entry(id, other)).toMatchObject({ id: theirs.id, state: 'logged' });
  });

  test('down for a day: caught up in order, within its budget, and the other one never waits', {
    timeout: 90_000,
  }, async () => {
    const [place, other] = await openTwo(name);
    const client = await clientOfBoth(place, other);
    place.faults?.down(true);
    const ids: string[] = [];
    for (let nth = 0; nth < 12; nth += 1) {
      const { id } = await world.event('sms', client.number);
      ids.push(id);
      await world.work(new Date(world.clock.now().getTime() + 30_000));
      expect(await world.entry(id, other)).toMatchObject({ state: 'logged' });
      expect(await world.entry(id, place)).toMatchObject({ state: 'pending' });
      world.advance(2 * hour);
    }
    place.faults?.down(false);
    await world.work();
    const entries = await Promise.all(ids.map((id) => world.entry(id, place)));
    expect(entries.map(({ state }) => state)).toEqual(ids.map(() => 'logged'));
    const all = await place.all();
    const order = entries.map(({ reference }) => all.findIndex((one) => place.isOf(one, reference)));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
    for (const { reference } of entries) expect(await place.standing(reference)).toHaveLength(1);
    const windows = place.budget?.windows ?? [];
    for (const { limit, seconds } of windows)
      expect(place.there?.firm.control.budget.peak(seconds) ?? 0).toBeLessThanOrEqual(limit);
  });

  test('the permission is taken back: the administrators are told once, nothing is lost, signing in again resumes', async () => {
    const [place, other] = await openTwo(name);
    const client = await clientOfBoth(place, other);
    place.faults?.lockOut();
    const { id } = await world.event('call', client.number);
    const second = await world.event('sms', client.number);
    await world.work();
    expect(await status(place)).toBe('needs_attention');
    const told = `subject like '%no longer lets Matterline in%' and body like '%${place.id}%'`;
    expect(await world.phone.count('outbox', told)).toBe(1);
    expect(await world.phone.count('audit_log', `action = 'connection.locked_out'`)).toBe(1);
    for (const one of [id, second.id]) {
      expect(await world.entry(one, place)).toMatchObject({ state: 'pending' });
      expect(await world.entry(one, other)).toMatchObject({ state: 'logged' });
    }
    await place.faults?.letInAgain();
    await world.work();
    for (const one of [id, second.id]) {
      const entry = await world.entry(one, place);
      expect(entry).toMatchObject({ state: 'logged' });
      expect(await place.standing(entry.reference)).not.toEqual([]);
    }
  });
});
