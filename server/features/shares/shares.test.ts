import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { TestStaff } from '../../testing/app.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { type SharesWorld, startSharesWorld } from '../../testing/shares-world.ts';
import { rescanShares } from './scans.ts';
import { ownShareDetail, share, shareFilesPage, shareReads, staffShareFilesPage } from './shapes.ts';

let world: SharesWorld;
beforeAll(async () => {
  world = await startSharesWorld();
});
afterAll(() => world.close());

const shares = z.object({ items: z.array(share) });
const refusal = z.object({
  code: z.string(),
  reason: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

async function shareIt(
  body: { documentIds?: string[]; folderIds?: string[]; auto?: boolean; confirmed?: boolean },
  conversationId = world.conversationId,
): Promise<z.infer<typeof share>> {
  const answer = await world.mina.call('POST', `/api/v1/conversations/${conversationId}/shares`, body);
  expect(answer.statusCode, answer.body).toBe(201);
  await world.rounds();
  const [first] = shares.parse(answer.json()).items;
  if (!first) throw new Error('nothing was shared');
  return first;
}

async function seenBy(who: TestPortalUser, id: string, query = '') {
  const answer = await who.call('GET', `/portal/api/shares/${id}/files${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return shareFilesPage.parse(answer.json()).items;
}

async function filesOf(id: string, who: TestStaff = world.mina) {
  const answer = await who.call('GET', `/api/v1/shares/${id}/files`);
  return staffShareFilesPage.parse(answer.json()).items;
}

async function contentsFor(who: TestPortalUser, id: string): Promise<(string | null)[]> {
  const files = await seenBy(who, id);
  return await Promise.all(files.map((file) => world.open(who, file.id)));
}

const decide = (id: string, fileIds: string[], yes: boolean) =>
  world.mina.call('POST', `/api/v1/shares/${id}/decide`, { fileIds, yes });

describe('T8 Share', () => {
  test('copy vs share: the recipient sees the version of now, and when it came', async () => {
    const documentId = await world.document('Contract.pdf', 'v1');
    const { id } = await shareIt({ documentIds: [documentId] });
    expect(await contentsFor(world.client, id)).toEqual(['v1']);
    await world.version(documentId, 'Contract.pdf', 'v2');
    await world.rounds();
    const [file] = await seenBy(world.client, id);
    expect(file).toMatchObject({ name: 'Contract.pdf', version: 2, endedAt: null, state: 'clean' });
    expect(await contentsFor(world.client, id)).toEqual(['v2']);
  });

  test('copy vs share: withdrawn leaves a tombstone, prior downloads are listed, hold keeps it', async () => {
    const documentId = await world.document('Lease.pdf', 'lease');
    const { id } = await shareIt({ documentIds: [documentId] });
    const [file] = await seenBy(world.client, id);
    expect(await world.open(world.client, file?.id ?? '')).toBe('lease');
    const url = `/api/v1/conversations/${world.conversationId}/hold`;
    await world.owner.call('PUT', url, { reason: 'Dispute' });
    expect((await world.mina.call('POST', `/api/v1/shares/${id}/withdraw`)).statusCode).toBe(409);
    await world.owner.call('DELETE', url);

    const withdrawn = await world.mina.call('POST', `/api/v1/shares/${id}/withdraw`);
    expect(withdrawn.statusCode, withdrawn.body).toBe(200);
    const own = ownShareDetail.parse((await world.client.call('GET', `/portal/api/shares/${id}`)).json());
    expect(own).toMatchObject({ name: 'Lease.pdf', files: 0 });
    expect(own.withdrawnAt).not.toBeNull();
    expect(await seenBy(world.client, id)).toEqual([]);
    expect(await world.open(world.client, file?.id ?? '')).toBeNull();
    const reads = shareReads.parse((await world.mina.call('GET', `/api/v1/shares/${id}/reads`)).json());
    expect(reads.items).toMatchObject([
      { who: 'external', personId: world.client.id, fileName: 'Lease.pdf', version: 1, what: 'download' },
    ]);
  });

  test('a file added to a shared folder waits for a yes; with "auto" it does not', async () => {
    const folderId = await world.folder('Evidence');
    await world.document('One.pdf', 'one', folderId);
    const { id } = await shareIt({ folderIds: [folderId] });
    await world.document('Two.pdf', 'two', folderId);
    await world.document('Three.pdf', 'three', folderId);
    await world.rounds();
    expect((await seenBy(world.client, id)).map(({ name }) => name)).toEqual(['One.pdf']);
    const held = (await filesOf(id)).filter(({ shareState }) => shareState === 'held');
    expect(held.map(({ name }) => name)).toEqual(['Three.pdf', 'Two.pdf']);
    expect(share.parse((await world.mina.call('GET', `/api/v1/shares/${id}`)).json()).held).toBe(2);
    // Not by guessing, either.
    for (const { id: fileId } of held) expect(await world.open(world.client, fileId)).toBeNull();

    const [three, two] = held;
    expect((await decide(id, [two?.id ?? ''], true)).statusCode).toBe(200);
    expect((await decide(id, [three?.id ?? ''], false)).statusCode).toBe(200);
    await world.rounds();
    expect((await seenBy(world.client, id)).map(({ name }) => name)).toEqual(['One.pdf', 'Two.pdf']);

    const patched = await world.mina.call('PATCH', `/api/v1/shares/${id}`, { auto: true });
    expect(patched.statusCode, patched.body).toBe(200);
    await world.document('Four.pdf', 'four', folderId);
    await world.rounds();
    expect((await seenBy(world.client, id)).map(({ name }) => name)).toEqual([
      'Four.pdf',
      'One.pdf',
      'Two.pdf',
    ]);
  });

  test('moved out or deleted at the source: access ends, a line says so', async () => {
    const folderId = await world.folder('Searches');
    const inner = await world.folder('Drainage', folderId);
    const moved = await world.document('Local.pdf', 'local', folderId);
    const removed = await world.document('Water.pdf', 'water', inner);
    const stays = await world.document('Stays.pdf', 'stays', inner);
    const { id } = await shareIt({ folderIds: [folderId] });
    const before = await seenBy(world.client, id);
    await world.mina.call('PATCH', `/api/v1/documents/${moved}`, { folderId: null });
    await world.mina.call('DELETE', `/api/v1/documents/${removed}`);
    await world.rounds();
    const after = await seenBy(world.client, id);
    expect(after.map(({ name, endedWhy }) => [name, endedWhy])).toEqual([
      ['Local.pdf', 'moved'],
      ['Stays.pdf', null],
      ['Water.pdf', 'deleted'],
    ]);
    for (const file of before)
      expect(await world.open(world.client, file.id)).toBe(file.documentId === stays ? 'stays' : null);
    // Moved back it waits for a yes again.
    await world.mina.call('PATCH', `/api/v1/documents/${moved}`, { folderId });
    await world.rounds();
    expect((await seenBy(world.client, id)).map(({ name, endedWhy }) => [name, endedWhy])).toContainEqual([
      'Local.pdf',
      'moved',
    ]);
    expect((await filesOf(id)).find(({ documentId }) => documentId === moved)?.shareState).toBe('held');
  });

  test('a file that is seen can be taken back alone', async () => {
    const folderId = await world.folder('Letters');
    await world.document('A.pdf', 'a', folderId);
    const { id } = await shareIt({ folderIds: [folderId], auto: true });
    const [file] = await seenBy(world.client, id);
    expect((await decide(id, [file?.id ?? ''], false)).statusCode).toBe(200);
    expect((await seenBy(world.client, id)).map(({ endedWhy }) => endedWhy)).toEqual(['taken_back']);
    expect(await world.open(world.client, file?.id ?? '')).toBeNull();
  });

  test('130 rule: a folder with 131 files is refused with the levels at fault, before anything', async () => {
    const folderId = await world.folder('Bundle');
    const inner = await world.folder('Photos', folderId);
    const { pool } = world.app.platform.database;
    await world.document('Model.pdf', 'model', inner);
    await pool.query(
      `with made as (insert into documents (firm_id, id, matter_id, folder_id, name)
         select $1, gen_random_uuid(), $2, $3, n || '.pdf' from generate_series(1, 130) n returning id)
       insert into document_versions (firm_id, id, document_id, matter_id, number, sha256, size_bytes, content_type, file_name)
       select $1, gen_random_uuid(), made.id, $2, 1, v.sha256, v.size_bytes, v.content_type, v.file_name
       from made, (select * from document_versions where firm_id = $1 and file_name = 'Model.pdf' limit 1) v`,
      [world.firm.id, world.matterId, inner],
    );
    const answer = await world.mina.call('POST', `/api/v1/conversations/${world.conversationId}/shares`, {
      folderIds: [folderId],
    });
    expect(answer.statusCode).toBe(422);
    const { errors } = refusal.parse(answer.json());
    expect(errors).toEqual([{ field: 'Bundle/Photos', message: '131 files; at most 130' }]);
    const { rows } = await pool.query(`select 1 from shares where firm_id = $1 and source_id = $2`, [
      world.firm.id,
      folderId,
    ]);
    expect(rows).toEqual([]);
    // 130 files are shared, in pages; the 131st waits even where files are shared at once.
    const [first] = (
      await pool.query<{ id: string }>(`select id from documents where firm_id = $1 and name = '1.pdf'`, [
        world.firm.id,
      ])
    ).rows;
    await world.mina.call('DELETE', `/api/v1/documents/${first?.id}`);
    const { id } = await shareIt({ folderIds: [folderId], auto: true });
    const page = await seenBy(world.client, id, '?limit=100&level=Photos');
    expect(page).toHaveLength(100);
    await world.document('One more.pdf', 'more', inner);
    await world.rounds();
    expect(share.parse((await world.mina.call('GET', `/api/v1/shares/${id}`)).json())).toMatchObject({
      files: 130,
      held: 1,
    });
    const held = (await world.mina.call('GET', `/api/v1/shares/${id}/files?shareState=held`)).json();
    const [more] = staffShareFilesPage.parse(held).items;
    const refused = await decide(id, [more?.id ?? ''], true);
    expect(refusal.parse(refused.json())).toMatchObject({ reason: 'levels' });
  });

  test('more than 20 levels deep is refused', async () => {
    let parent = await world.folder('Deep');
    const top = parent;
    for (let depth = 1; depth <= 21; depth += 1) parent = await world.folder(`L${depth}`, parent);
    await world.document('Bottom.pdf', 'bottom', parent);
    const answer = await world.mina.call('POST', `/api/v1/conversations/${world.conversationId}/shares`, {
      folderIds: [top],
    });
    expect(answer.statusCode).toBe(422);
    expect(refusal.parse(answer.json()).errors?.[0]?.message).toBe('more than 20 levels deep');
  });

  test('nothing is handed out before it was looked at; malware never is', async () => {
    world.verdicts.set('bad', 'infected');
    const documentId = await world.document('Bad.pdf', 'bad');
    const answer = await world.mina.call('POST', `/api/v1/conversations/${world.conversationId}/shares`, {
      documentIds: [documentId],
    });
    const [{ id } = { id: '' }] = shares.parse(answer.json()).items;
    const [unseen] = await seenBy(world.client, id);
    expect(unseen).toMatchObject({ delivery: 'blocked', words: 'It is being checked.' });
    expect(await world.open(world.client, unseen?.id ?? '')).toBeNull();
    await world.rounds();
    expect(await seenBy(world.client, id)).toMatchObject([{ state: 'infected', delivery: 'blocked' }]);
    expect(await world.open(world.client, unseen?.id ?? '')).toBeNull();
  });

  test('what nobody could look inside waits for an owner where the firm says so, and is not stuck', async () => {
    await world.owner.call('PATCH', '/api/v1/file-settings', { whenUnscannable: 'owner' });
    for (const content of ['sealed 1', 'sealed 2']) world.verdicts.set(content, 'unscannable');
    const documentId = await world.document('Evidence.zip', 'sealed 1');
    const { id } = await shareIt({ documentIds: [documentId] });
    const held = { state: 'unscannable', delivery: 'owner_must_release' };
    const [file] = await seenBy(world.client, id);
    expect(file).toMatchObject(held);
    const fileId = file?.id ?? '';
    expect(await world.open(world.client, fileId)).toBeNull();

    const release = (who: TestStaff, reason: string) =>
      who.call('POST', `/api/v1/files/${fileId}/release`, { reason });
    expect((await release(world.mina, 'I trust it')).statusCode).toBe(403);
    expect((await release(world.owner, ' ')).statusCode).toBe(422);
    expect(await world.open(world.client, fileId)).toBeNull();
    expect((await release(world.owner, 'Known evidence')).statusCode).toBe(204);
    expect(await seenBy(world.client, id)).toMatchObject([{ state: 'unscannable', delivery: 'warn' }]);
    expect(await world.open(world.client, fileId)).toBe('sealed 1');
    expect((await release(world.owner, 'Once more')).statusCode).toBe(409);
    const { rows } = await world.app.platform.database.pool.query(
      `select staff_id, detail from audit_log where firm_id = $1 and action = 'file.released' and subject_id = $2`,
      [world.firm.id, fileId],
    );
    expect(rows).toMatchObject([
      { staff_id: world.owner.id, detail: { reason: 'Known evidence', verdict: 'unscannable' } },
    ]);

    // It was said of these bytes alone.
    await world.version(documentId, 'Evidence.zip', 'sealed 2');
    await world.rounds();
    expect(await seenBy(world.client, id)).toMatchObject([{ version: 2, ...held }]);
    await world.owner.call('PATCH', '/api/v1/file-settings', { whenUnscannable: 'warn' });
  });

  test('malware is released by nobody', async () => {
    world.verdicts.set('worse', 'infected');
    const { id } = await shareIt({ documentIds: [await world.document('Worse.pdf', 'worse')] });
    const [file] = await filesOf(id);
    const answer = await world.owner.call('POST', `/api/v1/files/${file?.id}/release`, {
      reason: 'It is fine',
    });
    expect(answer.statusCode).toBe(409);
    expect(await world.open(world.client, file?.id ?? '')).toBeNull();
  });

  test('a later engine that finds something takes it back, and one that fails takes back nothing', async () => {
    const documentId = await world.document('Later.pdf', 'found later');
    const { id } = await shareIt({ documentIds: [documentId] });
    await world.rounds();
    const [file] = await seenBy(world.client, id);
    expect(await world.open(world.client, file?.id ?? '')).toBe('found later');
    const again = (engine: string, verdict?: 'error') =>
      rescanShares(
        {
          ...world.app.platform,
          contents: verdict
            ? {
                ...world.contents,
                look: async (one) => ({ ...(await world.contents.look(one)), verdict, detail: 'away' }),
              }
            : world.contents,
        },
        world.firm.id,
        engine,
      );
    world.verdicts.set('found later', 'infected');
    await again('engine 2', 'error');
    expect(await world.open(world.client, file?.id ?? '')).toBe('found later');
    await again('engine 3');
    expect(await world.open(world.client, file?.id ?? '')).toBeNull();
    expect(await seenBy(world.client, id)).toMatchObject([{ state: 'infected', delivery: 'blocked' }]);
  });
});

describe('who sees a share (T1)', () => {
  test('ex-client frozen shared folder: after the end it is what it was at that moment', async () => {
    const conversationId = await world.thread({ title: 'Ends' });
    const folderId = await world.folder('Frozen');
    const documentId = await world.document('Statement.pdf', 'of 12:00', folderId);
    const goes = await world.document('Goes.pdf', 'goes', folderId);
    const { id } = await shareIt({ folderIds: [folderId], auto: true }, conversationId);
    world.pass(60);
    const ended = await world.mina.call('POST', `/api/v1/conversations/${conversationId}/end`);
    expect(ended.statusCode, ended.body).toBeLessThan(300);
    world.pass(60);
    await world.version(documentId, 'Statement.pdf', 'of 12:01');
    await world.document('Late.pdf', 'late', folderId);
    await world.mina.call('DELETE', `/api/v1/documents/${goes}`);
    await world.rounds();
    expect((await seenBy(world.client, id)).map(({ name }) => name)).toEqual(['Goes.pdf', 'Statement.pdf']);
    expect(await contentsFor(world.client, id)).toEqual(['goes', 'of 12:00']);
    const listed = await world.mina.call('GET', `/api/v1/shares/${id}`);
    expect(listed.json()).toMatchObject({ frozen: true });
  });

  test('who was taken out sees the version of that moment; the others go on', async () => {
    const other = await makePortalUser(world.app, world.firm, { firstName: 'Dan', lastName: 'Marsh' });
    await world.party(world.matterId, other.contactId, 'Client', true);
    const conversationId = await world.thread({ portalUserIds: [world.client.id, other.id] });
    const documentId = await world.document('Plan.pdf', 'plan 1');
    const { id } = await shareIt({ documentIds: [documentId] }, conversationId);
    world.pass(60);
    const out = await world.mina.call(
      'POST',
      `/api/v1/conversations/${conversationId}/participants/${other.id}/removal`,
      { how: 'removed' },
    );
    expect(out.statusCode, out.body).toBeLessThan(300);
    world.pass(60);
    await world.version(documentId, 'Plan.pdf', 'plan 2');
    await world.rounds();
    expect(await contentsFor(other, id)).toEqual(['plan 1']);
    expect(await contentsFor(world.client, id)).toEqual(['plan 2']);
  });

  test('joined "from now" sees what is shared from then on', async () => {
    const conversationId = await world.thread({ title: 'Joined' });
    const early = await shareIt(
      { documentIds: [await world.document('Early.pdf', 'early')] },
      conversationId,
    );
    const late = await makePortalUser(world.app, world.firm, { firstName: 'Lea', lastName: 'Marsh' });
    await world.party(world.matterId, late.contactId, 'Client', true);
    const joined = await world.mina.call('POST', `/api/v1/conversations/${conversationId}/participants`, {
      portalUserIds: [late.id],
      history: 'from_now',
    });
    expect(joined.statusCode, joined.body).toBeLessThan(300);
    const now = await shareIt({ documentIds: [await world.document('Now.pdf', 'now')] }, conversationId);
    const list = z.object({ items: z.array(z.object({ id: z.string() })) });
    const seen = list.parse((await late.call('GET', '/portal/api/shares')).json());
    expect(seen.items.map(({ id }) => id)).toEqual([now.id]);
    expect((await late.call('GET', `/portal/api/shares/${early.id}`)).statusCode).toBe(404);
    const [file] = await seenBy(world.client, early.id);
    expect(await world.open(late, file?.id ?? '')).toBeNull();
  });

  test('another client, and a conversation that asks for a second factor', async () => {
    const stranger = await makePortalUser(world.app, world.firm);
    const conversationId = await world.thread({ title: 'Locked' });
    const { id } = await shareIt({ documentIds: [await world.document('Will.pdf', 'will')] }, conversationId);
    const random = await stranger.call('GET', `/portal/api/shares/0198c0de-0000-7000-8000-00000000beef`);
    const guessed = await stranger.call('GET', `/portal/api/shares/${id}`);
    expect([guessed.statusCode, guessed.json().title]).toEqual([random.statusCode, random.json().title]);
    await world.mina.call('PATCH', `/api/v1/conversations/${conversationId}`, { secondFactor: true });
    expect((await world.client.call('GET', `/portal/api/shares/${id}`)).statusCode).toBe(404);
  });

  test('a change by staff outside the conversation ends access all the same', async () => {
    await world.owner.call('PATCH', '/api/v1/portal-settings', { membersOnly: true });
    const documentId = await world.document('Secret.pdf', 'secret');
    const { id } = await shareIt({ documentIds: [documentId] });
    expect((await world.omar.call('GET', `/api/v1/shares/${id}`)).statusCode).toBe(404);
    const removed = await world.omar.call('DELETE', `/api/v1/documents/${documentId}`);
    expect(removed.statusCode).toBeLessThan(300);
    await world.owner.call('PATCH', '/api/v1/portal-settings', { membersOnly: false });
    expect(await contentsFor(world.client, id)).toEqual([null]);
  });

  test('staff outside the matter’s wall find nothing', async () => {
    const { id } = await shareIt({ documentIds: [await world.document('Walled.pdf', 'walled')] });
    await world.restrict(world.matterId, [world.mina.id, world.owner.id]);
    const [file] = await filesOf(id);
    expect((await world.omar.call('GET', `/api/v1/shares/${id}`)).statusCode).toBe(404);
    expect((await world.omar.call('GET', `/api/v1/shares?matterId=${world.matterId}`)).statusCode).toBe(404);
    expect(await world.open(world.omar, file?.id ?? '')).toBeNull();
    await world.restrict(world.matterId, []);
  });

  test('the other side: file by file, and confirmed', async () => {
    const opposing = await makePortalUser(world.app, world.firm, { firstName: 'Otto', lastName: 'Vane' });
    await world.party(world.matterId, opposing.contactId, 'Opponent', false);
    const conversationId = await world.thread({ portalUserIds: [opposing.id], title: 'Other side' });
    const folderId = await world.folder('Disclosure');
    const url = `/api/v1/conversations/${conversationId}/shares`;
    const asked = await world.mina.call('POST', url, { folderIds: [folderId] });
    expect(refusal.parse(asked.json()).reason).toBe('confirm_far');
    const auto = await world.mina.call('POST', url, { folderIds: [folderId], auto: true, confirmed: true });
    expect(refusal.parse(auto.json()).reason).toBe('auto_far');
    const { id } = await shareIt({ folderIds: [folderId], confirmed: true }, conversationId);
    const later = await world.mina.call('PATCH', `/api/v1/shares/${id}`, { auto: true });
    expect(refusal.parse(later.json()).reason).toBe('auto_far');
  });
});

// The last: a day goes by, and everybody is signed out.
describe('T8 Share, notify', () => {
  test('one notice for a batch of a minute; a moved file and a newer version mail nobody', async () => {
    const id = await world.thread({ title: 'Notices' });
    // The welcome has gone, and she has looked at everything.
    world.pass(20 * 60);
    await world.rounds();
    const look = async () => {
      const told = z.object({ lastSeq: z.number() });
      const { rows } = await world.app.platform.database.pool.query(
        `select last_seq::int as "lastSeq" from conversations where id = $1`,
        [id],
      );
      const seq = told.parse(rows[0]).lastSeq;
      const answer = await world.client.call('PUT', `/portal/api/conversations/${id}/read`, { seq });
      expect(answer.statusCode, answer.body).toBeLessThan(300);
    };
    await look();
    const folderId = await world.folder('Batch');
    const first = await world.document('First.pdf', 'first', folderId);
    const before = await world.mails(id);
    await shareIt({ folderIds: [folderId], auto: true }, id);
    await world.document('Second.pdf', 'second', folderId);
    await world.document('Third.pdf', 'third', folderId);
    world.pass(61);
    await world.rounds();
    expect(await world.mails(id)).toBe(before);
    world.pass(15 * 60);
    await world.rounds();
    expect(await world.mails(id)).toBe(before + 1);
    await look();
    await world.version(first, 'First.pdf', 'first again');
    await world.mina.call('PATCH', `/api/v1/documents/${first}`, { folderId: null });
    world.pass(24 * 3600);
    await world.rounds();
    world.pass(24 * 3600);
    await world.rounds();
    expect(await world.mails(id)).toBe(before + 1);
  });
});
