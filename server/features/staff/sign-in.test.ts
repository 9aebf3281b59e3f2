import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm, testPassword } from '../../testing/app.ts';

let app: TestApp;
let firm: TestFirm;
beforeAll(async () => {
  app = await startTestApp();
  firm = await app.makeFirm();
});
afterAll(async () => {
  await app.close();
});

const origin = 'http://matterline.example.com';
/** As a browser's page of ours sends it. */
function auth(path: string, body?: unknown, cookie?: string) {
  const headers = { host: 'matterline.example.com', origin, ...(cookie ? { cookie } : {}) };
  return app.call(body === undefined ? 'GET' : 'POST', `/api/auth${path}`, body, { headers });
}
type Answer = Awaited<ReturnType<typeof auth>>;

/** The Cookie header for what an answer set. */
function cookiesOf(answer: Answer): string {
  const all = [answer.headers['set-cookie'] ?? []].flat();
  return all
    .filter((one) => !/Max-Age=0/.test(one))
    .map((one) => one.split(';')[0])
    .join('; ');
}
const me = async (cookie: string) =>
  (await app.call('GET', '/api/v1/me', undefined, { headers: { cookie } })).statusCode;

/** The newest mail to this address; sign-in mails go out beside the answer, so it is waited for. */
async function mailTo(email: string, about: RegExp, than = 0): Promise<string> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const { items } = (await firm.owner.call('GET', '/api/v1/outbox?limit=200')).json();
    const found = items.filter(
      (one: { recipient: string; body: string }) => one.recipient === email && about.test(one.body),
    );
    if (found.length > than) return found[0].body;
    if (Date.now() > deadline) throw new Error(`no mail to ${email}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A person with a password. */
async function person(email: string) {
  await firm.owner.call('POST', '/api/v1/staff', { firstName: 'Pat', lastName: 'Person', email });
  const token = /\/invitation\/([\w-]+)/.exec(await mailTo(email, /\/invitation\//))?.[1];
  const answer = await app.call('POST', `/api/v1/invitations/${token}/accept`, {
    firstName: 'Pat',
    lastName: 'Person',
    password: testPassword,
  });
  return { email, cookie: cookiesOf(answer) };
}

const withPassword = (email: string, password = testPassword, cookie?: string) =>
  auth('/sign-in/email', { email, password }, cookie);

async function withCode(email: string, cookie?: string) {
  await auth('/email-otp/send-verification-otp', { email, type: 'sign-in' }, cookie);
  const otp = /\n(\d{6})\n/.exec(await mailTo(email, /Your code/))?.[1] ?? '';
  return await auth('/sign-in/email-otp', { email, otp }, cookie);
}

/** RFC 6238, six digits, 30 seconds. */
function totpOf(uri: string, at: Date): string {
  const secret = base32(new URL(uri).searchParams.get('secret') ?? '');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function base32(text: string): Buffer {
  const bits = [...text.replace(/=+$/, '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

describe('signing in', () => {
  test('by password gives a new session, whatever cookie was there before', async () => {
    const { email, cookie } = await person('fixed@example.com');
    const answer = await withPassword(email, testPassword, cookie);
    expect(answer.statusCode).toBe(200);
    expect(cookiesOf(answer)).not.toBe(cookie);
    expect(await me(cookiesOf(answer))).toBe(200);
    const planted = 'matterline.session_token=chosen-by-somebody.c2ln';
    expect(cookiesOf(await withPassword(email, testPassword, planted))).not.toContain('chosen-by-somebody');
    expect(await me(planted)).toBe(401);
  });

  test('tells the session’s token in no answer’s body: the cookie alone holds it', async () => {
    const { email, cookie } = await person('quiet@example.com');
    const answers = [
      await withPassword(email),
      await withCode(email),
      await auth('/get-session', undefined, cookie),
      await auth(
        '/change-password',
        { currentPassword: testPassword, newPassword: 'another horse battery', revokeOtherSessions: true },
        cookie,
      ),
    ];
    const { rows } = await app.platform.database.pool.query<{ token: string }>(
      'select token from auth_session',
    );
    for (const answer of answers) {
      expect(answer.statusCode).toBe(200);
      expect(answer.json().user ?? answer.json()).toMatchObject({ email });
      expect(answer.body).not.toContain('"token"');
      for (const { token } of rows) expect(answer.body).not.toContain(token);
    }
  });

  test('by e-mailed code leaves the earlier session of the same login valid, and its password', async () => {
    const { email, cookie } = await person('coder@example.com');
    const answer = await withCode(email);
    expect(answer.statusCode).toBe(200);
    expect([await me(cookiesOf(answer)), await me(cookie)]).toEqual([200, 200]);
    expect((await withPassword(email)).statusCode).toBe(200);
  });

  test('a code works once, and not after three wrong ones', async () => {
    const { email } = await person('codes@example.com');
    await auth('/email-otp/send-verification-otp', { email, type: 'sign-in' });
    const otp = /\n(\d{6})\n/.exec(await mailTo(email, /Your code/))?.[1] ?? '';
    const wrong = otp === '000000' ? '111111' : '000000';
    for (const tried of [wrong, wrong, wrong]) {
      expect((await auth('/sign-in/email-otp', { email, otp: tried })).statusCode).toBeGreaterThanOrEqual(
        400,
      );
    }
    expect((await auth('/sign-in/email-otp', { email, otp })).statusCode).toBeGreaterThanOrEqual(400);
  });

  test('with TOTP on, password and e-mailed code both ask for the second factor; backup codes work once', async () => {
    const { email, cookie } = await person('totp@example.com');
    const enabled = await auth('/two-factor/enable', { password: testPassword }, cookie);
    const { totpURI, backupCodes } = enabled.json();
    expect(backupCodes).toHaveLength(10);
    const confirmed = await auth('/two-factor/verify-totp', { code: totpOf(totpURI, new Date()) }, cookie);
    expect(confirmed.statusCode).toBe(200);

    const byPassword = await withPassword(email);
    expect(byPassword.json()).toMatchObject({ twoFactorRedirect: true });
    expect(await me(cookiesOf(byPassword))).toBe(401);
    const byCode = await withCode(email);
    expect(byCode.json()).toMatchObject({ twoFactorRedirect: true });
    expect(await me(cookiesOf(byCode))).toBe(401);

    const second = await auth('/two-factor/verify-backup-code', { code: backupCodes[0] }, cookiesOf(byCode));
    expect(second.statusCode).toBe(200);
    expect(await me(cookiesOf(second))).toBe(200);
    const again = await withPassword(email);
    const reused = await auth('/two-factor/verify-backup-code', { code: backupCodes[0] }, cookiesOf(again));
    expect(reused.statusCode).toBeGreaterThanOrEqual(400);
    const third = await auth(
      '/two-factor/verify-totp',
      { code: totpOf(totpURI, new Date()) },
      cookiesOf(again),
    );
    expect(await me(cookiesOf(third))).toBe(200);
  });

  test('offers passkeys to sign in and to add', async () => {
    const { cookie } = await person('keys@example.com');
    const toAdd = (await auth('/passkey/generate-register-options', undefined, cookie)).json();
    expect(toAdd).toMatchObject({
      rp: { id: 'matterline.example.com' },
      authenticatorSelection: { userVerification: 'required' },
    });
    expect((await auth('/passkey/generate-authenticate-options')).json().challenge).toBeTruthy();
    expect((await auth('/passkey/generate-register-options')).statusCode).toBe(401);
  });

  test('refuses a passkey that nobody unlocked, and what is none', async () => {
    const data = (flags: number) => Buffer.concat([Buffer.alloc(32), Buffer.from([flags]), Buffer.alloc(4)]);
    const answer = async (flags: number) => {
      const authenticatorData = data(flags).toString('base64url');
      return await auth('/passkey/verify-authentication', {
        response: { id: 'x', response: { authenticatorData } },
      });
    };
    expect((await answer(0x01)).json().code).toBe('forbidden');
    expect((await answer(0x05)).json().code).not.toBe('forbidden');
    expect((await auth('/passkey/verify-authentication', {})).statusCode).toBe(422);
  });

  test('a forgotten password is replaced by mail, once, and ends all sessions', async () => {
    const { email, cookie } = await person('forgot@example.com');
    await auth('/request-password-reset', { email });
    const token = /token=(\w+)/.exec(await mailTo(email, /reset-password/))?.[1];
    const replace = () => auth('/reset-password', { token, newPassword: 'a brand new password' });
    expect((await replace()).statusCode).toBe(200);
    expect((await replace()).statusCode).toBe(400);
    expect(await me(cookie)).toBe(401);
    expect((await withPassword(email)).statusCode).toBe(401);
    expect((await withPassword(email, 'a brand new password')).statusCode).toBe(200);
  });

  test('changes the password only with the old one', async () => {
    const { email, cookie } = await person('change@example.com');
    const change = (currentPassword: string) =>
      auth('/change-password', { currentPassword, newPassword: 'yet another password' }, cookie);
    expect((await change('not the old one')).statusCode).toBe(400);
    expect((await change(testPassword)).statusCode).toBe(200);
    expect((await withPassword(email, 'yet another password')).statusCode).toBe(200);
  });
});

describe('from outside', () => {
  test.each([
    '/sign-up/email',
    '/update-user',
    '/change-email',
    '/delete-user',
    '/email-otp/verify-email',
    '/list-sessions',
    '/no',
  ])('%s is not there', async (path) => {
    const body = { email: 'new@example.com', name: 'N', password: testPassword };
    expect((await auth(path, body, firm.owner.cookie)).statusCode).toBe(404);
  });

  test('nothing tells whether an account exists', async () => {
    const { email } = await person('known@example.com');
    const tries: ((address: string) => Promise<Answer>)[] = [
      (address) => withPassword(address, 'not the password'),
      (address) => auth('/sign-in/email-otp', { email: address, otp: '123456' }),
      (address) => auth('/email-otp/send-verification-otp', { email: address, type: 'sign-in' }),
      (address) => auth('/request-password-reset', { email: address }),
    ];
    for (const tried of tries) {
      const [known, unknown] = [await tried(email), await tried('unknown@example.com')];
      expect([unknown.statusCode, unknown.body]).toEqual([known.statusCode, known.body]);
    }
  });

  test('an unknown account takes as long as a wrong password', async () => {
    const { email } = await person('timed@example.com');
    const fastest = async (address: string) => {
      const times: number[] = [];
      for (let n = 0; n < 4; n += 1) {
        const start = performance.now();
        await withPassword(address, 'not the password');
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    };
    const [known, unknown] = [await fastest(email), await fastest('untimed@example.com')];
    // The password's hash is most of the time, on both ways; without it the answer would come ten times sooner.
    expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(3);
  });

  test('a page of another site cannot act with the cookie', async () => {
    const headers = {
      cookie: firm.owner.cookie,
      origin: 'https://evil.example.net',
      host: 'matterline.example.com',
    };
    const foreign = await app.call('POST', '/api/auth/sign-out', {}, { headers });
    expect(foreign.statusCode).toBe(403);
    const invite = { firstName: 'E', lastName: 'V', email: 'ev@example.com' };
    for (const origin of ['https://evil.example.net', 'null', 'nonsense']) {
      const answer = await app.call('POST', '/api/v1/staff', invite, { headers: { ...headers, origin } });
      expect(answer.json().code, origin).toBe('csrf');
    }
    expect(await me(firm.owner.cookie)).toBe(200);
  });

  test('a program without a browser signs in and out without naming an origin', async () => {
    const { email } = await person('program@example.com');
    const body = { email, password: testPassword };
    const headers = { 'sec-fetch-mode': 'cors' };
    const answer = await app.call('POST', '/api/auth/sign-in/email', body, { headers });
    expect(answer.statusCode).toBe(200);
    const cookie = cookiesOf(answer);
    const out = await app.call('POST', '/api/auth/sign-out', {}, { headers: { ...headers, cookie } });
    expect([out.statusCode, await me(cookie)]).toEqual([200, 401]);
  });

  test('one account is tried at most ten times in a quarter of an hour, known or not', async () => {
    const { email } = await person('guessed@example.com');
    await app.platform.database.pool.query('delete from rate_limits');
    for (const address of [email, 'nobody@example.com']) {
      const answers: Answer[] = [];
      for (let n = 0; n < 11; n += 1)
        answers.push(await auth('/sign-in/email-otp', { email: address, otp: '000000' }));
      expect(answers.at(-1)?.statusCode).toBe(429);
      expect(answers.at(-1)?.json().code).toBe('too_many_requests');
      expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(0);
      expect(answers.slice(0, 10).some(({ statusCode }) => statusCode === 429)).toBe(false);
    }
    const { rows } = await app.platform.database.pool.query('select key from rate_limits where key like $1', [
      'sign-in-account:%',
    ]);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('one address is tried at most sixty times in five minutes, whatever it names', async () => {
    await app.platform.database.pool.query('delete from rate_limits');
    const statuses: number[] = [];
    for (let n = 0; n < 61; n += 1) {
      const answer = await auth('/sign-in/email-otp', { email: `guess${n}@example.com`, otp: '000000' });
      statuses.push(answer.statusCode);
    }
    expect(statuses.slice(0, 60)).not.toContain(429);
    expect(statuses[60]).toBe(429);
  });
});

test('over https the cookie is bound to this host: __Host-, Secure, HttpOnly, SameSite=Lax', async () => {
  const secure = await startTestApp({ config: { publicUrl: new URL('https://hub.example.com') } });
  const { owner } = await secure.makeFirm();
  const headers = { host: 'hub.example.com', origin: 'https://hub.example.com' };
  const answer = await secure.call(
    'POST',
    '/api/auth/sign-in/email',
    { email: owner.email, password: testPassword },
    { headers },
  );
  const cookie = [answer.headers['set-cookie'] ?? []].flat()[0] ?? '';
  expect(cookie).toMatch(/^__Host-matterline\.session_token=/);
  for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) expect(cookie).toContain(part);
  expect(cookie).not.toContain('Domain');
  const read = await secure.call('GET', '/api/v1/me', undefined, {
    headers: { cookie: cookie.split(';')[0] },
  });
  expect(read.statusCode).toBe(200);
  expect(owner.cookie).toMatch(/^__Host-matterline/);
  await secure.close();
});
