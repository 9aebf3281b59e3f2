/** T4, whom mails go to: nobody who was removed, nobody of their own words, and nobody twice however many workers there are. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { lockConversation, postMessage } from '../conversations/index.ts';
import { createNoticeListener, createNoticesFeature, noticeRound } from './index.ts';

let world: ConversationsWorld;
/** Two clients in one conversation; both were welcomed and have looked. */
let id: string;
let cleo: TestPortalUser;
let pat: TestPortalUser;
beforeAll(async () => {
  world = await startConversationsWorld({
    listeners: (platform) => [createNoticeListener(platform)],
    features: [createNoticesFeature],
  });
  await world.owner.call('PATCH', '/api/v1/portal-settings', { undoSeconds: 0 });
});
afterAll(() => world.close());
beforeEach(async () => {
  [cleo, pat] = [await newClient(), await newClient()];
  const made = await staff('POST', '/api/v1/conversations', {
    ...{ kind: 'external', matterId: world.matterId, portalUserIds: [cleo.id, pat.id] },
  });
  id = made.json<{ id: string }>().id;
  const seq = await write('Welcome');
  await noticeRound(world.app.platform);
  for (const who of [cleo, pat]) {
    expect((await who.call('PUT', `/portal/api/conversations/${id}/read`, { seq })).statusCode).toBe(204);
    expect(await mails(who)).toEqual([welcome]);
  }
});

const welcome = 'Hartley & Reid has a message for you';
const one = 'A new message from Hartley & Reid';
const minutes = (count: number) => count * 60;

async function newClient(): Promise<TestPortalUser> {
  const person = await makePortalUser(world.app, world.firm, { trusted: true });
  await world.party(world.matterId, person.contactId, 'Client', true);
  return person;
}
/** By a token: a browser's session is over sooner than the days of these tests. */
async function staff(method: 'GET' | 'POST', url: string, body?: unknown) {
  const headers = { authorization: `Bearer ${world.mina.token}` };
  const answer = await world.app.call(method, url, body, { headers });
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer;
}
async function write(body: string): Promise<number> {
  const answer = await staff('POST', `/api/v1/conversations/${id}/messages`, { body, confirmed: true });
  return answer.json<{ message: { seq: number } }>().message.seq;
}
async function pass(seconds: number): Promise<void> {
  world.pass(seconds);
  await noticeRound(world.app.platform);
}
const query = async <Row extends object>(text: string, values: unknown[]) =>
  (await world.app.platform.database.pool.query<Row>(text, values)).rows;
/** Subjects, the oldest first. */
async function mails(who: TestPortalUser): Promise<string[]> {
  const rows = await query<{ subject: string }>(
    'select subject from outbox where recipient = $1 order by id',
    [who.email],
  );
  return rows.map(({ subject }) => subject);
}
/** Why somebody was mailed or not, the oldest first; and whether they wait for a mail. */
async function told(who: TestPortalUser): Promise<{ reasons: string[]; waits: boolean }> {
  const answer = (await staff('GET', `/api/v1/conversations/${id}/notices`)).json<{
    items: { personId: string; result: string; reason: string }[];
    waiting: { personId: string }[];
  }>();
  return {
    reasons: answer.items
      .flatMap(({ personId, result, reason }) => (personId === who.id ? [`${result}: ${reason}`] : []))
      .reverse(),
    waits: answer.waiting.some(({ personId }) => personId === who.id),
  };
}
const remove = (who: TestPortalUser, body: object = {}) =>
  staff('POST', `/api/v1/conversations/${id}/participants/${who.id}/removal`, body);

/** As an answer by text or mail comes in: whoever wrote it has not looked at the portal. */
const answers = (who: TestPortalUser, sentBy: 'sms' | 'email') =>
  world.app.platform.database.firm(world.firm.id).write(async (tx) => {
    const conversation = await lockConversation(tx, world.firm.id, id);
    const draft = { body: 'my own words', author: { portalUserId: who.id }, sentBy };
    return await postMessage(tx, world.neighbours, conversation, draft, world.app.platform.clock.now());
  });

describe('a removed participant is not mailed', () => {
  const ways = [
    { title: 'removed', body: {} },
    { title: 'removed for cause', body: { how: 'for_cause', reason: 'A court order.' } },
  ];
  test.each(ways)(
    '$title while a message waits: none, with the reason; the other client is mailed',
    async ({ body }) => {
      await write('hello');
      await pass(minutes(14));
      await remove(pat, body);
      await pass(minutes(1));
      expect([await mails(cleo), await mails(pat)]).toEqual([[welcome, one], [welcome]]);
      expect(await told(pat)).toEqual({ reasons: ['sent: welcome', 'cancelled: removed'], waits: false });
    },
  );

  test.each(ways)(
    '$title: of what is said later nothing is even set to wait, and a day on there is no mail',
    async ({ body }) => {
      await remove(pat, body);
      await write('for one alone');
      expect((await told(pat)).waits).toBe(false);
      await pass(minutes(15));
      await write('and again');
      await pass(minutes(24 * 60));
      expect((await mails(cleo)).length).toBeGreaterThan(1);
      expect(await mails(pat)).toEqual([welcome]);
      expect(await told(pat)).toEqual({ reasons: ['sent: welcome'], waits: false });
    },
  );

  test('who is let in again is told of what is said from then on, not of what was said meanwhile', async () => {
    await remove(pat);
    await write('for one alone');
    await pass(minutes(5));
    await staff('POST', `/api/v1/conversations/${id}/participants`, {
      portalUserIds: [pat.id],
      confirmed: { messages: 0, files: 0 },
    });
    await pass(minutes(24 * 60));
    // That they were let in is the one thing that there is to tell.
    expect(await mails(pat)).toEqual([welcome, one]);
  });
});

describe('own words are not told to the writer', () => {
  test('written in the portal: the other client is mailed, its writer not, and nothing waits for them', async () => {
    const said = await cleo.call('POST', `/portal/api/conversations/${id}/messages`, { body: 'hello' });
    expect(said.statusCode, said.body).toBe(201);
    expect([(await told(cleo)).waits, (await told(pat)).waits]).toEqual([false, true]);
    await pass(minutes(24 * 60));
    expect([await mails(cleo), await mails(pat)]).toEqual([[welcome], [welcome, one]]);
    expect((await told(cleo)).reasons).toEqual(['sent: welcome']);
  });

  test.each(['sms', 'email'] as const)(
    'sent by %s: no mail of it, though they have not looked',
    async (by) => {
      await answers(cleo, by);
      expect((await told(cleo)).waits).toBe(false);
      await pass(minutes(24 * 60));
      expect([await mails(cleo), await mails(pat)]).toEqual([[welcome], [welcome, one]]);
    },
  );

  test('between two messages of the firm they are not counted', async () => {
    await write('first');
    await answers(cleo, 'sms');
    await write('second');
    await pass(minutes(15));
    expect(await mails(cleo)).toEqual([welcome, '2 new messages from Hartley & Reid']);
    expect(await mails(pat)).toEqual([welcome, '3 new messages from Hartley & Reid']);
  });

  test('what the firm said before is looked at: own words after it make nothing newer', async () => {
    const seq = await write('first');
    await answers(cleo, 'sms');
    await cleo.call('PUT', `/portal/api/conversations/${id}/read`, { seq });
    await pass(minutes(15));
    expect(await mails(cleo)).toEqual([welcome]);
    expect((await told(cleo)).reasons).toEqual(['sent: welcome', 'cancelled: read']);
  });
});

describe('what counts as looked at', () => {
  const read = (url: string) => cleo.call('GET', `/portal/api/conversations${url}`);

  test('not the list with its preview, nor that the messages were fetched: the mail comes', async () => {
    await write('hello');
    for (const url of ['', `/${id}`, `/${id}/messages`]) expect((await read(url)).statusCode, url).toBe(200);
    await pass(minutes(15));
    expect(await mails(cleo)).toEqual([welcome, one]);
  });

  test('an answer in the portal, where a text’s link leads: no mail', async () => {
    await write('hello');
    await cleo.call('POST', `/portal/api/conversations/${id}/messages`, { body: 'thank you' });
    await pass(minutes(15));
    expect(await mails(cleo)).toEqual([welcome]);
    expect((await told(cleo)).reasons).toEqual(['sent: welcome', 'cancelled: read']);
  });

  test('an answer from a telephone is no look: what waits in the portal is mailed', async () => {
    await write('hello');
    await answers(cleo, 'sms');
    await pass(minutes(15));
    expect(await mails(cleo)).toEqual([welcome, one]);
  });
});

describe('duplicate workers', () => {
  /** A worker that has claimed a time and queued its mail, and goes no further until it is told to. */
  function slowWorker(): { done: Promise<boolean>; ready: Promise<void>; go: () => void } {
    const [ready, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { platform } = world.app;
    const enqueue = async () => {
      ready.resolve();
      await go.promise;
    };
    const slow = { ...platform, smtpUrl: 'smtp://mail.example.com', jobs: { ...platform.jobs, enqueue } };
    return { done: noticeRound(slow), ready: ready.promise, go: go.resolve };
  }

  /** Until a connection of this database waits for what another holds. */
  const somebodyWaits = () =>
    expect
      .poll(() =>
        query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          [],
        ),
      )
      .toHaveLength(1);

  test('a second one that comes while the first is at it mails nobody twice, and fails at nothing', async () => {
    await remove(pat);
    await write('hello');
    world.pass(minutes(15));
    const first = slowWorker();
    await first.ready;
    const second = noticeRound(world.app.platform);
    // It gets as far as it gets while the first holds what it claimed.
    await Promise.race([second, somebodyWaits()]);
    first.go();
    await Promise.all([first.done, second]);
    await noticeRound(world.app.platform);
    expect(await mails(cleo)).toEqual([welcome, one]);
    expect((await told(cleo)).reasons).toEqual(['sent: welcome', 'sent: unread']);
  });

  test('a message that is posted while a mail goes out neither fails nor stops it, and the next mail tells of it', async () => {
    await remove(pat);
    await write('hello');
    world.pass(minutes(15));
    const worker = slowWorker();
    await worker.ready;
    const written = write('meanwhile');
    await Promise.race([written, somebodyWaits()]);
    worker.go();
    await Promise.all([worker.done, written]);
    expect(await told(cleo)).toEqual({ reasons: ['sent: welcome', 'sent: unread'], waits: true });
    await pass(minutes(60));
    expect(await mails(cleo)).toEqual([welcome, one, one]);
  });

  test('who looks while a mail goes out has opened it: the next comes after the first time again', async () => {
    await remove(pat);
    await write('hello');
    await pass(minutes(15));
    const seq = await write('again');
    world.pass(minutes(60));
    const worker = slowWorker();
    await worker.ready;
    const looked = cleo.call('PUT', `/portal/api/conversations/${id}/read`, { seq });
    await Promise.race([looked, somebodyWaits()]);
    worker.go();
    await worker.done;
    expect((await looked).statusCode).toBe(204);
    expect(await mails(cleo)).toEqual([welcome, one, one]);
    await write('once more');
    await pass(minutes(15));
    expect(await mails(cleo)).toEqual([welcome, one, one, one]);
  });
});
