/**
 * Each planned record exactly once, through random faults at every step: requests that break before or after they took
 * effect, 429, 5xx, refused tokens, records that appear late, workers that die before or after each of their transactions
 * and around each request, and two workers at once. The seed is printed; `ONCE_SEED` replays it, `ONCE_RUNS` sets how many.
 */
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../simulators/seeded-random.ts';
import { planConversionWrites } from '../../testing/conversion-plan.ts';
import { type Fault, WorkerDied } from '../../testing/fake-practice-system.ts';
import {
  contactRecord,
  feeRecord,
  memoRecord,
  startWorkerWorld,
  type WorkerWorld,
} from '../../testing/worker-world.ts';
import { insertWrites } from './store.ts';
import { workConnection } from './worker.ts';

const seed = Number(process.env.ONCE_SEED ?? randomInt(2 ** 31));
const runs = Number(process.env.ONCE_RUNS ?? 200);
const random = seededRandom(seed);

let world: WorkerWorld;
beforeAll(async () => {
  world = await startWorkerWorld();
});
afterAll(() => world.app.close());

const faults: readonly Fault[] = [
  'drop_before',
  'drop_after',
  'drop_after',
  'rate_limited',
  'server_error',
  'crash_before',
  'crash_after',
  'crash_after',
];

test(`${runs} plans through random faults: every record exactly once`, { timeout: 600_000 }, async () => {
  console.log(`ONCE_SEED=${seed}`);
  const { fake } = world;
  for (let run = 0; run < runs; run += 1) {
    const rate = random() * 0.5;
    let struck = 0;
    const strikes = () => struck < 12 && random() < rate;
    fake.nextFault = () => {
      if (!strikes()) return null;
      struck += 1;
      return faults[Math.floor(random() * faults.length)] ?? null;
    };
    world.databaseFault = () => {
      if (!strikes()) return null;
      struck += 1;
      return random() < 0.5 ? 'before' : 'after';
    };
    fake.lagSeconds = random() < 0.5 ? 0 : Math.floor(random() * 19);
    const references = [`R${run}`, `R${run}-2`, `R${run}-3`];
    await world.plan([contactRecord(`+4420794${10_000 + run}`), feeRecord(), memoRecord()], references);
    await world.run();
    const written = [...fake.records.values()].map(({ record }) => record.reference);
    expect({
      run,
      written: references.map((one) => written.filter((other) => other === one).length),
    }).toEqual({
      run,
      written: [1, 1, 1],
    });
  }
});

const conversions = Math.ceil(runs / 4);

test(`${conversions} conversions through random faults: every record exactly once`, {
  timeout: 600_000,
}, async () => {
  console.log(`ONCE_SEED=${seed}`);
  const { fake, app, firmId, connectionId, clock } = world;
  for (let run = 0; run < conversions; run += 1) {
    const rate = random() * 0.5;
    let struck = 0;
    const strikes = () => struck < 30 && random() < rate;
    fake.nextFault = () => {
      if (!strikes()) return null;
      struck += 1;
      return faults[Math.floor(random() * faults.length)] ?? null;
    };
    world.databaseFault = () => {
      if (!strikes()) return null;
      struck += 1;
      return random() < 0.5 ? 'before' : 'after';
    };
    fake.lagSeconds = random() < 0.5 ? 0 : Math.floor(random() * 19);
    const e164 = random() < 0.5 ? null : `+4420794${20_000 + run}`;
    const { writes } = planConversionWrites(connectionId, `C${run}`, { e164 });
    await app.platform.database.firm(firmId).write((tx) => insertWrites(tx, firmId, writes, clock.now));
    await world.run();
    const written = [...fake.records.values()].map(({ record }) => record.reference);
    expect({
      run,
      written: writes.map(({ reference }) => written.filter((other) => other === reference).length),
    }).toEqual({ run, written: writes.map(() => 1) });
  }
});

test('two workers at once make no second record', async () => {
  const { fake, deps, firmId, connectionId } = world;
  fake.nextFault = () => null;
  world.databaseFault = () => null;
  fake.lagSeconds = 0;
  const before = fake.records.size;
  for (let plan = 0; plan < 20; plan += 1)
    await world.plan([feeRecord(), memoRecord()], [`T${plan}`, `T${plan}-2`]);
  const workers = Array.from({ length: 4 }, async () => {
    for (let turn = 0; turn < 40; turn += 1) await workConnection(deps, firmId, connectionId);
  });
  await Promise.all(workers);
  expect(fake.records.size - before).toBe(40);
});

test('a worker that died leaves no lock behind', async () => {
  const { fake, deps, firmId, connectionId } = world;
  await world.plan([feeRecord()], ['L1']);
  fake.nextFault = () => 'crash_before';
  await expect(workConnection(deps, firmId, connectionId)).rejects.toBeInstanceOf(WorkerDied);
  fake.nextFault = () => null;
  await world.run();
  expect([...fake.records.values()].filter(({ record }) => record.reference === 'L1')).toHaveLength(1);
});
