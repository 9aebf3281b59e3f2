import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createPartFolder, type PartStore, syncFolder } from './part-store.ts';

export interface StoredFile {
  sha256: Buffer;
  sizeBytes: number;
}

/** Where the bytes of files are: by the hash of their content, never by a user's path; per firm, so none can be guessed across. */
export interface FileStore {
  /** Stores a stream durably; throws TooLarge past `maxBytes` and keeps nothing then. */
  put(firmId: string, content: Readable, maxBytes: number): Promise<StoredFile>;
  /** A stream of the content, or of the bytes `start`–`end` (inclusive); null when it is not there. */
  get(firmId: string, sha256: Buffer, range?: { start: number; end: number }): Promise<Readable | null>;
  /** Removes the content; whoever calls has made sure that nothing points at it. What is not there is no failure. */
  remove(firmId: string, sha256: Buffer): Promise<void>;
  /** Files that are still coming in. */
  parts: PartStore;
}

export class TooLarge extends Error {
  override name = 'TooLarge';
}

/** A folder: `<firm>/<first two hex digits>/<hash>`. */
export function createFolderStore(url: URL): FileStore {
  const root = fileURLToPath(url);
  const pathOf = (firmId: string, hash: string) => path.join(root, firmId, hash.slice(0, 2), hash);

  return {
    parts: createPartFolder(root, pathOf),
    async put(firmId, content, maxBytes) {
      const incoming = path.join(root, firmId, 'incoming');
      await mkdir(incoming, { recursive: true });
      const temporary = path.join(incoming, randomUUID());
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
      try {
        await pipeline(content, measure, createWriteStream(temporary, { flush: true }));
        const sha256 = hash.digest();
        const target = pathOf(firmId, sha256.toString('hex'));
        await mkdir(path.dirname(target), { recursive: true });
        await rename(temporary, target);
        // The rename itself must survive a power cut before anybody is told that the file is kept.
        await syncFolder(path.dirname(target));
        return { sha256, sizeBytes };
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async get(firmId, sha256, range) {
      const file = pathOf(firmId, sha256.toString('hex'));
      const known = await stat(file).catch(() => null);
      return known ? createReadStream(file, range) : null;
    },
    async remove(firmId, sha256) {
      await rm(pathOf(firmId, sha256.toString('hex')), { force: true });
    },
  };
}
