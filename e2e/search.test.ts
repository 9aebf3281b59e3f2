import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { announce, idOf, sendPart, staffSender } from '../server/testing/files-world.ts';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { post, undoFor } from './talk.ts';

const narrow = { width: 320, height: 640 };

journey(
  'search: words in messages and files, filters typed and chosen, the way to the message; in the portal, too',
  async (desk) => {
    const { program } = desk;
    const office = await openOffice(program);
    const cleo = await makePortalUser(program.app, office.firm, { firstName: 'Cleo', lastName: 'Marsh' });
    await undoFor(office, 0);
    const matterId = await office.matter('Purchase of 12 Mill Lane', [cleo.contactId]);
    const made = { kind: 'external', matterId, portalUserIds: [cleo.id] };
    const id = await post(office.tessa, '/api/v1/conversations', made);
    await say(office, id, 'Dear Cleo, the restrictive covenant of Mill Lane is in the office copy.');
    await sendFile(desk, office, id);
    await say(office, id, 'Shall we speak about completion?');
    const page = await desk.open({ cookie: office.tessa.cookie });
    await fromTheFinder(desk, page);
    await typedAndChosen(page);
    await toTheMessage(page);
    await nothing(desk, page, id);
    await inThePortal(desk, cleo);
  },
);

async function say(office: Office, id: string, body: string, uploadIds: string[] = []): Promise<void> {
  const path = `/api/v1/conversations/${id}/messages`;
  const sent = await office.tessa.call('POST', path, { body, uploadIds, confirmed: true });
  expect(sent.statusCode, sent.body).toBe(201);
}

/** Uploaded, looked at, sent, and read for the search, as it is in life. */
async function sendFile({ program }: Desk, office: Office, id: string): Promise<void> {
  const sender = staffSender(office.tessa);
  const bytes = new Uint8Array(Buffer.from('Schedule 2: the Covenant runs with the land, façade included.'));
  const file = { name: '12-mill-lane_draft.v2.txt', size: bytes.length, conversationId: id };
  const upload = idOf(await announce(program, sender, file));
  await sendPart(program, sender, { id: upload, offset: 0, bytes });
  const state = async () =>
    (await office.tessa.call('GET', `/api/v1/uploads/${upload}`)).json<{ state: string }>().state;
  await expect.poll(state, { timeout: 30_000 }).toBe('unscanned');
  await say(office, id, 'The draft, as promised.', [upload]);
  const found = async () =>
    (await office.tessa.call('GET', '/api/v1/search?q=facade')).json<{ items: unknown[] }>().items.length;
  await expect.poll(found, { timeout: 30_000 }).toBe(1);
}

async function fromTheFinder(desk: Desk, page: Page): Promise<void> {
  await page.goto('/conversations');
  await page.getByRole('link', { name: 'Search', exact: true }).waitFor();
  await page.keyboard.press('/');
  await page.getByRole('heading', { name: 'Search', exact: true }).waitFor();
  await page.getByText('What you can type').waitFor();
  await desk.checkAccess(page, 'the search before anything is asked');
  await desk.shoot(page, 'search-start');
  await page.getByRole('searchbox', { name: 'Search messages and files' }).blur();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Matter, contact or page').fill('covenant');
  await page.getByText('Search messages and files for “covenant”').click();
  await page.getByText('2 messages', { exact: true }).waitFor();
  expect(new URL(page.url()).search).toBe('?q=covenant');
  expect(await page.locator('.hit mark').allTextContents()).toEqual(['Covenant', 'covenant']);
  await page.getByText('12-mill-lane_draft.v2.txt').waitFor();
  await desk.checkAccess(page, 'what was found');
  await desk.shoot(page, 'search');
}

async function typedAndChosen(page: Page): Promise<void> {
  const box = page.getByRole('searchbox', { name: 'Search messages and files' });
  await box.blur();
  await page.keyboard.press('/');
  await page.keyboard.type('lane from:tessa has:file');
  await page.keyboard.press('Enter');
  await page.getByText('1 message', { exact: true }).waitFor();
  expect(await box.inputValue()).toBe('lane');
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
    q: 'lane',
    from: 'tessa',
    has: 'file',
  });
  await page.getByRole('button', { name: /With a file/ }).click();
  await page
    .getByRole('menuitem', { name: 'Picture' })
    .or(page.getByRole('menuitemradio', { name: 'Picture' }))
    .first()
    .click();
  await page.getByText('Nothing was found for “lane”').first().waitFor();
  await page.getByRole('button', { name: 'Look everywhere' }).click();
  await page.getByText('2 messages', { exact: true }).waitFor();
  await page.goBack();
  await page.getByText('2 messages', { exact: true }).waitFor();
}

async function toTheMessage(page: Page): Promise<void> {
  await page.getByRole('link', { name: /restrictive/ }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/conversations\/.*at=\d+/);
  await page
    .getByRole('log', { name: 'Messages' })
    .getByText('the restrictive covenant of Mill Lane')
    .waitFor();
}

async function nothing(desk: Desk, page: Page, id: string): Promise<void> {
  await page.getByRole('link', { name: 'Search in this conversation' }).click();
  await page.waitForURL(new RegExp(`conversation=${id}`));
  const box = page.getByRole('searchbox', { name: 'Search messages and files' });
  await box.fill('zebra');
  await box.press('Enter');
  await page.getByText('Nothing was found for “zebra”').first().waitFor();
  await desk.checkAccess(page, 'a search without a hit');
  await desk.shoot(page, 'search-none');
  await page.getByRole('button', { name: 'Look everywhere' }).click();
  await expect.poll(() => new URL(page.url()).search).toBe('?q=zebra');
  await page.goto('/search');
  await page.getByText('Searches of late').waitFor();
  await page.getByRole('button', { name: 'zebra' }).waitFor();
}

async function inThePortal(desk: Desk, cleo: TestPortalUser): Promise<void> {
  const page = await desk.open({ cookie: cleo.cookie, size: narrow });
  await page.goto('/portal/messages');
  await page.getByLabel('Search your messages and files').fill('facade');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('1 message found').waitFor();
  expect(await page.locator('mark').allTextContents()).toEqual(['façade']);
  await desk.checkAccess(page, 'a file that was found in the portal');
  await desk.shoot(page, 'portal-search-files');
  await page.goto('/portal/messages?has=file');
  await page.getByRole('checkbox', { name: 'Only with files' }).waitFor();
  await page.getByRole('link', { name: /draft.v2.txt/ }).click();
  await page.getByText('The draft, as promised.').first().waitFor();
}
