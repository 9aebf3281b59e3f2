/** Proving once more that it is you. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm, testPassword } from '../../testing/app.ts';

let app: TestApp;
let firm: TestFirm;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const provenAt = async (userId: string): Promise<unknown> =>
  (
    await app.platform.database.pool.query('select "provenAt" from auth_session where "userId" = $1', [
      userId,
    ])
  ).rows[0]?.provenAt;
const prove = (body: object) => firm.owner.call('POST', '/api/v1/me/prove', body);

test('the right password proves it, for this session; it leaves a trace', async () => {
  firm = await app.makeFirm();
  expect((await prove({ password: testPassword })).statusCode).toBe(204);
  expect(await provenAt(firm.owner.userId)).toBeInstanceOf(Date);
  const { items } = (await firm.owner.call('GET', '/api/v1/audit-log')).json();
  expect(items[0]).toMatchObject({ action: 'session.proven', subjectId: firm.owner.id });
});

test.each([
  ['a wrong password', { password: 'not this one at all' }, 'password'],
  ['a code of a login without an authenticator app, which sets none up', { code: '123456' }, 'code'],
])('%s proves nothing', async (_name, body, field) => {
  firm = await app.makeFirm();
  const answer = await prove(body);
  expect([answer.statusCode, answer.json().errors]).toMatchObject([422, [{ field }]]);
  expect(await provenAt(firm.owner.userId)).toBeNull();
  const { rows } = await app.platform.database.pool.query(
    'select "twoFactorEnabled" as on from auth_user where id = $1',
    [firm.owner.userId],
  );
  expect(rows[0].on).not.toBe(true);
});

test.each([
  [{}],
  [{ password: '' }],
  [{ code: '12345' }],
  [{ password: 'x', code: '123456' }],
  [{ code: "' or 1" }],
])('%j is no proof', async (body) => {
  firm = await app.makeFirm();
  expect((await prove(body)).statusCode).toBe(422);
});

test('guessing ends after ten tries', async () => {
  firm = await app.makeFirm();
  for (let tries = 0; tries < 10; tries += 1) await prove({ password: 'wrong' });
  expect((await prove({ password: testPassword })).statusCode).toBe(429);
});

test('a token proves nothing', async () => {
  firm = await app.makeFirm();
  const headers = { authorization: `Bearer ${firm.owner.token}` };
  const answer = await app.call('POST', '/api/v1/me/prove', { password: testPassword }, { headers });
  expect(answer.statusCode).toBe(409);
});
