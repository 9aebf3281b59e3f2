import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type BenchWorld, openWorld } from './bench-database.ts';
import { callEvent, signedRequest } from './bench-events.ts';
import { drive, type LoadResult } from './load.ts';
import { median, type Report } from './report.ts';

const variants = ['group commit', 'one INSERT a request', 'bare node:http'] as const;
const rounds = 3;
const secondsEach = 5;
const connections = 64;

/** The webhook path: verify, validate, dedupe, store durably, acknowledge. */
export async function run(): Promise<Report> {
  const world = await openWorld();
  const servers: { variant: (typeof variants)[number]; child: ChildProcess; port: number }[] = [];
  try {
    for (const variant of variants) servers.push({ variant, ...(await start(world, variant)) });
    let n = 0;
    const results = new Map<string, LoadResult[]>(variants.map((variant) => [variant, []]));
    for (let round = 0; round <= rounds; round += 1) {
      for (const { variant, port } of servers) {
        // Made before the clock starts: signing is the sender's work.
        const requests = Array.from({ length: 25_000 * (secondsEach / 2) }, () => {
          n += 1;
          return signedRequest(
            callEvent(n, { staffEmail: world.staffEmail, from: '+447700900123', endedAt: new Date() }),
            world.source.hookPath,
            world.source.secret,
            new Date(),
          );
        });
        let i = 0;
        const result = await drive({
          port,
          connections,
          seconds: round === 0 ? 2 : secondsEach,
          next: () => requests[i++] ?? null,
        });
        if (round > 0) results.get(variant)?.push(result);
        console.log(
          `  round ${round} ${variant}: ${Math.round(result.perSecond)}/s, p99 ${result.p99.toFixed(1)} ms, failed ${result.failed}`,
        );
      }
    }
    return report(results);
  } finally {
    for (const { child } of servers) child.kill('SIGTERM');
    await Promise.all(servers.map(({ child }) => (child.exitCode === null ? once(child, 'exit') : null)));
    await world.close();
  }
}

async function start(world: BenchWorld, variant: string): Promise<{ child: ChildProcess; port: number }> {
  const settings = {
    variant,
    dataFolder: world.folder,
    connection: world.connection,
    firmId: world.firmId,
    sourceId: world.source.id,
  };
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('servers/ingest-server.ts', import.meta.url)), JSON.stringify(settings)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  child.stdout?.setEncoding('utf8');
  let said = '';
  for await (const part of child.stdout ?? []) {
    said += String(part);
    const port = /ready (\d+)/.exec(said)?.[1];
    if (port) return { child, port: Number(port) };
  }
  throw new Error(`the ${variant} server did not start`);
}

function report(results: ReadonlyMap<string, LoadResult[]>): Report {
  const perSecond = (variant: string) =>
    median((results.get(variant) ?? []).map((result) => result.perSecond));
  const p99 = (variant: string) => median((results.get(variant) ?? []).map((result) => result.p99));
  const [ours, oneInsert, bare] = variants.map(perSecond);
  const gain = (ours ?? 0) / (oneInsert ?? 1);
  const ofBare = (ours ?? 0) / (bare ?? 1);
  return {
    name: 'ingest',
    about: `Webhooks of about 1.5 kB to the generic source: signature, source look-up, identity, durable INSERT (fsync on), answer. ${connections} connections, one server process; PostgreSQL and the load driver share the machine. Medians of ${rounds} interleaved rounds of ${secondsEach} s.`,
    columns: ['server', 'requests/s', 'p50 ms', 'p99 ms', 'rounds (requests/s)', 'failed'],
    rows: variants.map((variant) => {
      const of = results.get(variant) ?? [];
      return [
        variant,
        Math.round(perSecond(variant)),
        median(of.map((r) => r.p50)).toFixed(1),
        p99(variant).toFixed(1),
        of.map((r) => Math.round(r.perSecond)).join(' / '),
        of.reduce((sum, r) => sum + r.failed, 0),
      ];
    }),
    targets: [
      {
        target: '≥ 1.8 × the same server with one INSERT a request',
        reached: `${gain.toFixed(2)} ×`,
        met: gain >= 1.8,
      },
      {
        target: '≥ 0.85 × a bare node:http server with the same group commit and no validation',
        reached: `${ofBare.toFixed(2)} ×`,
        met: ofBare >= 0.85,
      },
      {
        target: 'p99 ≤ 25 ms',
        reached: `${p99('group commit').toFixed(1)} ms`,
        met: p99('group commit') <= 25,
      },
    ],
    settings: { connections, rounds, secondsEach },
  };
}
