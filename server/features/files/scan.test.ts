import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClamdSimulator, eicar, startClamd } from '../../../simulators/clamd/index.ts';
import {
  type FilesWorld,
  portalSender,
  staffSender,
  startFilesWorld,
  stateOf,
  upload,
} from '../../testing/files-world.ts';
import { type Bytes, lookInside } from './archive.ts';
import { createClamd } from './clamd.ts';
import { scanContent } from './scan.ts';
import { bomb, nested, zip } from './test-archives.ts';

const mib = 1024 ** 2;
let clamd: ClamdSimulator;
let world: FilesWorld;
const withdrawn: { fileId: string; why: string; by: unknown }[] = [];
beforeAll(async () => {
  // As many are set up: without alerts it says OK of what it did not look at.
  clamd = await startClamd({ limitAlerts: false });
  world = await startFilesWorld({
    config: { clamd: { url: clamd.url, maxFileBytes: 100 * mib, maxScanBytes: 400 * mib } },
    listeners: [
      {
        async withdrawn(_tx, { fileId, why, by }) {
          withdrawn.push({ fileId, why, by });
        },
      },
    ],
  });
});
afterAll(async () => {
  await world.close();
  await clamd.stop();
});

/** A file of zeros as large as wanted, which is nowhere. */
const hollow = (size: number): Bytes => ({
  size,
  read: async (start, end) =>
    Readable.from(
      (function* () {
        for (let left = end - start; left > 0; left -= mib) yield Buffer.alloc(Math.min(left, mib));
      })(),
    ),
});
const bytesOf = (content: Buffer): Bytes => ({
  size: content.length,
  read: async (start, end) => Readable.from([content.subarray(start, end)]),
});

async function send(name: string, bytes: Buffer | string) {
  const sender = staffSender(world.firm.owner);
  const id = await upload(world, sender, { name, bytes });
  await world.inspect();
  return { id, state: await stateOf(world, sender, id) };
}

describe('what the scan says', () => {
  test('a plain file is clean', async () => {
    expect((await send('letter.txt', 'Dear Ms Okafor')).state).toMatchObject({
      state: 'clean',
      delivery: 'deliver',
    });
  });

  test('scan: EICAR inside a zip three deep → infected', async () => {
    const { id, state } = await send('papers.zip', Buffer.from(await nested(eicar, 3)));
    expect(state).toMatchObject({
      state: 'infected',
      delivery: 'blocked',
      words: 'It holds malware: Eicar-Test-Signature.',
    });
    // No dead end: it cannot be sent, released or looked at, and it can be removed.
    await expect(world.post({ staffId: world.firm.owner.id }, [id])).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const released = await world.firm.owner.call('POST', `/api/v1/held-uploads/${id}/release`, {
      reason: 'I know it',
    });
    expect(released.statusCode).toBe(409);
    expect((await world.firm.owner.call('DELETE', `/api/v1/uploads/${id}`)).statusCode).toBe(204);
  });

  test('scan: a 2.5 GiB video → unscannable with the policy’s words, never a tick, and the engine is not even asked', async () => {
    const before = clamd.bytesSeen();
    const scanner = createClamd(clamd.url, {
      maxFileBytes: 4 * 1024 ** 3,
      maxScanBytes: 4 * 1024 ** 3,
      maxFiles: 10,
      maxDepth: 5,
    });
    expect(await scanContent(scanner, hollow(2.5 * 1024 ** 3))).toMatchObject({
      verdict: 'unscannable',
      detail: 'over_2_gib',
    });
    expect(clamd.bytesSeen()).toBe(before);
  });

  test('above the engine’s own limit it is unscannable, though this engine would say OK', async () => {
    const scanner = createClamd(clamd.url, {
      maxFileBytes: mib,
      maxScanBytes: mib,
      maxFiles: 10,
      maxDepth: 5,
    });
    expect(await scanContent(scanner, hollow(mib + 1))).toMatchObject({
      verdict: 'unscannable',
      detail: 'over_engine_limit',
    });
  });

  test('the engine takes less than we were told: what it says counts', async () => {
    const small = await startClamd({ maxStreamBytes: mib });
    const scanner = createClamd(small.url, {
      maxFileBytes: 100 * mib,
      maxScanBytes: 400 * mib,
      maxFiles: 10,
      maxDepth: 5,
    });
    expect(await scanContent(scanner, hollow(5 * mib))).toMatchObject({
      verdict: 'unscannable',
      detail: 'over_engine_limit',
    });
    await small.stop();
  });

  test('an engine with alerts: its alerts are no infections', async () => {
    const alerting = await startClamd({ maxScanBytes: 1000 });
    const scanner = createClamd(alerting.url, {
      maxFileBytes: 100 * mib,
      maxScanBytes: 400 * mib,
      maxFiles: 10,
      maxDepth: 5,
    });
    const large = await zip({ 'a.txt': 'a'.repeat(5000) });
    expect(await scanContent(scanner, bytesOf(large))).toMatchObject({
      verdict: 'unscannable',
      detail: 'limit_alert',
    });
    await alerting.stop();
  });

  test('an encrypted archive is unscannable, though this engine would say OK', async () => {
    const locked = await zip({ 'a.txt': 'secret words that are long enough' });
    for (const [mark, offset] of [
      ['PK\x03\x04', 6],
      ['PK\x01\x02', 8],
    ] as const)
      locked.writeUInt16LE(
        locked.readUInt16LE(locked.indexOf(mark) + offset) | 1,
        locked.indexOf(mark) + offset,
      );
    expect((await send('locked.zip', locked)).state).toMatchObject({
      state: 'unscannable',
      words: 'Could not be scanned: it is encrypted.',
    });
  });

  test('upload: a zip bomb of 42 kB that promises 4 PB → unscannable, memory flat, nothing unpacked by the engine', async () => {
    const content = await bomb();
    expect(content.length).toBeLessThan(100_000);
    const before = clamd.bytesSeen();
    globalThis.gc?.();
    const memory = process.memoryUsage().rss;
    const { state } = await send('42.zip', content);
    expect(state).toMatchObject({ state: 'unscannable', delivery: 'warn' });
    expect(process.memoryUsage().rss - memory).toBeLessThan(64 * mib);
    expect(clamd.bytesSeen()).toBe(before);
  });

  test('a gzip that unpacks to more than the engine takes', async () => {
    const gzip = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]),
      deflateRawSync(Buffer.alloc(120 * mib)),
      Buffer.alloc(8),
    ]);
    const limits = { maxFileBytes: 100 * mib, maxScanBytes: 400 * mib, maxFiles: 10, maxDepth: 5 };
    expect(await lookInside(bytesOf(gzip), limits)).toEqual({ kind: 'over', limit: 'file' });
  });

  test.each([
    ['too many files', { maxFiles: 2 }, 'files'],
    ['too deep', { maxDepth: 1 }, 'depth'],
    ['too much in all', { maxScanBytes: 100 }, 'bytes'],
    ['one too large', { maxFileBytes: 40 }, 'file'],
  ] as const)('an archive with %s', async (_name, more, limit) => {
    const limits = { maxFileBytes: mib, maxScanBytes: mib, maxFiles: 10, maxDepth: 5, ...more };
    const content = await zip({
      'a.zip': await zip({ 'b.txt': 'b'.repeat(50) }),
      'c.txt': 'c',
      'd.txt': 'd',
    });
    expect(await lookInside(bytesOf(content), limits)).toEqual({ kind: 'over', limit });
  });
});

describe('a scanner that is away', () => {
  test('error, asked again later, and no dead end meanwhile', async () => {
    clamd.setAway(true);
    const { id, state } = await send('away.txt', 'nobody looked');
    expect(state).toMatchObject({ state: 'error', delivery: 'warn', words: 'The scanner did not answer.' });
    clamd.setAway(false);
    await world.inspect();
    expect(await stateOf(world, staffSender(world.firm.owner), id)).toMatchObject({ state: 'clean' });
  });
});

describe('the firm’s policy', () => {
  test('owner: blocked until an owner releases it, with a reason that is kept', async () => {
    await world.firm.owner.call('PATCH', '/api/v1/file-settings', { whenUnscannable: 'owner' });
    const sender = portalSender(world.client);
    const id = await upload(world, sender, { name: 'bomb.zip', bytes: await bomb() });
    await world.inspect();
    expect(await stateOf(world, sender, id)).toMatchObject({ delivery: 'owner_must_release' });
    await expect(world.post({ portalUserId: world.client.id }, [id])).rejects.toMatchObject({
      fields: [{ field: 'uploadIds.0', message: 'bomb.zip: an owner of the firm must release it first.' }],
    });
    const held = (await world.firm.owner.call('GET', '/api/v1/held-uploads')).json();
    expect(held.items[0]).toMatchObject({ id, external: true, personName: world.client.name });
    const member = await world.app.signedIn(world.firm, 'administrator');
    expect(
      (await member.call('POST', `/api/v1/held-uploads/${id}/release`, { reason: 'fine' })).statusCode,
    ).toBe(403);
    const released = await world.firm.owner.call('POST', `/api/v1/held-uploads/${id}/release`, {
      reason: 'Known evidence',
    });
    expect(released.statusCode).toBe(204);
    expect(await world.post({ portalUserId: world.client.id }, [id])).toBeGreaterThan(0);
    await world.firm.owner.call('PATCH', '/api/v1/file-settings', { whenUnscannable: 'warn' });
  });

  test('block: it is never sent, and can be removed; a message with it sends nothing', async () => {
    await world.firm.owner.call('PATCH', '/api/v1/file-settings', { whenUnscannable: 'block' });
    const good = await send('fine.txt', randomBytes(20));
    const bad = await send('bomb.zip', await bomb());
    expect(bad.state.delivery).toBe('blocked');
    await expect(world.post({ staffId: world.firm.owner.id }, [good.id, bad.id])).rejects.toMatchObject({
      fields: [
        {
          field: 'uploadIds.1',
          message: 'bomb.zip: the firm does not send what was not scanned; remove it.',
        },
      ],
    });
    expect(await stateOf(world, staffSender(world.firm.owner), good.id)).toMatchObject({ state: 'clean' });
    expect((await world.firm.owner.call('DELETE', `/api/v1/uploads/${bad.id}`)).statusCode).toBe(204);
    await world.firm.owner.call('PATCH', '/api/v1/file-settings', { whenUnscannable: 'warn' });
  });
});

test('new signatures: what was sent is looked at again; infected, it is withdrawn and told', async () => {
  const { id } = await send('later.txt', 'this will be known as bad one day');
  await world.post({ staffId: world.firm.owner.id }, [id]);
  const [sent] = await world.sql<{ id: string }>(
    `select id from attachments where firm_id = $1 and name = 'later.txt'`,
    [world.firm.id],
  );
  const link = await world.firm.owner.call('POST', `/api/v1/files/${sent?.id}/links`, {});
  expect(link.statusCode).toBe(201);
  const before = clamd.scans();
  await world.job('files.rescan');
  expect(clamd.scans()).toBe(before);
  clamd.learn('Win.Late', 'known as bad one day');
  await world.job('files.rescan');
  const file = (await world.firm.owner.call('GET', `/api/v1/files/${sent?.id}`)).json();
  expect(file).toMatchObject({ state: 'withdrawn', delivery: 'blocked' });
  expect(withdrawn).toEqual([{ fileId: sent?.id, why: 'infected', by: null }]);
  const path = new URL(link.json().url).pathname;
  expect((await fetch(`${world.filesOrigin}${path}`)).status).toBe(404);
});
