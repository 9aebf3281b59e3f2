/** The authorisation server. Starts real servers: `createServer` inside. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { clock, closeAfterEach, start } from './test-vendor.ts';

closeAfterEach();

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
