/**
 * A stand-in for ClamAV's daemon that speaks its protocol (https://docs.clamav.net/manual/Usage/Scanning.html#clamd): PING,
 * VERSION and INSTREAM with `z` framing, the size limit, and the EICAR test file, found also inside nested zip archives.
 * With `limitAlerts: false` it does as a daemon without them: what passes its limits it calls OK.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { inflateRawSync } from 'node:zlib';

export interface ClamdOptions {
  /** `StreamMaxLength`, in bytes. */
  maxStreamBytes?: number;
  /** `MaxScanSize`: what it unpacks of one file. */
  maxScanBytes?: number;
  /** `AlertExceedsMax` and `AlertEncrypted`. */
  limitAlerts?: boolean;
}

export interface ClamdSimulator {
  url: URL;
  /** How many bytes of files it was given. */
  bytesSeen(): number;
  scans(): number;
  /** New signatures: texts that it calls infected from now on. */
  learn(signature: string, text: string): void;
  /** It answers nothing from now on, or answers again. */
  setAway(away: boolean): void;
  stop(): Promise<void>;
}

/** The test file of the industry, put together so that no scanner takes this source for it. */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE', '!$H+H*'].join(
  '',
);

interface Known {
  name: string;
  text: Buffer;
}

export async function startClamd(options: ClamdOptions = {}): Promise<ClamdSimulator> {
  const { maxStreamBytes = 100 * 1024 ** 2, maxScanBytes = 400 * 1024 ** 2, limitAlerts = true } = options;
  const known: Known[] = [{ name: 'Eicar-Test-Signature', text: Buffer.from(eicar) }];
  const sockets = new Set<Socket>();
  let [bytes, scans, version, away] = [0, 0, 27_500, false];

  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    if (away) return void socket.destroy();
    let waiting: Buffer = Buffer.alloc(0);
    let streaming = false;
    const content: Buffer[] = [];
    let size = 0;
    const answer = (text: string) => socket.end(`${text}\0`);

    socket.on('data', (piece: Buffer) => {
      waiting = waiting.length === 0 ? piece : Buffer.concat([waiting, piece]);
      if (!streaming) takeCommand();
      if (streaming) takeChunks();
    });

    function takeCommand(): void {
      const end = waiting.indexOf(0);
      if (end < 0) return;
      const command = waiting.toString('latin1', 0, end);
      waiting = waiting.subarray(end + 1);
      if (command === 'zPING') answer('PONG');
      else if (command === 'zVERSION') answer(`ClamAV 1.4.6/${version}/Sat Nov 21 09:00:00 2026`);
      else if (command === 'zINSTREAM') streaming = true;
      else answer('UNKNOWN COMMAND');
    }

    function takeChunks(): void {
      while (waiting.length >= 4) {
        const length = waiting.readUInt32BE(0);
        if (length === 0) {
          finish();
          return;
        }
        if (size + length > maxStreamBytes) return void answer('INSTREAM size limit exceeded. ERROR');
        if (waiting.length < 4 + length) return;
        content.push(Buffer.from(waiting.subarray(4, 4 + length)));
        waiting = waiting.subarray(4 + length);
        size += length;
        bytes += length;
      }
    }

    function finish(): void {
      scans += 1;
      const found = look(Buffer.concat(content), known, { left: maxScanBytes }, 0);
      const alerting = found !== null && (limitAlerts || !found.startsWith('Heuristics.'));
      answer(alerting ? `stream: ${found} FOUND` : 'stream: OK');
    }
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: new URL(`tcp://127.0.0.1:${port}`),
    bytesSeen: () => bytes,
    scans: () => scans,
    learn(name, text) {
      known.push({ name, text: Buffer.from(text) });
      version += 1;
    },
    setAway(now) {
      away = now;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The signature that is found, in the content itself or in what it holds; null: none. */
function look(
  content: Buffer,
  known: readonly Known[],
  budget: { left: number },
  depth: number,
): string | null {
  const hit = known.find(({ text }) => content.includes(text));
  if (hit) return hit.name;
  if (depth > 17) return 'Heuristics.Limits.Exceeded.MaxRecursion';
  let heuristic: string | null = null;
  for (const entry of entriesOf(content)) {
    if (entry === 'encrypted') {
      heuristic ??= 'Heuristics.Encrypted.Zip';
      continue;
    }
    budget.left -= entry.size;
    if (budget.left < 0) return 'Heuristics.Limits.Exceeded.MaxScanSize';
    const inside = look(entry.open(), known, budget, depth + 1);
    if (inside !== null && !inside.startsWith('Heuristics.')) return inside;
    heuristic ??= inside;
  }
  return heuristic;
}

interface ZipEntry {
  size: number;
  open(): Buffer;
}

/** The entries of a zip archive by its central directory; none when it is no archive. */
function entriesOf(zip: Buffer): (ZipEntry | 'encrypted')[] {
  if (zip.length < 22 || zip.readUInt32LE(0) !== 0x04034b50) return [];
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) return [];
  const entries: (ZipEntry | 'encrypted')[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [flags, method] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10)];
    const [packed, size] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + packed);
    const open = () => (method === 8 ? inflateRawSync(bytes, { maxOutputLength: size + 1 }) : bytes);
    entries.push((flags & 1) === 1 ? 'encrypted' : { size, open });
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}
