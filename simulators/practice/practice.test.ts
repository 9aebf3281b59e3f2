/** The kit itself, on a made-up vendor with a description of its own. Starts real servers: `createServer` inside. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { createTestClock } from './clock.ts';
import type { PracticeServer, PracticeServerOptions } from './contract.ts';
import { createOpenApi } from './openapi.ts';
import { startPracticeServer } from './server.ts';
import { createTable } from './table.ts';

const name = { type: 'string', nullable: true };
const document = {
  openapi: '3.0.1',
  paths: {
    '/things': {
      get: {
        parameters: [
          { $ref: '#/components/parameters/limit' },
          { name: 'since', in: 'query', schema: { type: 'string', format: 'date-time' } },
        ],
        responses: { 200: { content: { 'application/json': { schema: { type: 'array' } } } } },
      },
      post: {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
        },
        responses: { 201: { content: { 'application/json': { schema: { type: 'object' } } } } },
      },
    },
    '/files': {
      post: {
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: { type: 'object', properties: { pages: { type: 'integer' } }, required: ['pages'] },
            },
          },
        },
        responses: {},
      },
    },
  },
  components: {
    parameters: { limit: { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 50 } } },
    schemas: {
      Thing: {
        type: 'object',
        required: ['name'],
        properties: {
          name,
          owner: { allOf: [{ $ref: '#/components/schemas/Owner' }], nullable: true },
          elsewhere: { $ref: 'https://example.com/v1/users.json#/components/schemas/User' },
        },
      },
      Owner: { type: 'object', properties: { id: { type: 'integer' } } },
    },
  },
};

const clock = createTestClock('2026-03-02T09:00:00.000Z');
const servers: PracticeServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(more: Partial<PracticeServerOptions> = {}) {
  const made: unknown[] = [];
  const server = await startPracticeServer({
    name: 'things',
    clock,
    description: createOpenApi(new Map([['things.json', document]]), { closed: true }),
    deviations: [
      { operation: 'POST /things', complaint: /\(colour\)/, what: 'sends a colour', reason: 'it is taken' },
    ],
    signIn: {
      clientId: 'client',
      clientSecret: 'secret',
      vendor: 'Things',
      paths: { authorize: '/oauth/authorize', token: '/oauth/token', revoke: '/oauth/revoke' },
      grants: ['authorization_code', 'client_credentials'],
      clientAuthentication: 'body',
      pkce: 'required',
      codeSeconds: 300,
      accessTokenSeconds: 3600,
      refreshTokenSeconds: null,
      rotatesRefreshToken: true,
      accounts: [{ id: 'firm-1', name: 'Byron & Co', userId: 'user-1', userName: 'Ada Byron' }],
    },
    budget: { rule: { windows: [{ limit: 3, seconds: 60 }] }, enforced: false, keyOf: () => 'all' },
    refuse: ({ status, detail, retryAfterSeconds }) => ({
      status,
      body: { detail },
      ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
    }),
    routes: [
      { method: 'GET', template: '/things', handle: () => ({ status: 200, body: made }) },
      {
        method: 'POST',
        template: '/things',
        handle: ({ json }) => {
          made.push(json);
          return { status: 201, body: {} };
        },
      },
      { method: 'POST', template: '/files', handle: ({ form }) => ({ status: 200, body: form }) },
    ],
    ...more,
  });
  servers.push(server);
  const { accessToken } = server.control.signIn.issue();
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${accessToken}`, ...init.headers },
    });
  const post = (body: unknown) =>
    call('/things', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { server, control: server.control, call, post, made };
}

describe('requests against the description', () => {
  test.each([
    ['a good one', { name: 'a' }, 201],
    ['null where it is nullable', { name: null, owner: null, elsewhere: { any: 1 } }, 201],
    ['a wrong type behind a reference', { name: 'a', owner: { id: 'x' } }, 400],
    ['a missing field', {}, 400],
    ['a field nobody described', { name: 'a', size: 3 }, 400],
    ['a known deviation', { name: 'a', colour: 'red' }, 201],
  ])('%s', async (_title, body, status) => {
    const { post, control } = await start();
    expect((await post(body)).status).toBe(status);
    expect(control.violations).toHaveLength(status === 400 ? 1 : 0);
    expect(control.used.get('POST /things')).toBe(1);
  });

  test.each([
    ['/things?limit=50&since=2026-03-02T09:00:00Z', 200],
    ['/things?limit=51', 400],
    ['/things?limit=many', 400],
    ['/things?since=yesterday', 400],
    ['/things?colour=red', 400],
    ['/nothing', 404],
  ])('%s → %i', async (path, status) => {
    const { call, control } = await start();
    expect((await call(path)).status).toBe(status);
    expect(control.violations).toHaveLength(status === 200 ? 0 : 1);
  });

  test('forms are read, and their texts count as what they should be', async () => {
    const { call, control } = await start();
    const form = new FormData();
    form.set('pages', '3');
    expect(await (await call('/files', { method: 'POST', body: form })).json()).toEqual({ pages: '3' });
    form.set('pages', 'three');
    expect((await call('/files', { method: 'POST', body: form })).status).toBe(400);
    expect(control.violations).toHaveLength(1);
  });

  test('a deviation that was met says so', async () => {
    const { post, control } = await start();
    expect(control.deviations()[0]?.met).toBe(false);
    await post({ name: 'a', colour: 'red' });
    expect(control.deviations()[0]?.met).toBe(true);
  });

  test('an operation outside the description needs a reason', async () => {
    const route = { method: 'GET', template: '/more', handle: () => ({ status: 200 }) } as const;
    await expect(start({ routes: [route] })).rejects.toThrow('GET /more');
    const { control } = await start({ routes: [{ ...route, undescribed: 'only in the guide' }] });
    expect(control.undescribed()).toEqual([{ operation: 'GET /more', reason: 'only in the guide' }]);
  });
});

describe('sign-in', () => {
  const verifier = 'a-verifier-of-more-than-forty-three-characters-in-all';
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = (more: Record<string, string>) =>
    new URLSearchParams({
      response_type: 'code',
      client_id: 'client',
      redirect_uri: 'http://localhost/back',
      state: 's',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...more,
    });

  async function allow(url: string, more: Record<string, string> = { auto: '1' }) {
    const response = await fetch(`${url}/oauth/authorize?${query(more)}`, { redirect: 'manual' });
    return new URL(response.headers.get('location') ?? 'http://none').searchParams;
  }

  async function token(url: string, fields: Record<string, string>) {
    const client = { client_id: 'client', client_secret: 'secret' };
    const body = new URLSearchParams({ ...client, ...fields });
    const response = await fetch(`${url}/oauth/token`, { method: 'POST', body });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  function exchange(url: string, code: string | null, secret = verifier) {
    return token(url, {
      grant_type: 'authorization_code',
      code: code ?? '',
      redirect_uri: 'http://localhost/back',
      code_verifier: secret,
    });
  }

  test('a person allows or declines on a page', async () => {
    const { server } = await start();
    const page = await (await fetch(`${server.url}/oauth/authorize?${query({})}`)).text();
    expect(page).toContain('Allow for Byron &amp; Co');
    const link = /class="decline" href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const declined = await fetch(`${server.url}/oauth/authorize${link}`, { redirect: 'manual' });
    expect(declined.headers.get('location')).toContain('error=access_denied');
    expect(declined.headers.get('location')).toContain('state=s');
  });

  test('a code works once, with its verifier, for five minutes', async () => {
    const { server } = await start();
    const code = (await allow(server.url)).get('code');
    expect((await exchange(server.url, code)).body.refresh_token).toMatch(/^refresh-/);
    expect((await exchange(server.url, code)).status).toBe(400);
    const other = (await allow(server.url)).get('code');
    expect((await exchange(server.url, other, 'wrong')).body).toEqual({ error: 'invalid_grant' });
    expect((await exchange(server.url, other)).status).toBe(400);
    const late = (await allow(server.url)).get('code');
    clock.advance(301_000);
    expect((await exchange(server.url, late)).status).toBe(400);
    expect((await allow(server.url, { auto: '1', code_challenge_method: 'plain' })).get('error')).toBe(
      'invalid_request',
    );
  });

  test('refresh rotates, and tokens end by the clock, by word and by revoking', async () => {
    const { server, control } = await start();
    const first = await exchange(server.url, (await allow(server.url)).get('code'));
    const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token };
    expect(control.signIn.check(first.body.access_token)?.account.name).toBe('Byron & Co');
    clock.advance(3_600_000);
    expect(control.signIn.check(first.body.access_token)).toBeNull();
    const second = await token(server.url, refresh);
    expect((await token(server.url, refresh)).body).toEqual({ error: 'invalid_grant' });
    control.signIn.expireAccess(second.body.access_token);
    expect(control.signIn.check(second.body.access_token)).toBeNull();
    const ended: string[] = [];
    control.signIn.onRevoke((grant) => ended.push(grant.account.id));
    const body = new URLSearchParams({ token: second.body.refresh_token });
    await fetch(`${server.url}/oauth/revoke`, { method: 'POST', body });
    expect(ended).toEqual(['firm-1']);
    const again = { grant_type: 'refresh_token', refresh_token: second.body.refresh_token };
    expect((await token(server.url, again)).status).toBe(400);
  });

  test('client credentials give an access token only; a wrong secret nothing', async () => {
    const { server } = await start();
    const given = await token(server.url, { grant_type: 'client_credentials' });
    expect(Object.keys(given.body)).toEqual(['access_token', 'token_type', 'expires_in']);
    const wrong = { grant_type: 'client_credentials', client_secret: 'other' };
    expect(await token(server.url, wrong)).toEqual({ status: 401, body: { error: 'invalid_client' } });
  });
});

describe('budget', () => {
  test('the fourth request in a minute is refused, and counted; a minute later it goes', async () => {
    const { call, control } = await start();
    control.budget.enforced = true;
    for (const status of [200, 200, 200, 429]) expect((await call('/things')).status).toBe(status);
    expect([control.budget.refused, control.budget.peak(60)]).toEqual([1, 3]);
    clock.advance(60_000);
    expect((await call('/things')).status).toBe(200);
  });

  test('a bucket fills again, and so many at once is the most', async () => {
    const { call, control } = await start();
    control.budget.enforced = true;
    control.budget.rule = { bucket: { rate: 5, burst: 2 } };
    for (const status of [200, 200, 429]) expect((await call('/things')).status).toBe(status);
    clock.advance(200);
    expect((await call('/things')).status).toBe(200);
    control.budget.reset();
    control.budget.rule = { concurrency: 1 };
    control.faults.add({ kind: 'delay', count: 2, milliseconds: 30 });
    expect((await Promise.all([call('/things'), call('/things')])).map(({ status }) => status)).toContain(
      200,
    );
    expect(control.budget.mostAtOnce).toBe(1);
  });
});

describe('faults', () => {
  test('a connection that breaks before nothing was done, and one that breaks after', async () => {
    const { post, control, made } = await start();
    control.faults.add({ kind: 'dropBeforeCommit', match: { operation: 'POST /things' } });
    await expect(post({ name: 'a' })).rejects.toThrow();
    expect(made).toHaveLength(0);
    control.faults.add({ kind: 'dropAfterCommit' });
    await expect(post({ name: 'a' })).rejects.toThrow();
    expect(made).toHaveLength(1);
    expect((await post({ name: 'b' })).status).toBe(201);
    expect(control.log.slice(-3)).toEqual([
      'POST /things → dropped',
      'POST /things → dropped',
      'POST /things → 201',
    ]);
  });

  test('a status, an ended token, an answer that breaks off', async () => {
    const { call, control } = await start();
    control.faults.add({ kind: 'status', status: 429, retryAfterSeconds: 7, skip: 1 });
    expect((await call('/things')).status).toBe(200);
    expect((await call('/things')).headers.get('retry-after')).toBe('7');
    control.faults.add({ kind: 'slowBody' });
    const broken = await call('/things');
    await expect(broken.text()).rejects.toThrow();
    control.faults.add({ kind: 'expireToken' });
    expect((await call('/things')).status).toBe(401);
  });

  test('the same seed gives the same row of misfortunes', async () => {
    const runs = [];
    for (const _ of [1, 2]) {
      const { call, control } = await start();
      control.faults.chaos({ seed: 42, rate: 0.5, kinds: ['status', 'dropAfterCommit'] });
      for (let count = 0; count < 20; count += 1) await call('/things').catch(() => null);
      runs.push([...control.log]);
      expect(control.faults.injected.length).toBeGreaterThan(3);
    }
    expect(runs[0]).toEqual(runs[1]);
  });
});

describe('lag', () => {
  test('a record is read after a while and listed later still', () => {
    const table = createTable<{ n: number }>(clock, { read: 1000, list: 5000 });
    table.put('a', { n: 1 });
    expect([table.truth.size, table.read('a'), table.listed()]).toEqual([1, undefined, []]);
    clock.advance(1000);
    expect([table.read('a'), table.listed()]).toEqual([{ n: 1 }, []]);
    clock.advance(4000);
    expect(table.listed()).toEqual([{ n: 1 }]);
    table.put('a', { n: 2 });
    clock.advance(5000);
    table.remove('a');
    expect(table.listed()).toEqual([{ n: 2 }]);
    clock.advance(5000);
    expect([table.read('a'), table.listed()]).toEqual([undefined, []]);
  });
});

test('control over HTTP: faults, state, reset', async () => {
  const { server, call, control } = await start({ actions: { ring: (body) => ({ heard: body }) } });
  const ask = (action: string, body: unknown) =>
    fetch(`${server.url}/control/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await ask('fault', { kind: 'status', status: 500 });
  expect((await call('/things')).status).toBe(500);
  expect(await (await ask('ring', { now: true })).json()).toEqual({ heard: { now: true } });
  expect((await ask('fault', { kind: 'unheard of' })).status).toBe(400);
  const state = await (await fetch(`${server.url}/control/state`)).json();
  expect(state).toMatchObject({ name: 'things', used: { 'GET /things': 1 }, violations: [] });
  await ask('reset', {});
  expect(control.used.size).toBe(0);
});
