/** The reference client of tus, as the browser uses it, against the real server: broken off, and resumed as after a reload. */
import { randomBytes } from 'node:crypto';
import { DetailedError, Upload } from 'tus-js-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type FilesWorld,
  portalSender,
  sha256,
  startFilesWorld,
  stateOf,
} from '../../testing/files-world.ts';

const mib = 1024 ** 2;
let world: FilesWorld;
beforeAll(async () => {
  world = await startFilesWorld();
});
afterAll(() => world.close());

function uploadOf(bytes: Buffer, more: { conversationId?: string; onPart?: (sent: number) => void } = {}) {
  const { headers, base } = portalSender(world.client);
  const { promise: ended, resolve, reject } = Promise.withResolvers<string>();
  const upload = new Upload(bytes, {
    endpoint: `${world.origin}${base}/uploads`,
    headers,
    chunkSize: 8 * mib,
    retryDelays: [],
    metadata: {
      filename: 'Menü 🏖️.bin',
      filetype: '',
      conversationId: more.conversationId ?? world.conversationId,
      stripLocation: '0',
    },
    onChunkComplete: (_size, sent) => more.onPart?.(sent),
    onSuccess: () => resolve(upload.url?.split('/').at(-1) ?? ''),
    onError: reject,
  });
  return { upload, ended };
}

test('sent in parts, left after two of them, and resumed by another page: nothing is sent again', async () => {
  const bytes = randomBytes(30 * mib);
  const parts: number[] = [];
  const left = Promise.withResolvers<string>();
  const first = uploadOf(bytes, {
    onPart(sent) {
      parts.push(sent);
      if (parts.length === 2) void first.upload.abort(false).then(() => left.resolve(first.upload.url ?? ''));
    },
  });
  first.upload.start();
  const url = await left.promise;
  const resumedAt: number[] = [];
  const second = uploadOf(bytes, { onPart: (sent) => resumedAt.push(sent) });
  second.upload.url = url;
  second.upload.start();
  const id = await second.ended;
  expect(parts).toEqual([8 * mib, 16 * mib]);
  expect(resumedAt[0]).toBeGreaterThan(16 * mib);
  await world.inspect();
  expect(await stateOf(world, portalSender(world.client), id)).toMatchObject({
    name: 'Menü 🏖️.bin',
    sha256: sha256(bytes),
    state: 'unscanned',
  });
}, 60_000);

test('a conversation that is not there is refused once, with our words', async () => {
  const { upload, ended } = uploadOf(Buffer.from('x'), {
    conversationId: '0198c0de-0000-7000-8000-000000000000',
  });
  upload.start();
  const error = await ended.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DetailedError);
  if (error instanceof DetailedError) expect(error.originalResponse?.getStatus()).toBe(404);
});
