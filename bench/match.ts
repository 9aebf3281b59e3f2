import pg from 'pg';
import { findContactsByNumbers } from '../server/features/practice/index.ts';
import { openWorld } from './bench-database.ts';
import { quantile, type Report } from './report.ts';

const sizes = [10_000, 100_000, 1_000_000, 10_000_000];
const lookups = 3_000;
const warmUp = 300;

/** One number → its contacts with their matters, as the firm's index grows from ten thousand numbers to ten million. */
export async function run(): Promise<Report> {
  const world = await openWorld();
  const rows: (string | number)[][] = [];
  const p99: number[] = [];
  const medians: number[] = [];
  try {
    const direct = new pg.Pool({ ...world.connection, max: 1 });
    const scope = world.context.platform.database.firm(world.firmId);
    let there = 0;
    for (const size of sizes) {
      await grow(direct, world.firmId, there, size);
      there = size;
      await direct.query('vacuum analyze contact_numbers, contacts');
      // As the pipeline does it, inside the transaction of a batch; and as a stranger would, in one of its own.
      const inside = await scope.read(
        async (tx) => await measure(size, (number) => findContactsByNumbers(tx, world.firmId, [number])),
      );
      const alone = await measure(size, (number) =>
        scope.read((tx) => findContactsByNumbers(tx, world.firmId, [number])),
      );
      p99.push(quantile(inside.times, 0.99));
      medians.push(quantile(inside.times, 0.5));
      const at = (times: readonly number[], q: number) => quantile(times, q).toFixed(2);
      rows.push([
        size.toLocaleString('en-GB'),
        at(inside.times, 0.5),
        at(inside.times, 0.95),
        at(inside.times, 0.99),
        `${at(alone.times, 0.5)} / ${at(alone.times, 0.99)}`,
        `${Math.round(inside.found * 100)} %`,
      ]);
      console.log(`  ${rows.at(-1)?.join('  ')}`);
    }
    await direct.end();
  } finally {
    await world.close();
  }
  const growth = (medians.at(-1) ?? 0) / (medians[0] ?? 1);
  return {
    name: 'match',
    about: `One number looked up behind row-level security, with its contacts and their matters (three statements), inside a transaction as the pipeline does it, and in a transaction of its own (three more); ${lookups} look-ups one after another, one in five for a number that nobody has.`,
    columns: ['numbers', 'p50 ms', 'p95 ms', 'p99 ms', 'own transaction p50 / p99 ms', 'found'],
    rows,
    targets: [
      {
        target: 'p99 ≤ 2 ms at 10 M numbers',
        reached: `${p99.at(-1)?.toFixed(2)} ms`,
        met: (p99.at(-1) ?? 99) <= 2,
      },
      {
        target: 'from 10 k to 10 M numbers cost grows ≤ 2 ×',
        reached: `${growth.toFixed(2)} × (p50)`,
        met: growth <= 2,
      },
    ],
    settings: { lookups },
  };
}

/** Looks random numbers up, one after another; the first ones warm the connection and are not counted. */
async function measure(
  size: number,
  find: (number: string) => Promise<ReadonlyMap<string, unknown>>,
): Promise<{ times: number[]; found: number }> {
  const times: number[] = [];
  let hits = 0;
  for (let i = 0; i < lookups + warmUp; i += 1) {
    const number = `+44${7_000_000_000 + Math.floor(Math.random() * size * 1.25)}`;
    const began = performance.now();
    const found = await find(number);
    if (i < warmUp) continue;
    times.push(performance.now() - began);
    if (found.size > 0) hits += 1;
  }
  return { times, found: hits / lookups };
}

/** Ten numbers a contact, one open matter each: made by the database itself. */
async function grow(direct: pg.Pool, firmId: string, from: number, to: number): Promise<void> {
  const chunk = 500_000;
  for (let n = from; n < to; n += chunk) {
    const last = Math.min(to, n + chunk) - 1;
    await direct.query(
      `with people as (select g, uuidv7() as id, uuidv7() as matter_id from generate_series($2::bigint / 10, $3::bigint / 10) as g),
        made as (insert into contacts (firm_id, id, kind, last_name, display_name) select $1, id, 'person', 'Contact ' || g, 'Contact ' || g from people),
        opened as (insert into matters (firm_id, id, number, title) select $1, matter_id, 'M' || g, 'Matter ' || g from people),
        joined as (insert into matter_parties (firm_id, matter_id, contact_id, role, is_client) select $1, matter_id, id, 'client', true from people)
       insert into contact_numbers (firm_id, id, contact_id, raw, part, e164)
       select $1, uuidv7(), p.id, '+44' || (7000000000 + p.g * 10 + d), '+44' || (7000000000 + p.g * 10 + d), '+44' || (7000000000 + p.g * 10 + d) from people p, generate_series(0, 9) as d`,
      [firmId, n, last],
    );
  }
}
