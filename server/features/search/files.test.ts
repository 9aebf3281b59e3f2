import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePortalUser } from '../../testing/portal-user.ts';
import {
  hits,
  inOnePiece,
  names,
  type SearchWorld,
  seqs,
  startSearchWorld,
} from '../../testing/search-world.ts';
import { zip } from '../files/test-archives.ts';

let world: SearchWorld;
beforeAll(async () => {
  world = await startSearchWorld();
});
afterAll(() => world.close());

describe('files', () => {
  test('a name is found by all of its words and parts, and as a whole', async () => {
    const { mina, client } = world;
    const id = await world.thread();
    const seq = await world.sendFiles(id, [
      { name: '12-mill-lane_draft.v2.pdf', bytes: 'no pdf', type: 'application/pdf' },
    ]);
    await world.read();
    for (const q of ['mill', 'lane', 'draft', 'v2', '12-mill-lane_draft.v2.pdf', 'mill-la', 'MILL lane dra'])
      for (const who of [mina, client])
        expect(await seqs(who, `q=${encodeURIComponent(q)}&conversationId=${id}`), q).toEqual([seq]);
    const [found] = (await hits(mina, `q=lane&conversationId=${id}`)).items;
    expect(found?.files.map(({ name, excerpt, type }) => [type, inOnePiece(name), excerpt])).toEqual([
      ['pdf', '12-mill-[lane]_draft.v2.pdf', null],
    ]);
  });

  test('what stands in a file is found, with what stands around it', async () => {
    const { mina, client } = world;
    const id = await world.thread();
    const docx = await zip({
      'word/document.xml': '<w:document><w:p><w:t>The Zanzi</w:t><w:t>bar covenant</w:t></w:p></w:document>',
    });
    const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    const seq = await world.sendFiles(id, [
      { name: 'a.docx', bytes: docx, type },
      { name: 'b.txt', bytes: 'Überraschung: nothing of that kind' },
    ]);
    expect(await seqs(mina, `q=zanzibar&conversationId=${id}`)).toEqual([]);
    await world.read();
    for (const who of [mina, client]) {
      const [found] = (await hits(who, `q=covenant%20zanzi&conversationId=${id}`)).items;
      expect(found?.seq).toBe(seq);
      expect(
        found?.files.map(({ name, excerpt }) => [inOnePiece(name), excerpt && inOnePiece(excerpt).trim()]),
      ).toEqual([['a.docx', 'The [Zanzibar] [covenant]']]);
      expect(await names(who, `q=uberraschung&conversationId=${id}`)).toEqual(['b.txt']);
    }
  });

  test('a message that is found by its words and by two files is found once; pages hold whole messages', async () => {
    const id = await world.thread();
    const files = [1, 2, 3].map((n) => ({ name: `gazebo ${n}.txt`, bytes: 'gazebo' }));
    const first = await world.sendFiles(id, files, 'gazebo, too');
    const second = await world.sendFiles(id, files, 'another gazebo');
    await world.read();
    const page = await hits(world.mina, `q=gazebo&conversationId=${id}&limit=1`);
    expect(page.items.map(({ seq, files: found }) => [seq, found.length])).toEqual([[second, 3]]);
    const next = await hits(world.mina, `q=gazebo&conversationId=${id}&limit=1&after=${page.next}`);
    expect(next.items.map(({ seq, files: found }) => [seq, found.length])).toEqual([[first, 3]]);
    expect(next.next).toBeNull();
  });

  test('has a file, and of which type; with words and without', async () => {
    const { mina, client } = world;
    const id = await world.thread();
    const plain = await world.say(id, 'the trellis');
    const photo = await world.sendFiles(
      id,
      [{ name: 'x.png', bytes: 'x', type: 'image/png' }],
      'trellis photo',
    );
    const sheet = await world.sendFiles(id, [{ name: 'costs.csv', bytes: 'trellis,12' }], 'costs', client);
    await world.read();
    const here = `conversationId=${id}`;
    expect(await seqs(mina, `q=trellis&${here}`)).toEqual([sheet, photo, plain]);
    expect(await seqs(mina, `q=trellis&has=file&${here}`)).toEqual([sheet, photo]);
    expect(await seqs(mina, `q=trellis&type=image&${here}`)).toEqual([photo]);
    expect(await seqs(client, `type=spreadsheet&${here}`)).toEqual([sheet]);
    expect(await seqs(mina, `has=file&${here}`)).toEqual([sheet, photo]);
    expect(await seqs(mina, `has=file&from=${client.id}&${here}`)).toEqual([sheet]);
    expect(await seqs(mina, `type=pdf&${here}`)).toEqual([]);
  });

  test('taken back, found infected, or its message withdrawn: no longer found, at once', async () => {
    const { mina, client, app, firm } = world;
    const { pool } = app.platform.database;
    const id = await world.thread();
    const file = { name: 'pergola.txt', bytes: 'wisteria' };
    const one = await world.sendFiles(id, [file]);
    const two = await world.sendFiles(id, [file]);
    const three = await world.sendFiles(id, [file]);
    await world.read();
    const found = () => seqs(client, `q=wisteria&conversationId=${id}`);
    expect(await found()).toEqual([three, two, one]);
    const { rows } = await pool.query<{ id: string; seq: number }>(
      'select id, seq from attachments where conversation_id = $1',
      [id],
    );
    const idOf = (seq: number) => rows.find((row) => row.seq === seq)?.id ?? '';
    expect((await mina.call('POST', `/api/v1/files/${idOf(one)}/withdraw`)).statusCode).toBe(200);
    expect(await found()).toEqual([three, two]);
    await pool.query(`update attachments set verdict = 'infected' where firm_id = $1 and id = $2`, [
      firm.id,
      idOf(two),
    ]);
    expect(await found()).toEqual([three]);
    await mina.call('DELETE', `/api/v1/conversations/${id}/messages/${three}`);
    expect(await found()).toEqual([]);
    const kept = await pool.query('select 1 from file_words where conversation_id = $1', [id]);
    expect(kept.rows).toEqual([]);
  });

  test('the text only of what the scan and the firm let through; the name of each', async () => {
    const { mina, owner, app } = world;
    const id = await world.thread();
    const seq = await world.sendFiles(id, [
      { name: 'unscanned-loggia.txt', bytes: 'campanile', verdict: 'unscanned' },
      { name: 'unscannable-loggia.txt', bytes: 'campanile', verdict: 'unscannable' },
    ]);
    await world.read();
    const here = `conversationId=${id}`;
    expect(await names(mina, `q=loggia&${here}`)).toEqual(['unscanned-loggia.txt', 'unscannable-loggia.txt']);
    expect(await names(mina, `q=campanile&${here}`)).toEqual(['unscanned-loggia.txt']);
    // The firm opens such files no longer: what was read of them is gone with that, and their names stay.
    const patch = (whenUnscanned: string) => owner.call('PATCH', '/api/v1/file-settings', { whenUnscanned });
    expect((await patch('block')).statusCode).toBe(200);
    expect(await seqs(mina, `q=campanile&${here}`)).toEqual([]);
    await world.read();
    expect(await seqs(mina, `q=campanile&${here}`)).toEqual([]);
    expect(await seqs(mina, `q=loggia&${here}`)).toEqual([seq]);
    const { rows } = await app.platform.database.pool.query(
      `select why_not from file_words where conversation_id = $1 order by why_not`,
      [id],
    );
    expect(rows).toEqual([{ why_not: 'it could not be scanned' }, { why_not: 'the firm does not open it' }]);
    expect((await patch('warn')).statusCode).toBe(200);
    await world.read();
    expect(await names(mina, `q=campanile&${here}`)).toEqual(['unscanned-loggia.txt']);
  });

  test('what cannot be read fails nothing: the name is found', async () => {
    const { mina } = world;
    const id = await world.thread();
    const broken = Buffer.from('%PDF-1.7 nothing that follows');
    await world.sendFiles(id, [
      { name: 'obelisk.pdf', bytes: broken, type: 'application/pdf' },
      { name: 'obelisk.docx', bytes: 'PK\u0003\u0004 no archive', type: 'application/zip' },
      { name: 'obelisk.bin', bytes: Buffer.alloc(100) },
    ]);
    await world.read();
    expect(await names(mina, `q=obelisk&conversationId=${id}`)).toEqual([
      'obelisk.pdf',
      'obelisk.docx',
      'obelisk.bin',
    ]);
  });
});

describe('walls', () => {
  test('DM: owner searches a phrase that exists only in others’ DM → 0 hits, no count', async () => {
    const { mina, omar, owner } = world;
    const direct = (
      await mina.call('POST', '/api/v1/conversations', { kind: 'direct', staffIds: [omar.id] })
    ).json<{
      id: string;
    }>().id;
    await world.sendFiles(direct, [{ name: 'nightjar.txt', bytes: 'capercaillie' }], 'the ptarmigan is shy');
    await world.read();
    for (const q of ['"ptarmigan%20is"', 'nightjar', 'capercaillie']) {
      expect(await seqs(omar, `q=${q}`), q).toHaveLength(1);
      const answer = await owner.call('GET', `/api/v1/search?q=${q}`);
      expect(answer.body, q).toBe('{"items":[],"next":null}');
    }
    expect(await seqs(owner, `has=file&conversationId=${direct}`)).toEqual([]);
    // An id that is hidden is an id that does not exist.
    const nowhere = await owner.call(
      'GET',
      `/api/v1/search?q=nightjar&conversationId=${crypto.randomUUID()}`,
    );
    const hidden = await owner.call('GET', `/api/v1/search?q=nightjar&conversationId=${direct}`);
    expect([hidden.statusCode, hidden.body]).toEqual([nowhere.statusCode, nowhere.body]);
  });

  test('a running search cursor is dead at once after a wall', async () => {
    const { omar, mina, client } = world;
    const matterId = await world.matter('Walled later', [client]);
    const id = await world.thread({ matterId });
    for (let n = 0; n < 4; n += 1) await world.say(id, `bittern ${n}`);
    await world.sendFiles(id, [{ name: 'bittern.txt', bytes: 'reeds' }]);
    await world.read();
    const first = await hits(omar, 'q=bittern&limit=2');
    expect(first.items).toHaveLength(2);
    await world.restrict(matterId, [mina.id]);
    expect(await hits(omar, `q=bittern&limit=2&after=${first.next}`)).toEqual({ items: [], next: null });
    expect(await hits(omar, `q=bittern&matterId=${matterId}`)).toEqual({ items: [], next: null });
    expect(await seqs(mina, 'q=bittern')).toHaveLength(5);
  });

  test('join: from now on means files from now on; a second factor keeps files, too', async () => {
    const { mina, client, app, firm } = world;
    const matterId = await world.matter('Joined later', [client]);
    const id = await world.thread({ matterId });
    const file = { name: 'heron.txt', bytes: 'kingfisher' };
    await world.sendFiles(id, [file]);
    const late = await makePortalUser(app, firm, {});
    await world.party(matterId, late.contactId, 'Client', true);
    await mina.call('POST', `/api/v1/conversations/${id}/participants`, { portalUserIds: [late.id] });
    const seq = await world.sendFiles(id, [file]);
    await world.read();
    expect(await seqs(client, 'q=kingfisher')).toHaveLength(2);
    expect(await seqs(late, 'q=kingfisher')).toEqual([seq]);
    expect(await seqs(late, 'q=heron')).toEqual([seq]);
    await mina.call('PATCH', `/api/v1/conversations/${id}`, { secondFactor: true });
    expect(await hits(late, 'q=kingfisher')).toEqual({ items: [], next: null });
    expect(await hits(late, 'has=file')).toEqual({ items: [], next: null });
  });
});
