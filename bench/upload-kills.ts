/**
 * A large file from a disk through the reference client of tus to the whole program, with the server and the client killed
 * (SIGKILL) at random moments. What passes between them is counted on the way.
 */
import { type ChildProcess, spawn } from 'node:child_process';
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
  client: Number(process.env.UPLOAD_CLIENT_KILLS ?? '10'),
};
const program = fileURLToPath(new URL('../server/main.ts', import.meta.url));
const clientProgram = fileURLToPath(new URL('./upload-client.ts', import.meta.url));

export async function run(): Promise<Report> {
  const world = await openWorld();
  const port = await freePort();
  const way = await startCounting(port);
  const file = join(world.folder, 'disclosure.bin');
  const sha256 = await writeNoise(file);
  let server = await startServer(world, { program, port });
  const memory = { most: 0 };
  try {
    const sender = await prepareSender(world, way.port);
    const rows: (string | number)[][] = [];
    const moments = randomMoments();
    const began = performance.now();
    let client = startClient(world, sender, file);
    let watched = watchMemory(server, memory);
    for (const [n, { at, who }] of moments.entries()) {
      while (way.counted() < at && client.exitCode === null) await wait(5);
      const before = way.counted();
      if (who === 'server') {
        watched();
        await kill(server);
        server = await startServer(world, { program, port });
        watched = watchMemory(server, memory);
      } else {
        await kill(client);
        client = startClient(world, sender, file);
      }
      rows.push([n + 1, who, (before / mib).toFixed(1)]);
    }
    if (client.exitCode === null) await once(client, 'exit');
    const seconds = (performance.now() - began) / 1000;
    watched();
    const twice = way.counted() - size;
    const stored = await storedHash(world);
    return reportOf(rows, {
      seconds,
      twice,
      memory: memory.most,
      same: stored === sha256,
      clientEnd: client.exitCode,
    });
  } finally {
    server.kill('SIGKILL');
    way.server.close();
    await world.close();
  }
}

function reportOf(
  rows: (string | number)[][],
  got: { seconds: number; twice: number; memory: number; same: boolean; clientEnd: number | null },
): Report {
  const all = kills.server + kills.client;
  // Heads of requests and asking for the offset pass there, too.
  const allowed = all * (part + mib);
  return {
    name: 'upload-kills',
    about: `${gib} GiB of noise from a disk, sent by tus-js-client in parts of 8 MiB to the whole program while the server is killed (SIGKILL) ${kills.server} times and the client ${kills.client} times, at random numbers of bytes; whoever was killed is started anew and goes on. It took ${got.seconds.toFixed(0)} s with the new starts.`,
    columns: ['kill', 'of', 'when so many MiB had been sent'],
    rows,
    targets: [
      {
        target: 'the same SHA-256 in the end, by the program’s own hash of what lies on the disk',
        reached:
          got.same && got.clientEnd === 0 ? 'the same' : `another (client ended with ${got.clientEnd})`,
        met: got.same && got.clientEnd === 0,
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
    settings: { gib, partMib: part / mib, serverKills: kills.server, clientKills: kills.client },
  };
}

/** In the order in which they come, each with whom it befalls. */
function randomMoments(): { at: number; who: 'server' | 'client' }[] {
  const of = (who: 'server' | 'client', count: number) =>
    Array.from({ length: count }, () => ({ at: Math.random() * size, who }));
  return [...of('server', kills.server), ...of('client', kills.client)].sort((a, b) => a.at - b.at);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function startClient({ folder }: BenchWorld, { url, headers, conversationId }: Sender, file: string) {
  const token = headers.authorization?.replace('Bearer ', '') ?? '';
  const words = [url, token, conversationId, file, join(folder, 'upload-url')];
  return spawn(process.execPath, ['--no-warnings', clientProgram, ...words], { stdio: 'inherit' });
}

/** How much more than at its start a server holds; ends when it is called. */
function watchMemory(server: ChildProcess, memory: { most: number }): () => void {
  const first = residentMb(server);
  const look = async () => {
    const [start, now] = [await first, await residentMb(server)];
    if (now > 0) memory.most = Math.max(memory.most, now - start);
  };
  const timer = setInterval(() => void look(), 200);
  return () => clearInterval(timer);
}

/** Passes everything on, and counts what goes to the server. */
async function startCounting(to: number): Promise<{ port: number; server: Server; counted(): number }> {
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
