/** Tokens, limits, versions, missing rights: what each of them means to us. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  communication,
  createProgress,
  startWorld,
  type World,
} from '../../../simulators/clio/test-world.ts';
import { authorizeUrl, requestTokens, revokeTokens } from '../kit/oauth.ts';
import { VendorError } from '../ports.ts';
import { clio } from './index.ts';
import { policy as row } from './policy.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld({ enforceBudget: true });
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const failureOf = async (act: () => Promise<unknown>) => {
  const error = await act().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof VendorError ? error.problem : null;
};

test('the 51st request in a minute is refused until Clio says', async () => {
  for (let count = 0; count < 50; count += 1) await world.client.whoAmI();
  world.clock.advance(20_000);
  expect(await failureOf(() => world.client.whoAmI())).toMatchObject({
    failure: 'rate_limited',
    retryAt: new Date('2026-03-02T17:01:00.000Z'),
  });
  world.clock.advance(40_000);
  await world.client.whoAmI();
});

test('what is left is read from every answer', async () => {
  const { accessToken } = world.control.signIn.issue();
  const headers = { authorization: `Bearer ${accessToken}` };
  const response = await fetch(`${world.apiUrl}/users/who_am_i.json`, { headers });
  expect(clio.budget.readRemaining?.(response.headers)).toEqual({
    remaining: 49,
    resetAt: new Date('2026-03-02T17:01:00.000Z'),
  });
  expect(clio.budget.readRemaining?.(new Headers())).toBeNull();
});

describe('tokens', () => {
  test('a person lets us in: address, code, tokens, and out again', async () => {
    const application = { ...world.context.credentials, ...world.credentials };
    const attempt = { redirectUri: 'https://matterline.example.com/back', state: 's1', verifier: 'v' };
    const address = new URL(authorizeUrl(clio.signIn, application, attempt));
    expect([...address.searchParams.keys()]).toEqual([
      'response_type',
      'client_id',
      'redirect_uri',
      'state',
      'redirect_on_decline',
    ]);
    address.searchParams.set('auto', '1');
    const allowed = await fetch(address, { redirect: 'manual' });
    const back = new URL(allowed.headers.get('location') ?? '').searchParams;
    const grant = { grant: 'authorization_code', code: back.get('code') ?? '', ...attempt } as const;
    const tokens = await requestTokens(world.context, clio.signIn, application, grant);
    expect(tokens).toMatchObject({
      accessTokenExpiresAt: new Date('2026-04-01T17:00:00.000Z'),
      refreshToken: expect.any(String),
    });
    const connected = clio.client({ ...world.context, token: async () => tokens.accessToken });
    expect(await connected.whoAmI()).toMatchObject({ userName: 'Nora Hartley' });
    await revokeTokens(world.context, clio.signIn, application, tokens);
    expect(world.control.signIn.check(tokens.accessToken)).toBeNull();
  });

  test('an expired one is renewed once and the request goes again', async () => {
    world.control.signIn.expireAccess();
    await world.client.write(communication(world), createProgress());
    expect(world.renewals()).toBe(1);
    expect(world.world.records('communications')).toHaveLength(1);
  });

  test('a refresh answer without a refresh token: the old one stays good', async () => {
    for (const renewals of [1, 2]) {
      world.control.signIn.expireAccess();
      await world.client.whoAmI();
      expect(world.renewals()).toBe(renewals);
    }
  });

  test('permission taken back: unauthorised', async () => {
    world.control.signIn.revokeGrant();
    expect(await failureOf(() => world.client.whoAmI())).toMatchObject({ failure: 'unauthorised' });
  });
});

test.each([
  [403, 'rejected', '403'],
  [410, 'rejected', 'version 4.0.13'],
  [500, 'unavailable', '500'],
  [422, 'rejected', '422'],
])('%i is %s', async (status, failure, words) => {
  world.control.faults.add({ kind: 'status', status });
  const problem = await failureOf(() => world.client.whoAmI());
  expect(problem).toMatchObject({ failure, detail: expect.stringContaining(words) });
});

describe('as data', () => {
  test('the policy is the row of the table', () => expect(clio.policy).toEqual(row));

  test('four regions, each with its own hosts', () => {
    expect(clio.regions.map(({ id, apiUrl, authUrl }) => [id, apiUrl, authUrl])).toEqual([
      ['us', 'https://app.clio.com/api/v4', 'https://app.clio.com'],
      ['eu', 'https://eu.app.clio.com/api/v4', 'https://eu.app.clio.com'],
      ['ca', 'https://ca.app.clio.com/api/v4', 'https://ca.app.clio.com'],
      ['au', 'https://au.app.clio.com/api/v4', 'https://au.app.clio.com'],
    ]);
  });

  test('a document has a page, the rest has no known one', () => {
    const at = { apiUrl: 'https://eu.app.clio.com/api/v4' };
    expect(clio.urlOf('document', '640', at)).toBe('https://eu.app.clio.com/nc/#/documents/640/details');
    expect(clio.urlOf('communication', '1', at)).toBeNull();
  });
});
