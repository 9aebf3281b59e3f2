/** The channel: made, renewed, made again; what comes through it. */
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startWorld, type World } from '../../../simulators/zoho/test-world.ts';
import type { HookRequest, PracticeSubscription } from '../ports.ts';
import { zoho } from './index.ts';

const day = 24 * 3_600_000;
const secret = 'a-secret-of-forty-characters-0123456789ab';

async function startReceiver() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    bodies.push(Buffer.concat(chunks).toString('utf8'));
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}/hooks/zoho`,
    bodies,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

let world: World;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeEach(async () => {
  world = await startWorld({ accessTokenSeconds: (90 * day) / 1000 });
  receiver = await startReceiver();
});
afterEach(async () => {
  await world.close();
  await receiver.close();
  expect(world.control.violations).toEqual([]);
});

async function ensure(existing: PracticeSubscription | null = null, hookUrl = receiver.url) {
  const made = await world.client.ensureSubscription?.({ hookUrl, secret, existing });
  if (made === undefined) throw new Error('no subscription');
  return made;
}
const requests = () => world.control.log.map((line) => line.split(' ')[0]);

describe('the channel', () => {
  test('one for all that is mirrored, an hour less than a week', async () => {
    const made = await ensure();
    expect(made).toEqual({
      ids: [expect.stringMatching(/^\d{13}$/)],
      status: 'active',
      expiresAt: '2026-03-09T16:00:00.000Z',
      detail: '',
    });
    expect(world.world.channels()).toMatchObject([
      {
        id: made.ids[0],
        events: ['Contacts.all', 'Leads.all', 'Accounts.all', 'Deals.all'],
        url: receiver.url,
        token: secret,
      },
    ]);
  });

  test('young: nothing is sent; past its half: renewed; lapsed: made anew', async () => {
    const made = await ensure();
    world.clock.advance(2 * day);
    expect(await ensure(made)).toEqual(made);
    world.clock.advance(2 * day);
    const renewed = await ensure(made);
    expect(renewed).toMatchObject({ ids: made.ids, expiresAt: '2026-03-13T16:00:00.000Z' });
    world.clock.advance(8 * day);
    expect(await ensure(renewed)).toMatchObject({ ids: made.ids, expiresAt: '2026-03-21T16:00:00.000Z' });
    expect(requests().filter((method) => method !== 'GET')).toEqual(['POST', 'PUT', 'POST']);
  });

  test('lapsed between looking and renewing', async () => {
    const made = await ensure();
    world.clock.advance(4 * day);
    const slow: typeof fetch = (input, init) => {
      if (init?.method === 'PUT') world.clock.advance(4 * day);
      return fetch(input, init);
    };
    const client = zoho.client({ ...world.context, fetch: slow });
    const again = await client.ensureSubscription?.({ hookUrl: receiver.url, secret, existing: made });
    expect(again).toMatchObject({ ids: made.ids, status: 'active' });
    expect(requests().slice(-3)).toContain('POST');
  });

  test('the answer to its creation was lost: the same one again', async () => {
    const match = { operation: 'POST /crm/v8/actions/watch' };
    world.control.faults.add({ kind: 'dropAfterCommit', match });
    await expect(ensure()).rejects.toThrow('unavailable');
    await ensure();
    expect(world.world.channels()).toHaveLength(1);
  });

  test('an address that moved', async () => {
    const made = await ensure();
    const other = `${receiver.url}/2`;
    await ensure(made, other);
    expect(world.world.channels()).toMatchObject([{ id: made.ids[0], url: other }]);
  });

  test('the right to it is missing, or the address is refused: told in Zoho’s words', async () => {
    expect(await ensure(null, 'http://firm.example.com/hook')).toMatchObject({
      ids: [],
      status: 'refused',
      detail: expect.stringContaining('notify_url'),
    });
    world.world.withhold('/actions/watch');
    expect(await ensure()).toMatchObject({
      status: 'refused',
      detail: expect.stringContaining('OAUTH_SCOPE_MISMATCH'),
    });
  });

  test('removed, also when it is gone already', async () => {
    const made = await ensure();
    await world.client.removeSubscription?.(made);
    await world.client.removeSubscription?.(made);
    expect(world.world.channels()).toEqual([]);
  });
});

describe('what comes', () => {
  const requestOf = (body: string): HookRequest => ({
    url: 'https://firm.example.com/hooks/zoho',
    headers: { 'content-type': 'application/json' },
    rawBody: Buffer.from(body),
  });

  test('hints with our secret in them', async () => {
    await ensure();
    const { dana, omar, lease } = world.ids;
    world.world.edit('Contacts', dana, { Last_Name: 'Reyes' });
    world.world.edit('Leads', omar, { Phone: '415-555-0178' });
    world.world.edit('Deals', lease, { Stage: 'Closed Won' });
    world.world.remove('Contacts', dana);
    await world.control.hooks.settled();
    const told = receiver.bodies.map((body) => zoho.readEvent(requestOf(body)));
    const hint = (eventType: string, kind: string, externalId: string) => ({
      outcome: 'hints',
      eventType,
      hints: [{ kind, externalId }],
    });
    expect(told).toHaveLength(4);
    expect(told).toEqual(
      expect.arrayContaining([
        hint('Contacts.update', 'contact', `Contacts/${dana}`),
        hint('Leads.update', 'contact', `Leads/${omar}`),
        hint('Deals.update', 'matter', lease),
        hint('Contacts.delete', 'contact', `Contacts/${dana}`),
      ]),
    );
    expect(zoho.signature).toEqual({ scheme: 'body_token', field: 'token' });
    for (const body of receiver.bodies) expect(JSON.parse(body)).toMatchObject({ token: secret });
  });

  test('nothing more once the week is over', async () => {
    await ensure();
    world.clock.advance(7 * day);
    world.world.edit('Contacts', world.ids.dana, { Last_Name: 'Reyes' });
    await world.control.hooks.settled();
    expect(receiver.bodies).toEqual([]);
  });

  test.each([
    ['of another module', '{"module":"Tasks","operation":"insert","ids":["1"]}', 'ignored'],
    ['with an id that is none', '{"module":"Deals","operation":"insert","ids":["../x"]}', 'ignored'],
    ['no JSON', 'hello', 'unreadable'],
    ['nothing', '', 'unreadable'],
    ['something else', '{"ids":5}', 'unreadable'],
  ])('%s', (_title, body, outcome) => {
    expect(zoho.readEvent(requestOf(body))).toMatchObject({ outcome });
  });

  test('several at once', () => {
    const body = '{"module":"Leads","operation":"insert","ids":["5","6"],"token":"t"}';
    expect(zoho.readEvent(requestOf(body))).toMatchObject({
      hints: [{ externalId: 'Leads/5' }, { externalId: 'Leads/6' }],
    });
  });
});
