import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import type { TestStaff } from '../server/testing/app.ts';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

const created = z.object({ id: z.string() });

async function post(who: TestStaff | TestPortalUser, path: string, body: unknown): Promise<string> {
  const answer = await who.call('POST', path, body);
  if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
  return created.parse(JSON.parse(answer.body)).id;
}

const undo = (office: Office, undoSeconds: number) =>
  office.owner.call('PATCH', '/api/v1/portal-settings', { undoSeconds });

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
  await undo(office, 60);
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
  await undo(office, 1);
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

journey(
  'who takes part: from now or everything, privilege kept, taken out, the last of the firm, joined',
  async (desk) => {
    const office = await openOffice(desk.program);
    const { app } = desk.program;
    const cleo = await makePortalUser(app, office.firm, { firstName: 'Cleo', lastName: 'Marsh' });
    const pat = await makePortalUser(app, office.firm, { firstName: 'Pat', lastName: 'Marsh' });
    const ed = await makePortalUser(app, office.firm, { firstName: 'Ed', lastName: 'Agent' });
    const matterId = await office.matter('Purchase of 12 Mill Lane', [cleo.contactId, pat.contactId]);
    await app.platform.database.pool.query(
      `insert into matter_parties (firm_id, matter_id, contact_id, role, is_client) values ($1, $2, $3, 'Estate agent', false)`,
      [office.firm.id, matterId, ed.contactId],
    );
    await undo(office, 0);
    const id = await post(office.tessa, '/api/v1/conversations', {
      ...{ kind: 'external', matterId, portalUserIds: [cleo.id] },
    });
    for (const body of ['The first.', 'The second.'])
      await office.tessa.call('POST', `/api/v1/conversations/${id}/messages`, { body });
    const page = await desk.open({ cookie: office.tessa.cookie });
    await page.goto(`/conversations/${id}?people=yes`);
    await addPeople(desk, page, cleo.email);
    await leaveAlone(desk, page);
    await takeOut(page);
    await watchAndJoin(desk, office, id);
  },
);

async function addPeople(desk: Desk, page: Page, email: string): Promise<void> {
  const panel = page.getByRole('dialog', { name: 'Who takes part' });
  await panel.getByText(email).waitFor();
  await desk.checkAccess(page, 'who takes part');
  await desk.shoot(page, 'conversation-people');
  await panel.getByRole('button', { name: 'Add people' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add people' });
  await dialog.getByRole('checkbox', { name: 'Ed Agent' }).check();
  await dialog.getByText('They cannot be in this conversation').waitFor();
  await desk.shoot(page, 'conversation-lower-class');
  await dialog.getByRole('checkbox', { name: 'Ed Agent' }).uncheck();
  await dialog.getByRole('checkbox', { name: 'Pat Marsh' }).check();
  await dialog.getByRole('radio', { name: 'Everything' }).check();
  await dialog.getByText('2 earlier messages become visible').waitFor();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('Tick that you have seen it.').waitFor();
  await dialog.getByRole('checkbox', { name: 'I have seen how much that is' }).check();
  await desk.checkAccess(page, 'adding people');
  await desk.shoot(page, 'conversation-add');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await panel.getByText('Pat Marsh').waitFor();
  await page.getByText('Tessa Reid added Pat Marsh').waitFor();
}

async function leaveAlone(desk: Desk, page: Page): Promise<void> {
  desk.expectComplaint(/ 409 .*\/removal$/);
  await page.getByRole('button', { name: 'Leave' }).click();
  const dialog = page.getByRole('dialog', { name: 'Leave this conversation?' });
  await dialog.getByRole('button', { name: 'Leave' }).click();
  await dialog.getByText('Add a colleague first, then leave.', { exact: false }).waitFor();
  await desk.shoot(page, 'conversation-last');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
}

async function takeOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take out Pat Marsh' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take Pat Marsh out?' });
  await dialog.getByRole('radio', { name: /They are shut out/ }).check();
  await dialog.getByRole('button', { name: 'Take out' }).click();
  await dialog.getByText('Say why: it is kept.').waitFor();
  await dialog.getByLabel('Why').fill('A court order.');
  await dialog.getByRole('button', { name: 'Take out' }).click();
  const panel = page.getByRole('dialog', { name: 'Who takes part' });
  await panel.getByText(/shut out .*: A court order\./).waitFor();
  await page.keyboard.press('Escape');
}

/** A colleague on the matter reads it, is told that this is written down, and joins. */
async function watchAndJoin(desk: Desk, office: Office, id: string): Promise<void> {
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/conversations?view=all');
  await page.getByRole('option', { name: /The second\./ }).click();
  await page.getByText('That you read it is written down.', { exact: false }).waitFor();
  await desk.checkAccess(page, 'a thread that one watches');
  await desk.shoot(page, 'conversation-watching');
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('textbox', { name: 'Write to Cleo Marsh' }).waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Put on hold…' }).click();
  await page.getByRole('dialog', { name: 'Put on hold' }).getByLabel('Why').fill('Complaint 7');
  await page.getByRole('button', { name: 'Put on hold' }).click();
  await page.getByText('On hold: Complaint 7.', { exact: false }).waitFor();
  await office.tessa.call('POST', `/api/v1/conversations/${id}/archive`);
  await page.getByText('Restore it to go on.', { exact: false }).waitFor();
  await page.goto('/settings/portal');
  await page.getByRole('switch', { name: /^Only who takes part/ }).check();
  await page.getByLabel('Seconds').fill('20');
  await desk.checkAccess(page, 'settings of the portal');
  await desk.shoot(page, 'settings-portal');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.context().close();
}

journey('break glass: asked by one owner, agreed to by another, read, closed', async (desk) => {
  const office = await openOffice(desk.program);
  const { app } = desk.program;
  const omar = await app.signedIn(office.firm, 'member', { firstName: 'Omar', lastName: 'Reid' });
  const second = await app.signedIn(office.firm, 'owner', { firstName: 'Ola', lastName: 'Second' });
  const id = await post(office.tessa, '/api/v1/conversations', { kind: 'direct', staffIds: [omar.id] });
  await office.tessa.call('POST', `/api/v1/conversations/${id}/messages`, { body: 'between us' });
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/settings/break-glass');
  await page.getByText('Nothing was ever opened').waitFor();
  await page.getByRole('button', { name: 'Ask for an opening' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ask another owner to open one' });
  const pick = async (field: string, name: string) => {
    await dialog.getByRole('combobox', { name: field }).fill(name);
    await page.getByRole('option', { name }).click();
    await page.keyboard.press('Tab');
  };
  await pick('Between exactly these people', 'Tessa Reid');
  await pick('Between exactly these people', 'Omar Reid');
  await pick('Who shall read it', 'Olive Owner');
  await dialog.getByLabel('Why').fill('A complaint about both');
  await desk.checkAccess(page, 'asking for an opening');
  await desk.shoot(page, 'break-glass-ask');
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText('You asked: another owner must agree.').waitFor();
  const other = await desk.open({ cookie: second.cookie });
  await other.goto('/settings/break-glass');
  await other.getByRole('button', { name: 'Agree' }).click();
  await other.getByRole('dialog', { name: 'Open it?' }).getByRole('button', { name: 'Agree' }).click();
  await other.getByText(/^Open until/).waitFor();
  await page.getByRole('link', { name: 'Read it' }).waitFor();
  await desk.checkAccess(page, 'openings');
  await desk.shoot(page, 'break-glass');
  await page.getByRole('link', { name: 'Read it' }).click();
  await page.getByRole('log').getByText('between us').waitFor();
  await page.getByText('Two owners opened this to you', { exact: false }).waitFor();
  await page.getByText('You may read here, and not write.').waitFor();
  desk.expectComplaint(/ 404 .*\/conversations\//);
  await other.getByRole('button', { name: 'Close it' }).click();
  await page.getByText('There is nothing here').waitFor();
});

journey(
  'what goes wrong is kept: no line, a long rest, archived meanwhile; a long thread keeps its place',
  async (desk) => {
    const office = await openOffice(desk.program);
    const { pool } = desk.program.app.platform.database;
    const cleo = await makePortalUser(desk.program.app, office.firm, {
      firstName: 'Cleo',
      lastName: 'Marsh',
    });
    const matterId = await office.matter('Purchase of 12 Mill Lane', [cleo.contactId]);
    await undo(office, 0);
    const id = await post(office.tessa, '/api/v1/conversations', {
      ...{ kind: 'external', matterId, portalUserIds: [cleo.id] },
    });
    const path = `/api/v1/conversations/${id}/messages`;
    for (let number = 1; number <= 70; number += 1) {
      const replyTo = number === 70 ? { replyTo: 3 } : {};
      await office.tessa.call('POST', path, { body: `Message ${number}.`, ...replyTo });
    }
    const page = await desk.open({ cookie: office.tessa.cookie });
    await keepPlace(page, id);
    await sendWithoutLine(desk, page);
    await pool.query(
      `update conversations set last_message_at = last_message_at - interval '31 days' where id = $1`,
      [id],
    );
    await sendAfterRest(desk, page);
    await undo(office, 3);
    await sendIntoArchived(desk, office, page, id);
    await elsewhere(desk, page, matterId, cleo.contactId);
  },
);

/** The newest in sight; older ones come in above without moving what one reads; a quote leads to what it quotes. */
async function keepPlace(page: Page, id: string): Promise<void> {
  await page.goto(`/conversations/${id}`);
  const log = page.getByRole('log');
  await log.getByText('Message 70.', { exact: true }).waitFor();
  expect(await log.getByText('Message 20.', { exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: /Tessa Reid wrote/ }).click();
  await log.getByText('Message 3.', { exact: true }).waitFor();
  await expect.poll(() => page.url()).toContain('at=3');
  await page.getByRole('button', { name: 'Newest messages' }).click();
  await log.getByText('Message 70.', { exact: true }).waitFor();
  await expect.poll(() => page.url()).not.toContain('at=');
  const oldest = log.getByText('Message 21.', { exact: true });
  await oldest.scrollIntoViewIfNeeded();
  await log.getByText('Message 1.', { exact: true }).waitFor({ state: 'attached' });
  const box = await oldest.boundingBox();
  expect(box?.y).toBeGreaterThan(0);
  expect(box?.y).toBeLessThan(800);
  await page.getByRole('button', { name: 'Newest messages' }).click();
}

async function sendWithoutLine(desk: Desk, page: Page): Promise<void> {
  desk.expectComplaint(
    /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/,
  );
  await desk.program.goOffline();
  const field = page.getByRole('textbox', { name: 'Write to Cleo Marsh' });
  await field.fill('Written without a line.');
  await field.press('Control+Enter');
  await page.getByText('Not sent').waitFor();
  await desk.shoot(page, 'conversation-not-sent');
  await desk.program.goOnline();
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect.poll(() => page.getByText('Not sent').count()).toBe(0);
  await page.getByRole('option', { name: /You: Written without a line\./ }).waitFor();
}

async function sendAfterRest(desk: Desk, page: Page): Promise<void> {
  desk.expectComplaint(/ 409 .*\/messages$/);
  const field = page.getByRole('textbox', { name: 'Write to Cleo Marsh' });
  await field.fill('Hello again.');
  await field.press('Control+Enter');
  const sure = page.getByRole('dialog', { name: 'Send it?' });
  await sure.getByText('Nobody has written here for more than 30 days.', { exact: false }).waitFor();
  await desk.checkAccess(page, 'asked before sending');
  await desk.shoot(page, 'conversation-confirm');
  await sure.getByRole('button', { name: 'Look again' }).click();
  await expect.poll(() => field.inputValue()).toBe('Hello again.');
  await field.press('Control+Enter');
  await sure.getByRole('button', { name: 'Send to Cleo Marsh' }).click();
  await page.getByRole('option', { name: /You: Hello again\./ }).waitFor();
}

async function sendIntoArchived(desk: Desk, office: Office, page: Page, id: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Write to Cleo Marsh' });
  await field.fill('Too late.');
  await field.press('Control+Enter');
  await page.getByText(/^Leaves in/).waitFor();
  await office.tessa.call('POST', `/api/v1/conversations/${id}/archive`);
  const refused = page.getByRole('alert').filter({ hasText: 'This message was not sent' });
  await refused.getByText('This conversation is archived.', { exact: false }).waitFor();
  await desk.checkAccess(page, 'a message that was not sent');
  await desk.shoot(page, 'conversation-refused');
  await page.getByRole('button', { name: 'Restore' }).click();
  await refused.getByRole('button', { name: 'Put back to edit' }).click();
  await expect.poll(() => field.inputValue()).toBe('Too late.');
}

/** Where else it stands: on its matter, with the contact, on Home. */
async function elsewhere(desk: Desk, page: Page, matterId: string, contactId: string): Promise<void> {
  await page.goto(`/matters/${matterId}/conversations`);
  await page.getByRole('option', { name: /Hello again/ }).waitFor();
  await desk.checkAccess(page, 'conversations of a matter');
  await desk.shoot(page, 'matter-conversations');
  await page.goto(`/contacts/${contactId}`);
  await page
    .getByRole('region', { name: 'Conversations' })
    .getByRole('link', { name: /Hello again/ })
    .waitFor();
  await desk.checkAccess(page, 'conversations with a contact');
  await desk.shoot(page, 'contact-conversations');
  await page.goto('/');
  await page
    .getByRole('region', { name: 'Messages' })
    .getByText('You have read everything', { exact: false })
    .waitFor();
  await desk.shoot(page, 'home-messages');
}
