/** A message that goes as a text, too, from the composer to the answer with a picture, all in one open thread. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { makePng } from '../simulators/tiny-files.ts';
import { createTwilioSimulator, type TwilioSimulator } from '../simulators/twilio.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { post, undoFor } from './talk.ts';

const line = '+447700900001';
const mobile = '+447700900111';
const connected = z.object({ hookUrl: z.string(), version: z.number() });

interface Thread {
  office: Office;
  provider: TwilioSimulator;
  cleo: TestPortalUser;
  id: string;
}

journey(
  'a message goes as a text, too; it arrives; the answer comes with a picture; STOP is seen',
  async (desk) => {
    const provider = await createTwilioSimulator({ timeScale: 0 });
    try {
      desk.program.app.platform.allowLoopback = true;
      const thread = await begin(desk, provider);
      const page = await desk.open({ cookie: thread.office.tessa.cookie });
      await page.goto(`/conversations/${thread.id}`);
      await choose(desk, page);
      await takeBack(page);
      await arrives(desk, page, provider);
      await answered(desk, page, provider);
      await stopped(desk, page, provider);
      expect(provider.control.complaints).toEqual([]);
    } finally {
      await provider.close();
    }
  },
);

async function begin(desk: Desk, provider: TwilioSimulator): Promise<Thread> {
  const { app } = desk.program;
  const office = await openOffice(desk.program);
  const { firm, owner, tessa } = office;
  const settings = await owner.call('POST', '/api/v1/text-settings', {
    ...{ apiUrl: provider.url, accountId: provider.accountSid, authToken: provider.authToken },
  });
  const { hookUrl, version } = connected.parse(settings.json());
  provider.control.setHookUrl(hookUrl);
  // Whatever the hour at which this runs.
  await owner.call('PATCH', '/api/v1/text-settings', { quietFrom: 0, quietUntil: 0, version });
  await owner.call('POST', '/api/v1/text-lines', { number: line, kind: 'mobile' });
  const cleo = await makePortalUser(app, firm, { firstName: 'Cleo', lastName: 'Marsh' });
  const sam = await makePortalUser(app, firm, { firstName: 'Sam', lastName: 'Marsh' });
  for (const [person, number] of [
    [cleo, mobile],
    [sam, '+447700900222'],
  ] as const)
    await app.platform.database.pool.query(
      `insert into contact_numbers (firm_id, id, contact_id, raw, part, e164) values ($1, gen_random_uuid(), $2, $3, $3, $3)`,
      [firm.id, person.contactId, number],
    );
  const word = { number: mobile, change: 'in', basis: 'Said yes on the telephone' };
  await tessa.call('POST', `/api/v1/contacts/${cleo.contactId}/text-consents`, word);
  const matterId = await office.matter('Purchase of 12 Mill Lane', [cleo.contactId, sam.contactId]);
  await undoFor(office, 4);
  const body = { kind: 'external', matterId, portalUserIds: [cleo.id, sam.id] };
  const id = await post(tessa, '/api/v1/conversations', body);
  return { office, provider, cleo, id };
}

const field = (page: Page) => page.getByRole('textbox', { name: /^Write to/ });
const choices = (page: Page) => page.getByRole('group', { name: 'Who gets it as a text, too?' });

/** By keyboard; who is refused, and why, stands there before anything is sent. */
async function choose(desk: Desk, page: Page): Promise<void> {
  await field(page).fill('We have exchanged. Please send a picture of the signed page.');
  await page.getByRole('button', { name: 'Also as a text' }).focus();
  await page.keyboard.press('Enter');
  await choices(page).getByText('Leaves at once from 07700 900001.').waitFor();
  await choices(page).getByText('They have not agreed to texts.').waitFor();
  expect(await page.getByLabel(/^Sam Marsh/).isDisabled()).toBe(true);
  await page.getByLabel(/^Cleo Marsh/).focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Also as a text to 1 person' }).waitFor();
  await page.getByLabel('Mark as privileged').check();
  await choices(page).getByText('A link alone, without your words.').waitFor();
  await desk.checkAccess(page, 'choosing who gets a text');
  await desk.shoot(page, 'text-thread-choice');
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.screenshot({
    path: new URL('./screenshots/text-thread-choice-320.png', import.meta.url).pathname,
  });
  if (before) await page.setViewportSize(before);
  await page.getByLabel('Mark as privileged').uncheck();
}

/** What is taken back comes with who was to be texted. */
async function takeBack(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const bar = page.locator('.outgoing-bar');
  await bar.getByText('Also as a text to 1 person').waitFor();
  await bar.getByRole('button', { name: 'Take back' }).click();
  await expect.poll(() => field(page).inputValue()).toMatch(/^We have exchanged/);
  expect(await page.getByLabel(/^Cleo Marsh/).isChecked()).toBe(true);
}

async function arrives(desk: Desk, page: Page, provider: TwilioSimulator): Promise<void> {
  await field(page).focus();
  await page.keyboard.press('Control+Enter');
  const message = page.locator('.message').filter({ hasText: 'We have exchanged' });
  await message.getByText('Text to Cleo Marsh arrived').waitFor({ timeout: 20_000 });
  expect(provider.control.messages().map(({ to, body }) => [to, body])).toEqual([
    [mobile, expect.stringMatching(/We have exchanged/)],
  ]);
  await desk.checkAccess(page, 'a text that arrived');
  await desk.shoot(page, 'text-thread-arrived');
}

async function answered(desk: Desk, page: Page, provider: TwilioSimulator): Promise<void> {
  const pictures = [{ contentType: 'image/png', body: makePng() }];
  provider.control.sendSms({ from: mobile, to: line, body: 'Here it is', pictures });
  const message = page.locator('.message').filter({ hasText: 'Here it is' });
  await message.getByText('by text message').first().waitFor();
  // It comes into the open thread by itself, once it is scanned and kept.
  await message.getByRole('button', { name: 'text-1.png', exact: true }).waitFor();
  await expect.poll(() => provider.control.messages().at(-1)?.media).toBe(0);
  await desk.checkAccess(page, 'an answer with a picture');
  await desk.shoot(page, 'text-thread-picture');
}

async function stopped(desk: Desk, page: Page, provider: TwilioSimulator): Promise<void> {
  provider.control.sendSms({ from: mobile, to: line, body: 'STOP' });
  await page.getByText('Cleo Marsh wants no more texts, only e-mails').waitFor();
  await page.getByRole('button', { name: 'Also as a text' }).click();
  await choices(page).getByText('They asked for no more texts.').waitFor();
  await desk.shoot(page, 'text-thread-stopped');
}
