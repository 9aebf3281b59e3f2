/** A lead becomes a matter in the firm's own record: once, whole, whatever breaks. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApp, type TestApp, type TestStaff } from '../../testing/app.ts';
import { createFeeScalesFeature } from '../fee-scales/index.ts';
import { createLeadsFeature } from '../leads/index.ts';
import { createPracticeFeature } from '../practice/index.ts';
import { createQuotesFeature } from '../quotes/index.ts';
import { createRatesFeature } from '../rates/index.ts';
import { createConversionsFeature } from './index.ts';
import { conversion } from './schema.ts';

let app: TestApp;
let owner: TestStaff;

beforeAll(async () => {
  app = await startTestApp({
    features: [
      (platform) => createPracticeFeature(platform, {}),
      (platform) => createRatesFeature(platform),
      (platform) => createFeeScalesFeature(platform),
      (platform) => createLeadsFeature(platform),
      (platform) => createQuotesFeature(platform),
      (platform) => createConversionsFeature(platform, {}),
    ],
  });
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = (await app.makeFirm({ name: 'Harbour Law' })).owner;
});

const withId = z.looseObject({ id: z.string() });
const list = z.object({ items: z.array(z.looseObject({ id: z.string(), subject: z.string().optional() })) });

async function ok(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) {
  const answer = await owner.call(method, path, body);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json();
}

/** A lead whose quote was sent and accepted. */
async function instructedLead(): Promise<{ leadId: string; contactId: string }> {
  const scale = withId.parse(await ok('POST', '/api/v1/fee-scales', { name: 'Standard', from: 'usual' }));
  const today = new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/London' });
  await ok('POST', `/api/v1/fee-scales/${scale.id}/publish`, { startsOn: today });
  const contact = withId.parse(
    await ok('POST', '/api/v1/contacts', {
      kind: 'person',
      firstName: 'Jane',
      lastName: 'Okafor',
      emails: [{ email: 'jane@example.com', label: 'Home' }],
    }),
  );
  const lead = withId.parse(
    await ok('POST', '/api/v1/leads', {
      transaction: 'purchase',
      title: 'Okafor – Purchase of 12 Mill Lane',
      clients: [{ contactId: contact.id }],
    }),
  );
  const inputs = { transaction: 'purchase', answers: { purchase: { price: 420_000 } } };
  const quote = withId.parse(await ok('POST', '/api/v1/quotes', { leadId: lead.id, inputs }));
  await ok('POST', `/api/v1/quotes/${quote.id}/send`, {
    to: [{ contactId: contact.id, email: 'jane@example.com' }],
  });
  await ok('POST', `/api/v1/quotes/${quote.id}/accept`, { by: 'Jane Okafor' });
  return { leadId: lead.id, contactId: contact.id };
}

const convert = (leadId: string, more: Record<string, unknown> = {}) =>
  owner.call('POST', `/api/v1/leads/${leadId}/convert`, {
    personResponsibleId: owner.id,
    notes: 'Wants to move before Christmas',
    ...more,
  });

/** How many of each there are on all matters of the firm. */
async function countAll(): Promise<Record<string, number>> {
  const { rows } = await app.platform.database.pool.query<Record<string, number>>(
    `select (select count(*)::int from matters where firm_id = $1) as matters,
      (select count(*)::int from fees where firm_id = $1) as fees,
      (select count(*)::int from cost_recoveries where firm_id = $1) as costs,
      (select count(*)::int from memos where firm_id = $1) as memos,
      (select count(*)::int from documents where firm_id = $1) as documents`,
    [owner.firmId],
  );
  return rows[0] ?? {};
}

test('one matter with its person responsible, its client, fees, costs, memos and the PDF', async () => {
  const { leadId, contactId } = await instructedLead();
  const plan = z
    .object({ steps: z.array(z.object({ step: z.string() })), quoteReference: z.string() })
    .parse(await ok('GET', `/api/v1/leads/${leadId}/conversion-plan`));
  const made = conversion.parse((await convert(leadId)).json());
  expect(made.state).toBe('done');
  // The preview knew no notes yet.
  expect(made.steps.filter(({ label }) => label !== 'Notes at conversion').map(({ step }) => step)).toEqual(
    plan.steps.map(({ step }) => step),
  );
  const matter = await ok('GET', `/api/v1/matters/${made.matterId}`);
  expect(matter).toMatchObject({
    title: 'Okafor – Purchase of 12 Mill Lane',
    personResponsibleId: owner.id,
    clients: [{ contactId }],
  });
  const fees = list.parse(await ok('GET', `/api/v1/matters/${made.matterId}/fees`));
  expect(fees.items.map(({ subject }) => subject)).toContain('Legal fee for the purchase');
  const costs = list.parse(await ok('GET', `/api/v1/matters/${made.matterId}/cost-recoveries`));
  expect(costs.items.map(({ subject }) => subject).sort()).toEqual([
    'Priority search',
    'Property tax',
    'Registration fee',
    'Searches',
  ]);
  const memos = list.parse(await ok('GET', `/api/v1/matters/${made.matterId}/memos`));
  expect(memos.items.map(({ subject }) => subject).sort()).toEqual([
    expect.stringMatching(/^E-mail: Our quote/),
    'Notes at conversion',
  ]);
  const documents = z
    .object({ items: z.array(withId) })
    .parse(await ok('GET', `/api/v1/matters/${made.matterId}/documents`));
  const pdf = await owner.call('GET', `/api/v1/documents/${documents.items[0]?.id}/content`);
  expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
  expect(await ok('GET', `/api/v1/leads/${leadId}`)).toMatchObject({ state: 'converted' });
});

test('what the client was charged is what stands on the matter', async () => {
  const { leadId } = await instructedLead();
  const made = conversion.parse((await convert(leadId)).json());
  const quotes = z
    .object({ items: z.array(withId) })
    .parse(await ok('GET', `/api/v1/quotes?leadId=${leadId}`));
  const quote = z
    .object({ versions: z.array(z.object({ id: z.string() })) })
    .parse(await ok('GET', `/api/v1/quotes/${quotes.items[0]?.id}`));
  const { priced } = z
    .object({ priced: z.object({ totals: z.record(z.string(), z.number()) }) })
    .parse(await ok('GET', `/api/v1/quotes/${quotes.items[0]?.id}/versions/${quote.versions[0]?.id}`));
  const sum = (kind: string) =>
    made.steps
      .filter(({ step }) => step === kind)
      .reduce((all, { amountPence }) => all + (amountPence ?? 0), 0);
  expect(sum('fee')).toBe(priced.totals.feesNet);
  expect(sum('cost_recovery')).toBe((priced.totals.disbursementsNet ?? 0) + (priced.totals.tax ?? 0));
});

test('a second click, also at the same moment, finds what the first one made', async () => {
  const { leadId } = await instructedLead();
  const answers = await Promise.all([convert(leadId), convert(leadId), convert(leadId)]);
  const ids = answers.map((answer) => conversion.parse(answer.json()).matterId);
  expect(new Set(ids).size).toBe(1);
  expect((await countAll()).matters).toBe(1);
});

test('broken off at any step nothing is there; then all of it, once', async () => {
  const { leadId } = await instructedLead();
  const none = await countAll();
  const { pool } = app.platform.database;
  const steps = z
    .object({ steps: z.array(z.unknown()) })
    .parse(await ok('GET', `/api/v1/leads/${leadId}/conversion-plan`)).steps.length;
  await pool.query('create table break_at (position int)');
  await pool.query('insert into break_at values (0)');
  await pool.query(`create function break_off() returns trigger language plpgsql security definer as $$ begin
    if new.position = (select position from break_at) then raise exception 'broken off'; end if; return new; end $$`);
  await pool.query(
    'create trigger break_off before insert on conversion_steps for each row execute function break_off()',
  );
  for (let at = 0; at <= steps; at += 1) {
    await pool.query('update break_at set position = $1', [at]);
    expect((await convert(leadId)).statusCode, `step ${at}`).toBe(500);
    expect(await countAll(), `step ${at}`).toEqual(none);
  }
  await pool.query('drop trigger break_off on conversion_steps');
  expect((await convert(leadId)).statusCode).toBe(201);
  expect(await countAll()).toMatchObject({ matters: 1, documents: 1, memos: 2 });
});

test('only a lead that has instructed the firm becomes a matter', async () => {
  const lead = withId.parse(await ok('POST', '/api/v1/leads', { transaction: 'sale', title: 'Sale' }));
  const refused = await convert(lead.id);
  expect(refused.statusCode).toBe(409);
  expect((await countAll()).matters).toBe(0);
});

test('another firm finds nothing of it', async () => {
  const { leadId } = await instructedLead();
  await convert(leadId);
  const stranger = (await app.makeFirm({ name: 'Other' })).owner;
  for (const path of ['conversion', 'conversion-plan'])
    expect((await stranger.call('GET', `/api/v1/leads/${leadId}/${path}`)).statusCode).toBe(404);
});
