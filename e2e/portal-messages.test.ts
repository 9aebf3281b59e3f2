import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

const narrow = { width: 320, height: 640 };
const created = z.looseObject({ id: z.string() });

interface Thread {
  office: Office;
  client: TestPortalUser;
  id: string;
}

journey(
  'portal: what the firm wrote is read, answered, changed, withdrawn and found; live; closed when it ends',
  async (desk) => {
    const thread = await begin(desk);
    const page = await desk.open({ cookie: thread.client.cookie, size: narrow });
    await readFirst(desk, page);
    await answer(desk, page, thread);
    await hearLive(desk, page, thread);
    await amend(desk, page, thread);
    await sendFile(desk, page, thread);
    await find(desk, page);
    await end(desk, page, thread);
  },
);

async function begin({ program }: Desk): Promise<Thread> {
  const office = await openOffice(program);
  const client = await makePortalUser(program.app, office.firm, { firstName: 'Cleo', lastName: 'Marsh' });
  const matterId = await office.matter('Purchase of 12 Mill Lane', [client.contactId]);
  await office.owner.call('PATCH', '/api/v1/portal-settings', { undoSeconds: 0 });
  const made = await office.tessa.call('POST', '/api/v1/conversations', {
    ...{ kind: 'external', matterId, portalUserIds: [client.id] },
  });
  const thread = { office, client, id: created.parse(made.json()).id };
  await say(thread, 'Welcome. Please read the draft contract, and tell us when you can sign.');
  return thread;
}

async function say({ office, id }: Thread, body: string): Promise<void> {
  const sent = await office.tessa.call('POST', `/api/v1/conversations/${id}/messages`, { body });
  expect(sent.statusCode, sent.body).toBe(201);
}

async function readFirst(desk: Desk, page: Page): Promise<void> {
  await page.goto('/portal/messages');
  const line = page.getByRole('link', { name: /Purchase of 12 Mill Lane/ });
  await line.getByText('1 new').waitFor();
  await desk.checkAccess(page, 'portal messages');
  await desk.shoot(page, 'portal-messages');
  await line.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Purchase of 12 Mill Lane' }).waitFor();
  await page.getByText('With Tessa Reid').waitFor();
  await page.getByText('Please read the draft contract').waitFor();
  await page.getByText('New', { exact: true }).waitFor();
}

async function answer(desk: Desk, page: Page, { office, id }: Thread): Promise<void> {
  const field = page.getByLabel('Message to Hartley & Reid');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Write something first, or attach a file.').waitFor();
  await field.fill('On Friday at ten.');
  const draft = async () => {
    const seen = await office.tessa.call('GET', `/api/v1/conversations/${id}`);
    return seen.json<{ readSeq: number }>();
  };
  await draft();
  await page.waitForTimeout(1_200);
  await page.reload();
  await expect.poll(() => field.inputValue()).toBe('On Friday at ten.');
  await field.focus();
  await page.keyboard.press('Control+Enter');
  const mine = page.getByRole('article').filter({ hasText: 'On Friday at ten.' });
  await mine.waitFor();
  expect(await field.inputValue()).toBe('');
  // Staff see that it was looked at; it waits for their answer.
  const looks = await office.tessa.call('GET', `/api/v1/conversations/${id}/messages/1/looks`);
  expect(looks.json<{ items: { name: string }[] }>().items.map(({ name }) => name)).toContain('Cleo Marsh');
  const seen = await office.tessa.call('GET', `/api/v1/conversations/${id}`);
  expect(seen.json()).toMatchObject({ unread: 1, lastMessage: { text: 'On Friday at ten.' } });
  await desk.checkAccess(page, 'portal conversation');
  await desk.shoot(page, 'portal-conversation');
}

async function hearLive(desk: Desk, page: Page, thread: Thread): Promise<void> {
  await say(thread, 'Friday at ten is fine.\n\nBring your passport.');
  await page.getByText('Bring your passport.').first().waitFor();
  const theirs = page.getByRole('article').filter({ hasText: 'Bring your passport.' });
  await theirs.getByRole('button', { name: 'Answer' }).click();
  await page.getByText('Answer to Tessa Reid').waitFor();
  await page.getByLabel('Message to Hartley & Reid').fill('I shall.');
  await page.getByRole('button', { name: 'Send' }).click();
  const mine = page.getByRole('article').filter({ hasText: 'I shall.' });
  await mine.getByRole('link', { name: /Friday at ten is fine/ }).waitFor();
  const large = await desk.open({ cookie: thread.client.cookie, scheme: 'dark' });
  await large.goto(`/portal/c/${thread.id}`);
  await large.getByText('I shall.').waitFor();
  await desk.checkAccess(large, 'portal conversation, large and dark');
  await desk.shoot(large, 'portal-conversation-large');
  await large.context().close();
}

async function amend(desk: Desk, page: Page, { office, id }: Thread): Promise<void> {
  const mine = page.getByRole('article').filter({ hasText: 'I shall.' });
  await mine.getByRole('button', { name: 'Change' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change your message' });
  await dialog.getByRole('textbox').fill('I shall bring it.');
  await desk.checkAccess(page, 'changing a message in the portal');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const changed = page.getByRole('article').filter({ hasText: 'I shall bring it.' });
  await changed.getByText('edited').waitFor();
  await changed.getByRole('button', { name: 'Withdraw' }).click();
  const sure = page.getByRole('dialog', { name: 'Withdraw this message?' });
  await sure.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('This message was withdrawn.').first().waitFor();
  const seen = await office.tessa.call('GET', `/api/v1/conversations/${id}/messages`);
  expect(seen.body).not.toContain('I shall bring it.');
}

async function sendFile(desk: Desk, page: Page, { office, id }: Thread): Promise<void> {
  const passport = { name: 'passport “März”.txt', mimeType: 'text/plain', buffer: Buffer.from('a passport') };
  await page.getByLabel('Attach files').last().setInputFiles([passport]);
  const mine = page.getByRole('list', { name: 'Files of this message' });
  await mine.getByText('passport “März”.txt').waitFor();
  await mine.getByText(/[Nn]ot scanned/).waitFor();
  await desk.checkAccess(page, 'a file in the portal');
  await desk.shoot(page, 'portal-file');
  await page.getByRole('button', { name: 'Send' }).click();
  const sent = page.getByRole('article').filter({ hasText: 'passport “März”.txt' });
  await sent.waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    sent.getByRole('button', { name: 'passport “März”.txt' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('passport “März”.txt');
  const seen = await office.tessa.call('GET', `/api/v1/conversations/${id}/messages`);
  const told = seen.json<{ items: { files: { name: string; state: string }[] }[] }>().items.at(-1);
  expect(told?.files).toMatchObject([{ name: 'passport “März”.txt', state: 'unscanned' }]);
}

async function find(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('link', { name: 'All messages' }).click();
  await page.getByLabel('Search your messages').fill('passp');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText(/messages? found/).waitFor();
  // What was written, and the file of that name, which is read a little after it came.
  const foundBoth = async () => {
    await page.reload();
    await page.getByText(/messages? found/).waitFor();
    return await page.getByText('2 messages found').isVisible();
  };
  await expect.poll(foundBoth).toBe(true);
  await desk.shoot(page, 'portal-search');
  await page.getByRole('link', { name: /Bring your passport/ }).click();
  await page.getByRole('heading', { name: 'Purchase of 12 Mill Lane' }).waitFor();
  await page.getByText('Bring your passport.').first().waitFor();
  await page.goto('/portal/messages?q=zzz');
  await page.getByText('Nothing found for “zzz”. Try fewer or other words.').waitFor();
}

async function end(desk: Desk, page: Page, { office, id }: Thread): Promise<void> {
  await page.goto(`/portal/c/${id}`);
  const field = page.getByLabel('Message to Hartley & Reid');
  await field.fill('One more thing');
  await page.waitForTimeout(1_200);
  expect((await office.tessa.call('POST', `/api/v1/conversations/${id}/end`)).statusCode).toBe(200);
  desk.expectComplaint(/ 409 .*\/messages$/);
  desk.expectComplaint(/ 40[49] .*\/draft$/);
  await page.reload();
  await page
    .getByText(/This conversation is closed\. You can read it and keep what is in it; contact Hartley & Reid/)
    .waitFor();
  await page.getByText('Bring your passport.').first().waitFor();
  expect(await page.getByLabel('Message to Hartley & Reid').count()).toBe(0);
  // What was begun is not lost.
  await page
    .getByRole('region', { name: 'What you had begun to write' })
    .getByText('One more thing')
    .waitFor();
  await desk.shoot(page, 'portal-conversation-ended');
  await page.goto('/portal/messages');
  await page.getByRole('heading', { name: 'Past' }).waitFor();
}
