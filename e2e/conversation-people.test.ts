import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { makePortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { post, undoFor } from './talk.ts';

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
    await undoFor(office, 0);
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
  await page.getByRole('switch', { name: /^Clients see that/ }).check();
  await page.getByLabel('Seconds').fill('20');
  await desk.checkAccess(page, 'settings of the portal');
  await desk.shoot(page, 'settings-portal');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.getByLabel('How often').selectOption('A mail for each message');
  await page.getByText('Each message has a time of its own', { exact: false }).waitFor();
  await page.getByLabel('After', { exact: true }).selectOption('30 minutes');
  const rules = async () => (await office.owner.call('GET', '/api/v1/notice-settings')).json();
  await expect.poll(rules).toMatchObject({ mode: 'strict', eachMessage: true, delayMinutes: 30 });
  // Back to one mail for all, without a word about what would contradict it.
  await page.getByLabel('How often').selectOption('One mail, more seldom while unread');
  await expect.poll(rules).toMatchObject({ mode: 'back_off', eachMessage: false });
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
