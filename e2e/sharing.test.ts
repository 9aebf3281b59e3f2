import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { post, undoFor } from './talk.ts';

const narrow = { width: 320, height: 640 };
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

interface Case {
  app: Desk['program']['app'];
  office: Office;
  client: TestPortalUser;
  matterId: string;
  conversationId: string;
}

journey('a folder is shared and three papers are asked for; the client finds both', async (desk) => {
  const given = await begin(desk);
  const staff = await desk.open({ cookie: given.office.tessa.cookie });
  const client = await desk.open({ cookie: given.client.cookie, size: narrow });
  await share(desk, staff, given);
  await ask(desk, staff, given);
  await useTemplate(desk, staff);
  await look(desk, client);
});

journey(
  'of three papers two come, one is rejected and sent again; accepted: the to-do is done',
  async (desk) => {
    const given = await begin(desk);
    const staff = await desk.open({ cookie: given.office.tessa.cookie });
    const client = await desk.open({ cookie: given.client.cookie, size: narrow });
    await post(given.office.tessa, `/api/v1/conversations/${given.conversationId}/file-requests`, {
      title: 'Papers for your purchase',
      slots: [
        { name: 'Passport', help: 'The page with your picture.' },
        { name: 'Bank statements' },
        { name: 'Anything else', required: false },
      ],
    });
    const id = await handIn(desk, client, given);
    await reject(desk, staff, given);
    await sendAgain(desk, client);
    await accept(desk, staff);
    await done(desk, client, given, id);
  },
);

journey(
  'what is put into a shared folder later waits for a yes; the same on a phone and in the dark',
  async (desk) => {
    const given = await begin(desk);
    const { office, matterId, conversationId } = given;
    const folders = await office.tessa.call('GET', `/api/v1/matters/${matterId}/folders`);
    const folderIds = ids.parse(folders.json()).items.map(({ id }) => id);
    const shared = await office.tessa.call('POST', `/api/v1/conversations/${conversationId}/shares`, {
      folderIds,
    });
    expect(shared.statusCode, shared.body).toBe(201);
    const id = await post(office.tessa, `/api/v1/conversations/${conversationId}/file-requests`, {
      ...{ title: 'Papers for your purchase', dueOn: '2030-03-08' },
      slots: [{ name: 'Passport', help: 'The page with your picture.', types: ['pdf', 'image'] }],
    });
    await hold(desk, given, folderIds[0] ?? '');
    await looks(desk, given, id);
  },
);

const ids = z.object({ items: z.array(z.object({ id: z.string() })) });

async function begin({ program }: Desk): Promise<Case> {
  const { app } = program;
  const office = await openOffice(program);
  const client = await makePortalUser(program.app, office.firm, { firstName: 'Cleo', lastName: 'Marsh' });
  const matterId = await office.matter('Purchase of 12 Mill Lane', [client.contactId]);
  await undoFor(office, 0);
  const conversationId = await post(office.tessa, '/api/v1/conversations', {
    ...{ kind: 'external', matterId, portalUserIds: [client.id] },
  });
  const sent = await office.tessa.call('POST', `/api/v1/conversations/${conversationId}/messages`, {
    body: 'Welcome.',
  });
  expect(sent.statusCode, sent.body).toBe(201);
  const folderId = await post(office.tessa, `/api/v1/matters/${matterId}/folders`, {
    name: 'Draft contract',
  });
  await putDocument({ app, office, matterId }, 'Contract.pdf', folderId);
  await putDocument({ app, office, matterId }, 'Plan of the plot.pdf', folderId);
  return { app, office, client, matterId, conversationId };
}

async function putDocument(
  { app, office, matterId }: Pick<Case, 'app' | 'office' | 'matterId'>,
  name: string,
  folderId: string,
): Promise<void> {
  const query = new URLSearchParams({ name, folderId, contentType: 'application/pdf' });
  const answer = await app.app.inject({
    method: 'POST',
    url: `/api/v1/matters/${matterId}/documents?${query}`,
    headers: {
      cookie: office.tessa.cookie,
      'x-matterline': '1',
      'content-type': 'application/octet-stream',
    },
    payload: Buffer.concat([pdf, Buffer.from(name)]),
  });
  expect(answer.statusCode, answer.body).toBe(201);
}

async function share(desk: Desk, page: Page, { matterId, conversationId }: Case): Promise<void> {
  await page.goto(`/conversations/${conversationId}`);
  await page.getByRole('button', { name: 'More' }).first().click();
  await page.getByRole('menuitem', { name: 'Share documents' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share documents as they are' });
  await dialog.getByRole('checkbox', { name: 'Draft contract' }).check();
  await desk.checkAccess(page, 'sharing documents');
  await desk.shoot(page, 'share-dialog');
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe(`/matters/${matterId}/sharing`);
  const shared = page.getByRole('region', { name: 'Shared with clients' });
  await shared.getByText('Draft contract').waitFor();
}

async function ask(desk: Desk, page: Page, _given: Case): Promise<void> {
  await page.getByRole('button', { name: 'Ask for files' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ask for files' });
  await dialog.getByRole('textbox', { name: 'What for' }).fill('Papers for your purchase');
  for (const [index, name] of ['Passport', 'Bank statements', 'Anything else'].entries()) {
    if (index > 0) await dialog.getByRole('button', { name: 'Add a place' }).click();
    const place = dialog.getByRole('group', { name: `Place ${index + 1}` });
    await place.getByRole('textbox', { name: 'What to send' }).fill(name);
    if (name === 'Anything else') await place.getByRole('checkbox', { name: 'Needed' }).uncheck();
  }
  await dialog
    .getByRole('textbox', { name: 'Hint for the client' })
    .first()
    .fill('The page with your picture.');
  await dialog.getByRole('textbox', { name: /as a template/ }).fill('House purchase');
  await desk.checkAccess(page, 'asking for files');
  await desk.shoot(page, 'request-dialog');
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  const asked = page.getByRole('region', { name: 'Asked for' });
  await asked.getByText('Papers for your purchase').waitFor();
  await asked.getByRole('button', { name: /Papers for your purchase/ }).click();
  await asked.getByRole('button', { name: 'Due day and reminders' }).click();
  const when = page.getByRole('dialog', { name: 'When is “Papers for your purchase” needed?' });
  await when.getByLabel('By when').fill('2031-05-06');
  await desk.checkAccess(page, 'when it is needed');
  await desk.shoot(page, 'request-when');
  await when.getByRole('button', { name: 'Save' }).click();
  await when.waitFor({ state: 'detached' });
  await asked.getByText(/6 May 2031/).waitFor();
}

/** A template is taken, and deleted when nobody needs it. */
async function useTemplate(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ask for files' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ask for files' });
  await dialog.getByRole('combobox', { name: 'Begin with a template' }).click();
  await page.getByRole('option', { name: 'House purchase' }).click();
  await dialog.getByRole('group', { name: 'Place 3' }).waitFor();
  await desk.shoot(page, 'request-template');
  await dialog.getByRole('button', { name: 'Delete this template' }).click();
  const sure = page.getByRole('dialog', { name: 'Delete the template “House purchase”?' });
  await sure.getByRole('button', { name: 'Delete this template' }).click();
  await sure.waitFor({ state: 'detached' });
  await dialog.getByRole('combobox', { name: 'Begin with a template' }).waitFor({ state: 'detached' });
  // The places that it brought stay.
  expect(await dialog.getByRole('group', { name: /Place/ }).count()).toBe(3);
}

/** The client finds both in what was said, and opens the folder. */
async function look(desk: Desk, page: Page): Promise<void> {
  await page.goto('/portal/messages');
  await page.getByRole('link', { name: /Purchase of 12 Mill Lane/ }).click();
  await page.getByText('Tessa Reid shared Draft contract').waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Files' }).click();
  await page
    .getByRole('region', { name: 'The firm asks for' })
    .getByText('Papers for your purchase')
    .waitFor();
  await desk.checkAccess(page, 'files in the portal, with what is shared and asked for');
  await desk.shoot(page, 'portal-files-shared');
  const shared = page.getByRole('region', { name: 'Shared with you' });
  await shared.getByRole('link', { name: /Draft contract/ }).click();
  await page.getByText('Contract.pdf').waitFor();
  await page
    .getByText(/Version 1/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Download Contract.pdf' }).waitFor();
  await desk.checkAccess(page, 'a shared folder in the portal');
  await desk.shoot(page, 'portal-share');
}

async function handIn(desk: Desk, page: Page, { client }: Case): Promise<string> {
  const answer = await client.call('GET', '/portal/api/requests');
  const [request] = z.object({ items: z.array(z.object({ id: z.string() })) }).parse(answer.json()).items;
  const id = request?.id ?? '';
  await page.goto(`/portal/requests/${id}`);
  await page.getByRole('heading', { name: 'Papers for your purchase' }).waitFor();
  await desk.checkAccess(page, 'what is asked for, in the portal');
  await desk.shoot(page, 'portal-request');
  await give(page, 'Passport', 'old-passport.pdf');
  await give(page, 'Bank statements', 'june.pdf', 'july.pdf');
  return id;
}

async function give(page: Page, slot: string, ...names: string[]): Promise<void> {
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: slot }) });
  await card.locator('input[type=file]').setInputFiles(
    names.map((name) => ({
      name,
      mimeType: 'application/pdf',
      buffer: Buffer.concat([pdf, Buffer.from(name)]),
    })),
  );
  const send = card.getByRole('button', { name: `Send to Hartley & Reid: ${slot}` });
  // Pressed at once: it goes when all of them are there.
  await send.focus();
  await page.keyboard.press('Enter');
  await card.getByText('Sent; the firm will look at it').waitFor();
}

async function reject(desk: Desk, page: Page, { matterId }: Case): Promise<void> {
  await page.goto(`/matters/${matterId}/sharing`);
  await page.getByText('old-passport.pdf').waitFor();
  await desk.checkAccess(page, 'what came for a request');
  await desk.shoot(page, 'sharing');
  await page.getByRole('button', { name: 'Reject Passport' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reject “Passport”' });
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await dialog.getByText('Say what is wrong').waitFor();
  await dialog.getByRole('textbox').fill('It is out of date. Please send the new one.');
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await page.getByText('Rejected: It is out of date.').first().waitFor();
  await rejectOne(desk, page);
}

/** Of two files one is wrong. */
async function rejectOne(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Reject Bank statements' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reject “Bank statements”' });
  await dialog.getByRole('checkbox', { name: 'june.pdf' }).uncheck();
  await dialog.getByRole('textbox').fill('The second page is missing.');
  await desk.checkAccess(page, 'rejecting one of two files');
  await desk.shoot(page, 'reject-one');
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await dialog.waitFor({ state: 'detached' });
  const files = page.getByRole('listitem');
  await files.filter({ hasText: 'july.pdf' }).last().getByText('Rejected: The second page').waitFor();
  expect(await files.filter({ hasText: 'june.pdf' }).last().getByText('Rejected').count()).toBe(0);
}

async function sendAgain(desk: Desk, page: Page): Promise<void> {
  await page.getByText('Why: It is out of date. Please send the new one.').waitFor();
  await desk.checkAccess(page, 'a rejected file in the portal');
  await desk.shoot(page, 'portal-request-rejected');
  await give(page, 'Passport', 'new-passport.pdf');
  await give(page, 'Bank statements', 'july-whole.pdf');
}

async function accept(desk: Desk, page: Page): Promise<void> {
  await page.getByText('new-passport.pdf').waitFor();
  await page.getByRole('button', { name: 'Accept Passport' }).click();
  await page.getByRole('button', { name: 'Reject Bank statements' }).waitFor();
  await page.getByRole('button', { name: 'Accept Bank statements' }).click();
  await page.getByText('Complete', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Save to the matter: new-passport.pdf' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save to the matter' });
  await dialog.getByText('SHA-256').waitFor();
  await desk.checkAccess(page, 'saving a file to the matter');
  await dialog.getByRole('button', { name: 'Save to the matter' }).click();
  await page.getByText('Saved: new-passport.pdf').waitFor();
}

async function done(desk: Desk, page: Page, { client }: Case, id: string): Promise<void> {
  await page.getByText('Everything is here. You have nothing more to do.').waitFor();
  await desk.shoot(page, 'portal-request-complete');
  const answer = await client.call('GET', '/portal/api/to-dos');
  const list = z.object({ items: z.array(z.object({ sourceId: z.string(), state: z.string() })) });
  expect(list.parse(answer.json()).items).toContainEqual({ sourceId: id, state: 'done' });
}

/** The yes is said by keyboard. */
async function hold(desk: Desk, given: Case, folderId: string): Promise<void> {
  const page = await desk.open({ cookie: given.office.tessa.cookie });
  await page.goto(`/matters/${given.matterId}/sharing`);
  await page.getByText('Draft contract').waitFor();
  for (const name of ['A.pdf', 'B.pdf', 'C.pdf']) await putDocument(given, name, folderId);
  await page.getByText('3 new files wait for your yes').first().waitFor();
  await page.getByRole('button', { name: /files: Draft contract$/ }).click();
  const all = page.getByRole('button', { name: 'Share all 3' });
  await all.waitFor();
  await desk.checkAccess(page, 'files that wait for a yes');
  await desk.shoot(page, 'sharing-held');
  await all.focus();
  await page.keyboard.press('Enter');
  await all.waitFor({ state: 'detached' });
}

async function looks(desk: Desk, { office, matterId, client }: Case, id: string): Promise<void> {
  const dark = await desk.open({ cookie: client.cookie, scheme: 'dark', size: narrow });
  await dark.goto(`/portal/requests/${id}`);
  await dark.getByText('The page with your picture.').waitFor();
  await desk.checkAccess(dark, 'a request in the portal, dark');
  await desk.shoot(dark, 'portal-request-dark');
  const phone = await desk.open({ cookie: office.tessa.cookie, scheme: 'dark', size: narrow });
  await phone.goto(`/matters/${matterId}/sharing`);
  await phone.getByText('Draft contract').first().waitFor();
  await desk.checkAccess(phone, 'sharing on a phone, dark');
  await desk.shoot(phone, 'sharing-phone');
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(narrow.width);
}
