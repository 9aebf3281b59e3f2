/**
 * A large file from a disk to the whole program, with the server and whoever sends killed (SIGKILL) at random moments. What
 * passes between them is counted on the way.
 */
import type { ChildProcess } from 'node:child_process';
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type BenchWorld, openWorld } from './bench-database.ts';
import type { Report } from './report.ts';
import { freePort, residentMb, startServer } from './server-process.ts';
import { prepareSender, type Sender } from './upload-sender.ts';

const mib = 1024 ** 2;
const gib = Number(process.env.UPLOAD_GIB ?? '5');
const size = Math.round(gib * 1024) * mib;
const part = 8 * mib;
const kills = {
  server: Number(process.env.UPLOAD_SERVER_KILLS ?? '20'),
  client: Number(process.env.UPLOAD_CLIENT_KILLS ?? '20'),
};
const giveUpMs = 10 * 60_000;
const program = fileURLToPath(new URL('../server/main.ts', import.meta.url));

/** Whoever sends the file. */
export interface Uploader {
  /** Begins, or goes on where it was. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Every second or so, while it sends. @throws when it gave up */
  lookAfter(): Promise<void>;
}

export interface KillRun {
  name: string;
  /** Of the title: what sends, and how. */
  by: string;
  prepare(place: { world: BenchWorld; sender: Sender; port: number; file: string }): Promise<Uploader>;
}

interface Life {
  world: BenchWorld;
  way: Way;
  port: number;
  /** The most that a server came to hold in any of its lives, beyond its start. */
  memory: { most: number };
}

export async function runKills({ name, by, prepare }: KillRun): Promise<Report> {
  const world = await openWorld();
  const port = await freePort();
  const way = await startCounting(port);
  const file = join(world.folder, 'disclosure.bin');
  const life: Life = { world, way, port, memory: { most: 0 } };
  let server = await watched(life);
  let uploader: Uploader | null = null;
  try {
    const sha256 = await writeNoise(file);
    const sender = await prepareSender(world, way.port);
    uploader = await prepare({ world, sender, port: way.port, file });
    const rows: (string | number)[][] = [];
    const began = performance.now();
    await uploader.start();
    for (const [n, { at, who }] of randomMoments().entries()) {
      await until(uploader, async () => way.counted() >= at || (await allIsHere(world)));
      const before = way.counted();
      if (who === 'server') {
        await server.kill();
        server = await watched(life);
      } else {
        await uploader.kill();
        await uploader.start();
      }
      rows.push([n + 1, who, (before / mib).toFixed(1)]);
    }
    await until(uploader, () => allIsHere(world));
    const seconds = (performance.now() - began) / 1000;
    const twice = way.counted() - size;
    const stored = await storedHash(world);
    await server.kill();
    return reportOf(
      { name, by, rows },
      { seconds, twice, memory: life.memory.most, same: stored === sha256 },
    );
  } finally {
    await uploader?.kill();
    await server.kill();
    way.server.close();
    await world.close();
  }
}

function reportOf(
  { name, by, rows }: { name: string; by: string; rows: (string | number)[][] },
  got: { seconds: number; twice: number; memory: number; same: boolean },
): Report {
  const all = kills.server + kills.client;
  // Heads of requests, pages and asking for the offset pass there, too.
  const allowed = all * (part + mib);
  return {
    name,
    about: `${gib} GiB of noise from a disk, sent by ${by} to the whole program while the server is killed (SIGKILL) ${kills.server} times and the client ${kills.client} times, at random numbers of bytes; whoever was killed is started anew and goes on. It took ${got.seconds.toFixed(0)} s with the new starts.`,
    columns: ['kill', 'of', 'when so many MiB had been sent'],
    rows,
    targets: [
      {
        target:
          'one upload, and the same SHA-256 in the end, by the program’s own hash of what lies on the disk',
        reached: got.same ? 'the same' : 'another, or more than one upload',
        met: got.same,
      },
      {
        target: 'no byte twice beyond the last 8 MiB of each kill',
        reached: `${(got.twice / mib).toFixed(1)} MiB beyond the file in ${all} kills, with all heads`,
        met: got.twice <= allowed,
      },
      {
        target: '≤ 64 MB extra memory of the server in any of its lives, from its cold start on',
        reached: `${got.memory.toFixed(0)} MB`,
        met: got.memory <= 64,
      },
    ],
    settings: { gib, serverKills: kills.server, clientKills: kills.client },
  };
}

/** In the order in which they come, each with whom it befalls. */
function randomMoments(): { at: number; who: 'server' | 'client' }[] {
  const of = (who: 'server' | 'client', count: number) =>
    Array.from({ length: count }, () => ({ at: Math.random() * size, who }));
  return [...of('server', kills.server), ...of('client', kills.client)].sort((a, b) => a.at - b.at);
}

export async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function until(uploader: Uploader, isSo: () => Promise<boolean>): Promise<void> {
  const began = performance.now();
  for (let round = 1; !(await isSo()); round += 1) {
    await wait(10);
    if (round % 100 === 0) await uploader.lookAfter();
    if (performance.now() - began > giveUpMs) throw new Error('the upload does not go on');
  }
}

/** A server, and how much more than at its start it holds. */
async function watched({ world, way, port, memory }: Life): Promise<{ kill(): Promise<void> }> {
  const env = { PUBLIC_URL: `http://localhost:${way.port}`, FILES_PORT: '0' };
  const server = await startServer(world, { program, port, env });
  const start = await residentMb(server);
  const look = async () => {
    const now = await residentMb(server);
    if (now > 0) memory.most = Math.max(memory.most, now - start);
  };
  const timer = setInterval(() => void look(), 200);
  return {
    async kill() {
      clearInterval(timer);
      await killProcess(server);
    },
  };
}

async function allIsHere({ context }: BenchWorld): Promise<boolean> {
  const { rows } = await context.platform.database.pool.query(
    `select 1 from uploads where received_bytes = size_bytes`,
  );
  return rows.length > 0;
}

interface Way {
  port: number;
  server: Server;
  counted(): number;
}

/** Passes everything on, and counts what goes to the server. */
async function startCounting(to: number): Promise<Way> {
  let bytes = 0;
  const port = await freePort();
  const server = createServer((from) => {
    const onwards = connect(to, '127.0.0.1');
    from.on('data', (piece) => {
      bytes += piece.length;
    });
    from.pipe(onwards).pipe(from);
    from.on('error', () => onwards.destroy());
    onwards.on('error', () => from.destroy());
    from.on('close', () => onwards.destroy());
    onwards.on('close', () => from.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { port, server, counted: () => bytes };
}

/** Noise that no file system can make smaller, and its SHA-256. */
async function writeNoise(file: string): Promise<string> {
  const cipher = createCipheriv('aes-128-ctr', randomBytes(16), randomBytes(16));
  const [zeros, hash, out] = [Buffer.alloc(part), createHash('sha256'), createWriteStream(file)];
  for (let written = 0; written < size; written += part) {
    const piece = cipher.update(zeros);
    hash.update(piece);
    if (!out.write(piece)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return hash.digest('hex');
}

/** What the program found when it read the file again. */
async function storedHash({ context }: BenchWorld): Promise<string | null> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const { rows } = await context.platform.database.pool.query<{ sha256: Buffer | null; uploads: number }>(
      'select sha256, (select count(*)::int from uploads) as uploads from uploads',
    );
    const [row] = rows;
    if (row?.sha256 && row.uploads === 1) return row.sha256.toString('hex');
    await wait(250);
  }
  return null;
}
