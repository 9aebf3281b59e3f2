/** Reading the bridge's JSON, and the client against the stand-in: every way of answering. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type InfoTrackSimulator, startInfoTrackSimulator } from '../../../simulators/infotrack/index.ts';
import { verify } from '../kit/verify.ts';
import { type OnboardingClient, onboardingWorkspace, VendorError } from '../ports.ts';
import { infotrack, onboardingEventJsonSchema } from './index.ts';

const workspace = {
  id: 'ws-1',
  version: 3,
  updatedAt: '2026-03-02T11:00:00+01:00',
  clients: [{ id: 'c', name: 'Jane Okafor', invitedAt: '2026-03-02T09:00:00Z' }],
  tasks: [],
};
const event = (more: Record<string, unknown> = {}) => ({
  id: 'evt-1',
  type: 'workspace.updated',
  occurredAt: '2026-03-02T10:00:00Z',
  workspace: { ...workspace, ...more },
});
const read = (body: unknown) =>
  infotrack.readEvent(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
const told = (more: Record<string, unknown>) => {
  const reading = read(event(more));
  if (reading.outcome !== 'workspace') throw new Error(JSON.stringify(reading));
  return reading.workspace;
};

describe('reading', () => {
  test('gives times in UTC, and null for what was left out', () => {
    expect(told({})).toMatchObject({
      id: 'ws-1',
      reference: null,
      updatedAt: '2026-03-02T10:00:00.000Z',
      url: null,
      clients: [{ email: null, invitedAt: '2026-03-02T09:00:00.000Z', openedAt: null }],
      orders: [],
    });
  });

  test('takes papers of identity checks as references, others to copy', () => {
    const documents = [{ id: 'd', name: 'Paper' }];
    const types = ['id', 'address', 'aml', 'sof', 'form', 'sign'];
    const { tasks } = told({
      tasks: types.map((type) => ({ id: type, type, status: 'complete', documents })),
    });
    expect(tasks.filter(({ documents: [paper] }) => paper?.copied).map(({ type }) => type)).toEqual([
      'form',
      'sign',
    ]);
  });

  test('drops what is not described, wherever it stands', () => {
    const image = 'data:image/jpeg;base64,AAAA';
    const shown = told({
      image,
      tasks: [{ id: 't', type: 'id', status: 'sent', image, documents: [{ id: 'd', name: 'P', image }] }],
    });
    expect(JSON.stringify(shown)).not.toContain('image');
  });

  test('of two tasks with one id keeps the last', () => {
    const tasks = [
      { id: 't', type: 'id', status: 'sent' },
      { id: 't', type: 'id', status: 'failed' },
    ];
    expect(told({ tasks }).tasks.map(({ status }) => status)).toEqual(['failed']);
  });

  test('knows an event that only says that something changed', () => {
    expect(
      read({ id: 'e', type: 'workspace.changed', occurredAt: '2026-03-02T10:00:00Z', workspaceId: 'ws-9' }),
    ).toEqual({ outcome: 'changed', workspaceId: 'ws-9' });
  });

  test.each([
    ['nothing', '', 'empty_body'],
    ['no JSON', '{', 'not_json'],
    ['another type', { ...event(), type: 'order.made' }, 'unknown_type'],
    ['no version', event({ version: undefined }), 'invalid_field'],
    [
      'a price that does not add up',
      event({
        orders: [
          { id: 'o', product: 'S', status: 'returned', price: { net: 1, vat: 1, gross: 3, currency: 'GBP' } },
        ],
      }),
      'invalid_field',
    ],
    [
      'pence that are no whole number',
      event({
        orders: [
          {
            id: 'o',
            product: 'S',
            status: 'returned',
            price: { net: 1.5, vat: 0, gross: 1.5, currency: 'GBP' },
          },
        ],
      }),
      'invalid_field',
    ],
    ['a page that is no https', event({ url: 'javascript:alert(1)' }), 'invalid_field'],
    ['a NUL in a name', event({ clients: [{ id: 'c', name: 'a\0b' }] }), 'invalid_field'],
    ['an unknown status', event({ tasks: [{ id: 't', type: 'id', status: 'done' }] }), 'invalid_field'],
  ])('%s cannot be read, and the field is named without what was in it', (_name, body, reason) => {
    const reading = read(body);
    expect(reading).toMatchObject({ outcome: 'unreadable', reason });
    expect(JSON.stringify(reading)).not.toContain('Jane');
  });

  test('never throws, and what it gives is always of the port’s shape', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.jsonValue().map((value) => JSON.stringify({ ...event(), workspace: value })),
      fc
        .dictionary(fc.constantFrom(...Object.keys(workspace), 'orders', 'url'), fc.jsonValue())
        .map((more) => JSON.stringify(event(more))),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const reading = infotrack.readEvent(Buffer.from(text));
        if (reading.outcome === 'workspace') onboardingWorkspace.parse(reading.workspace);
      }),
      { numRuns: 500 },
    );
  });
});

test('docs/onboarding.schema.json is the schema that is checked', () => {
  const published = new URL('../../../docs/onboarding.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(onboardingEventJsonSchema)),
  );
});

test('the signed example of docs/onboarding.md is genuine, and can be read', () => {
  const manual = readFileSync(new URL('../../../docs/onboarding.md', import.meta.url), 'utf8');
  const body = /^BODY='(.+)'$/m.exec(manual)?.[1] ?? '';
  const secret = /^SECRET='(.+)'$/m.exec(manual)?.[1] ?? '';
  const now = new Date('2026-03-02T10:00:00Z');
  const stamp = String(now.getTime() / 1000);
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`evt-1.${stamp}.${body}`).digest('base64');
  const headers = {
    'webhook-id': 'evt-1',
    'webhook-timestamp': stamp,
    'webhook-signature': `v1,${signature}`,
  };
  const request = {
    headers,
    rawBody: Buffer.from(body),
    url: 'https://matterline.example.com/hooks/onboarding/x',
  };
  expect(verify(infotrack.signature, secret, request, now)).toEqual({ ok: true });
  expect(infotrack.readEvent(request.rawBody)).toMatchObject({
    outcome: 'workspace',
    workspace: { tasks: [{ result: 'refer' }], orders: [{ price: { gross: 22_200 } }] },
  });
});

describe('the client', () => {
  let service: InfoTrackSimulator;
  let client: OnboardingClient;
  beforeAll(async () => {
    service = await startInfoTrackSimulator();
  });
  afterAll(() => service.close());
  beforeEach(() => {
    service.workspaces.clear();
    Object.assign(service, { habits: [], violations: [], requests: [], pageSize: 50, lagRequests: 0 });
    client = infotrack.client({
      baseUrl: `${service.url}/`,
      apiKey: service.key,
      fetch: globalThis.fetch,
      now: () => new Date('2026-03-02T10:00:00Z'),
    });
  });
  const wanted = {
    reference: 'ml-1',
    title: 'Purchase',
    clients: [{ reference: 'c', name: 'Jane Okafor', email: 'jane@example.com', mobile: '+447700900111' }],
    asks: ['id', 'TA6'] as const,
  };
  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) => (error instanceof VendorError ? error.problem.failure : 'other'),
    );

  test('makes a workspace of a reference once, finds it by that, and reads it', async () => {
    const made = await client.createWorkspace(wanted);
    expect(await client.createWorkspace(wanted)).toEqual(made);
    expect(await client.findByReference('ml-1')).toEqual(made);
    expect(await client.findByReference('ml-2')).toBeNull();
    expect(await client.fetchWorkspace(made.id)).toMatchObject({
      reference: 'ml-1',
      tasks: [{ type: 'id' }, { form: 'TA6' }],
    });
    expect(service.violations).toEqual([]);
  });

  test('lists page by page; what cannot be understood stands apart', async () => {
    service.pageSize = 1;
    service.add({ id: 'a' });
    service.add({ id: 'b', version: -1 });
    const since = new Date(Date.now() - 60_000);
    const first = await client.listChangedSince(since, null);
    const second = await client.listChangedSince(since, first.next);
    expect([
      first.workspaces.length,
      second.workspaces.length,
      second.unreadable.length,
      second.next,
    ]).toEqual([1, 0, 1, null]);
  });

  test.each([
    ['401', { how: 'status', status: 401 }, 'unauthorised'],
    ['403', { how: 'status', status: 403 }, 'unauthorised'],
    ['404', { how: 'status', status: 404 }, 'not_found'],
    ['422', { how: 'status', status: 422 }, 'rejected'],
    ['429', { how: 'status', status: 429, retryAfter: '60' }, 'rate_limited'],
    ['500', { how: 'status', status: 500 }, 'unavailable'],
    ['a broken connection', { how: 'drop' }, 'unavailable'],
    ['no JSON', { how: 'body', body: '<html>' }, 'unavailable'],
    ['JSON of another shape', { how: 'body', body: '{"hello":1}' }, 'rejected'],
    ['a redirect', { how: 'redirect', to: 'http://127.0.0.1:9/' }, 'rejected'],
  ] as const)('%s is one of the five failures', async (_name, habit, failure) => {
    const calls = [
      () => client.createWorkspace(wanted),
      () => client.findByReference('ml-1'),
      () => client.fetchWorkspace('ws-1'),
      () => client.listChangedSince(new Date(), null),
      () => client.testConnection(),
    ];
    for (const call of calls) {
      service.habits.push(habit);
      expect(await failureOf(call())).toBe(failure);
    }
  });

  test('a file that is redirected is refused', async () => {
    service.habits.push({ how: 'redirect', to: 'http://127.0.0.1:9/' });
    expect(await failureOf(client.fetchDocument('ws-1', 'd'))).toBe('rejected');
  });
});
