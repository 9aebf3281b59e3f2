/** T9: the same content stands once in a firm, and never once for two firms: whoever has it learns nothing of who else has. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keysInMemory } from '../testing/keys-in-memory.ts';
import { createFolderStore, type FileStore } from './file-store.ts';
import { newId } from './ids.ts';

const [ours, theirs] = [newId(), newId()];
const bytes = Buffer.from('the same form of the land registry');
const put = (store: FileStore, firmId: string) => store.put(firmId, Readable.from([bytes]), 1e6);

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'matterline-firms-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('dedup only inside a tenant: each firm has its own copy, and neither finds the other’s', async () => {
  const keys = keysInMemory();
  const store = createFolderStore(pathToFileURL(`${root}/`), keys);
  const { sha256 } = await put(store, ours);
  expect(await store.get(theirs, sha256)).toBe(null);
  expect(await put(store, theirs)).toEqual({ sha256, sizeBytes: bytes.length });
  // Sent for the first time there: it was not told that it stands already.
  expect(keys.again()).toBe(0);
  await put(store, theirs);
  expect(keys.again()).toBe(1);
  expect((await readdir(root)).sort()).toEqual([ours, theirs].sort());

  await store.removeFirm(theirs);
  expect(await store.get(theirs, sha256)).toBe(null);
  const kept = await store.get(ours, sha256);
  expect(kept && (await buffer(kept))).toEqual(bytes);
});
