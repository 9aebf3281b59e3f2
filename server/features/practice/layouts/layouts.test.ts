/** Completion Details over HTTP, on a real database. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../../testing/app.ts';
import { createPracticeFeature, readLayout, writeLayoutFields } from '../index.ts';

let app: TestApp;
let firm: TestFirm;
let tessa: TestStaff;
let noor: TestStaff;
let time = new Date('2026-11-22T10:00:00Z');

beforeAll(async () => {
  app = await startTestApp({ features: [createPracticeFeature], clock: { now: () => time } });
  firm = await app.makeFirm();
  tessa = await app.signedIn(firm, 'member', { firstName: 'Tessa', lastName: 'Reid' });
  noor = await app.signedIn(firm, 'member', { firstName: 'Noor', lastName: 'Haddad' });
});
afterAll(() => app.close());

async function matterOf(type: string | null = 'Purchase', more: object = {}): Promise<string> {
  const types = (await tessa.call('GET', '/api/v1/matter-types')).json().items;
  const matterTypeId = types.find(({ name }: { name: string }) => name === type)?.id ?? null;
  const made = await tessa.call('POST', '/api/v1/matters', { title: '12 Mill Lane', matterTypeId, ...more });
  expect(made.statusCode).toBe(201);
  return made.json().id;
}

const pathOf = (id: string) => `/api/v1/matters/${id}/layouts/completion-details`;
/** An id may hold any digits by chance. */
const withoutIds = (text: string) => text.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '');
const money = (amount: number) => ({ amount, currency: 'GBP' });

async function sheet(id: string, who = tessa) {
  const answer = await who.call('GET', pathOf(id));
  expect(answer.statusCode).toBe(200);
  const body = answer.json();
  type Field = { key: string; value: unknown; version: number; [name: string]: unknown };
  const fields: Record<string, Field> = Object.fromEntries(body.fields.map((one: Field) => [one.key, one]));
  return { body, fields };
}

const change = (id: string, fields: object, who = tessa) => who.call('PATCH', pathOf(id), { fields });

describe('completion details', () => {
  test('are empty at first, on the side that the matter’s type names', async () => {
    const { body, fields } = await sheet(await matterOf('Purchase'));
    expect(body).toMatchObject({
      side: 'purchase',
      sideFrom: 'matter_type',
      version: 0,
      checks: [],
      keptIn: null,
    });
    expect(Object.values(fields).every(({ value, version }) => value === null && version === 0)).toBe(true);
    const { body: will } = await sheet(await matterOf('Will'));
    expect(will).toMatchObject({ side: null, figures: [], checks: [] });
  });

  test('work out what is required from the client, and say what does not fit', async () => {
    const id = await matterOf();
    const answer = await change(id, {
      price: { value: money(350_000_00) },
      deposit: { value: money(35_000_00) },
      mortgageAdvance: { value: money(250_000_00) },
      taxAmount: { value: money(5_000_00) },
      taxNation: { value: 'England' },
      taxBuyer: { value: 'standard' },
      exchangeDate: { value: '2026-11-27' },
      completionDate: { value: '2026-11-26' },
    });
    expect(answer.statusCode).toBe(200);
    const { figures, checks, version } = answer.json();
    const required = figures.find(({ key }: { key: string }) => key === 'requiredFromClient');
    expect(required.amount).toEqual(money(70_000_00));
    expect(checks.map(({ code }: { code: string }) => code)).toEqual([
      'completion_before_exchange',
      'tax_not_checked',
    ]);
    expect(version).toBe(1);
    const dated = await change(id, { completionDate: { value: '2026-12-04' } });
    expect(dated.json().checks.map(({ words }: { words: string }) => words)).toEqual([
      'The tax comes to £7,500.00, by the rates since 1 April 2025.',
    ]);
  });

  test('say who wrote a field and when', async () => {
    const id = await matterOf();
    await change(id, { price: { value: money(1) } }, noor);
    expect((await sheet(id)).fields.price).toMatchObject({
      value: money(1),
      version: 1,
      origin: 'staff',
      changedAt: '2026-11-22T10:00:00.000Z',
      changedBy: { staffId: noor.id, name: 'Noor Haddad' },
      confirmedBy: { staffId: noor.id, name: 'Noor Haddad' },
    });
  });

  test('take a contact of the firm, and follow it into another one', async () => {
    const id = await matterOf();
    const make = async (lastName: string) =>
      (await tessa.call('POST', '/api/v1/contacts', { kind: 'company', companyName: lastName })).json().id;
    const [agent, same] = [await make('Hart Estates'), await make('Hart Estate Agents')];
    await change(id, { keyHolder: { value: agent } });
    expect((await sheet(id)).fields.keyHolder).toMatchObject({ value: agent, contactName: 'Hart Estates' });
    const merged = await firm.owner.call('POST', `/api/v1/contacts/${same}/merge`, { otherId: agent });
    expect(merged.statusCode).toBe(200);
    expect((await sheet(id)).fields.keyHolder).toMatchObject({
      value: same,
      contactName: 'Hart Estate Agents',
    });
    const stranger = await change(id, { keyHolder: { value: '0198c0de-0000-7000-8000-000000000000' } });
    expect(stranger.json()).toMatchObject({ code: 'invalid_input', errors: [{ field: 'keyHolder' }] });
  });

  test('are told to open screens as a change of the matter, and kept in its history with before and after', async () => {
    const id = await matterOf();
    await change(id, { price: { value: money(100) } });
    await change(id, { price: { value: money(200) }, exchangeDate: { value: '2026-12-01' } });
    const history = (await tessa.call('GET', `/api/v1/matters/${id}/history`)).json().items;
    expect(history[0]).toMatchObject({
      action: 'matter.layout_changed',
      staffName: 'Tessa Reid',
      detail: {
        layout: 'completion_details',
        name: 'Exchange, Price',
        changes: { price: { before: 100, after: 200 }, exchangeDate: { before: null, after: '2026-12-01' } },
      },
    });
    const { rows } = await app.platform.database.pool.query(
      `select type from events where firm_id = $1 and subject_id = $2 order by seq`,
      [firm.id, id],
    );
    expect(rows.map(({ type }) => type)).toEqual(['matter.changed', 'matter.changed', 'matter.changed']);
  });
});

describe('impossible input', () => {
  test.each([
    ['negative money', { price: { value: { amount: -1, currency: 'GBP' } } }, 'price'],
    ['another currency', { price: { value: { amount: 1, currency: 'USD' } } }, 'price'],
    ['money without a currency', { price: { value: 100 } }, 'price'],
    ['not a day', { completionDate: { value: '2026-02-30' } }, 'completionDate'],
    ['an unknown choice', { side: { value: 'rent' } }, 'side'],
    [
      'an account in open text',
      { otherSideAccountRef: { value: '20-00-00 12345678' } },
      'otherSideAccountRef',
    ],
    [
      'half an account',
      { payoutAccount: { value: { holder: 'A', sortCode: '1', accountNumber: '2' } } },
      'payoutAccount',
    ],
  ])(
    '%s is refused with the field’s name, and nothing else of the request is saved',
    async (_name, bad, field) => {
      const id = await matterOf();
      const answer = await change(id, { chattels: { value: money(5) }, ...bad });
      expect(answer.statusCode).toBe(422);
      expect(answer.json().errors.map((error: { field: string }) => error.field)).toEqual([field]);
      expect((await sheet(id)).body.version).toBe(0);
    },
  );

  test.each([
    ['a field that is worked out', { toClient: { value: money(1) } }],
    ['a field that is none', { colour: { value: 'red' } }],
    ['no field', {}],
  ])('%s is refused', async (_name, fields) => {
    expect((await change(await matterOf(), fields)).statusCode).toBe(422);
  });

  test('a warning never keeps anything from being saved', async () => {
    const id = await matterOf();
    const answer = await change(id, { price: { value: money(1) }, deposit: { value: money(2) } });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().checks[0].code).toBe('deposit_over_price');
  });
});

describe('two people at once', () => {
  test('in different fields do not collide', async () => {
    const id = await matterOf();
    const answers = await Promise.all([
      change(id, { price: { value: money(100), version: 0 } }, tessa),
      change(id, { deposit: { value: money(10), version: 0 } }, noor),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    const { fields, body } = await sheet(id);
    expect([fields.price?.value, fields.deposit?.value]).toEqual([money(100), money(10)]);
    expect(body.version).toBe(2);
  });

  test('in the same field: the later gets a conflict that names it with both values, and saves nothing', async () => {
    const id = await matterOf();
    await change(id, { price: { value: money(350_000_00), version: 0 } }, noor);
    const late = await change(id, {
      price: { value: money(340_000_00), version: 0 },
      deposit: { value: money(1), version: 0 },
    });
    expect(late.statusCode).toBe(409);
    expect(late.json()).toMatchObject({
      code: 'conflict',
      errors: [
        { field: 'price', message: 'Saved meanwhile by Noor Haddad: £350,000.00. Yours: £340,000.00.' },
      ],
    });
    const { fields } = await sheet(id);
    expect([fields.price?.value, fields.deposit?.value]).toEqual([money(350_000_00), null]);
    const again = await change(id, { price: { value: money(340_000_00), version: 1 } });
    expect(again.statusCode).toBe(200);
  });

  test('with the same value agree', async () => {
    const id = await matterOf();
    await change(id, { price: { value: money(5), version: 0 } }, noor);
    expect((await change(id, { price: { value: money(5), version: 0 } })).statusCode).toBe(200);
    expect((await sheet(id)).fields.price?.version).toBe(1);
  });

  test('one empties what the other changed: a conflict', async () => {
    const id = await matterOf();
    await change(id, { exchangeDate: { value: '2026-12-01' } });
    await change(id, { exchangeDate: { value: '2026-12-02', version: 1 } }, noor);
    const late = await change(id, { exchangeDate: { value: null, version: 1 } });
    expect(late.json().errors[0].message).toBe(
      'Saved meanwhile by Noor Haddad: 2 December 2026. Yours: nothing.',
    );
  });

  test('first writers of an empty sheet, many at once, all get through', async () => {
    const id = await matterOf();
    const keys = ['price', 'chattels', 'deposit', 'fees', 'vat', 'disbursements', 'giftedFunds', 'isaBonus'];
    const answers = await Promise.all(
      keys.map((key, at) =>
        change(id, { [key]: { value: money(at + 1), version: 0 } }, at % 2 ? tessa : noor),
      ),
    );
    expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true);
    const { fields, body } = await sheet(id);
    expect(keys.map((key) => fields[key]?.value)).toEqual(keys.map((_, at) => money(at + 1)));
    expect(body.version).toBe(keys.length);
  });
});

describe('walls', () => {
  test('a restricted matter has no layouts for those outside, and another firm finds nothing', async () => {
    const id = await matterOf('Sale', { restricted: true, accessStaffIds: [tessa.id] });
    await change(id, { price: { value: money(77) } });
    const { owner } = await app.makeFirm({ name: 'Other firm' });
    for (const who of [noor, owner]) {
      expect((await who.call('GET', pathOf(id))).statusCode).toBe(404);
      expect((await who.call('GET', `/api/v1/matters/${id}/layouts`)).statusCode).toBe(404);
      expect((await change(id, { price: { value: money(1) } }, who)).statusCode).toBe(404);
    }
    const outside = app.platform.database.firm(firm.id, noor.id);
    const seen = await outside.read((tx) => readLayout(tx, firm.id, id, 'completion_details'));
    expect(seen).toEqual({ version: 0, updatedAt: null, fields: {} });
    expect((await sheet(id)).fields.price?.value).toEqual(money(77));
  });
});

describe('the client’s account', () => {
  const account = { holder: 'Ada Okafor', sortCode: '20-45-99', accountNumber: '87654321' };
  /** Four digits by themselves only: a hash or a time may hold any four by chance. */
  const digits = /87654321|204599|20-45-99|\b8765\b/;

  test('lies sealed, is shown by four digits on the sheet alone, and stands in no answer, audit, list or export', async () => {
    const id = await matterOf('Sale');
    const saved = await change(id, { payoutAccount: { value: account, version: 0 } });
    expect(saved.statusCode).toBe(200);
    expect((await sheet(id)).fields.payoutAccount).toMatchObject({
      value: null,
      masked: '•••• 4321',
      bank: true,
    });

    const answers = [saved.body];
    for (const path of [
      pathOf(id),
      `/api/v1/matters/${id}/layouts`,
      `/api/v1/matters/${id}`,
      `/api/v1/matters/${id}/history`,
      '/api/v1/matters.csv',
      '/api/v1/matters',
    ])
      answers.push((await firm.owner.call('GET', path)).body);
    for (const body of answers) {
      expect(withoutIds(body)).not.toMatch(digits);
      expect(body).not.toContain('Ada Okafor');
    }
    expect((await tessa.call('GET', `/api/v1/matters/${id}/layouts`)).body).not.toContain('4321');

    const { pool } = app.platform.database;
    for (const table of [
      'matter_layout_fields',
      'matter_layouts',
      'audit_log',
      'events',
      'idempotency_keys',
    ]) {
      const { rows } = await pool.query(`select t::text as row from ${table} t where firm_id = $1`, [
        firm.id,
      ]);
      expect(withoutIds(rows.map(({ row }) => row).join('\n')), table).not.toMatch(digits);
    }
  });

  test('opens with the installation’s key, in its own matter only', async () => {
    const id = await matterOf('Sale');
    await change(id, { payoutAccount: { value: account } });
    const { rows } = await app.platform.database.pool.query(
      'select sealed from matter_layout_fields where firm_id = $1 and matter_id = $2',
      [firm.id, id],
    );
    const { secrets } = app.platform;
    const purpose = (matter: string) => `layout:completion_details:${firm.id}:${matter}:payoutAccount`;
    expect(JSON.parse(secrets.open(rows[0].sealed, purpose(id)))).toEqual({ ...account, sortCode: '204599' });
    expect(() => secrets.open(rows[0].sealed, purpose(firm.id))).toThrow();
  });

  test('is no part of what other features read, and cannot be written by them', async () => {
    const id = await matterOf('Sale');
    await change(id, { payoutAccount: { value: account }, price: { value: money(9) } });
    const inside = app.platform.database.firm(firm.id);
    const read = await inside.read((tx) => readLayout(tx, firm.id, id, 'completion_details'));
    expect(Object.keys(read.fields)).toEqual(['price']);
    for (const origin of ['sync', 'quote', 'staff'] as const) {
      const writing = inside.write((tx) =>
        writeLayoutFields(
          tx,
          { firmId: firm.id, staffId: null, now: time },
          id,
          'completion_details',
          { payoutAccount: '20-45-99 11112222' },
          origin,
        ),
      );
      await expect(writing).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ field: 'payoutAccount' }],
      });
    }
  });

  test('a conflict and a removal tell no more than four digits', async () => {
    const id = await matterOf('Sale');
    await change(id, { payoutAccount: { value: account } }, noor);
    const other = { ...account, accountNumber: '11112222' };
    const late = await change(id, { payoutAccount: { value: other, version: 0 } });
    expect(late.json().errors[0].message).toBe(
      'Saved meanwhile by Noor Haddad: •••• 4321. Yours: •••• 2222.',
    );
    // A removal is a change like any other: it waits (accounts.test.ts).
    expect((await change(id, { payoutAccount: { value: null, version: 1 } })).statusCode).toBe(200);
    expect((await sheet(id)).fields.payoutAccount?.masked).toBe('•••• 4321');
    const history = (await tessa.call('GET', `/api/v1/matters/${id}/history`)).body;
    expect(history).toContain('account_change_asked');
    expect(withoutIds(history)).not.toMatch(digits);
  });
});

describe('written from elsewhere', () => {
  const write = (
    id: string,
    origin: 'quote' | 'sync',
    values: Record<string, string | number | null>,
    expected = {},
  ) =>
    app.platform.database
      .firm(firm.id)
      .write((tx) =>
        writeLayoutFields(
          tx,
          { firmId: firm.id, staffId: tessa.id, now: time },
          id,
          'completion_details',
          values,
          origin,
          expected,
        ),
      );

  test('a quote fills fields, which nobody has confirmed until somebody says they are right', async () => {
    const id = await matterOf();
    expect(await write(id, 'quote', { price: 350_000_00, fees: 1_200_00 })).toEqual({
      changed: ['price', 'fees'],
      kept: [],
    });
    expect((await sheet(id)).fields.price).toMatchObject({ origin: 'quote', confirmedAt: null });
    time = new Date('2026-11-22T11:00:00Z');
    await change(id, { price: { value: money(350_000_00), version: 1 } }, noor);
    expect((await sheet(id)).fields.price).toMatchObject({
      origin: 'quote',
      version: 1,
      confirmedAt: '2026-11-22T11:00:00.000Z',
      confirmedBy: { name: 'Noor Haddad' },
    });
  });

  test('a quote that is handed over again leaves what a person wrote, and changes nothing else twice', async () => {
    const id = await matterOf();
    await write(id, 'quote', { price: 350_000_00, fees: 1_200_00 });
    await change(id, { fees: { value: money(1_000_00) } });
    const { body } = await sheet(id);
    expect(await write(id, 'quote', { price: 350_000_00, fees: 1_200_00 })).toEqual({
      changed: [],
      kept: ['fees'],
    });
    expect((await sheet(id)).body.version).toBe(body.version);
  });

  test('sync writes what it merged, against the version that it saw', async () => {
    const id = await matterOf();
    await change(id, { completionDate: { value: '2026-12-04' } });
    expect(
      (await write(id, 'sync', { completionDate: '2026-12-05' }, { completionDate: 1 })).changed,
    ).toEqual(['completionDate']);
    await expect(
      write(id, 'sync', { completionDate: '2026-12-06' }, { completionDate: 1 }),
    ).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await sheet(id)).fields.completionDate).toMatchObject({
      value: '2026-12-05',
      origin: 'sync',
      version: 2,
    });
  });

  test('impossible values are refused whole', async () => {
    const id = await matterOf();
    await expect(write(id, 'sync', { price: 5, exchangeDate: 'soon' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ field: 'exchangeDate' }],
    });
    expect((await sheet(id)).body.version).toBe(0);
  });
});

test('the list of layouts shows what is filled in', async () => {
  const id = await matterOf();
  await change(id, { price: { value: money(350_000_00) }, exchangeDate: { value: '2026-12-01' } });
  expect((await tessa.call('GET', `/api/v1/matters/${id}/layouts`)).json()).toEqual({
    items: [
      {
        layout: 'completion_details',
        path: 'completion-details',
        label: 'Completion Details',
        filled: 2,
        values: { price: money(350_000_00), exchangeDate: '2026-12-01' },
        version: 1,
        updatedAt: time.toISOString(),
      },
    ],
    next: null,
  });
});
