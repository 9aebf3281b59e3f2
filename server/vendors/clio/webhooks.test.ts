/** Webhooks: made, kept alive, made again; handshake, signature, hints. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startWorld, type World } from '../../../simulators/clio/test-world.ts';
import type { HookRequest, PracticeEvent, PracticeSubscription } from '../ports.ts';
import { clio } from './index.ts';

/** A receiver as ours will be: answers handshakes, keeps the rest. */
async function startReceiver() {
  const handshakes: { id: string; value: string }[] = [];
  const received: HookRequest[] = [];
  const receiver = { handshakes, received, deaf: false, url: '', close: async () => undefined };
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(Buffer.from(chunk));
    const request = {
      headers: Object.fromEntries(
        Object.entries(message.headers).map(([name, value]) => [name, value?.toString()]),
      ),
      rawBody: Buffer.concat(chunks),
      url: `https://matterline.example.com${message.url}`,
    };
    const answer = clio.handshake?.(request) ?? null;
    if (answer === null) received.push(request);
    else if (answer.secret !== undefined) handshakes.push(answer.secret);
    const { status, headers, body } = answer ?? { status: 200, headers: {}, body: '' };
    response.writeHead(receiver.deaf ? 500 : status, receiver.deaf ? {} : headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  receiver.url = `http://127.0.0.1:${port}/hooks/clio/c1`;
  receiver.close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return receiver;
}

let world: World;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeEach(async () => {
  [world, receiver] = await Promise.all([startWorld(), startReceiver()]);
});
afterEach(async () => {
  await Promise.all([world.close(), receiver.close()]);
  expect(world.control.violations).toEqual([]);
});

async function ensure(existing: PracticeSubscription | null = null): Promise<PracticeSubscription> {
  const { client } = world;
  if (client.ensureSubscription === undefined) throw new Error('Clio has webhooks');
  return client.ensureSubscription({ hookUrl: receiver.url, secret: 'unused', existing });
}
const hooks = () => world.world.records('webhooks');

describe('the subscription', () => {
  test('one hook for contacts, one for matters, greeted before the answer came', async () => {
    const made = await ensure();
    expect(hooks()).toMatchObject([
      { model: 'contact', status: 'enabled', url: `${receiver.url}?model=contact` },
      { model: 'matter', status: 'enabled', url: `${receiver.url}?model=matter` },
    ]);
    expect(made).toMatchObject({ status: 'active', expiresAt: '2026-04-02T16:00:00.000Z' });
    expect(made.ids).toEqual(hooks().map(({ id }) => String(id)));
    const greeted = receiver.handshakes.map(({ id, value }) => [id, value]);
    expect(Object.fromEntries(greeted)).toEqual(made.secrets);
  });

  test('twice is once', async () => {
    const first = await ensure();
    expect(await ensure(first)).toEqual(first);
    expect(await ensure(null)).toEqual(first);
    expect(hooks()).toHaveLength(2);
  });

  test('extended in its last fortnight', async () => {
    const first = await ensure();
    world.clock.advance(18 * 24 * 3_600_000);
    const second = await ensure(first);
    expect(second.ids).toEqual(first.ids);
    expect(second.expiresAt).toBe('2026-04-20T16:00:00.000Z');
  });

  test('suspended without a word: removed and made again, with another handshake', async () => {
    const first = await ensure();
    world.world.suspendHooks();
    const second = await ensure(first);
    expect(second.ids).not.toEqual(first.ids);
    expect(hooks().map(({ id, status }) => [String(id), status])).toEqual(
      second.ids.map((id) => [id, 'enabled']),
    );
    expect(receiver.handshakes).toHaveLength(4);
  });

  test('an address that moved', async () => {
    const first = await ensure();
    const other = await startReceiver();
    const moved = await world.client.ensureSubscription?.({
      hookUrl: other.url,
      secret: '',
      existing: first,
    });
    await other.close();
    expect(hooks().map(({ id, url }) => [String(id), String(url).startsWith(other.url)])).toEqual(
      moved?.ids.map((id) => [id, true]),
    );
  });

  test('the answer to its creation was lost: found by its address', async () => {
    world.control.faults.add({ kind: 'dropAfterCommit', match: { operation: 'POST /webhooks.json' } });
    await expect(ensure()).rejects.toThrow('unavailable');
    await ensure();
    expect(hooks().map(({ model }) => model)).toEqual(['contact', 'matter']);
  });

  test('our answer to the handshake failed: the second way enables it', async () => {
    receiver.deaf = true;
    await ensure();
    expect(hooks().map(({ status }) => status)).toEqual(['enabled', 'enabled']);
    expect(world.control.used.get('PUT /webhooks/{id}/activate')).toBe(2);
  });

  test('the right to it is missing: refused, in Clio’s words', async () => {
    const match = { operation: 'POST /webhooks.json' };
    world.control.faults.add({ kind: 'status', status: 403, match });
    expect(await ensure()).toMatchObject({
      ids: [],
      status: 'refused',
      detail: expect.stringContaining('403'),
    });
  });

  test('removed on disconnecting', async () => {
    const made = await ensure();
    await world.client.removeSubscription?.(made);
    await world.client.removeSubscription?.(made);
    expect(hooks()).toEqual([]);
  });
});

describe('deliveries', () => {
  test('signed with the hook’s secret, and hints of what to look at', async () => {
    const { secrets = {} } = await ensure();
    const { dana, lease } = world.ids;
    world.world.edit('contacts', dana, { last_name: 'Reyes' });
    world.world.edit('matters', lease, { status: 'Closed' });
    world.world.remove('contacts', dana);
    await world.control.hooks.settled();
    const events = receiver.received.map((request) => clio.readEvent(request));
    const contact = { kind: 'contact', externalId: String(dana) };
    expect(events).toHaveLength(3);
    expect(events).toEqual(
      expect.arrayContaining<PracticeEvent>([
        {
          outcome: 'hints',
          eventType: 'contact.updated',
          hints: [{ kind: 'contact', externalId: String(dana) }],
        },
        {
          outcome: 'hints',
          eventType: 'matter.updated',
          hints: [{ kind: 'matter', externalId: String(lease) }],
        },
        {
          outcome: 'hints',
          eventType: 'contact.deleted',
          hints: [{ kind: 'contact', externalId: contact.externalId }],
        },
      ]),
    );
    const { signature } = clio;
    if (signature?.scheme !== 'hmac_sha256') throw new Error('signed');
    for (const request of receiver.received) {
      const message = signature.message(request, 'client') ?? '';
      const right = Object.values(secrets).map((secret) =>
        createHmac('sha256', secret).update(message).digest('hex'),
      );
      expect(right).toContain(request.headers[signature.header]);
    }
  });
});

describe('reading what comes', () => {
  const request = (body: string, headers: Record<string, string> = {}, query = ''): HookRequest => ({
    headers,
    rawBody: Buffer.from(body),
    url: `https://matterline.example.com/hooks/clio/c1${query}`,
  });

  test.each([
    ['by address', '?model=matter', '{"data":{"id":7,"etag":"x"},"meta":{"event":"deleted"}}', 'matter'],
    ['by its fields', '', '{"data":{"id":7,"display_number":"1"},"meta":{"event":"updated"}}', 'matter'],
    ['by its fields', '', '{"data":{"id":7,"phone_numbers":[]},"meta":{"event":"created"}}', 'contact'],
  ])('the kind is known %s', (_title, query, body, kind) => {
    expect(clio.readEvent(request(body, {}, query))).toMatchObject({ hints: [{ kind, externalId: '7' }] });
  });

  test.each([
    ['no JSON', 'hello', 'unreadable'],
    ['no id', '{"data":{},"meta":{"event":"updated"}}', 'unreadable'],
    ['an unknown kind', '{"data":{"id":1},"meta":{"event":"updated"}}', 'ignored'],
    ['an empty body', '', 'unreadable'],
  ])('%s', (_title, body, outcome) => {
    expect(clio.readEvent(request(body)).outcome).toBe(outcome);
  });

  test('nothing that comes makes it throw', () => {
    const headers = fc.constantFrom<Record<string, string>>({}, { 'x-hook-secret': 's' });
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), headers, fc.string(), (body, sent, url) => {
        const hostile = { ...request(body, sent), url };
        expect(['hints', 'ignored', 'unreadable']).toContain(clio.readEvent(hostile).outcome);
        clio.handshake?.(hostile);
      }),
    );
  });

  test('a handshake gives the secret back, with or without the webhook’s id', () => {
    const headers = { 'x-hook-secret': 's3cret' };
    const named = clio.handshake?.(request('{"data":{"webhook_id":1234}}', headers));
    expect(named).toMatchObject({ status: 200, headers, secret: { id: '1234', value: 's3cret' } });
    expect(clio.handshake?.(request('', headers))).not.toHaveProperty('secret');
    expect(clio.handshake?.(request('', { ...headers, 'x-hook-signature': 'ab' }))).toBeNull();
    expect(clio.handshake?.(request('{}'))).toBeNull();
  });
});
