import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { newId } from '../../platform/ids.ts';
import { makePortalUser } from '../../testing/portal-user.ts';
import { type SharesWorld, startSharesWorld } from '../../testing/shares-world.ts';
import { createToDosFeature } from '../to-dos/index.ts';
import {
  createFileRequestsFeature,
  fileRequestListener,
  fileRequestsRound,
  lookAtRequestsAgain,
  requestFileSource,
} from './index.ts';
import { ownRequestDetail, requestDetail } from './shapes.ts';

let world: SharesWorld;
beforeAll(async () => {
  world = await startSharesWorld({
    features: [(platform) => createToDosFeature(platform), createFileRequestsFeature],
    sources: [requestFileSource],
    listeners: () => [fileRequestListener],
  });
});
afterAll(() => world.close());

const toDos = z.object({ items: z.array(z.object({ sourceId: z.string().nullable(), state: z.string() })) });
const anyProblem = z.object({
  code: z.string(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

async function ask(slots: object[], more: object = {}, conversationId = world.conversationId) {
  const answer = await world.mina.call('POST', `/api/v1/conversations/${conversationId}/file-requests`, {
    title: 'For your purchase',
    slots,
    ...more,
  });
  expect(answer.statusCode, answer.body).toBe(201);
  return requestDetail.parse(answer.json());
}

const own = async (id: string) =>
  ownRequestDetail.parse((await world.client.call('GET', `/portal/api/requests/${id}`)).json());

/** An upload for a slot that was received and scanned: how it comes there is the business of `files`. */
async function upload(
  slotId: string | null,
  name: string,
  more: { size?: number; conversationId?: string } = {},
): Promise<string> {
  const id = newId();
  const { pool } = world.app.platform.database;
  const now = world.app.platform.clock.now();
  const content = Buffer.from(name);
  const stored = await world.app.platform.files.put(world.firm.id, Readable.from([content]), 1000);
  await pool.query(
    `insert into files (firm_id, sha256, size_bytes, content_type) values ($1, $2, $3, 'application/pdf') on conflict do nothing`,
    [world.firm.id, stored.sha256, stored.sizeBytes],
  );
  await pool.query(
    `insert into uploads (firm_id, id, conversation_id, for_id, portal_user_id, name, size_bytes, received_bytes, state, sha256, content_type,
       verdict, expires_at, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7, 'clean', $8, 'application/pdf', 'clean', $9::timestamptz + interval '7 days', $9, $9)`,
    [
      world.firm.id,
      id,
      more.conversationId ?? world.conversationId,
      slotId,
      world.client.id,
      name,
      more.size ?? stored.sizeBytes,
      stored.sha256,
      now,
    ],
  );
  return id;
}

const send = (slotId: string, uploadIds: string[]) =>
  world.client.call('POST', `/portal/api/request-slots/${slotId}/files`, { uploadIds });
const decide = (slotId: string, event: string, more: object = {}) =>
  world.mina.call('POST', `/api/v1/request-slots/${slotId}/decide`, { event, ...more });

async function toDoOf(id: string): Promise<string | undefined> {
  const { items } = toDos.parse((await world.client.call('GET', '/portal/api/to-dos')).json());
  return items.find(({ sourceId }) => sourceId === id)?.state;
}

/** Whether the client is about to be told of a conversation; `forget` clears that. */
async function isToBeTold(conversationId: string, forget = false): Promise<boolean> {
  const { rows } = await world.app.platform.database.pool.query(
    forget
      ? `update notice_timers set pending_seq = null, pending_at = null, due_at = null where conversation_id = $1 returning 1`
      : `select 1 from notice_timers where conversation_id = $1 and portal_user_id = '${world.client.id}' and due_at is not null`,
    [conversationId],
  );
  return rows.length > 0;
}

async function notesOf(conversationId: string, what: string): Promise<string[]> {
  const { rows } = await world.app.platform.database.pool.query<{ text: string }>(
    `select detail->>'text' as text from messages where conversation_id = $1 and detail->>'what' = $2 order by seq`,
    [conversationId, what],
  );
  return rows.map(({ text }) => text);
}

async function mailsTo(email: string): Promise<number> {
  const { rows } = await world.app.platform.database.pool.query(`select 1 from outbox where recipient = $1`, [
    email,
  ]);
  return rows.length;
}

describe('T8 Request', () => {
  test('upload, reject with a reason, upload again, accept: the to-do is done with the last', async () => {
    const request = await ask([
      { name: 'Passport', help: 'The page with the picture', types: ['pdf', 'image'] },
      { name: 'Payslips', maxFiles: 3 },
      { name: 'Anything else', required: false },
    ]);
    const [passport, payslips] = request.slotList;
    expect(await toDoOf(request.id)).toBe('open');
    const first = await send(passport?.id ?? '', [await upload(passport?.id ?? '', 'passport.pdf')]);
    expect(first.statusCode, first.body).toBe(201);
    expect(ownRequestDetail.parse(first.json()).slotList[0]).toMatchObject({
      state: 'received',
      files: [{ name: 'passport.pdf', fileState: 'received', mine: true }],
    });

    const without = await decide(passport?.id ?? '', 'reject');
    expect(without.statusCode).toBe(422);
    const rejected = await decide(passport?.id ?? '', 'reject', { reason: 'It is out of date' });
    expect(rejected.statusCode, rejected.body).toBe(200);
    expect((await own(request.id)).slotList[0]).toMatchObject({
      state: 'rejected',
      reason: 'It is out of date',
      files: [{ fileState: 'rejected' }],
    });
    await send(passport?.id ?? '', [await upload(passport?.id ?? '', 'passport-new.pdf')]);
    expect((await decide(passport?.id ?? '', 'accept')).statusCode).toBe(200);
    expect(await toDoOf(request.id)).toBe('open');
    await send(payslips?.id ?? '', [await upload(payslips?.id ?? '', 'june.pdf')]);
    const done = requestDetail.parse((await decide(payslips?.id ?? '', 'accept')).json());
    expect(done.state).toBe('complete');
    expect(await toDoOf(request.id)).toBe('done');
    // Asked for once more after all.
    await decide(payslips?.id ?? '', 'reopen');
    expect((await own(request.id)).state).toBe('open');
    expect(await toDoOf(request.id)).toBe('open');
    expect((await decide(payslips?.id ?? '', 'waive')).statusCode).toBe(200);
    expect(await toDoOf(request.id)).toBe('done');
  });

  test('what a slot does not take is refused whole, and nothing is lost', async () => {
    const request = await ask([{ name: 'Statement', types: ['pdf'], maxFiles: 1, maxBytes: 1000 }]);
    const slot = request.slotList[0]?.id ?? '';
    const [wrong, large, good, more] = [
      await upload(slot, 'notes.docx'),
      await upload(slot, 'large.pdf', { size: 1001 }),
      await upload(slot, 'good.pdf'),
      await upload(slot, 'more.pdf'),
    ];
    for (const ids of [[wrong], [large], [good, more]]) {
      const answer = await send(slot, ids);
      expect(answer.statusCode).toBe(422);
      expect(anyProblem.parse(answer.json()).errors).toHaveLength(1);
    }
    expect((await own(request.id)).slotList[0]).toMatchObject({ state: 'open', files: [] });
    expect((await send(slot, [good])).statusCode).toBe(201);
    expect((await send(slot, [more])).statusCode).toBe(422);
    // An upload for a message, or for another slot, is not for this one.
    const other = await ask([{ name: 'Other' }]);
    const message = await upload(null, 'message.pdf');
    expect((await send(other.slotList[0]?.id ?? '', [message])).statusCode).toBe(422);
    expect((await send(other.slotList[0]?.id ?? '', [more])).statusCode).toBe(422);
  });

  test('taken back by its sender before anybody looked, and not after', async () => {
    const request = await ask([{ name: 'Deed' }]);
    const slot = request.slotList[0]?.id ?? '';
    await send(slot, [await upload(slot, 'deed.pdf')]);
    const [file] = (await own(request.id)).slotList[0]?.files ?? [];
    const back = await world.client.call('POST', `/portal/api/request-files/${file?.id}/take-back`);
    expect(back.statusCode, back.body).toBe(200);
    expect((await own(request.id)).slotList[0]).toMatchObject({ state: 'open', files: [] });
    await send(slot, [await upload(slot, 'deed 2.pdf')]);
    await decide(slot, 'accept');
    const [kept] = (await own(request.id)).slotList[0]?.files ?? [];
    const late = await world.client.call('POST', `/portal/api/request-files/${kept?.id}/take-back`);
    expect(late.statusCode).toBe(409);
  });

  test('what came is opened by both sides and saved to the matter, once', async () => {
    const request = await ask([{ name: 'Will' }]);
    const slot = request.slotList[0]?.id ?? '';
    await send(slot, [await upload(slot, 'will.pdf')]);
    const [file] = (await own(request.id)).slotList[0]?.files ?? [];
    expect(await world.open(world.mina, file?.id ?? '')).toBe('will.pdf');
    expect(await world.open(world.client, file?.id ?? '')).toBe('will.pdf');
    const stranger = await makePortalUser(world.app, world.firm);
    expect(await world.open(stranger, file?.id ?? '')).toBeNull();
    const folderId = await world.folder('From the client');
    const saved = await world.mina.call('POST', `/api/v1/files/${file?.id}/save`, { folderId });
    expect(saved.statusCode, saved.body).toBe(201);
    expect(saved.json()).toMatchObject({ name: 'will.pdf', already: false });
    const again = await world.mina.call('POST', `/api/v1/files/${file?.id}/save`, {});
    expect(again.json()).toEqual({ ...saved.json(), already: true });
  });

  test('the firm is told once a minute, with no names; nobody who does not see the matter', async () => {
    const request = await ask([{ name: 'Photos', maxFiles: 5 }]);
    const slot = request.slotList[0]?.id ?? '';
    world.pass(120);
    await fileRequestsRound(world.app.platform);
    const before = await mailsTo(world.mina.email);
    await send(slot, [await upload(slot, 'one.pdf')]);
    await send(slot, [await upload(slot, 'two.pdf')]);
    await fileRequestsRound(world.app.platform);
    expect(await mailsTo(world.mina.email)).toBe(before);
    world.pass(61);
    await fileRequestsRound(world.app.platform);
    expect(await mailsTo(world.mina.email)).toBe(before + 1);
    const { rows } = await world.app.platform.database.pool.query(
      `select 1 from outbox where body ~ 'one.pdf|Photos|Marsh' or subject ~ 'one.pdf|Photos|Marsh'`,
    );
    expect(rows).toEqual([]);
  });

  test('infected later: nobody opens it, a clean copy is asked for, its sender is told; other slots stay', async () => {
    const request = await ask([{ name: 'Plans' }, { name: 'Photos' }]);
    const [plans = '', photos = ''] = request.slotList.map(({ id }) => id);
    await send(plans, [await upload(plans, 'plans.pdf')]);
    await send(photos, [await upload(photos, 'photos.pdf')]);
    for (const slot of [plans, photos]) await decide(slot, 'accept');
    expect(await toDoOf(request.id)).toBe('done');
    const [file] = (await own(request.id)).slotList[0]?.files ?? [];
    await isToBeTold(world.conversationId, true);
    const engine = 'engine 2';
    const look = () => lookAtRequestsAgain({ ...world.app.platform, ...world }, world.firm.id, engine);
    world.verdicts.set('plans.pdf', 'infected');
    await look();
    await look();
    const [bad, good] = (await own(request.id)).slotList;
    expect(bad).toMatchObject({ state: 'rejected', files: [{ fileState: 'rejected' }] });
    expect(bad?.reason).toContain('send a clean copy');
    expect(good).toMatchObject({ state: 'accepted', files: [{ fileState: 'accepted' }] });
    expect(await world.open(world.client, file?.id ?? '')).toBeNull();
    expect(await world.open(world.mina, file?.id ?? '')).toBeNull();
    expect(await toDoOf(request.id)).toBe('open');
    expect(await isToBeTold(world.conversationId)).toBe(true);
    expect(await notesOf(world.conversationId, 'request_infected')).toEqual(['Plans']);
    const { rows } = await world.app.platform.database.pool.query(
      `select engine from request_files where firm_id = $1 and request_id = $2`,
      [world.firm.id, request.id],
    );
    expect(rows).toEqual([{ engine }, { engine }]);
  });

  test('infected later, and not asked for any more: it is closed to everybody, and nobody is asked', async () => {
    const request = await ask([{ name: 'Old plans' }]);
    const slot = request.slotList[0]?.id ?? '';
    await send(slot, [await upload(slot, 'old plans.pdf')]);
    await world.mina.call('POST', `/api/v1/file-requests/${request.id}/cancel`);
    world.verdicts.set('old plans.pdf', 'infected');
    await lookAtRequestsAgain({ ...world.app.platform, ...world }, world.firm.id, 'engine 3');
    const [file] = (await own(request.id)).slotList[0]?.files ?? [];
    expect(await world.open(world.client, file?.id ?? '')).toBeNull();
    expect(await notesOf(world.conversationId, 'request_infected')).toEqual(['Plans']);
  });

  test('cancelled: nothing more can be sent, the to-do is gone', async () => {
    const request = await ask([{ name: 'Lease' }], { remindEvery: 2 });
    const slot = request.slotList[0]?.id ?? '';
    const cancelled = await world.mina.call('POST', `/api/v1/file-requests/${request.id}/cancel`);
    expect(cancelled.json()).toMatchObject({ state: 'cancelled', remindAt: null });
    expect(await toDoOf(request.id)).toBeUndefined();
    expect((await send(slot, [await upload(slot, 'lease.pdf')])).statusCode).toBe(409);
    expect((await decide(slot, 'waive')).statusCode).toBe(409);
  });

  test('a template keeps slots for the next time', async () => {
    await ask([{ name: 'Passport' }, { name: 'Utility bill' }], { templateName: 'Proof of identity' });
    await ask([{ name: 'Passport' }], { templateName: 'proof of identity' });
    const list = z.object({
      items: z.array(
        z.object({ id: z.string(), name: z.string(), slots: z.array(z.object({ name: z.string() })) }),
      ),
    });
    const { items } = list.parse((await world.omar.call('GET', '/api/v1/file-request-templates')).json());
    expect(items.map(({ name, slots }) => [name, slots.length])).toEqual([['proof of identity', 1]]);
    const gone = await world.mina.call('DELETE', `/api/v1/file-request-templates/${items[0]?.id}`);
    expect(gone.statusCode).toBe(204);
  });
});

describe('who sees a request', () => {
  test('joined "from now" sees what is asked from then on, and the firm’s staff outside the wall nothing', async () => {
    const early = await ask([{ name: 'Early' }]);
    const late = await makePortalUser(world.app, world.firm, { firstName: 'Lea', lastName: 'Marsh' });
    await world.party(world.matterId, late.contactId, 'Client', true);
    const joined = await world.mina.call(
      'POST',
      `/api/v1/conversations/${world.conversationId}/participants`,
      {
        portalUserIds: [late.id],
      },
    );
    expect(joined.statusCode, joined.body).toBeLessThan(300);
    const next = await ask([{ name: 'Next' }]);
    expect((await late.call('GET', `/portal/api/requests/${early.id}`)).statusCode).toBe(404);
    expect((await late.call('GET', `/portal/api/requests/${next.id}`)).statusCode).toBe(200);
    await world.restrict(world.matterId, [world.mina.id, world.owner.id]);
    expect((await world.omar.call('GET', `/api/v1/file-requests/${next.id}`)).statusCode).toBe(404);
    await world.restrict(world.matterId, []);
  });

  test('somebody of the firm who does not take part looks and does not act', async () => {
    const request = await ask([{ name: 'Looked at' }]);
    const slot = request.slotList[0]?.id ?? '';
    expect((await world.omar.call('GET', `/api/v1/file-requests/${request.id}`)).statusCode).toBe(200);
    const waived = await world.omar.call('POST', `/api/v1/request-slots/${slot}/decide`, { event: 'waive' });
    expect(waived.statusCode).toBe(403);
  });

  test('the end of the conversation ends what was asked', async () => {
    const conversationId = await world.thread({ title: 'Ends' });
    const request = await ask([{ name: 'Late' }], { remindEvery: 1 }, conversationId);
    await world.mina.call('POST', `/api/v1/conversations/${conversationId}/end`);
    expect(await own(request.id)).toMatchObject({ state: 'cancelled', takesFiles: false });
    expect(await toDoOf(request.id)).toBeUndefined();
  });
});

// The last: days go by, and everybody is signed out.
test('reminders go by the clock while the client has to do something, and stop', async () => {
  const conversationId = await world.thread({ title: 'Reminders' });
  const request = await ask([{ name: 'Survey' }], { remindEvery: 2 }, conversationId);
  expect(request.remindAt).toBe('2026-11-25T09:00:00.000Z');
  const { pool } = world.app.platform.database;
  const reminders = async () =>
    (
      await pool.query(
        `select 1 from notice_events where conversation_id = $1 and reason like 'reminder %'`,
        [conversationId],
      )
    ).rows.length;
  const days = async (count: number) => {
    world.pass(count * 86_400);
    while (await fileRequestsRound(world.app.platform));
    await fileRequestsRound(world.app.platform);
  };
  await days(1);
  expect(await reminders()).toBe(0);
  await days(1);
  expect(await reminders()).toBe(1);
  await days(2);
  expect(await reminders()).toBe(2);
  // What waits for the firm is no reason to write to the client.
  await pool.query(`update request_slots set state = 'received' where request_id = $1`, [request.id]);
  await days(2);
  expect(await reminders()).toBe(2);
  await pool.query(`update request_slots set state = 'open' where request_id = $1`, [request.id]);
  await pool.query(`update conversations set state = 'archived' where id = $1`, [conversationId]);
  await days(2);
  expect(await reminders()).toBe(2);
});
