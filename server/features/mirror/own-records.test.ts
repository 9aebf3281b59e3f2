/** A practice system is connected to a firm that has contacts and matters of its own already. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mirroredContact, mirroredMatter } from '../../testing/mirror-items.ts';
import { type MirrorWorld, startMirrorWorld } from '../../testing/mirror-world.ts';

let world: MirrorWorld;
beforeAll(async () => {
  world = await startMirrorWorld();
});
afterAll(() => world.app.close());
beforeEach(() => world.newFirm());

/** As somebody typed it in. */
async function typed(more: {
  kind?: 'person' | 'company' | 'group';
  firstName?: string;
  lastName?: string;
  companyName?: string;
  phones?: readonly string[];
  email?: string;
  address?: string;
  notes?: string;
}): Promise<string> {
  const answer = await world.owner.call('POST', '/api/v1/contacts', {
    kind: more.kind ?? 'person',
    firstName: more.firstName ?? '',
    lastName: more.lastName ?? '',
    companyName: more.companyName ?? '',
    notes: more.notes ?? '',
    phones: (more.phones ?? []).map((text) => ({ text, label: 'Mobile' })),
    emails: more.email === undefined ? [] : [{ email: more.email }],
    addresses: more.address === undefined ? [] : [{ line1: more.address, town: 'Hove' }],
  });
  expect(answer.statusCode).toBe(201);
  return answer.json().id;
}

async function openMatter(number: string, more: Record<string, unknown> = {}): Promise<string> {
  const answer = await world.owner.call('POST', '/api/v1/matters', { number, title: 'Purchase', ...more });
  expect(answer.statusCode).toBe(201);
  return answer.json().id;
}

const jose = { firstName: 'José', lastName: 'Álvarez' };
const theirs = { firstName: 'JOSE', lastName: 'Alvarez' };

describe('contacts', () => {
  test('the same name and number: linked, with its id and notes, and kept there from now on', async () => {
    const id = await typed({ ...jose, phones: ['020 7946 0101'], notes: 'prefers mornings' });
    await world.apply([mirroredContact('1', { ...theirs, phones: ['+44 20 7946 0101', '020 7946 0102'] })]);
    expect(await world.contacts()).toMatchObject([
      { id, display_name: 'JOSE Alvarez', kept_in: world.connectionId, notes: 'prefers mornings' },
    ]);
    expect(await world.numbers()).toEqual(['+442079460101', '+442079460102']);
    await world.apply([mirroredContact('1', { ...theirs, lastName: 'Vega', phones: ['020 7946 0101'] })]);
    expect(await world.contacts()).toMatchObject([{ id, display_name: 'JOSE Vega' }]);
  });

  test('the same name and address are enough, in any case', async () => {
    const id = await typed({ ...jose, phones: ['n/a'], email: 'Jose@Example.com' });
    await world.apply([
      mirroredContact('1', { ...theirs, emails: [{ email: 'JOSE@example.com', label: 'Work' }] }),
    ]);
    expect(await world.contacts()).toMatchObject([{ id, notes: 'Not in Fake: n/a (Mobile)' }]);
  });

  test('an address that only stood here is noted, one that stands there in other spelling is not', async () => {
    const blank = { label: '', line2: '', county: '', postcode: '', country: '' };
    const phones = ['020 7946 0101'];
    const first = await typed({ ...jose, phones, address: '12 Mill Lane' });
    const second = await typed({
      firstName: 'Ana',
      lastName: 'Ruiz',
      phones: ['020 7946 0103'],
      address: '4 Elm Row',
    });
    const addresses = [{ ...blank, line1: '12 MILL LANE', town: 'Hove' }];
    await world.apply([
      mirroredContact('1', { ...theirs, phones, addresses }),
      mirroredContact('2', { firstName: 'Ana', lastName: 'Ruiz', phones: ['020 7946 0103'] }),
    ]);
    const notes = new Map((await world.contacts()).map((row) => [row.id, row.notes]));
    expect([notes.get(first), notes.get(second)]).toEqual(['', 'Not in Fake: 4 Elm Row, Hove']);
  });

  test('a number that is one of several in a field counts; what only stood here is noted', async () => {
    const id = await typed({
      ...jose,
      phones: ['020 7946 0101 / 020 7946 0102', '020 7946 0103'],
      email: 'jose@example.com',
      notes: 'ring twice',
    });
    await world.apply([mirroredContact('1', { ...theirs, phones: ['020 7946 0102', '020 7946 0103'] })]);
    expect(await world.contacts()).toMatchObject([
      { id, notes: 'ring twice\nNot in Fake: 020 7946 0101 / 020 7946 0102 (Mobile), jose@example.com' },
    ]);
    const search = await world.owner.call('GET', '/api/v1/contacts?q=jose@example.com');
    expect(search.json().items).toHaveLength(1);
  });

  test.each([
    ['another name', { firstName: 'Josef' }],
    ['another number', { phones: ['020 7946 0199'] }],
    ['no number at all', { phones: [] }],
    ['a group', { type: 'group' as const, firstName: '', lastName: '', companyName: 'José Álvarez' }],
  ])('%s: somebody else', async (_what, more) => {
    const id = await typed({ ...jose, phones: ['020 7946 0101'] });
    await world.apply([mirroredContact('1', { ...theirs, phones: ['020 7946 0101'], ...more })]);
    expect(await world.contacts()).toHaveLength(2);
    expect((await world.contacts()).find((one) => one.id === id)).toMatchObject({ kept_in: null });
  });

  test('two that fit: neither is taken', async () => {
    await typed({ ...jose, phones: ['020 7946 0101'] });
    await typed({ ...jose, phones: ['020 7946 0102'] });
    await world.apply([mirroredContact('1', { ...theirs, phones: ['020 7946 0101', '020 7946 0102'] })]);
    const contacts = await world.contacts();
    expect(contacts.filter(({ kept_in }) => kept_in === null)).toHaveLength(2);
    expect(contacts.filter(({ kept_in }) => kept_in === world.connectionId)).toHaveLength(1);
  });

  test('one of ours and two of theirs: the first has it', async () => {
    const id = await typed({ ...jose, phones: ['020 7946 0101'] });
    const same = { ...theirs, phones: ['020 7946 0101'] };
    await world.apply([mirroredContact('1', same), mirroredContact('2', same)]);
    expect(await world.contacts()).toHaveLength(2);
    expect(await world.links('contact')).toMatchObject([
      { external_id: '1', local_id: id },
      { external_id: '2' },
    ]);
  });

  test('an archived one rests', async () => {
    const id = await typed({ ...jose, phones: ['020 7946 0101'] });
    await world.sql('update contacts set archived_at = now() where id = $1', [id]);
    await world.apply([mirroredContact('1', { ...theirs, phones: ['020 7946 0101'] })]);
    expect(await world.contacts()).toHaveLength(2);
    expect((await world.contacts()).find((one) => one.id === id)).toMatchObject({ kept_in: null });
  });

  test('one that another system keeps stays there', async () => {
    const other = await world.addConnection('Other');
    const same = { ...theirs, phones: ['020 7946 0101'] };
    await world.apply([mirroredContact('x', same)], new Map(), other);
    await world.apply([mirroredContact('1', same)]);
    const keepers = (await world.contacts()).map(({ kept_in }) => kept_in);
    expect(new Set(keepers)).toEqual(new Set([other, world.connectionId]));
    expect(keepers).toHaveLength(2);
  });

  test('a number that hundreds share leads to the one with the name', async () => {
    await world.sql(
      `with made as (
         insert into contacts (firm_id, id, kind, display_name, last_name, created_by, search)
         select $1, gen_random_uuid(), 'person', 'Desk ' || n, 'Desk ' || n, 'import', ''
         from generate_series(1, 300) n returning id)
       insert into contact_numbers (firm_id, id, contact_id, raw, part, e164, label, note, fax, position)
       select $1, gen_random_uuid(), id, '020 7946 0101', '020 7946 0101', '+442079460101', '', '', false, 0 from made`,
      [world.firmId],
    );
    const id = await typed({ firstName: 'Jane', lastName: 'Okafor 1', phones: ['020 7946 0101'] });
    await world.apply([mirroredContact('1', { phones: ['020 7946 0101'] })]);
    expect(await world.links('contact')).toMatchObject([{ local_id: id }]);
  });

  test('a page of two hundred takes as few statements as one of two', async () => {
    const page = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) =>
        mirroredContact(`${from + index}`, {
          emails: [{ email: `c${from + index}@example.com`, label: '' }],
        }),
      );
    for (const n of [10, 11, 500])
      await typed({
        firstName: 'Jane',
        lastName: `Okafor ${n}`,
        email: `c${n}@example.com`,
        phones: ['020 7946 0101'],
      });
    const few = await world.statements(() => world.apply(page(10, 2)));
    const many = await world.statements(() => world.apply(page(400, 200)));
    expect(many).toBeLessThanOrEqual(few);
    expect((await world.contacts()).filter(({ created_by }) => created_by !== 'sync')).toMatchObject([
      { kept_in: world.connectionId },
      { kept_in: world.connectionId },
      { kept_in: world.connectionId },
    ]);
  });
});

describe('matters', () => {
  test('the same number: linked, and who may see it stays as it was decided here', async () => {
    const walled = await openMatter('10377', { restricted: true, accessStaffIds: [world.owner.id] });
    const open = await openMatter('10412');
    await world.apply([
      mirroredMatter('a', { number: ' 10377 ', title: 'Lindqvist – Divorce' }),
      mirroredMatter('b', { number: '10412', title: 'Okafor – Purchase' }),
      mirroredMatter('c', { number: '10413' }),
    ]);
    expect(await world.matters()).toMatchObject([
      {
        id: walled,
        number: '10377',
        title: 'Lindqvist – Divorce',
        restricted: true,
        kept_in: world.connectionId,
      },
      { id: open, number: '10412', title: 'Okafor – Purchase', restricted: false },
      { number: '10413' },
    ]);
    const access = await world.sql('select staff_id from matter_access where matter_id = $1', [walled]);
    expect(access).toEqual([{ staff_id: world.owner.id }]);
  });

  test('a number of another system’s matter gets the system’s name as before', async () => {
    const other = await world.addConnection('Other');
    await world.apply([mirroredMatter('x', { number: '10412' })], new Map(), other);
    await world.apply([mirroredMatter('a', { number: '10412' })]);
    expect((await world.matters()).map(({ number }) => number)).toEqual(['10412', '10412 (Fake)']);
  });

  test('two of theirs with our number: the first has it', async () => {
    const id = await openMatter('10412');
    await world.apply([mirroredMatter('a', { number: '10412' }), mirroredMatter('b', { number: '10412' })]);
    expect(await world.matters()).toMatchObject([{ id, number: '10412' }, { number: '10412 (Fake)' }]);
  });
});
