import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PushSimulator, startPushSimulator } from '../../../simulators/push/index.ts';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { createNoticeListener, noticeRound } from '../notices/index.ts';
import { createPortalLookFeature } from '../portal-look/index.ts';
import { createPortalSignInFeature } from '../portal-sign-in/index.ts';
import { createPortalUsersFeature } from '../portal-users/index.ts';
import { createTemplatesFeature } from '../templates/index.ts';
import { createPushFeature, createPushListener, pushRound } from './index.ts';

let world: ConversationsWorld;
let push: PushSimulator;
let cleo: TestPortalUser;

beforeAll(async () => {
  world = await startConversationsWorld({
    listeners: (platform) => [createNoticeListener(platform), createPushListener()],
    features: [
      createPushFeature,
      createPortalLookFeature,
      createPortalSignInFeature,
      createPortalUsersFeature,
      createTemplatesFeature,
    ],
  });
  world.app.platform.allowLoopback = true;
});
afterAll(() => world.close());
beforeEach(async () => {
  push = await startPushSimulator();
  cleo = await makePortalUser(world.app, world.firm, { trusted: true });
  await world.party(world.matterId, cleo.contactId, 'Client', true);
});
afterEach(() => push.close());

const pool = () => world.app.platform.database.pool;
const round = () => pushRound(world.app.platform);
const thread = () => world.thread({ portalUserIds: [cleo.id] });

type Somebody = Pick<TestPortalUser, 'call'>;

async function subscribe(who: Somebody = cleo, path = '/portal/api/push') {
  const { publicKey } = (await who.call('GET', path)).json();
  const device = push.subscribe(publicKey);
  const answer = await who.call('PUT', path, device);
  expect(answer.statusCode, answer.body).toBe(200);
  return device;
}

const said = () => push.taken.map(({ text }) => JSON.parse(text));

async function devices(): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(
    'select count(*)::int as n from push_subscriptions where portal_user_id = $1',
    [cleo.id],
  );
  return rows[0]?.n ?? 0;
}

async function reasons(): Promise<string[]> {
  const { rows } = await pool().query<{ reason: string }>(
    'select reason from push_events where person_id = $1 order by id',
    [cleo.id],
  );
  return rows.map(({ reason }) => reason);
}

async function lastSeq(id: string): Promise<number> {
  const { rows } = await pool().query<{ seq: number }>(
    'select last_seq::int as seq from conversations where id = $1',
    [id],
  );
  return rows[0]?.seq ?? 0;
}

async function look(id: string, seq: number): Promise<void> {
  const answer = await cleo.call('PUT', `/portal/api/conversations/${id}/read`, { seq });
  expect(answer.statusCode, answer.body).toBeLessThan(300);
}

describe('what is pushed', () => {
  test('says that there is a message and from which firm: no names, no words, no title', async () => {
    const device = await subscribe();
    const id = await thread();
    await round();
    expect(push.refused).toBe(null);
    expect(said()).toMatchObject([
      { title: 'Hartley & Reid', body: 'You have a new message.', tag: id, url: `/portal/c/${id}` },
    ]);
    expect(push.taken[0]?.text).not.toMatch(/Welcome|Mina|Mill Lane/);
    expect(push.waiting(device)).toHaveLength(1);
    expect(push.taken[0]).toMatchObject({ topic: id.replaceAll('-', ''), ttl: 86_400 });
  });

  test('names the matter where the firm lets notices, but never of a conversation that asks for a second factor', async () => {
    await subscribe();
    await world.owner.call('PATCH', '/api/v1/message-template-settings', { namesMatter: true });
    const plain = await thread();
    await round();
    await world.app.platform.clock.now();
    const guarded = await world.thread({ portalUserIds: [cleo.id] });
    await pool().query('update conversations set second_factor = true where id = $1', [guarded]);
    await round();
    await world.owner.call('PATCH', '/api/v1/message-template-settings', { namesMatter: false });
    const about = new Map(said().map(({ tag, body }) => [tag, body]));
    expect(about.get(plain)).toBe('You have a new message about Purchase of 12 Mill Lane.');
    expect(about.get(guarded)).toBe('You have a new message.');
  });

  test('T7: of a conversation that asks for a second factor a push tells its firm alone, on the screen of whoever has one, too', async () => {
    await subscribe();
    const guarded = await world.thread({ portalUserIds: [cleo.id], secondFactor: true });
    await world.say(guarded, 'the pin is 1234');
    await pool().query('update portal_sessions set second_factor_at = $2 where id = $1', [
      cleo.sessionId,
      world.app.platform.clock.now(),
    ]);
    await round();
    const ours = said().filter(({ tag }) => tag === guarded);
    expect(ours).toHaveLength(1);
    expect(ours[0]).toMatchObject({ title: 'Hartley & Reid', url: `/portal/c/${guarded}` });
    expect(JSON.stringify(ours)).not.toMatch(/pin|1234|Mina|Mill Lane|Welcome/);
  });

  test('is one a conversation, and rarer while it stays unopened', async () => {
    const device = await subscribe();
    const id = await thread();
    await round();
    await world.say(id, 'Second');
    await round();
    expect(push.taken).toHaveLength(1);
    world.pass(15 * 60);
    await round();
    expect(said()[1]?.body).toBe('You have 2 new messages.');
    expect(push.waiting(device)).toHaveLength(1);
  });

  test('comes at once again when what waited was looked at in the meantime', async () => {
    await subscribe();
    const id = await thread();
    await round();
    await world.say(id, 'Second');
    await look(id, await lastSeq(id));
    await world.say(id, 'Third');
    await round();
    expect(push.taken).toHaveLength(2);
    expect(said()[1]?.body).toBe('You have a new message.');
  });
});

describe('T1 at the moment of sending', () => {
  test.each([
    [
      'removed',
      `update participants set left_at = now(), left_how = 'removed', to_seq = 0 where portal_user_id = $1`,
    ],
    [
      'removed for cause',
      `update participants set left_at = now(), left_how = 'for_cause', cause = 'x', to_seq = 0 where portal_user_id = $1`,
    ],
    ['disabled', `update portal_users set active = false where id = $1`],
  ])('%s between message and push: nothing leaves', async (_name, change) => {
    await subscribe();
    await thread();
    await pool().query(change, [cleo.id]);
    await round();
    expect(push.taken).toEqual([]);
  });

  test('staff behind a wall are told nothing', async () => {
    await subscribe(world.omar, '/api/v1/push');
    const matterId = await world.matter('Secret sale', [cleo]);
    const id = await world.thread({ matterId, portalUserIds: [cleo.id] });
    await pool().query(
      `update conversations set staff_ids = array_append(staff_ids, $2::uuid) where id = $1`,
      [id, world.omar.id],
    );
    await world.restrict(matterId, [world.mina.id]);
    await world.say(id, 'Hello?', cleo);
    await round();
    expect(push.taken).toEqual([]);
    await world.omar.call('DELETE', '/api/v1/push');
  });

  test('archived, and restored: nothing of what was', async () => {
    await subscribe();
    const id = await thread();
    await world.mina.call('POST', `/api/v1/conversations/${id}/archive`);
    await round();
    await world.mina.call('POST', `/api/v1/conversations/${id}/restore`);
    await round();
    expect(push.taken).toEqual([]);
  });
});

test('a push is never “looked at”: the mail of T4 comes all the same; who opened the conversation gets none', async () => {
  await subscribe();
  const id = await thread();
  await noticeRound(world.app.platform);
  await round();
  const mails = async () => {
    const { rows } = await pool().query('select 1 from outbox where recipient = $1', [cleo.email]);
    return rows.length;
  };
  expect(await mails()).toBe(1);
  await look(id, 1);
  const second = await world.say(id, 'Second');
  await round();
  expect(push.taken).toHaveLength(2);
  world.pass(15 * 60);
  await noticeRound(world.app.platform);
  expect(await mails()).toBe(2);
  await look(id, second);
  const third = await world.say(id, 'Third');
  await look(id, third);
  world.pass(15 * 60);
  await noticeRound(world.app.platform);
  await round();
  expect(await mails()).toBe(2);
  expect(push.taken).toHaveLength(2);
});

describe('a device is forgotten', () => {
  test.each([
    ['at sign-off', () => cleo.call('DELETE', '/api/v1/portal/session')],
    [
      'when the firm ends the session',
      () => world.owner.call('DELETE', `/api/v1/portal-users/${cleo.id}/sessions`),
    ],
    [
      'when the person is disabled',
      () => world.owner.call('PATCH', `/api/v1/portal-users/${cleo.id}`, { active: false }),
    ],
    ['when it is switched off', () => cleo.call('DELETE', '/portal/api/push')],
  ])('%s', async (_name, act) => {
    await subscribe();
    expect(await devices()).toBe(1);
    expect((await act()).statusCode).toBeLessThan(300);
    expect(await devices()).toBe(0);
  });

  test('when its session is over, with the next push', async () => {
    await subscribe();
    await thread();
    await pool().query('update portal_sessions set expires_at = $2 where id = $1', [
      cleo.sessionId,
      new Date(0),
    ]);
    await round();
    expect([push.taken.length, await devices()]).toEqual([0, 0]);
    expect((await reasons()).at(-1)).toBe('no_device');
  });

  test('when the push service says 410, or 404', async () => {
    const device = await subscribe();
    push.unsubscribe(device);
    await thread();
    await round();
    expect(await devices()).toBe(0);
    await subscribe();
    push.answerNext({ status: 404 });
    await thread();
    await round();
    expect(await devices()).toBe(0);
  });
});

test('429: left alone as long as it says, then told', async () => {
  await subscribe();
  push.answerNext({ status: 429, retryAfter: '600' });
  await thread();
  await round();
  expect([push.taken.length, await devices()]).toEqual([0, 1]);
  world.pass(300);
  await round();
  expect(push.taken).toEqual([]);
  world.pass(301);
  await round();
  expect(push.taken).toHaveLength(1);
});

describe('staff', () => {
  test('who take part are told of a client’s words; others are not', async () => {
    await subscribe(world.mina, '/api/v1/push');
    await subscribe(world.omar, '/api/v1/push');
    const id = await thread();
    await world.say(id, 'May I ask something?', cleo);
    await round();
    expect(said()).toMatchObject([{ body: 'A new message of a client.', url: `/conversations/${id}` }]);
    await world.mina.call('DELETE', '/api/v1/push');
    await world.omar.call('DELETE', '/api/v1/push');
  });

  test('“unanswered”: after the time, and not when somebody answered', async () => {
    const staff = await world.app.signedIn(world.firm);
    await staff.call('PATCH', '/api/v1/push-preferences', { tell: 'unanswered', unansweredMinutes: 30 });
    await subscribe(staff, '/api/v1/push');
    const ask = async () => {
      const id = await world.thread({ portalUserIds: [cleo.id], staffIds: [staff.id] });
      await world.say(id, 'Anybody?', cleo);
      await round();
      return id;
    };
    await ask();
    expect(push.taken).toEqual([]);
    world.pass(31 * 60);
    await round();
    expect(said()).toMatchObject([{ body: 'A client waits for an answer.' }]);
    const answered = await ask();
    await world.say(answered, 'Yes');
    world.pass(31 * 60);
    await round();
    expect(push.taken).toHaveLength(1);
  });
});

describe('a browser names the address', () => {
  test.each([
    ['our own network', 'https://10.0.0.7/push'],
    ['the cloud’s own', 'https://169.254.169.254/latest'],
    ['a name without a dot', 'https://database/push'],
    ['an inside name', 'https://vault.internal/push'],
    ['without encryption', 'http://push.example.com/1'],
    ['a file', 'file:///etc/passwd'],
    ['with a password', 'https://a:b@push.example.com/1'],
  ])('%s is refused', async (_name, endpoint) => {
    const { p256dh, auth } = push.subscribe('x');
    const answer = await cleo.call('PUT', '/portal/api/push', { endpoint, p256dh, auth });
    expect(answer.statusCode).toBe(422);
    expect(await devices()).toBe(0);
  });

  test('a name that leads inside is not connected to, and nothing breaks', async () => {
    const { publicKey } = (await cleo.call('GET', '/portal/api/push')).json();
    const { p256dh, auth } = push.subscribe(publicKey);
    // Reserved for documentation, and resolves to nothing.
    await cleo.call('PUT', '/portal/api/push', { endpoint: 'https://push.example.invalid/1', p256dh, auth });
    await thread();
    await round();
    expect(await devices()).toBe(1);
  });
});

test('a device that others use, too, is told nothing', async () => {
  const guest = await makePortalUser(world.app, world.firm, { trusted: false });
  const { publicKey, possible } = (await guest.call('GET', '/portal/api/push')).json();
  expect(possible).toBe(false);
  expect((await guest.call('PUT', '/portal/api/push', push.subscribe(publicKey))).statusCode).toBe(409);
});

test('the installation’s key is made once and kept sealed', async () => {
  const keys = await Promise.all(
    [1, 2, 3].map(async () => (await cleo.call('GET', '/portal/api/push')).json().publicKey),
  );
  expect(new Set(keys).size).toBe(1);
  const { rows } = await pool().query<{ n: number; sealed: string }>(
    `select count(*)::int as n, min(encode(private_key, 'escape')) as sealed from push_keys`,
  );
  expect(rows[0]?.n).toBe(1);
  expect(rows[0]?.sealed).not.toContain(keys[0]);
});
