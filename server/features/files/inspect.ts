/** An upload that came whole: hashed, kept by its hash, its type found out, scanned. Each step can be done again. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { z } from 'zod';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { release } from '../../platform/sealing/index.ts';
import { head } from './archive.ts';
import type { Scanner } from './clamd.ts';
import { enqueueInspection, inspectJobName } from './inspect-job.ts';
import { maxFileBytes, sniffBytes } from './limits.ts';
import { type Cut, locationCuts, locationHeadBytes } from './location.ts';
import { scanContent, storedBytes } from './scan.ts';
import { sniff } from './sniff.ts';
import type { LocationResult } from './states.ts';
import { getUploadForWork, moveUpload, type UploadRow } from './uploads-store.ts';

export type InspectDeps = Pick<Platform, 'database' | 'clock' | 'files' | 'jobs' | 'logger'> & {
  scanner: Scanner | null;
};

const minute = 60_000;
/** A scanner that does not answer is asked again after these; then a person may. */
const askAgainAfter = [minute, 5 * minute, 15 * minute, 60 * minute, 240 * minute];

export function inspectJob(deps: InspectDeps): JobKind {
  return jobKind({
    name: inspectJobName,
    data: z.object({ firmId: z.uuid(), uploadId: z.uuid() }),
    run: ({ firmId, uploadId }) => inspectUpload(deps, firmId, uploadId),
  });
}

export async function inspectUpload(deps: InspectDeps, firmId: string, id: string): Promise<void> {
  const { database, clock } = deps;
  const program = database.firm(firmId);
  let upload = (await program.read((tx) => getUploadForWork(tx, firmId, id))) ?? null;
  if (upload?.state === 'received' || upload?.state === 'hashing') upload = await hash(deps, upload);
  if (upload?.state === 'error') {
    const again = upload;
    upload = await program.write((tx) => moveUpload(tx, again, 'scan_again', {}, clock.now()));
  }
  if (upload?.state === 'scanning') await scan(deps, upload);
}

async function hash(deps: InspectDeps, upload: UploadRow): Promise<UploadRow | null> {
  const { database, clock, files } = deps;
  const { firm_id: firmId, id } = upload;
  const program = database.firm(firmId);
  const begun = await program.write((tx) => moveUpload(tx, upload, 'hash', {}, clock.now()));
  if (!begun) return null;
  const kept = await keep(deps, begun);
  const bytes = storedBytes(deps, { firmId, sha256: kept.sha256, sizeBytes: upload.size_bytes });
  const { contentType, mismatch } = await sniff(await head(bytes, sniffBytes), upload.name);
  const after = await program.write(async (tx) => {
    await sql`insert into files (firm_id, sha256, size_bytes, content_type)
      values (${firmId}, ${kept.sha256}, ${upload.size_bytes}, ${contentType})
      on conflict (firm_id, sha256) do nothing`.execute(tx);
    const found = {
      sha256: kept.sha256,
      location: kept.location,
      content_type: contentType,
      type_mismatch: mismatch,
    };
    return await moveUpload(tx, begun, 'hashed', found, clock.now());
  });
  if (after) await files.parts.drop(firmId, id);
  return after;
}

interface Kept {
  sha256: Buffer;
  location: LocationResult | null;
}

async function keep(deps: InspectDeps, upload: UploadRow): Promise<Kept> {
  const { files } = deps;
  const { firm_id: firmId, id, size_bytes: size } = upload;
  // Of an empty file nothing ever came.
  if (size === 0) {
    const { sha256 } = await files.put(firmId, Readable.from([]), 0);
    return { sha256, location: upload.strip_location ? 'none' : null };
  }
  const { cuts, location } = await findLocation(deps, upload);
  const content = await files.parts.read(firmId, id, { start: 0, end: size - 1 });
  if (!content) throw new Error(`the bytes of upload ${id} are not here`);
  if (cuts.length > 0) {
    const { sha256 } = await files.put(firmId, Readable.from(cutting(content, cuts)), maxFileBytes);
    return { sha256, location };
  }
  const sum = createHash('sha256');
  let bytes = 0;
  for await (const piece of content) {
    if (!Buffer.isBuffer(piece)) continue;
    sum.update(piece);
    bytes += piece.length;
    release(piece);
  }
  if (bytes !== size) throw new Error(`upload ${id} has ${bytes} bytes, not ${size}`);
  const sha256 = sum.digest();
  await files.parts.keep(firmId, id, { sha256, sizeBytes: size });
  return { sha256, location };
}

async function findLocation(
  { files }: InspectDeps,
  { firm_id, id, size_bytes: size, strip_location }: UploadRow,
): Promise<{ cuts: Cut[]; location: LocationResult | null }> {
  if (!strip_location) return { cuts: [], location: null };
  const read = async (start: number, end: number) =>
    (await files.parts.read(firm_id, id, { start, end: end - 1 })) ?? Readable.from([]);
  const cuts = locationCuts(await head({ size, read }, locationHeadBytes));
  if (cuts === null) return { cuts: [], location: 'not_possible' };
  return { cuts, location: cuts.length === 0 ? 'none' : 'removed' };
}

/** The content with some of its bytes overwritten. */
async function* cutting(content: Readable, cuts: readonly Cut[]): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const piece of content) {
    if (!Buffer.isBuffer(piece)) continue;
    const end = at + piece.length;
    for (const { start, bytes } of cuts) {
      const [from, to] = [Math.max(start, at), Math.min(start + bytes.length, end)];
      if (from < to) bytes.copy(piece, from - at, from - start, to - start);
    }
    yield piece;
    at = end;
  }
}

async function scan(deps: InspectDeps, upload: UploadRow): Promise<void> {
  const { database, clock, scanner } = deps;
  const { firm_id: firmId, sha256, size_bytes: sizeBytes } = upload;
  if (!sha256) throw new Error(`upload ${upload.id} was not hashed`);
  const bytes = storedBytes(deps, { firmId, sha256, sizeBytes });
  // A copy of a document comes with its bytes in the store already.
  const type = upload.content_type === null ? await sniff(await head(bytes, sniffBytes), upload.name) : null;
  const { verdict, detail, engine } = await scanContent(scanner, bytes);
  const now = clock.now();
  const tries = upload.tries + 1;
  const again = verdict === 'error' ? askAgainAfter[upload.tries] : undefined;
  await database.firm(firmId).write(async (tx) => {
    const found = {
      ...{ verdict, verdict_detail: detail, engine, scanned_at: now, tries },
      ...(type ? { content_type: type.contentType, type_mismatch: type.mismatch } : {}),
    };
    const moved = await moveUpload(tx, upload, verdict, found, now);
    if (moved && again !== undefined)
      await enqueueInspection(tx, deps, moved, new Date(now.getTime() + again));
  });
}
