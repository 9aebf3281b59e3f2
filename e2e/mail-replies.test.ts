import type { Page } from 'playwright-core';
import { newId } from '../server/platform/ids.ts';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { post, undoFor } from './talk.ts';

const narrow = { width: 320, height: 720 };

journey(
  'answers by mail: switched on, a mail that nobody proved is read and posted; a new beginning for lost factors is asked for',
  async (desk) => {
    const office = await openOffice(desk.program);
    const cleo = await makePortalUser(desk.program.app, office.firm, {
      firstName: 'Cleo',
      lastName: 'Marsh',
    });
    await switchOn(desk, office);
    const id = await unprovedMail(desk, office, cleo);
    const page = await desk.open({ cookie: office.tessa.cookie });
    await readIt(desk, page, id);
    await askForReset(desk, page, cleo);
  },
);

async function switchOn(desk: Desk, office: Office): Promise<void> {
  const page = await desk.open({ cookie: office.owner.cookie });
  desk.expectComplaint(/ 409 .*\/mail-reply-settings$/);
  await office.owner.call('POST', '/api/v1/mail-in/secret');
  await page.goto('/settings/incoming-mail');
  await page.getByRole('switch', { name: 'Clients may answer notices by e-mail' }).click();
  const block = page.locator('form', { has: page.getByRole('switch') });
  await block.getByRole('button', { name: 'Save' }).click();
  await block
    .getByText('Clients can answer by mail once there is an address for answers', { exact: false })
    .waitFor();
  await desk.checkAccess(page, 'answers by mail');
  await desk.shoot(page, 'mail-replies-settings');
  await office.owner.call('PATCH', '/api/v1/mail-in', {
    ...{ authservId: 'mx.example.com', replyAddress: 'answers@example.com' },
  });
  await block.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').first().waitFor();
}

/** As the consumer keeps it; how it gets there is tested with the webhook. */
async function unprovedMail(desk: Desk, office: Office, cleo: TestPortalUser): Promise<string> {
  const matterId = await office.matter('Purchase of 12 Mill Lane', [cleo.contactId]);
  await undoFor(office, 0);
  const id = await post(office.tessa, '/api/v1/conversations', {
    ...{ kind: 'external', matterId, portalUserIds: [cleo.id] },
  });
  await office.tessa.call('POST', `/api/v1/conversations/${id}/messages`, { body: 'When can you come in?' });
  const { pool } = desk.program.app.platform.database;
  const mailId = newId();
  await pool.query(
    `insert into incoming_mails (firm_id, id, sha256, size_bytes, received_at) values ($1, $2, '\\x01', 1, now())`,
    [office.firm.id, mailId],
  );
  await pool.query(
    `insert into mail_replies (firm_id, id, mail_id, conversation_id, portal_user_id, state, reason, sender, body, up_to_seq, received_at)
     values ($1, $2, $3, $4, $5, 'triage', 'other_sender', 'cleo.at.work@example.org', $6, 1, now())`,
    [office.firm.id, newId(), mailId, id, cleo.id, 'Thursday at ten suits me.\n\nShall I bring the deeds?'],
  );
  return id;
}

async function readIt(desk: Desk, page: Page, id: string): Promise<void> {
  await page.goto(`/conversations/${id}`);
  const mail = page.getByRole('region', { name: 'E-mail from cleo.at.work@example.org' });
  await mail.getByText('came from another mailbox', { exact: false }).waitFor();
  await desk.checkAccess(page, 'a mail that nobody proved');
  await desk.shoot(page, 'mail-replies-waiting');
  const before = page.viewportSize();
  await page.setViewportSize(narrow);
  await page.screenshot({ path: 'e2e/screenshots/mail-replies-waiting-320.png' });
  if (before) await page.setViewportSize(before);
  await mail.getByRole('button', { name: 'Post as a message of Cleo Marsh' }).click();
  await page.getByText('posted an e-mail from cleo.at.work@example.org', { exact: false }).waitFor();
  await mail.waitFor({ state: 'detached' });
}

async function askForReset(desk: Desk, page: Page, cleo: TestPortalUser): Promise<void> {
  await desk.program.app.platform.database.pool.query(
    `insert into portal_authenticators (account_id, secret, created_at, confirmed_at) values ($1, '\\x00', now(), now())`,
    [cleo.accountId],
  );
  await page.goto(`/contacts/${cleo.contactId}`);
  await page.getByRole('button', { name: 'Lost every second step' }).click();
  const dialog = page.getByRole('dialog', { name: 'Lost every second step' });
  await dialog.getByRole('button', { name: 'Ask for it' }).click();
  await dialog.getByText('Say in a few words what you did.').waitFor();
  await dialog.getByRole('textbox', { name: 'What you did' }).fill('Called back on +44 20 7946 0001.');
  await desk.checkAccess(page, 'asking for a new beginning');
  await desk.shoot(page, 'portal-reset-ask');
  await dialog.getByRole('button', { name: 'Ask for it' }).click();
  await page.getByText('Somebody else than you confirms it.').waitFor();
  await desk.checkAccess(page, 'a new beginning that was asked for');
  await desk.shoot(page, 'portal-reset-asked');
  await page.getByRole('button', { name: 'Stop it' }).click();
  await page.getByRole('button', { name: 'Lost every second step' }).waitFor();
}
