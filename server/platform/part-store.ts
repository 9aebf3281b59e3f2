/** Files that come in piece by piece, perhaps over days, before they have a hash: durable up to a known offset. */
import { createReadStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';

export interface PartStore {
  /**
   * Writes what comes at `offset`; `durable` is told whenever everything before an offset is on the disk, at least each
   * 8 MiB and at the end. When the content breaks off, what came is kept; when `signal` says so, or `durable` throws, it
   * stops at once. Throws TooMuch when more than `maxBytes` come; the bytes since the last `durable` are then void.
   */
  append(
    firmId: string,
    id: string,
    incoming: Incoming,
    durable: (offset: number) => Promise<void>,
  ): Promise<void>;
  /** What came so far, or the bytes `start`–`end` (inclusive); null when nothing is there. */
  read(firmId: string, id: string, range?: { start: number; end: number }): Promise<Readable | null>;
  /** Makes it the file of that hash; it stays here, too, until it is dropped. */
  keep(firmId: string, id: string, sha256: Buffer): Promise<void>;
  drop(firmId: string, id: string): Promise<void>;
  /** Ids of a firm's, to find those that nobody knows any more. */
  list(firmId: string): Promise<string[]>;
}

export interface Incoming {
  offset: number;
  content: AsyncIterable<Uint8Array>;
  /** Bytes that may come from `offset` on. */
  maxBytes: number;
  signal: AbortSignal;
  /** Only the end is told: whoever checks a sum must be able to pass over all of it. */
  asOne?: boolean;
}

export class TooMuch extends Error {
  override name = 'TooMuch';
}

const syncEachBytes = 8 * 1024 ** 2;
/** Written together: a call a network packet would cost more than the disk. */
const writeAtLeast = 1024 ** 2;
const plainId = /^[0-9a-f-]{36}$/;

/** A rename or a new name survives a power cut only when its folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

export function createPartFolder(root: string, keptAt: (firmId: string, hash: string) => string): PartStore {
  const folderOf = (firmId: string) => path.join(root, firmId, 'uploads');
  const pathOf = (firmId: string, id: string) => {
    if (!plainId.test(id)) throw new Error('ids of uploads are UUIDs');
    return path.join(folderOf(firmId), id);
  };

  async function openPart(firmId: string, id: string): Promise<FileHandle> {
    const file = pathOf(firmId, id);
    const handle = await open(file, 'r+').catch(() => null);
    if (handle) return handle;
    await mkdir(folderOf(firmId), { recursive: true });
    const made = await open(file, 'w+', 0o600);
    await syncFolder(folderOf(firmId));
    return made;
  }

  return {
    async append(firmId, id, incoming, durable) {
      const handle = await openPart(firmId, id);
      try {
        await write(handle, incoming, durable);
      } finally {
        await handle.close();
      }
    },
    async read(firmId, id, range) {
      const file = pathOf(firmId, id);
      const known = await stat(file).catch(() => null);
      return known ? createReadStream(file, { ...range, highWaterMark: 512 * 1024 }) : null;
    },
    async keep(firmId, id, sha256) {
      const target = keptAt(firmId, sha256.toString('hex'));
      await mkdir(path.dirname(target), { recursive: true });
      await link(pathOf(firmId, id), target).catch((error: unknown) => {
        // The same content is kept already.
        if (!isCode(error, 'EEXIST')) throw error;
      });
      await syncFolder(path.dirname(target));
    },
    async drop(firmId, id) {
      await rm(pathOf(firmId, id), { force: true });
    },
    async list(firmId) {
      const names = await readdir(folderOf(firmId)).catch(() => []);
      return names.filter((name) => plainId.test(name));
    },
  };
}

async function write(
  handle: FileHandle,
  { offset, content, maxBytes, signal, asOne = false }: Incoming,
  durable: (offset: number) => Promise<void>,
): Promise<void> {
  const waiting: Uint8Array[] = [];
  let [waitingBytes, written, synced, came] = [0, offset, offset, 0];

  async function flush(): Promise<void> {
    let rest = waiting.splice(0);
    waitingBytes = 0;
    while (rest.length > 0) {
      const { bytesWritten } = await handle.writev(rest, written);
      written += bytesWritten;
      rest = after(rest, bytesWritten);
    }
  }
  async function sync(): Promise<void> {
    await flush();
    if (written === synced) return;
    await handle.datasync();
    synced = written;
    await durable(synced);
  }

  try {
    for await (const piece of content) {
      if (signal.aborted) return;
      came += piece.length;
      if (came > maxBytes) throw new TooMuch(`more than ${maxBytes} bytes`);
      waiting.push(piece);
      waitingBytes += piece.length;
      if (waitingBytes >= writeAtLeast) await flush();
      if (!asOne && written - synced >= syncEachBytes) await sync();
    }
  } catch (error) {
    if (error instanceof TooMuch || signal.aborted || asOne || !brokeOff(error)) throw error;
    await sync();
    throw error;
  }
  if (!signal.aborted) await sync();
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

const isCode = (error: unknown, ...codes: string[]) =>
  typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));

/** The sender went away; everything else is our own trouble. */
const brokeOff = (error: unknown) =>
  isCode(error, 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR', 'EPIPE');
