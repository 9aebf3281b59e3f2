/** a11y: 200 % zoom. The main pages of clients and of staff in a window of a desk that is zoomed to twice its size. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { post, undoFor } from './talk.ts';
import { checkZoomed, zoomed } from './zoomed.ts';

interface World {
  office: Office;
  cleo: TestPortalUser;
  matter: string;
  conversation: string;
  event: string;
}

/** A case in which something stands on every page, with a long name and long words. */
async function furnish({ program }: Desk): Promise<World> {
  const office = await openOffice(program);
  const cleo = await makePortalUser(program.app, office.firm, {
    ...{ firstName: 'Cleopatra-Alexandrina', lastName: 'Featherstonehaugh-Marsh' },
    email: 'cleopatra.featherstonehaugh-marsh@example.com',
  });
  const title = 'Purchase of the freehold of 12 Mill Lane, Little Haddington';
  const matter = await office.matter(title, [cleo.contactId]);
  await undoFor(office, 0);
  const conversation = await post(office.tessa, '/api/v1/conversations', {
    ...{ kind: 'external', matterId: matter, portalUserIds: [cleo.id] },
  });
  for (const body of [
    'Welcome. Please read the draft contract.',
    `https://example.com/${'long'.repeat(40)}`,
  ]) {
    const said = await office.tessa.call('POST', `/api/v1/conversations/${conversation}/messages`, {
      body,
    });
    expect(said.statusCode, said.body).toBe(201);
  }
  await post(office.tessa, `/api/v1/conversations/${conversation}/file-requests`, {
    ...{ title: 'Papers for your purchase', dueOn: '2030-03-08' },
    slots: [{ name: 'Passport', help: 'The page with your picture.' }],
  });
  await post(office.tessa, `/api/v1/matters/${matter}/to-dos`, {
    ...{ portalUserId: cleo.id, title: 'Send us your proof of address', dueOn: '2030-03-01' },
  });
  const event = await post(office.tessa, `/api/v1/matters/${matter}/events`, {
    ...{ title: 'Signing of the contract', place: 'Our office', contactIds: [cleo.contactId] },
    ...{ startsAt: '2030-03-04T10:00', endsAt: '2030-03-04T11:00' },
  });
  await office.ring({});
  await office.ring({ far: '+442079460155', status: 'missed' });
  return { office, cleo, matter, conversation, event };
}

/** Each with words that are there once it is whole. */
async function walk(page: Page, pages: readonly (readonly [path: string, words: string | RegExp])[]) {
  for (const [path, words] of pages) {
    await page.goto(path);
    await page.getByText(words).filter({ visible: true }).first().waitFor();
    await checkZoomed(page, path);
    await page.screenshot({ path: `e2e/screenshots/zoom${path.replaceAll(/[^a-z-]+/g, '-')}.png` });
  }
}

journey(
  'a11y: 200 % zoom: the main pages of the portal scroll nowhere sideways, and nothing is cut',
  async (desk) => {
    const world = await furnish(desk);
    const stranger = await desk.open({ size: zoomed });
    await walk(stranger, [['/portal', 'E-mail me a link']]);
    const page = await desk.open({ cookie: world.cleo.cookie, size: zoomed });
    await walk(page, [
      ['/portal', 'Next for you'],
      ['/portal/messages', /freehold of 12 Mill Lane/],
      [`/portal/c/${world.conversation}`, 'Papers for your purchase'],
      ['/portal/to-do', 'Send us your proof of address'],
      ['/portal/appointments', 'Signing of the contract'],
      ['/portal/files', 'Papers for your purchase'],
      ['/portal/account', 'Sign off'],
    ]);
    await page.goto('/portal/appointments');
    await page.getByRole('link', { name: /Signing of the contract/ }).click();
    await page.getByRole('button', { name: 'Yes, I am coming' }).waitFor();
    await checkZoomed(page, 'an appointment');
  },
  { timeoutMs: 240_000 },
);

journey(
  'a11y: 200 % zoom: the main pages of staff scroll nowhere sideways, and nothing is cut',
  async (desk) => {
    const { office, matter, conversation, cleo } = await furnish(desk);
    const page = await desk.open({ cookie: office.tessa.cookie, size: zoomed });
    await walk(page, [
      ['/', 'Needs a person'],
      ['/activity', 'Activity'],
      ['/review', 'Review'],
      ['/conversations', /freehold of 12 Mill Lane/],
      [`/conversations/${conversation}`, 'Welcome. Please read the draft contract.'],
      ['/search?words=contract', 'draft'],
      ['/matters', /freehold of 12 Mill Lane/],
      [`/matters/${matter}`, 'Conversations'],
      [`/matters/${matter}/conversations`, 'Featherstonehaugh'],
      [`/matters/${matter}/sharing`, 'Papers for your purchase'],
      [`/matters/${matter}/calendar`, 'Signing of the contract'],
      ['/contacts', /Featherstonehaugh-Marsh/],
      [`/contacts/${cleo.contactId}`, 'Client portal'],
      ['/tasks', 'Tasks'],
      ['/texts', 'Texts'],
    ]);
    await page.goto(`/conversations/${conversation}`);
    await page.getByRole('textbox', { name: /^Write to/ }).fill('A thought');
    await checkZoomed(page, 'a message that is written');
  },
  { timeoutMs: 240_000 },
);

journey(
  'a11y: 200 % zoom: the settings of the portal scroll nowhere sideways, and nothing is cut',
  async (desk) => {
    const { office } = await furnish(desk);
    const page = await desk.open({ cookie: office.owner.cookie, size: zoomed });
    await walk(page, [
      ['/settings', 'Call logging'],
      ['/settings/portal', 'Seconds'],
      ['/settings/portal-look', 'Appearance and address of the portal'],
      ['/settings/message-templates', /invitation/i],
      ['/settings/texts', 'Account SID'],
      ['/settings/break-glass', 'Break glass'],
      ['/settings/retention', 'Retention and holds'],
      ['/settings/incoming-mail', 'Incoming mail'],
      ['/settings/staff', 'Tessa Reid'],
      ['/settings/outbox', 'Outbox'],
      ['/settings/audit', 'Audit log'],
      ['/account', 'Second step at sign-in'],
    ]);
  },
  { timeoutMs: 240_000 },
);
