import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { verify } from '../server/vendors/kit/verify.ts';
import {
  type CatchUpPage,
  type HookRequest,
  type Observation,
  type ProviderUser,
  type SourceCredentials,
  type TokenChange,
  VendorError,
} from '../server/vendors/ports.ts';
import { ringcentral } from '../server/vendors/ringcentral/index.ts';
import {
  createRingCentralSimulator,
  type RingCentralSimulator,
  type RingCentralSimulatorOptions,
  ringcentralDemoCredentials,
} from './ringcentral.ts';

const ada = 900100777;
const ben = 900100778;
const queue = 900100600;
const menu = 900100500;
const secret = 'hook-secret';
const minute = 60_000;
const day = 24 * 60 * minute;

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

interface World {
  simulator: RingCentralSimulator;
  clock: { now: Date };
  saved: TokenChange[];
  client: Required<ReturnType<NonNullable<typeof ringcentral.client>>>;
  /** A client with these credentials in place of the usual. */
  connect(credentials?: Partial<SourceCredentials>): World['client'];
}

const generous = { Light: 1000, Medium: 1000, Heavy: 1000, Auth: 1000 };

async function startWorld(options: RingCentralSimulatorOptions = {}): Promise<World> {
  const clock = { now: new Date('2026-03-02T09:00:00.000Z') };
  const simulator = await createRingCentralSimulator({
    now: () => clock.now,
    limits: generous,
    logDelaySeconds: 0,
    ...options,
  });
  open.push(simulator.close);
  const saved: TokenChange[] = [];
  const connect: World['connect'] = (credentials = {}) => {
    const { client } = ringcentral;
    if (client === undefined) throw new Error('RingCentral has no client');
    const { catchUp, listUsers, fetchArtefact, ensureSubscription } = client({
      credentials: { apiUrl: simulator.url, ...ringcentralDemoCredentials, ...credentials },
      fetch: globalThis.fetch,
      now: () => clock.now,
      saveTokens: async (change) => void saved.push(change),
    });
    if (!catchUp || !listUsers || !fetchArtefact || !ensureSubscription)
      throw new Error('an ability is missing');
    return { catchUp, listUsers, fetchArtefact, ensureSubscription };
  };
  return { simulator, clock, saved, client: connect(), connect };
}

interface Hook {
  url: string;
  received: HookRequest[];
  /** Answers all further requests with this status. */
  answerWith(status: number): void;
}

/** A receiver as the product has one: handshake before verification, then storing. */
async function startHook(): Promise<Hook> {
  const received: HookRequest[] = [];
  let status = 200;
  const server = createServer(async (incoming, outgoing) => {
    const request = await readHook(incoming);
    const answer = ringcentral.handshake?.(request) ?? null;
    if (answer !== null) {
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    }
    if (status === 200) received.push(request);
    outgoing.writeHead(status).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const { port } = addressOf(server.address());
  return {
    url: `http://127.0.0.1:${port}/hooks/ringcentral/1`,
    received,
    answerWith(next) {
      status = next;
    },
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address;
}

async function readHook(incoming: IncomingMessage): Promise<HookRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return { headers: Object.fromEntries(headers), rawBody: Buffer.concat(chunks), url: incoming.url ?? '' };
}

function observed(requests: HookRequest[]): Observation[] {
  return requests.flatMap(({ rawBody }) => {
    const reading = ringcentral.readEvent({ contentType: 'application/json', rawBody });
    if (reading.outcome !== 'observed') throw new Error(JSON.stringify(reading));
    return reading.observations;
  });
}

async function catchUpAll(client: World['client'], cursor: string | null, since: Date) {
  const items: CatchUpPage['items'] = [];
  let at = cursor;
  for (let pages = 1; ; pages += 1) {
    const page = await client.catchUp(at, since);
    items.push(...page.items);
    at = page.cursor;
    if (!page.more) return { items, cursor: at, pages };
  }
}

function observeItems(items: CatchUpPage['items']): Observation[] {
  return items.flatMap((item) => {
    const reading = ringcentral.readItem?.(item);
    return reading?.outcome === 'observed' ? reading.observations : [];
  });
}

async function failureOf(attempt: Promise<unknown>) {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof VendorError)) throw new Error(`no VendorError but ${String(error)}`);
  return error.problem;
}

async function subscribe(world: World, hook: Hook, existing: string | null, users?: ProviderUser[]) {
  return world.client.ensureSubscription({
    hookUrl: hook.url,
    secret,
    existing,
    users: users ?? (await world.client.listUsers()),
  });
}

const since = new Date('2026-03-01T09:00:00.000Z');

describe('tokens', () => {
  test('a JWT credential is turned into tokens, which are stored before they are used', async () => {
    const world = await startWorld();
    await world.client.listUsers();
    expect(world.simulator.control.tokensGiven()).toEqual({ jwt: 1, refresh: 0 });
    expect(world.saved).toHaveLength(1);
    expect(world.saved[0]?.accessTokenExpiresAt).toBe('2026-03-02T10:00:00.000Z');
  });

  test('stored tokens are used while they last, then refreshed once for all requests under way', async () => {
    const world = await startWorld();
    await world.client.listUsers();
    world.clock.now = new Date(world.clock.now.getTime() + 2 * 60 * minute);
    await Promise.all([
      world.client.listUsers(),
      world.client.listUsers(),
      world.client.catchUp(null, since),
    ]);
    expect(world.simulator.control.tokensGiven()).toEqual({ jwt: 1, refresh: 1 });
  });

  test('a token that the vendor ended early is refreshed and the request repeated', async () => {
    const world = await startWorld();
    await world.client.listUsers();
    world.simulator.control.expireAccessTokens();
    expect(await world.client.listUsers()).toHaveLength(4);
    expect(world.simulator.control.tokensGiven()).toEqual({ jwt: 1, refresh: 1 });
  });

  test('a dead refresh token falls back to the JWT credential', async () => {
    const world = await startWorld();
    const client = world.connect({ refreshToken: 'long gone' });
    await client.listUsers();
    expect(world.simulator.control.tokensGiven()).toEqual({ jwt: 1, refresh: 0 });
  });

  test.each([
    ['a wrong JWT credential', { assertion: 'wrong' }],
    ['a wrong client secret', { clientSecret: 'wrong' }],
  ])('%s is unauthorised', async (_name, credentials) => {
    const world = await startWorld();
    expect((await failureOf(world.connect(credentials).listUsers())).failure).toBe('unauthorised');
    expect(world.saved).toEqual([]);
  });

  test('tokens that could not be stored are not used', async () => {
    const world = await startWorld();
    const lost = ringcentral.client?.({
      credentials: { apiUrl: world.simulator.url, ...ringcentralDemoCredentials },
      fetch: globalThis.fetch,
      now: () => world.clock.now,
      saveTokens: () => Promise.reject(new Error('disk full')),
    });
    await expect(lost?.listUsers?.()).rejects.toThrow('disk full');
    expect(world.simulator.control.requests().filter((line) => line.includes('/extension'))).toEqual([]);
  });
});

describe('users', () => {
  test('people are users, queues and menus are groups, and direct numbers find their owner', async () => {
    const world = await startWorld();
    expect(await world.client.listUsers()).toEqual([
      {
        providerUserId: '900100777',
        type: 'user',
        name: 'Ada Solicitor',
        email: 'ada@example.com',
        extension: '101',
        numbers: ['+14155550101'],
        active: true,
      },
      expect.objectContaining({ providerUserId: '900100778', type: 'user', numbers: ['+14155550102'] }),
      expect.objectContaining({ providerUserId: '900100600', type: 'group', numbers: [] }),
      expect.objectContaining({ providerUserId: '900100500', type: 'group' }),
    ]);
  });

  test('an account of many pages is read to the end', async () => {
    const extensions = Array.from({ length: 2300 }, (_unused, index) => ({
      id: 900200000 + index,
      extensionNumber: String(1000 + index),
      name: `Person ${index}`,
      type: 'User' as const,
      status: 'Enabled' as const,
    }));
    const world = await startWorld({ extensions });
    expect(await world.client.listUsers()).toHaveLength(2300);
  });
});

describe('subscription', () => {
  test('is created after the handshake, with filters for each user', async () => {
    const world = await startWorld();
    const hook = await startHook();
    const state = await subscribe(world, hook, null);
    expect(state).toMatchObject({ status: 'active', expiresAt: '2026-03-09T09:00:00.000Z', refused: [] });
    const [held] = world.simulator.control.subscriptions();
    expect(held?.eventFilters).toHaveLength(2 + 2 * 4);
    expect(hook.received).toEqual([]);
  });

  test('an endpoint that fails the handshake is rejected with the vendor’s words', async () => {
    const world = await startWorld();
    const problem = await failureOf(
      world.client.ensureSubscription({
        hookUrl: `${world.simulator.url}/nothing`,
        secret,
        existing: null,
        users: [],
      }),
    );
    expect(problem.failure).toBe('rejected');
    expect(problem.detail).toContain('SUB-525');
  });

  test('asking again changes nothing until it is time to renew', async () => {
    const world = await startWorld();
    const hook = await startHook();
    const first = await subscribe(world, hook, null);
    expect(await subscribe(world, hook, first.subscriptionId)).toEqual(first);
    world.clock.now = new Date(world.clock.now.getTime() + 4 * day);
    const renewed = await subscribe(world, hook, first.subscriptionId);
    expect(renewed).toMatchObject({
      subscriptionId: first.subscriptionId,
      expiresAt: '2026-03-13T09:00:00.000Z',
    });
  });

  test('new users get their filters in the same subscription', async () => {
    const world = await startWorld();
    const hook = await startHook();
    const users = await world.client.listUsers();
    const first = await subscribe(world, hook, null, users.slice(0, 1));
    const second = await subscribe(world, hook, first.subscriptionId, users);
    expect(second.subscriptionId).toBe(first.subscriptionId);
    expect(world.simulator.control.subscriptions()[0]?.eventFilters).toHaveLength(10);
  });

  test('filters that the vendor refuses are reported, and asked for once', async () => {
    const world = await startWorld();
    const hook = await startHook();
    world.simulator.control.denyFilters(/telephony\/sessions/);
    const first = await subscribe(world, hook, null);
    expect(first.status).toBe('active');
    expect(first.refused).toEqual([
      {
        filter: '/restapi/v1.0/account/~/telephony/sessions?withRecordings=true',
        detail: 'SUB-405: Application permission is missing',
      },
    ]);
    await subscribe(world, hook, first.subscriptionId);
    expect(world.simulator.control.requests().filter((line) => line.startsWith('PUT'))).toEqual([]);
  });

  test('a blacklisted one is replaced, and events flow again', async () => {
    const world = await startWorld({ blacklistAfter: 3 });
    const hook = await startHook();
    const first = await subscribe(world, hook, null);
    hook.answerWith(500);
    await world.simulator.control.placeCall({
      direction: 'inbound',
      user: ada,
      far: { number: '+14155550142' },
    });
    expect(world.simulator.control.subscriptions()[0]?.status).toBe('Blacklisted');
    hook.answerWith(200);
    const second = await subscribe(world, hook, first.subscriptionId);
    expect(second.subscriptionId).not.toBe(first.subscriptionId);
    expect(world.simulator.control.subscriptions()).toHaveLength(1);
    await world.simulator.control.placeCall({
      direction: 'inbound',
      user: ada,
      far: { number: '+14155550142' },
    });
    expect(hook.received.length).toBeGreaterThan(0);
  });

  test.each([
    ['one that is gone', async (_world: World, _hook: Hook) => 'no-such-id'],
    [
      'none known, but one left over',
      async (world: World, hook: Hook) => void (await subscribe(world, hook, null)),
    ],
  ])('%s leads to exactly one', async (_name, prepare) => {
    const world = await startWorld();
    const hook = await startHook();
    const existing = (await prepare(world, hook)) ?? null;
    const state = await subscribe(world, hook, existing);
    expect(world.simulator.control.subscriptions().map(({ id }) => id)).toEqual([state.subscriptionId]);
  });
});

describe('deliveries', () => {
  async function startSubscribed() {
    const world = await startWorld();
    const hook = await startHook();
    await subscribe(world, hook, null);
    return { ...world, hook, control: world.simulator.control };
  }

  test('carry the token and an id of their own', async () => {
    const { hook, control, clock } = await startSubscribed();
    await control.sendSms({ direction: 'inbound', user: ada, number: '+14155550142', text: 'Hello' });
    expect(hook.received.length).toBe(2);
    for (const request of hook.received) {
      expect(verify(ringcentral.signature, secret, request, clock.now)).toEqual({ ok: true });
      expect(verify(ringcentral.signature, 'other', request, clock.now).ok).toBe(false);
    }
    expect(new Set(hook.received.map((request) => ringcentral.eventId(request))).size).toBe(2);
  });

  test('a call through the menu comes as in the captures', async () => {
    const { hook, control } = await startSubscribed();
    const far = { number: '+14155550142', name: 'PAT EXAMPLE' };
    await control.placeCall({
      direction: 'inbound',
      user: ada,
      through: menu,
      far,
      holdSeconds: 20,
      recorded: true,
    });
    const legs = observed(hook.received).flatMap((seen) => (seen.kind === 'call' ? [seen] : []));
    expect(
      legs.map((leg) => [leg.sequence, leg.legId.slice(-1), leg.near?.providerUserId, leg.status]),
    ).toEqual([
      [2, '1', undefined, 'setup'],
      [3, '2', '900100500', 'setup'],
      [4, '1', undefined, 'answered'],
      [5, '2', '900100500', 'ended'],
      [6, '3', '900100777', 'setup'],
      [7, '3', '900100777', 'ringing'],
      [8, '3', '900100777', 'answered'],
      [9, '3', '900100777', 'held'],
      [10, '3', '900100777', 'answered'],
      [11, '3', '900100777', 'ended'],
      [12, '1', undefined, 'ended'],
    ]);
    expect(new Set(legs.map((leg) => leg.direction))).toEqual(new Set(['inbound']));
    expect(legs[6]?.artefacts).toHaveLength(1);
  });

  test.each([
    [
      'outbound',
      { direction: 'outbound' as const, user: ada, far: { number: '+442079460321' } },
      'outbound',
      false,
    ],
    [
      'withheld',
      { direction: 'inbound' as const, user: ada, far: null, outcome: 'missed' as const },
      'inbound',
      false,
    ],
    [
      'through a queue, two phones',
      {
        direction: 'inbound' as const,
        user: ada,
        through: queue,
        ringAlso: [ben],
        far: { number: '+14155550142' },
      },
      'inbound',
      false,
    ],
    [
      'transferred',
      { direction: 'inbound' as const, user: ada, transferTo: ben, far: { number: '+14155550142' } },
      'inbound',
      false,
    ],
    ['internal', { direction: 'internal' as const, user: ada, withUser: ben }, undefined, true],
  ])('a call that is %s', async (_name, plan, direction, internal) => {
    const { hook, control } = await startSubscribed();
    await control.placeCall(plan);
    const legs = observed(hook.received).flatMap((seen) => (seen.kind === 'call' ? [seen] : []));
    expect(new Set(legs.map((leg) => leg.links[0])).size).toBe(1);
    if (direction !== undefined)
      expect(new Set(legs.map((leg) => leg.direction))).toEqual(new Set([direction]));
    expect(legs.every((leg) => leg.internal === true)).toBe(internal);
  });

  test('a sent text is only hinted at', async () => {
    const { hook, control } = await startSubscribed();
    await control.sendSms({ direction: 'outbound', user: ada, number: '+14155550142', text: 'Hello' });
    expect(observed(hook.received)).toEqual([
      { kind: 'hint', what: 'messages', providerUserId: '900100777' },
    ]);
  });

  test('a voicemail and the record of its call share a link', async () => {
    const world = await startSubscribed();
    const { messageId } = await world.control.leaveVoicemail({
      user: ada,
      number: '+14155550142',
      transcript: 'Call me',
    });
    const voicemail = observed(world.hook.received).find((seen) => seen.kind === 'voicemail');
    expect(voicemail).toMatchObject({ links: [`rcm:${messageId}`], durationSeconds: 15 });
    const { items } = await catchUpAll(world.client, null, since);
    const record = observeItems(items).find((seen) => seen.kind === 'call');
    expect(record?.kind === 'call' && record.links).toContain(`rcm:${messageId}`);
  });

  test('can be lost, repeated, late and in another order', async () => {
    const { hook, control } = await startSubscribed();
    const text = (body: string) =>
      control.sendSms({ direction: 'outbound', user: ada, number: '+14155550142', text: body });
    control.webhooks.drop(1);
    await text('lost');
    expect(hook.received).toHaveLength(0);
    control.webhooks.duplicate(1);
    await text('twice');
    expect(hook.received).toHaveLength(2);
    expect(new Set(hook.received.map((request) => ringcentral.eventId(request))).size).toBe(1);
    control.webhooks.delay(1);
    await text('late');
    expect(hook.received).toHaveLength(2);
    await control.webhooks.release();
    expect(hook.received).toHaveLength(3);
    control.webhooks.reorder(7);
    await control.placeCall({ direction: 'outbound', user: ada, far: { number: '+14155550142' } });
    const sequences = observed(hook.received.slice(3)).flatMap((seen) =>
      seen.kind === 'call' ? [seen.sequence] : [],
    );
    expect(sequences).toEqual(sequences.toSorted((left, right) => right - left));
    expect(sequences).not.toHaveLength(0);
  });
});

describe('catch-up', () => {
  const far = { number: '+14155550142' };

  test('reads calls, texts, faxes and voicemails once, oldest first, and then only what is new', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    await control.placeCall({
      direction: 'inbound',
      user: ada,
      far,
      startedAt: new Date('2026-03-02T08:00:00Z'),
    });
    await control.placeCall({
      direction: 'outbound',
      user: ben,
      far,
      startedAt: new Date('2026-03-01T10:00:00Z'),
    });
    await control.sendSms({
      direction: 'outbound',
      user: ada,
      number: '+14155550142',
      text: 'Hi',
      picture: true,
    });
    await control.sendFax({ direction: 'inbound', user: ben, number: '+14155550155', pages: 2 });
    const first = await catchUpAll(world.client, null, since);
    expect(observeItems(first.items).map((seen) => seen.kind)).toEqual(['call', 'call', 'message', 'fax']);
    expect(observeItems(first.items)[0]).toMatchObject({
      direction: 'outbound',
      near: { providerUserId: '900100778' },
    });
    const seen = new Set(first.items.map((item) => item.eventId));

    world.clock.now = new Date(world.clock.now.getTime() + 15 * minute);
    await control.sendSms({ direction: 'inbound', user: ada, number: '+14155550142', text: 'Thanks' });
    const second = await catchUpAll(world.client, first.cursor, since);
    const fresh = second.items.filter((item) => !seen.has(item.eventId));
    expect(observeItems(fresh)).toMatchObject([{ kind: 'message', body: 'Thanks' }]);
  });

  test('goes through the days in windows and through every page of each', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    const begin = Date.parse('2026-02-26T00:00:00Z');
    for (let index = 0; index < 1100; index += 1) {
      const startedAt = new Date(begin + index * minute);
      await control.placeCall({ direction: 'inbound', user: ada, far, talkSeconds: 5, startedAt });
    }
    const { items, pages } = await catchUpAll(world.client, null, new Date(begin));
    const starts = observeItems(items).flatMap((seen) =>
      seen.kind === 'call' ? [seen.startedAt ?? ''] : [],
    );
    expect(starts).toHaveLength(1100);
    expect(starts).toEqual(starts.toSorted());
    expect(pages).toBe(5 + 3);
    expect(control.requests().filter((line) => line.includes('page=2'))).toHaveLength(1);
  });

  test('finds a long call whose record came late, by the overlap, and nothing from before the beginning', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    const begin = world.clock.now;
    await control.placeCall({
      direction: 'inbound',
      user: ada,
      far,
      startedAt: new Date(begin.getTime() - 5 * minute),
    });
    const first = await catchUpAll(world.client, null, begin);
    expect(first.items).toEqual([]);
    world.clock.now = new Date(begin.getTime() + 3 * 60 * minute);
    const second = await catchUpAll(world.client, first.cursor, begin);
    world.clock.now = new Date(begin.getTime() + 4 * 60 * minute);
    // It began before the second run and ended after it.
    await control.placeCall({
      direction: 'inbound',
      user: ada,
      far,
      talkSeconds: 7200,
      startedAt: new Date(begin.getTime() + 90 * minute),
    });
    const third = await catchUpAll(world.client, second.cursor, begin);
    expect(observeItems(third.items)).toMatchObject([{ kind: 'call', talkSeconds: 7200 }]);
  });

  test('sees a later state of a text as something new', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    const { messageId } = await control.sendSms({
      direction: 'outbound',
      user: ada,
      number: '+14155550142',
      text: 'Hi',
    });
    const first = await catchUpAll(world.client, null, since);
    await control.setMessageStatus(messageId, 'Delivered');
    const second = await catchUpAll(world.client, first.cursor, since);
    expect(observeItems(second.items)).toMatchObject([{ kind: 'message', messageId, status: 'delivered' }]);
    expect(first.items[0]?.eventId).not.toBe(second.items[0]?.eventId);
  });

  test('takes more messages than one sync gives from the store', async () => {
    const world = await startWorld();
    for (let index = 0; index < 300; index += 1) {
      await world.simulator.control.sendSms({
        direction: 'inbound',
        user: ada,
        number: '+14155550142',
        text: `${index}`,
      });
    }
    const { items } = await catchUpAll(world.client, null, since);
    expect(items).toHaveLength(300);
  });

  test('starts a box anew when its sync token is too old, and passes over a box that it may not read', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    const first = await catchUpAll(world.client, null, since);
    control.expireSyncTokens();
    control.closeBox(ben);
    await control.sendSms({ direction: 'inbound', user: ada, number: '+14155550142', text: 'Hi' });
    await control.sendSms({ direction: 'inbound', user: ben, number: '+14155550142', text: 'Unseen' });
    const second = await catchUpAll(world.client, first.cursor, since);
    expect(observeItems(second.items)).toMatchObject([{ kind: 'message', body: 'Hi' }]);
  });

  test('an interrupted run goes on where it was', async () => {
    const world = await startWorld();
    const { control } = world.simulator;
    await control.placeCall({ direction: 'inbound', user: ada, far });
    await control.sendFax({ direction: 'inbound', user: ada, number: '+14155550155' });
    const first = await world.client.catchUp(null, since);
    control.failNext(1);
    expect((await failureOf(world.client.catchUp(first.cursor, since))).failure).toBe('unavailable');
    control.limitNext(1, 17);
    expect(await failureOf(world.client.catchUp(first.cursor, since))).toMatchObject({
      failure: 'rate_limited',
      retryAt: new Date(world.clock.now.getTime() + 17_000),
    });
    const rest = await catchUpAll(world.client, first.cursor, since);
    expect(observeItems([...first.items, ...rest.items]).map((seen) => seen.kind)).toEqual(['call', 'fax']);
  });

  test('a cursor that cannot be read starts again', async () => {
    const world = await startWorld();
    await world.simulator.control.placeCall({ direction: 'inbound', user: ada, far });
    const { items } = await catchUpAll(world.client, '{"version":0}', since);
    expect(items).toHaveLength(1);
  });
});

describe('artefacts', () => {
  const read = async (world: World, file: Parameters<World['client']['fetchArtefact']>[0]) => {
    const { contentType, body } = await world.client.fetchArtefact(file);
    const bytes = Buffer.from(await new Response(body).arrayBuffer());
    return { contentType, bytes };
  };

  test('a recording by its address, and by its id alone', async () => {
    const world = await startWorld();
    const call = {
      direction: 'inbound' as const,
      user: ada,
      far: { number: '+14155550142' },
      recorded: true,
    };
    const { recordingId } = await world.simulator.control.placeCall(call);
    const { items } = await catchUpAll(world.client, null, since);
    const [record] = observeItems(items);
    const file = record?.kind === 'call' ? record.artefacts?.[0] : undefined;
    if (file === undefined) throw new Error('no recording');
    expect(file.id).toBe(recordingId);
    const { url: _url, ...nameOnly } = file;
    for (const wanted of [file, nameOnly]) {
      const { contentType, bytes } = await read(world, wanted);
      expect(contentType).toBe('audio/wav');
      expect(bytes.toString('latin1', 0, 4)).toBe('RIFF');
      expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
    }
  });

  test('a fax is a PDF', async () => {
    const world = await startWorld();
    await world.simulator.control.sendFax({
      direction: 'inbound',
      user: ada,
      number: '+14155550155',
      pages: 3,
    });
    const { items } = await catchUpAll(world.client, null, since);
    const [fax] = observeItems(items);
    const file = fax?.kind === 'fax' ? fax.artefacts?.[0] : undefined;
    if (file === undefined) throw new Error('no document');
    const { contentType, bytes } = await read(world, file);
    expect(contentType).toBe('application/pdf');
    expect(bytes.toString('latin1')).toMatch(/^%PDF-1\.4[\s\S]*\/Count 3[\s\S]*%%EOF\n$/);
  });

  test.each([
    'https://evil.example/recording',
    'https://ringcentral.com.evil.example/x',
    'https://evilringcentral.com/x',
    'http://media.ringcentral.com/x',
    'https://user@media.ringcentral.com/x',
    'https://media.ringcentral.com:8443/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
  ])('%s never sees a request', async (url) => {
    const world = await startWorld();
    const before = world.simulator.control.requests().length;
    const problem = await failureOf(world.client.fetchArtefact({ kind: 'recording', id: '1', url }));
    expect(problem.failure).toBe('rejected');
    expect(world.simulator.control.requests()).toHaveLength(before);
  });

  test('a redirect to another host is refused', async () => {
    const world = await startWorld();
    const asked: string[] = [];
    const client = ringcentral.client?.({
      credentials: {
        apiUrl: world.simulator.url,
        accessToken: 'a',
        accessTokenExpiresAt: '2099-01-01T00:00:00Z',
      },
      now: () => world.clock.now,
      saveTokens: async () => undefined,
      fetch: async (input) => {
        asked.push(String(input));
        return new Response(null, { status: 302, headers: { location: 'https://evil.example/x' } });
      },
    });
    const file = { kind: 'recording' as const, id: '1', url: 'https://media.ringcentral.com:443/x' };
    const attempt = client?.fetchArtefact?.(file) ?? Promise.resolve();
    expect((await failureOf(attempt)).failure).toBe('rejected');
    expect(asked).toEqual(['https://media.ringcentral.com/x']);
  });

  test('a recording that is gone', async () => {
    const world = await startWorld();
    expect((await failureOf(world.client.fetchArtefact({ kind: 'recording', id: '404' }))).failure).toBe(
      'not_found',
    );
  });
});

describe('the simulator itself', () => {
  test('keeps the documented limits and names the wait', async () => {
    const world = await startWorld({ limits: { ...generous, Medium: 2 } });
    await world.client.listUsers();
    await world.client.listUsers();
    const problem = await failureOf(world.client.listUsers());
    expect(problem).toMatchObject({
      failure: 'rate_limited',
      retryAt: new Date(world.clock.now.getTime() + 60_000),
    });
  });

  const described = existsSync(new URL('../../shared/vendors/openapi/ringcentral.json', import.meta.url));
  test.skipIf(!described)(
    'our requests and its answers agree with the vendor’s description (skipped when shared/vendors/openapi is absent)',
    async () => {
      const world = await startWorld();
      const hook = await startHook();
      const { control } = world.simulator;
      const state = await subscribe(world, hook, null);
      await subscribe(world, hook, state.subscriptionId, (await world.client.listUsers()).slice(1));
      world.clock.now = new Date(world.clock.now.getTime() + 5 * day);
      await subscribe(world, hook, state.subscriptionId, (await world.client.listUsers()).slice(1));
      await control.placeCall({ direction: 'inbound', user: ada, through: menu, far: null, recorded: true });
      await control.placeCall({ direction: 'internal', user: ada, withUser: ben });
      await control.sendSms({
        direction: 'inbound',
        user: ada,
        number: '+14155550142',
        text: 'Hi',
        picture: true,
      });
      await control.sendFax({ direction: 'inbound', user: ada, number: '+14155550155' });
      await control.leaveVoicemail({ user: ben, number: '+14155550142', transcript: 'Hello' });
      const { items, cursor } = await catchUpAll(world.client, null, since);
      expect(items.length).toBe(6);
      await catchUpAll(world.client, cursor, since);
      expect(control.violations()).toEqual([]);
    },
  );

  test.skipIf(!described)('a request that the description does not know is refused', async () => {
    const world = await startWorld();
    await world.client.listUsers();
    const headers = { authorization: `Bearer ${world.saved[0]?.accessToken}` };
    const bad = [
      'account/~/call-log?perpage=1',
      'account/~/call-log?view=Everything',
      'account/~/call-log?dateFrom=soon',
    ];
    for (const path of bad) {
      const response = await fetch(`${world.simulator.url}/restapi/v1.0/${path}`, { headers });
      expect(response.status, path).toBe(400);
    }
    expect(world.simulator.control.violations()).toHaveLength(bad.length);
  });
});
