import pg from 'pg';
import { whatIfRound } from '../server/features/call-logging/index.ts';
import { phoneSystems, practiceSystems } from '../server/vendors/registry.ts';
import { type BenchWorld, openWorld } from './bench-database.ts';
import { fillInteractions } from './fill-interactions.ts';
import { median, type Report } from './report.ts';

const target = 1_000_000;
const rounds = 3;

/** Cases from nothing that differs to everything: what is written for a difference costs more than what is the same. */
const cases = [
  { name: 'nothing differs', options: { minimumDurationSeconds: 10 } },
  { name: 'every call would become a fee or a task', options: { matterAssociation: true } },
  { name: 'no call would be logged', options: { minimumDurationSeconds: 600 } },
];

interface Measured {
  name: string;
  size: number;
  seconds: number[];
  differ: number;
}

/** Stored interactions decided again under other options, from the request to the last count. */
export async function run(): Promise<Report> {
  const sizes = (process.env.WHAT_IF_SIZES ?? '10000,100000,1000000').split(',').map(Number);
  const measured: Measured[] = [];
  for (const size of sizes) {
    const world = await openWorld();
    const direct = new pg.Pool({ ...world.connection, max: 1 });
    try {
      await fillInteractions(direct, world.firmId, world.source.id, world.staffId, size);
      await fillPeople(direct, world.firmId, size);
      await setUp(direct, world.firmId);
      for (const one of cases) measured.push(await measure(world, direct, size, one));
    } finally {
      await direct.end();
      await world.close();
    }
  }
  return report(measured);
}

/** Half of the numbers belong to somebody, with one open matter each; five numbers a person. */
async function fillPeople(direct: pg.Pool, firmId: string, size: number): Promise<void> {
  const people = Math.max(1, Math.floor(Math.min(size, 100_000) / 10));
  await direct.query(
    `with made as (select g, uuidv7() as contact_id, uuidv7() as matter_id from generate_series(1, $2::int) g),
       c as (insert into contacts (firm_id, id, kind, display_name) select $1, contact_id, 'person', 'Caller ' || g from made),
       m as (insert into matters (firm_id, id, number, title) select $1, matter_id, 'W' || g, 'Matter ' || g from made),
       n as (insert into contact_numbers (firm_id, id, contact_id, raw, e164)
             select $1, uuidv7(), contact_id, number, number from made,
               lateral (select '+4471' || lpad((g * 10 + k)::text, 8, '0') as number from generate_series(0, 4) k) numbers)
     insert into matter_parties (firm_id, matter_id, contact_id, role) select $1, matter_id, contact_id, 'Client' from made`,
    [firmId, people],
  );
  await direct.query(
    `update log_entries e set contact_id = n.contact_id from interactions i, contact_numbers n
     where e.firm_id = $1 and i.firm_id = $1 and i.id = e.interaction_id and n.firm_id = $1 and n.e164 = i.external_e164`,
    [firmId],
  );
  await direct.query('vacuum analyze');
}

/** As it was logged: without looking for matters, without making contacts. */
async function setUp(direct: pg.Pool, firmId: string): Promise<void> {
  await direct.query(
    `insert into call_logging_options (firm_id, destination, options) values ($1, '', '{"matterAssociation":false,"contactCreation":false}')`,
    [firmId],
  );
}

async function measure(
  world: BenchWorld,
  direct: pg.Pool,
  size: number,
  one: (typeof cases)[number],
): Promise<Measured> {
  const seconds: number[] = [];
  let differ = 0;
  for (let round = 0; round < rounds; round += 1) {
    const id = await begin(direct, world, size, one.options);
    const began = performance.now();
    const deps = { platform: world.context.platform, vendors: phoneSystems, practiceSystems };
    while (await whatIfRound(deps));
    seconds.push((performance.now() - began) / 1000);
    const { rows } = await direct.query<{ state: string; looked: number; differ: number }>(
      `select state, looked, (select coalesce(sum(count), 0)::int from what_if_counts where run_id = r.id) as differ
       from what_if_runs r where id = $1`,
      [id],
    );
    if (rows[0]?.state !== 'done' || rows[0].looked !== size)
      throw new Error(`looked at ${rows[0]?.looked} of ${size}: ${rows[0]?.state}`);
    differ = rows[0].differ;
    await direct.query('delete from what_if_runs');
  }
  const measured = { name: one.name, size, seconds, differ };
  console.log(`  ${rowOf(measured).join('  ')}`);
  return measured;
}

/** The row that the API would store. */
async function begin(direct: pg.Pool, world: BenchWorld, size: number, options: object): Promise<string> {
  const { rows } = await direct.query<{ id: string }>(
    `insert into what_if_runs (firm_id, id, options, set_before, days, since, until, total)
     select $1, uuidv7(), $2, (select jsonb_object_agg(destination, options) from call_logging_options where firm_id = $1),
       365, now() - interval '20 years', now(), $3 returning id`,
    [world.firmId, JSON.stringify(options), size],
  );
  return rows[0]?.id ?? '';
}

function rowOf({ name, size, seconds, differ }: Measured): (string | number)[] {
  const middle = median(seconds);
  return [
    name,
    size.toLocaleString('en-GB'),
    differ.toLocaleString('en-GB'),
    middle.toFixed(1),
    Math.round(size / middle).toLocaleString('en-GB'),
  ];
}

function report(measured: readonly Measured[]): Report {
  const largest = measured.filter(({ size }) => size === target);
  const worst = Math.max(...largest.map(({ seconds }) => median(seconds)));
  return {
    name: 'what-if',
    about: `Stored interactions decided again with today's contacts and matters and other options, with counts and lists kept, by the worker that does it in the program; half of the numbers belong to a contact with one open matter. Medians of ${rounds} runs.`,
    columns: ['case', 'interactions', 'would differ', 'seconds', 'interactions / s'],
    rows: measured.map(rowOf),
    targets: [
      {
        target: 'what-if over 1 M stored interactions ≤ 60 s',
        reached: Number.isFinite(worst) ? `${worst.toFixed(1)} s (slowest case)` : 'not measured',
        met: worst <= 60,
      },
    ],
    settings: { rounds },
  };
}
