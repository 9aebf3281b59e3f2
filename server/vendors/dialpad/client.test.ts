import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createDialpadSimulator,
  type DialpadSimulator,
  type DialpadSimulatorOptions,
} from '../../../simulators/dialpad.ts';
import { verify } from '../kit/verify.ts';
import { type Observation, VendorError } from '../ports.ts';
import { dialpad } from './index.ts';

const now = new Date('2026-03-05T09:00:00Z');
const hook = { hookUrl: 'http://127.0.0.1:9/hooks/x', secret: 'hook-secret', existing: null, users: [] };
let simulator: DialpadSimulator;

async function start(options: DialpadSimulatorOptions = {}) {
  await simulator?.close();
  simulator = await createDialpadSimulator({ now: () => now, timeScale: 0, ...options });
}

beforeEach(() => start());
afterEach(() => simulator.close());

function client(apiKey = 'dialpad-key') {
  const made = dialpad.client?.({
    credentials: { apiUrl: simulator.url, apiKey },
    fetch,
    now: () => now,
    saveTokens: async () => undefined,
  });
  if (!made?.catchUp || !made.history || !made.listUsers || !made.fetchArtefact || !made.ensureSubscription)
    throw new Error('abilities');
  const { catchUp, history, listUsers, fetchArtefact, ensureSubscription } = made;
  return { catchUp, history, listUsers, fetchArtefact, ensureSubscription };
}

const failure = (error: unknown) => (error instanceof VendorError ? error.problem.failure : String(error));

async function readAll(since: Date, from: string | null = null) {
  const items: { eventId: string; observations: Observation[] }[] = [];
  let cursor = from;
  let more = true;
  let pages = 0;
  while (more) {
    const page = await client().catchUp(cursor, since);
    for (const { eventId, eventType, body } of page.items) {
      const reading = dialpad.readItem?.({ eventType, body });
      items.push({ eventId, observations: reading?.outcome === 'observed' ? reading.observations : [] });
    }
    ({ cursor, more } = page);
    pages += 1;
  }
  return { items, cursor, pages };
}

describe('catch-up', () => {
  test('reads every concluded call of three days, over pages, and finds the same ones again', async () => {
    await start({ pageSize: 2 });
    for (let hours = 1; hours <= 9; hours += 1) {
      simulator.control.placeCall({
        external: `+6149157015${hours % 10}`,
        startedAt: new Date(now.getTime() - hours * 8 * 3_600_000),
      });
    }
    const since = new Date(now.getTime() - 3 * 86_400_000);
    const { items, cursor } = await readAll(since);
    expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(9);
    expect(items.every(({ observations }) => observations.length === 1)).toBe(true);
    const again = await readAll(since);
    expect(again.items.map(({ eventId }) => eventId)).toEqual(items.map(({ eventId }) => eventId));
    expect((await readAll(since, cursor)).items).toEqual([]);
    expect(simulator.control.complaints).toEqual([]);
  });

  test('a long call that began before the last look and ended after it is found', async () => {
    const since = new Date(now.getTime() - 3_600_000);
    const { cursor } = await readAll(since);
    simulator.control.placeCall({ external: '+61491570156', startedAt: new Date(now.getTime() - 1_800_000) });
    expect((await readAll(since, cursor)).items).toHaveLength(1);
  });

  test.each([
    [401, 'unauthorised'],
    [403, 'unauthorised'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
  ])('an answer %i is %s', async (status, expected) => {
    simulator.control.failNext(1, status);
    expect(await client().catchUp(null, now).catch(failure)).toBe(expected);
  });

  test('the minute is full: rate_limited, with the time to go on', async () => {
    await start({ requestsPerMinute: 1 });
    await client().catchUp(null, now);
    const error = await client()
      .catchUp(null, now)
      .catch((thrown: unknown) => thrown);
    expect(error instanceof VendorError && error.problem).toMatchObject({
      retryAt: new Date(now.getTime() + 60_000),
    });
  });

  test('a cursor that is no cursor begins at `since`', async () => {
    simulator.control.placeCall({ external: '+61491570156' });
    expect((await client().catchUp('rubbish', new Date(now.getTime() - 60_000))).items).toHaveLength(1);
  });
});

describe('history', () => {
  const at = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  const period = { since: at(48), until: at(24) };

  test('calls of the period, its first moment included and its last not, over pages; the same ids as catch-up gives', async () => {
    await start({ pageSize: 2 });
    for (const startedAt of [at(48.001), at(48), at(47), at(40), at(30), at(24.001), at(24), at(10)])
      simulator.control.placeCall({ external: '+61491570156', startedAt });
    const eventIds: string[] = [];
    let pages = 0;
    for (let page: string | null = null; page !== null || pages === 0; pages += 1) {
      const found = await client().history(period, page);
      eventIds.push(...found.items.map(({ eventId }) => eventId));
      page = found.next;
    }
    expect(pages).toBe(3);
    expect(new Set(eventIds).size).toBe(5);
    const polled = await readAll(at(72));
    expect(polled.items.map(({ eventId }) => eventId)).toEqual(expect.arrayContaining(eventIds));
    expect(simulator.control.complaints).toEqual([]);
  });

  test('nothing in the period: one empty page', async () => {
    expect(await client().history(period, null)).toEqual({ items: [], next: null });
  });

  test.each([
    [401, 'unauthorised'],
    [429, 'rate_limited'],
    [503, 'unavailable'],
  ])('an answer %i is %s', async (status, expected) => {
    simulator.control.failNext(1, status);
    expect(await client().history(period, null).catch(failure)).toBe(expected);
  });
});

describe('directory', () => {
  test('people over several pages, and the offices as groups', async () => {
    const users = Array.from({ length: 5 }, (_, index) => ({
      id: `590000000000000${index}`,
      type: 'user' as const,
      name: `Person ${index}`,
      phone: `+6149157015${index}`,
      ...(index === 0 ? { extension: '101', email: 'p0@example.com' } : {}),
      ...(index === 4 ? { state: 'suspended' } : {}),
    }));
    await start({ users, pageSize: 2 });
    const listed = await client().listUsers();
    expect(listed.filter(({ type }) => type === 'user')).toHaveLength(5);
    expect(listed[0]).toEqual({
      providerUserId: '5900000000000000',
      type: 'user',
      name: 'Person 0',
      email: 'p0@example.com',
      extension: '101',
      numbers: ['+61491570150'],
      active: true,
    });
    expect(listed.find(({ name }) => name === 'Person 4')?.active).toBe(false);
    expect(listed.at(-1)).toMatchObject({ type: 'group', name: 'Example Law' });
  });
});

describe('files', () => {
  test('a recording is streamed, and the key does not follow the redirect to the store', async () => {
    const { events } = simulator.control.placeCall({ external: '+61491570156', recorded: true });
    const reading = dialpad.readEvent({
      contentType: '',
      rawBody: Buffer.from(JSON.stringify(events.at(-1))),
      receivedAt: new Date(0).toISOString(),
    });
    const seen = reading.outcome === 'observed' ? reading.observations[0] : undefined;
    const file = seen?.kind === 'call' ? seen.artefacts?.[0] : undefined;
    if (file === undefined) throw new Error('no recording');
    const { contentType, body } = await client().fetchArtefact(file);
    const sound = Buffer.from(await new Response(body).arrayBuffer());
    expect(contentType).toBe('audio/wav');
    expect(sound.subarray(0, 4).toString()).toBe('RIFF');
    expect(
      simulator.control.requests.map(({ path, authorised }) => [path.split('/')[1], authorised]),
    ).toEqual([
      ['blob', true],
      ['store', false],
    ]);
  });

  test('the key goes to nobody else', async () => {
    const other = await createDialpadSimulator();
    const url = `${other.url.replace('/api/v2', '')}/blob/x`;
    const result = await client().fetchArtefact({ kind: 'media', id: '1', url }).catch(failure);
    expect(result).toBe('unauthorised');
    expect(other.control.requests).toEqual([{ method: 'GET', path: '/blob/x', authorised: false }]);
    await other.close();
  });

  test("a call's transcript becomes text", async () => {
    const url = 'https://dialpad.com/api/v2/transcripts/5123';
    const { body } = await client().fetchArtefact({ kind: 'transcript', id: '5123-call', url });
    expect(await new Response(body).text()).toBe(
      'Pat Example: Hello.\nAda Solicitor: Good morning, how can I help?',
    );
  });

  test('a file that is nowhere', async () => {
    expect(await client().fetchArtefact({ kind: 'recording', id: '1' }).catch(failure)).toBe('not_found');
  });
});

describe('subscription', () => {
  test('is made once: webhook, calls, texts and faxes; a second time changes nothing', async () => {
    const first = await client().ensureSubscription(hook);
    expect(first).toEqual({ subscriptionId: expect.any(String), status: 'active', refused: [] });
    simulator.control.requests.length = 0;
    expect(await client().ensureSubscription({ ...hook, existing: first.subscriptionId })).toEqual(first);
    expect(simulator.control.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET']);
    expect(simulator.control.complaints).toEqual([]);
  });

  test('moves with the address, and takes a new secret', async () => {
    const { subscriptionId } = await client().ensureSubscription(hook);
    const moved = { ...hook, hookUrl: 'http://127.0.0.1:9/hooks/y', secret: 'new', existing: subscriptionId };
    expect((await client().ensureSubscription(moved)).subscriptionId).toBe(subscriptionId);
    expect(simulator.control.webhooks()).toEqual([{ id: Number(subscriptionId), hook_url: moved.hookUrl }]);
  });

  test('a filter that the key may not have is named, the rest works', async () => {
    await start({ missingScopes: ['fax_message'] });
    const { status, refused } = await client().ensureSubscription(hook);
    expect(status).toBe('active');
    expect(refused).toEqual([{ filter: 'fax', detail: expect.stringContaining('fax_message') }]);
  });

  test('a wrong key reaches the caller', async () => {
    expect(await client('wrong').ensureSubscription(hook).catch(failure)).toBe('unauthorised');
  });

  test('what it delivers is signed and read: a call through the office, a text, a fax', async () => {
    await client().ensureSubscription(hook);
    simulator.control.placeCall({ external: '+61491570156', viaOffice: true, recorded: true });
    simulator.control.sendSms({ external: '+61491570156', text: 'Hello 👍' });
    simulator.control.sendFax({ external: '+61491570156' });
    await simulator.control.deliveries.settled();
    const { log } = simulator.control.deliveries;
    const types = log.map(({ url, headers, body }) => {
      const rawBody = Buffer.from(body);
      expect(verify(dialpad.signature, 'hook-secret', { headers, rawBody, url }, now)).toEqual({ ok: true });
      expect(verify(dialpad.signature, 'other', { headers, rawBody, url }, now).ok).toBe(false);
      const reading = dialpad.readEvent({
        receivedAt: new Date(0).toISOString(),
        contentType: 'text/plain',
        rawBody,
      });
      return reading.outcome === 'observed' ? reading.eventType : reading.reason;
    });
    expect(new Set(types)).toEqual(
      new Set([
        'call.connected',
        'call.ringing',
        'call.hangup',
        'call.recording',
        'sms.inbound',
        'fax.inbound',
      ]),
    );
  });
});
