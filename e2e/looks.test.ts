import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Desk, journey, phone } from './desk.ts';
import { genericFax, genericText, type Office, openOffice } from './firm.ts';

/** Every main page with the words that say that it is there, whole. */
const pages = [
  ['home', '/', 'Needs a person'],
  ['activity', '/activity', 'Fee · Purchase of 12 Mill Lane'],
  ['review', '/review', '2 matters fit:'],
  ['review-list', '/review?view=list', 'Choose all'],
  ['matters', '/matters', 'Purchase of 12 Mill Lane'],
  ['contacts', '/contacts', 'Jane Okafor'],
  ['tasks', '/tasks', 'Whitlock'],
  ['settings', '/settings', 'Call logging'],
  ['firm', '/settings/firm', 'Where you are'],
  ['staff', '/settings/staff', 'Tessa Reid'],
  ['sources', '/settings/sources', 'Office phones'],
  ['new-source', '/settings/sources/new', 'Which one do you have?'],
  ['options', '/settings/call-logging', 'What is logged'],
  ['tokens', '/settings/tokens', 'New token'],
  ['outbox', '/settings/outbox', 'Nothing has been sent yet'],
  ['audit', '/settings/audit', 'connected a phone system'],
  ['account', '/account', 'Second step at sign-in'],
] as const;

for (const [part, some] of [
  ['first half', pages.slice(0, 9)],
  ['second half', pages.slice(9)],
] as const) {
  journey(`every main page, ${part}: both sizes, both schemes, nothing serious for axe`, async (desk) => {
    const office = await furnish(desk);
    const page = await desk.open({ cookie: office.owner.cookie });
    for (const [name, path, words] of some) {
      await page.goto(path);
      await page.getByText(words).first().waitFor();
      await desk.checkAccess(page, name);
      await desk.shoot(page, `page-${name}`);
    }
  });
}

journey('a phone: the bottom bar leads, the detail slides over the list and back', async (desk) => {
  const office = await furnish(desk);
  const page = await desk.open({ cookie: office.owner.cookie, size: phone });
  await page.goto('/');
  const bar = page.getByRole('navigation', { name: 'Main' });
  // Its name begins with how many wait, once that is known.
  await bar.getByRole('link', { name: /Review/ }).click();
  await page.getByText('2 matters fit:').waitFor();
  await bar.getByRole('link', { name: 'Activity' }).click();
  const row = page.getByRole('option', { name: 'Fee · Purchase of 12 Mill Lane' });
  await row.click();
  const detail = page.getByRole('region', { name: 'Details' });
  await detail.getByRole('heading', { name: 'Call from Jane Okafor' }).waitFor();
  await expect.poll(() => covers(page)).toBe(true);
  expect(await row.isVisible()).toBe(false);
  await desk.checkAccess(page, 'a call on a phone');
  await detail.getByRole('button', { name: 'Back to the list' }).click();
  await row.waitFor();
  expect(new URL(page.url()).pathname).toBe('/activity');

  await bar.getByRole('button', { name: 'More' }).click();
  const drawer = page.getByRole('dialog', { name: 'Hartley & Reid' });
  await drawer.getByRole('link', { name: 'Settings' }).waitFor();
  await desk.checkAccess(page, 'More on a phone');
  await desk.shoot(page, 'phone-more');
  await drawer.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await drawer.waitFor({ state: 'detached' });
});

/** A call on its one matter, one with two matters, a stranger's, a text, a fax without a contact, and a missed one. */
async function furnish(desk: Desk): Promise<Office> {
  const office = await openOffice(desk.program);
  const jane = await office.contact('Jane Okafor', '+442079460101');
  const sam = await office.contact('Sam Whitlock', '+442079460102');
  await office.matter('Purchase of 12 Mill Lane', [jane]);
  await office.matter('Whitlock – Will', [sam]);
  await office.matter('Whitlock Ltd – Lease of 4 Quay Street', [sam]);
  const minutes = (count: number) => new Date(Date.now() - count * 60_000);
  await office.ring({ startedAt: minutes(50), talkSeconds: 425 });
  await office.deliver(genericText({ body: 'When do we complete?' }, minutes(40)));
  await office.deliver(genericFax({ from: '+442079460177' }, minutes(35)));
  await office.ring({ far: '+442079460155', startedAt: minutes(30) });
  await office.ring({ far: '+442079460156', status: 'missed', startedAt: minutes(20) });
  await office.ring({ far: '+442079460102', startedAt: minutes(10), talkSeconds: 540 });
  await expect.poll(() => waiting(office)).toBe(4);
  return office;
}

async function waiting({ owner }: Office): Promise<number> {
  const answer = await owner.call('GET', '/api/v1/review');
  const body: unknown = answer.json();
  return typeof body === 'object' && body !== null && 'total' in body ? Number(body.total) : 0;
}

/** Whether the detail takes the whole width of the window. */
function covers(page: Page): Promise<boolean> {
  const detail = page.getByRole('region', { name: 'Details' });
  return detail.boundingBox().then((box) => box?.x === 0 && box.width === phone.width);
}
