/** The parity facts of quotes.md §1 on the firm's own record: complete without any other system. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { createConversionsFeature } from '../conversions/index.ts';
import { createFeeScalesFeature } from '../fee-scales/index.ts';
import { createKeyStagesFeature, followRound as followStages } from '../key-stages/index.ts';
import { createLeadsFeature } from '../leads/index.ts';
import { createQuotesFeature } from '../quotes/index.ts';
import { createRatesFeature } from '../rates/index.ts';
import { createReferrersFeature } from '../referrers/index.ts';
import { createSyncFeature, followRound } from './index.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({
    now: new Date('2026-11-22T10:00:00Z'),
    features: [
      (platform) => createRatesFeature(platform),
      (platform) => createFeeScalesFeature(platform),
      (platform) => createReferrersFeature(platform),
      (platform) => createLeadsFeature(platform),
      (platform) => createQuotesFeature(platform),
      (platform) => createConversionsFeature(platform, {}),
      (platform) => createKeyStagesFeature(platform),
      (platform) => createSyncFeature(platform, {}),
    ],
  });
  const scale = await post('fee-scales', { name: 'Standard', from: 'usual' });
  await post(`fee-scales/${scale.id}/publish`, { startsOn: '2026-11-22' });
});
afterAll(() => world.close());

const call = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) =>
  world.owner.call(method, `/api/v1/${path}`, body);
const withId = z.looseObject({ id: z.string() });
async function post(path: string, body: unknown) {
  const answer = await call('POST', path, body);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return withId.parse(answer.json());
}
const list = async (path: string) =>
  z.object({ items: z.array(z.looseObject({})) }).parse((await call('GET', path)).json()).items;
async function follow(): Promise<void> {
  await followStages(world.app.platform);
  while (await followRound({ platform: world.app.platform, practiceSystems: {} }));
}

let people = 0;
async function converted(notes = '') {
  people += 1;
  const contact = await post('contacts', {
    kind: 'person',
    firstName: 'Jane',
    lastName: `Okafor${people}`,
    emails: [{ email: `jane${people}@example.com`, label: 'Home' }],
  });
  const lead = await post('leads', { transaction: 'purchase', clients: [{ contactId: contact.id }] });
  const inputs = { transaction: 'purchase', clients: 1, answers: { purchase: { price: 420_000 } } };
  const quote = await post('quotes', { leadId: lead.id, inputs });
  await post(`quotes/${quote.id}/send`, {
    to: [{ contactId: contact.id, email: `jane${people}@example.com` }],
  });
  await post(`quotes/${quote.id}/accept`, { by: 'Jane' });
  const body = { personResponsibleId: world.ada.id, sendTo: null, notes };
  const made = await call('POST', `leads/${lead.id}/convert`, body);
  const { matterId } = z.looseObject({ matterId: z.string() }).parse(made.json());
  await follow();
  return { leadId: lead.id, contactId: contact.id, matterId };
}
const leadView = z.looseObject({
  clients: z.array(z.looseObject({ name: z.string(), emails: z.array(z.string()) })),
  otherParties: z.array(z.looseObject({ name: z.string(), role: z.string() })),
});
const leadOf = async (id: string) => leadView.parse((await call('GET', `leads/${id}`)).json());

describe('§1 on the own record', () => {
  test('converting makes the matter with its person responsible, and conversion notes become a memo', async () => {
    const { matterId } = await converted('Wants to move before Christmas');
    expect((await call('GET', `matters/${matterId}`)).json()).toMatchObject({
      personResponsibleId: world.ada.id,
    });
    expect(await list(`matters/${matterId}/memos`)).toContainEqual(
      expect.objectContaining({ body: 'Wants to move before Christmas' }),
    );
  });

  test('legal and additional fees stand in Time & Fees, disbursements in Cost Recoveries', async () => {
    const { matterId } = await converted();
    expect((await list(`matters/${matterId}/fees`)).length).toBeGreaterThan(0);
    expect((await list(`matters/${matterId}/cost-recoveries`)).length).toBeGreaterThan(0);
  });

  test('the quote’s PDF is among the documents; its e-mail is not, and makes one memo', async () => {
    const { matterId } = await converted();
    const names = (await list(`matters/${matterId}/documents`)).map(({ name }) => name);
    expect(names).toEqual([expect.stringMatching(/^Quote .*\.pdf$/)]);
    const memos = await list(`matters/${matterId}/memos`);
    expect(memos.filter(({ subject }) => String(subject).startsWith('E-mail'))).toHaveLength(1);
  });

  test('an e-mail of a stage that is reached later makes one memo, and no second one', async () => {
    const { leadId, matterId } = await converted();
    const [stage] = await list('key-stages?side=purchase');
    const templates = { client: { email: { subject: 'News of your purchase', body: 'Good news' } } };
    const all = await list('key-stages?side=purchase');
    const other = all.find(({ code }) => code === 'searches_ordered') ?? stage;
    await call('PATCH', `key-stages/${other?.id}`, { templates, visibleTo: ['client'] });
    await post(`leads/${leadId}/progress`, { stageId: other?.id, do: 'reach' }).catch(() => undefined);
    await follow();
    await follow();
    const memos = (await list(`matters/${matterId}/memos`)).filter(
      ({ subject }) => subject === 'E-mail: News of your purchase',
    );
    expect(memos).toHaveLength(1);
    expect(JSON.stringify(memos)).not.toContain('Good news');
  });

  test('a reminder that was sent before the conversion makes a memo with it', async () => {
    people += 1;
    const contact = await post('contacts', { kind: 'person', firstName: 'Ola', lastName: `Before${people}` });
    const lead = await post('leads', { transaction: 'purchase', clients: [{ contactId: contact.id }] });
    const [mail] = await world.query<{ id: string }>(
      `insert into outbox (firm_id, id, channel, recipient, subject, body, state)
       values ($1, gen_random_uuid(), 'email', 'ola@example.com', 'Your quote', 'Still thinking?', 'kept') returning id`,
      [world.firm.id],
    );
    await world.query(
      `insert into lead_events (firm_id, id, lead_id, kind, detail, at)
       values ($1, gen_random_uuid(), $2, 'chase_sent', jsonb_build_object('outboxId', $3::text), now())`,
      [world.firm.id, lead.id, mail?.id],
    );
    const accepted = await call('POST', `leads/${lead.id}/state`, { state: 'instructed' });
    expect(accepted.statusCode, accepted.body).toBeLessThan(300);
    const made = await call('POST', `leads/${lead.id}/convert`, {
      personResponsibleId: world.ada.id,
      sendTo: null,
    });
    const { matterId } = z.looseObject({ matterId: z.string() }).parse(made.json());
    await follow();
    expect(await list(`matters/${matterId}/memos`)).toContainEqual(
      expect.objectContaining({ subject: 'E-mail: Your quote' }),
    );
  });

  test('notes of the enquiry become memos, those of before with the conversion and later ones as they come', async () => {
    people += 1;
    const contact = await post('contacts', { kind: 'person', firstName: 'Uma', lastName: `Noted${people}` });
    const lead = await post('leads', { transaction: 'purchase', clients: [{ contactId: contact.id }] });
    const noted = (text: string) => call('POST', `leads/${lead.id}/notes`, { text });
    expect((await noted('Prefers e-mail')).statusCode).toBeLessThan(300);
    await call('POST', `leads/${lead.id}/state`, { state: 'instructed' });
    const made = await call('POST', `leads/${lead.id}/convert`, {
      personResponsibleId: world.ada.id,
      sendTo: null,
    });
    const { matterId } = z.looseObject({ matterId: z.string() }).parse(made.json());
    await follow();
    await noted('Away in August');
    await follow();
    await follow();
    const memos = (await list(`matters/${matterId}/memos`)).filter(
      ({ subject }) => subject === 'Note of the enquiry',
    );
    expect(memos.map(({ body }) => body).toSorted()).toEqual(['Away in August', 'Prefers e-mail']);
  });

  test('a buyer who joins the matter joins the case; the seller stands beside it', async () => {
    const { leadId, matterId, contactId } = await converted();
    const bob = await post('contacts', { kind: 'person', firstName: 'Bob', lastName: 'Buyer' });
    const sam = await post('contacts', { kind: 'person', firstName: 'Sam', lastName: 'Seller' });
    const parties = [
      { contactId, role: 'Purchaser', isClient: true },
      { contactId: bob.id, role: 'Purchaser', isClient: true },
      { contactId: sam.id, role: 'Seller', isClient: false },
    ];
    expect((await call('PATCH', `matters/${matterId}`, { parties })).statusCode).toBe(200);
    await follow();
    const lead = await leadOf(leadId);
    expect(lead.clients.map(({ name }) => name)).toEqual([`Jane Okafor${people}`, 'Bob Buyer']);
    expect(lead.otherParties).toMatchObject([{ name: 'Sam Seller', role: 'Seller' }]);
  });

  test('a client’s changed details are the case’s at once, and there is nowhere else to look', async () => {
    const { leadId, contactId } = await converted();
    await call('PATCH', `contacts/${contactId}`, { emails: [{ email: 'new@example.com', label: 'Home' }] });
    expect((await leadOf(leadId)).clients).toMatchObject([{ emails: ['new@example.com'] }]);
    expect((await call('POST', `contacts/${contactId}/resync`)).statusCode).toBe(409);
    expect((await call('GET', `contacts/${contactId}/sync`)).json()).toEqual({
      keeper: null,
      differences: [],
    });
  });

  test('Completion Details noted here are the matter’s', async () => {
    const { matterId } = await converted();
    const path = `matters/${matterId}/layouts/completion-details`;
    await call('PATCH', path, { fields: { completionDate: { value: '2026-12-18' } } });
    const sheet = z
      .object({ fields: z.array(z.looseObject({ key: z.string(), value: z.unknown() })) })
      .parse((await call('GET', path)).json());
    expect(sheet.fields.find(({ key }) => key === 'completionDate')?.value).toBe('2026-12-18');
    expect((await call('GET', `matters/${matterId}/sync`)).json()).toMatchObject({
      keeper: null,
      sheet: null,
    });
  });

  test('a client and a referrer that are made here are the record’s own', async () => {
    const lead = await post('leads', {
      transaction: 'purchase',
      clients: [{ firstName: 'Nia', lastName: 'Rhys', emails: [], phones: [] }],
    });
    await post('referrers', { name: `Mill Homes ${people}` });
    await follow();
    expect((await leadOf(lead.id)).clients).toMatchObject([{ name: 'Nia Rhys' }]);
    const found = await list('contacts?q=mill');
    expect(found.length).toBeGreaterThan(0);
    expect(await world.count('destination_writes')).toBe(0);
  });
});

describe('walls', () => {
  test('what differs on a matter behind a wall does not exist outside', async () => {
    const { matterId } = await converted();
    const path = `matters/${matterId}/sync`;
    expect((await world.ben.call('GET', `/api/v1/${path}`)).statusCode).toBe(200);
    await world.query('update matters set restricted = true where id = $1', [matterId]);
    expect((await world.ben.call('GET', `/api/v1/${path}`)).statusCode).toBe(404);
    expect((await world.ben.call('POST', `/api/v1/matters/${matterId}/resync`)).statusCode).toBe(404);
  });
});
