/**
 * A content that still comes in: whole chunks in `bytes`, and the beginning of the next in `tail`, so that nothing that is
 * durable is ever written over. The last chunk is sealed as such when all of it is there.
 */
import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import {
  type ContentKey,
  chunkBytes,
  frameAt,
  frameBytes,
  headOf,
  openChunk,
  sealChunk,
  sealInPieces,
} from './chunks.ts';
import { type Range, readAt, readKeyId, streamOf } from './read-sealed.ts';
import { release } from './release.ts';

export interface SealedPart {
  key: ContentKey;
  /** Where the sealed bytes are. */
  file: string;
  /**
   * What is there of the unfinished chunk before this offset, for whoever goes on there; what lies beyond is void.
   * @throws ContentDamaged when it is not there
   */
  resume(offset: number): Promise<Buffer>;
  /** A whole chunk, ready to be written; `plain` may be used again at once. */
  seal(index: number, plain: Uint8Array): Buffer[];
  /** Writes sealed chunks, that follow each other, from this one on; they are gone then. */
  write(from: number, sealed: readonly Buffer[]): Promise<void>;
  /** Everything that was written survives a power cut, and so does this beginning of the chunk after it. */
  sync(next: { index: number; beginning: Uint8Array }): Promise<void>;
  read(range: Range): Promise<Readable>;
  /** Seals the end: then it is a whole content of so many bytes. May be done again. */
  finish(sizeBytes: number): Promise<void>;
  close(): Promise<void>;
}

/** With nothing in it yet; what an interrupted beginning left there is void. */
export async function createPart(folder: string, key: ContentKey): Promise<SealedPart> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const handle = await open(path.join(folder, 'bytes'), 'w+', 0o600);
  await handle.write(headOf(key), 0, undefined, 0);
  await handle.sync();
  await syncNames(folder);
  return partOf(folder, key, handle);
}

/** Null when none is there, or no byte of it was ever written. */
export async function openPart(
  folder: string,
  keyOf: (id: string) => Promise<ContentKey>,
): Promise<SealedPart | null> {
  const handle = await open(path.join(folder, 'bytes'), 'r+').catch(() => null);
  if (!handle) return null;
  try {
    if ((await handle.stat()).size === 0) {
      await handle.close();
      return null;
    }
    return partOf(folder, await keyOf(await readKeyId(handle)), handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Tail {
  index: number;
  beginning: Buffer;
}

function partOf(folder: string, key: ContentKey, handle: FileHandle): SealedPart {
  const tailFile = path.join(folder, 'tail');

  async function readTail(): Promise<Tail | null> {
    const bytes = await readFile(tailFile).catch(() => null);
    if (!bytes || bytes.length < 8) return null;
    const index = Number(bytes.readBigUInt64BE());
    return { index, beginning: openChunk(key, { index, kind: 'tail' }, bytes.subarray(8)) };
  }

  async function writeTail({ index, beginning }: { index: number; beginning: Uint8Array }): Promise<void> {
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(index));
    const next = await open(`${tailFile}.next`, 'w', 0o600);
    try {
      await next.writev([number, sealChunk(key, { index, kind: 'tail' }, beginning)]);
      await next.datasync();
    } finally {
      await next.close();
    }
    await rename(`${tailFile}.next`, tailFile);
    await syncNames(folder);
  }

  /** The first bytes of a chunk: its beginning while it is not full, else the chunk itself. */
  async function firstOf(tail: Tail | null, index: number, wanted: number): Promise<Buffer> {
    if (tail?.index === index && tail.beginning.length >= wanted)
      return Buffer.from(tail.beginning.subarray(0, wanted));
    const frame = await readAt(handle, frameAt(index), frameBytes);
    const plain = openChunk(key, { index, kind: 'inner' }, frame);
    release(frame);
    return plain.subarray(0, wanted);
  }

  async function beginningOf(offset: number): Promise<Buffer> {
    const wanted = offset % chunkBytes;
    if (wanted === 0) return Buffer.alloc(0);
    return await firstOf(await readTail(), Math.floor(offset / chunkBytes), wanted);
  }

  return {
    key,
    file: path.join(folder, 'bytes'),
    async resume(offset) {
      const beginning = await beginningOf(offset);
      const index = Math.floor(offset / chunkBytes);
      const tail = await readTail();
      if (beginning.length === 0) await rm(tailFile, { force: true });
      // The chunk itself may be written over from here on.
      else if (tail?.index !== index || tail.beginning.length !== beginning.length)
        await writeTail({ index, beginning });
      return beginning;
    },
    seal: (index, plain) => sealInPieces(key, { index, kind: 'inner' }, plain),
    async write(from, sealed) {
      let rest: Uint8Array[] = [...sealed];
      let at = frameAt(from);
      while (rest.length > 0) {
        const { bytesWritten } = await handle.writev(rest, at);
        at += bytesWritten;
        rest = after(rest, bytesWritten);
      }
      sealed.forEach(release);
    },
    async sync(next) {
      await handle.datasync();
      if (next.beginning.length > 0) await writeTail(next);
    },
    async read({ start, end }) {
      const tail = await readTail();
      const lastWanted = Math.floor(end / chunkBytes);
      const one = (index: number) =>
        firstOf(tail, index, index < lastWanted ? chunkBytes : (end % chunkBytes) + 1);
      return streamOf(
        (from, count) => Promise.all(Array.from({ length: count }, (_, n) => one(from + n))),
        { start, end },
        () => handle.close(),
      );
    },
    async finish(sizeBytes) {
      const index = Math.floor(sizeBytes / chunkBytes);
      const last = sealChunk(key, { index, kind: 'last' }, await beginningOf(sizeBytes));
      await handle.write(last, 0, undefined, frameAt(index));
      await handle.truncate(frameAt(index) + last.length);
      await handle.sync();
    },
    close: () => handle.close(),
  };
}

async function syncNames(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

/** What is left of the pieces after so many bytes. */
function after(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  const rest: Uint8Array[] = [];
  for (const piece of pieces) {
    if (skip >= piece.length) skip -= piece.length;
    else {
      rest.push(piece.subarray(skip));
      skip = 0;
    }
  }
  return rest;
}
