import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { postedListener } from '../server/features/texts/index.ts';
import { newId } from '../server/platform/ids.ts';
import { makePortalUser } from '../server/testing/portal-user.ts';
import { createTwilioSimulator, type TwilioSimulator } from '../simulators/twilio.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

const line = '+447700900001';
const jane = '+447700900111';

journey('texts: connect, agree, send, place what came in, heed an opt-out, stop by a link', async (desk) => {
  const provider = await createTwilioSimulator({ timeScale: 0 });
  try {
    desk.program.app.platform.allowLoopback = true;
    const office = await openOffice(desk.program);
    const contactId = await office.contact('Jane Okafor', '07700 900111');
    const owner = await desk.open({ cookie: office.owner.cookie });
    await connect(desk, owner, provider);
    const page = await desk.open({ cookie: office.tessa.cookie });
    await agree(desk, page, contactId);
    await place(desk, page, provider);
    await optOut(desk, page, provider, contactId);
    await stopByLink(desk, office, provider);
    expect(provider.control.complaints).toEqual([]);
  } finally {
    await provider.close();
  }
});

async function connect(desk: Desk, page: Page, provider: TwilioSimulator): Promise<void> {
  await page.goto('/settings');
  await page.getByRole('link', { name: /^Texts Your account/ }).click();
  await page.getByRole('button', { name: 'Connect', exact: true }).waitFor();
  await desk.checkAccess(page, 'texts, not connected');
  await desk.shoot(page, 'texts-settings-empty');
  await page.getByLabel('Account SID').fill(provider.accountSid);
  await page.getByLabel('Auth token').fill(provider.authToken);
  await page.getByText('API key, another address').click();
  await page.getByLabel('Address of the API').fill('http://sms.example.com');
  desk.expectComplaint(/ 422 .*\/text-settings/);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByText('The address must begin with https://').first().waitFor();
  await page.getByLabel('Address of the API').fill(provider.url);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  provider.control.setHookUrl(await page.getByLabel('Address of the webhook').inputValue());
  await page.getByRole('button', { name: 'Try the account' }).click();
  await page.getByText('It works.').waitFor();
  await addLine(desk, page);
  await rules(desk, page);
}

async function addLine(desk: Desk, page: Page): Promise<void> {
  await page.getByLabel('Number', { exact: true }).fill('07700 900001');
  desk.expectComplaint(/ 422 .*\/text-lines/);
  await page.getByRole('button', { name: 'Add the number' }).click();
  await page.getByText('Write it with + and the country').waitFor();
  await page.getByLabel('Number', { exact: true }).fill('+44 7700 900001');
  await page.getByLabel('What you call it').fill('Front desk');
  await page.getByLabel('Kind').selectOption({ label: 'Mobile number' });
  await page.getByRole('button', { name: 'Add the number' }).click();
  await page.getByRole('list', { name: 'Your numbers' }).getByText('07700 900001').waitFor();
}

async function rules(desk: Desk, page: Page): Promise<void> {
  await page.getByLabel('Word', { exact: true }).fill('HARTLEY');
  await page.getByRole('combobox', { name: 'Countries' }).fill('irel');
  await page.getByRole('option', { name: 'Ireland' }).click();
  await page.keyboard.press('Escape');
  await page.getByLabel('Quiet from').fill('00:00');
  await page.getByLabel('until', { exact: true }).fill('00:00');
  await page.getByLabel('The task is for').selectOption({ label: 'Tessa Reid' });
  await page.getByLabel('Parts a day').fill('0');
  await page.getByRole('button', { name: 'Save', exact: true }).last().click();
  await page.getByText('Give a whole number').waitFor();
  await page.getByLabel('Parts a day').fill('200');
  await page.getByRole('button', { name: 'Save', exact: true }).last().click();
  await page.getByText('Saved.').waitFor();
  await page.getByText('0 of 200 parts today').waitFor();
  await desk.checkAccess(page, 'texts, connected');
  await desk.shoot(page, 'texts-settings');
  await page.getByRole('heading', { name: 'In whose name' }).scrollIntoViewIfNeeded();
  await page.getByLabel('Parts a day').scrollIntoViewIfNeeded();
  await desk.shoot(page, 'texts-rules');
  await narrow(page);
}

/** The narrowest phone. */
async function narrow(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}

async function agree(desk: Desk, page: Page, contactId: string): Promise<void> {
  await page.goto(`/contacts/${contactId}`);
  const texting = page.getByRole('region', { name: 'Texts', exact: true });
  await texting.getByText('Not asked yet').waitFor();
  await texting.getByRole('button', { name: /^They agree to texts/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Note it' }).click();
  await dialog.getByText('Say how you know.').waitFor();
  await dialog.getByLabel('How do you know?').fill('Said yes on the telephone');
  await desk.checkAccess(page, 'noting consent');
  await desk.shoot(page, 'texts-consent');
  await dialog.getByRole('button', { name: 'Note it' }).click();
  await texting.getByText('Agreed to texts').waitFor();
  await texting.getByText('History, 1 entry').click();
  await texting.getByText('Said yes on the telephone').waitFor();
  await desk.shoot(page, 'texts-contact');
}

/** Three texts that nobody can place; one of them is Jane’s other number. */
async function place(desk: Desk, page: Page, provider: TwilioSimulator): Promise<void> {
  await page.goto('/texts');
  await page.getByText('No text waits').waitFor();
  await desk.checkAccess(page, 'no texts');
  await desk.shoot(page, 'texts-empty');
  provider.control.sendSms({
    from: '+447700900222',
    to: line,
    body: 'This is Jane, my other number.\nThe survey is done!',
    pictures: 1,
  });
  provider.control.sendSms({ from: '+447700900333', to: line, body: 'You have won a prize' });
  provider.control.sendSms({ from: jane, to: line, body: 'When do we exchange?' });
  // They appear by themselves.
  await page.getByText('When do we exchange?').waitFor();
  await page.getByText('You have won a prize').waitFor();
  await page.getByText('1 file; it comes along').waitFor();
  await desk.checkAccess(page, 'texts that wait');
  await desk.shoot(page, 'texts-triage');
  await narrow(page);
  await page.getByRole('button', { name: 'Nowhere: +447700900333' }).click();
  await page.getByRole('button', { name: 'Put it away for good: +447700900333' }).click();
  await page.getByText('You have won a prize').waitFor({ state: 'detached' });
  // By keyboard alone.
  await page.getByRole('button', { name: 'Find its place: +447700900222' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Contact' }).focus();
  await page.keyboard.type('Okafor');
  await page.getByRole('option', { name: /Jane Okafor/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await desk.checkAccess(page, 'finding a place');
  await desk.shoot(page, 'texts-place');
  await dialog.getByRole('button', { name: 'Put it there' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('The text has its place.').waitFor();
  await page.getByText('The survey is done!').waitFor({ state: 'detached' });
}

async function optOut(desk: Desk, page: Page, provider: TwilioSimulator, contactId: string): Promise<void> {
  provider.control.sendSms({ from: jane, to: line, body: 'pls dont text me, ring me instead' });
  await page.getByText('pls dont text me').waitFor();
  await page.getByText('Read as “no more texts”').waitFor();
  await desk.shoot(page, 'texts-review');
  await page.goto('/');
  const card = page.getByRole('region', { name: 'Texts, to place' });
  await card.getByText('1 opt-out to look at').waitFor();
  await desk.shoot(page, 'texts-home');
  await card.getByRole('link', { name: 'All texts that wait' }).click();
  await page.getByRole('button', { name: /^Yes, no more texts/ }).click();
  await page.getByText('Read as “no more texts”').waitFor({ state: 'detached' });
  await page.goto(`/contacts/${contactId}`);
  const texting = page.getByRole('region', { name: 'Texts', exact: true });
  await texting.getByText('Wants no texts').waitFor();
  await texting.getByText('The survey is done!').waitFor();
  await desk.shoot(page, 'texts-contact-out');
  // The one confirmation, which the provider does not send for words.
  await expect
    .poll(() => provider.control.messages().map(({ body }) => String(body)))
    .toContainEqual(expect.stringMatching(/no more texts from us/));
}

/** A message of the firm’s, as a text, and the page that its link ends texts on. */
async function stopByLink(desk: Desk, office: Office, provider: TwilioSimulator): Promise<void> {
  const { app } = desk.program;
  const { database } = app.platform;
  const { firm } = office;
  const user = await makePortalUser(app, firm, { firstName: 'Cleo', lastName: 'Marsh' });
  const number = '+447700900444';
  const matterId = await office.matter('Sale of 3 Quay Street', [user.contactId]);
  const conversationId = newId();
  const now = new Date();
  await database.pool.query(
    `insert into contact_numbers (firm_id, id, contact_id, raw, part, e164) values ($1, $2, $3, $4, $4, $4)`,
    [firm.id, newId(), user.contactId, number],
  );
  await database.pool.query(
    `insert into conversations (firm_id, id, kind, matter_id, class, state, created_at, updated_at)
     values ($1, $2, 'external', $3, 'privileged', 'open', $4, $4)`,
    [firm.id, conversationId, matterId, now],
  );
  await database.pool.query(
    `insert into participants (firm_id, id, conversation_id, portal_user_id, joined_at) values ($1, $2, $3, $4, $5)`,
    [firm.id, newId(), conversationId, user.id, now],
  );
  const desktop = await desk.open({ cookie: office.tessa.cookie });
  await desktop.goto(`/matters/${matterId}`);
  const discreet = desktop.getByLabel('Texts hold a link and no words');
  await discreet.scrollIntoViewIfNeeded();
  await discreet.check();
  await desktop.getByText('Texts about this matter hold a link alone.').waitFor();
  await desk.checkAccess(desktop, 'a matter with texts');
  await desk.shoot(desktop, 'texts-matter');
  await discreet.uncheck();
  await desktop.getByText('Texts about this matter hold the words of messages.').waitFor();
  const agreed = { number, change: 'in', basis: 'Engagement letter' };
  await office.tessa.call('POST', `/api/v1/contacts/${user.contactId}/text-consents`, agreed);
  const [outcome] = await database.firm(firm.id, office.tessa.id).write((tx) =>
    postedListener(app.platform)(tx, {
      firmId: firm.id,
      conversationId,
      seq: 1,
      messageId: newId(),
      author: { staffId: office.tessa.id },
      body: 'We have exchanged. Completion is on Friday.',
      privileged: false,
      sentBy: 'portal',
      at: now,
      texts: [{ portalUserId: user.id }],
    }),
  );
  expect(outcome).toMatchObject({ refused: null });
  const bodyOf = () =>
    provider.control.messages().find(({ to, from }) => to === number && from === line)?.body;
  await expect.poll(() => String(bodyOf())).toMatch(/^Hartley & Reid: We have exchanged/);
  const link = /http:\S+/.exec(String(bodyOf()))?.[0] ?? '';
  const phone = await desk.open({ size: { width: 320, height: 640 } });
  await phone.goto(`${link}/stop`);
  await phone.getByRole('heading', { name: 'Stop texts from Hartley & Reid?' }).waitFor();
  await desk.checkAccess(phone, 'stopping texts');
  await desk.shoot(phone, 'texts-stop');
  await narrow(phone);
  await phone.getByRole('button', { name: 'Stop texts' }).click();
  await phone.getByRole('heading', { name: 'No more texts' }).waitFor();
  const answer = await office.tessa.call('GET', `/api/v1/conversations/${conversationId}/texts`);
  expect(answer.json().items).toMatchObject([{ state: 'delivered', name: 'Cleo Marsh' }]);
}
