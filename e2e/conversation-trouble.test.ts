import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { makePortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { post, undoFor } from './talk.ts';

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
    await undoFor(office, 0);
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
    await undoFor(office, 3);
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
