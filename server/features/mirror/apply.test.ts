/** Pages of records into the practice record. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  mirroredCode,
  mirroredContact,
  mirroredMatter,
  mirroredParty,
  mirroredStaff,
  mirroredStage,
  mirroredType,
} from '../../testing/mirror-items.ts';
import { type MirrorWorld, startMirrorWorld } from '../../testing/mirror-world.ts';
import { createContactForNumber, findContactsByNumbers } from '../practice/index.ts';
import { linkRecord } from './links-store.ts';

let world: MirrorWorld;
beforeAll(async () => {
  world = await startMirrorWorld();
});
afterAll(() => world.app.close());
beforeEach(() => world.newFirm());

describe('contacts', () => {
  test('their numbers are read and matched, unreadable ones are on the list of numbers to fix', async () => {
    await world.apply([
      mirroredContact('1', {
        phones: [
          '020 7946 0101',
          { text: 'ask Jane', label: 'Home' },
          { text: '020 7946 0102', label: 'Fax', fax: true },
        ],
        emails: [{ email: 'jane@example.com', label: 'Work' }],
      }),
    ]);
    const [contact] = await world.contacts();
    expect(contact).toMatchObject({
      display_name: 'Jane Okafor 1',
      created_by: 'sync',
      kept_in: world.connectionId,
    });
    const found = await world.read((tx) =>
      findContactsByNumbers(tx, world.firmId, ['+442079460101', '+442079460102']),
    );
    expect(found.get('+442079460101')).toMatchObject([{ contactId: contact?.id, faxNumberOnly: false }]);
    expect(found.get('+442079460102')).toMatchObject([{ faxNumberOnly: true }]);
    const list = await world.owner.call('GET', '/api/v1/contact-numbers');
    expect(list.json().items).toMatchObject([{ text: 'ask Jane', problem: 'unreadable' }]);
    const search = await world.owner.call('GET', '/api/v1/contacts?q=okafor');
    expect(search.json().items).toHaveLength(1);
  });

  test('what did not change costs no write', async () => {
    const item = mirroredContact('1', { phones: ['020 7946 0101'], version: 'a' });
    expect(await world.apply([item])).toMatchObject({ created: 1 });
    const before = await world.contacts();
    const written = await world.rowVersions();
    expect(await world.apply([item, item])).toMatchObject({ created: 0, changed: 0, unchanged: 1 });
    expect(await world.contacts()).toEqual(before);
    expect(await world.rowVersions()).toEqual(written);
  });

  test('a copy that lags behind what was told already changes nothing', async () => {
    const at = (minute: string) => ({ updatedAt: `2026-03-02T10:${minute}:00Z` });
    await world.apply([mirroredContact('1', { lastName: 'Hale', version: 'b', ...at('30') })]);
    const late = mirroredContact('1', { lastName: 'Okafor', version: 'a', ...at('10') });
    expect(await world.apply([late])).toMatchObject({ changed: 0, unchanged: 1 });
    expect(await world.contacts()).toMatchObject([{ display_name: 'Jane Hale' }]);
    await world.apply([mirroredContact('1', { lastName: 'Berg', version: 'c', ...at('40') })]);
    expect(await world.contacts()).toMatchObject([{ display_name: 'Jane Berg' }]);
  });

  test('a change replaces numbers and keeps id, notes and who made it', async () => {
    await world.apply([mirroredContact('1', { phones: ['020 7946 0101'] })]);
    const [before] = await world.contacts();
    await world.sql(`update contacts set notes = 'prefers mornings' where id = $1`, [before?.id]);
    await world.apply([mirroredContact('1', { lastName: 'Hale', phones: ['020 7946 0199'] })]);
    const [after] = await world.contacts();
    expect(after).toMatchObject({
      id: before?.id,
      display_name: 'Jane Hale',
      notes: 'prefers mornings',
      version: 2,
    });
    expect(await world.numbers()).toEqual(['+442079460199']);
    expect((await world.owner.call('GET', '/api/v1/contacts?q=mornings')).json().items).toHaveLength(1);
  });

  test('whose address alone changed there is changed here, and found by the new postcode only', async () => {
    const blank = { line1: '', line2: '', town: '', county: '', postcode: '', country: '' };
    const at = (line1: string, postcode: string) => ({
      addresses: [
        { ...blank, label: 'Home', line1, postcode },
        { ...blank, label: 'Empty', country: 'GB' },
      ],
    });
    const find = async (postcode: string) => {
      const page = await world.owner.call('GET', `/api/v1/contacts?q=${postcode}`);
      return page.json().items.map((item: { addresses: { line1: string }[] }) => item.addresses);
    };
    await world.apply([mirroredContact('1', at('12 Mill Lane', 'BN3 1AA'))]);
    expect(await find('bn31aa')).toEqual([
      [{ ...blank, label: 'Home', line1: '12 Mill Lane', postcode: 'BN3 1AA' }],
    ]);
    const before = await world.rowVersions();
    await world.apply([mirroredContact('1', at('12 Mill Lane', 'BN3 1AA'))]);
    expect(await world.rowVersions()).toEqual(before);
    await world.apply([mirroredContact('1', at('4 Elm\0 Row', 'BN7 2ZZ'))]);
    expect(await find('bn31aa')).toEqual([]);
    expect(await find('bn72zz')).toMatchObject([[{ line1: '4 Elm Row' }]]);
    await world.apply([mirroredContact('1')]);
    expect(await find('bn72zz')).toEqual([]);
  });

  test('groups have their members, whichever comes first', async () => {
    await world.apply([
      mirroredContact('g', {
        type: 'group',
        firstName: '',
        lastName: '',
        companyName: 'Hale family',
        memberIds: ['1', '2'],
      }),
      mirroredContact('1'),
    ]);
    expect(await world.members()).toEqual([['Hale family', 'Jane Okafor 1']]);
    await world.apply([mirroredContact('2')]);
    expect(await world.members()).toEqual([
      ['Hale family', 'Jane Okafor 1'],
      ['Hale family', 'Jane Okafor 2'],
    ]);
  });

  test('gone, then back: the same contact', async () => {
    await world.apply([mirroredContact('1', { phones: ['020 7946 0101'] })]);
    const [before] = await world.contacts();
    expect(await world.apply([mirroredContact('1', { removed: true })])).toMatchObject({ removed: 1 });
    expect((await world.contacts())[0]?.archived_at).not.toBeNull();
    expect(await world.apply([mirroredContact('1', { removed: true })])).toMatchObject({ removed: 0 });
    await world.apply([mirroredContact('1', { phones: ['020 7946 0101'] })]);
    const [after] = await world.contacts();
    expect(after).toMatchObject({ id: before?.id, archived_at: null });
    expect(await world.links('contact')).toMatchObject([{ removed_at: null, local_id: before?.id }]);
  });

  test('one that was never here and is gone is not made', async () => {
    expect(await world.apply([mirroredContact('1', { removed: true })])).toMatchObject({
      created: 0,
      removed: 0,
    });
    expect(await world.contacts()).toEqual([]);
  });

  test('one that call logging made keeps its id, when it is said which', async () => {
    const id = await world.standIn('+442079460101');
    await world.apply([mirroredContact('7', { phones: ['020 7946 0111'] })], new Map([['7', id]]));
    expect(await world.contacts()).toMatchObject([
      { id, created_by: 'call_logging', display_name: 'Jane Okafor 7', kept_in: world.connectionId },
    ]);
  });

  test('a stand-in for nothing but the number becomes the contact of that number', async () => {
    const id = await world.standIn('+442079460101');
    await world.apply([
      mirroredContact('7', { phones: ['020 7946 0101'] }),
      mirroredContact('8', { phones: ['020 7946 0101'] }),
    ]);
    const contacts = await world.contacts();
    expect(contacts).toHaveLength(2);
    expect(contacts.find((one) => one.id === id)).toMatchObject({ display_name: 'Jane Okafor 7' });
  });

  test('made there for us: linked, and filled with what stands there', async () => {
    const id = await world.standIn('+442079460101');
    await world.write((tx) =>
      linkRecord(tx, { ...world.which(), kind: 'contact', externalId: '9', localId: id, version: '1' }),
    );
    expect(await world.apply([mirroredContact('9', { phones: ['020 7946 0101'] })])).toMatchObject({
      changed: 1,
    });
    expect(await world.contacts()).toMatchObject([{ id, display_name: 'Jane Okafor 9' }]);
  });

  test('mirrored before the link was known: ours takes its place, on its matters too', async () => {
    await world.apply([
      mirroredContact('9'),
      mirroredMatter('m', { parties: [{ contactId: '9', role: 'Client', isClient: true }] }),
    ]);
    const id = await world.standIn('+442079460101');
    await world.write((tx) =>
      linkRecord(tx, { ...world.which(), kind: 'contact', externalId: '9', localId: id, version: '1' }),
    );
    await world.apply([mirroredParty('p', 'm', '9')]);
    expect((await world.parties()).map(({ contact_id }) => contact_id)).toEqual([id, id]);
    expect((await world.contacts()).filter((one) => one.archived_at === null)).toMatchObject([{ id }]);
  });

  test('odd texts are stored as far as they can be', async () => {
    await world.apply([
      mirroredContact('1', { firstName: 'A\0da', lastName: '\ud800', phones: ['x'.repeat(900), ' '] }),
      mirroredContact('2', { firstName: '', lastName: '', emails: [{ email: 'x@example.com', label: '' }] }),
      mirroredContact('3', { firstName: '', lastName: '' }),
    ]);
    expect((await world.contacts()).map(({ display_name }) => display_name).sort()).toEqual([
      'Ada \ufffd',
      'No name',
      'x@example.com',
    ]);
  });

  test('two connections keep their own contacts', async () => {
    const other = await world.addConnection();
    await world.apply([mirroredContact('1', { lastName: 'First' })]);
    await world.apply([mirroredContact('1', { lastName: 'Second' })], new Map(), other);
    expect((await world.contacts()).map(({ display_name }) => display_name).sort()).toEqual([
      'Jane First',
      'Jane Second',
    ]);
  });

  test('a contact that is linked to two connections stays as the first one tells it', async () => {
    const other = await world.addConnection();
    await world.apply([mirroredContact('1', { lastName: 'First', phones: ['020 7946 0101'] })]);
    const [contact] = await world.contacts();
    await world.apply(
      [mirroredContact('x', { lastName: 'Second' })],
      new Map([['x', String(contact?.id)]]),
      other,
    );
    expect(await world.contacts()).toMatchObject([
      { display_name: 'Jane First', kept_in: world.connectionId },
    ]);
    expect(await world.numbers()).toEqual(['+442079460101']);
    await world.apply([mirroredContact('x', { removed: true })], new Map(), other);
    expect(await world.contacts()).toMatchObject([{ archived_at: null }]);
  });
});

describe('staff', () => {
  test('whoever works here is found by e-mail, in any case, and stays as they are', async () => {
    await world.apply([
      mirroredStaff('s1', { email: world.owner.email.toUpperCase(), firstName: 'Other', active: false }),
    ]);
    expect(await world.staff()).toMatchObject([
      { first_name: 'Olive', role: 'owner', active: true, kept_in: null },
    ]);
    expect(await world.links('staff')).toMatchObject([{ local_id: world.owner.id }]);
  });

  test('others come without a login, also without an e-mail, and leave with it', async () => {
    await world.apply([
      mirroredStaff('s1', { email: 'sam@example.com', numbers: ['020 7946 0150', 'none'], extension: '204' }),
      mirroredStaff('s2'),
      mirroredStaff('s3'),
    ]);
    const made = (await world.staff()).filter(({ role }) => role === 'member');
    expect(made).toMatchObject([
      {
        last_name: 'Reed s1',
        email: 'sam@example.com',
        direct_numbers: ['+442079460150'],
        extension: '204',
        active: true,
      },
      { last_name: 'Reed s2', email: '' },
      { last_name: 'Reed s3', email: '' },
    ]);
    await world.apply([mirroredStaff('s1', { removed: true }), mirroredStaff('s2', { active: false })]);
    expect((await world.staff()).filter(({ active }) => !active)).toHaveLength(2);
    await world.apply([mirroredStaff('s1', { email: 'sam@example.com' })]);
    expect((await world.staff()).filter(({ active }) => !active)).toHaveLength(1);
  });

  test('a second connection finds the same person', async () => {
    const other = await world.addConnection();
    await world.apply([mirroredStaff('s1', { email: 'sam@example.com' })]);
    await world.apply(
      [mirroredStaff('77', { email: 'Sam@Example.com', lastName: 'Elsewhere' })],
      new Map(),
      other,
    );
    const sam = (await world.staff()).filter(({ email }) => email === 'sam@example.com');
    expect(sam).toMatchObject([{ last_name: 'Reed s1' }]);
    expect((await world.links('staff')).map(({ local_id }) => local_id)).toEqual([sam[0]?.id, sam[0]?.id]);
  });

  test('two people there with one address are one here', async () => {
    await world.apply([
      mirroredStaff('a', { email: 'sam@example.com' }),
      mirroredStaff('b', { email: 'sam@example.com' }),
    ]);
    expect(await world.staff()).toHaveLength(2);
  });

  test('who signs in here by now is the firm’s own', async () => {
    await world.apply([mirroredStaff('s1', { email: 'sam@example.com' })]);
    const sam = (await world.staff()).find(({ email }) => email === 'sam@example.com');
    await world.sql('update memberships set staff_id = $1 where staff_id = $2', [sam?.id, world.owner.id]);
    await world.apply([
      mirroredStaff('s1', { email: 'sam@example.com', lastName: 'Changed', removed: false, active: false }),
    ]);
    const after = (await world.staff()).find(({ id }) => id === sam?.id);
    expect(after).toMatchObject({ last_name: 'Reed s1', active: true });
  });
});

describe('matters', () => {
  const client = { contactId: 'c', role: 'Client', isClient: true };

  test('with type, stage, person and parties, found by words', async () => {
    await world.apply([
      mirroredStaff('s', { email: world.owner.email }),
      mirroredType('t', 'Boundary disputes'),
      mirroredStage('set/1', 'Instructed', { matterTypeIds: ['t'] }),
      mirroredContact('c', { phones: ['020 7946 0101'] }),
      mirroredContact('d'),
      mirroredMatter('m', {
        matterTypeId: 't',
        stageId: 'set/1',
        personResponsibleId: 's',
        openedOn: '2026-01-05',
        parties: [client],
      }),
      mirroredParty('p', 'm', 'd'),
    ]);
    const list = (await world.owner.call('GET', '/api/v1/matters?q=okafor')).json().items;
    expect(list).toMatchObject([
      {
        number: 'M-m',
        matterTypeName: 'Boundary disputes',
        stageName: 'Instructed',
        personResponsibleId: world.owner.id,
        clients: [{ displayName: 'Jane Okafor c' }],
        openedOn: '2026-01-05',
      },
    ]);
    const one = (await world.owner.call('GET', `/api/v1/matters/${list[0].id}`)).json();
    expect(one.parties.map((party: { role: string }) => party.role)).toEqual(['Client', 'Witness']);
    expect(one.stages).toMatchObject([{ name: 'Instructed' }]);
    const found = await world.read((tx) => findContactsByNumbers(tx, world.firmId, ['+442079460101']));
    expect(found.get('+442079460101')?.[0]?.matters).toMatchObject([{ number: 'M-m', status: 'open' }]);
  });

  test('what it names may come later, in any order', async () => {
    await world.apply([mirroredParty('p', 'm', 'd')]);
    await world.apply([
      mirroredMatter('m', {
        matterTypeId: 't',
        stageId: 'set/1',
        personResponsibleId: 's',
        parties: [client],
      }),
    ]);
    expect(await world.parties()).toEqual([]);
    await world.apply([mirroredContact('d')]);
    expect(await world.parties()).toMatchObject([{ role: 'Witness' }]);
    await world.apply([mirroredContact('c'), mirroredStaff('s', { email: world.owner.email })]);
    await world.apply([mirroredStage('set/1', 'Instructed', { matterTypeIds: ['t'] })]);
    await world.apply([mirroredType('t', 'Boundary disputes')]);
    expect((await world.parties()).map(({ role }) => role)).toEqual(['Client', 'Witness']);
    expect(await world.matters()).toMatchObject([{ person_responsible_id: world.owner.id }]);
    const [item] = (await world.owner.call('GET', '/api/v1/matters')).json().items;
    expect(item).toMatchObject({ matterTypeName: 'Boundary disputes', stageName: 'Instructed' });
    expect(await world.gaps()).toBe(0);
  });

  test('people leave a matter, move to another, and a party that is listed twice leaves one at a time', async () => {
    await world.apply([
      mirroredContact('c'),
      mirroredMatter('m', { parties: [client] }),
      mirroredMatter('n'),
      mirroredParty('p', 'm', 'c', 'Client'),
    ]);
    const clientNow = async () => (await world.parties()).map(({ number, role }) => `${number} ${role}`);
    expect(await clientNow()).toEqual(['M-m Client']);
    await world.apply([mirroredMatter('m', { parties: [] })]);
    expect(await clientNow()).toEqual(['M-m Client']);
    await world.apply([mirroredParty('p', 'n', 'c', 'Client')]);
    expect(await clientNow()).toEqual(['M-n Client']);
    await world.apply([{ ...mirroredParty('p', 'n', 'c', 'Client'), removed: true }]);
    expect(await clientNow()).toEqual([]);
  });

  test('a number that is taken gets the system’s name', async () => {
    const other = await world.addConnection('Clio');
    const first = await world.addConnection('Zoho');
    await world.apply([mirroredMatter('z', { number: '00002' })], new Map(), first);
    await world.apply([mirroredMatter('a', { number: '00002' }), mirroredMatter('b', { number: '00002' })]);
    await world.apply(
      [mirroredMatter('a', { number: '00002' }), mirroredMatter('e', { number: '' })],
      new Map(),
      other,
    );
    const numbers = (await world.matters()).map(({ number }) => number);
    expect(numbers.slice(0, 4)).toEqual(['00002', '00002 (Clio)', '00002 (Fake 2)', '00002 (Fake)']);
    expect(numbers[4]).toMatch(/^Clio /);
    await world.apply([mirroredMatter('a', { number: '00002', title: 'Renamed' })]);
    expect((await world.matters()).find(({ title }) => title === 'Renamed')?.number).toBe('00002 (Fake)');
  });

  test('a restriction that somebody set here stays', async () => {
    await world.apply([
      mirroredContact('c', { phones: ['020 7946 0101'] }),
      mirroredMatter('m', { parties: [client] }),
    ]);
    const [matter] = await world.matters();
    const wall = { restricted: true, staffIds: [world.owner.id] };
    expect((await world.owner.call('PUT', `/api/v1/matters/${matter?.id}/wall`, wall)).statusCode).toBe(200);
    const member = await world.app.signedIn({ id: world.firmId });
    expect((await member.call('GET', '/api/v1/matters')).json().items).toEqual([]);
    await world.apply([
      mirroredMatter('m', { title: 'Renamed', parties: [client, { ...client, role: 'Payer' }] }),
    ]);
    expect(await world.matters()).toMatchObject([{ title: 'Renamed', restricted: true }]);
    expect((await member.call('GET', '/api/v1/matters')).json().items).toEqual([]);
    expect((await member.call('GET', `/api/v1/matters/${matter?.id}`)).statusCode).toBe(404);
    expect((await world.owner.call('GET', '/api/v1/matters')).json().items).toHaveLength(1);
  });

  test('gone there: closed here, with its people; back: open', async () => {
    await world.apply([mirroredContact('c'), mirroredMatter('m', { parties: [client] })]);
    await world.apply([mirroredMatter('m', { removed: true })]);
    expect(await world.matters()).toMatchObject([{ status: 'closed' }]);
    expect(await world.parties()).toHaveLength(1);
    await world.apply([mirroredMatter('m', { parties: [client] })]);
    expect(await world.matters()).toMatchObject([{ status: 'open', closed_on: null }]);
  });
});

describe('types, stages and activity codes', () => {
  test('a type of the firm’s own that nothing uses is taken over, one in use is not', async () => {
    const types = (await world.owner.call('GET', '/api/v1/matter-types')).json().items;
    const probate = types.find((type: { name: string }) => type.name === 'Probate');
    const family = types.find((type: { name: string }) => type.name === 'Family');
    await world.owner.call('POST', '/api/v1/matters', { title: 'Own', matterTypeId: family.id });
    await world.apply([mirroredType('t', 'probate'), mirroredType('u', 'Family')]);
    const after = (await world.owner.call('GET', '/api/v1/matter-types')).json().items;
    expect(after.filter((type: { name: string }) => /probate/i.test(type.name))).toMatchObject([
      { id: probate.id, name: 'probate', stageSetId: null },
    ]);
    expect(after.filter((type: { name: string }) => /family/i.test(type.name))).toMatchObject([
      { id: family.id, stageSetId: family.stageSetId },
      { name: 'Family (Fake)' },
    ]);
  });

  test('a stage that is gone and unused goes, one in use stays until its matter leaves it', async () => {
    await world.apply([
      mirroredStage('a', 'One'),
      mirroredStage('b', 'Two', { position: 2 }),
      mirroredMatter('m', { stageId: 'b' }),
    ]);
    await world.apply([
      { ...mirroredStage('a', 'One'), removed: true },
      { ...mirroredStage('b', 'Two'), removed: true },
    ]);
    const stages = async () =>
      (
        await world.sql(
          `select name from stages where stage_set_id in (select id from stage_sets where kept_in = $1)`,
          [world.connectionId],
        )
      ).map(({ name }) => name);
    expect(await stages()).toEqual(['Two']);
    await world.apply([mirroredStage('a', 'One'), mirroredMatter('m', { stageId: 'a' })]);
    expect((await stages()).sort()).toEqual(['One', 'Two']);
  });

  test('codes of a label that the firm has are linked, others are made', async () => {
    await world.owner.call('POST', '/api/v1/activity-codes', { label: 'TEL', description: 'ours' });
    await world.apply([mirroredCode('1', 'TEL'), mirroredCode('2', 'LET')]);
    const codes = async () => (await world.owner.call('GET', '/api/v1/activity-codes')).json().items;
    expect(await codes()).toMatchObject([
      { label: 'LET', rate: { amount: 12_000 }, createdBy: 'sync', active: true },
      { label: 'TEL', description: 'ours' },
    ]);
    await world.apply([{ ...mirroredCode('2', 'LET'), removed: true }]);
    expect((await codes())[0]).toMatchObject({ label: 'LET', active: false });
  });
});

test('a page of two hundred takes as few statements as one of two', async () => {
  const page = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => [
      mirroredContact(`c${first + index}`, { phones: [`+4420794${String(first + index).padStart(5, '0')}`] }),
      mirroredMatter(`m${first + index}`, {
        parties: [{ contactId: `c${first + index}`, role: 'Client', isClient: true }],
      }),
    ]).flat();
  // A connection that opens just then says a few words of its own: the quieter of two tries counts.
  const least = async (pages: readonly [number, number][]) => {
    const counts: number[] = [];
    for (const [first, count] of pages)
      counts.push(await world.statements(() => world.apply(page(first, count))));
    return Math.min(...counts);
  };
  const few = await least([
    [0, 2],
    [3, 2],
  ]);
  const many = await least([
    [10, 200],
    [300, 200],
  ]);
  expect(many).toBe(few);
  expect(many).toBeLessThan(45);
  const again = await world.statements(() => world.apply(page(10, 200)));
  expect(again).toBeLessThan(10);
});

test('a contact for a number that is mirrored is not made again', async () => {
  await world.apply([mirroredContact('1', { phones: ['020 7946 0101'] })]);
  const made = await world.write((tx) =>
    createContactForNumber(tx, world.firmId, { e164: '+442079460101', name: null }),
  );
  expect(made.created).toBe(false);
});
