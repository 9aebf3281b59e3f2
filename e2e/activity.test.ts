import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { journey } from './desk.ts';
import { genericText, openOffice } from './firm.ts';

journey('a call on the wrong matter: Move…, Undo; what is billed stays, and says so', async (desk) => {
  const office = await openOffice(desk.program);
  const jane = await office.contact('Jane Okafor', '+442079460101');
  const wrong = await office.matter('Purchase of 12 Mill Lane', [jane]);
  const right = await office.matter('Will of Chidi Okafor', []);
  await office.ring();

  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/activity');
  await page.getByRole('option', { name: 'Fee · Purchase of 12 Mill Lane' }).click();
  const detail = page.getByRole('region', { name: 'Details' });
  await detail.getByRole('button', { name: 'Move…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Which matter?' });
  await dialog.getByRole('option', { name: /Purchase of 12 Mill Lane.*where it is now/ }).waitFor();
  await desk.shoot(page, 'move-1-which-matter');
  await dialog.getByRole('option', { name: /Will of Chidi Okafor/ }).click();

  await detail.getByRole('link', { name: 'Fee · Will of Chidi Okafor' }).waitFor();
  const toast = page.getByRole('alert').filter({ hasText: 'Logged as a fee on Will of Chidi Okafor' });
  await toast.waitFor();
  expect(await fees(page, right)).toHaveLength(1);
  expect(await fees(page, wrong)).toHaveLength(0);
  await desk.shoot(page, 'move-2-moved');

  await toast.getByRole('button', { name: 'Undo' }).click();
  await detail.getByRole('link', { name: 'Fee · Purchase of 12 Mill Lane' }).waitFor();
  await page.getByRole('option', { name: 'Fee · Purchase of 12 Mill Lane' }).waitFor();
  const [fee] = await fees(page, wrong);
  expect(await fees(page, right)).toHaveLength(0);
  await detail.getByText('History').waitFor();
  await desk.shoot(page, 'move-3-back-again');

  // Bills are made in the accounts; here the fee is marked as they would do it.
  const billed = await page.request.post(`/api/v1/fees/${fee?.id}/bill`, {
    headers: { 'x-matterline': '1' },
  });
  expect(billed.status()).toBe(200);
  await detail.getByText('On an invoice: it stays where it is.').waitFor();
  expect(await detail.getByRole('button', { name: 'Move…' }).count()).toBe(0);
  await desk.shoot(page, 'move-4-billed');
});

journey('Activity by keyboard alone: j, k, /, m, u, Escape, and the help that lists them', async (desk) => {
  const office = await openOffice(desk.program);
  const jane = await office.contact('Jane Okafor', '+442079460101');
  await office.matter('Purchase of 12 Mill Lane', [jane]);
  await office.matter('Will of Chidi Okafor', []);
  const minutes = (count: number) => new Date(Date.now() - count * 60_000);
  await office.ring({ startedAt: minutes(30), talkSeconds: 120 });
  await office.deliver(genericText({ from: '+442079460101' }, minutes(20)));
  await office.ring({ startedAt: minutes(10), talkSeconds: 60 });

  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/');
  await page.getByRole('heading', { name: /, Olive/ }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  const rows = page.getByRole('option');
  await expect.poll(() => rows.count()).toBe(3);
  await page.keyboard.press('j');
  const detail = page.getByRole('region', { name: 'Details' });
  await detail.getByRole('heading', { name: 'Call from Jane Okafor' }).waitFor();
  await page.keyboard.press('j');
  await detail.getByRole('heading', { name: 'Text from Jane Okafor' }).waitFor();
  await detail.getByText('When do we complete?').waitFor();
  await desk.shoot(page, 'keyboard-1-text');

  await page.keyboard.press('m');
  await page.getByRole('combobox', { name: 'Number, title or client' }).waitFor();
  await page.keyboard.type('chidi');
  await page.getByRole('option', { name: /Will of Chidi Okafor/, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await detail.getByRole('link', { name: 'Memo · Will of Chidi Okafor' }).waitFor();
  await page.keyboard.press('u');
  await detail.getByRole('link', { name: 'Memo · Purchase of 12 Mill Lane' }).waitFor();
  await page.keyboard.press('k');
  await detail.getByRole('heading', { name: 'Call from Jane Okafor' }).waitFor();

  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.getByText('Next row').waitFor();
  await desk.shoot(page, 'keyboard-2-help');
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByText('Choose a row').waitFor();
  expect(new URL(page.url()).pathname).toBe('/activity');
});

journey('the live stream comes back after the line was cut, with what happened meanwhile', async (desk) => {
  // What the browser itself says about a server that is away.
  desk.expectComplaint(/net::ERR_|Failed to fetch/);
  const office = await openOffice(desk.program);
  const jane = await office.contact('Jane Okafor', '+442079460101');
  await office.matter('Purchase of 12 Mill Lane', [jane]);
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/activity');
  await page.getByText('Calls, texts and faxes appear here').waitFor();
  await office.ring();
  const rows = page.getByRole('option', { name: 'Fee · Purchase of 12 Mill Lane' });
  await expect.poll(() => rows.count()).toBe(1);

  await desk.program.goOffline();
  const notice = page.getByRole('status').filter({ hasText: 'Reconnecting…' });
  await notice.waitFor();
  await desk.shoot(page, 'live-1-reconnecting');
  await office.ringInside();
  await desk.program.goOnline();
  await notice.waitFor({ state: 'detached' });
  await expect.poll(() => rows.count(), { timeout: 5_000 }).toBe(2);
  await office.ring();
  await expect.poll(() => rows.count(), { timeout: 5_000 }).toBe(3);
});

async function fees(page: Page, matterId: string) {
  const answer = await page.request.get(`/api/v1/matters/${matterId}/fees`);
  return z.object({ items: z.array(z.object({ id: z.string() })) }).parse(await answer.json()).items;
}
