/** Writes a pack: a ZIP file as a stream, one entry after the other, then the list of their hashes and its signature. */
import { createHash } from 'node:crypto';
import { PassThrough, Readable, Transform } from 'node:stream';
import { ZipFile } from 'yazl';
import { z } from 'zod';
import type { Signer } from './signature.ts';

export interface Entry {
  path: string;
  /** Asked for when it is its turn; null: it is not in the store any more. */
  content(): Promise<Readable | null>;
  /** Words shrink; what people attached mostly is compressed already. */
  compress: boolean;
}

export const packFiles = {
  manifest: 'manifest.json',
  sums: 'SHA256SUMS',
  signature: 'SHA256SUMS.sig',
  key: 'public-key.pem',
} as const;

export const manifest = z.object({
  format: z.literal('matterline-hand-over'),
  version: z.literal(1),
  about: z.looseObject({ title: z.string(), madeAt: z.string() }),
  files: z.array(z.object({ path: z.string(), sizeBytes: z.number().int(), sha256: z.string() })),
  /** Names of what should have been here, and was not in the store. */
  missing: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifest>;
type Sum = Manifest['files'][number];

export interface Packed {
  entries: number;
  /** SHA-256 of the file `SHA256SUMS`. */
  head: Buffer;
  missing: string[];
}

interface Options {
  about: Manifest['about'];
  signer: Signer;
  at: Date;
  /** Told of every piece that went in. */
  onBytes(count: number): void;
}

/**
 * `stream` is the file; `packed` settles once all of it was written. When an entry fails, the stream does, and whoever
 * stores it keeps nothing.
 */
export function createPack(
  entries: AsyncIterable<Entry>,
  options: Options,
): { stream: PassThrough; packed: Promise<Packed> } {
  const zip = new ZipFile();
  const stream = new PassThrough();
  zip.outputStream.pipe(stream);
  const broken = new Promise<never>((_resolve, reject) => {
    zip.on('error', reject);
    stream.once('error', reject);
    stream.once('close', () => reject(new Error('nobody takes the file any more')));
  });
  const write = (entry: Entry) => Promise.race([addEntry(zip, entry, options), broken]);
  const packed = writeAll(zip, entries, write, options).catch((error: unknown) => {
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  // Both are told of the same failure; one of them is listened to.
  broken.catch(() => undefined);
  packed.catch(() => undefined);
  return { stream, packed };
}

async function writeAll(
  zip: ZipFile,
  entries: AsyncIterable<Entry>,
  write: (entry: Entry) => Promise<Sum | null>,
  { about, signer }: Options,
): Promise<Packed> {
  const files: Sum[] = [];
  const missing: string[] = [];
  for await (const entry of entries) {
    const sum = await write(entry);
    if (sum) files.push(sum);
    else missing.push(entry.path);
  }
  const list: Manifest = { format: 'matterline-hand-over', version: 1, about, files, missing };
  for (const one of [
    textEntry(packFiles.key, signer.publicKey),
    textEntry(packFiles.manifest, `${JSON.stringify(list, null, 2)}\n`),
  ]) {
    const sum = await write(one);
    if (sum) files.push(sum);
  }
  const sums = Buffer.from(files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''));
  await write(bytesEntry(packFiles.sums, sums));
  await write(bytesEntry(packFiles.signature, signer.sign(sums)));
  zip.end();
  return { entries: files.length, head: createHash('sha256').update(sums).digest(), missing };
}

export function textEntry(path: string, text: string): Entry {
  return bytesEntry(path, Buffer.from(text));
}

function bytesEntry(path: string, bytes: Buffer): Entry {
  return { path, compress: true, content: async () => Readable.from([bytes]) };
}

/** Written piece by piece as it is read. */
export function writtenEntry(path: string, pieces: () => AsyncIterable<string>): Entry {
  return { path, compress: true, content: async () => Readable.from(joined(pieces())) };
}

/** A row at a time would cost a call each. */
async function* joined(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let waiting = '';
  for await (const piece of pieces) {
    waiting += piece;
    if (waiting.length < 64 * 1024) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  if (waiting !== '') yield Buffer.from(waiting);
}

/** Null: there was nothing in the store. Settles when the last byte went into the ZIP file. */
async function addEntry(zip: ZipFile, entry: Entry, { at, onBytes }: Options): Promise<Sum | null> {
  const content = await entry.content();
  if (!content) return null;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measured = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece);
      sizeBytes += piece.length;
      onBytes(piece.length);
      done(null, piece);
    },
  });
  content.once('error', (error) => measured.destroy(error));
  measured.once('close', () => content.destroy());
  return await new Promise((resolve, reject) => {
    measured.once('error', reject);
    measured.once('end', () => resolve({ path: entry.path, sizeBytes, sha256: hash.digest('hex') }));
    zip.addReadStream(content.pipe(measured), entry.path, { mtime: at, compress: entry.compress });
  });
}
