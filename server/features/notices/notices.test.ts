/** T4 through the API, with the clock in hand: who is told of what, and when. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { createNoticeListener, createNoticesFeature, noticeRound } from './index.ts';

let world: ConversationsWorld;
let id: string;
let client: TestPortalUser;
beforeAll(async () => {
  world = await startConversationsWorld({
    listeners: (platform) => [createNoticeListener(platform)],
    features: [createNoticesFeature],
  });
  await rules({ undoSeconds: 0 }, 'portal-settings');
});
afterAll(() => world.close());
beforeEach(async () => {
  await rules({ mode: 'back_off', delayMinutes: 15, eachMessage: false });
  client = await makePortalUser(world.app, world.firm, { firstName: 'Cleo', lastName: 'Marsh' });
  await world.party(world.matterId, client.contactId, 'Client', true);
});

async function rules(body: object, path = 'notice-settings') {
  const answer = await world.owner.call('PATCH', `/api/v1/${path}`, body);
  expect(answer.statusCode, answer.body).toBe(200);
}
const minute = 60;
const round = () => noticeRound(world.app.platform);
async function pass(seconds: number) {
  world.pass(seconds);
  await round();
}
/** Subjects of the mails to the client, the oldest first. */
async function mails(who = client): Promise<string[]> {
  const { rows } = await world.app.platform.database.pool.query<{ subject: string }>(
    'select subject from outbox where recipient = $1 order by id',
    [who.email],
  );
  return rows.map(({ subject }) => subject);
}
async function reasons(): Promise<string[]> {
  const answer = await world.mina.call('GET', `/api/v1/conversations/${id}/notices`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer
    .json<{ items: { result: string; reason: string }[] }>()
    .items.map(({ result, reason }) => `${result}: ${reason}`)
    .reverse();
}
const write = async (body = 'hello', who: typeof world.mina = world.mina) => {
  const answer = await who.call('POST', `/api/v1/conversations/${id}/messages`, { body, confirmed: true });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<{ message: { seq: number } }>().message.seq;
};
const read = async (seq: number) => {
  expect((await client.call('PUT', `/portal/api/conversations/${id}/read`, { seq })).statusCode).toBe(204);
};
const welcome = 'Hartley & Reid has a message for you';
const first = 'A new message from Hartley & Reid';
const two = '2 new messages from Hartley & Reid';

/** A conversation of which the client was told, and at which they have looked; it is ten o'clock. */
async function begun() {
  const body = { kind: 'external', matterId: world.matterId, portalUserIds: [client.id] };
  id = (await world.mina.call('POST', '/api/v1/conversations', body)).json<{ id: string }>().id;
  const seq = await write('Welcome');
  await round();
  await read(seq);
  expect(await mails()).toEqual([welcome]);
}

describe('vectors', () => {
  test('the first message: a welcome to every client in it, at once', async () => {
    const partner = await makePortalUser(world.app, world.firm, {});
    await world.party(world.matterId, partner.contactId, 'Client', true);
    const body = { kind: 'external', matterId: world.matterId, portalUserIds: [client.id, partner.id] };
    id = (await world.mina.call('POST', '/api/v1/conversations', body)).json<{ id: string }>().id;
    await round();
    expect([await mails(), await mails(partner)]).toEqual([[], []]);
    await write();
    await round();
    expect([await mails(), await mails(partner)]).toEqual([[welcome], [welcome]]);
  });

  test('10:00, read 10:14:59: none', async () => {
    await begun();
    const seq = await write();
    await pass(14 * minute + 59);
    await read(seq);
    await pass(1);
    expect(await mails()).toEqual([welcome]);
    expect(await reasons()).toEqual(['sent: welcome', 'cancelled: read']);
  });

  test('10:00, read 10:15:01: a mail at 10:15:00', async () => {
    await begun();
    const seq = await write();
    await pass(14 * minute + 59);
    expect(await mails()).toEqual([welcome]);
    await pass(1);
    await pass(1);
    await read(seq);
    expect(await mails()).toEqual([welcome, first]);
  });

  test('10:00 and 10:10 unread: one mail at 10:15 that lists two', async () => {
    await begun();
    await write();
    await pass(10 * minute);
    await write();
    await pass(5 * minute);
    await pass(15 * minute);
    expect(await mails()).toEqual([welcome, two]);
  });

  test('each message its own time: a second mail at 10:25', async () => {
    await rules({ mode: 'strict', eachMessage: true });
    await begun();
    await write();
    await pass(10 * minute);
    await write();
    await pass(5 * minute);
    expect(await mails()).toEqual([welcome, first]);
    await pass(9 * minute + 59);
    expect(await mails()).toEqual([welcome, first]);
    await pass(1);
    expect(await mails()).toEqual([welcome, first, first]);
  });

  test('each message its own time, and back-off: refused with what to choose, and nothing changes', async () => {
    const settings = async () => (await world.owner.call('GET', '/api/v1/notice-settings')).json();
    const refused = async (patch: object) => {
      const before = await settings();
      const answer = await world.owner.call('PATCH', '/api/v1/notice-settings', patch);
      expect(answer.statusCode, answer.body).toBe(422);
      expect(answer.json()).toMatchObject({
        errors: [{ field: 'eachMessage', message: expect.stringContaining('choose “strict”') }],
      });
      expect(await settings()).toEqual(before);
    };
    await refused({ eachMessage: true });
    await refused({ eachMessage: true, mode: 'back_off' });
    await rules({ eachMessage: true, mode: 'strict' });
    await refused({ mode: 'back_off' });
    await rules({ mode: 'back_off', eachMessage: false });
  });

  test('10:00, archived 10:05: none, and none when it is restored', async () => {
    await begun();
    await write();
    await pass(5 * minute);
    await world.mina.call('POST', `/api/v1/conversations/${id}/archive`);
    await pass(20 * minute);
    await world.mina.call('POST', `/api/v1/conversations/${id}/restore`);
    await pass(60 * minute);
    expect(await mails()).toEqual([welcome]);
    expect(await reasons()).toEqual(['sent: welcome', 'cancelled: archived']);
  });

  test('strict: 10:00, mail 10:15, 10:16 unread: a mail at 10:31', async () => {
    await rules({ mode: 'strict' });
    await begun();
    await write();
    await pass(15 * minute);
    await pass(1 * minute);
    await write();
    await pass(14 * minute + 59);
    expect(await mails()).toEqual([welcome, first]);
    await pass(1);
    expect(await mails()).toEqual([welcome, first, first]);
  });

  test('backing off: an hour, then a day, while mails stay unopened; at once again after they looked', async () => {
    await begun();
    await write();
    await pass(15 * minute);
    const seq = await write();
    await pass(59 * minute);
    expect(await mails()).toHaveLength(2);
    await pass(1 * minute);
    expect(await mails()).toHaveLength(3);
    await world.app.platform.database.pool.query('update portal_sessions set last_seen_at = $1', [
      world.app.platform.clock.now(),
    ]);
    await read(seq);
    await write();
    await pass(15 * minute);
    expect(await mails()).toHaveLength(4);
  });

  test('10:00 read 10:05, another 10:12: no mail at 10:15, one at 10:27', async () => {
    await begun();
    const seq = await write();
    await pass(5 * minute);
    await read(seq);
    await pass(7 * minute);
    await write();
    await pass(3 * minute);
    expect(await mails()).toEqual([welcome]);
    await pass(11 * minute + 59);
    expect(await mails()).toEqual([welcome]);
    await pass(1);
    expect(await mails()).toEqual([welcome, first]);
    expect(await reasons()).toEqual(['sent: welcome', 'cancelled: read', 'sent: unread']);
  });

  test('backing off ends with a look at what the mail told of, also for what came since', async () => {
    await begun();
    const told = await write();
    await pass(15 * minute);
    await write();
    await pass(5 * minute);
    await read(told);
    await pass(9 * minute + 59);
    expect(await mails()).toHaveLength(2);
    await pass(1);
    expect(await mails()).toEqual([welcome, first, first]);
  });

  test('the program was down from 10:10 to 10:40: one mail when it is back', async () => {
    await begun();
    await write();
    world.pass(10 * minute);
    await write();
    world.pass(30 * minute);
    await Promise.all([round(), round(), round()]);
    await round();
    expect(await mails()).toEqual([welcome, two]);
  });
});

describe('what happens meanwhile', () => {
  test('withdrawn: nothing to tell of', async () => {
    await begun();
    const seq = await write();
    await world.mina.call('DELETE', `/api/v1/conversations/${id}/messages/${seq}`);
    await pass(15 * minute);
    expect(await mails()).toEqual([welcome]);
    expect(await reasons()).toContain('cancelled: retracted');
  });

  test('open in a window that is looked at: put off, five times at most', async () => {
    await begun();
    await write();
    const looks = async () => {
      expect((await client.call('PUT', `/portal/api/conversations/${id}/focus`)).statusCode).toBe(204);
    };
    world.pass(14 * minute + 30);
    await looks();
    await pass(30);
    for (let times = 1; times <= 5; times += 1) {
      expect(await mails()).toEqual([welcome]);
      await pass(30);
      await looks();
      await pass(30);
    }
    expect(await mails()).toEqual([welcome, first]);
    expect((await reasons()).filter((one) => one === 'postponed: focused')).toHaveLength(5);
  });

  test('removed before its time: none', async () => {
    await begun();
    await write();
    await world.mina.call('POST', `/api/v1/conversations/${id}/participants/${client.id}/removal`, {});
    await pass(15 * minute);
    expect(await reasons()).toEqual(['sent: welcome', 'cancelled: removed']);
  });

  test('ended: one mail that says so, and no other', async () => {
    await begun();
    await write();
    await world.mina.call('POST', `/api/v1/conversations/${id}/end`);
    await pass(20 * minute);
    expect(await mails()).toEqual([welcome, 'Your conversation with Hartley & Reid is closed']);
    expect((await reasons()).sort()).toEqual(['cancelled: ended', 'sent: ended', 'sent: welcome']);
  });

  test('the mailbox refuses: not tried again, and the thread says so once', async () => {
    await begun();
    await world.app.platform.database.pool.query(
      `update outbox set state = 'failed', error = 'Can''t send mail - all recipients were rejected: 550 5.1.1 No such user' where recipient = $1`,
      [client.email],
    );
    await write();
    await pass(15 * minute);
    await write();
    await pass(24 * 60 * minute);
    expect(await mails()).toEqual([welcome]);
    const { rows } = await world.app.platform.database.pool.query(
      `select detail ->> 'what' as what from messages where conversation_id = $1 and kind = 'note'`,
      [id],
    );
    expect(rows).toEqual([{ what: 'mail_bounced' }]);
  });

  test('who wrote is not told of it, and a client’s message tells the other client', async () => {
    const fresh = await world.app.signedIn(world.firm, 'member', { firstName: 'Nia', lastName: 'Shah' });
    const partner = await makePortalUser(world.app, world.firm, {});
    await world.party(world.matterId, partner.contactId, 'Client', true);
    client = await makePortalUser(world.app, world.firm, {});
    await world.party(world.matterId, client.contactId, 'Client', true);
    const body = { kind: 'external', matterId: world.matterId, portalUserIds: [client.id, partner.id] };
    id = (await fresh.call('POST', '/api/v1/conversations', body)).json<{ id: string }>().id;
    await write('hello', fresh);
    await round();
    await client.call('POST', `/portal/api/conversations/${id}/messages`, { body: 'from Cleo' });
    // The partner has not opened the welcome, so it takes an hour.
    await pass(60 * minute);
    expect([await mails(), await mails(partner)]).toEqual([[welcome], [welcome, first]]);
  });

  test('no words of a message, a file or a matter leave by mail', async () => {
    const fresh = await world.app.signedIn(world.firm, 'member', { firstName: 'Ola', lastName: 'Shah' });
    client = await makePortalUser(world.app, world.firm, {});
    await world.party(world.matterId, client.contactId, 'Client', true);
    const body = { kind: 'external', matterId: world.matterId, portalUserIds: [client.id], title: 'Zymurgy' };
    id = (await fresh.call('POST', '/api/v1/conversations', body)).json<{ id: string }>().id;
    await write('the secret is zymurgy', fresh);
    await round();
    await write('zymurgy again', fresh);
    await pass(24 * 60 * minute);
    const { rows } = await world.app.platform.database.pool.query<{ text: string }>(
      `select subject || body as text from outbox where recipient = $1`,
      [client.email],
    );
    expect(rows).toHaveLength(2);
    for (const { text } of rows) {
      expect(text).not.toMatch(/zymurgy|Mill Lane|Shah/i);
      expect(text).toContain(`/portal/c/${id}`);
    }
  });
});
