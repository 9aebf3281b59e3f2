import { sql } from 'kysely';
import pg from 'pg';
import { pipelineRound, processFirm } from '../server/features/call-logging/index.ts';
import { newId } from '../server/platform/ids.ts';
import { phoneSystems, practiceSystems } from '../server/vendors/registry.ts';
import { addFirm, type BenchFirm, type BenchWorld, openWorld } from './bench-database.ts';
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
    const numbers = await makeContacts(world, world.firmId);
    const others: BenchFirm[] = [];
    for (const n of [2, 3, 4]) {
      const firm = await addFirm(world.context, `tom.reid.${n}@example.com`);
      await makeContacts(world, firm.firmId);
      others.push(firm);
    }
    // As autovacuum does within a minute of such a change.
    await direct.query('analyze');
    await measureOne(world, direct, numbers, 3_000);
    const empty = await measure(world, others, direct, numbers);
    console.log('  filling to 1,000,000 interactions …');
    await fillInteractions(direct, world.firmId, world.source.id, world.staffId, 1_000_000);
    // What was written goes to disk now, and not while the pipeline is timed.
    await direct.query('checkpoint');
    await measureOne(world, direct, numbers, 3_000);
    const full = await measure(world, others, direct, numbers);
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
  fourFirms: number[];
  bare: number[];
}

async function measure(
  world: BenchWorld,
  others: readonly BenchFirm[],
  direct: pg.Pool,
  numbers: readonly string[],
): Promise<Measured> {
  const result: Measured = { pipeline: [], fourFirms: [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    result.pipeline.push(await measureOne(world, direct, numbers, eventsEach));
    result.fourFirms.push(await measureFirms(world, [world, ...others], direct, numbers, eventsEach));
    result.bare.push(await bareBatches(direct, world, eventsEach));
    console.log(
      `  round ${round + 1}: one firm ${Math.round(result.pipeline.at(-1) ?? 0)}/s, four firms ${Math.round(result.fourFirms.at(-1) ?? 0)}/s, bare SQL ${Math.round(result.bare.at(-1) ?? 0)}/s`,
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
  await storeEvents(world, world, direct, numbers, count);
  const deps = { platform: world.context.platform, vendors: phoneSystems, practiceSystems };
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

/** The same work spread over several firms, as a worker process meets it: `pipelineRound` until nothing waits. */
async function measureFirms(
  world: BenchWorld,
  firms: readonly BenchFirm[],
  direct: pg.Pool,
  numbers: readonly string[],
  count: number,
): Promise<number> {
  for (const firm of firms) await storeEvents(world, firm, direct, numbers, count / firms.length);
  const deps = { platform: world.context.platform, vendors: phoneSystems, practiceSystems };
  const start = performance.now();
  while (await pipelineRound(deps));
  const perSecond = count / ((performance.now() - start) / 1000);
  const { rows } = await direct.query<{ left: number }>('select count(*)::int as left from pending_events');
  if (rows[0]?.left !== 0) throw new Error(`${rows[0]?.left ?? '?'} events were left over`);
  return perSecond;
}

/** Events as the intake would have stored them; not timed. */
async function storeEvents(
  world: BenchWorld,
  firm: BenchFirm,
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
        firm.firmId,
        firm.source.id,
        events.map(() => newId()),
        events.map((event) => `id:${event.id}`),
        events.map((event) => Buffer.from(event.body)),
      ],
    );
  }
  await direct.query('analyze pending_events');
}

/** Three callers in four have one open matter (a fee), the fourth has two (a task). */
export async function makeContacts(world: BenchWorld, firmId: string): Promise<string[]> {
  const numbers = Array.from({ length: contacts }, (_, i) => `+4470700${String(i).padStart(5, '0')}`);
  await world.context.platform.database.firm(firmId).write(async (tx) => {
    const ids = numbers.map(() => newId());
    await sql`insert into contacts (firm_id, id, kind, last_name, display_name)
      select ${firmId}, u.id, 'person', 'Caller ' || u.n, 'Caller ' || u.n from unnest(${ids}::uuid[]) with ordinality as u(id, n)`.execute(
      tx,
    );
    await sql`insert into contact_numbers (firm_id, id, contact_id, raw, part, e164)
      select ${firmId}, u.id, u.contact_id, u.number, u.number, u.number from unnest(${ids.map(() => newId())}::uuid[], ${ids}::uuid[], ${numbers}::text[]) as u(id, contact_id, number)`.execute(
      tx,
    );
    const parties = ids.flatMap((contactId, i) =>
      Array.from({ length: i % 4 === 3 ? 2 : 1 }, () => ({ contactId, matterId: newId() })),
    );
    await sql`insert into matters (firm_id, id, number, title) select ${firmId}, u.id, u.n::text, 'Matter ' || u.n
      from unnest(${parties.map((p) => p.matterId)}::uuid[]) with ordinality as u(id, n)`.execute(tx);
    await sql`insert into matter_parties (firm_id, matter_id, contact_id, role, is_client) select ${firmId}, u.matter_id, u.contact_id, 'client', true
      from unnest(${parties.map((p) => p.matterId)}::uuid[], ${parties.map((p) => p.contactId)}::uuid[]) as u(matter_id, contact_id)`.execute(
      tx,
    );
  });
  return numbers;
}

function report(empty: Measured, full: Measured, gigabytes: string): Report {
  const [emptyRate, fullRate] = [median(empty.fourFirms), median(full.fourFirms)];
  const slower = 1 - fullRate / emptyRate;
  const row = (what: string, values: readonly number[]) => [
    what,
    Math.round(median(values)),
    values.map(Math.round).join(' / '),
  ];
  return {
    name: 'pipeline',
    about: `Stored webhooks of the generic source (one a call) → read, assembled, matched, decided, written as fee (3 of 4) or task with log entry, in batches of 500; one worker process, which works on one batch a firm and on up to three firms at once, PostgreSQL with fsync on the same machine. Medians of ${rounds} rounds of ${eventsEach} interactions. "Bare SQL" makes the same rows (${bareBatches.rows}) in the same batches with one prepared statement a table and no work in between.`,
    columns: ['what', 'interactions/s', 'rounds'],
    rows: [
      row('pipeline, four firms, empty ledger', empty.fourFirms),
      row('pipeline, one firm, empty ledger', empty.pipeline),
      row('bare SQL, empty ledger', empty.bare),
      row('pipeline, four firms, 1,000,000 interactions there', full.fourFirms),
      row('pipeline, one firm, 1,000,000 interactions there', full.pipeline),
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
