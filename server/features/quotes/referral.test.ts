/** A quote for a client whom somebody introduced: whose prices, who pays, what the client is told. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApp, type TestApp, type TestStaff } from '../../testing/app.ts';
import { createFeeScalesFeature } from '../fee-scales/index.ts';
import { createLeadsFeature } from '../leads/index.ts';
import { createPracticeFeature } from '../practice/index.ts';
import { createRatesFeature } from '../rates/index.ts';
import { createReferrersFeature } from '../referrers/index.ts';
import { createQuotesFeature } from './index.ts';
import { pricing, quoteDetail, quoteVersionDetail } from './schema.ts';

let app: TestApp;
let owner: TestStaff;

beforeAll(async () => {
  app = await startTestApp({
    features: [
      (platform) => createPracticeFeature(platform, {}),
      (platform) => createRatesFeature(platform),
      (platform) => createFeeScalesFeature(platform),
      (platform) => createReferrersFeature(platform),
      (platform) => createLeadsFeature(platform),
      (platform) => createQuotesFeature(platform),
    ],
  });
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = (await app.makeFirm({ name: 'Harbour Law' })).owner;
});

const withId = z.looseObject({ id: z.string() });
async function ok(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) {
  const answer = await owner.call(method, path, body);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json();
}
const today = () => new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/London' });

async function scale(name: string): Promise<string> {
  const made = withId.parse(await ok('POST', '/api/v1/fee-scales', { name, from: 'usual' }));
  await ok('POST', `/api/v1/fee-scales/${made.id}/publish`, { startsOn: today() });
  return made.id;
}
async function referrer(more: Record<string, unknown>, payer?: string): Promise<string> {
  const { id } = withId.parse(await ok('POST', '/api/v1/referrers', { name: 'Harbour Homes', ...more }));
  const rule = { fee: { kind: 'fixed', pence: 75_00 }, payer, vat: { added: true, basisPoints: 2000 } };
  if (payer) await ok('POST', `/api/v1/referrers/${id}/fee-rules`, { startsOn: today(), rule });
  return id;
}
async function leadFrom(referrerId: string): Promise<string> {
  const lead = {
    transaction: 'purchase',
    title: 'Purchase',
    clients: [{ firstName: 'Jane', lastName: 'Okafor' }],
    referrerId,
  };
  return withId.parse(await ok('POST', '/api/v1/leads', lead)).id;
}
const inputs = { transaction: 'purchase', answers: { purchase: { price: 420_000 } } };

async function sent(leadId: string) {
  const quote = quoteDetail.parse(await ok('POST', '/api/v1/quotes', { leadId, inputs }));
  const after = quoteDetail.parse(await ok('POST', `/api/v1/quotes/${quote.id}/send`, { to: [] }));
  const version = await ok('GET', `/api/v1/quotes/${quote.id}/versions/${after.versions[0]?.id}`);
  return { quote, version: quoteVersionDetail.parse(version) };
}
const introduction = (version: z.output<typeof quoteVersionDetail>) =>
  version.priced?.sides[0]?.lines.find(({ label }) => label === 'Introduction by Harbour Homes');

test('the firm pays: the client is told, and the price stays', async () => {
  await scale('Standard');
  const { version } = await sent(await leadFrom(await referrer({}, 'firm')));
  expect(version.letter?.referral).toBe(
    'We pay Harbour Homes £75 + VAT for introducing you. It comes out of our fees and adds nothing to your bill.',
  );
  expect(introduction(version)).toBeUndefined();
});

test('added to the price: a line of the quote, also in the live total', async () => {
  await scale('Standard');
  const leadId = await leadFrom(await referrer({}, 'added_to_price'));
  const live = pricing.parse(await ok('POST', '/api/v1/quotes/price', { leadId, inputs }));
  const without = pricing.parse(await ok('POST', '/api/v1/quotes/price', { inputs }));
  expect(live.priced.totals.total - without.priced.totals.total).toBe(90_00);
  const { version } = await sent(leadId);
  expect(introduction(version)).toMatchObject({
    netPence: 75_00,
    vatPence: 15_00,
    section: 'additional_fees',
  });
  expect(version.letter?.referral).toContain('It is included in the price of this quote.');
});

test('a lead without a referrer is told nothing', async () => {
  await scale('Standard');
  const lead = withId.parse(
    await ok('POST', '/api/v1/leads', { transaction: 'purchase', title: 'Purchase' }),
  );
  expect((await sent(lead.id)).version.letter?.referral).toBeNull();
});

test('a referrer’s own fee scale is taken for a new quote', async () => {
  await scale('Standard');
  const own = await scale('Harbour Homes');
  const leadId = await leadFrom(await referrer({ feeScaleIds: [own] }));
  const quote = quoteDetail.parse(await ok('POST', '/api/v1/quotes', { leadId, inputs }));
  expect(quote.feeScaleId).toBe(own);
  expect(quote.draft?.pricing?.feeScale.name).toBe('Harbour Homes');
});
