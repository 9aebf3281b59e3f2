import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { type SmokeballSimulator, startSmokeballSimulator } from '../simulators/smokeball/index.ts';
import { demoIds } from '../simulators/smokeball/seed.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { connectSmokeball, mirrored, slow } from './practice-systems.ts';

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

const layoutView = z.looseObject({
  values: z.array(z.object({ key: z.string(), value: z.string().nullish() })),
});
function theirs(smokeball: SmokeballSimulator, matter: string): Record<string, string | null> {
  const { control } = smokeball;
  const found = control.records('layouts').find((view) => control.matterOfLayout(String(view.id)) === matter);
  if (!found) return {};
  return Object.fromEntries(
    layoutView.parse(found).values.map(({ key, value }) => [key.split('/').at(-1), value ?? null]),
  );
}

journey(
  'Completion Details in step with Smokeball: sent, met in the same field, and decided',
  async (desk) => {
    const smokeball = await startSmokeballSimulator();
    try {
      const office = await openOffice(desk.program);
      const page = await connectSmokeball(desk, office, smokeball);
      const matterId = await mirrored(office, 'matters', 'M-1001');
      await send(desk, page, smokeball, matterId);
      await meet(office, page, smokeball, matterId);
      await desk.checkAccess(page, 'completion details that differ');
      await desk.shoot(page, 'sync-completion-differs');
      await page.getByRole('button', { name: 'Send to Smokeball: Completion' }).click();
      await page.getByText('1 field differs from Smokeball').waitFor(slow);
      await decideByKey(desk, page);
      await expect
        .poll(() => theirs(smokeball, demoIds.purchase), slow)
        .toMatchObject({
          CompletionDate: '2026-12-19',
          Deposit: '50000',
        });
      await page.goto(`/matters/${matterId}/completion`);
      await page.getByText('In step with Smokeball, looked at').waitFor(slow);
    } finally {
      await smokeball.close();
    }
  },
);

journey(
  'Completion Details that Smokeball refuses are told with its words, and tried again',
  async (desk) => {
    const smokeball = await startSmokeballSimulator();
    try {
      const office = await openOffice(desk.program);
      const page = await connectSmokeball(desk, office, smokeball);
      const matterId = await mirrored(office, 'matters', 'M-1001');
      await page.goto(`/matters/${matterId}/completion`);
      smokeball.control.people.fillIn(demoIds.purchase, { CompletionDate: '2026-12-18' });
      await page.getByText('From the practice system').waitFor(slow);
      await refusedSheet(desk, page, smokeball);
    } finally {
      await smokeball.close();
    }
  },
);

journey('sync of a connection: tried without changing anything; a matter looked at anew', async (desk) => {
  const smokeball = await startSmokeballSimulator();
  try {
    const office = await openOffice(desk.program);
    const page = await connectSmokeball(desk, office, smokeball);
    const connection = page.url();
    const matterId = await mirrored(office, 'matters', 'M-1001');
    await dryRun(desk, page, connection, matterId, smokeball);
    await resyncMatter(desk, page, matterId, smokeball);
  } finally {
    await smokeball.close();
  }
});

async function send(desk: Desk, page: Page, smokeball: SmokeballSimulator, matterId: string): Promise<void> {
  await page.goto(`/matters/${matterId}/completion`);
  await page.getByText('Nothing of its Completion Details is shared yet.').waitFor();
  await field(page, 'Completion').fill('2026-12-18');
  await page.getByText('In step with Smokeball, looked at').waitFor(slow);
  await expect.poll(() => theirs(smokeball, demoIds.purchase).CompletionDate, slow).toBe('2026-12-18');
  await desk.checkAccess(page, 'completion details in step');
  await desk.shoot(page, 'sync-completion');
}

/**
 * Two fields are changed on both sides; news of theirs is lost, so that it is found with ours. Ours are noted together:
 * what is noted alone is looked at alone, and the other would be taken from there before it is noted here.
 */
async function meet(
  { owner }: Office,
  page: Page,
  smokeball: SmokeballSimulator,
  matterId: string,
): Promise<void> {
  smokeball.control.hooks.faults.drop = 1;
  smokeball.control.people.fillIn(demoIds.purchase, { CompletionDate: '2026-12-22', Deposit: '50000' });
  const fields = {
    deposit: { value: { amount: 42_000_00, currency: 'GBP' } },
    completionDate: { value: '2026-12-19' },
  };
  const path = `/api/v1/matters/${matterId}/layouts/completion-details`;
  const noted = await owner.call('PATCH', path, { fields });
  expect(noted.statusCode, noted.body).toBe(200);
  await page.getByText('2 fields differ from Smokeball').waitFor(slow);
  smokeball.control.hooks.faults.drop = 0;
  const card = page.getByRole('region', { name: /^Completion: / });
  for (const day of ['18 Dec', '19 Dec', '22 Dec']) await card.getByText(day).waitFor();
}

async function decideByKey(desk: Desk, page: Page): Promise<void> {
  await page.goto('/');
  await page.getByText('1 difference with Smokeball to decide').waitFor();
  await desk.checkAccess(page, 'Home with a difference');
  await desk.shoot(page, 'sync-home');
  await page.getByRole('link', { name: '1 difference with Smokeball to decide' }).click();
  await page.getByRole('heading', { name: 'Differences' }).waitFor();
  const card = page.getByRole('region', { name: 'Deposit paid' });
  await card.getByText('£42,000.00').waitFor();
  await card.getByText('£50,000.00').waitFor();
  await desk.checkAccess(page, 'differences');
  await desk.shoot(page, 'sync-differences');
  await page.keyboard.press('t');
  await page.getByText('Nothing differs').waitFor();
  await desk.checkAccess(page, 'no differences');
  await desk.shoot(page, 'sync-differences-none');
  await page.getByRole('button', { name: 'Decided' }).click();
  await page.getByText(/kept Smokeball’s/).waitFor();
  await page.getByText(/sent ours/).waitFor();
  await desk.checkAccess(page, 'what was decided');
  await desk.shoot(page, 'sync-differences-decided');
}

async function refusedSheet(desk: Desk, page: Page, smokeball: SmokeballSimulator): Promise<void> {
  smokeball.control.faults.add({ kind: 'status', status: 400, match: { method: 'PATCH', path: '/layouts' } });
  await field(page, 'Exchange').fill('2026-12-04');
  await page.getByText(/^Smokeball refused: /).waitFor(slow);
  await desk.checkAccess(page, 'completion details that were refused');
  await desk.shoot(page, 'sync-completion-refused');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('In step with Smokeball, looked at').waitFor(slow);
  expect(theirs(smokeball, demoIds.purchase).ExchangeDate).toBe('2026-12-04');
}

async function dryRun(
  desk: Desk,
  page: Page,
  connection: string,
  matterId: string,
  smokeball: SmokeballSimulator,
): Promise<void> {
  await page.goto(connection);
  const section = page.getByRole('region', { name: 'Two-way sync' });
  await section.getByText('Stages: Smokeball shows its stage and cannot be set from here').waitFor();
  await section.getByRole('combobox', { name: 'How it works' }).selectOption('Try without changing anything');
  await page.getByText('Two-way sync: Try without changing anything').waitFor();
  await section.getByRole('switch', { name: 'Make new clients and referrers there at once' }).click();
  await page.getByText('New clients and referrers are made there with their matter').waitFor();
  await section.scrollIntoViewIfNeeded();
  await desk.checkAccess(page, 'two-way sync of a connection');
  await desk.shoot(page, 'sync-connection');
  await page.goto(`/matters/${matterId}/completion`);
  await field(page, 'Exchange').fill('2026-12-07');
  await page.getByText('Tried without changing anything. With sync on, this would be done:').waitFor(slow);
  await page.getByRole('region', { name: 'Sent to Smokeball' }).getByText('7 Dec').waitFor();
  await desk.checkAccess(page, 'a dry run');
  await desk.shoot(page, 'sync-completion-dry-run');
  expect(theirs(smokeball, demoIds.purchase).ExchangeDate ?? null).toBeNull();
}

async function resyncMatter(
  desk: Desk,
  page: Page,
  matterId: string,
  smokeball: SmokeballSimulator,
): Promise<void> {
  await page.goto(`/matters/${matterId}`);
  smokeball.control.setLag({ read: 0, list: 0 });
  smokeball.control.hooks.faults.drop = 1_000;
  smokeball.control.people.moveStage(demoIds.purchase, demoIds.stages, demoIds.settled);
  await page.getByRole('button', { name: 'Resync' }).click();
  const dialog = page.getByRole('dialog', { name: 'What is different in Smokeball' });
  await dialog.getByText('Settled').waitFor(slow);
  await desk.checkAccess(page, 'what a resync of a matter would change');
  await desk.shoot(page, 'sync-resync-matter');
  await dialog.getByRole('button', { name: 'Take these changes' }).click();
  await expect
    .poll(() => page.getByRole('list', { name: 'Stages' }).locator('[aria-current="step"]').innerText())
    .toContain('Settled');
  await page.goto(`/matters/${matterId}/history`);
  await page.getByText('Took over what stands in the practice system').waitFor();
}
