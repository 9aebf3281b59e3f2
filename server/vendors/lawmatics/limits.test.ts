/** Sign-in, tokens, budget, and errors. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createProgress,
  interaction,
  startWorld,
  type World,
} from '../../../simulators/lawmatics/test-world.ts';
import { authorizeUrl, requestTokens } from '../kit/oauth.ts';
import { VendorError } from '../ports.ts';
import { lawmatics } from './index.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

async function problemOf(work: Promise<unknown>) {
  const error: unknown = await work.catch((caught: unknown) => caught);
  if (error instanceof VendorError) return error.problem;
  throw new Error('it went well');
}

describe('sign-in', () => {
  test('a code becomes a token that has no end and nothing to renew it with', async () => {
    const application = { ...world.context.credentials, ...world.credentials };
    const redirectUri = 'https://matterline.example/connected';
    const attempt = { redirectUri, state: 's1', verifier: 'v' };
    const url = `${authorizeUrl(lawmatics.signIn, application, attempt)}&auto=1`;
    const redirect = await fetch(url, { redirect: 'manual' });
    const location = new URL(redirect.headers.get('location') ?? '');
    expect(location.searchParams.get('state')).toBe('s1');
    const code = location.searchParams.get('code') ?? '';
    const tokens = await requestTokens(world.context, lawmatics.signIn, application, {
      grant: 'authorization_code',
      code,
      redirectUri,
      verifier: 'v',
    });
    expect(tokens).toEqual({
      accessToken: expect.any(String),
      accessTokenExpiresAt: null,
      refreshToken: null,
      apiUrl: null,
    });
    world.clock.advance(10 * 365 * 24 * 3_600_000);
    const client = lawmatics.client({ ...world.context, token: async () => tokens.accessToken });
    expect(await client.whoAmI()).toMatchObject({ userName: 'Nora Hartley' });
  });

  test('the published hosts: signing in on one, the token on the other', () => {
    const [region] = lawmatics.regions;
    expect(lawmatics.regions).toHaveLength(1);
    const application = { authUrl: region.authUrl, clientId: 'a' };
    const attempt = { redirectUri: 'https://x.example/', state: 's', verifier: 'v' };
    expect(authorizeUrl(lawmatics.signIn, application, attempt)).toMatch(
      /^https:\/\/app\.lawmatics\.com\/oauth\/authorize\?response_type=code&client_id=a&redirect_uri=/,
    );
    expect(new URL(lawmatics.signIn.tokenPath, region.apiUrl).href).toBe(
      'https://api.lawmatics.com/oauth/token',
    );
  });

  test('a revoked token, told by an empty 401, is "unauthorised", until somebody connects again', async () => {
    world.control.signIn.revokeGrant();
    const progress = createProgress();
    const problem = await problemOf(world.client.write(interaction(world), progress));
    expect(problem).toMatchObject({ failure: 'unauthorised' });
    expect(world.renewals()).toBe(1);
    expect(world.world.records('interaction')).toEqual([]);
    world.signInAgain();
    await world.client.write(interaction(world), progress);
    expect(world.world.records('interaction')).toHaveLength(1);
  });
});

describe('limits', () => {
  test('the 51st request within a minute is refused for a whole minute', async () => {
    await world.close();
    world = await startWorld({ enforceBudget: true });
    for (let index = 0; index < 25; index += 1) await world.client.whoAmI();
    expect(world.control.budget.peak(60)).toBe(50);
    expect(await problemOf(world.client.whoAmI())).toMatchObject({
      failure: 'rate_limited',
      retryAt: new Date('2026-03-02T17:01:00.000Z'),
    });
    world.clock.advance(60_000);
    await world.client.whoAmI();
    expect(world.control.budget.refused).toBe(1);
    expect(lawmatics.budget).toEqual({ windows: [{ limit: 50, seconds: 60 }], per: 'connection' });
  });

  test('a 429 without a word about the time means a minute', async () => {
    const fetch: typeof globalThis.fetch = async () => new Response('', { status: 429 });
    const client = lawmatics.client({ ...world.context, fetch });
    expect(await problemOf(client.whoAmI())).toMatchObject({
      failure: 'rate_limited',
      retryAt: new Date('2026-03-02T17:01:00.000Z'),
    });
  });

  test('a server error is "unavailable", words of refusal are kept', async () => {
    world.control.faults.add({ kind: 'status', status: 502 });
    expect(await problemOf(world.client.whoAmI())).toMatchObject({ failure: 'unavailable' });
    const fetch: typeof globalThis.fetch = async () =>
      Response.json(
        { errors: [{ status: 422, title: 'Validation Failed', detail: "Body can't be blank" }] },
        { status: 422 },
      );
    const client = lawmatics.client({ ...world.context, fetch });
    expect(await problemOf(client.write(interaction(world), createProgress()))).toMatchObject({
      failure: 'rejected',
      detail: expect.stringContaining("Body can't be blank"),
    });
  });

  test('an answer of another shape is "unavailable", never "not there"', async () => {
    const fetch: typeof globalThis.fetch = async () => Response.json({ data: { nothing: true } });
    const client = lawmatics.client({ ...world.context, fetch });
    expect(await problemOf(client.fetchOne('matter', '1'))).toMatchObject({
      failure: 'unavailable',
    });
  });
});
