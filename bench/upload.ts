/** A large file sent to a server process of its own, in parts of 8 MiB, and the same bytes written by `dd` with fsync. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWorld } from './bench-database.ts';
import { median, type Report } from './report.ts';
import { freePort, residentMb, startServer } from './server-process.ts';
import { prepareSender, type Sender } from './upload-sender.ts';

/** `UPLOAD_GIB=5` is the size of operations.md; 1 shows the same in less time. */
const gib = Number(process.env.UPLOAD_GIB ?? '1');
const size = gib * 1024 ** 3;
const part = 8 * 1024 ** 2;
const rounds = 3;
const program = fileURLToPath(new URL('../server/testing/upload-server-program.ts', import.meta.url));

export async function run(): Promise<Report> {
  const world = await openWorld();
  const port = await freePort();
  const server = await startServer(world, { program, port });
  try {
    const sender = await prepareSender(world, port);
    await send(sender, Math.min(size, 128 * 1024 ** 2));
    const before = await residentMb(server);
    const rows: string[][] = [];
    const shares: number[] = [];
    let most = before;
    for (let round = 1; round <= rounds; round += 1) {
      const reference = writeByDd(world.folder);
      const watch = setInterval(
        () => void residentMb(server).then((now) => (most = Math.max(most, now))),
        200,
      );
      const seconds = await send(sender, size);
      clearInterval(watch);
      const speed = size / 1024 ** 2 / seconds;
      shares.push(speed / reference);
      rows.push([
        String(round),
        speed.toFixed(0),
        reference.toFixed(0),
        `${((speed / reference) * 100).toFixed(0)} %`,
      ]);
    }
    const extra = most - before;
    return {
      name: 'upload',
      about: `${gib} GiB sent over loopback in parts of 8 MiB, each acknowledged when it is synced to the disk and noted in PostgreSQL; authorised anew at each part. Reference: dd with conv=fsync on the same disk, in turn.`,
      columns: ['round', 'upload MB/s', 'dd MB/s', 'share'],
      rows,
      targets: [
        {
          target: '≥ 70 % of dd with fsync',
          reached: `${(median(shares) * 100).toFixed(0)} %`,
          met: median(shares) >= 0.7,
        },
        { target: '≤ 64 MB extra memory', reached: `${extra.toFixed(0)} MB`, met: extra <= 64 },
      ],
      settings: { gib, partMib: part / 1024 ** 2, rounds },
    };
  } finally {
    server.kill('SIGKILL');
    await world.close();
  }
}

/** Sends a file and takes it away again; answers the seconds between its first byte and the last acknowledgement. */
async function send({ url, headers, conversationId }: Sender, bytes: number): Promise<number> {
  const piece = randomBytes(part);
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  const made = await fetch(url, {
    method: 'POST',
    headers: {
      ...headers,
      'upload-length': String(bytes),
      'upload-metadata': `filename ${encoded('bench.bin')},conversationId ${encoded(conversationId)}`,
    },
  });
  const where = new URL(made.headers.get('location') ?? '', url);
  const start = performance.now();
  for (let offset = 0; offset < bytes; offset += part) {
    const answer = await fetch(where, {
      method: 'PATCH',
      headers: {
        ...headers,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
      },
      body: piece.subarray(0, Math.min(part, bytes - offset)),
    });
    if (answer.status !== 204) throw new Error(`${answer.status}: ${await answer.text()}`);
  }
  const seconds = (performance.now() - start) / 1000;
  await fetch(where, { method: 'DELETE', headers });
  return seconds;
}

/** MB/s. */
function writeByDd(folder: string): number {
  const start = performance.now();
  const file = join(folder, 'reference.bin');
  execFileSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=8M', `count=${size / part}`, 'conv=fsync'], {
    stdio: 'ignore',
  });
  const seconds = (performance.now() - start) / 1000;
  void rm(file, { force: true });
  return size / 1024 ** 2 / seconds;
}
