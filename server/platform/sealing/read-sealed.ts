/** Reads sealed content, whole or a range: only the chunks concerned are read and opened. */
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import {
  type ContentKey,
  chunkBytes,
  frameAt,
  frameBytes,
  frameOverhead,
  headBytes,
  lastChunkOf,
  openChunk,
  readHead,
} from './chunks.ts';
import { release } from './release.ts';

/** Bytes `start`–`end`, inclusive. */
export interface Range {
  start: number;
  end: number;
}

/** Read from the disk at once. */
const framesAtOnce = 8;

export async function readKeyId(handle: FileHandle): Promise<string> {
  return readHead(await readAt(handle, 0, headBytes));
}

/** The end is looked at first, so that a content that was cut off fails before its first byte is given out. The stream closes the handle. */
export async function openSealed(handle: FileHandle, key: ContentKey, range?: Range): Promise<Readable> {
  const last = await openLast(handle, key);
  const size = last.index * chunkBytes + last.plain.length;
  async function chunks(from: number, count: number): Promise<Buffer[]> {
    const inner = Math.min(count, last.index - from);
    const frames = await readAt(handle, frameAt(from), Math.max(inner, 0) * frameBytes);
    const opened: Buffer[] = [];
    for (let n = 0; n < inner; n += 1)
      opened.push(
        openChunk(
          key,
          { index: from + n, kind: 'inner' },
          frames.subarray(n * frameBytes, (n + 1) * frameBytes),
        ),
      );
    release(frames);
    if (from + count > last.index) opened.push(Buffer.from(last.plain));
    return opened;
  }
  const end = Math.min(range?.end ?? size - 1, size - 1);
  return streamOf(chunks, { start: range?.start ?? 0, end }, () => handle.close());
}

/** The last chunk, opened. @throws ContentDamaged */
export async function openLast(
  handle: FileHandle,
  key: ContentKey,
): Promise<{ index: number; plain: Buffer }> {
  const { size } = await handle.stat();
  const { index, plainBytes } = lastChunkOf(size);
  const frame = await readAt(handle, frameAt(index), plainBytes + frameOverhead);
  return { index, plain: openChunk(key, { index, kind: 'last' }, frame) };
}

/** Fewer bytes than asked for where the file ends. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** The bytes of a range out of chunks that are fetched as they are asked for. */
export function streamOf(
  chunks: (from: number, count: number) => Promise<Buffer[]>,
  { start, end }: Range,
  close: () => Promise<void>,
): Readable {
  let at = start;
  return new Readable({
    highWaterMark: 512 * 1024,
    read() {
      void next().then(
        (bytes) => this.push(bytes),
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
    destroy(error, done) {
      close().then(() => done(error), done);
    },
  });

  async function next(): Promise<Buffer | null> {
    if (at > end) return null;
    const from = Math.floor(at / chunkBytes);
    const count = Math.min(framesAtOnce, Math.floor(end / chunkBytes) - from + 1);
    const pieces = await chunks(from, count);
    const opened = Buffer.concat(pieces);
    pieces.forEach(release);
    const begin = at - from * chunkBytes;
    const bytes = opened.subarray(begin, end + 1 - from * chunkBytes);
    at += bytes.length;
    return bytes.length === 0 ? null : bytes;
  }
}
