/** T7: whoever has the mailbox and not the second factor is in nowhere, by whatever way and in whatever order they try. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { features } from '../../feature-list.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { appCode } from '../../testing/authenticator-app.ts';
import {
  askForLink,
  openPortalBrowser,
  type PortalBrowser,
  signInByLink,
} from '../../testing/portal-browser.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { makeConfirmationCode } from './index.ts';

const clock = { time: new Date('2026-03-02T09:00:00.000Z'), now: () => clock.time };
const later = (minutes: number) => {
  clock.time = new Date(clock.time.getTime() + minutes * 60_000);
};

let app: TestApp;
let firm: TestFirm;
let staff: TestStaff;
beforeAll(async () => {
  app = await startTestApp({ features, clock });
  firm = await app.makeFirm({ name: 'Hartley & Reid' });
  staff = await app.signedIn(firm, 'member');
});
afterAll(() => app.close());

/** Somebody with an authenticator app, whose mailbox somebody else reads. */
async function secured(): Promise<TestPortalUser> {
  const person = await makePortalUser(app, firm);
  const own = openPortalBrowser(app);
  await signInByLink(app, own, person.email);
  const { uri } = (await own.call('POST', '/factors/authenticator')).json();
  const set = await own.call('POST', '/factors/authenticator/confirm', {
    code: await appCode(uri, clock.time),
  });
  expect(set.statusCode, set.body).toBe(200);
  later(60);
  return person;
}

interface Thief {
  person: TestPortalUser;
  browser: PortalBrowser;
}

/** All that a mailbox alone can do. */
const acts: Readonly<Record<string, (thief: Thief) => Promise<unknown>>> = {
  async link({ browser, person }) {
    await signInByLink(app, browser, person.email);
  },
  async code({ browser, person }) {
    const { id, code } = await askForLink(app, browser, person.email);
    await browser.call('POST', `/sign-in-requests/${id}/use`, { code, trusted: true });
  },
  async 'link in another browser, with its code'({ browser, person }) {
    const { token, code } = await askForLink(app, openPortalBrowser(app), person.email);
    await browser.call('POST', `/sign-in-links/${token}/use`, { code });
  },
  seat: ({ browser, person }) =>
    browser.call('POST', '/session/seat', { firmId: firm.id, portalUserId: person.id }),
  'mailed proof': ({ browser }) => browser.call('POST', '/session/proof-mail'),
  touch: ({ browser }) => browser.call('POST', '/session/touch'),
  'set up an app': ({ browser }) => browser.call('POST', '/factors/authenticator'),
  'set up a passkey': ({ browser }) => browser.call('POST', '/factors/passkey-options'),
  'take the app away': ({ browser }) => browser.call('DELETE', '/factors/authenticator'),
  'new recovery codes': ({ browser }) => browser.call('POST', '/factors/recovery-codes'),
  async 'the firm’s figures'({ browser, person }) {
    const actor = { firmId: firm.id, staffId: staff.id, now: clock.time };
    const { code } = await app.platform.database
      .firm(firm.id)
      .write((tx) => makeConfirmationCode(tx, app.platform, actor, person.id));
    await browser.call('POST', '/session/confirm', { code });
  },
};

async function state({ browser }: Thief): Promise<string> {
  return (await browser.call('GET', '/session')).json().state;
}

describe('the mailbox alone', () => {
  test.each(Object.keys(acts))('%s: not in', async (name) => {
    const thief = { person: await secured(), browser: openPortalBrowser(app) };
    await acts.link?.(thief);
    await acts[name]?.(thief);
    expect(await state(thief)).toBe('second_factor');
  });

  test('opens no route of the portal', async () => {
    const thief = { person: await secured(), browser: openPortalBrowser(app) };
    await acts.link?.(thief);
    const routes = app.routes.map(({ route }) => route).filter(({ access }) => access === 'portal');
    expect(routes.length).toBeGreaterThan(30);
    for (const { method, path } of routes) {
      const url = path.replaceAll(/:[a-zA-Z]+/g, '0198c0de-0000-7000-8000-000000000000');
      const cookie = [...thief.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await app.app.inject({ method, url, headers: { cookie, 'x-matterline': '1' } });
      expect([`${method} ${path}`, answer.statusCode]).toEqual([`${method} ${path}`, 401]);
    }
  });

  test('in whatever order it tries', async () => {
    const names = Object.keys(acts);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 4 }), async (tries) => {
        const thief = { person: await secured(), browser: openPortalBrowser(app) };
        for (const name of tries) {
          await acts[name]?.(thief);
          expect(['signed_out', 'second_factor']).toContain(await state(thief));
        }
      }),
      { numRuns: 8 },
    );
  });
});
