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

  // Enter before the answer is there waits for it, instead of opening a line of the list before.
  await office.matter('Anything else', [pat]);
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/v1/matters?*q=mill*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/settings/staff');
  await page.getByRole('heading', { name: 'Staff and roles' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('button', { name: /Anything else/ }).waitFor();
  await search.fill('mill l');
  await page.keyboard.press('Enter');
  await page.waitForRequest(/matters\?.*q=mill/);
  await page.keyboard.press('Enter');
  expect(new URL(page.url()).pathname).toBe('/settings/staff');
  answer();
  await page.waitForURL(`**/matters/${matter}**`);
  expect(await search.count()).toBe(0);

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
