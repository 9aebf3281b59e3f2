import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { noteReferral } from '../server/features/referrers/index.ts';
import { newId } from '../server/platform/ids.ts';
import { type Desk, journey, phone } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

journey(
  'referrers: add one with its company, agree a fee by price, add a branch and a person, pay for a client it sent',
  async (desk) => {
    const office = await openOffice(desk.program);
    const page = await desk.open({ cookie: office.owner.cookie });
    await page.goto('/referrers');
    await page.getByText('Who sends you clients?').waitFor();
    await desk.checkAccess(page, 'no referrer');
    const id = await addReferrer(page);
    await agree(desk, page);
    await addPeople(page);
    await send(desk, office, id);
    await pay(desk, page);
    await address(desk, page);
    const agent = await visitPortal(desk, page, id);
    await followCase(desk, office, agent);

    const small = await desk.open({ cookie: office.tessa.cookie, size: phone });
    await small.goto(`/referrers/${id}`);
    await small.getByRole('heading', { name: 'Harbour Homes' }).waitFor();
    await small.getByText('Invoiced').first().waitFor();
    await desk.checkAccess(small, 'a referrer on a phone');
    // A member reads what is agreed and owed; only administrators change it.
    expect(await small.getByRole('button', { name: 'Agree another fee' }).count()).toBe(0);
  },
);

async function addReferrer(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'New referrer' }).first().click();
  const form = page.getByRole('dialog', { name: 'New referrer' });
  await form.getByRole('button', { name: 'Add referrer' }).click();
  await form.getByText('A referrer needs a name').waitFor();
  await form.getByLabel('Name', { exact: true }).fill('Harbour Homes');
  await form.getByLabel('E-mail').fill('hello@example.com');
  await form.getByRole('button', { name: 'Add referrer' }).click();
  await page.getByRole('heading', { name: 'Harbour Homes' }).waitFor();
  await page.getByText('Nothing is agreed.').waitFor();
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

async function agree(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Agree a fee' }).click();
  const form = page.getByRole('dialog', { name: 'Agree a fee' });
  await form.getByLabel('The fee is').selectOption('by_price');
  await form.getByLabel('Up to, band 1').fill('250k');
  await form.getByLabel('Fee of band 1').fill('50');
  await form.getByRole('button', { name: 'Save the agreement' }).click();
  expect(await form.getByLabel('Fee of band 2').getAttribute('aria-invalid')).toBe('true');
  await form.getByLabel('Fee of band 2').fill('75');
  await form.getByText('We pay Harbour Homes £75 + VAT for introducing you.').waitFor();
  await desk.checkAccess(page, 'agreeing a referral fee');
  await desk.shoot(page, 'referrer-fee');
  await form.getByRole('button', { name: 'Save the agreement' }).click();
  await page.getByRole('region', { name: 'Referral fee' }).getByText('£50 to £75 by price + VAT').waitFor();
}

async function addPeople(page: Page): Promise<void> {
  const section = page.getByRole('region', { name: 'Branches and people' });
  await section.getByRole('button', { name: 'Add branch' }).click();
  const branch = page.getByRole('dialog', { name: 'Add branch' });
  await branch.getByLabel('Name', { exact: true }).fill('Hove');
  await branch.getByRole('button', { name: 'Add branch' }).click();
  await section.getByText('Hove', { exact: true }).waitFor();
  await section.getByRole('button', { name: 'Add person' }).click();
  const person = page.getByRole('dialog', { name: 'Add person' });
  await person.getByLabel('First name').fill('Ana');
  await person.getByLabel('Last name').fill('Ruiz');
  await person.getByLabel('E-mail').fill('ana.ruiz@example.com');
  await person.getByLabel('Branch').selectOption({ label: 'Hove' });
  await person.getByRole('button', { name: 'Add person' }).click();
  await section.getByRole('link', { name: 'Ana Ruiz' }).waitFor();
}

/** A client comes through the referrer; the enquiry itself has a journey of its own. */
async function send({ program }: Desk, office: Office, referrerId: string): Promise<void> {
  const contactId = await office.contact('Jane Okafor', '07700 900123');
  const { database, clock } = program.app.platform;
  const firmId = office.firm.id;
  const now = clock.now();
  await database.firm(firmId).write(async (tx) => {
    const leadId = newId();
    const times = { state_since: now, created_at: now, updated_at: now };
    const words = {
      number: 1000,
      transaction: 'purchase',
      title: 'Okafor – Purchase',
      source: 'referrer',
    } as const;
    await tx
      .insertInto('leads')
      .values({ firm_id: firmId, id: leadId, ...words, ...times })
      .execute();
    const client = { firm_id: firmId, lead_id: leadId, contact_id: contactId, position: 0 };
    await tx.insertInto('lead_clients').values(client).execute();
    const actor = { firmId, staffId: null, now };
    await noteReferral(tx, actor, { leadId, referrerId, transaction: 'purchase', price: 350_000 });
  });
}

async function pay(desk: Desk, page: Page): Promise<void> {
  const ledger = page.getByRole('region', { name: 'Clients it sent' });
  const row = ledger.getByRole('row', { name: /Jane Okafor/ });
  await row.getByText('£75.00').waitFor();
  await row.getByRole('button', { name: /^Referred/ }).click();
  await page.getByRole('menuitem', { name: 'Payment due' }).click();
  await ledger.getByText('To pay: £90.00').waitFor();
  await desk.checkAccess(page, 'a referrer');
  await desk.shoot(page, 'referrer');
  await row.getByRole('button', { name: /^Payment due/ }).click();
  await page.getByRole('menuitem', { name: 'Invoiced' }).click();
  await row.getByRole('button', { name: /^Invoiced/ }).waitFor();
}

/** The person's own door: a link by e-mail, a client sent, and staff see it. */
async function visitPortal(desk: Desk, page: Page, id: string): Promise<Page> {
  await page.goto(`/referrers/${id}`);
  await page.getByRole('button', { name: 'Edit Ana Ruiz' }).click();
  await page.getByRole('button', { name: 'E-mail a link to their portal' }).click();
  await page.getByText('Link sent to ana.ruiz@example.com').waitFor();
  const { rows } = await desk.program.app.platform.database.pool.query<{ body: string }>(
    "select body from outbox where recipient = 'ana.ruiz@example.com'",
  );
  const [link = ''] = /\/referrer\/link\/\S+/.exec(rows[0]?.body ?? '') ?? [];
  const agent = await desk.open({ size: phone });
  await agent.goto(link);
  await agent.getByRole('heading', { name: 'Hello Ana' }).waitFor();
  await desk.checkAccess(agent, 'the link of a referrer');
  await agent.getByRole('button', { name: 'Sign in' }).click();
  await agent.getByRole('heading', { name: 'Your clients at Hartley & Reid' }).waitFor();
  // Jane came through the referrer, but not through Ana.
  await agent.getByText('Nobody yet.').waitFor();
  await agent.getByRole('button', { name: 'Send a client' }).click();
  await agent.getByLabel('Last name').fill('Marsh');
  await agent.getByLabel('First name').fill('Omar');
  await agent.getByLabel('Price, if known').fill('420k');
  await desk.checkAccess(agent, 'sending a client');
  await agent.getByRole('button', { name: 'Send', exact: true }).click();
  const client = agent.getByRole('listitem').filter({ hasText: 'Omar Marsh' });
  await client.getByText('Received').waitFor();
  await desk.checkAccess(agent, 'the portal of a referrer');
  await desk.shoot(agent, 'referrer-portal');
  desk.expectComplaint(/ 404 .*\/referrer-portal\/links\//);
  await agent.goto(link);
  await agent.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  await page.goto(`/referrers/${id}`);
  const ledger = page.getByRole('region', { name: 'Clients it sent' });
  await ledger
    .getByRole('row', { name: /Omar Marsh.*Ana Ruiz/ })
    .getByText('£75.00')
    .waitFor();
  return agent;
}

const listed = z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) });
const stages = z.object({ items: z.array(z.object({ id: z.string(), code: z.string() })) });

/** Omar instructs the firm: whoever sent him follows how far he is. */
async function followCase(desk: Desk, { owner }: Office, agent: Page): Promise<void> {
  const leads = listed.parse((await owner.call('GET', '/api/v1/leads')).json()).items;
  const leadId = leads.find(({ title }) => title.includes('Marsh'))?.id;
  await owner.call('POST', `/api/v1/leads/${leadId}/state`, { state: 'instructed' });
  const { items } = stages.parse((await owner.call('GET', '/api/v1/key-stages?side=purchase')).json());
  for (const code of ['quote_accepted', 'searches_ordered']) {
    const stageId = items.find((one) => one.code === code)?.id;
    const answer = await owner.call('POST', `/api/v1/leads/${leadId}/progress`, { stageId, do: 'reach' });
    expect(answer.statusCode, answer.body).toBe(200);
  }
  await agent.goto('/referrer');
  const client = agent.getByRole('listitem').filter({ hasText: 'Omar Marsh' });
  await client.getByText('Instructed', { exact: true }).waitFor();
  await client.getByText(/^2 of \d+ done$/).waitFor();
  await desk.shoot(agent, 'referrer-portal-case');
  await client.getByText('all steps').click();
  await client.getByText('Client has instructed us').waitFor();
  await desk.checkAccess(agent, 'the milestones of a client');
  await desk.shoot(agent, 'referrer-portal-milestones');
}

/** Its company is a contact like any other: it gets an address there. */
async function address(desk: Desk, page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Harbour Homes' }).first().click();
  await page.getByRole('heading', { name: 'Harbour Homes' }).waitFor();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const form = page.getByRole('dialog', { name: 'Edit contact' });
  await form.getByRole('button', { name: 'Add a postal address' }).click();
  await form.getByLabel('Address line 1').fill('1 Quay Street');
  await form.getByLabel('Town').fill('Hove');
  await form.getByLabel('Postcode').fill('BN3 1AA');
  await desk.checkAccess(page, 'the address of a contact');
  await desk.shoot(page, 'contact-address');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('list', { name: 'How to reach them' }).getByText('1 Quay Street').waitFor();
}
