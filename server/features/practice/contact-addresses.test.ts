import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { addressKey, isBlank } from './contact-addresses.ts';
import { importJob } from './import-run.ts';
import { createPracticeFeature } from './index.ts';

const blank = { label: '', line1: '', line2: '', town: '', county: '', postcode: '', country: '' };
const mill = { ...blank, label: 'Home', line1: '12 Mill Lane', town: 'Hove', postcode: 'BN3 1AA' };
const elm = { ...blank, label: 'Work', line1: '4 Elm Row', town: 'Lewes', postcode: 'BN7 2ZZ' };

describe('two addresses', () => {
  test.each([
    ['written otherwise', { ...mill, line1: '12, MILL lane', label: 'Old' }, true],
    ['split otherwise', { ...mill, line1: '12', line2: 'Mill Lane' }, true],
    ['of another house', { ...mill, line1: '13 Mill Lane' }, false],
    ['with another postcode', { ...mill, postcode: 'BN3 1AB' }, false],
  ])('%s', (_what, other, same) => {
    expect(addressKey(mill) === addressKey(other)).toBe(same);
  });

  test('a country alone is none', () => {
    expect(isBlank({ ...blank, country: 'Spain' })).toBe(true);
  });
});

describe('contacts with addresses', () => {
  let app: TestApp;
  let firm: TestFirm;
  let staff: TestStaff;
  beforeAll(async () => {
    app = await startTestApp({ features: [createPracticeFeature] });
    firm = await app.makeFirm();
    staff = await app.signedIn(firm);
  });
  afterAll(() => app.close());

  async function make(lastName: string, addresses: readonly object[], more: object = {}) {
    const body = { kind: 'person', firstName: 'Ana', lastName, addresses, ...more };
    const answer = await staff.call('POST', '/api/v1/contacts', body);
    expect(answer.statusCode, answer.body).toBe(201);
    return answer.json();
  }

  test('they come back in their order, whole; what is left out is empty', async () => {
    const made = await make('Order', [mill, { line1: '4 Elm Row' }]);
    expect(made.addresses).toEqual([mill, { ...blank, line1: '4 Elm Row' }]);
    const read = await staff.call('GET', `/api/v1/contacts/${made.id}`);
    expect(read.json().addresses).toEqual(made.addresses);
  });

  test('a change replaces them all; one that does not name them leaves them', async () => {
    const made = await make('Mover', [mill]);
    const path = `/api/v1/contacts/${made.id}`;
    const kept = await staff.call('PATCH', path, { notes: 'rings twice' });
    expect(kept.json().addresses).toEqual([mill]);
    const moved = await staff.call('PATCH', path, { addresses: [elm] });
    expect(moved.json().addresses).toEqual([elm]);
    expect((await staff.call('PATCH', path, { addresses: [] })).json().addresses).toEqual([]);
  });

  test('an empty one is refused', async () => {
    const answer = await staff.call('POST', '/api/v1/contacts', {
      kind: 'person',
      lastName: 'Nowhere',
      addresses: [{ label: 'Home', country: 'Spain' }],
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toMatchObject([{ field: 'addresses.0.line1' }]);
  });

  test('an unknown part of one is refused', async () => {
    const answer = await staff.call('POST', '/api/v1/contacts', {
      kind: 'person',
      lastName: 'Nowhere',
      addresses: [{ line1: '1 Elm Row', zip: '12345' }],
    });
    expect(answer.json().errors).toMatchObject([{ field: 'addresses.0.zip' }]);
  });

  test.each(['SW1A 2QX', 'sw1a2qx', 'sw1a'])('found by the postcode as %s, until they move', async (q) => {
    const made = await make('Poster', [{ ...mill, postcode: 'SW1A 2QX' }]);
    const find = async () => {
      const page = await staff.call('GET', `/api/v1/contacts?q=${encodeURIComponent(q)}`);
      return page.json().items.map(({ id }: { id: string }) => id);
    };
    expect(await find()).toContain(made.id);
    await staff.call('PATCH', `/api/v1/contacts/${made.id}`, { addresses: [elm] });
    expect(await find()).not.toContain(made.id);
  });

  test('merging keeps both addresses, and the same one once', async () => {
    const kept = await make('Twin', [mill]);
    const other = await make('Twin', [{ ...mill, line1: '12 MILL LANE' }, elm]);
    const path = `/api/v1/contacts/${kept.id}/merge`;
    const merged = await staff.call('POST', path, { otherId: other.id });
    expect(merged.json().addresses).toEqual([mill, elm]);
    const gone = await staff.call('GET', `/api/v1/contacts/${other.id}`);
    expect(gone.json().addresses).toEqual([]);
  });

  test('a file brings them, and an export gives them back', async () => {
    await make('Known', [], { emails: [{ email: 'known@example.com' }] });
    const settled = await make('Settled', [elm], { emails: [{ email: 'settled@example.com' }] });
    const csv = [
      'First Name,Last Name,E-mail,Home Street,Home Street 2,Town/City,State/Province,Post Code,Country',
      'Ana,Newcomer,new@example.com,1 Park Way,Flat 2,Hove,East Sussex,BN3 1AA,United Kingdom',
      'Ana,Known,known@example.com,2 Park Way,,Hove,,BN3 1AB,',
      'Ana,Settled,settled@example.com,3 Park Way,,Hove,,BN3 1AC,',
    ].join('\r\n');
    const upload = await app.app.inject({
      method: 'POST',
      url: '/api/v1/practice-imports?kind=contacts&fileName=people.csv',
      payload: Buffer.from(csv),
      headers: { authorization: `Bearer ${firm.owner.token}`, 'content-type': 'text/csv' },
    });
    expect(upload.statusCode, upload.body).toBe(201);
    expect(upload.json().columns).toEqual([
      'firstName',
      'lastName',
      'email',
      'line1',
      'line2',
      'town',
      'county',
      'postcode',
      'country',
    ]);
    expect(upload.json().planned).toEqual({ created: 1, filled: 1, unchanged: 1 });
    const importId = upload.json().id;
    const begun = await firm.owner.call('POST', `/api/v1/practice-imports/${importId}/commit`);
    expect(begun.statusCode, begun.body).toBe(200);
    await importJob(app.platform).run({ firmId: firm.id, importId });
    const exported = await firm.owner.call('GET', '/api/v1/contacts.csv');
    expect(exported.body).toContain(
      'new@example.com,1 Park Way,Flat 2,Hove,East Sussex,BN3 1AA,United Kingdom,',
    );
    expect(exported.body).toContain('known@example.com,2 Park Way,,Hove,,BN3 1AB,,');
    // A file never overwrites what somebody wrote.
    const same = await staff.call('GET', `/api/v1/contacts/${settled.id}`);
    expect(same.json().addresses).toEqual([elm]);
  });
});
