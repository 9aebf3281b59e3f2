import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { sealKept } from '../server/features/connections/index.ts';
import {
  type MirrorDeps,
  mirrorRound,
  requestWholePass,
  startMirror,
} from '../server/features/mirror/index.ts';
import { newId } from '../server/platform/ids.ts';
import type { PracticeSystem } from '../server/vendors/ports.ts';
import { practiceSystems } from '../server/vendors/registry.ts';
import { type BenchWorld, openWorld } from './bench-database.ts';
import type { Report } from './report.ts';

/** A smaller number is for trying the benchmark itself. */
const contacts = Number(process.env.BENCH_CONTACTS ?? 100_000);

interface Measured {
  what: string;
  records: number;
  seconds: number;
  requests: number;
  transactions: number;
  peakMiB: number;
}

/** All contacts of a firm from the stand-ins: the first load, and a whole pass when nothing changed. */
export async function run(): Promise<Report> {
  const world = await openWorld();
  const measured: Measured[] = [];
  try {
    // Clio's fifty requests a minute would only be waited for: here as fast as the program can, its wait is worked out.
    measured.push(...(await measure(world, 'clio', { budget: false })));
    measured.push(...(await measure(world, 'smokeball', { budget: true })));
  } finally {
    await world.close();
  }
  return report(measured);
}

async function measure(
  world: BenchWorld,
  kind: string,
  { budget }: { budget: boolean },
): Promise<Measured[]> {
  const found = practiceSystems[kind];
  if (!found) throw new Error(`${kind} is not registered`);
  const vendor: PracticeSystem = budget ? found : { ...found, budget: { windows: [], per: 'connection' } };
  const label = `${vendor.label}${budget ? ', within its budget' : ', budget off'}`;
  const stand = await startStandIn(kind);
  try {
    const connectionId = await connect(world, kind, stand);
    const { firmId } = world;
    const scope = world.context.platform.database.firm(firmId);
    const first = await load(world, vendor, connectionId, `${label}: first load`, () =>
      scope.write((tx) => startMirror(tx, { firmId, connectionId, vendor, now: new Date() })),
    );
    const again = await load(world, vendor, connectionId, `${label}: whole pass, nothing changed`, () =>
      scope.write((tx) => requestWholePass(tx, { firmId, connectionId, now: new Date() })),
    );
    return [first, again];
  } finally {
    stand.process.kill();
  }
}

const standIn = z.object({
  apiUrl: z.string(),
  authUrl: z.string(),
  controlUrl: z.string(),
  credentials: z.object({ clientId: z.string(), clientSecret: z.string(), apiKey: z.string().optional() }),
  tokens: z.object({ accessToken: z.string(), refreshToken: z.string() }),
});
type StandIn = z.infer<typeof standIn> & { process: ChildProcess };

async function startStandIn(kind: string): Promise<StandIn> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('servers/practice-server.ts', import.meta.url)), kind, String(contacts)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = z.tuple([z.string()]).parse(await once(createInterface(child.stdout), 'line'));
  return { ...standIn.parse(JSON.parse(line)), process: child };
}

async function connect(world: BenchWorld, vendor: string, stand: StandIn): Promise<string> {
  const { platform } = world.context;
  const id = newId();
  const { clientId, clientSecret, apiKey } = stand.credentials;
  const kept = { clientSecret, apiKey: apiKey ?? null, ...stand.tokens, apiUrl: null, authUrl: null };
  await platform.database.firm(world.firmId).write((tx) =>
    tx
      .insertInto('connections')
      .values({
        firm_id: world.firmId,
        id,
        vendor,
        name: vendor,
        region: '',
        api_url: stand.apiUrl,
        auth_url: stand.authUrl,
        sign_in_grant: 'authorization_code',
        client_id: clientId,
        credentials: sealKept(platform.secrets, id, kept),
        status: 'active',
        hook_key: id,
        hook_secret: Buffer.alloc(0),
      })
      .execute(),
  );
  return id;
}

/** Rounds until nothing is due; a rest that the budget asks for is waited for. */
async function load(
  world: BenchWorld,
  vendor: PracticeSystem,
  connectionId: string,
  what: string,
  begin: () => Promise<unknown>,
): Promise<Measured> {
  const { platform } = world.context;
  let requests = 0;
  const fetching: typeof fetch = (input, init) => {
    requests += 1;
    return fetch(input, init);
  };
  const deps: MirrorDeps = {
    platform: { ...platform, fetch: fetching },
    practiceSystems: { [vendor.kind]: vendor },
    onMirrored: async () => undefined,
  };
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const before = await transactionsDone(world);
  const began = performance.now();
  await begin();
  while ((await mirrorRound(deps)) || (await isResting(world, connectionId)))
    await new Promise((done) => setTimeout(done, 5));
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watch);
  const transactions = (await transactionsDone(world)) - before;
  const { rows } = await platform.database.pool.query<{ records: number }>(
    'select count(*)::int as records from external_links where connection_id = $1 and removed_at is null',
    [connectionId],
  );
  const measured = {
    what,
    records: rows[0]?.records ?? 0,
    seconds,
    requests,
    transactions,
    peakMiB: Math.round(peak / 2 ** 20),
  };
  console.log(`  ${rowOf(measured).join('  ')}`);
  return measured;
}

/** Something falls due within ten seconds: the budget is full for the moment. */
async function isResting({ context }: BenchWorld, connectionId: string): Promise<boolean> {
  const { rows } = await context.platform.database.pool.query(
    `select 1 from mirror_streams where connection_id = $1 and due_at < now() + interval '10 seconds' and error is null`,
    [connectionId],
  );
  return rows.length > 0;
}

/** Transactions that the database has finished: what the round trips come to, whoever sent them. */
async function transactionsDone({ context }: BenchWorld): Promise<number> {
  const { rows } = await context.platform.database.pool.query<{ sent: number }>(
    'select xact_commit::int as sent from pg_stat_database where datname = current_database()',
  );
  return rows[0]?.sent ?? 0;
}

const rowOf = ({ what, records, seconds, requests, transactions, peakMiB }: Measured) => [
  what,
  records,
  seconds.toFixed(1),
  Math.round(records / seconds),
  requests,
  transactions,
  peakMiB,
];

function report(measured: Measured[]): Report {
  const [first] = measured;
  const minutes = first ? Math.round(first.requests / 30) : 0;
  const whole = measured.every(({ records }) => records >= contacts);
  const peak = Math.max(...measured.map(({ peakMiB }) => peakMiB));
  return {
    name: 'mirror',
    about: `${contacts} contacts (and a few other records) of one firm pulled from stand-ins in processes of their own into PostgreSQL (fsync on) by one worker, page by page with the cursor behind each; then once more when nothing had changed. Clio with its budget takes about ${minutes} minutes: its ${first?.requests ?? 0} requests at 30 of the 50 a minute, as mirroring leaves the rest to calls.`,
    columns: ['what', 'records', 'seconds', 'records/s', 'requests', 'transactions', 'peak MiB'],
    rows: measured.map(rowOf),
    targets: [
      {
        target: '100,000 contacts mirrored with paging and limits, none lost',
        reached: `${Math.min(...measured.map(({ records }) => records))} records linked`,
        met: whole,
      },
      {
        target: 'memory does not grow with the firm: below 500 MiB',
        reached: `${peak} MiB`,
        met: peak < 500,
      },
    ],
    settings: { contacts },
  };
}
