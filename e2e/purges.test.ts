import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { purgeRound } from '../server/features/purge/index.ts';
import { makePortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

const narrow = { width: 320, height: 640 };
const created = z.looseObject({ id: z.string() });

journey(
  'purges: nothing yet; one proposes, another confirms, it can be stopped until it runs; then a certificate is left',
  async (desk) => {
    const office = await openOffice(desk.program);
    const ada = await desk.program.app.signedIn(office.firm, 'administrator', {
      firstName: 'Ada',
      lastName: 'Archer',
    });
    const page = await desk.open({ cookie: office.owner.cookie });
    await nothingYet(desk, page);
    await closedLongAgo(desk, office);
    await propose(desk, page);
    const second = await desk.open({ cookie: ada.cookie });
    await confirm(desk, second);
    await stop(desk, page);
    await again(desk, page, second);
    await proof(desk, page);
    const member = await desk.open({ cookie: office.tessa.cookie });
    await member.goto('/settings/retention/purges');
    await member.getByText('For administrators').waitFor();
  },
  { timeoutMs: 240_000 },
);

async function nothingYet(desk: Desk, page: Page): Promise<void> {
  await page.goto('/settings/retention');
  await page.getByRole('link', { name: 'Purge matters …' }).click();
  await page.getByText('No matter has reached the end of its retention period.').waitFor();
  await page.getByText('Nothing was ever purged.').waitFor();
  await desk.shoot(page, 'purges-empty');
  await page.getByLabel('Backups are kept for').selectOption('35 days');
  await page.getByText('Saved', { exact: true }).waitFor();
}

async function closedLongAgo({ program }: Desk, office: Office): Promise<void> {
  const client = await makePortalUser(program.app, office.firm, { firstName: 'Cleo', lastName: 'Marsh' });
  const { pool } = program.app.platform.database;
  await office.owner.call('PATCH', '/api/v1/portal-settings', { undoSeconds: 0 });
  const titles = ['Purchase of 12 Mill Lane', 'Boundary dispute, Quay Street', 'Sale of 3 Harbour View'];
  const ids: string[] = [];
  for (const title of titles) ids.push(await office.matter(title, [client.contactId]));
  const [first = '', held = ''] = ids;
  const made = await office.tessa.call('POST', '/api/v1/conversations', {
    ...{ kind: 'external', matterId: first, portalUserIds: [client.id] },
  });
  const { id } = created.parse(made.json());
  for (const body of ['The draft contract is ready.', 'Completion is on Friday.'])
    await office.tessa.call('POST', `/api/v1/conversations/${id}/messages`, { body });
  await pool.query(`update matters set status = 'closed', closed_on = '2019-03-01' where id = any($1)`, [
    ids,
  ]);
  await office.owner.call('PUT', '/api/v1/retention/matters', { matterTypeId: null, years: 6 });
  await office.owner.call('POST', '/api/v1/holds', { matterId: held, reason: 'Claim' });
}

async function propose(desk: Desk, page: Page): Promise<void> {
  await page.reload();
  const list = page.getByRole('list', { name: 'Retention period over' });
  await list.getByText(/1 conversation · [23] messages/).waitFor();
  expect(await list.getByRole('checkbox', { name: /Boundary/ }).isDisabled()).toBe(true);
  await list.getByText('On hold: it stays').waitFor();
  await list.getByRole('checkbox', { name: /Mill Lane/ }).check();
  await list.getByRole('checkbox', { name: /Harbour View/ }).check();
  await page.getByRole('button', { name: 'Propose 2 matters …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Propose to purge' });
  await dialog.getByRole('button', { name: 'Propose' }).click();
  await dialog.getByText('Say why').waitFor();
  await dialog.getByLabel('Why?').fill('Kept for six years, files handed over.');
  await desk.checkAccess(page, 'propose a purge');
  await desk.shoot(page, 'purges-propose');
  await dialog.getByRole('button', { name: 'Propose' }).click();
  const card = page.getByRole('article', { name: /Kept for six years/ });
  await card.getByText('You proposed it: somebody else must confirm it.').waitFor();
  expect(await card.getByRole('button', { name: 'Confirm …' }).count()).toBe(0);
}

async function confirm(desk: Desk, page: Page): Promise<void> {
  await page.goto('/settings/retention/purges');
  const card = page.getByRole('article', { name: /Kept for six years/ }).first();
  // By keyboard alone.
  await card.getByRole('button', { name: 'Confirm …' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Confirm the purge' });
  await dialog.getByText('In 14 days all of this is deleted for good.', { exact: false }).waitFor();
  await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
  await dialog.getByText('Tick this first').waitFor();
  await desk.checkAccess(page, 'confirm a purge');
  await desk.shoot(page, 'purges-confirm');
  await dialog.getByLabel('I have looked at these matters').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await card.getByText('Cools off · 2 matters').waitFor();
  await card.getByText(/^Runs in 14 days, /).waitFor();
  await desk.checkAccess(page, 'purges');
  await desk.shoot(page, 'purges');
  await page.setViewportSize(narrow);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.screenshot({ path: 'e2e/screenshots/purges-320.png', fullPage: true });
}

async function stop(desk: Desk, page: Page): Promise<void> {
  await page.reload();
  const card = page.getByRole('article', { name: /Kept for six years/ });
  await card.getByRole('button', { name: 'Cancel it' }).click();
  await card.getByText('Cancelled · 2 matters').waitFor();
  await purgeRound(desk.program.app.platform);
}

async function again(desk: Desk, page: Page, second: Page): Promise<void> {
  const list = page.getByRole('list', { name: 'Retention period over' });
  await list.getByRole('checkbox', { name: /Mill Lane/ }).check();
  await page.getByRole('button', { name: 'Propose 1 matter …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Propose to purge' });
  await dialog.getByLabel('Why?').fill('This one alone.');
  await dialog.getByRole('button', { name: 'Propose' }).click();
  await page.getByRole('article', { name: 'This one alone.' }).waitFor();
  await second.reload();
  const card = second.getByRole('article', { name: 'This one alone.' });
  await card.getByRole('button', { name: 'Confirm …' }).click();
  const confirming = second.getByRole('dialog', { name: 'Confirm the purge' });
  await confirming.getByLabel('I have looked at these matters').check();
  await confirming.getByRole('button', { name: 'Confirm', exact: true }).click();
  await card.getByText('Cools off · 1 matter').waitFor();
  const { platform } = desk.program.app;
  await platform.database.pool.query(`update purge_batches set runs_at = now() where state = 'confirmed'`);
  await purgeRound(platform);
}

async function proof(desk: Desk, page: Page): Promise<void> {
  await page.reload();
  const card = page.getByRole('article', { name: 'This one alone.' });
  await card.getByText('Has run · 1 matter').waitFor();
  await page.getByRole('list', { name: 'Retention period over' }).getByText('Harbour View').waitFor();
  expect(await page.getByText('Mill Lane').count()).toBe(0);
  await desk.shoot(page, 'purges-done');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    card.getByRole('link', { name: /^Certificate of/ }).click(),
  ]);
  const html = await readFile(await file.path(), 'utf8');
  expect(html).toContain('Certificate of a purge');
  expect(html).not.toContain('Mill Lane');
  const paper = await page.context().newPage();
  await paper.setContent(html.replace(/<meta http-equiv[^>]*>/, ''));
  await paper.screenshot({ path: 'e2e/screenshots/purge-certificate.png', fullPage: true });
  await paper.close();
}
