import pg from 'pg';
import { findContactsByNumbers } from '../server/features/practice/index.ts';
import type { Tx } from '../server/platform/db/database.ts';
import { type BenchWorld, openWorld } from './bench-database.ts';
import { fillNumbers } from './fill-numbers.ts';
import { median, quantile, type Report } from './report.ts';

const sizes = [10_000, 100_000, 1_000_000, 10_000_000];
const rounds = 3;
const lookups = 2_000;
const warmUp = 1_000;
const batch = 500;

/** One number → its contacts with their matters, as the firm's index grows from ten thousand numbers to ten million. */
export async function run(): Promise<Report> {
  const world = await openWorld();
  const direct = new pg.Pool({ ...world.connection, max: 1 });
  const measured: Measured[] = [];
  try {
    let there = 0;
    for (const size of sizes) {
      const began = performance.now();
      await fillNumbers(direct, world.firmId, there, size);
      there = size;
      const seconds = Math.round((performance.now() - began) / 1000);
      const here = await measureAt(world, size);
      measured.push(here);
      console.log(`  ${rowOf(here).join('  ')} (filled in ${seconds} s)`);
    }
    const size = await direct.query<{ gb: string }>(
      'select round(pg_database_size(current_database()) / 1e9, 1) as gb',
    );
    return report(measured, size.rows[0]?.gb ?? '?');
  } finally {
    await direct.end();
    await world.close();
  }
}

/** Milliseconds of every look-up, by round. */
interface Measured {
  size: number;
  inside: number[][];
  alone: number[][];
  many: number[][];
}

/** As the pipeline does it, inside the transaction of its batch; as a stranger would, in one of its own; a whole batch. */
async function measureAt(world: BenchWorld, size: number): Promise<Measured> {
  const scope = world.context.platform.database.firm(world.firmId);
  const find = (many: number) => {
    const numbers = Array.from({ length: many }, () => anyNumber(size));
    return (tx: Tx) => findContactsByNumbers(tx, world.firmId, numbers);
  };
  const measured: Measured = { size, inside: [], alone: [], many: [] };
  for (let round = 0; round < rounds; round += 1) {
    const first = round === 0 ? warmUp : 0;
    measured.inside.push(await scope.read((tx) => timed(lookups, first, () => find(1)(tx))));
    measured.alone.push(await timed(lookups, 0, () => scope.read(find(1))));
    measured.many.push(await scope.read((tx) => timed(20, 2, () => find(batch)(tx))));
  }
  return measured;
}

/** Four of five are somebody's. */
function anyNumber(size: number): string {
  return `+44${7_000_000_000 + Math.floor(Math.random() * size * 1.25)}`;
}

/** Milliseconds of each, one after another; the first ones warm the connection and are not counted. */
async function timed(
  count: number,
  notCounted: number,
  find: () => Promise<ReadonlyMap<string, unknown>>,
): Promise<number[]> {
  const times: number[] = [];
  let hits = 0;
  for (let i = 0; i < count + notCounted; i += 1) {
    const began = performance.now();
    const found = await find();
    if (i < notCounted) continue;
    times.push(performance.now() - began);
    if (found.size > 0) hits += 1;
  }
  if (hits < count * 0.7) throw new Error(`only ${hits} of ${count} look-ups found somebody`);
  return times;
}

/** The median round's quantile. */
function at(rounds: readonly number[][], q: number): number {
  return median(rounds.map((times) => quantile(times, q)));
}

function rowOf({ size, inside, alone, many }: Measured): (string | number)[] {
  return [
    size.toLocaleString('en-GB'),
    at(inside, 0.5).toFixed(2),
    at(inside, 0.95).toFixed(2),
    at(inside, 0.99).toFixed(2),
    `${at(alone, 0.5).toFixed(2)} / ${at(alone, 0.99).toFixed(2)}`,
    at(many, 0.5).toFixed(1),
  ];
}

function report(measured: readonly Measured[], gigabytes: string): Report {
  const p99 = at(measured.at(-1)?.inside ?? [], 0.99);
  const growth = at(measured.at(-1)?.inside ?? [], 0.5) / at(measured[0]?.inside ?? [], 0.5);
  return {
    name: 'match',
    about: `One number looked up behind row-level security, with its contacts and their matters, by the pipeline's own function: inside a transaction as the pipeline does it, and in a transaction of its own (three statements more); and ${batch} numbers at once, as a full batch does. Ten numbers a contact, one matter each; one look-up in five is for a number that nobody has. Medians of ${rounds} rounds of ${lookups} look-ups, one after another.`,
    columns: ['numbers', 'p50 ms', 'p95 ms', 'p99 ms', 'own transaction p50 / p99 ms', `${batch} at once ms`],
    rows: measured.map(rowOf),
    targets: [
      { target: 'p99 ≤ 2 ms at 10 M numbers', reached: `${p99.toFixed(2)} ms`, met: p99 <= 2 },
      {
        target: 'from 10 k to 10 M numbers cost grows ≤ 2 ×',
        reached: `${growth.toFixed(2)} × (p50)`,
        met: growth <= 2,
      },
    ],
    settings: { rounds, lookups, databaseGB: gigabytes },
  };
}
