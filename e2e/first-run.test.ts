import { expect } from 'vitest';
import { journey } from './desk.ts';
import { recentCall, sendSigned } from './firm.ts';

journey('first run: from the empty program to the first logged call', async (desk) => {
  const page = await desk.open();
  await page.goto('/');
  await page.getByRole('heading', { name: 'Set up your firm' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/setup');
  await desk.shoot(page, 'first-run-1-set-up');

  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Please fill this in').first().waitFor();
  await page.getByLabel('Name of the firm').fill('Hartley & Reid');
  await page.getByLabel('Country').selectOption('United Kingdom');
  await page.getByLabel('First name').fill('Olive');
  await page.getByLabel('Last name').fill('Hartley');
  await page.getByLabel('E-mail').fill('olive@example.com');
  await page.getByLabel('Password', { exact: true }).fill('seven quiet herons wade');
  await page.getByRole('button', { name: 'Start' }).click();

  await page.getByRole('heading', { name: 'To your first logged call' }).waitFor();
  await page.getByText('0 of 4').waitFor();
  await desk.shoot(page, 'first-run-2-home');

  await page.getByRole('link', { name: /Connect your phone system/ }).click();
  await page.getByText('No phone system yet').waitFor();
  await desk.shoot(page, 'first-run-3-no-phones');
  await page.getByRole('button', { name: 'Connect a phone system' }).click();
  await desk.shoot(page, 'first-run-4-kinds');
  await page.getByRole('button', { name: /Any other phone system/ }).click();
  await page.getByLabel('Name', { exact: true }).fill('Office phones');
  await page.getByLabel('Your own numbers').fill('020 7946 0000');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  const hookUrl = await page.getByLabel('Address', { exact: true }).inputValue();
  const secret = await page.getByLabel('Secret', { exact: true }).inputValue();
  await desk.shoot(page, 'first-run-5-connected');
  await page.getByRole('button', { name: 'See how it does' }).click();
  await page.getByText('Waiting for the first call').waitFor();

  const nav = page.getByRole('navigation', { name: 'Main' });
  await nav.getByRole('link', { name: 'Contacts' }).click();
  await page.getByText('People, companies and groups live here').waitFor();
  await page.getByRole('button', { name: 'New contact' }).first().click();
  const contact = page.getByRole('dialog', { name: 'New contact' });
  await contact.getByLabel('First name').fill('Jane');
  await contact.getByLabel('Last name').fill('Okafor');
  await contact.getByLabel('Phone number 1', { exact: true }).fill('020 7946 0101 (mobile after six)');
  await desk.shoot(page, 'first-run-6-new-contact');
  await contact.getByRole('button', { name: 'Add contact' }).click();
  await contact.waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Jane Okafor' }).waitFor();

  await nav.getByRole('link', { name: 'Matters' }).click();
  await page.getByText('Your matters live here').waitFor();
  await page.getByRole('button', { name: 'New matter' }).first().click();
  const matter = page.getByRole('dialog', { name: 'New matter' });
  await matter.getByLabel('Title').fill('Purchase of 12 Mill Lane');
  await matter.getByLabel('Client', { exact: true }).fill('oka');
  await page.getByRole('option', { name: /Jane Okafor/ }).click();
  await desk.shoot(page, 'first-run-7-new-matter');
  await matter.getByRole('button', { name: 'Open matter' }).click();
  await page.getByRole('heading', { name: /Purchase of 12 Mill Lane/ }).waitFor();
  await desk.shoot(page, 'first-run-8-matter');
  const matterPath = new URL(page.url()).pathname;

  await nav.getByRole('link', { name: 'Activity' }).click();
  await page.getByText('Calls, texts and faxes appear here').waitFor();
  await desk.shoot(page, 'first-run-9-no-calls');

  await sendSigned({ kind: 'generic', hookUrl, secret }, recentCall({ talkSeconds: 425 }));
  const row = page.getByRole('option', { name: /Jane Okafor/ });
  await row.getByText('Fee · Purchase of 12 Mill Lane').waitFor();
  await row.click();
  const detail = page.getByRole('region', { name: 'Details' });
  await detail.getByRole('heading', { name: 'Call from Jane Okafor' }).waitFor();
  await detail.getByText('7 min 5 s').first().waitFor();
  await detail.getByText(/^One open matter for Jane Okafor/).waitFor();
  await detail.getByRole('heading', { name: 'Journey' }).waitFor();
  expect(await detail.getByRole('region', { name: 'Journey' }).getByRole('listitem').count()).toBeGreaterThan(
    0,
  );
  await desk.shoot(page, 'first-run-10-first-call');

  await detail.getByRole('link', { name: 'Fee · Purchase of 12 Mill Lane' }).click();
  await page.getByRole('heading', { name: /Purchase of 12 Mill Lane/ }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`${matterPath}/fees`);
  await page.getByText('12 min charged').waitFor();
  await page.getByText('Filed by itself.').waitFor();
  await desk.shoot(page, 'first-run-11-fee-on-matter');

  await nav.getByRole('link', { name: 'Home' }).click();
  await page.getByText('3 of 4').waitFor();
  await desk.shoot(page, 'first-run-12-home-after');
});
