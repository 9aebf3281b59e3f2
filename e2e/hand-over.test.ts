import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { unpack } from '../server/features/hand-over/test-pack.ts';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

const narrow = { width: 320, height: 640 };
const created = z.looseObject({ id: z.string() });

interface Case {
  office: Office;
  client: TestPortalUser;
  matterId: string;
}

journey('a matter is held, its file handed over, and a client takes theirs along', async (desk) => {
  const at = await begin(desk);
  const page = await desk.open({ cookie: at.office.owner.cookie });
  await hold(desk, page, at);
  await handOver(desk, page);
  await seeHolds(desk, page, at);
  await takeAlong(desk, at);
});

async function begin({ program }: Desk): Promise<Case> {
  const office = await openOffice(program);
  const client = await makePortalUser(program.app, office.firm, { firstName: 'Cleo', lastName: 'Marsh' });
  const matterId = await office.matter('Purchase of 12 Mill Lane', [client.contactId]);
  await office.owner.call('PATCH', '/api/v1/portal-settings', { undoSeconds: 0 });
  const made = await office.tessa.call('POST', '/api/v1/conversations', {
    ...{ kind: 'external', matterId, portalUserIds: [client.id] },
  });
  const { id } = created.parse(made.json());
  const sent = await office.tessa.call('POST', `/api/v1/conversations/${id}/messages`, {
    body: 'The draft contract is ready.',
  });
  expect(sent.statusCode, sent.body).toBe(201);
  return { office, client, matterId };
}

async function hold(desk: Desk, page: Page, { matterId }: Case): Promise<void> {
  await page.goto(`/matters/${matterId}`);
  const keeping = page.getByRole('region', { name: 'Hold and hand over' });
  await keeping.getByText('Not on hold.').waitFor();
  await keeping.getByRole('button', { name: 'Hold …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Put on hold' });
  await dialog.getByRole('button', { name: 'Put on hold' }).click();
  await dialog.getByText('Say why').waitFor();
  await dialog.getByLabel('Why?').fill('Dispute about the boundary');
  await desk.checkAccess(page, 'hold dialog');
  await dialog.getByRole('button', { name: 'Put on hold' }).click();
  await keeping.getByText('Dispute about the boundary').waitFor();
}

async function handOver(desk: Desk, page: Page): Promise<void> {
  const keeping = page.getByRole('region', { name: 'Hold and hand over' });
  await keeping.getByRole('button', { name: 'Client’s file' }).click();
  const link = keeping.getByRole('link', { name: /^Download,/ });
  await link.waitFor({ timeout: 30_000 });
  await keeping.getByText(/Signed with the key [0-9a-f ]+/).waitFor();
  await keeping.scrollIntoViewIfNeeded();
  await desk.checkAccess(page, 'matter with a pack');
  await desk.shoot(page, 'hand-over-matter');
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const files = await unpack(await readFile(await download.path()));
  expect([...files.values()].map(String).join()).toContain('The draft contract is ready.');
}

async function seeHolds(desk: Desk, page: Page, { office, client }: Case): Promise<void> {
  const erased = await office.owner.call('POST', `/api/v1/contacts/${client.contactId}/erasure`, {
    name: 'Cleo Marsh',
  });
  expect(erased.json()).toMatchObject({ reason: 'held' });
  await page.goto('/settings/retention');
  const kept = page.getByLabel('How long matters are kept: Without a type');
  await kept.selectOption('6 years');
  await page.getByText('Saved how long they are kept: Without a type').waitFor();
  expect(await kept.inputValue()).toBe('6');
  await page
    .getByRole('list', { name: 'Holds' })
    .getByText(/Purchase of 12 Mill Lane/)
    .waitFor();
  await page.getByRole('list', { name: 'Refused' }).getByText('Erase a person').waitFor();
  await page.getByRole('heading', { name: 'On hold' }).scrollIntoViewIfNeeded();
  await desk.checkAccess(page, 'holds');
  await desk.shoot(page, 'holds');
}

async function takeAlong(desk: Desk, { client }: Case): Promise<void> {
  const page = await desk.open({ cookie: client.cookie, size: narrow });
  await page.goto('/portal/account');
  await page.getByRole('heading', { name: 'Take my file with me' }).waitFor();
  await page.getByRole('button', { name: 'Put my file together' }).focus();
  await page.keyboard.press('Enter');
  const fetchIt = page.getByRole('button', { name: /^Download \(/ });
  await fetchIt.waitFor({ timeout: 30_000 });
  await desk.checkAccess(page, 'take my file');
  await desk.shoot(page, 'take-my-file');
  const [download] = await Promise.all([page.waitForEvent('download'), fetchIt.click()]);
  const files = await unpack(await readFile(await download.path()));
  expect(files.has('index.html')).toBe(true);
  expect([...files.values()].map(String).join()).toContain('The draft contract is ready.');
}
