/** The mirror: every kind, pages that move while they are read, changes, single records. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pullAll, startWorld, type World } from '../../../simulators/lawmatics/test-world.ts';
import type { MirrorKind } from '../ports.ts';
import { lawmatics } from './index.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

describe('every kind in our words', () => {
  test('people of the firm', async () => {
    expect(await pullAll(world, 'staff')).toMatchObject([
      { externalId: '101', firstName: 'Nora', lastName: 'Hartley', email: 'nora@example.com', active: true },
      { externalId: '102', lastName: 'Moss' },
      { externalId: '103', firstName: 'Mary Ann', lastName: 'Vance' },
    ]);
  });

  test('practice areas and stages with their pipelines', async () => {
    world.world.addPracticeArea('Purchase');
    const [intake, hired] = [world.world.addPipeline('Intake'), world.world.addPipeline('Hired')];
    world.world.addStage(intake, 'Initial call', 1);
    const stage = world.world.addStage(hired, 'Opened', 7);
    expect(await pullAll(world, 'matter_type')).toMatchObject([{ externalId: '101', name: 'Purchase' }]);
    expect(await pullAll(world, 'stage')).toMatchObject([
      { name: 'Initial call', position: 1, stageSet: { externalId: String(intake), name: 'Intake' } },
      { name: 'Opened', position: 7, stageSet: { externalId: String(hired), name: 'Hired' } },
    ]);
    expect(await world.client.fetchOne('stage', String(stage))).toMatchObject({
      name: 'Opened',
      stageSet: { name: 'Hired' },
    });
  });

  test('contacts and companies, told apart in the id', async () => {
    const company = world.world.addCompany({ name: 'Elm Ltd', phones: ['(415) 555-0150'] });
    const bare = world.world.addContact({ lastName: 'Reyes' });
    expect(company).toBe(world.ids.dana);
    expect(await pullAll(world, 'contact')).toMatchObject([
      {
        externalId: `contact/${world.ids.dana}`,
        type: 'person',
        firstName: 'Dana',
        lastName: 'Whitlock',
        phones: [{ text: '(415) 555-0142', label: 'Primary' }],
        version: '2026-03-02T09:00:00.000-08:00',
        updatedAt: '2026-03-02T17:00:00.000Z',
      },
      { externalId: `contact/${bare}`, lastName: 'Reyes', phones: [], emails: [] },
      { externalId: `company/${company}`, type: 'company', companyName: 'Elm Ltd', firstName: '' },
    ]);
    expect(await world.client.fetchOne('contact', `company/${company}`)).toMatchObject({ type: 'company' });
  });

  test('matters with their clients; relationships as parties', async () => {
    const { ids } = world;
    const company = world.world.addCompany({ name: 'Elm Ltd' });
    const seller = world.world.addContact({ lastName: 'Reyes' });
    world.world.addMatter({ companyId: company, contactId: ids.dana, status: 'hired', ownedById: ids.theo });
    world.world.addMatter({ contactId: ids.dana, status: 'lost', title: 'Will', leadAttorneyId: ids.nora });
    world.world.addRelationship(ids.lease, seller, 'Seller');
    expect(await pullAll(world, 'matter')).toMatchObject([
      {
        externalId: String(ids.lease),
        number: 'L-7',
        title: 'Lease dispute',
        status: 'open',
        openedOn: '2026-03-02',
        parties: [{ contactId: `contact/${ids.dana}`, role: 'Client', isClient: true }],
      },
      {
        number: '102',
        title: 'Dana Whitlock',
        status: 'open',
        personResponsibleId: String(ids.theo),
        parties: [{ contactId: `company/${company}` }, { contactId: `contact/${ids.dana}` }],
      },
      { title: 'Will', status: 'closed', personResponsibleId: String(ids.nora) },
    ]);
    expect(await pullAll(world, 'party')).toMatchObject([
      { matterId: String(ids.lease), contactId: `contact/${seller}`, role: 'Seller', isClient: false },
    ]);
  });

  test('kinds that Lawmatics has no list of are empty', async () => {
    expect(await pullAll(world, 'activity_code')).toEqual([]);
    expect(Object.keys(lawmatics.pulls)).not.toContain('activity_code');
  });

  test.each<[MirrorKind, string]>([
    ['contact', 'contact/999'],
    ['contact', 'company/999'],
    ['matter', '999'],
    ['party', '999'],
    ['staff', '999'],
  ])('a %s that is gone is null (%s)', async (kind, id) => {
    expect(await world.client.fetchOne(kind, id)).toBeNull();
  });
});

describe('pages that move while they are read', () => {
  test('10,000 contacts, some of them going and coming: none is missed', async () => {
    world.world.seedContacts(10_000);
    const before = world.world.records('contact').map(({ id }) => id);
    const gone = new Set<number>();
    const items = await pullAll(world, 'contact', {
      between(page) {
        // Anywhere in the list, also right before the page that comes next.
        const victim = before[(page * 7919) % before.length];
        if (victim !== undefined && victim !== world.ids.dana && !gone.has(victim)) {
          gone.add(victim);
          world.world.remove('contact', victim);
        }
        world.world.addContact({ lastName: `Newcomer ${page}` });
      },
    });
    const read = new Set(items.map(({ externalId }) => externalId));
    expect(gone.size).toBeGreaterThan(300);
    expect(before.filter((id) => !gone.has(id) && !read.has(`contact/${id}`))).toEqual([]);
    // 401 pages, the first twice, and the companies.
    expect(world.control.used.get('GET /v1/contacts')).toBe(402);
  }, 60_000);

  test('who came or changed meanwhile is found by the next look for changes', async () => {
    world.world.seedContacts(60);
    const began = world.clock.now().toISOString();
    world.clock.advance(1000);
    const ids: number[] = [];
    await pullAll(world, 'contact', {
      between: () => ids.push(world.world.addContact({ lastName: 'Newcomer' })),
    });
    const changes = (await pullAll(world, 'contact', { since: began })).map(({ externalId }) => externalId);
    expect(changes).toEqual(expect.arrayContaining(ids.map((id) => `contact/${id}`)));
  });

  test('changes that go on changing: what was left alone is not missed', async () => {
    const since = '2026-03-02T18:00:00.000Z';
    world.clock.advance(2 * 3_600_000);
    const ids: number[] = [];
    for (let index = 0; index < 120; index += 1) {
      world.clock.advance(1000);
      ids.push(world.world.addContact({ lastName: `Changed ${index}` }));
    }
    const touched = new Set<number>();
    const items = await pullAll(world, 'contact', {
      since,
      between(page) {
        world.clock.advance(1000);
        for (const id of [ids[page * 3], ids[page * 11]]) {
          if (id === undefined) continue;
          touched.add(id);
          world.world.edit('contact', id, { first_name: 'Again' });
        }
      },
    });
    const read = new Set(items.map(({ externalId }) => externalId));
    expect(ids.filter((id) => !touched.has(id) && !read.has(`contact/${id}`))).toEqual([]);
    expect(read).not.toContain(`contact/${world.ids.dana}`);
  });

  test('addresses come with people and companies, over many pages; those of others are passed over', async () => {
    world.world.seedContacts(60);
    const people = world.world.records('contact');
    const company = world.world.addCompany({ name: 'Elm Ltd' });
    for (const { id } of people)
      world.world.addAddress('contact', id, { street: `${id} Elm St`, city: 'Chicago', zipcode: '60606' });
    const office = {
      label: 'Office',
      street: '1 Elm Row',
      street2: 'Suite 2',
      city: 'Chicago',
      zipcode: '60606',
    };
    world.world.addAddress('company', company, office);
    const all = await pullAll(world, 'contact');
    const found = new Map(all.flatMap((item) => (item.kind === 'contact' ? [[item.externalId, item]] : [])));
    for (const { id } of people)
      expect(found.get(`contact/${id}`)?.addresses.map(({ line1 }) => line1)).toEqual([`${id} Elm St`]);
    expect(found.get(`company/${company}`)?.addresses).toEqual([
      {
        label: 'Office',
        line1: '1 Elm Row',
        line2: 'Suite 2',
        town: 'Chicago',
        county: '',
        postcode: '60606',
        country: '',
      },
    ]);
  });

  test('where the list of addresses may not be filtered, contacts come without', async () => {
    world.world.addAddress('contact', world.ids.dana, {
      street: '4 Elm St',
      city: 'Chicago',
      zipcode: '60606',
    });
    world.control.faults.add({ kind: 'status', status: 422, match: { operation: 'GET /v1/addresses' } });
    expect(await world.client.fetchOne('contact', `contact/${world.ids.dana}`)).toMatchObject({
      addresses: [],
    });
  });

  test('it goes on from a stored place, and tells how many there are', async () => {
    world.world.seedContacts(60);
    world.world.addCompany({ name: 'Elm Ltd' });
    // The numbers beside the main ones come first, then the addresses.
    const numbers = await world.client.pull('contact', { cursor: null, since: null });
    const addresses = await world.client.pull('contact', { cursor: numbers.cursor, since: null });
    expect([numbers.items, addresses.items]).toEqual([[], []]);
    const first = await world.client.pull('contact', { cursor: addresses.cursor, since: null });
    expect([first.total, first.items.length]).toEqual([61, 25]);
    const again = lawmatics.client(world.context);
    const second = await again.pull('contact', { cursor: first.cursor, since: null });
    expect(second.items.map(({ externalId }) => externalId).at(-1)).toBe('contact/161');
    expect(first.cursor).not.toBe(second.cursor);
    const all = await pullAll(world, 'contact');
    expect(new Set(all.map(({ externalId }) => externalId)).size).toBe(62);
  });

  test('an unreadable place is refused', async () => {
    const read = world.client.pull('contact', { cursor: 'page 2', since: null });
    await expect(read).rejects.toThrow('unreadable');
  });
});

describe('the test of a connection', () => {
  test('says who let us in, and for which firm', async () => {
    const who = { accountId: 'firm/15', accountName: 'Firm 15', userName: 'Nora Hartley' };
    expect(await world.client.whoAmI()).toEqual(who);
  });

  test('where the firm is not told, only the same person counts as the same account', async () => {
    world.world.edit('user', world.ids.nora, { firm: null });
    const who = { accountId: 'user/101', accountName: '', userName: 'Nora Hartley' };
    expect(await world.client.whoAmI()).toEqual(who);
  });
});
