/** From a call to a signed request, and what becomes of it: through the API, the event log, two workers and real receivers. */
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clientNumber, genericCall, otherNumber } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { type Received, type Receiver, startReceiver } from '../../testing/webhook-receiver.ts';
import { createWebhooksFeature } from './feature.ts';
import { feedRound } from './feed.ts';
import { webhookCleanupJob } from './jobs.ts';
import { createLanes, workEndpoint } from './lanes.ts';
import { webhookPayloads } from './payloads.ts';
import { post } from './post.ts';
import { webhookEventType } from './schema.ts';
import { joinWorkers, type Worker } from './worker.ts';

let first: PhoneWorld;
let world: PhoneWorld;
let receiver: Receiver;

beforeAll(async () => {
  first = await startPhoneWorld({
    allowLoopback: true,
    features: [(platform) => createWebhooksFeature(platform)],
  });
});
beforeEach(async () => {
  first.clock.now = new Date();
  world = await first.newFirm();
  receiver = await startReceiver();
});
afterEach(() => receiver.close());
afterAll(() => first.close());

const endpointShape = z.looseObject({
  id: z.string(),
  secret: z.string(),
  status: z.string(),
});
const viewShape = endpointShape.omit({ secret: true }).extend({
  waiting: z.number(),
  failed: z.number(),
  statusDetail: z.string(),
  failingSince: z.string().nullable(),
});
const deliveryShape = z.looseObject({
  id: z.string(),
  webhookId: z.string(),
  type: z.string(),
  state: z.string(),
  attempts: z.number(),
  statusCode: z.number().nullable(),
  error: z.string().nullable(),
  nextAttemptAt: z.string().nullable(),
});
const everything = webhookEventType.options;

async function addEndpoint(more: Record<string, unknown> = {}) {
  const body = { url: receiver.url(), eventTypes: everything, ...more };
  const answer = await world.owner.call('POST', '/api/v1/webhook-endpoints', body);
  expect([answer.statusCode, answer.body]).toEqual([201, expect.anything()]);
  return endpointShape.parse(JSON.parse(answer.body));
}
async function endpoint(id: string) {
  return viewShape.parse(JSON.parse((await world.owner.call('GET', `/api/v1/webhook-endpoints/${id}`)).body));
}
async function deliveries(id: string, search = '') {
  const answer = await world.owner.call('GET', `/api/v1/webhook-endpoints/${id}/deliveries${search}`);
  return z.object({ items: z.array(deliveryShape) }).parse(JSON.parse(answer.body)).items;
}
async function follow() {
  while (await feedRound(world.deps.platform));
}
/** What the loops do, until nothing is due. */
async function deliver(more: { timeoutMs?: number } = {}) {
  await follow();
  const lanes = createLanes({ platform: world.deps.platform, random: () => 0.5, ...more });
  for (let round = 0; round < 50; round += 1) {
    await lanes.round();
    await lanes.idle();
  }
  await lanes.stop();
}
function pass(seconds: number) {
  world.clock.now = new Date(world.clock.now.getTime() + seconds * 1000);
}
async function aCall(more: Parameters<typeof genericCall>[0] = {}) {
  const startedAt = new Date(world.clock.now.getTime() - 600_000);
  return await world.log(genericCall({ startedAt, ...more }));
}
async function aMatter(more: Record<string, unknown> = {}) {
  return await world.addMatter('Purchase', [await world.addContact('Jane Okafor', clientNumber)], more);
}
const typesOf = (received: readonly Received[]) => received.map(({ body }) => JSON.parse(body).type);

describe('what is told', () => {
  test('a call is told with its log entry, signed as the official verifier checks it, in the shapes of the API', async () => {
    await aMatter();
    const { secret } = await addEndpoint();
    const { id } = await aCall();
    await deliver();
    expect(typesOf(receiver.received)).toEqual(['interaction.created', 'log_entry.logged']);
    const [created, logged] = receiver.received.map(({ body, headers }) =>
      new Webhook(secret).verify(body, headers),
    );
    const api = await world.owner.call('GET', `/api/v1/interactions/${id}`);
    const whole = z.looseObject({ logEntries: z.array(z.unknown()) }).parse(JSON.parse(api.body));
    const summary = webhookPayloads['interaction.created'].parse(created);
    expect(whole).toMatchObject(summary.data);
    expect(webhookPayloads['log_entry.logged'].parse(logged).data).toEqual(whole.logEntries[0]);
    expect(receiver.received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Matterline',
    });
  });

  test('only what was chosen is sent, and later changes follow in their order', async () => {
    await aMatter();
    const { id } = await addEndpoint({ eventTypes: ['log_entry.undone', 'log_entry.logged'] });
    const one = await aCall();
    await deliver();
    await world.act(one.id, 'undo');
    await deliver();
    await world.act(one.id, 'redo');
    await deliver();
    expect(typesOf(receiver.received)).toEqual(['log_entry.logged', 'log_entry.undone', 'log_entry.logged']);
    expect(await deliveries(id)).toMatchObject([
      { type: 'log_entry.logged', state: 'delivered' },
      { type: 'log_entry.undone' },
      { type: 'log_entry.logged' },
    ]);
  });

  test('a firm without an endpoint has no row of it; what was before the endpoint is not told', async () => {
    await aCall();
    expect(await world.count('webhook_feeds')).toBe(0);
    const { id } = await addEndpoint();
    await deliver();
    expect(receiver.received).toEqual([]);
    await world.owner.call('DELETE', `/api/v1/webhook-endpoints/${id}`);
    expect([await world.count('webhook_feeds'), await world.count('webhook_told')]).toEqual([0, 0]);
  });

  test('an event that is followed twice is told once', async () => {
    await addEndpoint();
    await aCall();
    await Promise.all([follow(), follow()]);
    await world.query('update webhook_feeds set seq = 0 where firm_id = $1', [world.firm.id]);
    await deliver();
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(ids.length);
    expect(typesOf(receiver.received).filter((type) => type === 'interaction.created')).toHaveLength(1);
  });
});

describe('walls', () => {
  async function restrict(matterId: string) {
    const body = { restricted: true, staffIds: [world.owner.id, world.ada.id] };
    const answer = await world.owner.call('PUT', `/api/v1/matters/${matterId}/wall`, body);
    expect([answer.statusCode, answer.body]).toEqual([200, expect.anything()]);
  }

  test('what is on a restricted matter is told only where that was asked for', async () => {
    const matterId = await aMatter();
    await restrict(matterId);
    await addEndpoint({ url: receiver.url('/open') });
    await addEndpoint({ url: receiver.url('/all'), includeRestricted: true });
    await aCall();
    await deliver();
    const told = (path: string) => receiver.received.filter((one) => one.path === path);
    expect(typesOf(told('/all'))).toEqual(['interaction.created', 'log_entry.logged']);
    expect(told('/open').map(({ body }) => body)).toEqual([]);
    expect(receiver.received.filter(({ path, body }) => path === '/open' && body.includes(matterId))).toEqual(
      [],
    );
  });

  test('what was waiting when its matter was restricted is withheld, and hidden from who may not see it', async () => {
    const matterId = await aMatter();
    const { id } = await addEndpoint();
    await aCall();
    await follow();
    await restrict(matterId);
    await deliver();
    expect(receiver.received.filter(({ body }) => body.includes(matterId))).toEqual([]);
    const states = new Set((await deliveries(id, '?type=log_entry.logged')).map(({ state }) => state));
    expect([...states]).toEqual(['withheld']);
    const [one] = await deliveries(id, '?type=log_entry.logged');
    const outside = await world.app.signedIn(world.firm, 'administrator');
    const seen = await outside.call('GET', `/api/v1/webhook-endpoints/${id}/deliveries/${one?.id}`);
    expect(JSON.parse(seen.body)).toMatchObject({ body: null, answer: null, interactionId: null });
  });

  test('members have no part in it', async () => {
    const { id } = await addEndpoint();
    for (const path of ['', `/${id}`, `/${id}/deliveries`])
      expect((await world.ada.call('GET', `/api/v1/webhook-endpoints${path}`)).statusCode).toBe(403);
    expect((await first.owner.call('GET', `/api/v1/webhook-endpoints/${id}`)).statusCode).toBe(404);
    expect((await first.owner.call('GET', `/api/v1/webhook-endpoints/${id}/deliveries`)).statusCode).toBe(
      404,
    );
  });
});

describe('secrets', () => {
  test('a secret is shown once and kept sealed', async () => {
    const { id, secret } = await addEndpoint();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await world.owner.call('GET', `/api/v1/webhook-endpoints/${id}`)).body).not.toContain('secret":');
    const [row] = await world.query<{ secret: Buffer }>(
      'select secret from webhook_endpoints where id = $1',
      [id],
    );
    expect(row?.secret.includes(secret.slice(6, 20))).toBe(false);
  });

  test('after a rotation both secrets sign, and after its grace period only the new one', async () => {
    const { id, secret: old } = await addEndpoint();
    const path = `/api/v1/webhook-endpoints/${id}`;
    const rotated = await world.owner.call('POST', `${path}/rotate-secret`, { graceHours: 24 });
    const { secret } = z.object({ secret: z.string() }).parse(JSON.parse(rotated.body));
    await world.owner.call('POST', `${path}/test`);
    await deliver();
    const [one] = receiver.received;
    expect(one?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const key of [old, secret]) new Webhook(key).verify(one?.body ?? '', one?.headers ?? {});
    pass(25 * 3600);
    await world.owner.call('POST', `${path}/test`);
    await deliver();
    expect(receiver.received[1]?.headers['webhook-signature']?.split(' ')).toHaveLength(1);
  });

  test('a signature by another secret is not accepted by the verifier', async () => {
    const { id } = await addEndpoint();
    await world.owner.call('POST', `/api/v1/webhook-endpoints/${id}/test`);
    await deliver();
    const [one] = receiver.received;
    const { secret } = await addEndpoint();
    expect(() => new Webhook(secret).verify(one?.body ?? '', one?.headers ?? {})).toThrow();
  });
});

describe('retries', () => {
  async function aTest(id: string) {
    const answer = await world.owner.call('POST', `/api/v1/webhook-endpoints/${id}/test`);
    return z.object({ deliveryId: z.string() }).parse(JSON.parse(answer.body)).deliveryId;
  }

  test('ten attempts over three days, each with the same webhook-id, then it is given up', async () => {
    receiver.answer = 500;
    const { id } = await addEndpoint();
    await aTest(id);
    const at: number[] = [];
    const began = world.clock.now.getTime();
    for (let round = 0; round < 12; round += 1) {
      await deliver();
      if (receiver.received.length > at.length) at.push((world.clock.now.getTime() - began) / 1000);
      const [one] = await deliveries(id);
      if (one?.nextAttemptAt)
        pass((Date.parse(one.nextAttemptAt) - world.clock.now.getTime()) / 1000 + 0.001);
    }
    expect(at.map(Math.round)).toEqual([0, 5, 305, 2105, 9305, 27_305, 63_305, 113_705, 185_705, 272_105]);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await deliveries(id)).toMatchObject([
      { state: 'failed', attempts: 10, statusCode: 500, error: 'It answered 500.' },
    ]);
    expect(await endpoint(id)).toMatchObject({ status: 'active', failed: 1, waiting: 0 });
  });

  test('a hiccup does not change the order', async () => {
    const { id } = await addEndpoint({ eventTypes: ['interaction.created'] });
    const ids = [await aCall(), await aCall(), await aCall()].map((one) => one.id);
    await follow();
    receiver.answer = 503;
    await deliver();
    expect(receiver.received).toHaveLength(1);
    receiver.answer = 200;
    pass(6);
    await deliver();
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.id)).toEqual([ids[0], ...ids]);
    expect(await endpoint(id)).toMatchObject({ waiting: 0, failingSince: null });
  });

  test('after an outage everything comes in its order at once, whatever it was waiting for', async () => {
    const { id } = await addEndpoint({ eventTypes: ['interaction.created'] });
    receiver.answer = 500;
    const ids: string[] = [];
    for (let hour = 0; hour < 6; hour += 1) {
      ids.push((await aCall()).id);
      await deliver();
      pass(3600);
    }
    receiver.received = [];
    receiver.answer = 200;
    await deliver();
    const order = receiver.received.map(({ body }) => JSON.parse(body).data.id);
    expect(new Set(order)).toEqual(new Set(ids));
    expect(order).toHaveLength(6);
    expect(order.slice(1)).toEqual(ids.filter((one) => one !== order[0]));
    expect(await endpoint(id)).toMatchObject({ waiting: 0 });
  });

  test('410 switches it off at once and tells the administrators once', async () => {
    receiver.answer = 410;
    const { id } = await addEndpoint({ description: 'Reports' });
    await aTest(id);
    await deliver();
    expect(await endpoint(id)).toMatchObject({ status: 'disabled' });
    await aCall();
    await deliver();
    expect(receiver.received).toHaveLength(1);
    const mails = await world.query<{ subject: string; body: string }>(
      'select subject, body from outbox where firm_id = $1',
      [world.firm.id],
    );
    expect(mails).toHaveLength(1);
    expect(mails[0]?.body).toContain(`/settings/webhooks/${id}`);
    expect((await world.owner.call('POST', `/api/v1/webhook-endpoints/${id}/test`)).statusCode).toBe(409);
  });

  test('five days of failures switch it off; switched on again it sends what waited', async () => {
    receiver.answer = 500;
    const { id } = await addEndpoint({ eventTypes: ['interaction.created'] });
    for (let day = 0; day <= 5; day += 1) {
      await aCall();
      await deliver();
      pass(86_400);
    }
    expect(await endpoint(id)).toMatchObject({ status: 'disabled' });
    expect(await world.count('outbox')).toBe(1);
    receiver.received = [];
    receiver.answer = 200;
    await world.owner.call('PATCH', `/api/v1/webhook-endpoints/${id}`, { paused: false });
    const failed = await world.owner.call('POST', `/api/v1/webhook-endpoints/${id}/redeliver`, {
      since: new Date(0).toISOString(),
    });
    expect(failed.statusCode).toBe(200);
    await deliver();
    expect(new Set(receiver.received.map(({ body }) => JSON.parse(body).data.id)).size).toBe(6);
    expect(await endpoint(id)).toMatchObject({ status: 'active', waiting: 0, failed: 0 });
  });

  test('what happens during a pause is sent after it', async () => {
    const { id } = await addEndpoint({ eventTypes: ['interaction.created'] });
    await world.owner.call('PATCH', `/api/v1/webhook-endpoints/${id}`, { paused: true });
    await aCall();
    await deliver();
    expect(receiver.received).toEqual([]);
    expect(await endpoint(id)).toMatchObject({ status: 'paused', waiting: 1 });
    await world.owner.call('PATCH', `/api/v1/webhook-endpoints/${id}`, { paused: false });
    await deliver();
    expect(receiver.received).toHaveLength(1);
  });

  test('one is sent again by hand, with its webhook-id', async () => {
    const { id } = await addEndpoint();
    const deliveryId = await aTest(id);
    await deliver();
    const path = `/api/v1/webhook-endpoints/${id}/deliveries/${deliveryId}`;
    expect(JSON.parse((await world.owner.call('POST', `${path}/redeliver`)).body)).toMatchObject({
      state: 'waiting',
    });
    await deliver();
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    expect(JSON.parse((await world.owner.call('GET', path)).body)).toMatchObject({
      state: 'delivered',
      statusCode: 200,
      answer: 'thanks',
      body: receiver.received[0]?.body,
    });
  });

  test('after 30 days the log is emptied', async () => {
    const { id } = await addEndpoint();
    await aCall();
    await aTest(id);
    await deliver();
    const job = webhookCleanupJob(world.deps.platform);
    pass(29 * 86_400);
    await job.run({});
    expect(await world.count('webhook_deliveries')).toBeGreaterThan(1);
    pass(2 * 86_400);
    await job.run({});
    for (const table of ['webhook_deliveries', 'webhook_messages', 'webhook_told'])
      expect([table, await world.count(table)]).toEqual([table, 0]);
  });
});

describe('workers', () => {
  test('two workers deliver each message once, in order', async () => {
    await addEndpoint({ eventTypes: ['interaction.created'] });
    const ids: string[] = [];
    for (let call = 0; call < 12; call += 1) ids.push((await aCall()).id);
    const two = [0, 1].map(() => createLanes({ platform: world.deps.platform }));
    for (let round = 0; round < 10; round += 1) {
      await Promise.all([feedRound(world.deps.platform), feedRound(world.deps.platform)]);
      await Promise.all(two.map((lanes) => lanes.round()));
      await Promise.all(two.map((lanes) => lanes.idle()));
    }
    await Promise.all(two.map((lanes) => lanes.stop()));
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.id)).toEqual(ids);
  });

  test('a worker that dies after sending: the message comes at once once more with the same id, none is lost', async () => {
    const { id } = await addEndpoint({ eventTypes: ['interaction.created'] });
    const ids = [await aCall(), await aCall()].map((one) => one.id);
    await follow();
    const { platform } = world.deps;
    const died = new Error('killed');
    const send: typeof post = async (...request) => {
      await post(...request);
      throw died;
    };
    const dying: Worker = { ...(await joinWorkers(platform.database)), release: () => Promise.reject(died) };
    const [claimed] = await dying.claim(world.clock.now, [], 1);
    if (!claimed) throw new Error('nothing to take');
    await expect(workEndpoint({ platform, send }, dying, claimed)).rejects.toThrow('killed');
    // While it lives, nobody touches what it holds.
    await deliver();
    expect(receiver.received).toHaveLength(1);
    await dying.leave();
    await deliver();
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.id)).toEqual([ids[0], ...ids]);
    expect(receiver.received[0]?.headers['webhook-id']).toBe(receiver.received[1]?.headers['webhook-id']);
    expect(await deliveries(id, '?state=waiting')).toEqual([]);
  });

  test('a lease of a worker whose end nobody saw runs out', async () => {
    const { id } = await addEndpoint({ eventTypes: ['interaction.created'] });
    await aCall();
    await follow();
    const stuck = await joinWorkers(world.deps.platform.database);
    expect(await stuck.claim(world.clock.now, [], 1)).toHaveLength(1);
    await deliver();
    expect(receiver.received).toEqual([]);
    await world.query(
      `update webhook_endpoints set leased_until = now() - interval '1 second' where id = $1`,
      [id],
    );
    await deliver();
    expect(receiver.received).toHaveLength(1);
    await stuck.leave();
  });

  test('a worker whose lock is cut notices, and begins anew under another name', async () => {
    await addEndpoint({ eventTypes: ['interaction.created'] });
    await aCall();
    await follow();
    const lanes = createLanes({ platform: world.deps.platform });
    await lanes.round();
    await lanes.idle();
    await aCall();
    await follow();
    await world.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid() and database = (select oid from pg_database where datname = current_database())`,
    );
    await expect
      .poll(async () => {
        await lanes.round().catch(() => undefined);
        await lanes.idle();
        return receiver.received.length;
      })
      .toBe(2);
    await lanes.stop();
  });

  test('a worker whose lease was taken over notes nothing and stops', async () => {
    const { id } = await addEndpoint({ eventTypes: ['interaction.created'] });
    await aCall();
    await follow();
    const { platform } = world.deps;
    const send: typeof post = async (...request) => {
      await world.query('update webhook_endpoints set lease = gen_random_uuid() where id = $1', [id]);
      return await post(...request);
    };
    const worker = await joinWorkers(platform.database);
    const [claimed] = await worker.claim(world.clock.now, [], 1);
    if (!claimed) throw new Error('nothing to take');
    await workEndpoint({ platform, send }, worker, claimed);
    expect(await deliveries(id)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
    await worker.leave();
  });

  test('what is received at once, by several firms, is noted behind each one’s wall, with the answer to the letter', async () => {
    const words = `"quoted" 'too' \\ {braces}, NULL, \u00e9\ud83d\ude00 \n line`;
    const release: (() => void)[] = [];
    receiver.answer = (response) => release.push(() => response.writeHead(200).end(words));
    const made: { of: PhoneWorld; id: string }[] = [];
    for (const of of [world, await first.newFirm(), await first.newFirm()]) {
      world = of;
      made.push({ of, id: (await addEndpoint({ eventTypes: ['interaction.created'] })).id });
      await aCall();
    }
    await follow();
    const lanes = createLanes({ platform: world.deps.platform });
    await lanes.round();
    await expect.poll(() => release.length).toBe(3);
    for (const answer of release) answer();
    await lanes.idle();
    await lanes.stop();
    for (const { of, id } of made) {
      world = of;
      const [one] = await deliveries(id);
      const path = `/api/v1/webhook-endpoints/${id}/deliveries/${one?.id}`;
      expect(JSON.parse((await world.owner.call('GET', path)).body)).toMatchObject({
        state: 'delivered',
        attempts: 1,
        statusCode: 200,
        answer: words,
      });
      expect(await endpoint(id)).toMatchObject({ lastSuccessAt: world.clock.now.toISOString(), waiting: 0 });
    }
  });

  test('an endpoint that hangs holds up nobody else', async () => {
    receiver.answer = (response, { path }) => {
      if (path === '/slow') return;
      response.writeHead(200).end();
    };
    const slow = await addEndpoint({ url: receiver.url('/slow'), eventTypes: ['interaction.created'] });
    await addEndpoint({ url: receiver.url('/quick'), eventTypes: ['interaction.created'] });
    const calls = [await aCall(), await aCall(), await aCall({ far: otherNumber })];
    await follow();
    const lanes = createLanes({ platform: world.deps.platform, timeoutMs: 1500 });
    await lanes.round();
    await expect
      .poll(() => receiver.received.filter(({ path }) => path === '/quick').length)
      .toBe(calls.length);
    expect(await deliveries(slow.id, '?state=waiting')).toHaveLength(3);
    await lanes.stop();
    const [head] = (await deliveries(slow.id)).slice(-1);
    expect(head).toMatchObject({
      attempts: 1,
      statusCode: null,
      error: 'It did not answer within 1.5 seconds.',
    });
  });
});

describe('endpoints', () => {
  test.each([
    ['plain http', 'http://hooks.example.com/'],
    ['another scheme', 'ftp://hooks.example.com/'],
    ['a private address', 'https://10.0.0.1/'],
    ['cloud metadata', 'https://169.254.169.254/latest'],
    ['a private address in IPv6', 'https://[fd00::1]/'],
    ['a mapped private address', 'https://[::ffff:10.0.0.1]/'],
    ['a password in it', 'https://me:secret@hooks.example.com/'],
  ])('%s is refused', async (_name, url) => {
    const answer = await world.owner.call('POST', '/api/v1/webhook-endpoints', {
      url,
      eventTypes: ['log_entry.logged'],
    });
    expect(answer.statusCode).toBe(422);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'invalid_input' });
  });

  test('a firm has at most twenty, also when many are made at once', async () => {
    const body = { url: receiver.url(), eventTypes: ['log_entry.logged'] };
    const made = await Promise.all(
      Array.from({ length: 22 }, () => world.owner.call('POST', '/api/v1/webhook-endpoints', body)),
    );
    expect(made.filter(({ statusCode }) => statusCode === 201)).toHaveLength(20);
    expect(made.filter(({ statusCode }) => statusCode === 409)).toHaveLength(2);
  });

  test('who did what is in the audit log, without the secret', async () => {
    const { id, secret } = await addEndpoint();
    const path = `/api/v1/webhook-endpoints/${id}`;
    await world.owner.call('PATCH', path, { description: 'Reports', paused: true });
    await world.owner.call('POST', `${path}/rotate-secret`, {});
    await world.owner.call('DELETE', path);
    const rows = await world.query<{ action: string; detail: unknown }>(
      `select action, detail from audit_log where firm_id = $1 and subject_type = 'webhook_endpoint' order by id`,
      [world.firm.id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'webhook_endpoint.created',
      'webhook_endpoint.updated',
      'webhook_endpoint.secret_rotated',
      'webhook_endpoint.removed',
    ]);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(6, 20));
  });
});
