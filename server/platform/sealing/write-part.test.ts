import { expect, test } from 'vitest';
import { chunkBytes, sealInPieces } from './chunks.ts';
import { newContentKey } from './content-keys.ts';
import type { SealedPart } from './sealed-part.ts';
import { type Incoming, writePart } from './write-part.ts';

const mib = 1024 ** 2;
const calm = new AbortController().signal;
const ticks = (count: number): Promise<void> =>
  count === 0 ? Promise.resolve() : new Promise((done) => setImmediate(done)).then(() => ticks(count - 1));

/** A disk whose steps end when the test says so. */
function slowDisk(steps: { write?: () => Promise<void>; sync?: () => Promise<void> }) {
  const key = newContentKey();
  const at = { read: 0, written: 0, synced: 0, busy: 0 };
  const busy = async (step: (() => Promise<void>) | undefined) => {
    at.busy += 1;
    await step?.().finally(() => (at.busy -= 1));
    if (!step) at.busy -= 1;
  };
  const refuse = async () => Promise.reject(new Error('not part of these tests'));
  const part: SealedPart = {
    key,
    file: '',
    resume: async () => Buffer.alloc(0),
    seal: (index, plain) => sealInPieces(key, { index, kind: 'inner' }, plain),
    async write(from, sealed) {
      await busy(steps.write);
      at.written = (from + sealed.length / 3) * chunkBytes;
    },
    async sync(next) {
      const before = at.written;
      await busy(steps.sync);
      at.synced = Math.min(before, next.index * chunkBytes) + next.beginning.length;
    },
    read: refuse,
    finish: refuse,
    close: async () => undefined,
  };
  async function* content(pieces: number, end?: Error) {
    for (let n = 0; n < pieces; n += 1) {
      at.read += mib;
      yield Buffer.alloc(mib);
    }
    if (end) throw end;
  }
  const incoming = (pieces: number, more: Partial<Incoming> = {}): Incoming => ({
    ...{ offset: 0, maxBytes: 1e9, signal: calm, content: content(pieces) },
    ...more,
  });
  return { part, at, incoming, content };
}

test('while a step is synced the next comes in, and no more than 8 MiB are in doubt', async () => {
  const steps: (() => void)[] = [];
  const { part, at, incoming } = slowDisk({
    write: () => ticks(5),
    sync: () => new Promise((done) => steps.push(done)),
  });
  const told: [number, number][] = [];
  const ended = writePart(part, incoming(20), async (offset) => void told.push([offset, at.synced]));
  for (let n = 1; n <= 5; n += 1) {
    await expect.poll(() => steps.length).toBe(n);
    // The step under way, and the one that comes in meanwhile.
    await expect.poll(() => at.read).toBe(Math.min(n * 4 + 4, 20) * mib);
    expect(told).toHaveLength(n - 1);
    steps[n - 1]?.();
  }
  await ended;
  expect(told).toEqual([4, 8, 12, 16, 20].map((reached) => [reached * mib, reached * mib]));
});

test('a disk that fails ends it: the failure is told, nothing that came after', async () => {
  let writes = 0;
  const { part, incoming } = slowDisk({
    write: async () => {
      writes += 1;
      if (writes === 6) throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
    },
  });
  const told: number[] = [];
  const ended = writePart(part, incoming(40), async (offset) => void told.push(offset));
  await expect(ended).rejects.toThrow('no room');
  expect(told).toEqual([4 * mib]);
});

test('whoever may not go on is stopped in the middle of a long part', async () => {
  const { part, at, incoming } = slowDisk({});
  const ended = writePart(part, incoming(1000), async () => Promise.reject(new Error('the right ended')));
  await expect(ended).rejects.toThrow('the right ended');
  expect(at.read).toBeLessThanOrEqual(6 * mib);
});

test('it ends when nobody writes any more: the next request finds the disk to itself', async () => {
  for (const leave of ['taken over', 'too much', 'failed to note'] as const) {
    const abort = new AbortController();
    const { part, at, incoming, content } = slowDisk({ write: () => ticks(20), sync: () => ticks(40) });
    async function* leaving() {
      yield* content(6);
      if (leave === 'taken over') abort.abort();
      yield Buffer.alloc(10);
    }
    const maxBytes = leave === 'too much' ? 6 * mib : 1e9;
    const ended = writePart(
      part,
      incoming(0, { content: leaving(), signal: abort.signal, maxBytes }),
      async () => {
        if (leave === 'failed to note') throw new Error('failed to note');
      },
    );
    await ended.catch(() => undefined);
    expect([leave, at.busy]).toEqual([leave, 0]);
  }
});

test('what came before a break is durable and told, to the last byte', async () => {
  const { part, incoming, content } = slowDisk({});
  const told: number[] = [];
  const gone = Object.assign(new Error('the sender went away'), { code: 'ECONNRESET' });
  async function* breaking() {
    yield* content(5);
    yield Buffer.alloc(77);
    throw gone;
  }
  const ended = writePart(
    part,
    incoming(0, { content: breaking() }),
    async (offset) => void told.push(offset),
  );
  await expect(ended).rejects.toThrow('went away');
  expect(told).toEqual([4 * mib, 5 * mib + 77]);
});

test('the memory of what was taken in is given back at once, not when somebody looks', async () => {
  const { part, incoming } = slowDisk({});
  const pieces = Array.from({ length: 9 }, () => Buffer.alloc(mib));
  async function* content() {
    yield* pieces;
  }
  await writePart(part, incoming(0, { content: content() }), async () => undefined);
  expect(pieces.map(({ length }) => length)).toEqual(pieces.map(() => 0));
});
