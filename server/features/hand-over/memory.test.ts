/** A pack of any size is made in little memory. `HAND_OVER_MB` says how large; a gigabyte was measured with it. */
import { createHash, randomFillSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolderStore } from '../../platform/file-store.ts';
import { keysInMemory } from '../../testing/keys-in-memory.ts';
import { createPack } from './pack.ts';
import { createSigner } from './signature.ts';
import { verifyPack } from './verify.ts';

const megabytes = Number(process.env.HAND_OVER_MB ?? 256);
const firmId = '00000000-0000-4000-8000-000000000001';
const mostGrowth = 150 * 1024 ** 2;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'matterline-large-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test(`${megabytes} MB go into a pack, and are verified, within 150 MB of memory`, async () => {
  const store = createFolderStore(pathToFileURL(`${folder}/`), keysInMemory());
  async function* random(): AsyncGenerator<Buffer> {
    for (let written = 0; written < megabytes; written += 1) yield randomFillSync(Buffer.alloc(1024 ** 2));
  }
  const original = await store.put(firmId, Readable.from(random()), 8 * 1024 ** 3);
  const before = process.memoryUsage.rss();
  let highest = before;
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 20);
  const entries = async function* () {
    yield { path: 'files/video.mp4', compress: false, content: () => store.get(firmId, original.sha256) };
  };
  const { stream, packed } = createPack(entries(), {
    about: { title: 'Large', madeAt: '2026-11-22T10:00:00.000Z' },
    signer: createSigner({ derive: () => '11'.repeat(32) }),
    at: new Date('2026-11-22T10:00:00Z'),
    onBytes: () => undefined,
  });
  const stored = await store.put(firmId, stream, 8 * 1024 ** 3);
  await packed;
  const hex = stored.sha256.toString('hex');
  const file = path.join(folder, 'pack.zip');
  await writeFile(file, (await store.get(firmId, stored.sha256)) ?? '');
  expect(await verifyPack(file)).toMatchObject({ ok: true, faults: [] });
  clearInterval(timer);
  const whole = createHash('sha256');
  for await (const piece of createReadStream(file)) whole.update(piece);
  expect(whole.digest('hex')).toBe(hex);
  if (process.env.HAND_OVER_MB)
    process.stdout.write(`grew by ${Math.round((highest - before) / 1024 ** 2)} MB\n`);
  expect(highest - before).toBeLessThan(mostGrowth);
}, 300_000);
