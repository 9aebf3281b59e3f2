import { sql } from 'kysely';
import pg from 'pg';
import { processFirm } from '../server/features/call-logging/index.ts';
import { newId } from '../server/platform/ids.ts';
import { phoneSystems } from '../server/vendors/registry.ts';
import { type BenchWorld, openWorld } from './bench-database.ts';
import { callEvent } from './bench-events.ts';
import { fillInteractions } from './fill-interactions.ts';
import { bareBatches } from './pipeline-reference.ts';
import { median, type Report } from './report.ts';

const eventsEach = 15_000;
const rounds = 3;
const contacts = 2_000;

/** Stored event → decided and written in the embedded record; on an empty ledger and on one of a million. */
export async function run(): Promise<Report> {
  const world = await openWorld();
  try {
    const direct = new pg.Pool({ ...world.connection, max: 2 });
    const numbers = await makeContacts(world);
    // As autovacuum does within a minute of such a change.
    await direct.query('analyze');
    await measureOne(world, direct, numbers, 3_000);
    const empty = await measure(world, direct, numbers);
    console.log('  filling to 1,000,000 interactions …');
    await fillInteractions(direct, world.firmId, world.source.id, world.staffId, 1_000_000);
    await measureOne(world, direct, numbers, 3_000);
    const full = await measure(world, direct, numbers);
    const size = await direct.query<{ gb: string }>(
      'select round(pg_database_size(current_database()) / 1e9, 1) as gb',
    );
    await direct.end();
    return report(empty, full, size.rows[0]?.gb ?? '?');
  } finally {
    await world.close();
  }
}

interface Measured {
  pipeline: number[];
  bare: number[];
}

async function measure(world: BenchWorld, direct: pg.Pool, numbers: readonly string[]): Promise<Measured> {
  const result: Measured = { pipeline: [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    result.pipeline.push(await measureOne(world, direct, numbers, eventsEach));
    result.bare.push(await bareBatches(direct, world, eventsEach));
    console.log(
      `  round ${round + 1}: pipeline ${Math.round(result.pipeline.at(-1) ?? 0)}/s, bare SQL ${Math.round(result.bare.at(-1) ?? 0)}/s`,
    );
  }
  return result;
}

let made = 0;

export async function measureOne(
  world: BenchWorld,
  direct: pg.Pool,
  numbers: readonly string[],
  count: number,
): Promise<number> {
  await storeEvents(world, direct, numbers, count);
  const deps = { platform: world.context.platform, vendors: phoneSystems };
  const start = performance.now();
  for (let done = 0; done < count; ) {
    const some = await processFirm(deps, world.firmId);
    if (some === 0) throw new Error('the pipeline stopped before all was done');
    done += some;
  }
  const perSecond = count / ((performance.now() - start) / 1000);
  const { rows } = await direct.query<{ state: string }>(
    'select state from log_entries where firm_id = $1 order by id desc limit 1',
    [world.firmId],
  );
  if (rows[0]?.state !== 'logged')
    throw new Error(`the last entry is ${rows[0]?.state ?? 'missing'} and not logged`);
  return perSecond;
}

/** Events as the intake would have stored them; not timed. */
async function storeEvents(
  world: BenchWorld,
  direct: pg.Pool,
  numbers: readonly string[],
  count: number,
): Promise<void> {
  for (let start = 0; start < count; start += 1000) {
    const events = Array.from({ length: Math.min(1000, count - start) }, () => {
      made += 1;
      return callEvent(made, {
        staffEmail: world.staffEmail,
        from: numbers[made % numbers.length] ?? '',
        endedAt: new Date(),
      });
    });
    await direct.query(
      `with stored as (
         insert into raw_events (firm_id, id, source_id, event_key, origin, content_type, raw_body)
         select $1, u.id, $2, u.key, 'webhook', 'application/json', u.body from unnest($3::uuid[], $4::text[], $5::bytea[]) as u(id, key, body) returning id)
       insert into pending_events (firm_id, raw_event_id) select $1, id from stored`,
      [
        world.firmId,
        world.source.id,
        events.map(() => newId()),
        events.map((event) => `id:${event.id}`),
        events.map((event) => Buffer.from(event.body)),
      ],
    );
  }
  await direct.query('analyze pending_events');
}

/** Three callers in four have one open matter (a fee), the fourth has two (a task). */
export async function makeContacts(world: BenchWorld): Promise<string[]> {
  const numbers = Array.from({ length: contacts }, (_, i) => `+4470700${String(i).padStart(5, '0')}`);
  await world.context.platform.database.firm(world.firmId).write(async (tx) => {
    const ids = numbers.map(() => newId());
    await sql`insert into contacts (firm_id, id, kind, last_name, display_name)
      select ${world.firmId}, u.id, 'person', 'Caller ' || u.n, 'Caller ' || u.n from unnest(${ids}::uuid[]) with ordinality as u(id, n)`.execute(
      tx,
    );
    await sql`insert into contact_numbers (firm_id, id, contact_id, raw, part, e164)
      select ${world.firmId}, u.id, u.contact_id, u.number, u.number, u.number from unnest(${ids.map(() => newId())}::uuid[], ${ids}::uuid[], ${numbers}::text[]) as u(id, contact_id, number)`.execute(
      tx,
    );
    const parties = ids.flatMap((contactId, i) =>
      Array.from({ length: i % 4 === 3 ? 2 : 1 }, () => ({ contactId, matterId: newId() })),
    );
    await sql`insert into matters (firm_id, id, number, title) select ${world.firmId}, u.id, u.n::text, 'Matter ' || u.n
      from unnest(${parties.map((p) => p.matterId)}::uuid[]) with ordinality as u(id, n)`.execute(tx);
    await sql`insert into matter_parties (firm_id, matter_id, contact_id, role, is_client) select ${world.firmId}, u.matter_id, u.contact_id, 'client', true
      from unnest(${parties.map((p) => p.matterId)}::uuid[], ${parties.map((p) => p.contactId)}::uuid[]) as u(matter_id, contact_id)`.execute(
      tx,
    );
  });
  return numbers;
}

function report(empty: Measured, full: Measured, gigabytes: string): Report {
  const [emptyRate, fullRate] = [median(empty.pipeline), median(full.pipeline)];
  const slower = 1 - fullRate / emptyRate;
  const row = (what: string, values: readonly number[]) => [
    what,
    Math.round(median(values)),
    values.map(Math.round).join(' / '),
  ];
  return {
    name: 'pipeline',
    about: `Stored webhooks of the generic source (one a call) → read, assembled, matched, decided, written as fee (3 of 4) or task with log entry, in batches of 500; one worker process, PostgreSQL with fsync on the same machine. Medians of ${rounds} rounds of ${eventsEach} interactions. "Bare SQL" makes the same rows (${bareBatches.rows}) in the same batches with one prepared statement a table and no work in between.`,
    columns: ['what', 'interactions/s', 'rounds'],
    rows: [
      row('pipeline, empty ledger', empty.pipeline),
      row('bare SQL, empty ledger', empty.bare),
      row('pipeline, 1,000,000 interactions there', full.pipeline),
      row('bare SQL, 1,000,000 interactions there', full.bare),
    ],
    targets: [
      { target: '≥ 3,000 interactions/s', reached: `${Math.round(emptyRate)}/s`, met: emptyRate >= 3000 },
      {
        target: 'with 1,000,000 there ≤ 20 % slower',
        reached: `${(slower * 100).toFixed(0)} % slower (${Math.round(fullRate)}/s)`,
        met: slower <= 0.2,
      },
    ],
    settings: { eventsEach, rounds, databaseGB: gigabytes },
  };
}
