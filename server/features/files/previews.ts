/** Pictures of pages: drawn once in a process of their own, kept in the file store, and drawn again if they are lost. */
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Platform } from '../../platform/platform.ts';
import type { FileRow } from './files-store.ts';

export type Picture =
  | { kind: 'page'; sha256: Buffer; sizeBytes: number; pages: number }
  | { kind: 'none'; why: string };

export interface Previews {
  page(
    firmId: string,
    file: Pick<FileRow, 'sha256' | 'sizeBytes' | 'contentType'>,
    page: number,
  ): Promise<Picture>;
}

type Deps = Pick<Platform, 'database' | 'clock' | 'files' | 'logger'>;

/** What is larger is downloaded. */
const maxInput = 50 * 1024 ** 2;
const maxOutput = 10 * 1024 ** 2;
const drawMs = 20_000;
/** Drawn side by side; the others wait. */
const atOnce = 2;

export function createPreviews(deps: Deps): Previews {
  const { database, files, clock } = deps;
  let drawing = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (drawing >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    drawing += 1;
    try {
      return await work();
    } finally {
      drawing -= 1;
      waiting.shift()?.();
    }
  }

  return {
    async page(firmId, file, page) {
      const known = await findKnown(deps, firmId, file.sha256, page);
      if (known) return known;
      if (file.sizeBytes > maxInput) return { kind: 'none', why: 'too large' };
      const drawn = await inTurn(() => draw(deps, firmId, file, page));
      const stored = 'why' in drawn ? null : await files.put(firmId, Readable.from([drawn.bytes]), maxOutput);
      const why = 'why' in drawn ? drawn.why : '';
      const facts = 'why' in drawn ? { width: 0, height: 0, pages: 0 } : drawn;
      await database.firm(firmId).write(async (tx) => {
        if (stored)
          await sql`insert into files (firm_id, sha256, size_bytes, content_type)
            values (${firmId}, ${stored.sha256}, ${stored.sizeBytes}, 'image/webp')
            on conflict (firm_id, sha256) do nothing`.execute(tx);
        await sql`insert into file_previews (firm_id, sha256, page, picture_sha256, width, height, pages, why_not, created_at)
          values (${firmId}, ${file.sha256}, ${page}, ${stored?.sha256 ?? null}, ${facts.width}, ${facts.height},
            ${facts.pages}, ${why}, ${clock.now()})
          on conflict (firm_id, sha256, page) do nothing`.execute(tx);
      });
      return stored ? { kind: 'page', ...stored, pages: facts.pages } : { kind: 'none', why };
    },
  };
}

async function findKnown(
  { database }: Deps,
  firmId: string,
  sha256: Buffer,
  page: number,
): Promise<Picture | null> {
  const { rows } = await database.firm(firmId).read((tx) =>
    sql<{ picture: Buffer | null; bytes: number | null; pages: number; why: string }>`
      select p.picture_sha256 as picture, f.size_bytes as bytes, p.pages, p.why_not as why from file_previews p
      left join files f on f.firm_id = ${firmId} and f.sha256 = p.picture_sha256
      where p.firm_id = ${firmId} and p.sha256 = ${sha256} and p.page = ${page}`.execute(tx),
  );
  const [row] = rows;
  if (!row) return null;
  if (!row.picture || row.bytes === null) return { kind: 'none', why: row.why };
  return { kind: 'page', sha256: row.picture, sizeBytes: row.bytes, pages: row.pages };
}

type Drawn = { bytes: Buffer; width: number; height: number; pages: number } | { why: string };
const told = z.union([
  z.object({ why: z.string() }),
  z.object({ width: z.number(), height: z.number(), pages: z.number() }),
]);

async function draw(
  { files, logger }: Deps,
  firmId: string,
  file: Pick<FileRow, 'sha256' | 'contentType'>,
  page: number,
): Promise<Drawn> {
  const content = await files.get(firmId, file.sha256);
  if (!content) return { why: 'the file is not there' };
  const kind = file.contentType === 'application/pdf' ? 'pdf' : 'image';
  const out = await runProgram(await command(), [kind, String(page)], content);
  const end = out.indexOf(10);
  if (end < 0) {
    logger.warn({ sha256: file.sha256.toString('hex') }, 'a preview could not be drawn');
    return { why: 'it takes too long' };
  }
  const facts = told.parse(JSON.parse(out.subarray(0, end).toString('utf8')));
  return 'why' in facts ? facts : { ...facts, bytes: out.subarray(end + 1) };
}

const program = fileURLToPath(new URL('./preview-program.ts', import.meta.url));
const node = [process.execPath, '--no-warnings', '--max-old-space-size=256', program] as const;
let isolated: Promise<boolean> | null = null;

/** In a network of its own that leads nowhere, where the system lets us. */
async function command(): Promise<readonly string[]> {
  isolated ??= canIsolate();
  return (await isolated) ? ['unshare', '--map-root-user', '--net', ...node] : node;
}

async function canIsolate(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const tried = spawn('unshare', ['--map-root-user', '--net', 'true'], { stdio: 'ignore' });
  return await new Promise((resolve) => {
    tried.on('error', () => resolve(false));
    tried.on('exit', (code) => resolve(code === 0));
  });
}

/** What it said; nothing when it was killed for taking too long or too much. */
async function runProgram(
  [name = '', ...first]: readonly string[],
  args: string[],
  input: Readable,
): Promise<Buffer> {
  const child = spawn(name, [...first, ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), drawMs);
  const pieces: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > maxOutput) child.kill('SIGKILL');
    else pieces.push(piece);
  });
  // It may end before it read everything.
  child.stdin.on('error', () => undefined);
  input.on('error', () => child.kill('SIGKILL'));
  input.pipe(child.stdin);
  const killed = await new Promise<boolean>((resolve) => {
    child.on('error', () => resolve(true));
    child.on('close', (_code, signal) => resolve(signal !== null));
  });
  clearTimeout(timer);
  input.destroy();
  return killed ? Buffer.alloc(0) : Buffer.concat(pieces);
}
