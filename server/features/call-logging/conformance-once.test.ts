/**
 * Each planned record exactly once, through random faults at every step, for every destination: requests that break before
 * or after they counted, 429, 5xx and ended tokens (the simulators' chaos), workers that die before or after each of their
 * transactions, and two workers at once. Each run prints nothing unless it fails; `ONCE_SEED` replays, `ONCE_RUNS` sets how
 * many, `ONCE_PLACE` chooses one destination.
 */
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Standing } from '../../../simulators/practice/conformance-driver.ts';
import { seededRandom } from '../../../simulators/seeded-random.ts';
import { workConnection } from '../destinations/index.ts';
import { countOpenWrites, workThroughFaults } from './conformance-faults.ts';
import {
  type Client,
  type ConformanceWorld,
  type Place,
  placeNames,
  startConformanceWorld,
} from './conformance-world.ts';
import { createWriter } from './follow-writes.ts';

const firstSeed = Number(process.env.ONCE_SEED ?? randomInt(2 ** 30));
const runs = Number(process.env.ONCE_RUNS ?? 25);
const chosen = process.env.ONCE_PLACE;
const names = placeNames.filter((name) => name !== 'embedded' && (chosen ?? name) === name);

let world: ConformanceWorld;
beforeAll(async () => {
  world = await startConformanceWorld();
});
afterAll(() => world.close());

const mostRounds = 200;
/** From this round on nothing goes wrong any more, so that a run ends. */
const calmAfter = 12;
interface Run {
  seed: number;
  reference: string;
  entryId: string;
  /** The contact that is made on the way. */
  name: string | null;
}

describe.each(names)('%s', (name) => {
  let place: Place;
  let client: Client;
  beforeAll(async () => {
    const [made] = await world.open(name);
    if (made === undefined) throw new Error('no place');
    place = made;
    client = await place.client(1);
  });

  test(`${runs} runs from seed ${firstSeed}: every planned record stands once`, {
    timeout: 1_200_000,
  }, async () => {
    const began = Date.now();
    let records = 0;
    for (let nth = 0; nth < runs; ) {
      const batch: Run[] = [];
      for (; nth < runs && batch.length < 20; nth += 1) batch.push(await oneRun(firstSeed + nth));
      records += await verify(batch);
    }
    expect(place.violations()).toEqual([]);
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    console.log(`once: ${name}, ONCE_SEED=${firstSeed}, ${runs} runs, ${records} records, ${seconds} s`);
  });

  test('two workers at once make no second record', async () => {
    place.chaos?.(null);
    const batch: Run[] = [];
    for (let nth = 0; nth < 6; nth += 1) batch.push(await planOf(firstSeed + nth, 1 + (nth % 3)));
    const deps = createWriter(world.phone.deps);
    for (let turn = 0; turn < 60 && (await countOpenWrites(world)) > 0; turn += 1) {
      await Promise.all([0, 1, 2].map(() => workConnection(deps, world.phone.firm.id, place.id)));
      world.advance(20_000);
    }
    expect(await countOpenWrites(world)).toBe(0);
    await verify(batch);
  });

  /** One event and its plan: by turns a call, a text, a fax of a client, and a call of somebody unknown. */
  async function planOf(seed: number, which: number): Promise<Run> {
    const number = which === 0 ? world.newNumber() : client.number;
    const name = which === 0 ? `Rosa N${seed}` : null;
    const kind = (['call', 'call', 'sms', 'fax'] as const)[which] ?? 'call';
    const { id } = await world.event(kind, number, name === null ? {} : { name });
    const { id: entryId, reference } = await world.entry(id, place);
    return { seed, reference, entryId, name };
  }

  async function oneRun(seed: number): Promise<Run> {
    const random = seededRandom(seed);
    const run = await planOf(seed, Math.floor(random() * 4));
    await workThroughFaults(world, place, { seed, random, calmAfter, mostRounds });
    return run;
  }

  /** Answers how many records there are. */
  async function verify(batch: readonly Run[]): Promise<number> {
    // What a vendor shows late is there by now.
    world.advance(120_000);
    const planned = await world.phone.query<{
      reference: string;
      kind: Standing['kind'];
      entry: string;
      state: string;
    }>(
      `select reference, record_kind as kind, log_entry_id as entry, state from destination_writes
       where firm_id = $1 and action = 'create' and log_entry_id = any($2::uuid[]) order by id`,
      [world.phone.firm.id, batch.map(({ entryId }) => entryId)],
    );
    const standing = await place.all();
    const made = planned.map((write) => ({
      ...write,
      seed: batch.find(({ entryId }) => entryId === write.entry)?.seed,
      count: standing.filter((one) => one.kind === write.kind && place.isOf(one, write.reference)).length,
    }));
    expect(made.filter(({ count, state }) => count !== 1 || state !== 'done')).toEqual([]);
    expect(made.length).toBeGreaterThanOrEqual(batch.length);
    for (const { name: caller, seed } of batch)
      if (caller !== null) expect(await place.contacts(caller), `ONCE_SEED=${seed}`).toHaveLength(1);
    return made.length + batch.filter((one) => one.name !== null).length;
  }
});
