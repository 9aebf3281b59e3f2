import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Desk, journey, phone } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

journey(
  'completion details: choose the side, fill in dates and money, see what is required, undo, meet somebody in the same field',
  async (desk) => {
    const office = await openOffice(desk.program);
    const matterId = await office.matter('Okafor – Purchase of 12 Mill Lane', []);
    const page = await desk.open({ cookie: office.tessa.cookie });
    await page.goto(`/matters/${matterId}`);
    await page
      .getByRole('navigation', { name: 'Parts of the matter' })
      .getByRole('link', { name: 'Completion' })
      .click();
    await page.getByText('Completion details begin with a side').waitFor();
    await desk.checkAccess(page, 'no side yet');
    await page.getByRole('button', { name: 'Purchase' }).click();
    await page.getByText('Fill in what is known').or(page.getByText('saved as you type')).first().waitFor();
    await desk.shoot(page, 'completion-empty');

    await fillIn(page);
    await noteAndUndo(page);
    await desk.checkAccess(page, 'completion details');
    await desk.shoot(page, 'completion');
    await meet(desk, office, page, matterId);
    await page.getByRole('link', { name: 'Overview' }).click();
    const glance = page.getByRole('region', { name: 'Completion' });
    await glance.getByText('£92,440.00').waitFor();
    await desk.checkAccess(page, 'completion at a glance');
    await desk.shoot(page, 'completion-glance');

    const small = await desk.open({ cookie: office.owner.cookie, size: phone });
    await small.goto(`/matters/${matterId}/completion`);
    await small.getByRole('region', { name: 'Required from client' }).waitFor();
    await desk.checkAccess(small, 'completion details on a phone');
    await account(desk, office);
  },
);

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const result = (page: Page) => page.getByRole('region', { name: 'Required from client' });

/** By keyboard: what is typed is saved by itself. */
async function fillIn(page: Page): Promise<void> {
  await field(page, 'Exchange').fill('2026-11-27');
  await field(page, 'Completion').fill('2026-12-04');
  await field(page, 'Price').focus();
  await page.keyboard.type('350000');
  await page.keyboard.press('Tab');
  await page.keyboard.type('2000');
  await page.keyboard.press('Tab');
  await page.keyboard.type('35000');
  await field(page, 'Mortgage advance').fill('250000');
  await field(page, 'Retention').fill('1500');
  await field(page, 'Our fees').fill('1200');
  await field(page, 'VAT').fill('240');
  await field(page, 'Tax').fill('7500');
  await field(page, 'Property is in').selectOption('England');
  await field(page, 'Buyers are').selectOption('Moving home');
  await result(page).getByText('£77,440.00').waitFor();
  await page.getByText('7 days').waitFor();
  await page.reload();
  await result(page).getByText('£77,440.00').waitFor();
  expect(await field(page, 'Price').inputValue()).toBe('£350,000.00');
}

async function noteAndUndo(page: Page): Promise<void> {
  await field(page, 'Tax').fill('5000');
  const note = page.getByRole('button', { name: /^The tax comes to £7,500\.00/ });
  await note.waitFor();
  await note.click();
  expect(await page.evaluate(() => document.activeElement?.closest('fieldset')?.id)).toBe(
    'completion-taxAmount',
  );
  await page.getByText('Saved: Tax').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await result(page).getByText('£77,440.00').waitFor();
  await note.waitFor({ state: 'detached' });
  await field(page, 'Deposit paid').fill('30000');
  await page.getByRole('button', { name: /^A deposit of 10%/ }).waitFor();
}

/** Somebody else saves the price while one types another. */
async function meet(desk: Desk, office: Office, page: Page, matterId: string): Promise<void> {
  desk.expectComplaint(/ 409 .*completion-details/);
  const path = `/api/v1/matters/${matterId}/layouts/completion-details`;
  let saved = false;
  // What is typed arrives only after the other's change.
  await page.route(`**${path}`, async (route) => {
    if (!saved && route.request().method() === 'PATCH') {
      saved = true;
      const theirs = { fields: { price: { value: { amount: 360_000_00, currency: 'GBP' } } } };
      expect((await office.owner.call('PATCH', path, theirs)).statusCode).toBe(200);
    }
    await route.continue();
  });
  const price = field(page, 'Price');
  await price.fill('340000');
  const conflict = page.getByRole('alert').filter({ hasText: 'Saved meanwhile by' });
  await conflict.getByText('£360,000.00').waitFor();
  await desk.shoot(page, 'completion-conflict');
  await conflict.getByRole('button', { name: 'Take theirs' }).click();
  await conflict.waitFor({ state: 'detached' });
  expect(await price.inputValue()).toBe('£360,000.00');
}

/** The client's account: written once, from then on four digits. */
async function account(desk: Desk, office: Office): Promise<void> {
  const matterId = await office.matter('Reid – Sale of 3 Quay Street', []);
  const page = await desk.open({ cookie: office.tessa.cookie });
  await page.goto(`/matters/${matterId}/completion`);
  await page.getByRole('button', { name: 'Sale' }).click();
  await page.getByRole('button', { name: 'Add the account…' }).click();
  await field(page, 'Account holder').fill('Ada Reid');
  await field(page, 'Sort code').fill('20-45-99');
  await field(page, 'Account number').fill('87654321');
  await page.keyboard.press('Enter');
  await page.getByText('•••• 4321').waitFor();
  await page.reload();
  await page.getByText('•••• 4321').waitFor();
  expect(await page.content()).not.toContain('87654321');
  await field(page, 'Price').fill('350000');
  await field(page, 'Redemption figure').fill('120000');
  await field(page, 'Interest for each day').fill('12.34');
  await page.getByText('Needs: Date of the figure, Completion').first().waitFor();
  await desk.shoot(page, 'completion-sale');
}
