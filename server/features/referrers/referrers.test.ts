import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { createFeeScalesFeature } from '../fee-scales/index.ts';
import { createPracticeFeature } from '../practice/index.ts';
import {
  createReferrersFeature,
  dropReferral,
  findReferrerForQuote,
  moveReferral,
  noteReferral,
  referralOfLead,
} from './index.ts';

const clock = { now: new Date('2026-03-02T09:00:00.000Z') };
let app: TestApp;
let firm: TestFirm;
let owner: TestStaff;
let member: TestStaff;

beforeAll(async () => {
  app = await startTestApp({
    clock: { now: () => clock.now },
    features: [createPracticeFeature, createFeeScalesFeature, createReferrersFeature],
  });
  firm = await app.makeFirm({ country: 'GB', currency: 'GBP', timeZone: 'Europe/London' });
  owner = firm.owner;
  member = await app.signedIn(firm);
});
afterAll(() => app.close());

const base = '/api/v1/referrers';
const fixed = { fee: { kind: 'fixed', pence: 7_500 } };
let made = 0;

async function ok(answer: ReturnType<TestStaff['call']>, status = 200) {
  const got = await answer;
  expect(got.statusCode, got.body).toBe(status);
  return got.body === '' ? null : got.json();
}

async function makeReferrer(more: object = {}) {
  made += 1;
  return await ok(member.call('POST', base, { name: `Referrer ${made}`, ...more }), 201);
}

async function agree(id: string, rule: object, startsOn = '2026-03-02') {
  return await ok(owner.call('POST', `${base}/${id}/fee-rules`, { startsOn, rule }), 201);
}

async function inFirm<T>(work: (tx: Tx, actor: Actor) => Promise<T>): Promise<T> {
  const actor = { firmId: firm.id, staffId: null, now: clock.now };
  return await app.platform.database.firm(firm.id).write((tx) => work(tx, actor));
}

/** An enquiry of one client, as it stands in the database. */
async function makeLead(title = 'Okafor – Purchase'): Promise<string> {
  const contact = await ok(
    member.call('POST', '/api/v1/contacts', { kind: 'person', lastName: 'Okafor' }),
    201,
  );
  const id = newId();
  made += 1;
  await inFirm(async (tx) => {
    const times = { state_since: clock.now, created_at: clock.now, updated_at: clock.now };
    await tx
      .insertInto('leads')
      .values({
        firm_id: firm.id,
        id,
        number: made,
        transaction: 'purchase',
        title,
        source: 'referrer',
        ...times,
      })
      .execute();
    await tx
      .insertInto('lead_clients')
      .values({ firm_id: firm.id, lead_id: id, contact_id: contact.id, position: 0 })
      .execute();
  });
  return id;
}

const refer = (leadId: string, referrerId: string, more: object = {}) =>
  inFirm((tx, actor) =>
    noteReferral(tx, actor, { leadId, referrerId, transaction: 'purchase', price: 350_000, ...more }),
  );
const ledger = async (id: string, query = '') =>
  (await ok(member.call('GET', `${base}/${id}/ledger${query}`))).items;

describe('a referrer', () => {
  test('created here is created there: its company stands in the practice record', async () => {
    const referrer = await makeReferrer({
      name: 'Harbour Homes',
      phone: '020 7946 0150',
      email: 'hi@example.com',
    });
    expect(referrer).toMatchObject({
      contactName: 'Harbour Homes',
      feeWords: null,
      owed: { amount: 0 },
      version: 1,
    });
    const contact = await ok(member.call('GET', `/api/v1/contacts/${referrer.contactId}`));
    expect(contact).toMatchObject({
      kind: 'company',
      companyName: 'Harbour Homes',
      emails: [{ email: 'hi@example.com' }],
    });
    expect(contact.phones[0].numbers[0].e164).toBe('+442079460150');
  });

  test('may be a contact that is there; one contact is one referrer', async () => {
    const company = await ok(
      member.call('POST', '/api/v1/contacts', { kind: 'company', companyName: 'Quay Ltd' }),
      201,
    );
    const referrer = await makeReferrer({ name: 'Quay', contactId: company.id });
    expect(referrer).toMatchObject({ contactId: company.id, contactName: 'Quay Ltd' });
    const again = await member.call('POST', base, { name: 'Quay Two', contactId: company.id });
    expect(again.statusCode).toBe(422);
    expect(again.json().detail).toBe('This contact is the referrer Quay already.');
    const nobody = await member.call('POST', base, { name: 'Nobody', contactId: newId() });
    expect(nobody.json().errors).toMatchObject([{ field: 'contactId' }]);
  });

  test('has a name of its own; an archived one frees it and takes it back only while it is free', async () => {
    const first = await makeReferrer({ name: 'Dockside' });
    expect((await member.call('POST', base, { name: 'DOCKSIDE' })).statusCode).toBe(409);
    await ok(member.call('DELETE', `${base}/${first.id}`), 204);
    await makeReferrer({ name: 'Dockside' });
    expect((await member.call('POST', `${base}/${first.id}/restore`)).statusCode).toBe(409);
    await ok(member.call('PATCH', `${base}/${first.id}`, { name: 'Dockside (old)' }));
    expect(await ok(member.call('POST', `${base}/${first.id}/restore`))).toMatchObject({ archived: false });
  });

  test('is changed by the version that one saw', async () => {
    const { id } = await makeReferrer();
    const changed = await ok(member.call('PATCH', `${base}/${id}`, { notes: 'Ask for Ana', version: 1 }));
    expect(changed).toMatchObject({ notes: 'Ask for Ana', version: 2 });
    expect((await member.call('PATCH', `${base}/${id}`, { notes: 'x', version: 1 })).statusCode).toBe(409);
  });

  test('lists by name, page by page, by a part of the name, with archived ones apart', async () => {
    const names = ['Zeta A', 'zeta b', 'Zeta C'];
    const all = [];
    for (const name of names) all.push(await makeReferrer({ name }));
    await ok(member.call('DELETE', `${base}/${all[2].id}`), 204);
    const first = await ok(member.call('GET', `${base}?q=ETA&limit=1`));
    expect(first.items.map((one: { name: string }) => one.name)).toEqual(['Zeta A']);
    const next = await ok(member.call('GET', `${base}?q=ETA&limit=1&after=${first.next}`));
    expect([next.items[0].name, next.next]).toEqual(['zeta b', null]);
    const gone = await ok(member.call('GET', `${base}?q=ETA&archived=true`));
    expect(gone.items.map((one: { name: string }) => one.name)).toEqual(['Zeta C']);
  });

  test('has fee scales in an order, the first is its default', async () => {
    const scale = async (name: string) =>
      (await ok(owner.call('POST', '/api/v1/fee-scales', { name, from: 'empty' }), 201)).id;
    const [one, two] = [await scale('Standard'), await scale('Partners')];
    const referrer = await makeReferrer({ feeScaleIds: [two, one, two] });
    expect(referrer.feeScales).toEqual([
      { id: two, name: 'Partners' },
      { id: one, name: 'Standard' },
    ]);
    const found = await inFirm((tx) => findReferrerForQuote(tx, firm.id, referrer.id, '2026-03-02'));
    expect(found).toMatchObject({ name: referrer.name, feeScaleIds: [two, one], agreed: null });
    const unknown = await member.call('PATCH', `${base}/${referrer.id}`, { feeScaleIds: [newId()] });
    expect(unknown.json().errors).toMatchObject([{ field: 'feeScaleIds' }]);
  });

  test('of another firm is not there', async () => {
    const { id } = await makeReferrer();
    const other = await app.makeFirm();
    for (const path of ['', '/ledger', '/statement?from=2026-01-01&to=2026-12-31'])
      expect((await other.owner.call('GET', `${base}/${id}${path}`)).statusCode).toBe(404);
    expect((await ok(other.owner.call('GET', base))).items).toEqual([]);
    expect(
      await app.platform.database
        .firm(other.id)
        .read((tx) => findReferrerForQuote(tx, other.id, id, '2026-03-02')),
    ).toBeNull();
  });

  test('follows its company when two contacts are merged', async () => {
    const referrer = await makeReferrer();
    const kept = await ok(
      member.call('POST', '/api/v1/contacts', { kind: 'company', companyName: 'Kept Ltd' }),
      201,
    );
    await ok(member.call('POST', `/api/v1/contacts/${kept.id}/merge`, { otherId: referrer.contactId }));
    expect(await ok(member.call('GET', `${base}/${referrer.id}`))).toMatchObject({ contactId: kept.id });
  });
});

describe('branches and people', () => {
  test('stand with their referrer; a person is a person of the practice record', async () => {
    const { id } = await makeReferrer({ name: 'Two Quays' });
    const branch = await ok(member.call('POST', `${base}/${id}/branches`, { name: 'Hove' }), 201);
    expect((await member.call('POST', `${base}/${id}/branches`, { name: 'hove' })).statusCode).toBe(409);
    const body = { firstName: 'Ana', lastName: 'Ruiz', email: 'ana@example.com', branchId: branch.id };
    const user = await ok(member.call('POST', `${base}/${id}/users`, body), 201);
    const contact = await ok(member.call('GET', `/api/v1/contacts/${user.contactId}`));
    expect(contact).toMatchObject({ kind: 'person', companyName: 'Two Quays', displayName: 'Ana Ruiz' });
    expect(await ok(member.call('GET', `${base}/${id}`))).toMatchObject({
      ...{ branches: 1, people: 1 },
      branchList: [{ name: 'Hove', archived: false }],
      userList: [{ email: 'ana@example.com', branchId: branch.id }],
    });
  });

  test('an address belongs to one person of the firm, until they are archived', async () => {
    const [one, two] = [await makeReferrer(), await makeReferrer()];
    const user = await ok(member.call('POST', `${base}/${one.id}/users`, { email: 'bo@example.com' }), 201);
    expect(
      (await member.call('POST', `${base}/${two.id}/users`, { email: 'BO@example.com' })).statusCode,
    ).toBe(409);
    const path = `${base}/${one.id}/users/${user.id}`;
    await ok(member.call('PATCH', path, { archived: true, version: 1 }));
    await ok(member.call('POST', `${base}/${two.id}/users`, { email: 'BO@example.com' }), 201);
    expect((await member.call('PATCH', path, { archived: false })).statusCode).toBe(409);
  });

  test('a branch of another referrer is refused, and a person is changed under their own only', async () => {
    const [one, two] = [await makeReferrer(), await makeReferrer()];
    const branch = await ok(member.call('POST', `${base}/${one.id}/branches`, { name: 'Hove' }), 201);
    const body = { email: 'cy@example.com', branchId: branch.id };
    expect((await member.call('POST', `${base}/${two.id}/users`, body)).json().errors).toMatchObject([
      { field: 'branchId' },
    ]);
    expect(
      (await member.call('PATCH', `${base}/${two.id}/branches/${branch.id}`, { name: 'x' })).statusCode,
    ).toBe(404);
  });
});

describe('what is agreed', () => {
  test('holds from its day on; the list, the page and a quote see the one in force', async () => {
    const { id } = await makeReferrer();
    await agree(id, fixed);
    const later = await agree(
      id,
      { fee: { kind: 'fixed', pence: 9_900 }, payer: 'added_to_price' },
      '2026-04-01',
    );
    expect(
      later.rules.map(({ number, state }: { number: number; state: string }) => [number, state]),
    ).toEqual([
      [2, 'coming'],
      [1, 'in_force'],
    ]);
    expect(later.feeWords).toBe('£75 + VAT, paid by us, due on completion');
    const onDay = (day: string) => inFirm((tx) => findReferrerForQuote(tx, firm.id, id, day));
    expect((await onDay('2026-03-01'))?.agreed).toBeNull();
    expect((await onDay('2026-03-31'))?.agreed).toMatchObject({ number: 1, rule: { payer: 'firm' } });
    expect((await onDay('2026-04-01'))?.agreed).toMatchObject({
      number: 2,
      rule: { payer: 'added_to_price' },
    });
  });

  test('a rule with a hole, or one from yesterday, is refused with the place', async () => {
    const { id } = await makeReferrer();
    const bands = [
      { from: 0, to: 100_000, pence: 1 },
      { from: 100_002, to: null, pence: 2 },
    ];
    const body = { startsOn: '2026-03-01', rule: { fee: { kind: 'by_price', bands } } };
    const answer = await owner.call('POST', `${base}/${id}/fee-rules`, body);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors.map(({ field }: { field: string }) => field)).toEqual([
      'startsOn',
      'rule.fee.bands.1',
    ]);
  });

  test('members do not agree fees; nobody changes one', async () => {
    const { id } = await makeReferrer();
    const body = { startsOn: '2026-03-02', rule: fixed };
    expect((await member.call('POST', `${base}/${id}/fee-rules`, body)).statusCode).toBe(403);
    await agree(id, fixed);
    const change = inFirm((tx) =>
      tx
        .updateTable('referrer_fee_rules')
        .set({ starts_on: '2026-01-01' })
        .where('referrer_id', '=', id)
        .execute(),
    );
    await expect(change).rejects.toThrow('does not change');
  });

  test('is taken back only while nobody was referred under it', async () => {
    const { id } = await makeReferrer();
    const { rules } = await agree(id, fixed);
    const next = await agree(id, fixed, '2026-05-01');
    await refer(await makeLead(), id);
    expect((await owner.call('DELETE', `${base}/${id}/fee-rules/${rules[0].id}`)).statusCode).toBe(409);
    await ok(owner.call('DELETE', `${base}/${id}/fee-rules/${next.rules[0].id}`), 204);
    expect((await ok(member.call('GET', `${base}/${id}`))).rules).toHaveLength(1);
  });

  test('can be tried without saving', async () => {
    const rule = { fee: { kind: 'percentage', basisPoints: 1000, minPence: 5_000 } };
    const facts = { transaction: 'sale', legalFeesNetPence: 79_500 };
    expect(
      await ok(member.call('POST', `${base}/fee-rules/check`, { rule, facts, name: 'Harbour Homes' })),
    ).toEqual({
      problems: [],
      fee: { amount: 7_950, currency: 'GBP' },
      vat: { amount: 1_590, currency: 'GBP' },
      why: '10 % of £795 legal fees, at least £50',
      disclosure:
        'We pay Harbour Homes £79.50 + VAT for introducing you. It comes out of our fees and adds nothing to your bill.',
      words: '10 % of legal fees, at least £50 + VAT, paid by us, due on completion',
    });
  });
});

describe('the ledger', () => {
  test('a referral keeps what was agreed when it came', async () => {
    const { id } = await makeReferrer();
    await agree(id, fixed);
    const old = await makeLead('Old – Purchase');
    await refer(old, id);
    await agree(id, { fee: { kind: 'fixed', pence: 9_900 } });
    const young = await makeLead('New – Purchase');
    await refer(young, id);
    await inFirm((tx, actor) => moveReferral(tx, actor, { leadId: old, news: 'completed' }));
    const rows = await ledger(id);
    expect(rows).toMatchObject([
      { lead: { title: 'New – Purchase' }, state: 'referred', fee: { amount: 9_900 }, ruleNumber: 2 },
      {
        lead: { title: 'Old – Purchase' },
        state: 'payment_due',
        fee: { amount: 7_500 },
        vat: { amount: 1_500 },
        dueOn: '2026-03-02',
      },
    ]);
    expect(rows[0].clients).toEqual(['Okafor']);
    expect(await ledger(id, '?state=payment_due')).toHaveLength(1);
  });

  test('told twice it is one row; another referrer takes over, and back', async () => {
    const [one, two] = [await makeReferrer(), await makeReferrer()];
    const lead = await makeLead();
    const first = await refer(lead, one.id);
    expect(await refer(lead, one.id, { price: 90_000 })).toBe(first);
    expect(await ledger(one.id)).toMatchObject([{ price: 90_000, transaction: 'purchase' }]);
    await refer(lead, two.id);
    expect(await ledger(one.id)).toMatchObject([{ state: 'lost' }]);
    expect(await inFirm((tx) => referralOfLead(tx, firm.id, lead))).toMatchObject({ referrerId: two.id });
    expect(await refer(lead, one.id)).toBe(first);
    expect(await ledger(one.id)).toMatchObject([{ state: 'referred' }]);
    expect(await ledger(two.id)).toMatchObject([{ state: 'lost' }]);
    await inFirm((tx, actor) => dropReferral(tx, actor, lead));
    expect(await ledger(one.id)).toMatchObject([{ state: 'lost' }]);
  });

  test('an archived referrer, or a person of another one, is refused', async () => {
    const [one, two] = [await makeReferrer(), await makeReferrer()];
    const user = await ok(member.call('POST', `${base}/${two.id}/users`, { email: 'dee@example.com' }), 201);
    const lead = await makeLead();
    await expect(refer(lead, one.id, { userId: user.id })).rejects.toThrow('no such person');
    await ok(member.call('DELETE', `${base}/${one.id}`), 204);
    await expect(refer(lead, one.id)).rejects.toThrow('archived');
    await expect(refer(lead, newId())).rejects.toThrow('no such referrer');
  });

  test('a percentage is known when the legal fees are; it cannot be invoiced before', async () => {
    const { id } = await makeReferrer();
    await agree(id, { fee: { kind: 'percentage', basisPoints: 1000 }, dueOn: 'instruction' });
    const lead = await makeLead();
    await refer(lead, id);
    await inFirm((tx, actor) => moveReferral(tx, actor, { leadId: lead, news: 'instructed' }));
    const [row] = await ledger(id);
    expect(row).toMatchObject({
      state: 'payment_due',
      fee: null,
      feeWhy: 'The legal fees are not known yet',
    });
    const path = `${base}/${id}/ledger/${row.id}`;
    expect((await owner.call('PATCH', path, { state: 'invoiced' })).statusCode).toBe(409);
    const body = {
      state: 'invoiced',
      legalFeesNetPence: 85_055,
      invoiceNumber: 'HH-7',
      version: row.version,
    };
    expect(await ok(owner.call('PATCH', path, body))).toMatchObject({
      state: 'invoiced',
      fee: { amount: 8_506 },
      vat: { amount: 1_701 },
      invoiceNumber: 'HH-7',
      invoicedOn: '2026-03-02',
      mayMoveTo: ['paid', 'payment_due', 'lost'],
    });
    expect((await owner.call('PATCH', path, { state: 'paid', version: row.version })).statusCode).toBe(409);
    // What is invoiced is not worked out anew.
    const later = await ok(owner.call('PATCH', path, { legalFeesNetPence: 1 }));
    expect(later.fee.amount).toBe(8_506);
    expect(await ok(owner.call('PATCH', path, { state: 'paid', paidOn: '2026-02-27' }))).toMatchObject({
      paidOn: '2026-02-27',
    });
    expect((await owner.call('PATCH', path, { state: 'lost' })).json().detail).toBe(
      'It cannot go from paid to lost.',
    );
    await inFirm((tx, actor) => moveReferral(tx, actor, { leadId: lead, news: 'lost' }));
    expect(await ledger(id)).toMatchObject([{ state: 'paid' }]);
  });

  test('abort: nothing is owed, and the day on which it was due is gone', async () => {
    const { id } = await makeReferrer();
    await agree(id, { ...fixed, dueOn: 'instruction' });
    const lead = await makeLead();
    await refer(lead, id);
    await inFirm((tx, actor) => moveReferral(tx, actor, { leadId: lead, news: 'instructed' }));
    expect(await ok(member.call('GET', `${base}/${id}`))).toMatchObject({
      owed: { amount: 9_000, currency: 'GBP' },
    });
    await inFirm((tx, actor) => moveReferral(tx, actor, { leadId: lead, news: 'lost' }));
    expect(await ledger(id)).toMatchObject([{ state: 'lost', dueOn: null }]);
    expect(await ok(member.call('GET', `${base}/${id}`))).toMatchObject({ owed: { amount: 0 }, underWay: 0 });
  });

  test('members see it; only administrators move it', async () => {
    const { id } = await makeReferrer();
    await refer(await makeLead(), id);
    const [row] = await ledger(id);
    const path = `${base}/${id}/ledger/${row.id}`;
    expect((await member.call('PATCH', path, { state: 'lost' })).statusCode).toBe(403);
    const other = await makeReferrer();
    expect(
      (await owner.call('PATCH', `${base}/${other.id}/ledger/${row.id}`, { state: 'lost' })).statusCode,
    ).toBe(404);
  });

  test('pages from the newest on', async () => {
    const { id } = await makeReferrer();
    for (let index = 0; index < 5; index += 1) await refer(await makeLead(`Lead ${index}`), id);
    const titles: string[] = [];
    let after = '';
    do {
      const page = await ok(member.call('GET', `${base}/${id}/ledger?limit=2${after && `&after=${after}`}`));
      titles.push(...page.items.map(({ lead }: { lead: { title: string } }) => lead.title));
      after = page.next ?? '';
    } while (after !== '');
    expect(titles).toEqual(['Lead 4', 'Lead 3', 'Lead 2', 'Lead 1', 'Lead 0']);
  });

  test('news of an enquiry that nobody sent changes nothing', async () => {
    const lead = await makeLead();
    await inFirm((tx, actor) => moveReferral(tx, actor, { leadId: lead, news: 'completed' }));
    expect(await inFirm((tx) => referralOfLead(tx, firm.id, lead))).toBeNull();
  });
});

describe('a statement', () => {
  test('adds up its period, by the day of referral or by the day it fell due, and is told as CSV', async () => {
    const { id } = await makeReferrer({ name: '=Harbour' });
    await agree(id, fixed);
    const march = await makeLead('March – Purchase');
    await refer(march, id);
    clock.now = new Date('2026-04-10T09:00:00.000Z');
    await inFirm((tx, actor) => moveReferral(tx, actor, { leadId: march, news: 'completed' }));
    await refer(await makeLead('April – Purchase'), id);
    const total = async (query: string) => {
      const { totals, owed } = await ok(member.call('GET', `${base}/${id}/statement?${query}`));
      const counts = totals.flatMap((one: { state: string; count: number }) =>
        one.count > 0 ? [[one.state, one.count]] : [],
      );
      return { counts, owed: owed.amount };
    };
    expect(await total('from=2026-03-01&to=2026-03-31')).toEqual({
      counts: [['payment_due', 1]],
      owed: 9_000,
    });
    expect(await total('from=2026-04-01&to=2026-04-30')).toEqual({ counts: [['referred', 1]], owed: 0 });
    expect(await total('from=2026-04-01&to=2026-04-30&by=due')).toEqual({
      counts: [['payment_due', 1]],
      owed: 9_000,
    });
    const csv = await member.call('GET', `${base}/${id}/statement.csv?from=2026-03-01&to=2026-04-30`);
    expect(csv.headers['content-type']).toContain('text/csv');
    const lines = csv.body.trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toBe(
      "'=Harbour,2026-03-02,Okafor,March – Purchase,purchase,,,payment due,75.00,15.00,90.00,GBP,Fixed fee,2026-04-10,,,",
    );
    expect((await member.call('GET', `${base}/${id}/statement?from=March&to=April`)).statusCode).toBe(422);
    clock.now = new Date('2026-03-02T09:00:00.000Z');
  });
});
