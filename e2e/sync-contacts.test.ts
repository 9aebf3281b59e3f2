import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { type SmokeballSimulator, startSmokeballSimulator } from '../simulators/smokeball/index.ts';
import { demoIds } from '../simulators/smokeball/seed.ts';
import { type Desk, journey } from './desk.ts';
import { openOffice } from './firm.ts';
import { connectSmokeball, mirrored, slow } from './practice-systems.ts';

const personThere = (smokeball: SmokeballSimulator, id: string) =>
  z
    .looseObject({ person: z.looseObject({ email: z.string().nullish(), lastName: z.string().nullish() }) })
    .parse(smokeball.control.records('contacts').find((view) => view.id === id)).person;

journey(
  'a contact that Smokeball keeps: changed here as a suggestion, sent, refused, met by a change there, and looked at anew',
  async (desk) => {
    const smokeball = await startSmokeballSimulator();
    try {
      const office = await openOffice(desk.program);
      const page = await connectSmokeball(desk, office, smokeball);
      const ada = await mirrored(office, 'contacts', 'Byron');
      await suggest(desk, page, ada);
      expect(personThere(smokeball, demoIds.ada).email ?? null).toBeNull();
      await page.getByRole('button', { name: 'Send to Smokeball: E-mail addresses' }).click();
      await page.getByText('On its way to Smokeball: E-mail addresses').waitFor();
      await page.getByText('Waiting for Smokeball').waitFor({ state: 'hidden', ...slow });
      await page.getByRole('link', { name: 'ada.byron@example.com' }).waitFor();
      expect(personThere(smokeball, demoIds.ada).email).toBe('ada.byron@example.com');

      await refused(desk, page);
      await conflictOfContact(desk, page, smokeball);
      await resync(desk, page, smokeball);
    } finally {
      await smokeball.close();
    }
  },
);

async function edit(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit contact' });
  await dialog.getByText('Smokeball keeps this contact.').waitFor();
  if ((await dialog.getByLabel('E-mail address 1', { exact: true }).count()) === 0)
    await dialog.getByRole('button', { name: 'Add an e-mail address' }).click();
  await dialog.getByLabel('E-mail address 1', { exact: true }).fill(email);
}

async function suggest(desk: Desk, page: Page, contactId: string): Promise<void> {
  await page.goto(`/contacts/${contactId}`);
  await edit(page, 'ada.byron@example.com');
  const dialog = page.getByRole('dialog', { name: 'Edit contact' });
  expect(await dialog.getByText('Kind of contact').count()).toBe(0);
  await desk.checkAccess(page, 'a contact that Smokeball keeps, being edited');
  await desk.shoot(page, 'sync-contact-edit');
  await dialog.getByLabel('Notes').fill('Prefers evenings');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Waiting for Smokeball' }).waitFor();
  await page.getByText('Prefers evenings').waitFor();
  const card = page.getByRole('region', { name: 'E-mail addresses' });
  await card.getByText('Changed here, kept in Smokeball').waitFor();
  await card.getByText('ada.byron@example.com').waitFor();
  await desk.checkAccess(page, 'a suggestion');
  await desk.shoot(page, 'sync-contact-suggestion');
}

/** Smokeball keeps one e-mail address: its words are shown, and theirs is kept. */
async function refused(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit contact' });
  await dialog.getByRole('button', { name: 'Add an e-mail address' }).click();
  await dialog.getByLabel('E-mail address 2', { exact: true }).fill('second@example.com');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Send to Smokeball: E-mail addresses' }).click();
  await page.getByText('Smokeball keeps one e-mail address of a contact.').waitFor(slow);
  await desk.checkAccess(page, 'a suggestion that was refused');
  await desk.shoot(page, 'sync-contact-refused');
  await page.getByRole('button', { name: 'Keep Smokeball’s: E-mail addresses' }).click();
  await page.getByText('Waiting for Smokeball').waitFor({ state: 'hidden' });
}

async function conflictOfContact(desk: Desk, page: Page, smokeball: SmokeballSimulator): Promise<void> {
  await edit(page, 'ada.here@example.com');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Waiting for Smokeball' }).waitFor();
  const person = personThere(smokeball, demoIds.ada);
  smokeball.control.people.changeContact(demoIds.ada, {
    person: { ...person, email: 'ada.there@example.com' },
  });
  await page.getByText('Changed here and in Smokeball').waitFor(slow);
  const card = page.getByRole('region', { name: 'E-mail addresses' });
  for (const email of ['ada.byron@example.com', 'ada.here@example.com', 'ada.there@example.com'])
    await card.getByText(email).waitFor();
  await desk.checkAccess(page, 'a conflict of a contact');
  await desk.shoot(page, 'sync-contact-conflict');
  await page.getByRole('button', { name: 'Keep Smokeball’s: E-mail addresses' }).click();
  await page.getByText('Waiting for Smokeball').waitFor({ state: 'hidden' });
}

async function resync(desk: Desk, page: Page, smokeball: SmokeballSimulator): Promise<void> {
  await page.getByRole('button', { name: 'Resync' }).click();
  await page.getByText('Nothing has changed in Smokeball').waitFor(slow);
  await desk.checkAccess(page, 'nothing to resync');
  await desk.shoot(page, 'sync-resync-same');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  // News of it does not come; whoever presses sees it all the same.
  smokeball.control.setLag({ read: 0, list: 0 });
  smokeball.control.hooks.faults.drop = 1_000;
  const person = personThere(smokeball, demoIds.ada);
  smokeball.control.people.changeContact(demoIds.ada, { person: { ...person, lastName: 'Byron-King' } });
  await page.getByRole('button', { name: 'Resync' }).click();
  await page.getByText('1 field here becomes what stands in Smokeball.').waitFor(slow);
  const dialog = page.getByRole('dialog', { name: 'What is different in Smokeball' });
  await dialog.getByText('Ada Byron-King').waitFor();
  await desk.checkAccess(page, 'what a resync would change');
  await desk.shoot(page, 'sync-resync');
  await dialog.getByRole('button', { name: 'Take these changes' }).click();
  await page.getByRole('heading', { name: 'Ada Byron-King', level: 1 }).waitFor();
}
