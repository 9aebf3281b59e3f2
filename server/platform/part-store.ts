/** Files that come in piece by piece, perhaps over days, before they have a hash: sealed, and durable up to a known offset. */
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { ContentDamaged } from './sealing/chunks.ts';
import type { ContentKeys } from './sealing/content-keys.ts';
import { createPart, openPart, type SealedPart } from './sealing/sealed-part.ts';
import { type Incoming, writePart } from './sealing/write-part.ts';

export { type Incoming, TooMuch } from './sealing/write-part.ts';

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
  /** The bytes `start`–`end` (inclusive), all of them durable; null when nothing is there. */
  read(firmId: string, id: string, range: { start: number; end: number }): Promise<Readable | null>;
  /** Makes it, whole with so many bytes, the file of that hash; it stays here, too, until it is dropped. */
  keep(firmId: string, id: string, whole: { sha256: Buffer; sizeBytes: number }): Promise<void>;
  drop(firmId: string, id: string): Promise<void>;
  /** Ids of a firm's, to find those that nobody knows any more. */
  list(firmId: string): Promise<string[]>;
}

interface Surroundings {
  root: string;
  keys: ContentKeys;
  sealedPath(firmId: string, sha256: Buffer): string;
  standsAlready(firmId: string, sha256: Buffer): Promise<boolean>;
}

const plainId = /^[0-9a-f-]{36}$/;

/** A rename or a new name survives a power cut only when its folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

/** A folder each, `<firm>/uploads/<id>/`; a file of that name came in plain, before files were sealed. */
export function createPartFolder({ root, keys, sealedPath, standsAlready }: Surroundings): PartStore {
  const folderOf = (firmId: string) => path.join(root, firmId, 'uploads');
  const pathOf = (firmId: string, id: string) => {
    if (!plainId.test(id)) throw new Error('ids of uploads are UUIDs');
    return path.join(folderOf(firmId), id);
  };

  /** What is there already, or, at the very beginning, a new one. */
  async function openOrBegin(firmId: string, id: string, offset: number): Promise<SealedPart> {
    const place = pathOf(firmId, id);
    await sealPlain(firmId, id, offset);
    const there = await openPart(place, (keyId) => keys.get(firmId, keyId, null));
    if (there) return there;
    if (offset > 0) throw new ContentDamaged(`what came before byte ${offset} of upload ${id} is not here`);
    const made = await createPart(place, await keys.begin(firmId, id));
    await syncFolder(folderOf(firmId));
    return made;
  }

  /** One that began in plain goes on sealed. Its bytes lie inside the new folder before the name is the folder's. */
  async function sealPlain(firmId: string, id: string, sizeBytes: number): Promise<void> {
    const place = pathOf(firmId, id);
    const [folder, moved] = [`${place}.sealing`, path.join(`${place}.sealing`, 'plain')];
    const known = await stat(place).catch(() => null);
    if (known?.isFile()) {
      await rm(folder, { recursive: true, force: true });
      const part = await createPart(folder, await keys.begin(firmId, id));
      try {
        const content = sizeBytes > 0 ? createReadStream(place, { end: sizeBytes - 1 }) : Readable.from([]);
        const all = { offset: 0, content, maxBytes: Number.MAX_SAFE_INTEGER };
        await writePart(part, { ...all, signal: new AbortController().signal }, async () => undefined);
      } finally {
        await part.close();
      }
      await rename(place, moved);
    }
    const sealed = known?.isDirectory() ? null : await stat(moved).catch(() => null);
    if (sealed) {
      await rename(folder, place);
      await syncFolder(folderOf(firmId));
    }
    if (sealed || known?.isDirectory()) await rm(path.join(place, 'plain'), { force: true });
  }

  return {
    async append(firmId, id, incoming, durable) {
      const part = await openOrBegin(firmId, id, incoming.offset);
      try {
        await writePart(part, incoming, durable);
      } finally {
        await part.close();
      }
    },
    async read(firmId, id, range) {
      const place = pathOf(firmId, id);
      const known = await stat(place).catch(() => null);
      if (known?.isFile()) return createReadStream(place, { ...range, highWaterMark: 512 * 1024 });
      const part = await openPart(place, (keyId) => keys.get(firmId, keyId, null));
      if (!part) return null;
      return await part.read(range).catch(async (error: unknown) => {
        await part.close();
        throw error;
      });
    },
    async keep(firmId, id, { sha256, sizeBytes }) {
      if (await standsAlready(firmId, sha256)) return;
      await sealPlain(firmId, id, sizeBytes);
      const part = await openPart(pathOf(firmId, id), (keyId) => keys.get(firmId, keyId, null));
      if (!part) throw new Error(`the bytes of upload ${id} are not here`);
      try {
        await part.finish(sizeBytes);
      } finally {
        await part.close();
      }
      await keys.keep(firmId, part.key, sha256);
      const target = sealedPath(firmId, sha256);
      await mkdir(path.dirname(target), { recursive: true });
      // Over what may stand there unreadable: a content whose keys were destroyed, and that came again.
      const second = path.join(pathOf(firmId, id), 'named');
      await rm(second, { force: true });
      await link(part.file, second);
      await rename(second, target);
      await syncFolder(path.dirname(target));
    },
    async drop(firmId, id) {
      const place = pathOf(firmId, id);
      await keys.forget(firmId, { uploadId: id });
      await rm(place, { recursive: true, force: true });
      await rm(`${place}.sealing`, { recursive: true, force: true });
    },
    async list(firmId) {
      const names = await readdir(folderOf(firmId)).catch(() => []);
      return names.filter((name) => plainId.test(name));
    },
  };
}
