import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { replyMail } from '../server/testing/calendar-world.ts';
import { signDelivery } from '../server/testing/phone-events.ts';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { type Desk, desktop, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

const own = z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) });
const small = { width: 320, height: 640 };
const listed = z.object({
  items: z.array(z.object({ id: z.string(), uid: z.string(), sequence: z.number() })),
});

journey(
  'calendar: plan a meeting, see the answers, settle a strange one, move it, cancel it',
  async (desk) => {
    const office = await openOffice(desk.program);
    const jane = await makePortalUser(desk.program.app, office.firm, {
      firstName: 'Jane',
      lastName: 'Okafor',
      email: 'jane@example.com',
    });
    const matterId = await office.matter('Okafor – Purchase of 12 Mill Lane', [jane.contactId]);
    const page = await desk.open({ cookie: office.tessa.cookie });
    await empty(desk, page, matterId);
    await plan(desk, page);
    const event = await eventOf(office, matterId);
    await answered(page, jane, event);
    await strange(desk, page, await openMailIn(desk, office), event);
    await seeMailIn(desk, office);
    await home(desk, page, matterId);
    await byMonth(desk, page, matterId);
    await move(desk, page, matterId, office);
    await toDos(desk, page, matterId, jane);
    await onAPhone(desk, page, matterId);
    await cancel(desk, page, matterId);
  },
);

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const meeting = inDays(3);

async function empty(desk: Desk, page: Page, matterId: string): Promise<void> {
  await page.goto(`/matters/${matterId}`);
  await page.getByRole('link', { name: 'Calendar' }).click();
  await page.getByText('Nothing is planned').waitFor();
  await desk.checkAccess(page, 'an empty calendar');
  await desk.shoot(page, 'calendar-empty');
}

/** By keyboard from the shortcut to the end of the form. */
async function plan(desk: Desk, page: Page): Promise<void> {
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Add an event' });
  await dialog.waitFor();
  await dialog.getByRole('button', { name: 'Add the event' }).click();
  await dialog.getByText('Say what it is.').waitFor();
  await dialog.getByLabel('Title').fill('Signing of the contract');
  await dialog.getByLabel('Starts').fill(meeting);
  await dialog.getByLabel('Start time').fill('14:00');
  expect(await dialog.getByLabel('Ends').inputValue()).toBe(meeting);
  expect(await dialog.getByLabel('End time').inputValue()).toBe('15:00');
  await dialog.getByLabel('End time').fill('13:00');
  await dialog.getByRole('button', { name: 'Add the event' }).click();
  await dialog.getByText('It ends before it starts.').waitFor();
  await dialog.getByLabel('End time').fill('14:45');
  await dialog.getByLabel('Place').fill('12 High Street, second floor');
  await dialog.getByRole('checkbox', { name: 'Jane Okafor' }).focus();
  await page.keyboard.press('Space');
  await dialog.getByLabel('Notes').fill('Bring your passport.');
  await desk.checkAccess(page, 'the form of an event');
  await desk.shoot(page, 'calendar-form');
  await dialog.getByRole('button', { name: 'Add the event' }).click();
  await page.getByText('Added: Signing of the contract').waitFor();
  const pane = page.getByRole('region', { name: 'Event', exact: true });
  await pane.getByRole('heading', { name: 'Signing of the contract' }).waitFor();
  await pane.getByText('14:00 – 14:45').waitFor();
  await pane.getByRole('button', { name: 'Answer of Jane Okafor: Not answered. Change it' }).waitFor();
  await pane.getByRole('button', { name: 'Answer of Tessa Reid: Yes. Change it' }).waitFor();
}

async function eventOf(office: Office, matterId: string) {
  const { items } = listed.parse(
    (await office.tessa.call('GET', `/api/v1/matters/${matterId}/events`)).json(),
  );
  const [event] = items;
  if (!event) throw new Error('no event');
  return event;
}

/** What she says in the portal is here at once, and what she says by telephone is written down. */
async function answered(page: Page, jane: TestPortalUser, event: { id: string }): Promise<void> {
  const url = `/portal/api/appointments/${event.id}/answer`;
  const answer = await jane.call('POST', url, { answer: 'tentative', sequence: 0 });
  expect(answer.statusCode, answer.body).toBe(200);
  const pane = page.getByRole('region', { name: 'Event', exact: true });
  await pane.getByText('in the portal').waitFor();
  await pane.getByRole('button', { name: 'Answer of Jane Okafor: Maybe. Change it' }).click();
  await page.getByRole('menuitemradio', { name: 'Yes' }).click();
  await pane.getByRole('button', { name: 'Answer of Jane Okafor: Yes. Change it' }).waitFor();
}

interface Hook {
  url: string;
  secret: string;
}

/** The owner lets mail come in. */
async function openMailIn(desk: Desk, office: Office): Promise<Hook> {
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/settings');
  await page.getByRole('link', { name: /Incoming mail/ }).click();
  await page.getByRole('button', { name: 'Make the address' }).click();
  const secret = page.getByLabel('Secret', { exact: true });
  await secret.waitFor();
  await page.getByText('Nothing has come in yet.').waitFor();
  const believed = page.getByRole('region', { name: 'Whom we believe' });
  const address = believed.getByLabel('Address for answers');
  await believed.getByLabel('Name of your mail server').fill('mx.hartley.example.com');
  await address.fill('not an address');
  desk.expectComplaint(/ 422 .*\/mail-in$/);
  await believed.getByRole('button', { name: 'Save' }).click();
  await page.locator('[aria-invalid="true"]').waitFor();
  await address.fill('calendar@hartley.example.com');
  await believed.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
  await desk.checkAccess(page, 'incoming mail');
  const hook = {
    url: await page.getByLabel('Address of the webhook').inputValue(),
    secret: await secret.inputValue(),
  };
  await page.context().close();
  return hook;
}

async function seeMailIn(desk: Desk, office: Office): Promise<void> {
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/settings/incoming-mail');
  const list = page.getByRole('list', { name: 'What came in' });
  await list.getByText('Acted on').waitFor();
  await list.getByText('sender not proved').waitFor();
  await desk.checkAccess(page, 'mails that came in');
  await desk.shoot(page, 'incoming-mail');
  await page.context().close();
}

async function strange(
  desk: Desk,
  page: Page,
  hook: Hook,
  event: { uid: string; sequence: number },
): Promise<void> {
  const mail = replyMail({
    results: null,
    from: 'jane@example.com',
    uid: event.uid,
    sequence: event.sequence,
    answer: 'DECLINED',
  });
  const bytes = Buffer.from(mail.replaceAll('\n', '\r\n'));
  const { headers, payload } = signDelivery({ kind: 'generic', secret: hook.secret, hookUrl: '' }, bytes, {
    now: new Date(),
  });
  const handed = await fetch(hook.url, { method: 'POST', headers, body: new Uint8Array(payload) });
  expect(handed.status).toBe(200);
  const box = page.getByRole('region', { name: 'Answers by mail that need a look' });
  await box.getByText('jane@example.com answers: No').waitFor();
  await box.getByText('The mail server could not prove who sent it.').waitFor();
  await desk.checkAccess(page, 'an event with a strange answer');
  await desk.shoot(page, 'calendar-event');
  await box.getByRole('button', { name: 'Take as the answer of Jane Okafor' }).click();
  await box.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Answer of Jane Okafor: No. Change it' }).waitFor();
}

async function home(desk: Desk, page: Page, matterId: string): Promise<void> {
  await page.goto('/');
  const card = page.getByRole('region', { name: 'My appointments, next 7 days' });
  await card.getByText('Signing of the contract').waitFor();
  await desk.shoot(page, 'calendar-home');
  await card.getByRole('link', { name: /Signing of the contract/ }).click();
  await page.getByRole('heading', { name: 'Signing of the contract' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/matters/${matterId}/calendar`);
}

async function byMonth(desk: Desk, page: Page, matterId: string): Promise<void> {
  await page.goto(`/matters/${matterId}/calendar`);
  await page.getByRole('button', { name: 'Month', exact: true }).click();
  const month = Number(meeting.slice(5, 7));
  if (month !== new Date().getMonth() + 1) await page.getByRole('button', { name: 'Next month' }).click();
  await page.getByRole('button', { name: /14:00 Signing of the contract/ }).click();
  await page.getByRole('list', { name: 'Events' }).getByText('Signing of the contract').waitFor();
  await desk.checkAccess(page, 'a month');
  await desk.shoot(page, 'calendar-month');
}

async function move(desk: Desk, page: Page, matterId: string, office: Office): Promise<void> {
  await page.goto(`/matters/${matterId}/calendar`);
  await page.getByRole('button', { name: /Signing of the contract/ }).click();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Change' });
  await dialog.getByLabel('Start time').fill('09:30');
  expect(await dialog.getByLabel('End time').inputValue()).toBe('10:15');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const pane = page.getByRole('region', { name: 'Event', exact: true });
  await pane.getByText('09:30 – 10:15').waitFor();
  await pane.getByText('Time or place changed').waitFor();
  await pane.getByRole('button', { name: 'Answer of Jane Okafor: Not answered. Change it' }).waitFor();
  const outbox = (await office.owner.call('GET', '/api/v1/outbox')).json().items;
  expect(outbox[0]).toMatchObject({
    recipient: 'jane@example.com',
    subject: 'New time or place: Signing of the contract',
  });
  await desk.shoot(page, 'calendar-moved');
}

/** What the client has to do: the moved appointment asks by itself, and the firm asks for something more. */
async function toDos(desk: Desk, page: Page, matterId: string, jane: TestPortalUser): Promise<void> {
  await page.goto(`/matters/${matterId}`);
  const section = page.getByRole('region', { name: 'For the clients to do' });
  await section.getByText('Signing of the contract').waitFor();
  await section.getByRole('button', { name: 'Ask for something' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ask for something' });
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await dialog.getByText('Say what.').waitFor();
  await dialog.getByLabel('What they are to do').fill('Call your bank about the transfer');
  await dialog.getByLabel('By when').fill(inDays(5));
  await desk.checkAccess(page, 'asking a client');
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await section.getByText('Call your bank about the transfer').waitFor();
  await desk.checkAccess(page, 'what clients have to do');
  await desk.shoot(page, 'to-dos');
  const { items } = own.parse((await jane.call('GET', '/portal/api/to-dos?state=open')).json());
  const asked = items.find(({ title }) => title === 'Call your bank about the transfer');
  await jane.call('POST', `/portal/api/to-dos/${asked?.id}/tick`, { done: true });
  await section.getByText('1 done').waitFor();
}

/** As narrow as a screen gets. */
async function onAPhone(desk: Desk, page: Page, matterId: string): Promise<void> {
  await page.setViewportSize(small);
  for (const [name, path] of [
    ['list', 'calendar'],
    ['month', `calendar?view=month&day=${meeting}`],
  ] as const) {
    await page.goto(`/matters/${matterId}/${path}`);
    await page.getByRole('list', { name: 'Events' }).getByText('Signing of the contract').waitFor();
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(widths[0], `${name} scrolls sideways`).toBeLessThanOrEqual(widths[1] ?? 0);
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.screenshot({
        path: `e2e/screenshots/calendar-320-${name}--${scheme}.png`,
        animations: 'disabled',
      });
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  await page.getByRole('list', { name: 'Events' }).getByRole('button').click();
  await page.getByRole('button', { name: 'Answer of Jane Okafor: Not answered. Change it' }).waitFor();
  await page.screenshot({ path: 'e2e/screenshots/calendar-320-event--light.png', animations: 'disabled' });
  await desk.checkAccess(page, 'an event on a phone');
  await page.setViewportSize(desktop);
}

async function cancel(desk: Desk, page: Page, matterId: string): Promise<void> {
  await page.goto(`/matters/${matterId}/calendar`);
  await page.getByRole('button', { name: /Signing of the contract/ }).click();
  await page.getByRole('button', { name: /^Cancel the event/ }).click();
  await page.getByRole('button', { name: /^Really cancel: 1 person is told/ }).click();
  await page.getByText('Cancelled: Signing of the contract').waitFor();
  await page.getByRole('list', { name: 'Events' }).getByText('Cancelled').waitFor();
  expect(await page.getByRole('button', { name: 'Change', exact: true }).count()).toBe(0);
  await desk.shoot(page, 'calendar-cancelled');
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByText('Cancelled an event').first().waitFor();
}
