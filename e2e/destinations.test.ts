/** Each of the four practice systems, from its connection to a call in it, broken and tried again. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { clioDriver } from '../simulators/clio/conformance-driver.ts';
import { lawmaticsDriver } from '../simulators/lawmatics/conformance-driver.ts';
import { createRealClock } from '../simulators/practice/clock.ts';
import type {
  ConformanceDriver,
  SimulatedFirm,
  Standing,
} from '../simulators/practice/conformance-driver.ts';
import { smokeballDriver } from '../simulators/smokeball/conformance-driver.ts';
import { zohoDriver } from '../simulators/zoho/conformance-driver.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

const drivers = [smokeballDriver, clioDriver, zohoDriver, lawmaticsDriver];
/** How each says that it does not take a record; another status may mean that it was taken all the same. */
const refusals: Readonly<Record<string, number>> = { Smokeball: 400, 'Zoho CRM': 400 };
const made = z.object({ id: z.string() });
/** What stands there because of calls. */
const logged = (firm: SimulatedFirm): Standing[] =>
  firm.standing().filter(({ kind }) => kind !== 'contact' && kind !== 'activity_code');

for (const [nth, driver] of drivers.entries()) {
  const { label } = driver.vendor;
  journey(
    `${label}: connected, people and options set, a call logged there, broken and tried again`,
    async (desk) => {
      const firm = await driver.start(createRealClock());
      try {
        desk.program.app.platform.allowLoopback = true;
        const office = await openOffice(desk.program);
        const number = `+4420794602${String(nth).padStart(2, '0')}`;
        const contact = firm.addContact({ firstName: 'Jane', lastName: 'Okafor', number });
        firm.addMatter({ title: 'Purchase of 12 Mill Lane', contact });
        const page = await desk.open({ cookie: office.owner.cookie });
        const id = await connect(page, office, driver, firm);
        await mapStaff(page, office, firm, id);
        await setOption(page, label);
        await callIsLogged(desk, page, office, { firm, label, number });
        await breakAndTryAgain(desk, page, office, { firm, label, number, id });
        expect(firm.control.violations).toEqual([]);
      } finally {
        await firm.close();
      }
    },
  );
}

/** Prepared by an administrator's program; a person signs in and watches the first reading. */
async function connect(
  page: Page,
  office: Office,
  { vendor }: ConformanceDriver,
  { addresses, application }: SimulatedFirm,
): Promise<string> {
  const { uploadUrl, ...bases } = addresses;
  const { apiKey, ...keys } = application;
  const answer = await office.owner.call('POST', '/api/v1/connections', {
    vendor: vendor.kind,
    name: vendor.label,
    ...keys,
    ...(apiKey === null ? {} : { apiKey }),
    ...bases,
    ...(uploadUrl === null ? {} : { uploadUrl }),
  });
  expect(answer.statusCode).toBe(201);
  const { id } = made.parse(answer.json());
  await page.goto(`/settings/connections/${id}`);
  await page.getByRole('button', { name: /^Sign in at/ }).click();
  await page.getByText('This is a simulation.').waitFor();
  await page.getByRole('link', { name: /^Allow for/ }).click();
  await page.getByText('Working', { exact: true }).waitFor();
  const matters = page.getByRole('listitem').filter({ hasText: /^Matters/ });
  await matters.getByText(/^[1-9]\d* here/).waitFor({ timeout: 20_000 });
  return id;
}

const people = z.object({ items: z.array(z.object({ externalId: z.string(), name: z.string() })) });

/** Who works there is Tessa here. */
async function mapStaff(page: Page, office: Office, firm: SimulatedFirm, id: string): Promise<void> {
  const answer = await office.owner.call('GET', `/api/v1/connections/${id}/people`);
  const person = people.parse(answer.json()).items.find(({ externalId }) => externalId === firm.staff);
  await page.getByRole('button', { name: 'People' }).click();
  await page.getByRole('combobox', { name: `Who is ${person?.name}?` }).selectOption('Tessa Reid');
  await page.getByText(/ is Tessa Reid$/).waitFor();
}

async function setOption(page: Page, label: string): Promise<void> {
  await page.goto('/settings/call-logging');
  await page.getByLabel('For', { exact: true }).selectOption(label);
  await page.getByText('As the firm: on').first().waitFor();
  await page.getByRole('switch', { name: 'Faxes' }).press('Space');
  await page.getByText('One differs from the firm.').waitFor();
}

type Place = { firm: SimulatedFirm; label: string; number: string };

/** What began before the connection is not logged there, so this one has only just begun. */
const shortCall = (far: string) => ({ far, startedAt: new Date(), ringSeconds: 0, talkSeconds: 1 });

async function callIsLogged(desk: Desk, page: Page, office: Office, place: Place): Promise<void> {
  const { firm, label, number } = place;
  await page.goto('/activity');
  await office.ring(shortCall(number));
  await expect.poll(() => logged(firm).length, { timeout: 15_000 }).toBeGreaterThan(0);
  for (const one of logged(firm)) expect(one.text).toContain('Okafor');
  await page.getByText('Jane Okafor').first().click();
  await page.getByText('Logged as').waitFor();
  await page.getByText(`in ${label}`).waitFor();
  await desk.checkAccess(page, `a call in ${label}`);
  await desk.shoot(page, `destination-${label.split(' ')[0]?.toLowerCase()}-logged`);
}

async function breakAndTryAgain(
  desk: Desk,
  page: Page,
  office: Office,
  { firm, label, number, id }: Place & { id: string },
): Promise<void> {
  const before = logged(firm).length;
  firm.control.faults.add({
    kind: 'status',
    status: refusals[label] ?? 422,
    match: { method: 'POST' },
    count: 1000,
  });
  await office.ring(shortCall(number));
  await page.goto(`/settings/connections/${id}?tab=writes`);
  await page.getByRole('button', { name: 'Try again', exact: true }).first().waitFor({ timeout: 15_000 });
  await desk.checkAccess(page, `refused by ${label}`);
  await desk.shoot(page, `destination-${label.split(' ')[0]?.toLowerCase()}-refused`);
  expect(logged(firm)).toHaveLength(before);
  firm.control.faults.clear();
  // It is looked for before it is sent again, once their search shows everything of that time: let it be long ago.
  await desk.program.app.platform.database.pool.query(
    `update destination_writes set sent_at = sent_at - interval '10 minutes'
     where connection_id = $1 and state = 'failed'`,
    [id],
  );
  await page
    .getByRole('button', { name: /^Try (all again|again)$/ })
    .last()
    .click();
  await expect.poll(() => logged(firm).length, { timeout: 15_000 }).toBeGreaterThan(before);
  await page
    .getByText('Nothing failed')
    .or(page.getByText(/could not be written/))
    .first()
    .waitFor();
}
