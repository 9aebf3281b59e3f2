import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  announce,
  askOffset,
  type FilesWorld,
  idOf,
  portalSender,
  type Sender,
  sendPart,
  sha256,
  staffSender,
  startFilesWorld,
  stateOf,
  upload,
} from '../../testing/files-world.ts';
import { makePortalUser } from '../../testing/portal-user.ts';

const mib = 1024 ** 2;
let world: FilesWorld;
let staff: Sender;
let client: Sender;
beforeAll(async () => {
  world = await startFilesWorld();
  staff = staffSender(world.firm.owner);
  client = portalSender(world.client);
});
afterAll(() => world.close());

const file = (size: number, name = 'photo.jpg') => ({ name, size, conversationId: world.conversationId });
const bytesOf = (size: number) => new Uint8Array(randomBytes(size));
const rowOf = async (id: string) =>
  (
    await world.sql<{ state: string; received_bytes: number; sha256: Buffer | null }>(
      'select state, received_bytes, sha256 from uploads where firm_id = $1 and id = $2',
      [world.firm.id, id],
    )
  )[0];
const reserved = async () =>
  (
    await world.sql<{ bytes: number }>(
      `select coalesce(sum(size_bytes), 0)::bigint as bytes from uploads where firm_id = $1 and state not in ('attached', 'expired')`,
      [world.firm.id],
    )
  )[0]?.bytes;
const partsOnDisk = () => world.app.platform.files.parts.list(world.firm.id);

describe('tus 1.0', () => {
  test.each([
    ['staff', () => staff],
    ['a person of the portal', () => client],
  ])('%s: announced, sent in parts, looked at', async (_who, sender) => {
    const bytes = bytesOf(3 * mib);
    const made = await announce(world, sender(), file(bytes.length));
    expect(made.status).toBe(201);
    expect(made.headers.get('tus-resumable')).toBe('1.0.0');
    expect(made.headers.get('upload-expires')).toMatch(/GMT$/);
    const id = idOf(made);
    expect(await askOffset(world, sender(), id)).toEqual({ status: 200, offset: 0 });
    const first = await sendPart(world, sender(), { id, offset: 0, bytes: bytes.slice(0, mib) });
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, String(mib)]);
    expect(await askOffset(world, sender(), id)).toEqual({ status: 200, offset: mib });
    expect((await sendPart(world, sender(), { id, offset: mib, bytes: bytes.slice(mib) })).status).toBe(204);
    expect((await rowOf(id))?.state).toBe('received');
    await world.inspect();
    expect(await stateOf(world, sender(), id)).toMatchObject({
      state: 'unscanned',
      delivery: 'warn',
      sha256: sha256(Buffer.from(bytes)),
      words: 'Not scanned: this firm has no scanner set up.',
    });
    expect(await partsOnDisk()).not.toContain(id);
  });

  test('tells what it can', async () => {
    const answer = await fetch(`${world.origin}/api/v1/uploads`, { method: 'OPTIONS' });
    expect(answer.headers.get('tus-extension')).toBe('creation,expiration,checksum,termination');
    expect(answer.headers.get('tus-max-size')).toBe(String(5 * 1024 ** 3));
  });

  test.each([
    ['another version', { 'tus-resumable': '0.9.0' }, 412],
    ['no length', { 'upload-length': '' }, 422],
    ['no conversation', { 'upload-metadata': `filename ${Buffer.from('a').toString('base64')}` }, 422],
    [
      'a conversation that is not there',
      {
        'upload-metadata': `filename YQ==,conversationId ${Buffer.from('0198c0de-0000-7000-8000-000000000000').toString('base64')}`,
      },
      404,
    ],
    ['more than 5 GiB', { 'upload-length': String(5 * 1024 ** 3 + 1) }, 413],
  ])('refuses %s and changes nothing', async (_name, more, status) => {
    const before = await reserved();
    const good = {
      'tus-resumable': '1.0.0',
      'upload-length': '10',
      'upload-metadata': `filename YQ==,conversationId ${Buffer.from(world.conversationId).toString('base64')}`,
    };
    const headers = { ...staff.headers, ...good, ...more };
    const answer = await fetch(`${world.origin}/api/v1/uploads`, { method: 'POST', headers });
    expect(answer.status).toBe(status);
    expect(await reserved()).toBe(before);
  });

  test('a part at another offset is refused with the right one', async () => {
    const id = idOf(await announce(world, staff, file(2 * mib)));
    const answer = await sendPart(world, staff, { id, offset: 5, bytes: bytesOf(10) });
    expect([answer.status, answer.headers.get('upload-offset')]).toEqual([409, '0']);
  });

  test('checksum: a part that came otherwise is not kept, the right one is', async () => {
    const bytes = bytesOf(mib);
    const id = idOf(await announce(world, staff, file(bytes.length)));
    const sum = createHash('sha1').update(bytes).digest('base64');
    const wrong = await sendPart(world, staff, {
      id,
      offset: 0,
      bytes: bytesOf(mib),
      checksum: `sha1 ${sum}`,
    });
    expect(wrong.status).toBe(460);
    expect((await askOffset(world, staff, id)).offset).toBe(0);
    const right = await sendPart(world, staff, { id, offset: 0, bytes, checksum: `sha1 ${sum}` });
    expect(right.status).toBe(204);
    await world.inspect();
    expect((await rowOf(id))?.sha256?.toString('hex')).toBe(sha256(Buffer.from(bytes)));
  });

  test('termination: data gone, quota back, and the address is unknown', async () => {
    const before = await reserved();
    const id = idOf(await announce(world, client, file(2 * mib)));
    await sendPart(world, client, { id, offset: 0, bytes: bytesOf(mib) });
    expect(await partsOnDisk()).toContain(id);
    const gone = await fetch(`${world.origin}/portal/api/uploads/${id}`, {
      method: 'DELETE',
      headers: client.headers,
    });
    expect(gone.status).toBe(204);
    expect(await partsOnDisk()).not.toContain(id);
    expect(await reserved()).toBe(before);
    expect((await askOffset(world, client, id)).status).toBe(404);
  });

  test('an empty file is whole at once', async () => {
    const id = await upload(world, staff, { name: 'empty.txt', bytes: '' });
    await world.inspect();
    expect(await stateOf(world, staff, id)).toMatchObject({ state: 'unscanned', sha256: sha256('') });
  });

  test('somebody else’s upload is as unknown as one that never was', async () => {
    const id = idOf(await announce(world, client, file(10)));
    const other = portalSender(await makePortalUser(world.app, world.firm));
    const answers = await Promise.all(
      [id, '0198c0de-0000-7000-8000-000000000000'].map((one) =>
        sendPart(world, other, { id: one, offset: 0, bytes: bytesOf(10) }),
      ),
    );
    const bodies = await Promise.all(
      answers.map(async (answer) => ({ ...(await answer.json()), instance: '' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(bodies[0]).toEqual(bodies[1]);
    expect((await askOffset(world, staff, id)).status).toBe(404);
  });
});
