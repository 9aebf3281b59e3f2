import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { testPassword } from '../server/testing/app.ts';
import { type Desk, journey, phone } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

journey(
  'a client’s bank account: checked by a call-back, changed by two people, seen after proving who one is',
  async (desk) => {
    const office = await openOffice(desk.program);
    const jane = await office.contact('Jane Okafor', '+442079460101');
    await office.owner.call('PATCH', `/api/v1/contacts/${jane}`, { emails: [{ email: 'jane@example.com' }] });
    const matterId = await office.matter('Okafor – Sale of 3 Quay Street', [jane]);
    await writeAndCheck(desk, office, matterId);
    await approveAndLook(desk, office, matterId);
    await chooseWait(desk, office);
  },
);

const write = async (page: Page, account: { holder: string; code: string; number: string }) => {
  await page.getByLabel('Account holder').fill(account.holder);
  await page.getByLabel('Sort code').fill(account.code);
  await page.getByLabel('Account number').fill(account.number);
  await page.keyboard.press('Enter');
};

async function writeAndCheck(desk: Desk, office: Office, matterId: string): Promise<void> {
  const page = await desk.open({ cookie: office.tessa.cookie });
  await page.goto(`/matters/${matterId}/completion`);
  await page.getByRole('button', { name: 'Sale' }).click();
  await page.getByRole('button', { name: 'Add the account…' }).click();
  await write(page, { holder: 'Jane Okafor', code: '20-45-99', number: '87654321' });
  await page.getByText('•••• 4321').waitFor();
  await page.getByText('Not checked: nobody has rung').waitFor();
  await page.getByRole('button', { name: 'Note a call-back' }).click();
  const form = page.getByRole('dialog', { name: 'Note a call-back' });
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Say whom').waitFor();
  await form.getByLabel('Whom did you speak to?').fill('Jane Okafor');
  await form.getByLabel('On which number?').fill('020 7946 0101');
  await desk.checkAccess(page, 'a call-back');
  await desk.shoot(page, 'account-call-back');
  await form.getByRole('button', { name: 'Save' }).click();
  await page
    .getByText(/Checked by Tessa Reid: Jane Okafor, on 020 7946 0101 \(number known before\)/)
    .waitFor();
  // Another account does not take its place before a second person has said so.
  await page.getByRole('button', { name: 'Replace…' }).click();
  await write(page, { holder: 'Mal Ory', code: '11-22-33', number: '11112222' });
  const waiting = page.getByRole('region', { name: 'A change that waits' });
  await waiting.getByText('To be changed to •••• 2222').waitFor();
  await page.getByText('•••• 4321').waitFor();
  expect(await page.getByRole('button', { name: 'Approve the change' }).count()).toBe(0);
  await waiting.scrollIntoViewIfNeeded();
  await desk.checkAccess(page, 'a change that waits');
  const { rows } = await desk.program.app.platform.database.pool.query<{ body: string }>(
    "select body from outbox where recipient = 'jane@example.com'",
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.body).not.toMatch(/\d{4}/);
  await page.context().close();
}

async function approveAndLook(desk: Desk, office: Office, matterId: string): Promise<void> {
  const { owner } = office;
  await desk.program.app.platform.database.pool.query(
    `update auth_session set "createdAt" = now() - interval '1 hour' where "userId" = $1`,
    [owner.userId],
  );
  const page = await desk.open({ cookie: owner.cookie, size: phone });
  await page.goto(`/matters/${matterId}/completion`);
  const waiting = page.getByRole('region', { name: 'A change that waits' });
  desk.expectComplaint(/ 403 .*\/(approve|reveal)$/);
  desk.expectComplaint(/ 422 .*\/me\/prove$/);
  await waiting.getByRole('button', { name: 'Approve the change' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await dialog.getByLabel('Your password').fill('not this one');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.getByText('The password is not right').first().waitFor();
  await desk.checkAccess(page, 'proving who one is');
  await desk.shoot(page, 'account-proof');
  await dialog.getByLabel('Your password').fill(testPassword);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await waiting.getByText(/^Approved by Olive Owner\. It takes effect/).waitFor();
  await page.getByText('•••• 4321').waitFor();
  await waiting.getByRole('button', { name: 'Show the account' }).click();
  await waiting.getByText('11112222').waitFor();
  await waiting.getByText('11-22-33').waitFor();
  await waiting.scrollIntoViewIfNeeded();
  await desk.checkAccess(page, 'an account that is shown');
  await desk.shoot(page, 'account-change');
  await waiting.getByRole('button', { name: 'Hide' }).click();
  await expect.poll(() => page.getByText('11112222').count()).toBe(0);
  await waiting.getByRole('button', { name: 'Stop it' }).click();
  await waiting.waitFor({ state: 'detached' });
  await page.getByText('•••• 4321').waitFor();
}

async function chooseWait(desk: Desk, { owner }: Office): Promise<void> {
  const page = await desk.open({ cookie: owner.cookie });
  await page.goto('/settings/firm');
  const field = page.getByLabel('A change waits');
  expect(await field.inputValue()).toBe('24');
  await field.selectOption('48 hours');
  await page.getByText('Saved how long a change waits').waitFor();
  await desk.checkAccess(page, 'how long a change waits');
  await page.reload();
  expect(await field.inputValue()).toBe('48');
}
