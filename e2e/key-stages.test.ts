import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { noteConverted } from '../server/features/leads/index.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

const created = z.object({ id: z.string() });
const named = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });

journey(
  'key stages: their order and words, a case from stage to stage with its matter, the matter going back',
  async (desk) => {
    const office = await openOffice(desk.program);
    await arrange(desk, office);
    const { leadId, matterId } = await convertedCase(desk, office);
    const page = await desk.open({ cookie: office.tessa.cookie });
    // Its matter was not made by a conversion, of which the page asks.
    desk.expectComplaint(/ 404 .*\/conversion$/);
    await walkTheCase(desk, page, leadId);
    await moveTheMatter(desk, page, matterId);
  },
);

async function arrange(desk: Desk, office: Office): Promise<void> {
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/settings');
  await page.getByRole('link', { name: /Key stages/ }).click();
  const list = page.getByRole('list', { name: 'Purchase' });
  await list.getByRole('link', { name: 'Searches paid and ordered' }).waitFor();
  await list.getByText('With a mortgage: Yes', { exact: false }).waitFor();
  await desk.checkAccess(page, 'key stages');
  await desk.shoot(page, 'key-stages');
  await page.getByRole('button', { name: 'Move Memorandum of sale received down' }).click();
  await list.getByRole('listitem').nth(3).getByText('Memorandum of sale received').waitFor();
  const drag = list.getByRole('listitem').filter({ hasText: 'Memorandum of sale received' });
  await drag.dragTo(list.getByRole('listitem').nth(2));
  await list.getByRole('listitem').nth(2).getByText('Memorandum of sale received').waitFor();

  await list.getByRole('link', { name: 'Contracts exchanged' }).click();
  const words = page.getByRole('group', { name: 'E-mail to the client' }).getByLabel('Words');
  const usual = await words.inputValue();
  await words.fill('Please pay to 12-34-56, account number 12345678.');
  desk.expectComplaint(/ 422 .*\/key-stages\//);
  await page.getByRole('button', { name: 'Save' }).click();
  await page
    .getByText(/It looks like bank details/)
    .first()
    .waitFor();
  await words.fill(usual);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved: Contracts exchanged').waitFor();
  await desk.checkAccess(page, 'a key stage');
  await desk.shoot(page, 'key-stage');
  await page.context().close();
}

/** Jane's purchase, which is a matter of the firm's own already. */
async function convertedCase(
  desk: Desk,
  { firm, tessa }: Office,
): Promise<{ leadId: string; matterId: string }> {
  const post = async (path: string, body: unknown) =>
    created.parse((await tessa.call('POST', `/api/v1${path}`, body)).json()).id;
  const leadId = await post('/leads', {
    transaction: 'purchase',
    clients: [{ firstName: 'Jane', lastName: 'Okafor', emails: ['jane@example.com'] }],
    properties: { purchase: { line1: '12 Mill Lane' } },
  });
  const types = named.parse((await tessa.call('GET', '/api/v1/matter-types')).json()).items;
  const matterTypeId = types.find(({ name }) => name === 'Purchase')?.id;
  const matterId = await post('/matters', { title: 'Okafor – Purchase of 12 Mill Lane', matterTypeId });
  const { database, clock } = desk.program.app.platform;
  await tessa.call('POST', `/api/v1/leads/${leadId}/state`, { state: 'instructed' });
  await database
    .firm(firm.id)
    .write((tx) =>
      noteConverted(tx, { firmId: firm.id, staffId: tessa.id, now: clock.now() }, leadId, matterId),
    );
  return { leadId, matterId };
}

async function walkTheCase(desk: Desk, page: Page, leadId: string): Promise<void> {
  await page.goto(`/leads/${leadId}`);
  const stages = page.getByRole('region', { name: 'Key stages' });
  // That the lead was instructed is known by itself.
  await stages.getByText('1 of 18 reached').first().waitFor();
  await stages.getByRole('button', { name: /^Reached: Client care/ }).click();
  await stages.getByText('2 of 18 reached').first().waitFor();
  await stages.getByRole('button', { name: 'Show all 18' }).click();
  await stages.getByRole('button', { name: 'Contracts exchanged: what happened' }).click();
  await page.getByRole('menuitem', { name: 'Reached on another day…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Contracts exchanged' });
  await dialog.getByLabel('Reached on').fill('2026-01-15');
  await dialog.getByLabel('Note, for staff').fill('By telephone');
  await dialog.getByText('Send the message: Client').waitFor();
  await desk.checkAccess(page, 'a stage reached on another day');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const exchanged = stages.getByRole('listitem').filter({ hasText: 'Contracts exchanged' });
  await exchanged.getByText('In the outbox, not sent: Jane Okafor').waitFor();
  await exchanged.getByText('15 Jan').waitFor();
  await exchanged.getByText('entered').waitFor();
  await desk.checkAccess(page, 'the stages of a lead');
  await desk.shoot(page, 'lead-stages');
}

async function moveTheMatter(desk: Desk, page: Page, matterId: string): Promise<void> {
  await page.goto(`/matters/${matterId}`);
  const track = page.getByRole('list', { name: 'Stages' });
  // Reaching the stage has moved the matter.
  await track.getByRole('button', { name: 'Exchanged' }).and(page.locator('[aria-current="step"]')).waitFor();
  const stages = page.getByRole('region', { name: 'Key stages' });
  await track.getByRole('button', { name: 'Completed' }).click();
  const completed = stages.getByRole('listitem').filter({ hasText: 'Completed' }).first();
  await completed.getByText('In the outbox, not sent: Jane Okafor').waitFor();
  await track.getByRole('button', { name: 'Searches' }).click();
  const question = stages.getByRole('alert');
  await question
    .getByText('The matter went back to “Searches”, but “Completed” was reached. What holds?')
    .waitFor();
  await desk.checkAccess(page, 'a matter that went back');
  await desk.shoot(page, 'matter-stages');
  await question.getByRole('button', { name: 'Move the matter forward again' }).click();
  await question.waitFor({ state: 'detached' });
  await track.getByRole('button', { name: 'Completed' }).and(page.locator('[aria-current="step"]')).waitFor();
  expect(await completed.getAttribute('data-state')).toBe('reached');
}
