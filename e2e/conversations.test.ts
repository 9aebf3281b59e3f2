import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import type { TestStaff } from '../server/testing/app.ts';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { post, undoFor } from './talk.ts';

journey(
  'with a client: begun from the matter, taken back, sent, answered live, read, made a task, archived and restored',
  async (desk) => {
    const office = await openOffice(desk.program);
    const cleo = await makePortalUser(desk.program.app, office.firm, {
      firstName: 'Cleo',
      lastName: 'Marsh',
    });
    const matterId = await office.matter('Purchase of 12 Mill Lane', [cleo.contactId]);
    const page = await desk.open({ cookie: office.tessa.cookie });
    const id = await begin(desk, page, matterId);
    await takeBackAndSend(desk, office, page);
    await hearTheClient(desk, page, cleo, id);
    await actOnMessages(desk, page);
    await archiveAndRestore(desk, page, cleo, id);
    await endAndBeginAgain(desk, page, cleo, id);
  },
);

async function begin(desk: Desk, page: Page, matterId: string): Promise<string> {
  await page.goto(`/matters/${matterId}`);
  await page.getByRole('link', { name: 'Conversations' }).click();
  await page.getByText('No conversations on this matter').waitFor();
  await page.getByRole('button', { name: 'Write about this matter' }).click();
  const dialog = page.getByRole('dialog', { name: 'New conversation' });
  await dialog.getByRole('checkbox', { name: 'Cleo Marsh' }).check();
  await dialog.getByText('Client and lawyers only.', { exact: false }).waitFor();
  await desk.checkAccess(page, 'a new conversation');
  await desk.shoot(page, 'conversation-new');
  await dialog.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('To Cleo Marsh – leaves the firm').waitFor();
  await page.getByText('The first message goes to Cleo Marsh by e-mail at once.').waitFor();
  return page.url().split('/').at(-1)?.split('?')[0] ?? '';
}

async function takeBackAndSend(desk: Desk, office: Office, page: Page): Promise<void> {
  await undoFor(office, 60);
  const field = page.getByRole('textbox', { name: 'Write to Cleo Marsh' });
  await field.fill('Dear Cleo, the seach results are here.');
  await page.getByText('Draft kept').waitFor();
  await page.getByRole('checkbox', { name: 'Mark as privileged' }).check();
  // Enter alone must not send what leaves the firm.
  await field.press('Enter');
  await field.press('Control+Enter');
  await page.getByText(/^Leaves in \d+ seconds$/).waitFor();
  await desk.checkAccess(page, 'a message that waits');
  await desk.shoot(page, 'conversation-undo');
  await page.getByRole('button', { name: 'Take back' }).click();
  await expect.poll(() => field.inputValue()).toContain('the seach results');
  expect(await page.getByRole('checkbox', { name: 'Mark as privileged' }).isChecked()).toBe(true);
  await page.getByRole('checkbox', { name: 'Mark as privileged' }).uncheck();
  await undoFor(office, 1);
  await field.fill('Dear Cleo, the search results are here.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const said = page.getByRole('log', { name: 'Messages' }).getByText('the search results are here.');
  await said.waitFor();
  // Once it has left the conversation is no draft any more.
  await page.getByRole('option', { name: /the search results are here/ }).waitFor();
  expect(await field.inputValue()).toBe('');
}

async function hearTheClient(desk: Desk, page: Page, cleo: TestPortalUser, id: string): Promise<void> {
  const path = `/portal/api/conversations/${id}`;
  await cleo.call('PUT', `${path}/read`, { seq: 1 });
  await page.getByText(/^Read by Cleo Marsh \d\d:\d\d$/).waitFor();
  await cleo.call('POST', `${path}/typing`);
  await page.getByText('Cleo Marsh is writing …').waitFor();
  await desk.shoot(page, 'conversation-writing');
  await page.getByText('Cleo Marsh is writing …').waitFor({ state: 'detached' });
  await cleo.call('POST', `${path}/messages`, { body: 'Thank you.\nPlease send the lease by Friday.' });
  await page.getByText('Please send the lease by Friday.').first().waitFor();
  await page.getByText('outside the firm').waitFor();
  await desk.checkAccess(page, 'a thread');
  await desk.shoot(page, 'conversation');
  // What is on screen in a tab that has the focus has been read.
  await expect.poll(async () => z.object({ unread: z.number() }).parse(await counts(page)).unread).toBe(0);
}

const counts = (page: Page): Promise<unknown> =>
  page.evaluate(() => fetch('/api/v1/conversations/counts').then((answer) => answer.json()));

async function actOnMessages(desk: Desk, page: Page): Promise<void> {
  const menu = page.getByRole('button', { name: /^What to do with the message of Cleo Marsh/ });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Make a task…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make a task' });
  await dialog.getByLabel('Subject').fill('Send Cleo the lease');
  await desk.checkAccess(page, 'a task of a message');
  await dialog.getByRole('button', { name: 'Make the task' }).click();
  await page.getByText('Task made').waitFor();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Pin', exact: true }).click();
  await page.getByRole('button', { name: /1 pinned/ }).waitFor();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Reply' }).click();
  await page.getByText('Replying to Cleo Marsh').waitFor();
  await page.keyboard.type('By Friday, yes.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('log').getByText('By Friday, yes.').waitFor();
  await page.getByRole('button', { name: /Cleo Marsh wrote/ }).waitFor();
  await page
    .getByRole('button', { name: /^What to do with the message of Tessa Reid/ })
    .last()
    .click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit the message' });
  await edit.getByRole('textbox').fill('By Thursday, in fact.');
  await edit.getByRole('button', { name: 'Save' }).click();
  await page.getByText('edited', { exact: true }).waitFor();
  await page
    .getByRole('button', { name: /^What to do with the message of Tessa Reid/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Who has read it…' }).click();
  await page.getByRole('dialog', { name: 'Who has read it' }).getByText('Cleo Marsh').waitFor();
  await page.keyboard.press('Escape');
  await desk.shoot(page, 'conversation-acts');
}

async function archiveAndRestore(desk: Desk, page: Page, cleo: TestPortalUser, id: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await page.getByText(/^Archived \d+ .*Nobody writes in it/).waitFor();
  const refused = await cleo.call('POST', `/portal/api/conversations/${id}/messages`, { body: 'hello?' });
  expect(refused.statusCode).toBe(409);
  await desk.shoot(page, 'conversation-archived');
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('textbox', { name: 'Write to Cleo Marsh' }).waitFor();
}

async function endAndBeginAgain(desk: Desk, page: Page, cleo: TestPortalUser, id: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'End…' }).click();
  const sure = page.getByRole('dialog', { name: 'End this conversation?' });
  await sure.getByRole('button', { name: 'End it' }).waitFor();
  await desk.checkAccess(page, 'ending a conversation');
  await desk.shoot(page, 'conversation-end');
  await sure.getByRole('button', { name: 'End it' }).click();
  await page.getByText('This conversation has ended.').waitFor();
  await page.getByRole('button', { name: 'Begin again' }).click();
  const dialog = page.getByRole('dialog', { name: 'New conversation' });
  await expect.poll(() => dialog.getByRole('checkbox', { name: 'Cleo Marsh' }).isChecked()).toBe(true);
  await dialog.getByRole('button', { name: 'Begin' }).click();
  await page.getByRole('link', { name: 'Read that one' }).waitFor();
  expect(page.url()).not.toContain(id);
  const past = await cleo.call('GET', '/portal/api/conversations?view=past');
  expect(past.body).toContain(id);
}

journey(
  'among colleagues: by keyboard, with a name, unread in the navigation, direct and in a channel',
  async (desk) => {
    const office = await openOffice(desk.program);
    const omar = await desk.program.app.signedIn(office.firm, 'member', {
      firstName: 'Omar',
      lastName: 'Reid',
    });
    const page = await desk.open({ cookie: office.tessa.cookie });
    const keys = page.keyboard;
    await page.goto('/conversations');
    await page.getByText('No conversations yet').waitFor();
    await desk.checkAccess(page, 'an empty inbox');
    await desk.shoot(page, 'conversations-empty');
    await keys.press('n');
    const dialog = page.getByRole('dialog', { name: 'New conversation' });
    await dialog.getByRole('radio', { name: /^Direct/ }).check();
    await dialog.getByRole('combobox', { name: 'Colleagues' }).fill('Omar');
    await page.getByRole('option', { name: 'Omar Reid' }).click();
    await keys.press('Tab');
    await dialog.getByRole('button', { name: 'Begin' }).click();
    await page.getByText('Only staff read this').waitFor();
    const field = page.getByRole('textbox', { name: 'Write to colleagues' });
    await field.fill('Lunch, ');
    await keys.type('@om');
    await page.getByRole('option', { name: 'Omar Reid' }).waitFor();
    await keys.press('Enter');
    await expect.poll(() => field.inputValue()).toBe('Lunch, @Omar Reid ');
    await keys.press('Shift+Enter');
    await keys.type('at one?');
    await keys.press('Enter');
    await page.getByRole('log').getByText('at one?').waitFor();
    expect(await field.inputValue()).toBe('');
    const channel = await post(office.tessa, '/api/v1/conversations', {
      ...{ kind: 'channel', title: 'Land registry', staffIds: [omar.id] },
    });
    await office.tessa.call('POST', `/api/v1/conversations/${channel}/messages`, { body: 'New forms.' });
    await readAsOmar(desk, omar);
    await page.getByText(/^Read by Omar Reid/).waitFor();
  },
);

async function readAsOmar(desk: Desk, omar: TestStaff): Promise<void> {
  const page = await desk.open({ cookie: omar.cookie });
  const keys = page.keyboard;
  await page.goto('/');
  await page
    .getByRole('link', { name: /^Messages/ })
    .getByText('2 need you')
    .waitFor();
  const card = page.getByRole('region', { name: 'Messages' });
  await card.getByText('Tessa Reid', { exact: true }).waitFor();
  await keys.press('g');
  await keys.press('e');
  await page.getByRole('button', { name: /^Mentioned/ }).click();
  await page.getByRole('option', { name: /^Direct Tessa Reid/ }).waitFor();
  await desk.shoot(page, 'conversations-mentioned');
  await page.getByRole('button', { name: 'Mine' }).click();
  await page.getByRole('option', { name: /Land registry/ }).waitFor();
  await page.getByRole('listbox', { name: 'Messages' }).focus();
  await keys.press('j');
  await keys.press('j');
  // Moving through the list opens nothing.
  expect(await page.getByRole('log').count()).toBe(0);
  await keys.press('Enter');
  await page.getByRole('log').waitFor();
  await desk.checkAccess(page, 'the inbox beside a thread');
  await page.getByRole('log').getByText('at one?').waitFor();
  await page.getByText('New since you looked').waitFor();
  await desk.shoot(page, 'conversation-direct');
  await page.getByRole('option', { name: /Land registry/ }).click();
  await page.getByRole('log').getByText('New forms.').waitFor();
  await expect.poll(() => page.getByText(/needs? you$/).count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByText('Choose a conversation').waitFor();
  await page.context().close();
}
