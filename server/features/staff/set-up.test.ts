import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, testPassword } from '../../testing/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

const wanted = {
  firm: { name: 'Harbour Law', country: 'GB', timeZone: 'Europe/London' },
  owner: { firstName: 'Ada', lastName: 'Archer', email: 'Ada@Example.com', password: testPassword },
};

describe('first run', () => {
  test('is needed while there is no firm', async () => {
    expect((await app.call('GET', '/api/v1/setup')).json()).toEqual({ needed: true });
    expect((await app.call('GET', '/api/v1/me')).statusCode).toBe(401);
  });

  test('refuses a country, a time zone or a password that cannot be', async () => {
    for (const body of [
      { ...wanted, firm: { ...wanted.firm, country: 'XX' } },
      { ...wanted, firm: { ...wanted.firm, timeZone: 'Mars/Base' } },
      { ...wanted, owner: { ...wanted.owner, password: 'short' } },
    ]) {
      expect((await app.call('POST', '/api/v1/setup', body)).statusCode).toBe(422);
    }
  });

  test('of many at the same moment makes one firm, signs its owner in, and refuses the rest', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => app.call('POST', '/api/v1/setup', wanted)),
    );
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([201, 409, 409, 409]);
    const made = answers.find((answer) => answer.statusCode === 201);
    const setCookie = String(made?.headers['set-cookie']);
    expect(setCookie).toMatch(/^matterline\.session_token=.*; Path=\/; HttpOnly; SameSite=Lax$/);
    const me = await app.call('GET', '/api/v1/me', undefined, {
      headers: { cookie: setCookie.split(';')[0] },
    });
    expect(me.json()).toMatchObject({
      firm: { name: 'Harbour Law', currency: 'GBP' },
      staff: { firstName: 'Ada', role: 'owner', email: 'ada@example.com' },
      firms: [{ name: 'Harbour Law' }],
    });
    expect((await app.call('GET', '/api/v1/setup')).json()).toEqual({ needed: false });
    expect((await app.call('POST', '/api/v1/setup', wanted)).json()).toMatchObject({ code: 'wrong_state' });
  });

  test('leaves a login that works with the password', async () => {
    const signIn = (password: string) =>
      app.call('POST', '/api/auth/sign-in/email', { email: 'ada@example.com', password });
    expect((await signIn('wrong horse battery')).statusCode).toBe(401);
    const answer = await signIn(testPassword);
    expect(answer.statusCode).toBe(200);
    expect(String(answer.headers['set-cookie'])).toContain('matterline.session_token=');
  });
});
