import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createPartFolder, type PartStore, syncFolder } from './part-store.ts';
import { ContentDamaged, sealed } from './sealing/chunks.ts';
import { ContentDestroyed, type ContentKeys, newContentKey } from './sealing/content-keys.ts';
import { openLast, openSealed, readKeyId } from './sealing/read-sealed.ts';

export interface StoredFile {
  sha256: Buffer;
  sizeBytes: number;
}

/**
 * Where the bytes of files are: by the hash of their content, never by a user's path; per firm, so none can be guessed across.
 * On the disk they are sealed; whose keys open them follows from what points at them (sealing/matter-keys.ts).
 */
export interface FileStore {
  /** Stores a stream durably; throws TooLarge past `maxBytes` and keeps nothing then. */
  put(firmId: string, content: Readable, maxBytes: number): Promise<StoredFile>;
  /**
   * A stream of the content, or of the bytes `start`–`end` (inclusive); null when it is not there.
   * @throws ContentDestroyed when no key opens it any more; ContentDamaged, at once or in the middle
   */
  get(firmId: string, sha256: Buffer, range?: { start: number; end: number }): Promise<Readable | null>;
  /** Removes the content with its keys; whoever calls has made sure that nothing points at it. What is not there is no failure. */
  remove(firmId: string, sha256: Buffer): Promise<void>;
  /** Seals what still lies in plain, from the time before files were sealed. May be stopped and called again. */
  seal(firmId: string, sha256: Buffer): Promise<'sealed' | 'was_sealed' | 'missing' | 'damaged'>;
  /** The bytes as they lie on the disk: what a backup carries. */
  asStored: StoredForms;
  /** Removes all that a firm ever stored, with what is still coming in; its rows are gone. */
  removeFirm(firmId: string): Promise<void>;
  /** Files that are still coming in. */
  parts: PartStore;
}

export interface StoredForm {
  /** Null: it lies in plain. */
  keyId: string | null;
  sizeBytes: number;
  open(): Readable;
}

export interface StoredForms {
  find(firmId: string, sha256: Buffer): Promise<StoredForm | null>;
  /** Puts them back, instead of what may stand there; a sealed content opens with the keys that the database has. */
  put(firmId: string, sha256: Buffer, isSealed: boolean, content: Readable): Promise<void>;
}

export class TooLarge extends Error {
  override name = 'TooLarge';
}

/** For work that nobody waits for: what was destroyed is as if it were not there. */
export async function getUnlessDestroyed(
  files: Pick<FileStore, 'get'>,
  firmId: string,
  sha256: Buffer,
): Promise<Readable | null> {
  return await files.get(firmId, sha256).catch((error: unknown) => {
    if (error instanceof ContentDestroyed) return null;
    throw error;
  });
}

/** A folder: `<firm>/<first two hex digits>/<hash>.sealed`, or without the ending what was stored in plain. */
export function createFolderStore(url: URL, keys: ContentKeys): FileStore {
  const root = fileURLToPath(url);
  const plainPath = (firmId: string, sha256: Buffer) => {
    const hash = sha256.toString('hex');
    return path.join(root, firmId, hash.slice(0, 2), hash);
  };
  const sealedPath = (firmId: string, sha256: Buffer) => `${plainPath(firmId, sha256)}.sealed`;

  /** Writes to a name of its own first. Answers what `fill` does; what it leaves there goes. */
  async function underOwnName<T>(firmId: string, fill: (temporary: string) => Promise<T>): Promise<T> {
    const incoming = path.join(root, firmId, 'incoming');
    await mkdir(incoming, { recursive: true });
    const temporary = path.join(incoming, randomUUID());
    return await fill(temporary).finally(() => rm(temporary, { force: true }));
  }

  /** Whether the content is here and can be opened; then it is noted that it came again. */
  async function standsAlready(firmId: string, sha256: Buffer): Promise<boolean> {
    const handle = await open(sealedPath(firmId, sha256)).catch(() => null);
    if (!handle) return false;
    try {
      const id = await readKeyId(handle);
      await openLast(handle, await keys.get(firmId, id, sha256));
      await keys.cameAgain(firmId, id);
      return true;
    } catch (error) {
      if (error instanceof ContentDestroyed || error instanceof ContentDamaged) return false;
      throw error;
    } finally {
      await handle.close();
    }
  }

  async function store(
    firmId: string,
    content: Readable,
    accept: (found: StoredFile) => boolean,
    maxBytes: number,
  ): Promise<StoredFile> {
    const key = newContentKey();
    const { measure, found } = measuring(maxBytes);
    return await underOwnName(firmId, async (temporary) => {
      const sealing = (plain: AsyncIterable<Buffer>) => sealed(key, plain);
      await pipeline(content, measure, sealing, createWriteStream(temporary, { flush: true }));
      const stored = found();
      if (!accept(stored) || (await standsAlready(firmId, stored.sha256))) return stored;
      await keys.keep(firmId, key, stored.sha256);
      await nameDurably(temporary, sealedPath(firmId, stored.sha256));
      return stored;
    });
  }

  return {
    parts: createPartFolder({ root, keys, sealedPath, standsAlready }),
    async put(firmId, content, maxBytes) {
      const stored = await store(firmId, content, () => true, maxBytes);
      await rm(plainPath(firmId, stored.sha256), { force: true });
      return stored;
    },
    async get(firmId, sha256, range) {
      const plain = plainPath(firmId, sha256);
      // It may be sealed, and the plain one gone, between the two questions.
      for (let look = 0; look < 2; look += 1) {
        const handle = await open(sealedPath(firmId, sha256)).catch(nullIfMissing);
        if (handle) return await opened(handle, firmId, sha256, range);
        const file = await open(plain).catch(nullIfMissing);
        if (file) return file.createReadStream(range);
      }
      return null;
    },
    async remove(firmId, sha256) {
      await keys.forget(firmId, { sha256 });
      await rm(sealedPath(firmId, sha256), { force: true });
      await rm(plainPath(firmId, sha256), { force: true });
    },
    async seal(firmId, sha256) {
      const plain = plainPath(firmId, sha256);
      if ((await stat(plain).catch(() => null)) === null)
        return (await stat(sealedPath(firmId, sha256)).catch(() => null)) ? 'was_sealed' : 'missing';
      const same = ({ sha256: found }: StoredFile) => found.equals(sha256);
      const stored = await store(firmId, createReadStream(plain), same, Number.MAX_SAFE_INTEGER);
      if (!same(stored)) return 'damaged';
      await rm(plain, { force: true });
      return 'sealed';
    },
    async removeFirm(firmId) {
      await rm(path.join(root, firmId), { recursive: true, force: true });
    },
    asStored: createStoredForms({ plainPath, sealedPath, underOwnName }),
  };

  async function opened(
    handle: FileHandle,
    firmId: string,
    sha256: Buffer,
    range?: { start: number; end: number },
  ): Promise<Readable> {
    try {
      return await openSealed(handle, await keys.get(firmId, await readKeyId(handle), sha256), range);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }
}

interface Places {
  plainPath(firmId: string, sha256: Buffer): string;
  sealedPath(firmId: string, sha256: Buffer): string;
  underOwnName<T>(firmId: string, fill: (temporary: string) => Promise<T>): Promise<T>;
}

function createStoredForms({ plainPath, sealedPath, underOwnName }: Places): StoredForms {
  return {
    async find(firmId, sha256) {
      const file = sealedPath(firmId, sha256);
      const handle = await open(file).catch(nullIfMissing);
      if (!handle) return await plainForm(plainPath(firmId, sha256));
      try {
        const { size } = await handle.stat();
        return { keyId: await readKeyId(handle), sizeBytes: size, open: () => createReadStream(file) };
      } finally {
        await handle.close();
      }
    },
    async put(firmId, sha256, isSealed, content) {
      const [plain, sealed] = [plainPath(firmId, sha256), sealedPath(firmId, sha256)];
      await underOwnName(firmId, async (temporary) => {
        await pipeline(content, createWriteStream(temporary, { flush: true }));
        await nameDurably(temporary, isSealed ? sealed : plain);
      });
      await rm(isSealed ? plain : sealed, { force: true });
    },
  };
}

/** The rename itself must survive a power cut before anybody is told that the file is kept. */
export async function nameDurably(temporary: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await rename(temporary, target);
  await syncFolder(path.dirname(target));
}

async function plainForm(file: string): Promise<StoredForm | null> {
  const known = await stat(file).catch(() => null);
  return known && { keyId: null, sizeBytes: known.size, open: () => createReadStream(file) };
}

/** Counts and hashes what passes. */
function measuring(maxBytes: number): { measure: Transform; found(): StoredFile } {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) return done(new TooLarge(`larger than ${maxBytes} bytes`));
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { measure, found: () => ({ sha256: hash.digest(), sizeBytes }) };
}

function nullIfMissing(error: unknown): null {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
