import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { makePortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { openOffice } from './firm.ts';
import { post, undoFor } from './talk.ts';

journey('files that nobody scanned wait for an owner, who releases them with a reason', async (desk) => {
  const { app } = desk.program;
  const office = await openOffice(desk.program);
  const client = await makePortalUser(app, office.firm, { firstName: 'Cleo', lastName: 'Marsh' });
  const matterId = await office.matter('Purchase of 12 Mill Lane', [client.contactId]);
  await undoFor(office, 0);
  const conversationId = await post(office.tessa, '/api/v1/conversations', {
    ...{ kind: 'external', matterId, portalUserIds: [client.id] },
  });
  await office.tessa.call('POST', `/api/v1/conversations/${conversationId}/messages`, { body: 'Welcome.' });
  const document = await app.app.inject({
    method: 'POST',
    url: `/api/v1/matters/${matterId}/documents?name=Survey.zip&contentType=application/zip`,
    headers: {
      ...{ cookie: office.tessa.cookie, 'x-matterline': '1' },
      'content-type': 'application/octet-stream',
    },
    payload: Buffer.from('a survey'),
  });
  expect(document.statusCode, document.body).toBe(201);
  const tessa = await desk.open({ cookie: office.tessa.cookie });
  await send(tessa, conversationId, 'Letter.zip');
  const owner = await desk.open({ cookie: office.owner.cookie });
  await holdWhatNobodyScanned(desk, owner);

  const shared = await office.tessa.call('POST', `/api/v1/conversations/${conversationId}/shares`, {
    documentIds: [document.json().id],
  });
  expect(shared.statusCode, shared.body).toBe(201);
  const theirs = await desk.open({ cookie: client.cookie, size: { width: 320, height: 640 } });
  await theirs.goto('/portal/files');
  await theirs.getByRole('link', { name: /Survey\.zip/ }).click();
  await expect
    .poll(async () => {
      await theirs.reload();
      await theirs.getByText('Survey.zip').first().waitFor();
      return await theirs.getByText('The firm has to release it first').count();
    })
    .toBeGreaterThan(0);
  expect(await theirs.getByRole('button', { name: 'Download Survey.zip' }).count()).toBe(0);

  await owner.goto(`/matters/${matterId}/sharing`);
  const list = owner.getByRole('region', { name: 'Shared with clients' });
  await list
    .getByRole('button', { name: /Survey\.zip/ })
    .first()
    .click();
  await list.getByRole('button', { name: 'Release Survey.zip' }).click();
  await release(desk, owner);
  await list.getByRole('button', { name: 'Open Survey.zip' }).waitFor();
  await theirs.reload();
  await theirs.getByRole('button', { name: 'Download Survey.zip' }).waitFor();

  // What was sent before follows the same policy, and is released in its message.
  await theirs.goto(`/portal/c/${conversationId}`);
  await theirs.getByText('the firm has to release it first').waitFor();
  await owner.goto(`/conversations/${conversationId}`);
  await owner.getByRole('button', { name: 'Release Letter.zip' }).click();
  await release(desk, owner);
  await owner.getByRole('button', { name: 'Letter.zip', exact: true }).waitFor();
  await desk.shoot(owner, 'file-released-in-message');
  await theirs.getByRole('button', { name: 'Letter.zip', exact: true }).waitFor();

  await attach(tessa, conversationId, 'Plans.zip');
  await tessa.getByText(/owner of the firm must release it/).waitFor();
  await owner.goto('/settings/files');
  await owner.getByText('Plans.zip').waitFor();
  await desk.checkAccess(owner, 'files that wait for an owner');
  await desk.shoot(owner, 'files-held');
  await owner.getByRole('button', { name: 'Release Plans.zip' }).click();
  await release(desk, owner);
  await owner.getByText('Nothing waits').waitFor();
  // Whoever waits for it sees that it can be sent, without another press.
  await tessa.getByText(/owner of the firm must release it/).waitFor({ state: 'detached', timeout: 30_000 });
});

async function holdWhatNobodyScanned(desk: Desk, page: Page): Promise<void> {
  await page.goto('/settings');
  await page.getByRole('link', { name: /Files and scanning/ }).click();
  await page.getByText('No scanner is set up').waitFor();
  await page.getByLabel('A file that was not scanned').selectOption('Hold it until an owner releases it');
  await page.getByText('Saved').waitFor();
  await desk.checkAccess(page, 'files and scanning');
  await desk.shoot(page, 'files-and-scanning');
}

async function release(desk: Desk, page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /^Release / });
  await dialog.getByRole('button', { name: 'Release', exact: true }).click();
  await dialog.getByText('Say why, in a few words.').waitFor();
  await dialog.getByRole('textbox', { name: 'Why it can be trusted' }).fill('The surveyor sent it');
  await desk.checkAccess(page, 'releasing a file');
  await dialog.getByRole('button', { name: 'Release', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

async function attach(page: Page, conversationId: string, name: string): Promise<void> {
  await page.goto(`/conversations/${conversationId}`);
  const file = { name, mimeType: 'application/zip', buffer: Buffer.from(name) };
  await page.getByLabel('Attach files').last().setInputFiles([file]);
}

async function send(page: Page, conversationId: string, name: string): Promise<void> {
  await attach(page, conversationId, name);
  const press = page.getByRole('button', { name: 'Send', exact: true });
  await expect.poll(() => press.isEnabled()).toBe(true);
  await press.click();
  await page.getByRole('button', { name, exact: true }).waitFor();
}
