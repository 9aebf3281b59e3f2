import { expect } from 'vitest';
import { journey } from './desk.ts';
import { openOffice } from './firm.ts';

journey('Ctrl+K finds a matter, a contact or a page from anywhere, and opens it', async (desk) => {
  const office = await openOffice(desk.program);
  const pat = await office.contact('Pat Okafor', '+44 20 7946 0123');
  const matter = await office.matter('Purchase of 12 Mill Lane', [pat]);
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/settings/staff');
  await page.getByRole('heading', { name: 'Staff and roles' }).waitFor();
  expect(await page.title()).toBe('Staff and roles · Matterline');

  await page.keyboard.press('Control+k');
  const search = page.getByPlaceholder('Matter, contact or page');
  await search.fill('mill');
  await page.getByRole('button', { name: /Purchase of 12 Mill Lane/ }).waitFor();
  await desk.shoot(page, 'finder-1');
  // The first line is chosen already.
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/matters/${matter}**`);
  expect(await search.count()).toBe(0);
  await expect.poll(() => page.title()).toBe('Purchase of 12 Mill Lane · Matterline');

  await page.keyboard.press('Control+k');
  await search.fill('okafor');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Pat Okafor/ })
    .click();
  await page.waitForURL(`**/contacts/${pat}**`);

  // Typing in a field is no obstacle.
  await page.goto('/matters');
  await page.getByRole('searchbox').first().focus();
  await page.keyboard.press('Control+k');
  await search.fill('zzzz');
  // Nothing is called that; perhaps somebody wrote it.
  await page.getByRole('button', { name: /zzzz/ }).waitFor();
  await expect.poll(() => page.getByRole('dialog').getByRole('button').count()).toBe(1);
  await page.keyboard.press('Escape');
  await search.waitFor({ state: 'detached' });
});
