import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm } from '../../testing/app.ts';
import { createRatesFeature } from './index.ts';
import { publicLimit } from './routes.ts';
import { bundledRates } from './store.ts';

let app: TestApp;
let firm: TestFirm;
const now = new Date('2026-11-22T10:00:00Z');
beforeAll(async () => {
  app = await startTestApp({ features: [createRatesFeature], clock: { now: () => now } });
  firm = await app.makeFirm();
});
afterAll(async () => {
  await app.close();
});

const purchase = {
  tax: 'SDLT',
  effectiveDate: '2026-11-22',
  propertyClass: 'residential',
  price: 420_000,
  buyer: 'standard',
  nonUkResident: false,
  company: false,
};
const registration = { scale: 1, value: 420_000, application: 'portalWhole', date: '2026-11-22' };

/** Each address has its own count. */
function ask(path: string, body: unknown, address = '192.0.2.10') {
  return app.app.inject({
    method: 'POST',
    url: `/api/v1/${path}`,
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(body),
    remoteAddress: address,
  });
}

describe('POST /api/v1/property-tax', () => {
  test('answers without login, slice by slice, with the set and the book that were used', async () => {
    const answer = await ask('property-tax', purchase);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      tax: 11_000,
      slices: [
        { from: 0, to: 125_000, rate: 0, tax: 0 },
        { from: 125_000, to: 250_000, rate: 0.02, tax: 2_500 },
        { from: 250_000, to: 420_000, rate: 0.05, tax: 8_500 },
      ],
      rates: { set: 'sdlt-res-std-2025', effectiveFrom: '2025-04-01' },
      currency: 'GBP',
      dueDays: 14,
      book: { version: bundledRates().version },
    });
  });

  test.each([
    ['firstTimeBuyer', 6_000],
    ['additional', 32_000],
  ])('a buyer who is %s pays %i', async (buyer, tax) => {
    expect((await ask('property-tax', { ...purchase, buyer })).json().tax).toBe(tax);
  });

  test('a contract from before the change keeps the old rate', async () => {
    const body = { ...purchase, buyer: 'additional', contractDate: '2024-10-01' };
    const answer = await ask('property-tax', body);
    expect(answer.json()).toMatchObject({ tax: 23_600, sets: [{}, { set: 'sdlt-hrad-2016' }] });
  });

  test('New South Wales, in dollars', async () => {
    const answer = await ask('property-tax', { ...purchase, tax: 'NSW', effectiveDate: '2025-09-01' });
    expect(answer.json()).toMatchObject({ tax: 13_312, currency: 'AUD', dueDays: null });
  });

  test('where there is no figure, it is a problem with the reason', async () => {
    const answer = await ask('property-tax', { ...purchase, isLinked: true });
    expect(answer.statusCode).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({
      code: 'cannot_calculate',
      status: 422,
      reason: 'linked_transactions',
      detail: expect.stringContaining('Linked transactions'),
    });
  });

  test.each<[string, object, string]>([
    ['pence', { price: 1.5 }, 'price'],
    ['a negative price', { price: -1 }, 'price'],
    ['a price in words', { price: '420000' }, 'price'],
    ['a price beyond all houses', { price: 1e15 }, 'price'],
    ['a tax that does not exist', { tax: 'VAT' }, 'tax'],
    ['a day that does not exist', { effectiveDate: '2026-02-30' }, 'effectiveDate'],
    ['a field that is not known', { cheap: true }, 'cheap'],
    ['a lease without its length', { lease: { annualRents: [1] } }, 'lease'],
    [
      'a lease of both kinds',
      { lease: { annualRents: [1], termYears: 2, startDate: '2026-01-01', endDate: '2027-01-01' } },
      'lease',
    ],
    [
      'a lease that ends before it begins',
      { lease: { annualRents: [1], startDate: '2026-01-01', endDate: '2025-01-01' } },
      'lease.endDate',
    ],
  ])('refuses %s by the name of the field', async (_name, more, field) => {
    const answer = await ask('property-tax', { ...purchase, ...more });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'invalid_input', errors: [{ field }] });
  });

  test.each(['buyer', 'nonUkResident', 'company', 'price', 'effectiveDate', 'tax', 'propertyClass'])(
    'refuses to guess %s',
    async (field) => {
      const answer = await ask('property-tax', { ...purchase, [field]: undefined });
      expect(answer.json()).toMatchObject({ code: 'invalid_input', errors: [{ field }] });
    },
  );

  test('rubbish is no 500', async () => {
    for (const body of [null, [], 'text', { tax: {} }, 1e308])
      expect((await ask('property-tax', body)).statusCode).toBe(422);
  });
});

describe('POST /api/v1/registration-fee', () => {
  test('answers without login', async () => {
    const answer = await ask('registration-fee', registration);
    expect(answer.json()).toMatchObject({
      fee: 150,
      rates: { set: 'hmlr-scale-1-2022', effectiveFrom: '2022-01-31' },
      book: { version: bundledRates().version },
    });
  });

  test('the Registers of Scotland, with a further title sheet', async () => {
    const body = { ...registration, register: 'ROS', extraTitleSheets: 1 };
    expect((await ask('registration-fee', body)).json().fee).toBe(740);
  });

  test('where there is no fee, it is a problem with the reason', async () => {
    const early = await ask('registration-fee', { ...registration, date: '2021-01-01' });
    expect([early.statusCode, early.json().reason]).toEqual([422, 'rates_not_known']);
    const lease = await ask('registration-fee', { ...registration, scale: 2, application: 'lease' });
    expect(lease.json()).toMatchObject({ code: 'cannot_calculate', reason: 'not_on_this_scale' });
  });

  test.each<[string, object, string]>([
    ['a third scale', { scale: 3 }, 'scale'],
    ['an application that does not exist', { application: 'fax' }, 'application'],
    ['no date', { date: undefined }, 'date'],
    ['a field that is not known', { cheap: true }, 'cheap'],
  ])('refuses %s', async (_name, more, field) => {
    const answer = await ask('registration-fee', { ...registration, ...more });
    expect(answer.json()).toMatchObject({ code: 'invalid_input', errors: [{ field }] });
  });
});

describe('GET /api/v1/rates', () => {
  test('shows staff every set with its source, and what is in force', async () => {
    const member = await app.signedIn(firm);
    const answer = (await member.call('GET', '/api/v1/rates')).json();
    expect(answer.book).toMatchObject({ id: 'uk-2026-11', origin: 'bundled', loadedAt: null });
    expect(answer.parts.map(({ part }: { part: string }) => part)).toEqual([
      'SDLT',
      'LBTT',
      'LTT',
      'NSW',
      'HMLR',
      'ROS',
      'information',
      'vat',
    ]);
    const [sdlt] = answer.parts;
    const inForce = sdlt.sets.filter((set: { inForce: boolean }) => set.inForce);
    expect(inForce.map(({ id }: { id: string }) => id)).toContain('sdlt-res-std-2025');
    expect(inForce.map(({ id }: { id: string }) => id)).not.toContain('sdlt-res-std-2022');
    expect(inForce[0]).toMatchObject({
      verification: 'official',
      columns: ['rate'],
      rows: [
        { from: 0, to: 125_000, values: [0] },
        {},
        {},
        {},
        { from: 1_500_000, to: null, values: [0.12] },
      ],
    });
  });

  test('as of another day', async () => {
    const answer = (await firm.owner.call('GET', '/api/v1/rates?on=2024-06-01')).json();
    const ids = answer.parts[0].sets
      .filter((set: { inForce: boolean }) => set.inForce)
      .map(({ id }: { id: string }) => id);
    expect(ids).toContain('sdlt-res-std-2022');
    expect(ids).toContain('sdlt-hrad-2016');
  });

  test('is for staff: nobody else gets it', async () => {
    expect((await app.call('GET', '/api/v1/rates')).statusCode).toBe(401);
  });
});

describe('how often one address may ask', () => {
  test('too many questions without login are refused with a time; another address and staff go on', async () => {
    const address = '192.0.2.66';
    let refused = null;
    for (let asked = 0; asked < publicLimit.tries + 20 && refused === null; asked += 40) {
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => ask('registration-fee', registration, address)),
      );
      refused = answers.find(({ statusCode }) => statusCode === 429) ?? null;
    }
    expect(refused?.json()).toMatchObject({ code: 'too_many_requests' });
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask('property-tax', purchase, address)).statusCode).toBe(429);
    expect((await ask('property-tax', purchase, '192.0.2.67')).statusCode).toBe(200);
    const signedIn = await firm.owner.call('POST', '/api/v1/property-tax', purchase, {
      remoteAddress: address,
    });
    expect(signedIn.statusCode).toBe(200);
  });
});
