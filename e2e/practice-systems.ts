/** The form of a practice system, filled in for its simulator. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import type { startSmokeballSimulator } from '../simulators/smokeball/index.ts';
import type { Desk } from './desk.ts';
import type { Office, openOffice } from './firm.ts';

/** Fills in the form of a practice system whose addresses are a simulator's. */
export async function fillIn(
  page: Page,
  keys: { clientId: string; clientSecret: string; apiKey?: string },
  addresses: { apiUrl: string; authUrl: string },
): Promise<void> {
  await page.getByLabel('Application ID').fill(keys.clientId);
  await page.getByLabel('Application secret').fill(keys.clientSecret);
  if (keys.apiKey !== undefined) await page.getByLabel('API key').fill(keys.apiKey);
  await page.getByText('Other addresses').click();
  await page.getByLabel('API address').fill(addresses.apiUrl);
  await page.getByLabel('Sign-in address').fill(addresses.authUrl);
}

/** The owner's page of the firm's Smokeball, connected and working. */
export async function connectSmokeball(
  desk: Desk,
  office: Awaited<ReturnType<typeof openOffice>>,
  smokeball: Awaited<ReturnType<typeof startSmokeballSimulator>>,
): Promise<Page> {
  desk.program.app.platform.allowLoopback = true;
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/settings/connections/new?vendor=smokeball');
  await fillIn(page, smokeball.credentials, { apiUrl: smokeball.url, authUrl: smokeball.authUrl });
  await page.getByRole('button', { name: 'Sign in at Smokeball' }).click();
  await page.getByRole('link', { name: /^Allow for/ }).click();
  await page.getByText('Working', { exact: true }).waitFor();
  return page;
}

/** As long as something may take that goes to a simulator and comes back. */
export const slow = { timeout: 60_000 };

export const items = z.object({ items: z.array(z.looseObject({ id: z.string() })) });

/** Ours of what Smokeball keeps, once it is read. */
export async function mirrored(office: Office, kind: 'contacts' | 'matters', q: string): Promise<string> {
  let id = '';
  const find = async () => {
    const answer = await office.owner.call('GET', `/api/v1/${kind}?q=${encodeURIComponent(q)}`);
    id = items.parse(answer.json()).items[0]?.id ?? '';
    return id;
  };
  await expect.poll(find, { timeout: 30_000 }).not.toBe('');
  return id;
}
