/**
 * The server is killed while a file comes in. In the ordinary run 64 MiB and 20 kills; `UPLOAD_KILL_GIB=5` makes it 5 GiB, as
 * portal.md §5 tells it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  announce,
  askOffset,
  type FilesWorld,
  idOf,
  portalSender,
  startFilesWorld,
} from '../../testing/files-world.ts';

const mib = 1024 ** 2;
const part = 8 * mib;
const gib = Number(process.env.UPLOAD_KILL_GIB ?? '0');
const size = gib > 0 ? gib * 1024 ** 3 : 64 * mib;
const kills = 20;
const program = fileURLToPath(new URL('../../testing/upload-server-program.ts', import.meta.url));

let world: FilesWorld;
let folder: string;
let port: number;
let server: ChildProcess | null = null;
const secretKey = randomBytes(32).toString('hex');

beforeAll(async () => {
  folder = await mkdtemp(join(process.env.UPLOAD_KILL_DIR ?? tmpdir(), 'matterline-kill-'));
  world = await startFilesWorld({ config: { secretKey, storageUrl: pathToFileURL(join(folder, 'files/')) } });
  port = await freePort();
});
afterAll(async () => {
  server?.kill('SIGKILL');
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address ? address.port : 0;
}

/** Another process on the same database and folder, until it answers. */
async function startServer(): Promise<ChildProcess> {
  const { connectionString = '' } = world.app.platform.database.pool.options;
  const child = spawn(process.execPath, ['--no-warnings', program, connectionString], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: connectionString,
      SECRET_KEY: secretKey,
      DATA_DIR: folder,
      PUBLIC_URL: 'http://matterline.example.com',
      LOG_LEVEL: 'error',
    },
  });
  for (let tries = 0; tries < 1_200; tries += 1) {
    const up = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (up?.ok) return child;
    await wait(50);
  }
  throw new Error('the server did not start');
}

/** The file's bytes from a position: made when they are needed, the same each time. */
function bytesAt(offset: number, length: number): Buffer {
  const block = 64 * 1024;
  const out = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; ) {
    const number = Math.floor((offset + at) / block);
    const inside = (offset + at) % block;
    const bytes = Math.min(block - inside, length - at);
    out.fill(noise, at, at + bytes);
    if (inside === 0 && bytes >= 8) out.writeBigUInt64LE(BigInt(number), at);
    at += bytes;
  }
  return out;
}
const noise = randomBytes(64 * 1024);

/** One part; the server is killed when so many of its bytes have left. Answers the new offset, or null when it broke. */
async function sendPart(id: string, offset: number, killAt: number | null): Promise<number | null> {
  const length = Math.min(part, size - offset);
  const bytes = bytesAt(offset, length);
  const { headers } = portalSender(world.client);
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const call = request(`http://127.0.0.1:${port}/portal/api/uploads/${id}`, {
    method: 'PATCH',
    headers: {
      ...headers,
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
      'content-length': String(length),
    },
  });
  call.on('error', () => resolve(null));
  call.on('response', (answer) => {
    answer.resume();
    resolve(answer.statusCode === 204 ? Number(answer.headers['upload-offset']) : null);
  });
  const until = killAt === null ? length : Math.min(killAt, length);
  call.write(bytes.subarray(0, until), () => {
    if (killAt === null) call.end();
    else server?.kill('SIGKILL');
  });
  return await promise;
}

test(`upload: the server is killed ${kills} times at random offsets → the same SHA-256, nothing sent twice beyond the last part`, async () => {
  server = await startServer();
  const where = { origin: `http://127.0.0.1:${port}` };
  const sender = portalSender(world.client);
  const made = await announce(where, sender, {
    name: 'disclosure.bin',
    size,
    conversationId: world.conversationId,
  });
  expect(made.status).toBe(201);
  const id = idOf(made);
  const killsAt = Array.from({ length: kills }, () => Math.floor(Math.random() * size)).sort((a, b) => a - b);
  let [offset, killed, sentTwice] = [0, 0, 0];
  while (offset < size) {
    const next = killsAt[killed];
    const killAt = next !== undefined && next < offset + part ? Math.max(next - offset, 0) : null;
    const after = await sendPart(id, offset, killAt);
    if (after !== null) {
      offset = after;
      continue;
    }
    if (killAt === null) throw new Error('a part failed without a kill');
    killed += 1;
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    server = await startServer();
    const answer = await askOffset(where, sender, id);
    expect(answer.status).toBe(200);
    const durable = answer.offset ?? -1;
    // What was acknowledged is there, and no more than the part under way is sent again.
    expect(durable).toBeGreaterThanOrEqual(offset);
    sentTwice = Math.max(sentTwice, offset + killAt - durable);
    offset = durable;
  }
  expect(killed).toBe(kills);
  expect(sentTwice).toBeLessThanOrEqual(part);
  await world.inspect();
  const [row] = await world.sql<{ sha256: Buffer; state: string }>(
    'select sha256, state from uploads where id = $1',
    [id],
  );
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += part) hash.update(bytesAt(at, Math.min(part, size - at)));
  expect(row?.sha256.toString('hex')).toBe(hash.digest('hex'));
}, 1_800_000);
