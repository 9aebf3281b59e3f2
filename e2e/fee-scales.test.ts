import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { type Desk, journey, phone } from './desk.ts';
import { openOffice } from './firm.ts';

journey(
  'fee scales: begin with the usual lines, make a hole and see it at the band, mend it, publish, see it in force',
  async (desk) => {
    const office = await openOffice(desk.program);
    const page = await desk.open({ cookie: office.owner.cookie });
    await page.goto('/settings');
    await page.getByRole('link', { name: /Fee scales/ }).click();
    await page.getByText('No fee scale yet').waitFor();
    await page.getByText('The prices of the usual lines are examples').waitFor();
    await desk.checkAccess(page, 'no fee scale');
    await desk.shoot(page, 'fee-scales-none');
    await page.getByRole('button', { name: 'Begin with the usual lines' }).click();

    await page.getByRole('heading', { name: 'Draft of Standard fees' }).waitFor();
    await page.getByRole('img', { name: /^Purchase: up to £250,000: £895/ }).waitFor();
    await desk.checkAccess(page, 'the draft of a fee scale');
    await desk.shoot(page, 'fee-scale-draft');
    await makeAHole(desk, page);
    await mendIt(page);
    await publish(desk, page);
    await readIt(desk, page);

    const small = await desk.open({ cookie: office.tessa.cookie, size: phone });
    await small.goto('/settings/fee-scales');
    await small.getByText('In force since').waitFor();
    await desk.checkAccess(small, 'fee scales on a phone');
    await desk.shoot(small, 'fee-scales');
    await small.getByRole('link', { name: /Standard fees/ }).click();
    await small.getByRole('link', { name: 'Version 1' }).waitFor();
    // A member reads them; only administrators change them.
    expect(await small.getByRole('button', { name: 'Change' }).count()).toBe(0);
  },
);

journey(
  'fee scales: paste bands, move and remove lines, add one, leave and stay, try it, a later version withdrawn',
  async (desk) => {
    const { owner } = await openOffice(desk.program);
    const made = await owner.call('POST', '/api/v1/fee-scales', { name: 'Standard fees', from: 'usual' });
    const { id } = z.object({ id: z.string() }).parse(made.json());
    const page = await desk.open({ cookie: owner.cookie });
    await page.goto(`/settings/fee-scales/${id}/draft`);
    await page.getByRole('button', { name: /^Legal fee for the purchase Purchase/ }).click();
    await pasteBands(desk, page);
    await orderLines(page);
    await addALine(desk, page);
    await page.getByRole('button', { name: 'Publish …' }).click();
    await page
      .getByRole('dialog', { name: 'From which day?' })
      .getByRole('button', { name: 'Publish' })
      .click();
    await page.getByRole('img', { name: /Purchase: up to £300,000: £900/ }).waitFor();
    await tryIt(desk, page);
    await laterVersion(desk, page);
  },
);

async function makeAHole(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Legal fee for the purchase Purchase/ }).click();
  await page.getByLabel('Band 1: up to').fill('£200k');
  // The next band follows by itself …
  await expect.poll(() => page.getByLabel('Band 2: from').inputValue()).toBe('200,001');
  // … until somebody types another.
  await page.getByLabel('Band 2: from').fill('250001');
  const told =
    'Nothing from 200,001 to 250,000 has a price: it lies between the bands 0–200,000 and 250,001–500,000.';
  const line = page.getByRole('listitem').filter({ has: page.getByRole('table', { name: 'Bands' }) });
  await line.getByRole('alert').getByText(told).waitFor();
  expect(await page.getByLabel('Band 2: from').getAttribute('aria-invalid')).toBe('true');
  await page.getByText('Purchase: no price from £200,001 to £250,000').waitFor();
  await desk.checkAccess(page, 'a hole in the bands');
  await desk.shoot(page, 'fee-scale-hole');
  desk.expectComplaint(/ 422 .*\/draft$/);
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByRole('alert').getByText('Everything you typed is still here.').waitFor();
  expect(await page.getByLabel('Band 2: from').inputValue()).toBe('250,001');
}

async function mendIt(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Begin right after the band above' }).click();
  await expect.poll(() => page.getByLabel('Band 2: from').inputValue()).toBe('200,001');
  await page.getByRole('heading', { name: /to mend/ }).waitFor({ state: 'detached' });
  await page.getByLabel('Band 1: price').fill('912.50');
  await page.getByRole('img', { name: /Purchase: up to £200,000: £912\.50/ }).waitFor();
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByText('The draft is saved').waitFor();
}

/** As a spreadsheet copies it. */
async function pasteBands(desk: Desk, page: Page): Promise<void> {
  await page.getByLabel('Band 1: from').evaluate((field) => {
    const data = new DataTransfer();
    data.setData('text/plain', 'From\tTo\tFee\n0\t300,000\t£900\n300,001\t£1m\t0.35%\n1,000,001\t\tPOA\n');
    field.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await page.getByText('3 bands pasted').waitFor();
  await page.getByRole('alert').getByText('A percentage needs a least and a most amount.').waitFor();
  await page.getByLabel('At least').fill('900');
  await page.getByLabel('At most').fill('3000');
  await page.getByRole('heading', { name: 'thing to mend' }).waitFor({ state: 'detached' });
  await desk.shoot(page, 'fee-scale-pasted');
}

/** By keyboard and by dragging; a line is taken out and comes back. */
async function orderLines(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Legal fee for the purchase Purchase/ }).click();
  const labels = () =>
    page.getByRole('region', { name: 'Legal Fees' }).locator('.fee-line__label').allTextContents();
  const [first, second] = await labels();
  await page.getByRole('button', { name: `Move ${first}: drag, or arrow keys` }).press('ArrowDown');
  await expect.poll(async () => (await labels()).slice(0, 2)).toEqual([second, first]);
  await page
    .getByRole('button', { name: `Move ${first}: drag, or arrow keys` })
    .dragTo(page.getByRole('button', { name: `Move ${second}: drag, or arrow keys` }));
  await expect.poll(async () => (await labels()).slice(0, 2)).toEqual([first, second]);

  await page.getByRole('button', { name: 'More for Legal fee for the sale' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByText('Removed: Legal fee for the sale').waitFor();
  const toast = page.locator('.undo-toast').filter({ hasText: 'Removed: Legal fee for the sale' });
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await labels()).length).toBe(4);
}

/** A line of one's own with a condition; whoever leaves is asked. */
async function addALine(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add an additional fee' }).click();
  await page.getByLabel('What is it called?').fill('Flood report');
  await page.getByLabel('Amount', { exact: true }).fill('45.50');
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await page.getByLabel('Question').selectOption({ label: 'Freehold or leasehold?' });
  await page.getByLabel('Leasehold', { exact: true }).check();
  await page.getByLabel('Freehold', { exact: true }).uncheck();
  await page.getByText('Sale, Purchase · Freehold or leasehold: Leasehold', { exact: true }).waitFor();
  await desk.checkAccess(page, 'a new line');
  await desk.shoot(page, 'fee-scale-line');
  await page.getByRole('link', { name: 'Settings' }).first().click();
  const question = page.getByRole('dialog', { name: 'Your changes are not saved' });
  await question.waitFor();
  await desk.checkAccess(page, 'leaving a draft');
  await question.getByRole('button', { name: 'Stay here' }).last().click();
  await question.waitFor({ state: 'detached' });
  await page.getByText('Not saved').waitFor();
}

async function publish(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Publish …' }).click();
  const dialog = page.getByRole('dialog', { name: 'From which day?' });
  await dialog.getByText('In force at once.').waitFor();
  await desk.checkAccess(page, 'publishing a fee scale');
  await desk.shoot(page, 'fee-scale-publish');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'Standard fees' }).waitFor();
  await page.getByRole('main').getByText('In force since').first().waitFor();
  await page.getByRole('img', { name: /Purchase: up to £200,000: £912\.50/ }).waitFor();
  await desk.checkAccess(page, 'a fee scale');
  await desk.shoot(page, 'fee-scale');
}

/** A transaction priced by the version in force, each line with its reason. */
async function tryIt(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText('Still needed: Price').waitFor();
  await page.getByLabel('Price', { exact: true }).fill('400k');
  const result = page.getByRole('complementary', { name: 'What it comes to' });
  // 0.35 % of £400,000 and VAT.
  await result.getByText('£1,680', { exact: true }).waitFor();
  await result.getByText('0.35 % of £400,000').waitFor();
  await page.getByLabel('Freehold or leasehold?').selectOption('leasehold');
  await result.getByText('Flood report').waitFor();
  await desk.checkAccess(page, 'trying a fee scale');
  await desk.shoot(page, 'fee-scale-try');
  await page.getByRole('link', { name: 'Standard fees' }).click();
}

async function readIt(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Version 1' }).click();
  await page.getByRole('button', { name: /^Legal fee for the purchase Purchase/ }).click();
  await page.getByRole('cell', { name: '£912.50' }).waitFor();
  expect(await page.getByRole('switch').count()).toBe(0);
  await desk.checkAccess(page, 'a version of a fee scale');
  await desk.shoot(page, 'fee-scale-version');
}

/** The next version starts later; it is withdrawn and becomes the draft again. */
async function laterVersion(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('heading', { name: 'Draft of Standard fees' }).waitFor();
  await page.getByRole('switch', { name: /All disbursements mapped/ }).press('Space');
  await page.getByRole('button', { name: 'Publish …' }).click();
  const dialog = page.getByRole('dialog', { name: 'From which day?' });
  const later = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel('Starts on').fill(later);
  await dialog.getByText('Until then you can withdraw it.').waitFor();
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await page
    .getByRole('listitem')
    .getByText(/^Starts on/)
    .waitFor();
  await desk.shoot(page, 'fee-scale-coming');
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('Version 2 is withdrawn and a draft again').waitFor();
  await page.getByRole('button', { name: 'Open the draft' }).waitFor();
}
