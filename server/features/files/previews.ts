/** Pictures of pages: drawn once in a process of their own, kept in the file store, and drawn again if they are lost. */
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { z } from 'zod';
import { getUnlessDestroyed } from '../../platform/file-store.ts';
import { inTurns, runIsolated } from '../../platform/isolated.ts';
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
const limits = { ms: 20_000, outputBytes: maxOutput, memoryMb: 256 };
/** Drawn side by side; the others wait. */
const atOnce = 2;

export function createPreviews(deps: Deps): Previews {
  const { database, files, clock } = deps;
  const inTurn = inTurns(atOnce);
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
  const content = await getUnlessDestroyed(files, firmId, file.sha256);
  if (!content) return { why: 'the file is not there' };
  const kind = file.contentType === 'application/pdf' ? 'pdf' : 'image';
  const out = await runIsolated(program, [kind, String(page)], content, limits);
  const end = out.indexOf(10);
  if (end < 0) {
    logger.warn({ sha256: file.sha256.toString('hex') }, 'a preview could not be drawn');
    return { why: 'it takes too long' };
  }
  const facts = told.parse(JSON.parse(out.subarray(0, end).toString('utf8')));
  return 'why' in facts ? facts : { ...facts, bytes: out.subarray(end + 1) };
}

const program = fileURLToPath(new URL('./preview-program.ts', import.meta.url));
