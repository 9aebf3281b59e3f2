/** A large file sent to a server process of its own, and the same bytes written by `dd` with fsync. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWorld } from './bench-database.ts';
import { median, type Report } from './report.ts';
import { freePort, residentMb, startServer } from './server-process.ts';
import { prepareSender, type Sender } from './upload-sender.ts';

/** `UPLOAD_GIB=5` is the size of operations.md; 1 shows the same in less time. */
const gib = Number(process.env.UPLOAD_GIB ?? '1');
const size = gib * 1024 ** 3;
const mib = 1024 ** 2;
/** What every client may send, and what the page sends on a fast link. */
const parts = [8 * mib, 64 * mib];
const rounds = 3;
const program = fileURLToPath(new URL('../server/testing/upload-server-program.ts', import.meta.url));

export async function run(): Promise<Report> {
  const world = await openWorld();
  const port = await freePort();
  const server = await startServer(world, { program, port });
  try {
    const sender = await prepareSender(world, port);
    await send(sender, Math.min(size, 128 * mib), 8 * mib);
    const before = await residentMb(server);
    const rows: string[][] = [];
    const shares: { part: number; share: number }[] = [];
    let most = before;
    for (let round = 1; round <= rounds; round += 1) {
      const reference = writeByDd(world.folder);
      const watch = setInterval(
        () => void residentMb(server).then((now) => (most = Math.max(most, now))),
        200,
      );
      for (const part of parts) {
        const speed = size / mib / (await send(sender, size, part));
        shares.push({ part, share: speed / reference });
        const share = `${((speed / reference) * 100).toFixed(0)} %`;
        rows.push([String(round), String(part / mib), speed.toFixed(0), reference.toFixed(0), share]);
      }
      clearInterval(watch);
    }
    const extra = most - before;
    const reached = (part: number) =>
      median(shares.filter((one) => one.part === part).map(({ share }) => share));
    return {
      name: 'upload',
      about: `${gib} GiB sent over loopback in parts of 8 MiB, and of 64 MiB as the page sends them on a fast link; each acknowledged when it is synced to the disk and noted in PostgreSQL, which is done each 4 MiB on the way, too; authorised anew at each part. Reference: dd with conv=fsync on the same disk, in turn.`,
      columns: ['round', 'part MiB', 'upload MB/s', 'dd MB/s', 'share'],
      rows,
      targets: [
        ...parts.map((part) => ({
          target: `≥ 70 % of dd with fsync, in parts of ${part / mib} MiB`,
          reached: `${(reached(part) * 100).toFixed(0)} %`,
          met: reached(part) >= 0.7,
        })),
        { target: '≤ 64 MB extra memory', reached: `${extra.toFixed(0)} MB`, met: extra <= 64 },
      ],
      settings: { gib, rounds },
    };
  } finally {
    server.kill('SIGKILL');
    await world.close();
  }
}

/** Sends a file and takes it away again; answers the seconds between its first byte and the last acknowledgement. */
async function send({ url, headers, conversationId }: Sender, bytes: number, part: number): Promise<number> {
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
  for (let offset = 0; offset < bytes; offset += part)
    await sendPart(where, headers, { offset, bytes: piece.subarray(0, Math.min(part, bytes - offset)) });
  const seconds = (performance.now() - start) / 1000;
  await fetch(where, { method: 'DELETE', headers });
  return seconds;
}

const agent = new Agent({ keepAlive: true });

/** Not by `fetch`, which takes as much of the processor as the server that is measured. */
function sendPart(
  where: URL,
  headers: Record<string, string>,
  { offset, bytes }: { offset: number; bytes: Buffer },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const type = {
      'content-type': 'application/offset+octet-stream',
      'content-length': String(bytes.length),
    };
    const sending = request(
      where,
      { method: 'PATCH', agent, headers: { ...headers, ...type, 'upload-offset': String(offset) } },
      (answer) => {
        answer.resume();
        if (answer.statusCode === 204) answer.once('end', resolve);
        else reject(new Error(`the part at ${offset} was answered ${answer.statusCode}`));
      },
    );
    sending.on('error', reject);
    sending.end(bytes);
  });
}

/** MB/s. */
function writeByDd(folder: string): number {
  const start = performance.now();
  const file = join(folder, 'reference.bin');
  execFileSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=8M', `count=${size / (8 * mib)}`, 'conv=fsync'], {
    stdio: 'ignore',
  });
  const seconds = (performance.now() - start) / 1000;
  void rm(file, { force: true });
  return size / mib / seconds;
}
