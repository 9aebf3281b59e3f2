import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { appCode } from '../server/testing/authenticator-app.ts';
import { mailsTo, nextMail, readSignInMail } from '../server/testing/portal-browser.ts';
import { makePortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { checkNarrow, narrow } from './narrow.ts';

const email = 'jane.okafor@example.com';

journey(
  'portal: invited by staff, in by the link where it was asked for, in by the code elsewhere',
  async (desk) => {
    const office = await openOffice(desk.program);
    await invite(desk, office);
    const laptop = await comeInByLink(desk);
    await comeInByCode(desk, laptop);
  },
);

journey(
  'portal: an authenticator app ends the sessions elsewhere, a recovery code lets in, a proof once more, off in a hurry',
  async (desk) => {
    // The browser notes what is refused.
    desk.expectComplaint(/ 403 .*\/factors\/recovery-codes$/);
    const { firm } = await openOffice(desk.program);
    const person = await makePortalUser(desk.program.app, firm, {
      email,
      firstName: 'Jane',
      lastName: 'Okafor',
    });
    const laptop = await desk.open({ cookie: person.cookie });
    await laptop.goto('/portal');
    const tablet = await desk.open({ size: narrow });
    await tablet.goto('/portal');
    await signIn(desk, tablet);
    await tablet.getByText('Nothing needs you just now').waitFor();
    const { uri, codes } = await setUpApp(desk, laptop);
    await comeBackByRecoveryCode(desk, tablet, codes[0] ?? '');
    await proveOnceMore(desk, laptop, uri);
    await leave(desk, laptop, tablet);
  },
);

/** On the contact's page. */
async function invite(desk: Desk, office: Office): Promise<void> {
  const contact = await office.owner.call('POST', '/api/v1/contacts', {
    ...{ kind: 'person', firstName: 'Jane', lastName: 'Okafor' },
    emails: [{ email }],
  });
  const { id }: { id: string } = contact.json();
  const page = await desk.open({ cookie: office.tessa.cookie });
  await page.goto(`/contacts/${id}`);
  const section = page.getByRole('region', { name: 'Client portal' });
  await section.getByRole('button', { name: 'Invite to the portal' }).click();
  await section.getByText('Has never signed in').waitFor();
  // Who may be disabled, and by what address they come, is for administrators.
  expect(await section.getByRole('button').allTextContents()).toEqual(['Send the invitation again']);
  await desk.checkAccess(page, 'inviting to the portal');
  await desk.shoot(page, 'portal-0-invited');
  await page.close();
  expect((await mailsTo(desk.program.app, email)).map(({ subject }) => subject)).toEqual([
    'Hartley & Reid invites you to its client portal',
  ]);
}

async function mailAfter({ program }: Desk, work: () => Promise<void>) {
  const before = (await mailsTo(program.app, email)).length;
  await work();
  return readSignInMail(await nextMail(program.app, email, before));
}

/** By keyboard alone. */
async function comeInByLink(desk: Desk): Promise<Page> {
  const page = await desk.open();
  const [invitation] = await mailsTo(desk.program.app, email);
  await page.goto(/http\S+/.exec(invitation?.body ?? '')?.[0] ?? '');
  const field = page.getByLabel('Your e-mail address');
  await field.waitFor();
  expect(await field.inputValue()).toBe(email);
  expect(new URL(page.url()).hash).toBe('');
  await checkNarrow(desk, page, 'portal-1-sign-in');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Leave quickly');
  await page.keyboard.press('Tab');
  const { token } = await mailAfter(desk, async () => {
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  });
  const code = page.getByLabel('Code of six figures');
  expect(await code.getAttribute('autocomplete')).toBe('one-time-code');
  await checkNarrow(desk, page, 'portal-2-check-mail');

  await page.goto(`/portal/link/${token}`);
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await checkNarrow(desk, page, 'portal-3-link');
  // Opening it once more, as a scanner would have, changed nothing.
  await page.reload();
  await page.getByLabel('This is my own device: keep me signed in for 30 days').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Nothing needs you just now').waitFor();
  expect(new URL(page.url()).pathname).toBe('/portal');
  await page.getByText('When Hartley & Reid writes to you').first().waitFor();
  await checkNarrow(desk, page, 'portal-4-start');
  return page;
}

/** The link is opened on another device than the one that asked: the code of the same mail is needed. */
async function comeInByCode(desk: Desk, laptop: Page): Promise<void> {
  const asking = await laptop.context().newPage();
  await asking.goto('/portal');
  await asking.evaluate(() => fetch('/api/v1/portal/session', { method: 'GET' }));
  const { token, code } = await mailAfter(desk, async () => {
    await asking.evaluate(
      (to) =>
        fetch('/api/v1/portal/sign-in-requests', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-matterline': '1' },
          body: JSON.stringify({ email: to }),
        }),
      email,
    );
  });
  await asking.close();
  const page = await desk.open({ size: narrow });
  await page.goto(`/portal/link/${token}`);
  await page.getByRole('heading', { name: 'One step more' }).waitFor();
  await page.getByRole('button', { name: 'Sign in now' }).click();
  await page.getByText('The code has six figures.').waitFor();
  await checkNarrow(desk, page, 'portal-5-other-browser');
  // Pasted, with what stood around it.
  await page.getByLabel('Code of six figures').fill(` ${code} `);
  await page.getByRole('button', { name: 'Sign in now' }).click();
  await page.getByText('Nothing needs you just now').waitFor();
  expect((await mailsTo(desk.program.app, email)).at(-1)?.subject).toMatch(/^New device signed in/);
}

async function setUpApp(desk: Desk, page: Page): Promise<{ uri: string; codes: string[] }> {
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('heading', { name: 'Account' }).waitFor();
  await page.getByText('None is set up.').waitFor();
  const begun = page.waitForResponse((answer) => answer.url().endsWith('/factors/authenticator'));
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  const { uri }: { uri: string } = await (await begun).json();
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  await checkNarrow(desk, page, 'portal-6-authenticator');
  await page.getByLabel('The code that the app shows now').fill(await appCode(uri, new Date()));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Print these recovery codes' }).waitFor();
  const codes = await page.locator('.p-codes__list li').allTextContents();
  expect(codes).toHaveLength(10);
  await checkNarrow(desk, page, 'portal-7-recovery-codes');
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('10 are left').waitFor();
  expect((await mailsTo(desk.program.app, email)).at(-1)?.body).toContain('authenticator app was set up');
  await checkNarrow(desk, page, 'portal-8-account');
  return { uri, codes };
}

/** The change of factors signed the tablet off. */
async function comeBackByRecoveryCode(desk: Desk, page: Page, recovery: string): Promise<void> {
  await page.reload();
  await signIn(desk, page);
  await page.getByRole('heading', { name: 'Second step' }).waitFor();
  await checkNarrow(desk, page, 'portal-9-second-step');
  await page.getByRole('button', { name: 'Use a printed recovery code' }).click();
  await page.getByLabel('Recovery code').fill(recovery.toUpperCase());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Nothing needs you just now').waitFor();
}

/** An hour after the proof a change of factors asks for another one, over the page. */
async function proveOnceMore(desk: Desk, page: Page, uri: string): Promise<void> {
  await desk.program.app.platform.database.pool.query(
    `update portal_sessions set second_factor_at = second_factor_at - interval '1 hour', proven_at = proven_at - interval '1 hour'`,
  );
  await page.getByRole('button', { name: 'Make new ones' }).click();
  const dialog = page.getByRole('dialog', { name: 'Prove that it is you' });
  const field = dialog.getByLabel('Code of your authenticator app');
  await field.waitFor();
  await checkNarrow(desk, page, 'portal-10-step-up');
  // The code of the next half minute: the one of this was used to set it up.
  await field.fill(await appCode(uri, new Date(Date.now() + 30_000)));
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Print these recovery codes' }).waitFor();
}

async function leave({ program }: Desk, laptop: Page, tablet: Page): Promise<void> {
  await laptop.getByRole('button', { name: 'Sign off', exact: true }).click();
  await laptop.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await (await laptop.request.get('/api/v1/portal/session')).json()).toEqual({ state: 'signed_out' });

  // In a hurry: Esc twice, and neither the page nor the session is left.
  const { length } = await tablet.evaluate(() => ({ length: window.history.length }));
  await tablet.route('https://www.bbc.co.uk/**', (route) =>
    route.fulfill({ body: 'weather', contentType: 'text/html' }),
  );
  await tablet.keyboard.press('Escape');
  await tablet.keyboard.press('Escape');
  await tablet.waitForURL('https://www.bbc.co.uk/weather');
  expect(await tablet.evaluate(() => window.history.length)).toBe(length);
  await expect
    .poll(async () => {
      const { rows } = await program.app.platform.database.pool.query(
        'select count(*)::int as live from portal_sessions where revoked_at is null',
      );
      return rows[0].live;
    })
    .toBe(0);
}

journey(
  'portal: a passkey, several firms, a warning before one is signed off, and what was typed is still there afterwards',
  async (desk) => {
    desk.expectComplaint(/ 401 .*\/api\/v1\/portal\//);
    const { app } = desk.program;
    const { firm, owner } = await openOffice(desk.program);
    const other = await app.makeFirm({ name: 'Marsh Legal' });
    await other.owner.call('PATCH', '/api/v1/portal-look', { accent: '#7a1f5c' });
    const person = await makePortalUser(app, firm, { email, firstName: 'Jane', lastName: 'Okafor' });
    await makePortalUser(app, other, { email, firstName: 'Jane', lastName: 'Okafor' });
    const page = await desk.open();
    await page.clock.install();
    await addReader(page);
    await page.goto('/portal/account');
    await signIn(desk, page);
    await page.getByRole('heading', { name: 'Where do you want to go?' }).waitFor();
    await checkNarrow(desk, page, 'portal-11-firms');
    await page.getByRole('button', { name: /Hartley & Reid/ }).click();
    await page.getByRole('heading', { name: 'Account' }).waitFor();
    const row = page.getByRole('listitem').filter({ hasText: 'Marsh Legal' });
    await row.getByRole('button', { name: 'Switch' }).click();
    await page.getByRole('banner').getByText('Marsh Legal').waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Hartley & Reid' })
      .getByRole('button', { name: 'Switch' })
      .click();
    await page.getByRole('banner').getByText('Hartley & Reid').waitFor();

    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('Passkey added.').waitFor();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await checkNarrow(desk, page, 'portal-12-passkey');

    await page.clock.fastForward('28:30');
    const warning = page.getByRole('dialog', { name: 'Are you still there?' });
    await warning.waitFor();
    await checkNarrow(desk, page, 'portal-13-idle');
    await warning.getByRole('button', { name: 'Stay signed in' }).click();
    await warning.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
    await page.getByLabel('The code that the app shows now').fill('12');
    await owner.call('DELETE', `/api/v1/portal-users/${person.id}/sessions`);
    await page.getByRole('button', { name: 'Make new ones' }).click();
    await page.getByRole('heading', { name: 'You were signed off' }).waitFor();
    expect(await page.getByLabel('The code that the app shows now').isVisible()).toBe(false);
    await checkNarrow(desk, page, 'portal-14-signed-off');
    await signIn(desk, page);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('button', { name: /Hartley & Reid/ }).click();
    await page.getByRole('heading', { name: 'Account' }).waitFor();
    expect(await page.getByLabel('The code that the app shows now').inputValue()).toBe('12');

    // a11y: no time-out under 20 h without warning: twelve hours are the most on a device that others use, too.
    await desk.program.app.platform.database.pool.query(
      `update portal_sessions set expires_at = now() + interval '8 minutes' where active_portal_user_id = $1`,
      [person.id],
    );
    await page.reload();
    await page.getByText(/this sign-in ends/).waitFor();
    await checkNarrow(desk, page, 'portal-15-end-soon');
  },
);

/** A fingerprint reader that always finds its owner's finger. */
async function addReader(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  await devTools.send('WebAuthn.addVirtualAuthenticator', { options });
}

async function signIn(desk: Desk, page: Page): Promise<void> {
  await page.getByLabel('Your e-mail address').fill(email);
  const { code } = await mailAfter(desk, async () => {
    await page.getByRole('button', { name: 'E-mail me a link' }).click();
    await page.getByLabel('Code of six figures').waitFor();
  });
  await page.getByLabel('Code of six figures').fill(code);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

journey(
  'portal: the firm changes an address and reads out a code, which the client types before anything else',
  async (desk) => {
    const { firm, owner } = await openOffice(desk.program);
    const person = await makePortalUser(desk.program.app, firm, { firstName: 'Jane', lastName: 'Okafor' });
    const desktop = await desk.open({ cookie: owner.cookie });
    await desktop.goto(`/contacts/${person.contactId}`);
    const section = desktop.getByRole('region', { name: 'Client portal' });
    await section.getByRole('button', { name: 'Show where they are signed in' }).click();
    await section.getByRole('list', { name: 'Where they are signed in' }).getByRole('listitem').waitFor();
    await section.getByRole('button', { name: 'Change the address' }).click();
    const form = desktop.getByRole('dialog', { name: 'Change the address' });
    await form.getByLabel('New e-mail address').fill(email);
    await form.getByRole('button', { name: 'Save' }).click();
    await section.getByText('Nowhere at this firm just now.').waitFor();
    await section.getByRole('button', { name: 'Make a code to read out' }).click();
    const told = await section.getByText(/^Read this out/).textContent();
    const code = told?.replaceAll(/\D/g, '') ?? '';
    await desk.checkAccess(desktop, 'a portal user of a contact');
    await desk.shoot(desktop, 'portal-15-read-out');

    const page = await desk.open({ size: narrow });
    await page.goto('/portal');
    await signIn(desk, page);
    await page.getByRole('heading', { name: 'Is it you?' }).waitFor();
    await checkNarrow(desk, page, 'portal-16-confirm');
    await page.getByLabel('Code of eight figures').fill(code);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Nothing needs you just now').waitFor();
    await section.getByRole('button', { name: 'Disable' }).click();
    await section.getByText('Disabled: cannot come in').waitFor();
    expect(await (await page.request.get('/api/v1/portal/session')).json()).toEqual({ state: 'signed_out' });
  },
);
