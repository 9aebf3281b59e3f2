import { expect } from 'vitest';
import { z } from 'zod';
import { createDialpadSimulator } from '../simulators/dialpad.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

const jane = '+442079460101';

journey('what-if: other options tried, used for the past, taken back', async (desk) => {
  const office = await openOffice(desk.program);
  const client = await office.contact('Jane Okafor', jane);
  await office.matter('Okafor – Purchase of 12 Mill Lane', [client]);
  for (const talkSeconds of [20, 25, 300]) await office.ring({ talkSeconds });
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/activity');
  await expect.poll(() => page.getByRole('option').count(), { timeout: 20_000 }).toBe(3);

  await page.goto('/settings/call-logging');
  await page.getByRole('link', { name: 'See what a change would do' }).click();
  const go = page.getByRole('button', { name: 'Change an option first' });
  await go.waitFor();
  expect(await go.isDisabled()).toBe(true);
  // One place only: nothing to choose.
  expect(await page.getByRole('combobox', { name: 'For', exact: true }).count()).toBe(0);
  await page.getByLabel('Shortest call').fill('60');
  await page.getByLabel('Shortest call').press('Enter');
  await desk.checkAccess(page, 'what-if, choosing');
  await desk.shoot(page, 'what-if-choose');
  await page.getByRole('button', { name: 'See what would change' }).click();

  const kind = page.getByRole('button', { name: '2 fees would not be logged: too short' });
  await kind.waitFor({ timeout: 20_000 });
  await kind.click();
  await page.getByText('Shorter than the minimum of 60 seconds.').first().waitFor();
  await page.getByText('One open matter for Jane Okafor.').first().waitFor();
  expect(await page.getByText(/our own record|For the whole firm/).count()).toBe(0);
  await desk.checkAccess(page, 'what-if, result');
  await desk.shoot(page, 'what-if-result');

  await page.getByRole('button', { name: 'Use, and change 2 entries' }).click();
  await page.getByRole('dialog').getByText('Nobody’s own edits are touched').waitFor();
  await desk.checkAccess(page, 'what-if, asking');
  await page.getByRole('dialog').getByRole('button', { name: 'Change them' }).click();
  await page.getByRole('button', { name: 'Take it back: Changed' }).waitFor({ timeout: 20_000 });
  await desk.shoot(page, 'what-if-applied');
  const short = await office.owner.call('GET', '/api/v1/interactions?reason=too_short');
  expect(z.object({ items: z.array(z.unknown()) }).parse(short.json()).items).toHaveLength(2);

  await page.getByRole('button', { name: 'Take it back: Changed' }).click();
  await page.getByRole('button', { name: 'Press again' }).click();
  await page.getByText('It was taken back.').waitFor({ timeout: 20_000 });
  const back = await office.owner.call('GET', '/api/v1/interactions?reason=too_short');
  expect(z.object({ items: z.array(z.unknown()) }).parse(back.json()).items).toHaveLength(0);
});

journey('what-if for one destination: chosen, named wherever it shows, used there alone', async (desk) => {
  const office = await openOffice(desk.program);
  const client = await office.contact('Jane Okafor', jane);
  await office.matter('Okafor – Purchase of 12 Mill Lane', [client]);
  // Two from before there was a practice system, one since.
  const before = new Date(Date.now() - 3 * 3_600_000);
  for (const talkSeconds of [20, 25]) await office.ring({ talkSeconds, startedAt: before });
  await restingSystem(desk, office, 'Smokeball');
  await office.ring({ talkSeconds: 30 });
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/activity');
  await expect.poll(() => page.getByRole('option').count(), { timeout: 20_000 }).toBe(3);

  await page.goto('/settings/call-logging');
  const place = page.getByRole('combobox', { name: 'For', exact: true });
  await place.selectOption('Smokeball');
  await page.getByRole('link', { name: 'See what a change would do' }).click();
  await page.getByRole('button', { name: 'Change an option first' }).waitFor();
  expect(await place.locator('option:checked').textContent()).toBe('Smokeball');
  await page.getByLabel('Shortest call').fill('60');
  await page.getByLabel('Shortest call').press('Enter');
  await desk.checkAccess(page, 'what-if, choosing a destination');
  await desk.shoot(page, 'what-if-place-choose');
  await page.getByRole('button', { name: 'See what would change' }).click();
  await page.getByText('Only for Smokeball').waitFor();
  await page
    .getByRole('button', { name: /^1 in Smokeball would not be logged.*: too short$/ })
    .waitFor({ timeout: 20_000 });
  expect(await page.getByRole('button', { name: /in our own record/ }).count()).toBe(0);

  // The same for the own record; what was set to be tried is not lost by choosing.
  await page.getByRole('button', { name: 'Try other options' }).click();
  expect(await place.locator('option:checked').textContent()).toBe('Smokeball');
  await page.getByLabel('Shortest call').fill('60');
  await page.getByLabel('Shortest call').press('Enter');
  await place.selectOption('Our own record');
  await expect.poll(() => new URL(page.url()).searchParams.get('for')).toBe('embedded');
  await page.getByRole('button', { name: 'See what would change' }).click();
  await page.getByText('Only for our own record').waitFor();
  await page
    .getByRole('button', { name: '2 fees in our own record would not be logged: too short' })
    .click({ timeout: 20_000 });
  await page.getByText('Shorter than the minimum of 60 seconds.').first().waitFor();
  await desk.checkAccess(page, 'what-if, result of one destination');
  await desk.shoot(page, 'what-if-place-result');
  await page.getByRole('button', { name: 'Use, and change 2 entries' }).click();
  await page.getByRole('dialog').getByText('Change 2 entries of the past in our own record?').waitFor();
  await desk.shoot(page, 'what-if-place-asking');
  await page.getByRole('dialog').getByRole('button', { name: 'Change them' }).click();
  await page.getByRole('button', { name: 'Take it back: Changed' }).waitFor({ timeout: 20_000 });
  await page.getByRole('heading', { name: 'These options are in use in our own record.' }).waitFor();
  await desk.checkAccess(page, 'what-if, used at one destination');
  await desk.shoot(page, 'what-if-place-applied');
  const shortest = async (of: string) => {
    const answer = await office.owner.call('GET', `/api/v1/options?destination=${of}`);
    return z.object({ options: z.object({ minimumDurationSeconds: z.number() }) }).parse(answer.json())
      .options.minimumDurationSeconds;
  };
  expect([await shortest(''), await shortest('embedded')]).toEqual([0, 60]);

  await page.goto('/settings/call-logging');
  await place.selectOption('Our own record');
  await page.getByText('One differs from the firm.').waitFor();
});

/** A connected system that is paused: calls of the last hour are for it, and nothing is sent anywhere. */
async function restingSystem(desk: Desk, office: Office, name: string): Promise<void> {
  const keys = { clientId: 'client', clientSecret: 'secret', apiKey: 'key' };
  const body = { vendor: 'smokeball', name, ...keys };
  const made = await office.owner.call('POST', '/api/v1/connections', body);
  const { id } = z.object({ id: z.string() }).parse(made.json());
  await desk.program.app.platform.database.pool.query(
    `update connections set status = 'paused', logs_since = now() - interval '1 hour' where id = $1`,
    [id],
  );
}

journey('earlier calls of a number are offered with the contact, linked, and taken back', async (desk) => {
  const office = await openOffice(desk.program);
  await office.owner.call('PATCH', '/api/v1/options', { contactCreation: false });
  await office.ring();
  await office.ring();
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/activity');
  await expect.poll(() => page.getByRole('option').count(), { timeout: 20_000 }).toBe(2);
  const client = await office.contact('Jane Okafor', jane);
  await office.matter('Okafor – Purchase of 12 Mill Lane', [client]);

  await page.goto('/review');
  await page.getByText('2 earlier calls or messages of Jane Okafor').waitFor();
  await desk.checkAccess(page, 'earlier calls in Review');
  await desk.shoot(page, 'earlier-calls-review');
  await page.getByRole('link', { name: /2 earlier calls/ }).click();
  await page.getByRole('button', { name: 'Look at them' }).click();
  await page.getByText('Then: a fee on Okafor – Purchase of 12 Mill Lane').first().waitFor();
  await desk.checkAccess(page, 'earlier calls of a contact');
  await desk.shoot(page, 'earlier-calls-contact');
  await page.getByRole('button', { name: 'Link all 2' }).click();
  await page.getByText('2 were linked.').waitFor({ timeout: 20_000 });
  await expect.poll(() => page.getByRole('button', { name: 'Link all 2' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Link all 2' }).waitFor({ timeout: 20_000 });
});

journey('a phone system’s days: what is missing is told and brought in', async (desk) => {
  const office = await openOffice(desk.program);
  const simulator = await createDialpadSimulator({ timeScale: 0 });
  try {
    const yesterday = new Date(Date.now() - 24 * 3_600_000);
    for (let n = 0; n < 3; n += 1)
      simulator.control.placeCall({
        external: '+61491570156',
        startedAt: new Date(yesterday.getTime() - n * 60_000),
        talkSeconds: 65,
      });
    const credentials = { apiUrl: simulator.url, apiKey: 'dialpad-key' };
    const made = await office.owner.call('POST', '/api/v1/sources', {
      kind: 'dialpad',
      name: 'Dialpad',
      credentials,
    });
    const { id } = z.object({ id: z.string() }).parse(made.json());
    const page = await desk.open({ cookie: office.owner.cookie });
    await page.goto(`/settings/sources/${id}`);
    const strip = page.getByRole('region', { name: 'Day by day' });
    await strip.getByRole('button', { name: 'Check this day' }).nth(1).click();
    await strip.getByText(/Dialpad says 3, we hold/).waitFor({ timeout: 20_000 });
    await desk.checkAccess(page, 'days of a phone system');
    await desk.shoot(page, 'days-strip');
    await strip.getByRole('link', { name: 'All days' }).click();
    await page.getByText(/says 3, we hold 3/).waitFor({ timeout: 30_000 });
    await desk.shoot(page, 'days-page');
    await page.getByRole('link', { name: /^[1-3] logged$/ }).click();
    await expect.poll(() => page.getByRole('option').count(), { timeout: 20_000 }).toBeGreaterThan(0);
    await desk.shoot(page, 'days-rows');
  } finally {
    await simulator.close();
  }
});
