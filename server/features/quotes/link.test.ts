/** A reminder leads to the quote that it is about. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApp, type TestApp, type TestFirm } from '../../testing/app.ts';
import { createFeeScalesFeature } from '../fee-scales/index.ts';
import { chaseRound, createLeadsFeature } from '../leads/index.ts';
import { createPracticeFeature } from '../practice/index.ts';
import { createRatesFeature } from '../rates/index.ts';
import { createQuotesFeature, findQuoteLink } from './index.ts';

let app: TestApp;
let firm: TestFirm;
let now = new Date('2026-11-23T10:00:00Z'); // a Monday

beforeAll(async () => {
  app = await startTestApp({
    clock: { now: () => now },
    features: [
      (platform) => createPracticeFeature(platform, {}),
      (platform) => createRatesFeature(platform),
      (platform) => createFeeScalesFeature(platform),
      (platform) => createLeadsFeature(platform),
      (platform) => createQuotesFeature(platform),
    ],
  });
  firm = await app.makeFirm({ name: 'Harbour Law' });
});
afterAll(() => app.close());

const withId = z.looseObject({ id: z.string() });
async function ok(method: 'GET' | 'POST', path: string, body?: unknown) {
  const answer = await firm.owner.call(method, `/api/v1/${path}`, body);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json();
}

test('the third reminder, by e-mail, has the link of the mail that carried the quote', async () => {
  const scale = withId.parse(await ok('POST', 'fee-scales', { name: 'Usual', from: 'usual' }));
  await ok('POST', `fee-scales/${scale.id}/publish`, { startsOn: '2026-11-23' });
  const client = { firstName: 'Jane', lastName: 'Okafor', emails: ['jane@example.com'] };
  const lead = await ok('POST', 'leads', { transaction: 'purchase', clients: [client] });
  const answers = { purchase: { price: 420_000, mortgage: false } };
  const quote = withId.parse(
    await ok('POST', 'quotes', { leadId: lead.id, inputs: { transaction: 'purchase', clients: 1, answers } }),
  );
  const link = (tx: Parameters<typeof findQuoteLink>[0], leadId: string) =>
    findQuoteLink(tx, app.platform, firm.id, leadId);
  expect(await app.platform.database.firm(firm.id).read((tx) => link(tx, lead.id))).toBeNull();
  await ok('POST', `quotes/${quote.id}/send`, {
    to: [{ contactId: lead.clients[0].contactId, email: 'jane@example.com' }],
  });
  const mails = async () =>
    z
      .array(z.object({ body: z.string(), recipient: z.string() }))
      .parse((await ok('GET', 'outbox')).items)
      .filter(({ recipient }) => recipient === 'jane@example.com');
  const address = /\S+\/quote\/\S+/.exec((await mails())[0]?.body ?? '')?.[0] ?? 'no link in the mail';
  for (const day of ['24', '26', '27']) {
    now = new Date(`2026-11-${day}T12:00:00Z`);
    await chaseRound({ platform: app.platform, quoteLink: (tx, _firmId, leadId) => link(tx, leadId) });
  }
  const reminder = (await mails())[0]?.body ?? '';
  expect(reminder).toContain('a few days ago we sent you our quote');
  expect(reminder).toContain(address);
});
