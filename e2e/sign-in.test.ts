import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { testPassword } from '../server/testing/app.ts';
import { journey } from './desk.ts';
import { openOffice } from './firm.ts';

journey('sign in: a wrong password, the right one, a second step by app, and out again', async (desk) => {
  desk.expectComplaint(/ 401 .*\/api\/auth\/sign-in\/email$/);
  desk.expectComplaint(/ 401 .*\/api\/auth\/two-factor\/verify-totp$/);
  const { owner } = await openOffice(desk.program);
  const page = await desk.open();
  await page.goto('/review');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await desk.shoot(page, 'sign-in-1');
  await fillIn(page, owner.email, 'not my password');
  await page.getByText('That e-mail address and password do not match.').waitFor();
  await desk.shoot(page, 'sign-in-2-wrong-password');
  await fillIn(page, owner.email, testPassword);
  // Where one wanted to go before.
  await page.getByRole('heading', { name: 'Review' }).waitFor();

  await page.goto('/account');
  await page.getByRole('button', { name: 'Turn on', exact: true }).click();
  await page.getByLabel('Current password').last().fill(testPassword);
  await page.getByRole('button', { name: 'Turn on', exact: true }).click();
  const secret = await page.getByLabel('Or type this key into the app').inputValue();
  await desk.shoot(page, 'sign-in-3-scan');
  await page.getByLabel('The six figures that the app shows now').fill(totp(secret));
  await page.getByText('Keep these backup codes.').waitFor();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await desk.shoot(page, 'sign-in-4-account');

  await signOut(page);
  await fillIn(page, owner.email, testPassword);
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  const wrong = totp(secret).startsWith('0') ? '100000' : '000000';
  await page.getByLabel('Six-figure code').fill(wrong);
  await page.getByText('That code is not right.', { exact: false }).waitFor();
  await desk.shoot(page, 'sign-in-5-second-step');
  await page.getByLabel('Six-figure code').fill(totp(secret));
  await page.getByRole('heading', { name: /, Olive/ }).waitFor();
  await signOut(page);
  await page.goBack();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

journey(
  'an invitation is accepted in another browser; a member meets no page of administrators',
  async (desk) => {
    const { owner } = await openOffice(desk.program);
    const page = await desk.open({ cookie: owner.cookie });
    await page.goto('/settings');
    await page.getByRole('link', { name: /Phone systems/ }).waitFor();
    await desk.shoot(page, 'settings-1');
    await page.getByRole('link', { name: /Staff and roles/ }).click();
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByLabel('First name').fill('Martin');
    await page.getByLabel('Last name').fill('Fox');
    await page.getByLabel('E-mail', { exact: true }).fill('martin@example.com');
    await desk.shoot(page, 'invite-1-form');
    await page.getByRole('region', { name: 'Staff member' }).getByRole('button', { name: 'Invite' }).click();
    await page.getByText('Invitation made for martin@example.com.').waitFor();
    await page.getByRole('link', { name: 'Open the outbox' }).first().click();
    const link = page.getByRole('region', { name: 'Mail' }).getByRole('link', { name: /\/invitation\// });
    // The list may be drawn anew under the click, as the mail's state changes.
    await expect
      .poll(
        async () => {
          if (!(await link.isVisible()))
            await page.getByRole('option', { name: /martin@example.com/ }).click();
          return await link.isVisible();
        },
        { timeout: 20_000, interval: 500 },
      )
      .toBe(true);
    const address = await link.innerText();
    await desk.shoot(page, 'invite-2-outbox');

    const martin = await desk.open();
    await martin.goto(address);
    await martin.getByRole('heading', { name: 'Join Hartley & Reid' }).waitFor();
    await desk.shoot(martin, 'invite-3-join');
    await martin.getByLabel('Password', { exact: true }).fill('four grey boats drift');
    await martin.getByRole('button', { name: 'Join' }).click();
    await martin.getByRole('heading', { name: /, Martin/ }).waitFor();
    expect(await martin.getByText('To your first logged call').count()).toBe(0);
    expect(await mainNav(martin).getByRole('link', { name: 'Settings' }).count()).toBe(0);
    await desk.shoot(martin, 'invite-4-member-home');
    for (const path of ['/settings/firm', '/settings/sources/new', '/settings/audit', '/settings/outbox']) {
      await martin.goto(path);
      await martin.getByText('For administrators').waitFor();
    }
    await desk.shoot(martin, 'invite-5-not-for-members');
  },
);

journey('a call on a walled matter does not exist for a colleague outside the wall', async (desk) => {
  // The colleague's own try to open it by its address.
  desk.expectComplaint(/ 404 .*\/api\/v1\/interactions\//);
  const office = await openOffice(desk.program);
  const colleague = await desk.program.app.signedIn(office.firm, 'member', {
    firstName: 'Priya',
    lastName: 'Nair',
  });
  const jane = await office.contact('Jane Okafor', '+442079460101');
  const chidi = await office.contact('Chidi Okafor', '+442079460102');
  await office.matter('Purchase of 12 Mill Lane', [jane]);
  const secret = await office.matter('Divorce of Chidi Okafor', [chidi]);
  const wall = { restricted: true, staffIds: [office.tessa.id] };
  const walled = await office.owner.call('PUT', `/api/v1/matters/${secret}/wall`, wall);
  expect(walled.statusCode).toBe(200);
  await office.ring({ far: '+442079460102' });
  await office.ring();

  const inside = await desk.open({ cookie: office.tessa.cookie });
  await inside.goto('/activity');
  const behind = inside.getByRole('option', { name: 'Fee · Divorce of Chidi Okafor' });
  await behind.click();
  await inside.getByRole('heading', { name: 'Call from Chidi Okafor' }).waitFor();
  await inside.getByRole('option', { name: 'Fee · Purchase of 12 Mill Lane' }).waitFor();

  const outside = await desk.open({ cookie: colleague.cookie });
  await outside.goto('/activity');
  await outside.getByRole('option', { name: 'Fee · Purchase of 12 Mill Lane' }).waitFor();
  expect(await outside.getByRole('option').count()).toBe(1);
  expect(await outside.getByText('Chidi').count()).toBe(0);
  await outside.goto(new URL(inside.url()).pathname);
  await outside.getByText('There is nothing here').waitFor();
  expect(await outside.getByText('Divorce').count()).toBe(0);
  await desk.shoot(outside, 'wall-1-not-there');
});

async function fillIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signOut(page: Page): Promise<void> {
  await mainNav(page)
    .getByRole('button', { name: /Your menu/ })
    .click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

function mainNav(page: Page) {
  return page.getByRole('navigation', { name: 'Main' });
}

/** Six figures as an authenticator app shows them (RFC 6238: SHA-1, 30 seconds). */
function totp(base32: string, now = Date.now()): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...base32].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const value = digest.readUInt32BE(digest.readUInt8(19) & 15) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, '0');
}
