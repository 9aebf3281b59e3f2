/**
 * Working off what is to be written while nearly everything goes wrong: requests that break before or after they counted,
 * 429, 5xx and ended tokens, and two workers that die before or after each of their transactions.
 */
import type { Database } from '../../platform/db/database.ts';
import { type Fault, WorkerDied } from '../../testing/fake-practice-system.ts';
import { type WorkerDeps, workConnection } from '../destinations/index.ts';
import type { ConformanceWorld, Place } from './conformance-world.ts';
import { createWriter } from './follow-writes.ts';

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

export interface Ordeal {
  seed: number;
  random(): number;
  /** From this round on nothing goes wrong any more, so that a run ends. */
  calmAfter: number;
  mostRounds: number;
  /** What else happens between two rounds. */
  meanwhile?(round: number): Promise<void>;
}

/** Until nothing is open; throws with the seed when that never comes. */
export async function workThroughFaults(
  world: ConformanceWorld,
  place: Place,
  { seed, random, calmAfter, mostRounds, meanwhile }: Ordeal,
): Promise<void> {
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
  for (; (await countOpenWrites(world)) > 0; round += 1) {
    if (round >= mostRounds)
      throw new Error(`ONCE_SEED=${seed} ONCE_RUNS=1: no end: ${await leftOver(world, place)}`);
    if (round === calmAfter) place.chaos?.(null);
    await Promise.all(workers.map((worker) => workOnce(world, place, worker)));
    await meanwhile?.(round);
    if (await isLockedOut(world)) await place.faults?.letInAgain();
    await toNextMoment(world);
  }
  place.chaos?.(null);
}

async function workOnce({ phone }: ConformanceWorld, place: Place, deps: WorkerDeps): Promise<void> {
  try {
    await workConnection(deps, phone.firm.id, place.id);
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error;
  }
}

export async function countOpenWrites({ phone }: ConformanceWorld): Promise<number> {
  return await phone.count('destination_writes', `state in ('waiting', 'sending', 'unknown', 'confirming')`);
}

async function leftOver({ phone, clock }: ConformanceWorld, place: Place): Promise<string> {
  const rows = await phone.query(
    `select w.reference, w.record_kind, w.action, w.state, w.attempts, w.failure, w.detail, w.due_at, w.progress, c.status,
       c.blocked_until from destination_writes w join connections c on c.firm_id = w.firm_id and c.id = w.connection_id
     where w.firm_id = $1 and w.state in ('waiting', 'sending', 'unknown', 'confirming', 'failed')`,
    [phone.firm.id],
  );
  const asked = place.there?.firm.control.log.slice(-20) ?? [];
  return `${JSON.stringify(rows)} after ${asked.join(', ')} at ${clock.now().toISOString()}`;
}

async function isLockedOut({ phone }: ConformanceWorld): Promise<boolean> {
  return (await phone.count('connections', `status = 'needs_attention'`)) > 0;
}

/** Some writes wait for others, whatever their own time. */
async function toNextMoment(world: ConformanceWorld): Promise<void> {
  const next = await world.nextMoment();
  const now = world.clock.now().getTime();
  if (next !== null) world.advance(next.getTime() > now ? next.getTime() - now : 1000);
}
