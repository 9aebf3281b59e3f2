import { createOTP } from '@better-auth/utils/otp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { features } from '../../feature-list.ts';
import { handle, route } from '../../platform/http/contract.ts';
import { startTestApp, type TestApp, type TestFirm } from '../../testing/app.ts';
import { appCode } from '../../testing/authenticator-app.ts';
import {
  mailsTo,
  nextMail,
  openPortalBrowser,
  type PortalBrowser,
  signInByLink,
} from '../../testing/portal-browser.ts';
import { makePortalUser } from '../../testing/portal-user.ts';
import { matchingCounter } from './authenticator-app.ts';
import { requireProofForFiles, requireSecondFactor } from './index.ts';

const clock = { time: new Date('2026-03-02T09:00:00.000Z'), now: () => clock.time };
const later = (minutes: number) => {
  clock.time = new Date(clock.time.getTime() + minutes * 60_000);
};

const answer = z.object({ ok: z.boolean() });
const guarded = {
  secret: route({
    method: 'GET',
    path: '/api/v1/portal/secret-thing',
    summary: 'x',
    tag: 'x',
    access: 'portal',
    answer,
    audit: 'none',
  }),
  file: route({
    method: 'GET',
    path: '/api/v1/portal/file-thing',
    summary: 'x',
    tag: 'x',
    access: 'portal',
    answer,
    audit: 'none',
  }),
};

let app: TestApp;
let firm: TestFirm;
beforeAll(async () => {
  const withGuards = () => ({
    routes: [
      handle(guarded.secret, async ({ principal }) => {
        requireSecondFactor(principal);
        return { ok: true };
      }),
      handle(guarded.file, async ({ principal }) => {
        requireProofForFiles(principal, clock.now());
        return { ok: true };
      }),
    ],
  });
  app = await startTestApp({ features: [...features, withGuards], clock });
  firm = await app.makeFirm({ name: 'Hartley & Reid' });
});
afterAll(async () => {
  await app.close();
});
afterEach(() => {
  later(26 * 60);
});

const codeOf = (uri: string) => appCode(uri, clock.time);

/** Sets an authenticator app up. */
async function addApp(browser: PortalBrowser): Promise<{ uri: string; recoveryCodes: string[] }> {
  const begun = await browser.call('POST', '/factors/authenticator');
  expect(begun.statusCode, begun.body).toBe(200);
  const { uri } = begun.json();
  const done = await browser.call('POST', '/factors/authenticator/confirm', { code: await codeOf(uri) });
  expect(done.statusCode, done.body).toBe(200);
  later(1);
  return { uri, recoveryCodes: done.json().recoveryCodes };
}

async function personIn(trusted = false) {
  const person = await makePortalUser(app, firm);
  const browser = openPortalBrowser(app);
  await signInByLink(app, browser, person.email, trusted);
  return { person, browser };
}

const prove = (browser: PortalBrowser, proof: object) =>
  browser.call('POST', '/session/second-factor', proof);

describe('an authenticator app', () => {
  test('is set up by its first code, and asked for at every sign-in from then on', async () => {
    const { person, browser } = await personIn();
    const { uri } = await addApp(browser);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Client%20portal:/);
    const next = openPortalBrowser(app);
    const entered = await signInByLink(app, next, person.email);
    expect(entered.json().session).toEqual({
      ...{ state: 'second_factor', authenticator: true, passkeys: false, recoveryCodes: true },
    });
    expect((await next.call('GET', '/sessions')).statusCode).toBe(401);
    expect(
      (await next.call('POST', '/session/seat', { firmId: firm.id, portalUserId: person.id })).statusCode,
    ).toBe(409);
    const before = next.cookies.get('matterline-portal');
    expect((await prove(next, { kind: 'authenticator', code: await codeOf(uri) })).json()).toMatchObject({
      ...{ state: 'signed_in', secondFactor: true, hasFactor: true },
    });
    expect(next.cookies.get('matterline-portal')).not.toBe(before);
    expect((await next.call('GET', '/sessions')).statusCode).toBe(200);
  });

  test('no code works twice', async () => {
    const { person, browser } = await personIn();
    const { uri } = await addApp(browser);
    const [one, two] = [openPortalBrowser(app), openPortalBrowser(app)];
    await signInByLink(app, one, person.email);
    await signInByLink(app, two, person.email);
    const proof = { kind: 'authenticator', code: await codeOf(uri) };
    expect((await prove(one, proof)).statusCode).toBe(200);
    expect((await prove(two, proof)).statusCode).toBe(422);
  });

  test('wrong codes are counted over all sessions; guessing at mailed codes delays nobody here', async () => {
    const { person, browser } = await personIn();
    const { uri } = await addApp(browser);
    const stranger = openPortalBrowser(app);
    for (let round = 0; round < 2; round += 1) {
      const { id } = (await stranger.call('POST', '/sign-in-requests', { email: person.email })).json();
      for (let n = 0; n < 5; n += 1)
        await stranger.call('POST', `/sign-in-requests/${id}/use`, { code: '000000' });
    }
    const next = openPortalBrowser(app);
    await signInByLink(app, next, person.email);
    for (let n = 0; n < 10; n += 1)
      expect((await prove(next, { kind: 'authenticator', code: '000000' })).statusCode).toBe(422);
    const delayed = await prove(next, { kind: 'authenticator', code: await codeOf(uri) });
    expect([delayed.statusCode, delayed.headers['retry-after']]).toEqual([429, String(15 * 60)]);
    later(15);
    expect((await prove(next, { kind: 'authenticator', code: await codeOf(uri) })).statusCode).toBe(200);
  });

  test.each([
    ['this step', 0, true],
    ['the step before', -1, true],
    ['the step after', 1, true],
    ['two steps ago', -2, false],
  ])('clocks differ a little: %s', async (_name, steps, right) => {
    const now = new Date('2026-03-02T09:00:10.000Z');
    const step = Math.floor(now.getTime() / 30_000) + steps;
    const code = await createOTP('a secret of the app').hotp(step);
    expect(await matchingCounter('a secret of the app', code, 0, now)).toBe(right ? step : null);
    expect(await matchingCounter('a secret of the app', code, step, now)).toBeNull();
  });
});

describe('printed recovery codes', () => {
  test('ten come with the first factor; each stands in for it once, however it is typed', async () => {
    const { person, browser } = await personIn();
    const { recoveryCodes } = await addApp(browser);
    expect(recoveryCodes).toHaveLength(10);
    expect(new Set(recoveryCodes.map((code) => /^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/.test(code)))).toEqual(
      new Set([true]),
    );
    const next = openPortalBrowser(app);
    await signInByLink(app, next, person.email);
    const typed = (recoveryCodes[0] ?? '').toUpperCase().replaceAll('-', ' ');
    expect((await prove(next, { kind: 'recovery', code: typed })).json().state).toBe('signed_in');
    expect((await next.call('GET', '/factors')).json().recoveryCodesLeft).toBe(9);
    const again = openPortalBrowser(app);
    await signInByLink(app, again, person.email);
    expect((await prove(again, { kind: 'recovery', code: typed })).statusCode).toBe(422);
    const told = (await mailsTo(app, person.email)).map(({ body }) => body).join();
    expect(told).toContain('One of your recovery codes was used');
    const { rows } = await app.platform.database.pool.query(
      'select row_to_json(r)::text as row from portal_recovery_codes r',
    );
    expect(JSON.stringify(rows)).not.toContain((recoveryCodes[1] ?? '').replaceAll('-', ''));
  });

  test('new ones end the old ones', async () => {
    const { person, browser } = await personIn();
    const { recoveryCodes: old } = await addApp(browser);
    const fresh = (await browser.call('POST', '/factors/recovery-codes')).json().recoveryCodes;
    const next = openPortalBrowser(app);
    await signInByLink(app, next, person.email);
    expect((await prove(next, { kind: 'recovery', code: old[0] ?? '' })).statusCode).toBe(422);
    expect((await prove(next, { kind: 'recovery', code: fresh[0] })).statusCode).toBe(200);
  });
});

describe('a change of factors', () => {
  test('ends all other sessions, renews this one, tells by mail and in the log of each firm', async () => {
    const { person, browser } = await personIn();
    const other = openPortalBrowser(app);
    await signInByLink(app, other, person.email);
    const before = browser.cookies.get('matterline-portal');
    await addApp(browser);
    expect((await other.call('GET', '/sessions')).statusCode).toBe(401);
    expect(browser.cookies.get('matterline-portal')).not.toBe(before);
    expect((await browser.call('GET', '/session')).json()).toMatchObject({
      state: 'signed_in',
      secondFactor: true,
    });
    expect((await mailsTo(app, person.email)).at(-1)?.body).toContain('An authenticator app was set up');
    const log = await app.platform.database.pool.query(
      `select action from audit_log where firm_id = $1 and portal_user_id = $2 order by id desc limit 1`,
      [firm.id, person.id],
    );
    expect(log.rows).toEqual([{ action: 'portal_user.authenticator_added' }]);
  });

  test('needs a proof of the last minutes: by mail without a factor, by the factor with one', async () => {
    const { person, browser } = await personIn(true);
    later(11);
    const refused = await browser.call('POST', '/factors/authenticator');
    expect(refused.json()).toMatchObject({ code: 'step_up_needed', reason: 'proof' });
    const mails = (await mailsTo(app, person.email)).length;
    const { id } = (await browser.call('POST', '/session/proof-mail')).json();
    const code = /^(\d{6})$/m.exec((await nextMail(app, person.email, mails)).body)?.[1] ?? '';
    // The code is this session's: it signs nobody else in.
    const stranger = openPortalBrowser(app);
    expect((await stranger.call('POST', `/sign-in-requests/${id}/use`, { code })).statusCode).toBe(409);
    expect((await browser.call('POST', '/session/proof', { id, code })).json().state).toBe('signed_in');
    const { uri } = await addApp(browser);
    later(11);
    const again = await browser.call('DELETE', '/factors/authenticator');
    expect(again.json()).toMatchObject({ code: 'step_up_needed', reason: 'second_factor' });
    expect((await browser.call('POST', '/session/proof-mail')).json().reason).toBe('second_factor');
    expect((await prove(browser, { kind: 'authenticator', code: await codeOf(uri) })).statusCode).toBe(200);
    expect((await browser.call('DELETE', '/factors/authenticator')).statusCode).toBe(204);
    expect((await browser.call('GET', '/session')).json()).toMatchObject({
      secondFactor: false,
      hasFactor: false,
    });
    expect((await browser.call('GET', '/factors')).json().recoveryCodesLeft).toBe(0);
  });

  test('a stranger’s passkey answer is refused, and a challenge is needed', async () => {
    const { browser } = await personIn();
    const response = {
      id: 'x',
      rawId: 'x',
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: 'x' },
    };
    expect((await browser.call('POST', '/factors/passkeys', { name: 'Phone', response })).json().reason).toBe(
      'challenge_over',
    );
    const offered = (await browser.call('POST', '/factors/passkey-options')).json();
    expect(offered).toMatchObject({ rp: { id: 'matterline.example.com' } });
    expect((await browser.call('POST', '/factors/passkeys', { name: 'Phone', response })).statusCode).toBe(
      422,
    );
  });
});

describe('step-up', () => {
  test('what asks for a second factor says so, and opens after one', async () => {
    const { browser } = await personIn();
    expect((await browser.call('GET', '/secret-thing')).json()).toMatchObject({
      code: 'step_up_needed',
      reason: 'second_factor',
    });
    await addApp(browser);
    expect((await browser.call('GET', '/secret-thing')).json()).toEqual({ ok: true });
  });

  test('files on a trusted device want a proof of the last twelve hours', async () => {
    const { browser } = await personIn(true);
    expect((await browser.call('GET', '/file-thing')).statusCode).toBe(200);
    later(12 * 60 + 1);
    expect((await browser.call('GET', '/file-thing')).json()).toMatchObject({
      code: 'step_up_needed',
      reason: 'proof',
    });
    expect((await browser.call('GET', '/sessions')).statusCode).toBe(200);
  });
});
