/** Packs: what is in them, for whom, how they are checked, and what ends them. T14 "export" and its vectors. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { makePortalUser } from '../../testing/portal-user.ts';
import { makePackJob } from './make-job.ts';
import { createSigner } from './signature.ts';
import { sweepPacks } from './sweep.ts';
import { checkByHand, unpack } from './test-pack.ts';
import { type PackWorld, startPackWorld } from './test-world.ts';
import { verifyPack } from './verify.ts';

let world: PackWorld;
let folder: string;
beforeAll(async () => {
  world = await startPackWorld();
  folder = await mkdtemp(path.join(tmpdir(), 'matterline-packs-'));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const names = (files: ReadonlyMap<string, Buffer>) => [...files.keys()];
const all = (files: ReadonlyMap<string, Buffer>) => [...files.values()].map(String).join('\n');
async function verified(zip: Buffer) {
  const file = path.join(folder, `${createHash('sha256').update(zip).digest('hex')}.zip`);
  await writeFile(file, zip);
  return await verifyPack(file);
}

describe('T14 export: a conversation', () => {
  test('has a page, JSON, the originals, and hashes that two independent programs agree with', async () => {
    const id = await world.thread({ title: 'Purchase: <questions> & more' });
    const seq = await world.say(id, 'Here is the contract <script>alert(1)</script>');
    await world.attach(id, seq, 'Ä contract/..\\x\u202e.pdf', Buffer.from('%PDF original'));
    const { zip, files } = await world.packOf(world.mina, { conversationId: id });
    const page = names(files).find((name) => name.endsWith('/index.html'));
    const html = String(files.get(page ?? ''));
    expect(html).toContain('<html lang="en-GB">');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('<script');
    const json = JSON.parse(String(files.get(page?.replace('index.html', 'conversation.json') ?? '')));
    expect(json.messages.at(-1)).toMatchObject({
      seq,
      author: { who: 'staff', name: 'Mina Shah' },
      files: [{ sha256: createHash('sha256').update('%PDF original').digest('hex') }],
    });
    const original = names(files).find((name) => name.endsWith('.pdf'));
    expect(original).toMatch(/^conversations\/01 [^/]*\/files\/\d+-1 Ä contract_\.\._x\.pdf$/);
    expect(String(files.get(original ?? ''))).toBe('%PDF original');
    // The page links to the file by its very path.
    expect(html).toContain(`href="files/${encodeURIComponent(original?.split('/').at(-1) ?? '')}"`);
    const checked = await verified(zip);
    expect(checked).toMatchObject({ ok: true, faults: [], files: files.size - 2 });
    expect(checked.fingerprint).toBe(createSigner(world.app.platform.secrets).fingerprint);
    expect(await checkByHand(files)).toMatchObject({ ok: true });
  });

  test.each([
    [
      'a changed byte',
      (files: Map<string, Buffer>) => files.set('index.html', Buffer.from('other')),
      /index\.html: it was changed/,
    ],
    [
      'a file taken out',
      (files: Map<string, Buffer>) => files.delete('index.html'),
      /index\.html: it is missing/,
    ],
    [
      'a file put in',
      (files: Map<string, Buffer>) => files.set('x.txt', Buffer.from('x')),
      /x\.txt: it was added later/,
    ],
    [
      'another list under the same signature',
      (files: Map<string, Buffer>) => {
        files.set('index.html', Buffer.from('other'));
        const hash = createHash('sha256').update('other').digest('hex');
        const list = String(files.get('SHA256SUMS')).replace(
          /^[0-9a-f]{64} {2}index\.html$/m,
          `${hash}  index.html`,
        );
        files.set('SHA256SUMS', Buffer.from(list));
      },
      /the signature does not fit/,
    ],
  ])('%s is noticed', async (_name, change, fault) => {
    const id = await world.thread();
    const { files } = await world.packOf(world.mina, { conversationId: id });
    change(files);
    const checked = await verified(await zipOf(files));
    expect(checked.ok).toBe(false);
    expect(checked.faults.join('\n')).toMatch(fault);
  });

  test('is nobody else’s: not another colleague’s, not another firm’s, not a client’s', async () => {
    const id = await world.thread();
    const { id: pack } = await world.packOf(world.mina, { conversationId: id });
    for (const who of [world.omar, world.owner])
      expect((await who.call('GET', `/api/v1/hand-overs/${pack}/file`)).statusCode).toBe(404);
    expect((await world.client.call('GET', `/portal/api/hand-overs/${pack}/file`)).statusCode).toBe(404);
  });

  test('goes on where a transfer broke off', async () => {
    const id = await world.thread();
    const { id: pack, zip } = await world.packOf(world.mina, { conversationId: id });
    const rest = await world.mina.call('GET', `/api/v1/hand-overs/${pack}/file`, undefined, {
      headers: { range: 'bytes=100-' },
    });
    expect(rest.statusCode).toBe(206);
    expect(rest.headers['content-range']).toBe(`bytes 100-${zip.length - 1}/${zip.length}`);
    expect(rest.rawPayload.equals(zip.subarray(100))).toBe(true);
  });

  test('is audited when asked for, made and fetched', async () => {
    const id = await world.thread();
    const { id: pack } = await world.packOf(world.mina, { conversationId: id });
    const rows = await world.sql<{ action: string; staff_id: string }>(
      `select action, staff_id from audit_log where subject_id = $1 order by id`,
      [pack],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'hand_over.asked',
      'hand_over.made',
      'hand_over.downloaded',
    ]);
    expect(new Set(rows.map(({ staff_id }) => staff_id))).toEqual(new Set([world.mina.id]));
  });
});

describe('T14 export: a client’s own side', () => {
  test('vector "join": who joined at 3 "from now" has a pack that starts at 3; an answer to 1 is an earlier message', async () => {
    const id = await world.thread();
    await world.say(id, 'Secret of the first client');
    const late = await makePortalUser(world.app, world.firm, { firstName: 'Lena', lastName: 'Late' });
    await world.party(world.matterId, late.contactId, 'Client', true);
    const added = await world.mina.call('POST', `/api/v1/conversations/${id}/participants`, {
      ...{ portalUserIds: [late.id], history: 'from_now' },
    });
    expect(added.statusCode, added.body).toBeLessThan(300);
    await world.mina.call('POST', `/api/v1/conversations/${id}/messages`, {
      ...{ body: 'As I said', replyTo: 1, confirmed: true },
    });
    await world.release();
    const { files } = await world.packOf(late, {});
    expect(all(files)).not.toMatch(/Secret of the first client|Welcome/);
    const json = JSON.parse(
      String(files.get(names(files).find((name) => name.endsWith('conversation.json')) ?? '')),
    );
    const stay = await world.sql<{ from_seq: number }>(
      `select from_seq from participants where conversation_id = $1 and portal_user_id = $2`,
      [id, late.id],
    );
    expect(json.messages[0].seq).toBe(stay[0]?.from_seq);
    expect(json.messages.at(-1)).toMatchObject({ body: 'As I said', replyTo: { seq: null, text: '' } });
    expect(all(files)).toContain('Answers an earlier message');
  });

  test('ends at the leave point, holds no internal thread, no reading of staff and no address of another client', async () => {
    const other = await makePortalUser(world.app, world.firm, { firstName: 'Otto', lastName: 'Other' });
    await world.party(world.matterId, other.contactId, 'Client', true);
    const id = await world.thread({ portalUserIds: [world.client.id, other.id] });
    await world.say(id, 'Between us', world.client);
    await world.say(id, 'Me too', other);
    const inner = await world.mina.call('POST', '/api/v1/conversations', {
      ...{ kind: 'internal', matterId: world.matterId, staffIds: [world.omar.id] },
    });
    await world.say(inner.json<{ id: string }>().id, 'Our own view of it');
    await world.mina.call('POST', `/api/v1/conversations/${id}/end`);
    const before = await world.packOf(world.client, {});
    expect(all(before.files)).toContain('Between us');
    expect(all(before.files)).toContain('Otto Other');
    expect(all(before.files)).not.toMatch(/Our own view/);
    expect(all(before.files)).not.toContain(other.email);
    expect(all(before.files)).not.toMatch(/reads|privileged/);
    expect((await verified(before.zip)).ok).toBe(true);
  });

  test('a file that the scan holds back is named and not given', async () => {
    const id = await world.thread();
    const seq = await world.say(id, 'Look');
    await world.attach(id, seq, 'bad.exe', Buffer.from('EVIL'));
    await world.sql(`update attachments set verdict = 'infected' where conversation_id = $1`, [id]);
    const { files } = await world.packOf(world.client, { conversationId: id });
    expect(names(files).some((name) => name.endsWith('bad.exe'))).toBe(false);
    expect(all(files)).toContain('bad.exe (not given out)');
  });

  test('asks for a proof where files do, and for a second factor where a conversation does', async () => {
    const { app, firm } = world;
    const strict = await makePortalUser(app, firm, { firstName: 'Sam', lastName: 'Strict' });
    await world.party(world.matterId, strict.contactId, 'Client', true);
    const id = await world.thread({ portalUserIds: [strict.id] });
    await world.sql(`update conversations set second_factor = true where id = $1`, [id]);
    const refused = await strict.call('POST', '/portal/api/hand-overs', {});
    expect(refused.json()).toMatchObject({ code: 'step_up_needed', reason: 'second_factor' });
    await world.sql(`update conversations set second_factor = false where id = $1`, [id]);
    const { id: pack } = await world.packOf(strict, {});
    await world.sql(`update portal_sessions set proven_at = proven_at - interval '13 hours' where id = $1`, [
      strict.sessionId,
    ]);
    for (const [method, url] of [
      ['POST', '/portal/api/hand-overs'],
      ['POST', `/portal/api/hand-overs/${pack}/open`],
      ['GET', `/portal/api/hand-overs/${pack}/file`],
    ] as const)
      expect(
        (await strict.call(method, url, method === 'POST' && !url.endsWith('open') ? {} : undefined)).json(),
      ).toMatchObject({
        ...{ code: 'step_up_needed', reason: 'proof' },
      });
  });

  test('of somebody removed for cause there is nothing', async () => {
    const gone = await makePortalUser(world.app, world.firm, { firstName: 'Gus', lastName: 'Gone' });
    await world.party(world.matterId, gone.contactId, 'Client', true);
    const id = await world.thread({ portalUserIds: [world.client.id, gone.id] });
    await world.sql(
      `update participants set left_at = joined_at, left_how = 'for_cause', cause = 'x', to_seq = 1 where conversation_id = $1 and portal_user_id = $2`,
      [id, gone.id],
    );
    const { files } = await world.packOf(gone, {});
    expect(names(files).filter((name) => name.startsWith('conversations/'))).toEqual([]);
    expect((await gone.call('POST', '/portal/api/hand-overs', { conversationId: id })).statusCode).toBe(404);
  });
});

describe('T14 export: a matter and a person, by staff', () => {
  test('the client’s file has documents, conversations and lists; the firm’s own has what is internal, too', async () => {
    const matterId = await world.matter('Sale of 9 Elm Row', [world.client]);
    const id = await world.thread({ matterId });
    await world.say(id, 'About the sale');
    const inner = await world.mina.call('POST', '/api/v1/conversations', {
      kind: 'internal',
      matterId,
      staffIds: [world.omar.id],
    });
    await world.say(inner.json<{ id: string }>().id, 'Between colleagues');
    await world.addDocument(matterId, 'Contract.pdf', Buffer.from('%PDF contract'));
    await world.addDocument(matterId, 'contract.pdf', Buffer.from('%PDF the other'));
    await world.owner.call('POST', `/api/v1/matters/${matterId}/memos`, {
      subject: 'Strategy',
      body: 'Wait.',
    });
    const outside = await world.packOf(world.mina, { matterId });
    expect(names(outside.files)).toEqual(
      expect.arrayContaining(['documents/Contract.pdf', 'documents/contract (2).pdf', 'index.html']),
    );
    expect(all(outside.files)).toContain('About the sale');
    expect(all(outside.files)).not.toMatch(/Between colleagues|Strategy/);
    const inside = await world.packOf(world.mina, { matterId, internal: true });
    expect(all(inside.files)).toContain('Between colleagues');
    expect(names(inside.files)).toContain('lists/memos.html');
    for (const { zip } of [outside, inside]) expect((await verified(zip)).ok).toBe(true);
  });

  test('a person’s holds what they took part in, within their stays, and what the firm holds about them', async () => {
    const one = await makePortalUser(world.app, world.firm, { firstName: 'Pia', lastName: 'Part' });
    await world.party(world.matterId, one.contactId, 'Client', true);
    const id = await world.thread({ portalUserIds: [world.client.id] });
    await world.say(id, 'Before Pia');
    await world.mina.call('POST', `/api/v1/conversations/${id}/participants`, {
      portalUserIds: [one.id],
      history: 'from_now',
    });
    await world.say(id, 'With Pia');
    const { files } = await world.packOf(world.mina, { contactId: one.contactId });
    expect(all(files)).toContain('With Pia');
    expect(all(files)).not.toContain('Before Pia');
    expect(String(files.get('lists/person.json'))).toContain(one.email);
  });

  test('needs one of the three, and one that the asker sees', async () => {
    expect((await world.mina.call('POST', '/api/v1/hand-overs', {})).statusCode).toBe(422);
    const hidden = await world.matter('Hidden', [world.client]);
    await world.restrict(hidden, [world.owner.id]);
    expect((await world.mina.call('POST', '/api/v1/hand-overs', { matterId: hidden })).statusCode).toBe(404);
  });
});

describe('walls', () => {
  /** Content that comes slowly, so that something can happen meanwhile. */
  async function* slowly(): AsyncGenerator<Buffer> {
    for (let piece = 0; piece < 200; piece += 1) {
      await wait(50);
      yield Buffer.alloc(1024, piece);
    }
  }

  test('vector: a wall set while a pack is being made → it is dead within a second, and nothing is left', async () => {
    const matterId = await world.matter('Soon walled', [world.client]);
    await world.addDocument(matterId, 'Long.bin', Buffer.from('long'));
    const { files } = world.app.platform;
    let kept = true;
    const put: typeof files.put = (...given) =>
      files.put(...given).catch((error: unknown) => {
        kept = false;
        throw error;
      });
    const slow = {
      ...world.app.platform,
      files: { ...files, put, get: async () => Readable.from(slowly()) },
    };
    const { id } = (await world.mina.call('POST', '/api/v1/hand-overs', { matterId })).json<{ id: string }>();
    const done = makePackJob(slow)
      .run({ firmId: world.firm.id, id })
      .then(() => performance.now());
    await expect.poll(async () => (await state(id)).state).toBe('running');
    await wait(300);
    await world.restrict(matterId, [world.owner.id]);
    const walled = performance.now();
    expect((await done) - walled).toBeLessThan(1000);
    expect(await state(id)).toEqual({ state: 'stopped', sha256: null });
    expect((await world.mina.call('GET', `/api/v1/hand-overs/${id}`)).statusCode).toBe(404);
    expect(kept).toBe(false);
  });

  test('a wall set after it was made: it is not there any more, and the sweep takes it from the disk', async () => {
    const matterId = await world.matter('Walled later', [world.client]);
    const { id } = await world.packOf(world.mina, { matterId });
    await world.restrict(matterId, [world.owner.id]);
    expect((await world.mina.call('GET', `/api/v1/hand-overs/${id}/file`)).statusCode).toBe(404);
    await sweepPacks(world.app.platform, world.firm.id);
    expect(await state(id)).toEqual({ state: 'stopped', sha256: null });
  });

  test('whoever asked stops it; a pack whose week is over is gone', async () => {
    const id = await world.thread();
    const { id: pack } = await world.packOf(world.mina, { conversationId: id });
    await world.sql(`update hand_overs set expires_at = $1 where id = $2`, [
      world.app.platform.clock.now(),
      pack,
    ]);
    expect((await world.mina.call('GET', `/api/v1/hand-overs/${pack}/file`)).statusCode).toBe(409);
    await sweepPacks(world.app.platform, world.firm.id);
    expect(await state(pack)).toEqual({ state: 'gone', sha256: null });
    const asked = (await world.mina.call('POST', '/api/v1/hand-overs', { conversationId: id })).json<{
      id: string;
    }>();
    await world.mina.call('DELETE', `/api/v1/hand-overs/${asked.id}`);
    await world.make(asked.id);
    expect((await state(asked.id)).state).toBe('stopped');
  });

  test('a client whose account was closed meanwhile gets nothing', async () => {
    const one = await makePortalUser(world.app, world.firm, { firstName: 'Ada', lastName: 'Away' });
    const asked = (await one.call('POST', '/portal/api/hand-overs', {})).json<{ id: string }>();
    await world.sql(`update portal_users set active = false where id = $1`, [one.id]);
    await world.make(asked.id);
    expect((await state(asked.id)).state).toBe('stopped');
  });

  const state = async (id: string) => {
    const [row] = await world.sql<{ state: string; sha256: Buffer | null }>(
      `select state, sha256 from hand_overs where id = $1`,
      [id],
    );
    if (!row) throw new Error('no such pack');
    return row;
  };
});

async function zipOf(files: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(bytes, name);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(Buffer.from(piece));
  const whole = Buffer.concat(pieces);
  expect((await unpack(whole)).size).toBe(files.size);
  return whole;
}
