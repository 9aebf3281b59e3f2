import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import type { TestStaff } from '../server/testing/app.ts';
import { journey } from './desk.ts';
import { openOffice } from './firm.ts';

const stranger = '+442079460155';

journey('an unknown caller in Review: m, type, Enter makes the task a fee; u takes it back', async (desk) => {
  const office = await openOffice(desk.program);
  const jane = await office.contact('Jane Okafor', '+442079460101');
  const matterId = await office.matter('Purchase of 12 Mill Lane', [jane]);
  await office.matter('Lease of 4 Quay Street', [jane]);
  await office.ring({ far: stranger, talkSeconds: 540 });
  await office.ring({ far: '+442079460156', status: 'missed' });

  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/review');
  await page.getByRole('heading', { name: /Missed call from/ }).waitFor();
  await badge(page, 2);
  await desk.shoot(page, 'review-1-missed-call');
  await page.keyboard.press('j');
  await page.getByRole('heading', { name: 'Call from +44 20 7946 0155' }).waitFor();
  await page.getByText('Now a task for T. Reid', { exact: false }).waitFor();
  await page.getByText('a fee of 9 min', { exact: false }).waitFor();
  expect(await openTasks(office.owner)).toBe(2);
  await desk.shoot(page, 'review-2-unknown-caller');

  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Which matter?' });
  await dialog.getByRole('combobox', { name: 'Number, title or client' }).waitFor();
  await page.keyboard.type('mill');
  await dialog.getByRole('option', { name: /Lease of 4 Quay Street/ }).waitFor({ state: 'detached' });
  await dialog.getByRole('option', { name: /Purchase of 12 Mill Lane/, selected: true }).waitFor();
  await desk.shoot(page, 'review-3-which-matter');
  await page.keyboard.press('Enter');

  await page.getByText('Logged as a fee on').waitFor();
  await page.getByRole('heading', { name: /Missed call from/ }).waitFor();
  await badge(page, 1);
  expect(await feesOn(office.owner, matterId)).toHaveLength(1);
  expect(await openTasks(office.owner)).toBe(1);
  await desk.shoot(page, 'review-4-filed');

  await page.keyboard.press('u');
  await page.getByRole('heading', { name: 'Call from +44 20 7946 0155' }).waitFor();
  await badge(page, 2);
  expect(await feesOn(office.owner, matterId)).toHaveLength(0);
  expect(await openTasks(office.owner)).toBe(2);

  await page.getByRole('button', { name: 'As a list' }).click();
  await page.getByRole('button', { name: 'Choose all' }).waitFor();
  await desk.shoot(page, 'review-5-as-a-list');
  await page.getByRole('button', { name: 'One by one' }).click();
  await page.keyboard.press('e');
  await badge(page, 1);
  await page.getByText('1 of 1').first().waitFor();
  await page.keyboard.press('e');
  await page.getByText('All is filed').waitFor();
  await badge(page, 0);
  await desk.shoot(page, 'review-6-all-filed');
});

journey('several matters: a figure chooses, and "always" files the next call by itself', async (desk) => {
  const office = await openOffice(desk.program);
  const jane = await office.contact('Jane Okafor', '+442079460101');
  await office.matter('Okafor – Purchase', [jane]);
  await office.matter('Okafor – Will', [jane]);
  await office.matter('Okafor Ltd – Lease', [jane]);
  await office.ring();

  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/review');
  await page.getByText('3 matters fit:').waitFor();
  await desk.shoot(page, 'several-1-matters');
  await page.getByRole('checkbox', { name: 'Always use the matter I choose for Jane Okafor' }).check();
  const second = page.getByRole('listitem').filter({ has: page.locator('kbd', { hasText: /^2$/ }) });
  const title = await second.locator('.choice__title').innerText();
  await page.getByRole('heading', { name: 'Call from Jane Okafor' }).click();
  await page.keyboard.press('2');
  await page.getByText('Logged as a fee on').waitFor();
  await page.getByText('All is filed').waitFor();

  await office.ring();
  await page.getByRole('button', { name: 'See Activity' }).click();
  await expect.poll(() => page.getByRole('option', { name: `Fee · ${title}` }).count()).toBe(2);
  await page.getByRole('option').first().click();
  const detail = page.getByRole('region', { name: 'Details' });
  await detail
    .getByText(/always/i)
    .first()
    .waitFor();
  await badge(page, 0);
  await desk.shoot(page, 'several-2-by-itself');
});

journey('a matter opened since the call came is offered, and Enter files on nobody else’s', async (desk) => {
  const office = await openOffice(desk.program);
  const jane = await office.contact('Jane Okafor', '+442079460101');
  const janes = await office.matter('Purchase of 12 Mill Lane', [jane]);
  await office.ring({ far: stranger, talkSeconds: 540 });

  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/review');
  await page.getByText('It has no matter yet.', { exact: false }).waitFor();
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Which matter?' });
  await dialog.getByRole('option', { name: /Purchase of 12 Mill Lane/ }).waitFor();
  expect(await dialog.getByRole('option', { selected: true }).count()).toBe(0);
  await page.keyboard.press('Enter');
  await dialog.getByRole('option', { name: /Purchase of 12 Mill Lane/ }).waitFor();
  expect(await feesOn(office.owner, janes)).toHaveLength(0);

  const callers = list.parse((await office.owner.call('GET', '/api/v1/contacts?q=0155')).json()).items;
  const own = await office.matter('Lease of 4 Quay Street', [callers[0]?.id ?? '']);
  await page.reload();
  await page.getByText('It has one matter now:', { exact: false }).waitFor();
  await page.getByRole('button', { name: /Lease of 4 Quay Street/ }).waitFor();
  await page.keyboard.press('m');
  await dialog.getByRole('option', { name: /Purchase of 12 Mill Lane/ }).waitFor();
  const options = await dialog.getByRole('option').allInnerTexts();
  expect(options[0]).toContain('Lease of 4 Quay Street');
  await dialog.getByRole('option', { name: /Lease of 4 Quay Street/, selected: true }).waitFor();
  await desk.shoot(page, 'review-opened-since');
  await page.keyboard.press('Enter');
  await page.getByText('Logged as a fee on').waitFor();
  expect(await feesOn(office.owner, own)).toHaveLength(1);
  expect(await feesOn(office.owner, janes)).toHaveLength(0);
});

journey(
  'the first day: no matter is open yet, and the caller’s first is opened from Review',
  async (desk) => {
    const office = await openOffice(desk.program);
    await office.ring({ far: stranger, talkSeconds: 540 });
    const page = await desk.open({ cookie: office.owner.cookie });
    await page.goto('/review');
    await page.getByText('It has no matter yet.', { exact: false }).waitFor();
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: 'Which matter?' });
    await dialog.getByText('No matter is open yet.').waitFor();
    await desk.shoot(page, 'first-day-no-matter');
    await dialog.getByRole('button', { name: 'New matter…' }).click();
    const form = page.getByRole('dialog', { name: 'New matter' });
    await form.getByLabel('Title').fill('Lease of 4 Quay Street');
    expect(await form.getByLabel('Client', { exact: true }).inputValue()).toContain('0155');
    await desk.shoot(page, 'first-day-new-matter');
    await form.getByRole('button', { name: 'Open matter' }).click();
    await page.getByText('Logged as a fee on').waitFor();
    await page.getByText('All is filed').waitFor();
    const matters = list.parse((await office.owner.call('GET', '/api/v1/matters?q=Quay')).json()).items;
    expect(await feesOn(office.owner, matters[0]?.id ?? '')).toHaveLength(1);
  },
);

/** The figure beside Review in the navigation. */
async function badge(page: Page, count: number): Promise<void> {
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Review/ });
  const said = count === 0 ? /^Review$/ : new RegExp(`^Review ?${count}`);
  await expect.poll(() => link.innerText().then((text) => text.replaceAll(/\s+/g, ' '))).toMatch(said);
}

const list = z.object({ items: z.array(z.looseObject({ id: z.string() })) });

async function openTasks(staff: TestStaff): Promise<number> {
  const answer = await staff.call('GET', '/api/v1/tasks?status=open');
  return list.parse(answer.json()).items.length;
}

async function feesOn(staff: TestStaff, matterId: string) {
  const answer = await staff.call('GET', `/api/v1/matters/${matterId}/fees`);
  return list.parse(answer.json()).items;
}
