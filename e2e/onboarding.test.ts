import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { type InfoTrackSimulator, startInfoTrackSimulator } from '../simulators/infotrack/index.ts';
import { type Desk, journey, phone } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

const created = z.object({ id: z.string() });

journey(
  'onboarding: connect the service, invite clients, decide on a refer, see searches and costs, match a stray',
  async (desk) => {
    const service = await startInfoTrackSimulator({ timeScale: 0.1 });
    try {
      desk.program.app.platform.allowLoopback = true;
      const office = await openOffice(desk.program);
      const matterId = await purchase(office);
      await withoutService(desk, office, matterId);
      await connect(desk, office, service);
      const page = await desk.open({ cookie: office.tessa.cookie });
      await invite(desk, page, service, matterId);
      await decide(desk, page, service);
      await searches(desk, page, service);
      await strays(desk, page, service);
      await fromALead(desk, page, office, service);
      expect(service.violations).toEqual([]);
    } finally {
      await service.close();
    }
  },
);

/** Jane can be invited; John has no mobile yet. */
async function purchase(office: Office): Promise<string> {
  const contact = async (firstName: string, phones: string[]) => {
    const body = {
      kind: 'person',
      firstName,
      lastName: 'Okafor',
      phones: phones.map((text) => ({ text, label: 'Mobile' })),
      emails: [{ email: `${firstName.toLowerCase()}@example.com`, label: '' }],
    };
    return created.parse((await office.owner.call('POST', '/api/v1/contacts', body)).json()).id;
  };
  const clients = [await contact('Jane', ['07700 900111']), await contact('John', [])];
  return await office.matter('Okafor – Purchase of 12 Mill Lane', clients);
}

/** Without a service a matter has no such tab; the address itself says what to do. */
async function withoutService(desk: Desk, office: Office, matterId: string): Promise<void> {
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto(`/matters/${matterId}`);
  await page.getByRole('link', { name: 'History' }).waitFor();
  expect(await page.getByRole('link', { name: 'InfoTrack' }).count()).toBe(0);
  await page.goto(`/matters/${matterId}/onboarding`);
  await page.getByText('No onboarding service is connected').waitFor();
  await desk.checkAccess(page, 'no onboarding service');
  await page.context().close();
}

async function connect(desk: Desk, office: Office, service: InfoTrackSimulator): Promise<void> {
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/settings');
  await page.getByRole('link', { name: /Client onboarding/ }).click();
  await page.getByLabel('Address').fill('http://onboarding.example.com');
  desk.expectComplaint(/ 422 .*\/onboarding-settings/);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByText('The address must begin with https://').first().waitFor();
  await page.getByLabel('Address').fill(service.url);
  await page.getByLabel('Key', { exact: true }).fill(service.key);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  const secret = page.getByLabel('Secret', { exact: true });
  await secret.waitFor();
  await page.getByText('It works.').waitFor();
  await page.getByText('Example Solicitors').waitFor();
  const url = await page.getByLabel('Address of the webhook').inputValue();
  service.webhook = { url, secret: await secret.inputValue() };
  await desk.checkAccess(page, 'onboarding settings');
  await desk.shoot(page, 'onboarding-settings');
  await page.context().close();
}

async function invite(desk: Desk, page: Page, service: InfoTrackSimulator, matterId: string): Promise<void> {
  await page.goto(`/matters/${matterId}`);
  await page.getByRole('link', { name: 'InfoTrack' }).click();
  await page.getByText('Nobody has been invited yet').waitFor();
  await desk.shoot(page, 'onboarding-empty');
  await page.getByRole('button', { name: 'Start onboarding' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByLabel('John Okafor').isDisabled()).toBe(true);
  await dialog.getByText('No mobile number').waitFor();
  await dialog.getByLabel('TA6 Property information form').check();
  await desk.checkAccess(page, 'starting onboarding');
  await desk.shoot(page, 'onboarding-start');
  await dialog.getByRole('button', { name: 'Send the invitations' }).click();
  await page.getByText('Invited', { exact: true }).waitFor();
  expect([...service.workspaces.values()]).toMatchObject([{ clients: [{ name: 'Jane Okafor' }] }]);
}

const workspaceOf = (service: InfoTrackSimulator) => [...service.workspaces.keys()][0] ?? '';

async function decide(desk: Desk, page: Page, service: InfoTrackSimulator): Promise<void> {
  const at = new Date().toISOString();
  service.change(workspaceOf(service), ({ clients, tasks }) => {
    Object.assign(clients[0] ?? {}, { openedAt: at });
    Object.assign(tasks[0] ?? {}, {
      status: 'complete',
      result: 'refer',
      completedAt: at,
      detail: 'The name on the passport differs from the one given.',
      sourceRef: 'IDV-20417',
      documents: [{ id: 'passport', name: 'Passport check' }],
    });
    Object.assign(tasks[1] ?? {}, {
      status: 'complete',
      result: 'pass',
      completedAt: at,
      renewalOn: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10),
    });
  });
  await page.getByText('Needs a decision').waitFor();
  await page.getByText('kept by InfoTrack').waitFor();
  await page.getByText('Renew soon, by').waitFor();
  await page.goto('/');
  const card = page.getByRole('region', { name: 'Onboarding, to decide' });
  await card.getByText('1 result needs a decision').waitFor();
  await desk.shoot(page, 'onboarding-home');
  await card.getByRole('link', { name: /Okafor/ }).click();
  await page.getByRole('button', { name: 'Decide: Identity, Jane Okafor' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Keep the decision' }).click();
  await dialog.getByText('Say why.').waitFor();
  await dialog.getByLabel('Accept').check();
  await dialog.getByLabel('Why').fill('Marriage certificate seen in person.');
  await desk.checkAccess(page, 'a decision');
  await desk.shoot(page, 'onboarding-decision');
  await dialog.getByRole('button', { name: 'Keep the decision' }).click();
  await page.getByText('Accepted by Tessa Reid').waitFor();
  await page.getByText('Marriage certificate seen in person.').waitFor();
}

async function searches(desk: Desk, page: Page, service: InfoTrackSimulator): Promise<void> {
  const at = new Date().toISOString();
  const price = (net: number) => ({ net, vat: net / 5, gross: net * 1.2, currency: 'GBP' });
  service.change(workspaceOf(service), ({ orders }) => {
    orders.push(
      {
        id: 'INF-1',
        product: 'Local authority search (LLC1 and CON29)',
        status: 'returned',
        price: price(18_500),
        orderedAt: at,
        returnedAt: at,
        documents: [{ id: 'con29', name: 'CON29 result.pdf' }],
      },
      {
        id: 'INF-2',
        product: 'Drainage and water search',
        status: 'ordered',
        price: price(5000),
        orderedAt: at,
      },
    );
  });
  await page.getByRole('link', { name: 'On Cost Recoveries' }).waitFor();
  await page.getByRole('link', { name: 'CON29 result.pdf' }).waitFor();
  await desk.checkAccess(page, 'onboarding of a matter');
  await desk.shoot(page, 'onboarding-matter');
  await page.getByRole('link', { name: 'On Cost Recoveries' }).click();
  await page.getByText('£185.00').first().waitFor();
}

/** Somebody made it at the service itself. */
async function strays(desk: Desk, page: Page, service: InfoTrackSimulator): Promise<void> {
  const client = {
    reference: null,
    email: null,
    mobile: null,
    invitedAt: null,
    openedAt: null,
    completedAt: null,
  };
  service.add({ id: 'stray', clients: [{ id: 'c', name: 'Pat Example', ...client }] });
  await page.goto('/onboarding');
  await page.getByText('Pat Example').waitFor();
  await desk.checkAccess(page, 'what waits of onboarding');
  await desk.shoot(page, 'onboarding-waiting');
  await page.getByRole('button', { name: 'Choose the matter: Pat Example' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Matter' }).fill('Okafor');
  await page.getByRole('option', { name: /Okafor/ }).click();
  await dialog.getByRole('button', { name: 'Put it on the matter' }).click();
  await page.getByText('Nothing waits for you').waitFor();
}

async function fromALead(desk: Desk, page: Page, office: Office, service: InfoTrackSimulator): Promise<void> {
  const body = {
    transaction: 'sale',
    clients: [{ firstName: 'Sam', lastName: 'Reid', emails: ['sam@example.com'], phones: ['07700 900222'] }],
    properties: { sale: { line1: '3 Elm Road' } },
  };
  const { id } = created.parse((await office.tessa.call('POST', '/api/v1/leads', body)).json());
  await page.goto(`/leads/${id}`);
  const line = page.getByRole('region', { name: 'Onboarding' });
  await line.getByRole('link', { name: 'Start onboarding' }).click();
  await page.getByRole('button', { name: 'Start onboarding' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send the invitations' }).click();
  await page.getByText('Invited', { exact: true }).waitFor();
  const workspace = [...service.workspaces.values()].find(({ clients }) => clients[0]?.name === 'Sam Reid');
  service.change(workspace?.id ?? '', ({ tasks }) => {
    for (const task of tasks) Object.assign(task, { status: 'complete', result: 'pass' });
  });
  await page.getByText('Passed').first().waitFor();
  await desk.shoot(page, 'onboarding-lead');
  await page.goto(`/leads/${id}`);
  await line.getByText('2 of 2 done').waitFor();
  await page.getByText('identity checked', { exact: false }).first().waitFor();
  await desk.checkAccess(page, 'a lead with onboarding');
  await desk.shoot(page, 'onboarding-lead-line');
  const small = await desk.open({ cookie: office.tessa.cookie, size: phone, scheme: 'dark' });
  await small.goto(`/leads/${id}/onboarding`);
  await small.getByText('Passed').first().waitFor();
}
