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
import type { Database } from '../../platform/db/database.ts';
import { type Fault, WorkerDied } from '../../testing/fake-practice-system.ts';
import { type WorkerDeps, workConnection } from '../destinations/index.ts';
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
const fakeFaults: readonly Fault[] = [
  'drop_before',
  'drop_after',
  'rate_limited',
  'server_error',
  'crash_before',
  'crash_after',
];

/** The database as a worker sees it that may die before or after each of its transactions. */
function mortal(database: Database, strikes: () => boolean, random: () => number): Database {
  return {
    ...database,
    firm(firmId, staffId) {
      const scope = database.firm(firmId, staffId);
      return {
        read: scope.read,
        async write(work) {
          const [dies, before] = [strikes(), random() < 0.5];
          if (dies && before) throw new WorkerDied();
          const result = await scope.write(work);
          if (dies) throw new WorkerDied();
          return result;
        },
      };
    },
  };
}

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
    for (let turn = 0; turn < 60 && (await openWrites()) > 0; turn += 1) {
      await Promise.all([0, 1, 2].map(() => workConnection(deps, world.phone.firm.id, place.id)));
      world.advance(20_000);
    }
    expect(await openWrites()).toBe(0);
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
    const rate = random() * 0.5;
    let round = 0;
    const strikes = () => round < calmAfter && random() < rate / 2;
    place.chaos?.({
      seed,
      rate,
      pick: () => fakeFaults[Math.floor(random() * fakeFaults.length)] ?? 'drop_before',
    });
    const { deps } = world.phone;
    const workers = [0, 1].map((): WorkerDeps => {
      const database = mortal(deps.platform.database, strikes, random);
      return { ...createWriter({ ...deps, platform: { ...deps.platform, database } }), random: () => 0.5 };
    });
    for (; (await openWrites()) > 0; round += 1) {
      if (round >= mostRounds) throw new Error(`ONCE_SEED=${seed} ONCE_RUNS=1: no end: ${await leftOver()}`);
      if (round === calmAfter) place.chaos?.(null);
      await Promise.all(workers.map(workOnce));
      if (await isLockedOut()) await place.faults?.letInAgain();
      await toNextMoment();
    }
    place.chaos?.(null);
    return run;
  }

  async function workOnce(deps: WorkerDeps): Promise<void> {
    try {
      await workConnection(deps, world.phone.firm.id, place.id);
    } catch (error) {
      if (!(error instanceof WorkerDied)) throw error;
    }
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

  async function openWrites(): Promise<number> {
    return await world.phone.count(
      'destination_writes',
      `state in ('waiting', 'sending', 'unknown', 'confirming')`,
    );
  }

  async function leftOver(): Promise<string> {
    const rows = await world.phone.query(
      `select w.reference, w.record_kind, w.action, w.state, w.attempts, w.failure, w.detail, w.due_at, w.progress, c.status,
         c.blocked_until from destination_writes w join connections c on c.firm_id = w.firm_id and c.id = w.connection_id
       where w.firm_id = $1 and w.state in ('waiting', 'sending', 'unknown', 'confirming', 'failed')`,
      [world.phone.firm.id],
    );
    const asked = place.there?.firm.control.log.slice(-20) ?? [];
    return `${JSON.stringify(rows)} after ${asked.join(', ')} at ${world.clock.now().toISOString()}`;
  }

  async function isLockedOut(): Promise<boolean> {
    return (await world.phone.count('connections', `status = 'needs_attention'`)) > 0;
  }

  /** Some writes wait for others, whatever their own time. */
  async function toNextMoment(): Promise<void> {
    const next = await world.nextMoment();
    const now = world.clock.now().getTime();
    if (next !== null) world.advance(next.getTime() > now ? next.getTime() - now : 1000);
  }
});
