/** Tokens, limits, missing rights, and what Zoho CRM is as data. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { zohoDemoApplication } from '../../../simulators/zoho/index.ts';
import {
  call,
  createProgress,
  failureOf,
  fax,
  startWorld,
  type World,
} from '../../../simulators/zoho/test-world.ts';
import { authorizeUrl, requestTokens, revokeTokens } from '../kit/oauth.ts';
import { zoho } from './index.ts';
import { policy as row } from './policy.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld({ enforceBudget: true, credits: 20 });
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const write = () => world.client.write(call(world), createProgress());

describe('limits', () => {
  test('no credits left: refused without a time, so that thirty seconds are taken', async () => {
    for (let count = 0; count < 20; count += 1) await world.client.fetchOne('staff', world.ids.nora);
    expect(await failureOf(write())).toMatchObject({
      failure: 'rate_limited',
      retryAt: new Date('2026-03-02T17:00:30.000Z'),
      detail: expect.stringContaining('TOO_MANY_REQUESTS'),
    });
    expect(world.world.records('Calls')).toEqual([]);
  });

  test('six at once: the sixth is refused', async () => {
    await world.close();
    world = await startWorld({ enforceBudget: true, answerMilliseconds: 100 });
    const all = Array.from({ length: 6 }, () => failureOf(world.client.fetchOne('staff', world.ids.nora)));
    const failures = (await Promise.all(all)).filter((each) => each !== null);
    expect(failures).toMatchObject([{ failure: 'rate_limited' }]);
    expect(zoho.budget.concurrency).toBe(5);
    expect(world.control.budget.mostAtOnce).toBe(5);
  });

  test('what is left is told once half is used', async () => {
    const { accessToken } = world.control.signIn.issue();
    const left = [];
    for (let count = 0; count < 11; count += 1) {
      const headers = { authorization: `Zoho-oauthtoken ${accessToken}` };
      const response = await fetch(`${world.apiUrl}/crm/v8/org`, { headers });
      left.push(zoho.budget.readRemaining?.(response.headers)?.remaining ?? null);
    }
    expect(left).toEqual([...Array.from({ length: 9 }, () => null), 10, 9]);
  });
});

describe('tokens', () => {
  test('an expired one is renewed once and the request goes again', async () => {
    world.control.signIn.expireAccess();
    await write();
    expect(world.renewals()).toBe(1);
    expect(world.world.records('Calls')).toHaveLength(1);
  });

  test('also in the middle of a file', async () => {
    world.control.signIn.expireAccess();
    await world.client.write(fax(world), createProgress());
    expect(world.world.files()).toHaveLength(1);
  });

  test('permission taken back: unauthorised, though Zoho says it with status 200', async () => {
    world.control.signIn.revokeGrant();
    expect(await failureOf(write())).toMatchObject({
      failure: 'unauthorised',
      detail: expect.stringContaining('invalid_code'),
    });
  });

  test('a missing right is no reason for a new token', async () => {
    world.world.withhold('/Calls');
    expect(await failureOf(write())).toMatchObject({
      failure: 'rejected',
      detail: expect.stringContaining('OAUTH_SCOPE_MISMATCH'),
    });
    expect(world.renewals()).toBe(0);
  });

  test('the eleventh refresh in ten minutes is put off, not taken for a dead one', async () => {
    for (let count = 0; count < 10; count += 1) {
      world.control.signIn.expireAccess();
      await world.client.fetchOne('staff', world.ids.nora);
    }
    world.control.signIn.expireAccess();
    expect(await failureOf(world.client.fetchOne('staff', world.ids.nora))).toMatchObject({
      failure: 'rate_limited',
      retryAt: new Date('2026-03-02T17:10:00.000Z'),
    });
    world.clock.advance(10 * 60_000);
    await write();
  });

  test('the same word with status 200', async () => {
    const denied = async () => Response.json({ error: 'Access Denied' });
    const application = { apiUrl: world.apiUrl, authUrl: world.authUrl, ...zohoDemoApplication };
    const grant = { grant: 'refresh_token', refreshToken: 'r' } as const;
    const asked = requestTokens({ fetch: denied, now: world.clock.now }, zoho.signIn, application, grant);
    expect(await failureOf(asked)).toMatchObject({ failure: 'rate_limited' });
  });
});

test.each([
  [403, 'rejected', 'NO_PERMISSION'],
  [500, 'unavailable', 'INTERNAL_ERROR'],
  [429, 'rate_limited', 'TOO_MANY_REQUESTS'],
])('%i is %s', async (status, failure, words) => {
  world.control.faults.add({ kind: 'status', status });
  expect(await failureOf(write())).toMatchObject({ failure, detail: expect.stringContaining(words) });
});

describe('signing in', () => {
  const application = () => ({ apiUrl: world.apiUrl, authUrl: world.authUrl, ...zohoDemoApplication });
  const transport = () => ({ fetch, now: world.clock.now });
  const attempt = { redirectUri: 'https://firm.example.com/back', state: 'st', verifier: 'v' };

  test('scopes by comma, offline; the hosts are told on the way', async () => {
    const url = new URL(authorizeUrl(zoho.signIn, application(), attempt));
    expect(url.pathname).toBe('/oauth/v2/auth');
    expect(url.searchParams.get('access_type')).toBe('offline');
    expect(url.searchParams.get('scope')).toContain('ZohoCRM.modules.calls.ALL,');
    url.searchParams.set('auto', '1');
    const back = new URL((await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '');
    expect(back.searchParams.get(zoho.signIn.hostsFrom?.authUrlInRedirect ?? '')).toBe(world.authUrl);
    const code = back.searchParams.get('code') ?? '';
    const grant = { grant: 'authorization_code', code, ...attempt } as const;
    const tokens = await requestTokens(transport(), zoho.signIn, application(), grant);
    expect(tokens).toMatchObject({
      apiUrl: world.apiUrl,
      refreshToken: expect.any(String),
      accessTokenExpiresAt: new Date('2026-03-02T18:00:00.000Z'),
    });
    await revokeTokens(transport(), zoho.signIn, application(), tokens);
    expect(world.control.signIn.check(tokens.accessToken)).toBeNull();
    const again = requestTokens(transport(), zoho.signIn, application(), grant);
    expect(await failureOf(again)).toMatchObject({ failure: 'unauthorised' });
  });
});

describe('as data', () => {
  test('the policy is the row of the table', () => expect(zoho.policy).toEqual(row));

  test('each data centre has its own hosts', () => {
    expect(zoho.regions.map(({ id, apiUrl, authUrl }) => [id, apiUrl, authUrl])).toContainEqual([
      'au',
      'https://www.zohoapis.com.au',
      'https://accounts.zoho.com.au',
    ]);
    expect(zoho.regions).toHaveLength(9);
  });

  test('no page of a record is known', () => {
    expect(zoho.urlOf('communication', '1', { apiUrl: 'https://www.zohoapis.com' })).toBeNull();
  });
});
