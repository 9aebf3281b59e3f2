import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
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

  const client = await addThroughApi(page, 'contacts', {
    kind: 'person',
    firstName: 'Jane',
    lastName: 'Okafor',
    phones: [{ text: '020 7946 0101' }],
  });
  const matter = {
    title: 'Purchase of 12 Mill Lane',
    parties: [{ contactId: client, role: 'Client', isClient: true }],
  };
  const matterId = await addThroughApi(page, 'matters', matter);

  const nav = page.getByRole('navigation', { name: 'Main' });
  await nav.getByRole('link', { name: 'Activity' }).click();
  await page.getByText('Calls, texts and faxes appear here').waitFor();
  await desk.shoot(page, 'first-run-6-no-calls');

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
  await desk.shoot(page, 'first-run-7-first-call');

  await detail.getByRole('link', { name: 'Fee · Purchase of 12 Mill Lane' }).click();
  await page.getByRole('heading', { name: /Purchase of 12 Mill Lane/ }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/matters/${matterId}/fees`);
  await page
    .getByText(/Jane Okafor/)
    .first()
    .waitFor();
  await desk.shoot(page, 'first-run-8-fee-on-matter');

  await nav.getByRole('link', { name: 'Home' }).click();
  await page.getByText('3 of 4').waitFor();
  await desk.shoot(page, 'first-run-9-home-after');
});

async function addThroughApi(page: Page, noun: string, body: object): Promise<string> {
  const answer = await page.request.post(`/api/v1/${noun}`, { data: body, headers: { 'x-matterline': '1' } });
  expect(answer.status()).toBe(201);
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}
