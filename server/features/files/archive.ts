/**
 * Counts what archives hold before anything is unpacked for the scan: an engine that gives up on one may still say "OK".
 * Nested archives are unpacked to a temporary file, within the same limits, so memory stays flat.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Entry, fromRandomAccessReader, RandomAccessReader, type ZipFile } from 'yauzl';
import type { EngineLimits, Inside } from './scan-decide.ts';

/** Bytes somewhere, read in any order. */
export interface Bytes {
  size: number;
  /** `start` to before `end`. */
  read(start: number, end: number): Promise<Readable>;
}

class Over extends Error {
  readonly limit: 'bytes' | 'file' | 'files' | 'depth';
  constructor(limit: 'bytes' | 'file' | 'files' | 'depth') {
    super(limit);
    this.limit = limit;
  }
}

interface Count {
  limits: EngineLimits;
  bytes: number;
  files: number;
  encrypted: boolean;
  folder: string;
}

export async function lookInside(source: Bytes, limits: EngineLimits): Promise<Inside> {
  const kind = await archiveKind(source);
  if (kind === null) return { kind: 'plain' };
  const folder = await mkdtemp(path.join(tmpdir(), 'matterline-archive-'));
  const count: Count = { limits, bytes: 0, files: 0, encrypted: false, folder };
  try {
    await countIn(source, kind, count, 1);
    return { kind: count.encrypted ? 'encrypted' : 'counted' };
  } catch (error) {
    if (error instanceof Over) return { kind: 'over', limit: error.limit };
    return { kind: 'unreadable' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function archiveKind(source: Bytes): Promise<'zip' | 'gzip' | null> {
  const [a, b, c, d] = await head(source, 4);
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return 'zip';
  return a === 0x1f && b === 0x8b ? 'gzip' : null;
}

export async function head(source: Bytes, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const end = Math.min(bytes, source.size);
  if (end === 0) return Buffer.alloc(0);
  for await (const piece of await source.read(0, end)) if (Buffer.isBuffer(piece)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function countIn(source: Bytes, kind: 'zip' | 'gzip', count: Count, depth: number): Promise<void> {
  if (depth > count.limits.maxDepth) throw new Over('depth');
  if (kind === 'gzip') await countGzip(source, count, depth);
  else await countZip(source, count, depth);
}

function add(count: Count, bytes: number): void {
  if (bytes > count.limits.maxFileBytes) throw new Over('file');
  count.bytes += bytes;
  count.files += 1;
  if (count.bytes > count.limits.maxScanBytes) throw new Over('bytes');
  if (count.files > count.limits.maxFiles) throw new Over('files');
}

/** It does not say how much it holds (its own field wraps at 4 GiB), so it is unpacked to nowhere, or to look further. */
async function countGzip(source: Bytes, count: Count, depth: number): Promise<void> {
  await withSpool(count, async (file) => {
    const unpacked = (await source.read(0, source.size)).pipe(createGunzip());
    add(count, await spool(unpacked, file, { maxBytes: count.limits.maxFileBytes, archivesOnly: false }));
    await lookFurther(file, count, depth);
  });
}

async function countZip(source: Bytes, count: Count, depth: number): Promise<void> {
  const zip = await openZip(source);
  try {
    for await (const entry of entriesOf(zip)) await countEntry(zip, entry, count, depth);
  } finally {
    zip.close();
  }
}

async function countEntry(zip: ZipFile, entry: Entry, count: Count, depth: number): Promise<void> {
  if (entry.isEncrypted()) {
    count.encrypted = true;
    count.files += 1;
    return;
  }
  add(count, entry.uncompressedSize);
  // Its name says nothing: any entry may be an archive.
  if (entry.uncompressedSize < 20 || entry.fileName.endsWith('/')) return;
  await withSpool(count, async (file) => {
    await spool(await contentOf(zip, entry), file, {
      maxBytes: count.limits.maxFileBytes,
      archivesOnly: true,
    });
    await lookFurther(file, count, depth);
  });
}

async function lookFurther(file: string, count: Count, depth: number): Promise<void> {
  const { size } = await stat(file);
  const inner: Bytes = {
    size,
    read: async (start, end) => createReadStream(file, { start, end: end - 1 }),
  };
  const kind = await archiveKind(inner);
  if (kind !== null) await countIn(inner, kind, count, depth + 1);
}

async function withSpool(count: Count, work: (file: string) => Promise<void>): Promise<void> {
  const file = path.join(count.folder, randomUUID());
  await work(file).finally(() => rm(file, { force: true }));
}

/**
 * Unpacks to a file, never more than the engine would. Only what begins as an archive is written; other entries of
 * archives, whose size is known, are left after their first bytes.
 */
async function spool(
  content: Readable,
  file: string,
  { maxBytes, archivesOnly }: { maxBytes: number; archivesOnly: boolean },
): Promise<number> {
  let bytes = 0;
  let isArchive: boolean | null = null;
  async function* measured(): AsyncGenerator<Buffer> {
    for await (const piece of content) {
      if (!Buffer.isBuffer(piece)) continue;
      bytes += piece.length;
      if (bytes > maxBytes) throw new Over('file');
      isArchive ??= startsAsArchive(piece);
      if (isArchive) yield piece;
      else if (archivesOnly) return;
    }
  }
  await pipeline(measured, createWriteStream(file));
  return bytes;
}

const startsAsArchive = ([a, b]: Buffer) => (a === 0x50 && b === 0x4b) || (a === 0x1f && b === 0x8b);

class StoredReader extends RandomAccessReader {
  readonly source: Bytes;
  constructor(source: Bytes) {
    super();
    this.source = source;
  }
  override _readStreamForRange(start: number, end: number): Readable {
    const through = new PassThrough();
    this.source.read(start, end).then(
      (content) => content.on('error', (error) => through.destroy(error)).pipe(through),
      (error: unknown) => through.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    return through;
  }
}

function openZip(source: Bytes): Promise<ZipFile> {
  const { promise, resolve, reject } = Promise.withResolvers<ZipFile>();
  // Names are not used as paths here, so odd ones are no reason to refuse.
  const options = {
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: true,
    decodeStrings: true,
    strictFileNames: false,
  };
  fromRandomAccessReader(new StoredReader(source), source.size, options, (error, zip) =>
    error || !zip ? reject(error ?? new Error('no archive')) : resolve(zip),
  );
  return promise;
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await nextEntry(zip);
    if (entry === null) return;
    yield entry;
  }
}

function nextEntry(zip: ZipFile): Promise<Entry | null> {
  const { promise, resolve, reject } = Promise.withResolvers<Entry | null>();
  const settle = (give: () => void) => {
    zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
    give();
  };
  zip.once('entry', (entry: Entry) => settle(() => resolve(entry)));
  zip.once('end', () => settle(() => resolve(null)));
  zip.once('error', (error: Error) => settle(() => reject(error)));
  zip.readEntry();
  return promise;
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  const { promise, resolve, reject } = Promise.withResolvers<Readable>();
  zip.openReadStream(entry, (error, content) =>
    error || !content ? reject(error ?? new Error('no content')) : resolve(content),
  );
  return promise;
}
