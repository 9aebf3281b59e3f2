import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { retentionRound } from '../server/features/retention/index.ts';
import { type Desk, journey, phone } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

const created = z.object({ id: z.string() });
const listed = z.object({ items: z.array(created) });

/** A lead that was lost so long ago. */
async function lostLead(desk: Desk, { owner }: Office, name: string, months: number): Promise<string> {
  const call = async (path: string, body: unknown) => {
    const answer = await owner.call('POST', `/api/v1${path}`, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    const json: unknown = answer.json();
    return created.parse(json).id;
  };
  const id = await call('/leads', {
    transaction: 'purchase',
    clients: [{ firstName: name, lastName: 'Marsh', emails: [`${name.toLowerCase()}@example.com`] }],
    properties: { purchase: { line1: '12 Mill Lane', town: 'Hartley' } },
  });
  const reasons = listed.parse((await owner.call('GET', '/api/v1/lost-reasons')).json()).items;
  await call(`/leads/${id}/state`, { state: 'lost', lostReasonId: reasons[0]?.id });
  await desk.program.app.platform.database.pool.query(
    `update leads set closed_at = now() - make_interval(months => $2) where id = $1`,
    [id, months],
  );
  return id;
}

journey(
  'retention: what goes tonight is shown before it goes, a hold keeps one, the others lose their people and words',
  async (desk) => {
    const office = await openOffice(desk.program);
    const going = await lostLead(desk, office, 'Omar', 26);
    const held = await lostLead(desk, office, 'Ada', 25);
    await lostLead(desk, office, 'Jo', 14);
    const page = await desk.open({ cookie: office.owner.cookie });
    await chooseTimes(desk, page);
    await hold(desk, office, page, held);
    await theNight(desk, office, page, going);
  },
);

async function chooseTimes(desk: Desk, page: Page): Promise<void> {
  await page.goto('/settings');
  await page.getByRole('link', { name: /^Retention/ }).click();
  await page.getByText('2 leads would be made anonymous.').waitFor();
  const list = page.getByRole('list', { name: 'Leads that would be made anonymous' });
  await list.getByRole('link', { name: /Omar Marsh/ }).waitFor();
  // Other times show at once what they would do, before anybody saves them.
  await page.getByLabel('Lost leads').selectOption('12 months');
  await page.getByText('3 leads would be made anonymous.').waitFor();
  await page.getByText('By what is chosen above').waitFor();
  await desk.checkAccess(page, 'retention');
  await desk.shoot(page, 'retention');
  await page.getByLabel('Lost leads').selectOption('For ever');
  await page.getByText('No lead would be made anonymous.').waitFor();
  await page.getByRole('button', { name: 'Put back' }).click();
  await page.getByLabel('Expired leads').selectOption('18 months');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved how long leads are kept').waitFor();
  await page.reload();
  expect(await page.getByLabel('Expired leads').inputValue()).toBe('18');
}

async function hold(desk: Desk, office: Office, page: Page, id: string): Promise<void> {
  const list = page.getByRole('list', { name: 'Leads that would be made anonymous' });
  await list.getByRole('link', { name: /Ada Marsh/ }).click();
  const keeping = page.getByRole('region', { name: 'Keeping' });
  await keeping.getByRole('button', { name: 'Keep it' }).click();
  const form = page.getByRole('dialog', { name: 'Keep this lead' });
  await form.getByRole('button', { name: 'Keep it' }).click();
  await form.getByText('Say why it is to be kept').waitFor();
  await form.getByLabel('Why?').fill('A complaint about our quote is open.');
  await desk.checkAccess(page, 'a hold');
  await form.getByRole('button', { name: 'Keep it' }).click();
  await keeping.getByText('A complaint about our quote is open.').waitFor();
  await keeping.getByText(/^Kept by Olive Owner/).waitFor();
  await desk.shoot(page, 'lead-on-hold');
  // Whoever works with it sees the hold; to end it is for administrators.
  const small = await desk.open({ cookie: office.tessa.cookie, size: phone });
  await small.goto(`/leads/${id}`);
  await small.getByText('A complaint about our quote is open.').first().waitFor();
  expect(await small.getByRole('button', { name: 'End the hold' }).count()).toBe(0);
  await small.context().close();
}

async function theNight(desk: Desk, office: Office, page: Page, going: string): Promise<void> {
  expect(await retentionRound(desk.program.app.platform)).toBe(1);
  await page.goto('/settings/retention');
  await page.getByText('No lead would be made anonymous.').waitFor();
  await page.getByText(/1 lead was made anonymous/).waitFor();
  await page.goto(`/leads/${going}`);
  await page.getByRole('heading', { name: 'Anonymised enquiry' }).waitFor();
  await page.getByText(/^Made anonymous on/).waitFor();
  expect(await page.getByText('Omar').count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
  await desk.checkAccess(page, 'an anonymous lead');
  await desk.shoot(page, 'lead-anonymised');
  const small = await desk.open({ cookie: office.tessa.cookie });
  await small.goto('/settings/retention');
  await small.getByText('For administrators').waitFor();
}

journey(
  'a person: everything about them in one file, what must stay and why, erased by typing the name',
  async (desk) => {
    const office = await openOffice(desk.program);
    await lostLead(desk, office, 'Omar', 1);
    const busy = await office.contact('Jane Okafor', '+442079460101');
    await office.matter('Purchase of 12 Mill Lane', [busy]);
    const page = await desk.open({ cookie: office.owner.cookie });
    await mustStay(desk, page, busy);
    await openPerson(page);
    await takeFile(desk, page);
    await eraseOmar(desk, page);
    const member = await desk.open({ cookie: office.tessa.cookie, size: phone });
    await member.goto(`/contacts/${busy}`);
    await member.getByRole('button', { name: 'Export this person’s data' }).waitFor();
    expect(await member.getByRole('button', { name: 'Erase …' }).count()).toBe(0);
  },
);

async function mustStay(desk: Desk, page: Page, id: string): Promise<void> {
  await page.goto(`/contacts/${id}`);
  await page.getByRole('button', { name: 'Erase …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase this person' });
  await dialog.getByText('Nothing may be erased now.').waitFor();
  await dialog.getByRole('link', { name: /Purchase of 12 Mill Lane/ }).waitFor();
  await desk.checkAccess(page, 'somebody who cannot be erased');
  await desk.shoot(page, 'erase-refused');
  expect(await dialog.getByRole('textbox').count()).toBe(0);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await dialog.waitFor({ state: 'detached' });
}

async function openPerson(page: Page): Promise<void> {
  await page.goto('/contacts');
  await page.getByText('Omar Marsh').first().click();
  await page.getByRole('region', { name: 'Personal data' }).waitFor();
}

async function takeFile(desk: Desk, page: Page): Promise<void> {
  const section = page.getByRole('region', { name: 'Personal data' });
  await section.getByRole('button', { name: 'Export this person’s data' }).click();
  const link = section.getByRole('link', { name: /^Personal data of/ });
  await link.waitFor();
  await link.scrollIntoViewIfNeeded();
  await desk.checkAccess(page, 'the data of a person');
  await desk.shoot(page, 'person-data');
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toMatch(/^Personal data .*\.json$/);
  const path = await download.path();
  const file = z
    .object({
      person: z.object({ displayName: z.string() }),
      enquiries: z.array(z.object({ title: z.string() })),
    })
    .parse(JSON.parse(readFileSync(path, 'utf8')));
  expect(file.person.displayName).toBe('Omar Marsh');
  expect(file.enquiries.map(({ title }) => title)).toEqual(['Omar Marsh – Purchase of 12 Mill Lane']);
}

async function eraseOmar(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Erase …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase this person' });
  await dialog.getByText('Omar Marsh, 1 e-mail address').waitFor();
  await dialog.getByLabel('To go on, type Omar Marsh').fill('Omar');
  desk.expectComplaint(/ 422 .*\/erasure$/);
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await dialog.getByText('Type the name as it stands there').first().waitFor();
  await desk.checkAccess(page, 'erasing a person');
  await desk.shoot(page, 'erase');
  await dialog.getByLabel('To go on, type Omar Marsh').fill('Omar Marsh');
  // The news that he is gone may come before the page that shows him has closed.
  const omar = new URL(page.url()).pathname.split('/').at(-1);
  expect(omar).toMatch(/^[0-9a-f-]{36}$/);
  desk.expectComplaint(new RegExp(` 404 .*/contacts/${omar}(?:/|$)`));
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await page.getByText('Erased', { exact: true }).waitFor();
  await expect.poll(() => page.getByText('Omar Marsh').count()).toBe(0);
}
