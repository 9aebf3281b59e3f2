import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type KeysInMemory, keysInMemory } from '../testing/keys-in-memory.ts';
import { createFolderStore, type FileStore, TooLarge } from './file-store.ts';
import { TooMuch } from './part-store.ts';
import { ContentDamaged, chunkBytes, frameAt, frameBytes, headBytes } from './sealing/chunks.ts';
import { ContentDestroyed } from './sealing/content-keys.ts';

const firmId = randomUUID();
const folders: string[] = [];
let root: string;
let keys: KeysInMemory;
let store: FileStore;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'matterline-store-'));
  folders.push(root);
  keys = keysInMemory();
  store = createFolderStore(pathToFileURL(`${root}/`), keys);
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const put = (bytes: Buffer) => store.put(firmId, Readable.from([bytes]), 1e9);
const placeOf = (sha256: Buffer) =>
  path.join(root, firmId, sha256.toString('hex').slice(0, 2), sha256.toString('hex'));
async function read(sha256: Buffer, range?: { start: number; end: number }): Promise<Buffer> {
  const content = await store.get(firmId, sha256, range);
  if (!content) throw new Error('it is not there');
  return await buffer(content);
}

/** Sizes around the borders of chunks. */
const sizes = [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes, 9 * chunkBytes + 5];

describe('what is stored', () => {
  test.each(sizes)('%i bytes come back, and lie sealed', async (size) => {
    const bytes = Buffer.alloc(size, 'a secret of the client ');
    const { sha256, sizeBytes } = await put(bytes);
    expect(sizeBytes).toBe(size);
    expect((await read(sha256)).equals(bytes)).toBe(true);
    const lies = await readFile(`${placeOf(sha256)}.sealed`);
    expect(lies.includes('secret')).toBe(false);
    expect(await readdir(path.join(root, firmId, 'incoming'))).toEqual([]);
  });

  test('ranges at all borders of chunks are those of the content', async () => {
    const bytes = randomBytes(10 * chunkBytes + 77);
    const { sha256 } = await put(bytes);
    const borders = Array.from({ length: 11 }, (_, n) => n * chunkBytes).flatMap((at) => [
      at - 1,
      at,
      at + 1,
    ]);
    const edge = fc.oneof(fc.constantFrom(...borders, bytes.length - 1), fc.nat(bytes.length - 1));
    await fc.assert(
      fc.asyncProperty(edge, edge, async (one, other) => {
        const [start, end] = [Math.max(Math.min(one, other), 0), Math.max(one, other, 0)];
        const found = await read(sha256, { start, end });
        expect(found.equals(bytes.subarray(start, end + 1)), `${start}–${end}`).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(await read(sha256, { start: bytes.length, end: bytes.length + 9 })).toHaveLength(0);
  });

  test('is nothing when it is too large', async () => {
    await expect(store.put(firmId, Readable.from([randomBytes(200_000)]), 199_999)).rejects.toThrow(TooLarge);
    expect(await readdir(path.join(root, firmId, 'incoming'))).toEqual([]);
  });

  test('ends with its source when that breaks off', async () => {
    async function* breaks() {
      yield randomBytes(100_000);
      throw new Error('the line is dead');
    }
    await expect(store.put(firmId, Readable.from(breaks()), 1e9)).rejects.toThrow('the line is dead');
    expect(await readdir(path.join(root, firmId, 'incoming'))).toEqual([]);
  });

  test('stands once when it comes again, and its keys are told', async () => {
    const bytes = randomBytes(1000);
    const { sha256 } = await put(bytes);
    const before = await stat(`${placeOf(sha256)}.sealed`);
    await put(bytes);
    expect((await stat(`${placeOf(sha256)}.sealed`)).ino).toBe(before.ino);
    expect(keys.again()).toBe(1);
  });
});

describe('found when it is read', () => {
  const size = 3 * chunkBytes + 100;
  async function spoil(change: (lies: Buffer) => Buffer): Promise<{ sha256: Buffer; original: Buffer }> {
    const original = randomBytes(size);
    const { sha256 } = await put(original);
    const file = `${placeOf(sha256)}.sealed`;
    await writeFile(file, change(await readFile(file)));
    return { sha256, original };
  }
  const flip = (at: number) => (lies: Buffer) => {
    lies[at] = (lies[at] ?? 0) ^ 1;
    return lies;
  };
  const frame = (lies: Buffer, n: number) => lies.subarray(frameAt(n), frameAt(n) + frameBytes);

  test.each([
    ['a flipped byte of the head', flip(1)],
    ['a flipped byte of a nonce', flip(headBytes + 3)],
    ['a flipped byte in the middle', flip(frameAt(1) + 5000)],
    ['a flipped byte of a tag', flip(frameAt(2) - 1)],
    ['a flipped byte at the end', flip(frameAt(3) + 30)],
    [
      'swapped chunks',
      (lies: Buffer) =>
        Buffer.concat([
          lies.subarray(0, headBytes),
          frame(lies, 1),
          frame(lies, 0),
          lies.subarray(frameAt(2)),
        ]),
    ],
    [
      'a chunk twice',
      (lies: Buffer) =>
        Buffer.concat([lies.subarray(0, frameAt(2)), frame(lies, 1), lies.subarray(frameAt(3))]),
    ],
    [
      'a chunk left out',
      (lies: Buffer) => Buffer.concat([lies.subarray(0, frameAt(1)), lies.subarray(frameAt(2))]),
    ],
    ['an end within a chunk', (lies: Buffer) => lies.subarray(0, frameAt(2) + 999)],
    ['an end after a whole chunk', (lies: Buffer) => lies.subarray(0, frameAt(3))],
    ['an end after the head', (lies: Buffer) => lies.subarray(0, headBytes)],
    ['nothing at all', () => Buffer.alloc(0)],
    ['something behind the end', (lies: Buffer) => Buffer.concat([lies, randomBytes(40)])],
  ])('%s', async (_what, change) => {
    const { sha256 } = await spoil(change);
    await expect(read(sha256)).rejects.toThrow(/damaged|cut off|no sealed content|destroyed/);
  });

  test('a content that was cut off, before its first byte is given out, whichever range', async () => {
    const { sha256 } = await spoil((lies) => lies.subarray(0, frameAt(3)));
    await expect(store.get(firmId, sha256, { start: 0, end: 9 })).rejects.toThrow(ContentDamaged);
  });

  test('no more than the chunks of a range are opened', async () => {
    const { sha256, original } = await spoil(flip(frameAt(1) + 5000));
    expect((await read(sha256, { start: 0, end: 99 })).equals(original.subarray(0, 100))).toBe(true);
    await expect(read(sha256, { start: chunkBytes, end: chunkBytes })).rejects.toThrow('chunk 1');
  });

  test('a whole content under the name of another', async () => {
    const [one, other] = [await put(randomBytes(50)), await put(randomBytes(60))];
    await rename(`${placeOf(one.sha256)}.sealed`, `${placeOf(other.sha256)}.sealed`);
    await expect(store.get(firmId, other.sha256)).rejects.toThrow('another content');
  });

  test('a destroyed key: a problem that people understand, and a new copy replaces what cannot be opened', async () => {
    const bytes = randomBytes(5000);
    const { sha256 } = await put(bytes);
    keys.destroyAll();
    const refusal = await store.get(firmId, sha256).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ContentDestroyed);
    expect(refusal).toMatchObject({ status: 410, code: 'gone' });
    await put(bytes);
    expect((await read(sha256)).equals(bytes)).toBe(true);
  });
});

describe('what lies in plain from earlier', () => {
  async function inPlain(bytes: Buffer): Promise<Buffer> {
    const { sha256 } = await put(bytes);
    await rm(`${placeOf(sha256)}.sealed`);
    await writeFile(placeOf(sha256), bytes);
    return sha256;
  }

  test('is read, sealed once, and gone in plain', async () => {
    const bytes = randomBytes(2 * chunkBytes + 3);
    const sha256 = await inPlain(bytes);
    expect(
      (await read(sha256, { start: 5, end: chunkBytes })).equals(bytes.subarray(5, chunkBytes + 1)),
    ).toBe(true);
    expect(await store.seal(firmId, sha256)).toBe('sealed');
    expect(await stat(placeOf(sha256)).catch(() => null)).toBeNull();
    expect((await read(sha256)).equals(bytes)).toBe(true);
    expect(await store.seal(firmId, sha256)).toBe('was_sealed');
    expect(await store.seal(firmId, randomBytes(32))).toBe('missing');
  });

  test('stays as it is when it is damaged', async () => {
    const sha256 = await inPlain(randomBytes(500));
    await writeFile(placeOf(sha256), 'something else');
    expect(await store.seal(firmId, sha256)).toBe('damaged');
    expect((await read(sha256)).toString()).toBe('something else');
  });

  test('both forms go when it is removed', async () => {
    const bytes = randomBytes(500);
    const { sha256 } = await put(bytes);
    await writeFile(placeOf(sha256), bytes);
    await store.remove(firmId, sha256);
    expect(await store.get(firmId, sha256)).toBeNull();
  });
});

describe('what comes in piece by piece', () => {
  const calm = { signal: new AbortController().signal };
  const gone = () => Object.assign(new Error('the sender went away'), { code: 'ECONNRESET' });

  /** Sends bytes from an offset, perhaps breaking off; answers what was told to be durable. */
  async function send(id: string, bytes: Buffer, offset: number, breaks = false): Promise<number> {
    let told = offset;
    async function* content() {
      for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
      if (breaks) throw gone();
    }
    const incoming = { ...calm, offset, content: content(), maxBytes: 1e9 };
    const sent = store.parts.append(firmId, id, incoming, async (reached) => {
      told = reached;
    });
    if (breaks) await expect(sent).rejects.toThrow('went away');
    else await sent;
    return told;
  }

  async function finish(id: string, bytes: Buffer): Promise<void> {
    const sha256 = createHash('sha256').update(bytes).digest();
    const part = await store.parts.read(firmId, id, { start: 0, end: bytes.length - 1 });
    expect(part && (await buffer(part)).equals(bytes)).toBe(true);
    await store.parts.keep(firmId, id, { sha256, sizeBytes: bytes.length });
    await store.parts.drop(firmId, id);
    expect((await read(sha256)).equals(bytes)).toBe(true);
  }

  test('is whole after any resumes, at any offsets', async () => {
    const length = fc.oneof(
      fc.constantFrom(1, chunkBytes - 1, chunkBytes, chunkBytes + 1),
      fc.nat(3 * chunkBytes),
    );
    const steps = fc.array(fc.record({ length, breaks: fc.boolean() }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const id = randomUUID();
        const bytes = randomBytes(all.reduce((sum, step) => sum + step.length, 1));
        let offset = 0;
        for (const step of all) {
          offset = await send(id, bytes.subarray(offset, offset + step.length), offset, step.breaks);
          const range = { start: Math.max(offset - 70_000, 0), end: offset - 1 };
          if (offset === 0) continue;
          const part = await store.parts.read(firmId, id, range);
          expect(part && (await buffer(part)).equals(bytes.subarray(range.start, offset))).toBe(true);
        }
        await send(id, bytes.subarray(offset), offset);
        await finish(id, bytes);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  test('what was written but never told is void: the same offset may bring other bytes', async () => {
    const [id, bytes] = [randomUUID(), randomBytes(4 * chunkBytes)];
    await send(id, bytes.subarray(0, 100), 0);
    // Written, with a later beginning beside it, and the database never heard of it.
    await send(id, randomBytes(3 * chunkBytes + 500), 100).catch(() => undefined);
    const first = Buffer.concat([bytes.subarray(0, 100)]);
    const part = await store.parts.read(firmId, id, { start: 0, end: 99 });
    expect(part && (await buffer(part)).equals(first)).toBe(true);
    await send(id, bytes.subarray(100, 200_000), 100);
    await send(id, bytes.subarray(200_000), 200_000);
    await finish(id, bytes);
  });

  test('lies sealed from the first byte', async () => {
    const id = randomUUID();
    await send(id, Buffer.alloc(100_000, 'a secret '), 0);
    const folder = path.join(root, firmId, 'uploads', id);
    for (const name of await readdir(folder))
      expect((await readFile(path.join(folder, name))).includes('secret'), name).toBe(false);
    expect(await store.parts.list(firmId)).toEqual([id]);
    await store.parts.drop(firmId, id);
    expect(await readdir(path.dirname(folder))).toEqual([]);
  });

  test('a flipped byte of what came is found', async () => {
    const id = randomUUID();
    await send(id, randomBytes(2 * chunkBytes), 0);
    const file = path.join(root, firmId, 'uploads', id, 'bytes');
    const lies = await readFile(file);
    lies[frameAt(1) + 77] = (lies[frameAt(1) + 77] ?? 0) ^ 1;
    await writeFile(file, lies);
    const part = await store.parts.read(firmId, id, { start: 0, end: 2 * chunkBytes - 1 });
    await expect(buffer(part ?? Readable.from([]))).rejects.toThrow('chunk 1');
  });

  test('is durable in steps of at most 8 MiB, and too much is void', async () => {
    const id = randomUUID();
    const told: number[] = [];
    const mib = 1024 ** 2;
    const pieces = Array.from({ length: 20 }, () => randomBytes(mib));
    const incoming = { ...calm, offset: 0, maxBytes: 20 * mib, content: Readable.from(pieces) };
    await store.parts.append(firmId, id, incoming, async (reached) => void told.push(reached));
    expect(told).toEqual([4, 8, 12, 16, 20].map((reached) => reached * mib));
    const more = { ...calm, offset: 20 * 1024 ** 2, maxBytes: 5, content: Readable.from([Buffer.alloc(6)]) };
    await expect(store.parts.append(firmId, id, more, async () => undefined)).rejects.toThrow(TooMuch);
  });

  test('what began in plain goes on sealed, also when that was interrupted', async () => {
    const [id, other, bytes] = [randomUUID(), randomUUID(), randomBytes(3 * chunkBytes)];
    const folder = path.join(root, firmId, 'uploads');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, id), bytes.subarray(0, 100_001));
    const plain = await store.parts.read(firmId, id, { start: 9, end: 99 });
    expect(plain && (await buffer(plain)).equals(bytes.subarray(9, 100))).toBe(true);
    await send(id, bytes.subarray(100_001), 100_001);
    await finish(id, bytes);
    // The process died between the two renames.
    await writeFile(path.join(folder, other), bytes.subarray(0, 100_001));
    await send(other, Buffer.alloc(0), 100_001);
    await rename(path.join(folder, other), path.join(folder, `${other}.sealing`));
    await writeFile(path.join(folder, `${other}.sealing`, 'plain'), bytes.subarray(0, 100_001));
    await send(other, bytes.subarray(100_001), 100_001);
    await finish(other, bytes);
  });

  test('the same content stands already: it is told, and the upload’s own bytes go', async () => {
    const [id, bytes] = [randomUUID(), randomBytes(chunkBytes)];
    await put(bytes);
    await send(id, bytes, 0);
    await finish(id, bytes);
    expect(keys.again()).toBe(1);
  });
});
