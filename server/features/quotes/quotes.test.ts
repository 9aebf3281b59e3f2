/** From the answers to a quote that was sent, read and accepted: through the API on a real database, the clock in hand. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { createFeeScalesFeature, feeScaleContent } from '../fee-scales/index.ts';
import { createKeyStagesFeature } from '../key-stages/index.ts';
import { createLeadsFeature } from '../leads/index.ts';
import { createPracticeFeature } from '../practice/index.ts';
import { createRatesFeature } from '../rates/index.ts';
import { createQuotesFeature, expiryRound } from './index.ts';
import { quoteDetail, quotePage, quoteVersionDetail } from './schema.ts';

let app: TestApp;
let firm: TestFirm;
let owner: TestStaff;
const clock = { now: () => now };
let now = new Date('2026-11-22T10:00:00Z');

beforeAll(async () => {
  app = await startTestApp({
    clock,
    features: [
      (platform) => createPracticeFeature(platform, {}),
      (platform) => createRatesFeature(platform),
      (platform) => createFeeScalesFeature(platform),
      (platform) => createLeadsFeature(platform),
      (platform) => createQuotesFeature(platform),
      (platform) => createKeyStagesFeature(platform),
    ],
  });
});
afterAll(() => app.close());
beforeEach(async () => {
  now = new Date('2026-11-22T10:00:00Z');
  firm = await app.makeFirm({ name: 'Harbour Law' });
  owner = firm.owner;
});

const withId = z.looseObject({ id: z.string() });

async function ok(method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown, who = owner) {
  const answer = await who.call(method, path, body);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json();
}

async function publishScale(change?: (content: z.output<typeof feeScaleContent>) => void): Promise<string> {
  const scale = withId
    .extend({ versions: z.array(withId) })
    .parse(await ok('POST', '/api/v1/fee-scales', { name: `Scale ${Math.random()}`, from: 'usual' }));
  const versionId = scale.versions[0]?.id ?? '';
  if (change) await changeScale(scale.id, versionId, change);
  await ok('POST', `/api/v1/fee-scales/${scale.id}/publish`, { startsOn: '2026-11-22' });
  return scale.id;
}

async function changeScale(
  scaleId: string,
  versionId: string,
  change: (content: z.output<typeof feeScaleContent>) => void,
): Promise<void> {
  const version = z
    .object({ content: feeScaleContent, version: z.number(), state: z.string() })
    .parse(await ok('GET', `/api/v1/fee-scales/${scaleId}/versions/${versionId}`));
  change(version.content);
  const expected = version.state === 'draft' ? version.version : null;
  await ok('PUT', `/api/v1/fee-scales/${scaleId}/draft`, { content: version.content, version: expected });
}

async function addLead(who = owner): Promise<{ id: string; contactId: string }> {
  const contact = withId.parse(
    await ok('POST', '/api/v1/contacts', {
      kind: 'person',
      firstName: 'Jane',
      lastName: 'Okafor',
      emails: [{ email: 'jane@example.com', label: 'Home' }],
    }),
  );
  const lead = withId.parse(
    await ok(
      'POST',
      '/api/v1/leads',
      {
        transaction: 'purchase',
        clients: [{ contactId: contact.id }],
        properties: {
          purchase: {
            line1: '12 Mill Lane',
            line2: '',
            town: 'Bath',
            county: '',
            postcode: 'BA1 1AA',
            country: 'GB',
          },
        },
      },
      who,
    ),
  );
  return { id: lead.id, contactId: contact.id };
}

const purchase = (price = 420_000, more: Record<string, unknown> = {}) => ({
  transaction: 'purchase',
  clients: 1,
  answers: { purchase: { price, mortgage: true, lender: 'A bank', ...more } },
});

async function addQuote(leadId: string, inputs: unknown = purchase()) {
  return quoteDetail.parse(await ok('POST', '/api/v1/quotes', { leadId, inputs }));
}
async function send(quoteId: string, contactId: string | null, more: Record<string, unknown> = {}) {
  const to = contactId === null ? [] : [{ contactId, email: 'jane@example.com' }];
  return quoteDetail.parse(await ok('POST', `/api/v1/quotes/${quoteId}/send`, { to, ...more }));
}
async function version(quoteId: string, versionId: string) {
  return quoteVersionDetail.parse(await ok('GET', `/api/v1/quotes/${quoteId}/versions/${versionId}`));
}

const mailShape = z.object({
  items: z.array(
    z.looseObject({ to: z.string().optional(), subject: z.string(), body: z.string().nullable() }),
  ),
});

/** The token of the link in the newest mail to the client. */
async function linkOf(): Promise<string> {
  const { items } = mailShape.parse(await ok('GET', '/api/v1/outbox'));
  for (const { body } of items) {
    const token = /\/quote\/([\w-]+)/.exec(body ?? '')?.[1];
    if (token) return token;
  }
  throw new Error('no mail with a link');
}

async function sentQuote() {
  await publishScale();
  const lead = await addLead();
  const { id } = await addQuote(lead.id);
  const quote = await send(id, lead.contactId);
  return { lead, quote, versionId: quote.versions[0]?.id ?? '', token: await linkOf() };
}

describe('a draft', () => {
  test('is priced by the fee scale and the rates of today, each line with its reason', async () => {
    await publishScale();
    const lead = await addLead();
    const quote = await addQuote(lead.id);
    const lines = quote.draft?.pricing?.priced.sides[0]?.lines ?? [];
    const tax = lines.find((line) => line.tax);
    expect(tax).toMatchObject({ grossPence: 11_000_00, needsPrice: false });
    expect(tax?.why).toContain('2 % of £125,000 + 5 % of £170,000');
    expect(lines.find(({ label }) => label === 'Registration fee')).toMatchObject({ grossPence: 150_00 });
    expect(quote.reference).toMatch(/^\d+-1$/);
    expect(quote.draft?.pricing?.rates.sets.length).toBeGreaterThan(0);
  });

  test('without a fee scale in force says what to do', async () => {
    const lead = await addLead();
    const quote = await addQuote(lead.id);
    expect(quote.draft).toMatchObject({
      pricing: null,
      problem: expect.stringContaining('No fee scale is in force'),
    });
    const refused = await owner.call('POST', '/api/v1/quotes/price', { inputs: purchase() });
    expect(refused.statusCode).toBe(409);
  });

  test('an answer to what is not asked, or of the wrong kind, is named', async () => {
    await publishScale();
    const answers = { purchase: { price: 'much', annualRent: 5, colour: 'red', mortgage: true } };
    const refused = await owner.call('POST', '/api/v1/quotes/price', {
      inputs: { transaction: 'purchase', answers },
    });
    expect(refused.statusCode).toBe(422);
    const { errors } = z
      .object({ errors: z.array(z.object({ field: z.string(), message: z.string() })) })
      .parse(refused.json());
    expect(errors.map(({ field }) => field).sort()).toEqual([
      'inputs.answers.purchase.annualRent',
      'inputs.answers.purchase.colour',
      'inputs.answers.purchase.lender',
      'inputs.answers.purchase.price',
    ]);
  });

  test('may be saved while something is missing, and says what', async () => {
    await publishScale();
    const lead = await addLead();
    const quote = await addQuote(lead.id, { transaction: 'purchase', answers: { purchase: {} } });
    expect(quote.draft).toMatchObject({ pricing: null, problem: 'Price: please answer.' });
  });

  test('two people who change it do not overwrite each other', async () => {
    await publishScale();
    const lead = await addLead();
    const { id, draft } = await addQuote(lead.id);
    await ok('PUT', `/api/v1/quotes/${id}/draft`, { inputs: purchase(430_000), version: draft?.version });
    const late = await owner.call('PUT', `/api/v1/quotes/${id}/draft`, {
      inputs: purchase(1),
      version: draft?.version,
    });
    expect(late.statusCode).toBe(409);
    const now = quoteDetail.parse(await ok('GET', `/api/v1/quotes/${id}`));
    expect(now.draft?.inputs.answers.purchase?.price).toBe(430_000);
  });
});

describe('sending', () => {
  test('freezes every line, keeps a PDF, and stands in the outbox', async () => {
    const { quote, versionId, lead } = await sentQuote();
    expect(quote.versions[0]).toMatchObject({
      state: 'sent',
      number: 1,
      mails: [{ to: 'jane@example.com', state: 'kept' }],
    });
    expect(quote.versions[0]?.expiresOn).toBe('2026-12-06');
    const pdf = await owner.call('GET', `/api/v1/quotes/${quote.id}/versions/${versionId}/pdf`);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    const of = z
      .object({ state: z.string(), value: z.unknown() })
      .parse(await ok('GET', `/api/v1/leads/${lead.id}`));
    expect(['quoted', 'chasing']).toContain(of.state);
  });

  test('what was sent is bit-identical after fee scale and rates changed', async () => {
    const { quote, versionId } = await sentQuote();
    const before = await version(quote.id, versionId);
    const pdf = await owner.call('GET', `/api/v1/quotes/${quote.id}/versions/${versionId}/pdf`);
    const scales = z
      .object({ items: z.array(withId.extend({ versions: z.array(withId) })) })
      .parse(await ok('GET', '/api/v1/fee-scales'));
    const scale = scales.items[0];
    await changeScale(scale?.id ?? '', scale?.versions[0]?.id ?? '', (content) => {
      for (const line of content.lines) line.amount = { rule: 'fixed', pence: 99_99 };
    });
    await ok('POST', `/api/v1/fee-scales/${scale?.id}/publish`, { startsOn: '2026-11-23' });
    now = new Date('2026-11-24T10:00:00Z');
    const after = await version(quote.id, versionId);
    expect(after).toEqual(before);
    expect(after.contentHash).toMatch(/^[0-9a-f]{64}$/);
    const pdfAfter = await owner.call('GET', `/api/v1/quotes/${quote.id}/versions/${versionId}/pdf`);
    expect(pdfAfter.rawPayload.equals(pdf.rawPayload)).toBe(true);
    const price = await ok('POST', '/api/v1/quotes/price', { inputs: purchase() });
    expect(price.priced.totals.total).not.toBe(before.priced?.totals.total);
  });

  test('not even SQL changes what was sent', async () => {
    const { versionId } = await sentQuote();
    const change = app.platform.database
      .firm(firm.id)
      .write((tx) =>
        tx
          .updateTable('quote_versions')
          .set({ expires_on: '2030-01-01' })
          .where('firm_id', '=', firm.id)
          .where('id', '=', versionId)
          .execute(),
      );
    await expect(change).rejects.toThrow('a quote that was sent does not change');
  });

  test('a line without a price stops it, and a price set by hand lets it go', async () => {
    await publishScale();
    const lead = await addLead();
    const quote = await addQuote(lead.id, purchase(2_000_000));
    const refused = await owner.call('POST', `/api/v1/quotes/${quote.id}/send`, { to: [] });
    expect(refused.statusCode).toBe(409);
    expect(refused.json().detail).toContain(
      'Legal fee for the purchase (Price on application for a price from £1,000,001)',
    );
    const key = quote.draft?.pricing?.priced.needsPrice[0] ?? '';
    const inputs = { ...purchase(2_000_000), choices: { prices: { [key]: 2_500_00 } } };
    await ok('PUT', `/api/v1/quotes/${quote.id}/draft`, { inputs, version: quote.draft?.version });
    const sent = await send(quote.id, null);
    expect(sent.versions[0]?.state).toBe('sent');
  });

  test('tax that cannot be calculated stops it with the reason', async () => {
    await publishScale();
    const lead = await addLead();
    const quote = await addQuote(lead.id, purchase(420_000, { linked: true }));
    const refused = await owner.call('POST', `/api/v1/quotes/${quote.id}/send`, { to: [] });
    expect(refused.json().detail).toMatch(/Property tax \(.*[Ll]inked/);
  });

  test('goes only to clients of the lead, at addresses on file', async () => {
    await publishScale();
    const lead = await addLead();
    const { id } = await addQuote(lead.id);
    const stranger = { contactId: lead.contactId, email: 'jane@exmaple.com' };
    const refused = await owner.call('POST', `/api/v1/quotes/${id}/send`, { to: [stranger] });
    expect(refused.statusCode).toBe(422);
    expect(refused.json().detail).toContain('Not an address of Jane Okafor');
  });

  test('the mail names the total, the last day and no account number; the PDF goes with it', async () => {
    await sentQuote();
    const { items } = mailShape.parse(await ok('GET', '/api/v1/outbox'));
    const mail = items.find(({ subject }) => subject.startsWith('Our quote'));
    expect(mail?.body).toContain('until the end of 6 December 2026');
    expect(mail?.body).toContain('We never send bank details');
    const { rows } = await app.platform.database.pool.query(
      'select attachments from outbox where firm_id = $1',
      [firm.id],
    );
    expect(JSON.stringify(rows)).toContain('.pdf');
  });
});

describe('the next version', () => {
  test('says what changed in words, and takes the place of the one before', async () => {
    const { quote, lead, versionId } = await sentQuote();
    const again = quoteDetail.parse(
      await ok('PUT', `/api/v1/quotes/${quote.id}/draft`, { inputs: purchase(450_000, { newBuild: true }) }),
    );
    expect(again.versions.map(({ number, state }) => [number, state])).toEqual([
      [2, 'draft'],
      [1, 'sent'],
    ]);
    const sent = await send(quote.id, lead.contactId);
    expect(sent.versions.map(({ state }) => state)).toEqual(['sent', 'superseded']);
    const second = await version(quote.id, sent.versions[0]?.id ?? '');
    expect(second.changes).toEqual(
      expect.arrayContaining([
        expect.stringContaining('New build: added, £300'),
        expect.stringMatching(/^Property tax: £11,000 became £12,500/),
        expect.stringMatching(/^In all: .* more$/),
      ]),
    );
    expect((await version(quote.id, versionId)).state).toBe('superseded');
  });
});

describe('the client’s page', () => {
  const page = (token: string) => app.call('GET', `/api/v1/quote-page/${token}`);

  test('shows the letter and the lines without signing in, and notes the first look once', async () => {
    const { quote, versionId, token } = await sentQuote();
    const seen = quotePage.parse((await page(token)).json());
    expect(seen).toMatchObject({ state: 'sent', newer: false, letter: { clients: ['Jane Okafor'] } });
    expect(seen.letter.properties).toEqual([{ side: 'purchase', address: '12 Mill Lane, Bath, BA1 1AA' }]);
    const first = (await version(quote.id, versionId)).firstSeenAt;
    now = new Date('2026-11-23T10:00:00Z');
    await page(token);
    expect((await version(quote.id, versionId)).firstSeenAt).toBe(first);
    const pdf = await app.call('GET', `/api/v1/quote-page/${token}/pdf`);
    expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('accepting instructs the firm; again is the same as once', async () => {
    const { quote, token, lead } = await sentQuote();
    const accept = () =>
      app.call('POST', `/api/v1/quote-page/${token}/accept`, { name: 'Jane Okafor', agreed: true });
    expect((await accept()).json()).toMatchObject({ state: 'accepted', answeredBy: 'Jane Okafor' });
    expect((await accept()).statusCode).toBe(200);
    expect(await ok('GET', `/api/v1/leads/${lead.id}`)).toMatchObject({ state: 'instructed' });
    const after = quoteDetail.parse(await ok('GET', `/api/v1/quotes/${quote.id}`));
    expect(after.versions[0]).toMatchObject({ state: 'accepted', answeredBy: 'Jane Okafor' });
    const declined = await app.call('POST', `/api/v1/quote-page/${token}/decline`, {});
    expect(declined.statusCode).toBe(409);
  });

  test('the lead is worth the quote that was accepted, whichever went out last', async () => {
    const { quote, lead } = await sentQuote();
    const worth = async () =>
      z
        .object({ value: z.object({ amount: z.number() }).nullable() })
        .parse(await ok('GET', `/api/v1/leads/${lead.id}`)).value?.amount ?? null;
    const first = await worth();
    const second = await addQuote(lead.id, purchase(900_000, { tenure: 'leasehold' }));
    await send(second.id, lead.contactId);
    const dearer = await worth();
    expect(dearer).not.toBe(first);
    await ok('POST', `/api/v1/quotes/${quote.id}/accept`, { by: 'Jane Okafor', note: 'by telephone' });
    expect(await worth()).toBe(first);
    const third = await addQuote(lead.id, purchase(900_000, { tenure: 'leasehold' }));
    await send(third.id, lead.contactId);
    expect(await worth()).toBe(first);
  });

  test('once accepted it shows how far the case is, in the client’s words, until the lead is lost', async () => {
    const { token, lead } = await sentQuote();
    expect((await page(token)).json().tracks).toEqual([]);
    await app.call('POST', `/api/v1/quote-page/${token}/accept`, { name: 'Jane Okafor', agreed: true });
    const shown = quotePage.parse((await page(token)).json());
    expect(shown.tracks.map(({ side }) => side)).toEqual(['purchase']);
    const steps = shown.tracks[0]?.steps ?? [];
    expect(steps[0]).toMatchObject({ words: 'You have instructed us', state: 'done', on: '2026-11-22' });
    expect(steps.filter(({ state }) => state === 'next')).toHaveLength(1);
    const { items } = await ok('GET', '/api/v1/lost-reasons');
    await ok('POST', `/api/v1/leads/${lead.id}/state`, { state: 'lost', lostReasonId: items[0].id });
    expect((await page(token)).json()).toMatchObject({ state: 'accepted', tracks: [] });
  });

  test('a stage that only staff see, and what staff noted, are not on it', async () => {
    const { token, lead } = await sentQuote();
    await app.call('POST', `/api/v1/quote-page/${token}/accept`, { name: 'Jane Okafor', agreed: true });
    const { items } = await ok('GET', '/api/v1/key-stages?side=purchase');
    const [, second] = items;
    await ok('PATCH', `/api/v1/key-stages/${second.id}`, { visibleTo: ['referrer'] });
    const third = { stageId: items[2].id, do: 'reach', note: 'said in confidence', tell: false };
    await ok('POST', `/api/v1/leads/${lead.id}/progress`, third);
    const { body } = await page(token);
    expect(body).toContain(items[2].id);
    for (const hidden of [second.id, 'said in confidence', 'Olive'])
      expect(JSON.stringify(JSON.parse(body).tracks)).not.toContain(hidden);
  });

  test('a quote that has expired cannot be accepted there; the firm may let it count', async () => {
    const { quote, token } = await sentQuote();
    now = new Date('2026-12-07T10:00:00Z');
    expect((await page(token)).json()).toMatchObject({ state: 'expired' });
    const refused = await app.call('POST', `/api/v1/quote-page/${token}/accept`, {
      name: 'Jane',
      agreed: true,
    });
    expect(refused.statusCode).toBe(409);
    expect(refused.json().detail).toContain('expired');
    // The session is over by then.
    const byToken = { headers: { authorization: `Bearer ${owner.token}`, cookie: '' } };
    const body = { by: 'Jane Okafor', note: 'by telephone' };
    const told = await app.call('POST', `/api/v1/quotes/${quote.id}/accept`, body, byToken);
    expect(quoteDetail.parse(told.json()).versions[0]?.state).toBe('accepted');
  });

  test('through its last day it holds', async () => {
    const { token } = await sentQuote();
    now = new Date('2026-12-06T23:30:00Z');
    const accepted = await app.call('POST', `/api/v1/quote-page/${token}/accept`, {
      name: 'Jane',
      agreed: true,
    });
    expect(accepted.json()).toMatchObject({ state: 'accepted' });
  });

  test('an older version points to the newer one', async () => {
    const { quote, lead, token } = await sentQuote();
    await ok('PUT', `/api/v1/quotes/${quote.id}/draft`, { inputs: purchase(450_000) });
    await send(quote.id, lead.contactId);
    expect((await page(token)).json()).toMatchObject({ state: 'superseded', newer: true });
    const refused = await app.call('POST', `/api/v1/quote-page/${token}/accept`, {
      name: 'Jane',
      agreed: true,
    });
    expect(refused.statusCode).toBe(409);
  });

  test('declining keeps the words', async () => {
    const { quote, token, versionId } = await sentQuote();
    await app.call('POST', `/api/v1/quote-page/${token}/decline`, { reason: 'Another firm' });
    expect(await version(quote.id, versionId)).toMatchObject({ state: 'declined', answer: 'Another firm' });
  });

  test('withdrawn: it says so and cannot be accepted', async () => {
    const { quote, token } = await sentQuote();
    await ok('POST', `/api/v1/quotes/${quote.id}/withdraw`);
    expect((await page(token)).json()).toMatchObject({ state: 'withdrawn' });
    const refused = await app.call('POST', `/api/v1/quote-page/${token}/accept`, {
      name: 'Jane',
      agreed: true,
    });
    expect(refused.statusCode).toBe(409);
  });

  test('a link that is none of ours, or of another secret, is not found', async () => {
    const { token } = await sentQuote();
    for (const other of ['nonsense-nonsense', `${token.slice(0, -2)}xx`, 'A'.repeat(65)])
      expect((await page(other)).statusCode).toBe(404);
  });
});

test('another firm finds nothing of it', async () => {
  const { quote, versionId, lead } = await sentQuote();
  const other = (await app.makeFirm({ name: 'Other' })).owner;
  for (const path of [
    `quotes/${quote.id}`,
    `quotes/${quote.id}/versions/${versionId}`,
    `quotes/${quote.id}/versions/${versionId}/pdf`,
    `quotes?leadId=${lead.id}`,
  ])
    expect((await other.call('GET', `/api/v1/${path}`)).statusCode, path).toBe(404);
});

describe('expiry', () => {
  test('after its last day, in the firm’s own zone, a quote is closed and its lead expires', async () => {
    const { quote, lead } = await sentQuote();
    now = new Date('2026-12-06T23:00:00Z');
    await expiryRound(app.platform);
    const state = async () => {
      const { rows } = await app.platform.database.pool.query<{ version: string; lead: string }>(
        `select v.state as version, l.state as lead from quotes q join quote_versions v on v.quote_id = q.id
          join leads l on l.id = q.lead_id where q.id = $1 and l.id = $2`,
        [quote.id, lead.id],
      );
      return rows[0];
    };
    expect((await state())?.version).toBe('sent');
    now = new Date('2026-12-07T00:30:00Z');
    await expiryRound(app.platform);
    await expiryRound(app.platform);
    expect(await state()).toEqual({ version: 'expired', lead: 'expired' });
  });

  test('a lead with another quote that stands does not expire', async () => {
    const { lead } = await sentQuote();
    const second = await addQuote(lead.id);
    await send(second.id, lead.contactId, { expiresOn: '2027-01-31' });
    now = new Date('2026-12-08T10:00:00Z');
    await expiryRound(app.platform);
    const { rows } = await app.platform.database.pool.query('select state from leads where id = $1', [
      lead.id,
    ]);
    expect(rows[0]?.state).not.toBe('expired');
  });
});
