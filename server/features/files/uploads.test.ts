import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
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

describe('how much and how many', () => {
  test('the firm’s limit for clients holds for clients alone', async () => {
    const limit = 100 * mib;
    await world.firm.owner.call('PATCH', '/api/v1/file-settings', { clientUploadLimit: limit });
    expect((await announce(world, client, file(limit + 1))).status).toBe(413);
    const kept = await announce(world, client, file(limit));
    expect(kept.status).toBe(201);
    const bigger = await announce(world, staff, file(limit + 1));
    expect(bigger.status).toBe(201);
    for (const [sender, made] of [
      [client, kept],
      [staff, bigger],
    ] as const)
      await fetch(`${world.origin}${made.headers.get('location')}`, {
        method: 'DELETE',
        headers: sender.headers,
      });
    await world.firm.owner.call('PATCH', '/api/v1/file-settings', { clientUploadLimit: 5 * 1024 ** 3 });
  });

  test('at most 20 begun and not finished', async () => {
    const person = await makePortalUser(world.app, world.firm);
    const { id: conversationId } = await world.makeConversation({ clients: [person] });
    const sender = portalSender(person);
    const statuses: number[] = [];
    for (let count = 0; count < 21; count += 1)
      statuses.push(
        (await announce(world, sender, { name: `${count}.txt`, size: 1, conversationId })).status,
      );
    expect(statuses).toEqual([...Array(20).fill(201), 429]);
  });

  test('the firm’s bytes that wait are limited, and come back', async () => {
    await world.sql(
      `insert into file_settings (firm_id, waiting_bytes_limit, updated_at) values ($1, $2, now())
       on conflict (firm_id) do update set waiting_bytes_limit = excluded.waiting_bytes_limit`,
      [world.firm.id, Number(await reserved()) + 10 * mib],
    );
    const made = await announce(world, staff, file(8 * mib));
    expect(made.status).toBe(201);
    expect((await announce(world, staff, file(8 * mib))).status).toBe(503);
    await fetch(`${world.origin}${made.headers.get('location')}`, {
      method: 'DELETE',
      headers: staff.headers,
    });
    expect((await announce(world, staff, file(8 * mib))).status).toBe(201);
    await world.sql(`update file_settings set waiting_bytes_limit = 214748364800 where firm_id = $1`, [
      world.firm.id,
    ]);
  });

  test('130 rule: 130 files are taken, the 131st is refused before any byte moves', async () => {
    const person = await makePortalUser(world.app, world.firm);
    const { id: conversationId } = await world.makeConversation({ clients: [person] });
    const sender = portalSender(person);
    const ids: string[] = [];
    for (let count = 0; count < 130; count += 1)
      ids.push(
        await upload(world, sender, { name: `page ${count}.txt`, bytes: `page ${count}`, conversationId }),
      );
    const refused = await announce(world, sender, { name: 'page 131.txt', size: 1, conversationId });
    expect(refused.status).toBe(409);
    expect((await refused.json()).detail).toContain('at most 130 files');
    await world.inspect();
    const seq = await world.post({ portalUserId: person.id }, ids, conversationId);
    const sent = await world.sql(
      `select 1 from attachments where firm_id = $1 and conversation_id = $2 and seq = $3`,
      [world.firm.id, conversationId, seq],
    );
    expect(sent).toHaveLength(130);
    await expect(
      world.post(
        { portalUserId: person.id },
        Array.from({ length: 131 }, () => crypto.randomUUID()),
        conversationId,
      ),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('at most 130 files; these are 131'),
    });
  }, 60_000);
});

test('upload: two tabs resume one upload → the newest wins, nothing interleaves, one object', async () => {
  const bytes = bytesOf(4 * mib);
  const id = idOf(await announce(world, client, file(bytes.length)));
  // The older tab: it has sent a part of its part, and hangs.
  const older = startSlowPart(client, id, bytes.length);
  older.send(Buffer.from(bytes.subarray(0, mib)));
  await untilHeld(id);
  const newer = await sendPart(world, client, { id, offset: 0, bytes });
  expect(newer.status).toBe(204);
  expect(await older.status).toBe(412);
  await world.inspect();
  expect((await rowOf(id))?.sha256?.toString('hex')).toBe(sha256(Buffer.from(bytes)));
});

test('upload: rights revoked at 60 % → the next PATCH is 404, the data purged, the quota back', async () => {
  const person = await makePortalUser(world.app, world.firm);
  const { id: conversationId } = await world.makeConversation({ clients: [person] });
  const sender = portalSender(person);
  const before = await reserved();
  const bytes = bytesOf(10 * mib);
  const id = idOf(await announce(world, sender, { name: 'a.bin', size: bytes.length, conversationId }));
  expect((await sendPart(world, sender, { id, offset: 0, bytes: bytes.slice(0, 6 * mib) })).status).toBe(204);
  expect(await partsOnDisk()).toContain(id);
  await world.sql(
    `update participants set left_at = now(), left_how = 'for_cause', cause = 'Conflict', to_seq = 0 where firm_id = $1 and portal_user_id = $2`,
    [world.firm.id, person.id],
  );
  expect((await sendPart(world, sender, { id, offset: 6 * mib, bytes: bytes.slice(6 * mib) })).status).toBe(
    404,
  );
  expect(await rowOf(id)).toBeUndefined();
  expect(await partsOnDisk()).not.toContain(id);
  expect(await reserved()).toBe(before);
});

test('upload: rights revoked in the middle of a long part → it ends there, and does not wait for its last byte', async () => {
  const person = await makePortalUser(world.app, world.firm);
  const { id: conversationId } = await world.makeConversation({ clients: [person] });
  const sender = portalSender(person);
  const id = idOf(await announce(world, sender, { name: 'a.bin', size: 200 * mib, conversationId }));
  const part = startSlowPart(sender, id, 200 * mib);
  part.send(Buffer.alloc(5 * mib));
  // What came is told on the way, so that a break costs little of a long part.
  await expect.poll(async () => (await rowOf(id))?.received_bytes).toBe(4 * mib);
  await world.sql(
    `update participants set left_at = now(), left_how = 'for_cause', cause = 'Conflict', to_seq = 0 where firm_id = $1 and portal_user_id = $2`,
    [world.firm.id, person.id],
  );
  let status = 0;
  void part.status.then((told) => (status = told));
  await expect
    .poll(
      () => {
        if (status === 0) part.send(Buffer.alloc(mib));
        return status;
      },
      { interval: 100, timeout: 10_000 },
    )
    .toBe(404);
  expect(await rowOf(id)).toBeUndefined();
  expect(await partsOnDisk()).not.toContain(id);
});

test('upload: a wall on the matter ends a staff member’s upload at the next part, and the sweep takes what nobody asks for', async () => {
  const member = await world.app.signedIn(world.firm);
  const sender = staffSender(member);
  const { id: conversationId, matterId } = await world.makeConversation();
  const ids: string[] = [];
  for (const name of ['a', 'b'])
    ids.push(idOf(await announce(world, sender, { name, size: 10, conversationId })));
  await world.sql('update matters set restricted = true where firm_id = $1 and id = $2', [
    world.firm.id,
    matterId,
  ]);
  expect((await askOffset(world, sender, ids[0] ?? '')).status).toBe(404);
  await world.job('files.sweep');
  expect(await rowOf(ids[1] ?? '')).toBeUndefined();
});

test('upload: declared 10 MB, sends more → cut at 10 MB, nothing beyond is kept', async () => {
  const id = idOf(await announce(world, client, file(10 * mib)));
  const declared = await sendPart(world, client, { id, offset: 0, bytes: bytesOf(11 * mib) });
  expect(declared.status).toBe(413);
  // Without a length in front nobody knows before the bytes are there.
  const endless = startSlowPart(client, id, null);
  for (let sent = 0; sent < 60; sent += 1) endless.send(randomBytes(mib));
  endless.end();
  expect(await endless.status).toBe(413);
  const { offset } = await askOffset(world, client, id);
  expect(offset).toBeLessThanOrEqual(10 * mib);
  expect((await rowOf(id))?.state).toBe('receiving');
});

test('upload: left alone for longer than a week it is gone; until then it can be resumed', async () => {
  const id = idOf(await announce(world, client, file(10)));
  const [row] = await world.sql<{ days: number }>(
    `select extract(epoch from expires_at - created_at) / 86400 as days from uploads where id = $1`,
    [id],
  );
  expect(Number(row?.days)).toBeGreaterThanOrEqual(7);
  await world.sql(`update uploads set expires_at = now() - interval '1 second' where id = $1`, [id]);
  expect((await askOffset(world, client, id)).status).toBe(410);
  await world.job('files.sweep');
  expect((await rowOf(id))?.state).toBe('expired');
});

test('a conversation that asks for a second factor takes no file without one', async () => {
  const { id: conversationId } = await world.makeConversation({
    clients: [world.client],
    secondFactor: true,
  });
  const answer = await announce(world, client, { name: 'a', size: 1, conversationId });
  expect([answer.status, (await answer.json()).code]).toEqual([403, 'step_up_needed']);
});

test('the same content is kept once in a firm', async () => {
  const ids = [];
  for (const name of ['one.txt', 'two.txt'])
    ids.push(await upload(world, staff, { name, bytes: 'the same' }));
  await world.inspect();
  const rows = await world.sql(`select 1 from files where firm_id = $1 and sha256 = $2`, [
    world.firm.id,
    Buffer.from(sha256('the same'), 'hex'),
  ]);
  expect(rows).toHaveLength(1);
});

/** A PATCH whose bytes come when the test says so. */
function startSlowPart(sender: Sender, id: string, length: number | null) {
  const { promise: status, resolve, reject } = Promise.withResolvers<number>();
  const call = httpRequest(`${world.origin}${sender.base}/uploads/${id}`, {
    method: 'PATCH',
    headers: {
      ...sender.headers,
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-offset': '0',
      ...(length === null ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(length) }),
    },
  });
  call.on('response', (answer) => {
    answer.resume();
    resolve(answer.statusCode ?? 0);
  });
  call.on('error', reject);
  return {
    status,
    send: (bytes: Buffer) => call.write(bytes),
    end: () => call.end(),
  };
}

/** The server holds the upload once its row says so. */
async function untilHeld(id: string): Promise<void> {
  await expect
    .poll(
      async () =>
        (await world.sql(`select 1 from uploads where id = $1 and holder is not null`, [id])).length,
    )
    .toBe(1);
}
