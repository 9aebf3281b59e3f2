import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type FilesWorld,
  portalSender,
  sha256,
  staffSender,
  startFilesWorld,
  upload,
} from '../../testing/files-world.ts';
import { makePortalUser } from '../../testing/portal-user.ts';
import { attachDocument, countAttachments, listAttachments, listMessageFiles } from './index.ts';

let world: FilesWorld;
beforeAll(async () => {
  world = await startFilesWorld();
});
afterAll(() => world.close());

async function clientLink(id: string): Promise<string> {
  const answer = await world.client.call('POST', `/portal/api/files/${id}/links`, {});
  expect(answer.statusCode, answer.body).toBe(201);
  return `${world.filesOrigin}${new URL(answer.json().url).pathname}`;
}

/** Looked at and ready. */
async function ready(name: string, conversationId = world.conversationId): Promise<string> {
  const id = await upload(world, staffSender(world.firm.owner), { name, bytes: name, conversationId });
  await world.inspect();
  return id;
}

const attachmentsOf = async (conversationId: string) =>
  await world.sql<{ name: string; seq: number }>(
    'select name, seq from attachments where firm_id = $1 and conversation_id = $2 order by seq, position',
    [world.firm.id, conversationId],
  );

describe('attached with the message, all or none', () => {
  test('in the order of the message; the upload is used up', async () => {
    const { id: conversationId } = await world.makeConversation();
    const ids = [await ready('b.txt', conversationId), await ready('a.txt', conversationId)];
    const seq = await world.post({ staffId: world.firm.owner.id }, ids, conversationId);
    expect(await attachmentsOf(conversationId)).toEqual([
      { name: 'b.txt', seq },
      { name: 'a.txt', seq },
    ]);
    await expect(world.post({ staffId: world.firm.owner.id }, ids, conversationId)).rejects.toMatchObject({
      fields: [{ message: 'b.txt: it was sent already.' }, { message: 'a.txt: it was sent already.' }],
    });
  });

  test.each<[string, () => Promise<{ ids: string[]; by?: string }>, RegExp]>([
    [
      'somebody else’s upload',
      async () => ({ ids: [await ready('theirs.txt')], by: 'other' }),
      /no such upload of yours/,
    ],
    [
      'an upload for another conversation',
      async () => {
        const other = await world.makeConversation();
        return { ids: [await ready('there.txt', other.id)] };
      },
      /no such upload of yours/,
    ],
    [
      'one that is not looked at yet',
      async () => ({
        ids: [await upload(world, staffSender(world.firm.owner), { name: 'new.txt', bytes: 'x' })],
      }),
      /new\.txt: it is about to be checked/,
    ],
    [
      'one that never was',
      async () => ({ ids: ['0198c0de-0000-7000-8000-000000000000'] }),
      /no such upload of yours/,
    ],
  ])('refuses %s, names it, and posts nothing', async (_name, given, words) => {
    const good = await ready('good.txt');
    const { ids, by } = await given();
    const staffId = by === 'other' ? (await world.app.signedIn(world.firm)).id : world.firm.owner.id;
    const before = await attachmentsOf(world.conversationId);
    const refused = await world.post({ staffId }, [good, ...ids]).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'invalid_input',
      message: 'Some files cannot be sent; nothing was sent.',
    });
    expect(JSON.stringify(Reflect.get(Object(refused), 'fields'))).toMatch(words);
    expect(await attachmentsOf(world.conversationId)).toEqual(before);
  });

  test('two posts at once with the same upload: one has it', async () => {
    const id = await ready('once.txt');
    const posts = await Promise.allSettled(
      [1, 2].map(() => world.post({ staffId: world.firm.owner.id }, [id])),
    );
    expect(posts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

test('a file that was sent follows the firm’s policy of now, and an owner releases it where it stands', async () => {
  const { owner } = world.firm;
  const { id: conversationId } = await world.makeConversation();
  const seq = await world.post(
    { staffId: owner.id },
    [await ready('plan.txt', conversationId)],
    conversationId,
  );
  const listed = async () =>
    (
      await world.app.platform.database
        .firm(world.firm.id)
        .read((tx) => listMessageFiles(tx, world.firm.id, conversationId, [seq]))
    ).get(seq)?.[0];
  expect(await listed()).toMatchObject({ state: 'unscanned', delivery: 'warn' });
  await owner.call('PATCH', '/api/v1/file-settings', { whenUnscanned: 'block' });
  expect(await listed()).toMatchObject({ delivery: 'blocked' });
  const release = async () =>
    (await owner.call('POST', `/api/v1/files/${(await listed())?.id}/release`, { reason: 'I made it' }))
      .statusCode;
  expect(await release()).toBe(409);
  await owner.call('PATCH', '/api/v1/file-settings', { whenUnscanned: 'owner' });
  expect(await listed()).toMatchObject({ delivery: 'owner_must_release' });
  expect(await release()).toBe(204);
  expect(await listed()).toMatchObject({ delivery: 'warn' });
  await owner.call('PATCH', '/api/v1/file-settings', { whenUnscanned: 'warn' });
});

test('a client sees the files of their stay, counted and listed; outside it there are none', async () => {
  const person = await makePortalUser(world.app, world.firm);
  const { id: conversationId } = await world.makeConversation({ clients: [person] });
  const seqs: number[] = [];
  for (const name of ['one.txt', 'two.txt'])
    seqs.push(
      await world.post({ staffId: world.firm.owner.id }, [await ready(name, conversationId)], conversationId),
    );
  await world.sql('update participants set from_seq = 2 where firm_id = $1 and portal_user_id = $2', [
    world.firm.id,
    person.id,
  ]);
  const viewer = { firmId: world.firm.id, portalUserId: person.id, secondFactor: false };
  const seen = await world.app.platform.database
    .portal(viewer)
    .read((tx) => listAttachments(tx, world.firm.id, conversationId, seqs));
  expect([...seen.keys()]).toEqual([2]);
  expect(seen.get(2)).toMatchObject([{ name: 'two.txt', bytes: 7, state: 'unscanned' }]);
  const all = await world.app.platform.database
    .firm(world.firm.id, world.firm.owner.id)
    .read((tx) => countAttachments(tx, world.firm.id, conversationId, 3));
  expect(all).toBe(2);
});

test('a document is attached as it is, under the firm’s policy, and only of the same matter', async () => {
  const { owner } = world.firm;
  const made = await fetch(
    `${world.origin}/api/v1/matters/${world.matterId}/documents?name=deed.txt&contentType=text/html`,
    {
      method: 'POST',
      headers: { cookie: owner.cookie, 'x-matterline': '1', 'content-type': 'application/octet-stream' },
      body: 'the deed',
    },
  );
  const documentId = (await made.json()).id;
  const seq = await world.post({ staffId: owner.id }, []);
  const now = world.app.platform.clock.now();
  const attach = (conversationId: string) =>
    world.app.platform.database.firm(world.firm.id, owner.id).write((tx) =>
      attachDocument(tx, {
        firmId: world.firm.id,
        conversationId,
        seq,
        by: { staffId: owner.id },
        now,
        documentId,
      }),
    );
  const { id } = await attach(world.conversationId);
  const file = (await owner.call('GET', `/api/v1/files/${id}`)).json();
  expect(file).toMatchObject({
    name: 'deed.txt',
    state: 'unscanned',
    contentType: 'application/octet-stream',
    sha256: sha256('the deed'),
  });
  const other = await world.makeConversation();
  await expect(attach(other.id)).rejects.toMatchObject({ code: 'not_found' });
  await owner.call('PATCH', '/api/v1/file-settings', { whenUnscanned: 'block' });
  await expect(attach(world.conversationId)).rejects.toMatchObject({ code: 'invalid_input' });
  await owner.call('PATCH', '/api/v1/file-settings', { whenUnscanned: 'warn' });
});

describe('copies', () => {
  test('copy vs share: what was sent stays as it was when the document changes', async () => {
    const { owner } = world.firm;
    const post = async (url: string, text: string) =>
      await fetch(`${world.origin}${url}`, {
        method: 'POST',
        headers: { cookie: owner.cookie, 'x-matterline': '1', 'content-type': 'application/octet-stream' },
        body: text,
      });
    const made = await post(`/api/v1/matters/${world.matterId}/documents?name=contract.txt`, 'version 1');
    const document = await made.json();
    const uploads = await owner.call('POST', '/api/v1/uploads/from-documents', {
      conversationId: world.conversationId,
      documentIds: [document.id],
    });
    expect(uploads.statusCode, uploads.body).toBe(201);
    await world.inspect();
    const seq = await world.post({ staffId: owner.id }, [uploads.json().items[0].id]);
    await post(`/api/v1/documents/${document.id}/versions?name=contract.txt`, 'version 2');
    const [file] = await world.sql<{ id: string }>(
      'select id from attachments where firm_id = $1 and conversation_id = $2 and seq = $3',
      [world.firm.id, world.conversationId, seq],
    );
    expect(await (await fetch(await clientLink(file?.id ?? ''))).text()).toBe('version 1');
  });

  test('a document of another matter is not found', async () => {
    const other = await world.makeConversation();
    const made = await fetch(`${world.origin}/api/v1/matters/${other.matterId}/documents?name=other.txt`, {
      method: 'POST',
      headers: {
        cookie: world.firm.owner.cookie,
        'x-matterline': '1',
        'content-type': 'application/octet-stream',
      },
      body: 'of another matter',
    });
    const answer = await world.firm.owner.call('POST', '/api/v1/uploads/from-documents', {
      conversationId: world.conversationId,
      documentIds: [(await made.json()).id],
    });
    expect(answer.statusCode).toBe(404);
  });

  test('what a client sent is saved to the matter’s documents', async () => {
    const sender = portalSender(world.client);
    const id = await upload(world, sender, { name: 'passport.txt', bytes: 'pages of a passport' });
    await world.inspect();
    const seq = await world.post({ portalUserId: world.client.id }, [id]);
    const [file] = await world.sql<{ id: string }>(
      'select id from attachments where firm_id = $1 and conversation_id = $2 and seq = $3',
      [world.firm.id, world.conversationId, seq],
    );
    const saved = await world.firm.owner.call('POST', `/api/v1/files/${file?.id}/save`, {
      name: 'Passport, Okafor.txt',
    });
    expect(saved.statusCode, saved.body).toBe(201);
    const document = (
      await world.firm.owner.call('GET', `/api/v1/documents/${saved.json().documentId}`)
    ).json();
    expect(document).toMatchObject({
      matterId: world.matterId,
      name: 'Passport, Okafor.txt',
      newest: { sha256: sha256('pages of a passport') },
    });
  });
});
