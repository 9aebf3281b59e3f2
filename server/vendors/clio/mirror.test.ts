/** What is pulled from Clio, page by page and one by one, and contacts by number. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../../../simulators/clio/test-world.ts';
import type { MirrorItem, MirrorKind } from '../ports.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

async function pullAll(kind: MirrorKind, since: string | null = null): Promise<MirrorItem[]> {
  const items: MirrorItem[] = [];
  let cursor: string | null = null;
  do {
    const page = await world.client.pull(kind, { cursor, since });
    items.push(...page.items);
    ({ cursor } = page);
  } while (cursor !== null);
  return items;
}

test('who let us in', async () => {
  expect(await world.client.whoAmI()).toEqual({
    accountId: '501',
    accountName: 'Hartley & Moss',
    userName: 'Nora Hartley',
  });
});

describe('each kind', () => {
  test('users are staff', async () => {
    const [nora, , iris] = await pullAll('staff');
    expect(nora).toMatchObject({
      kind: 'staff',
      externalId: '1002',
      firstName: 'Nora',
      lastName: 'Hartley',
      email: 'nora@example.com',
      active: true,
      numbers: ['(312) 555-0180'],
    });
    expect(iris).toMatchObject({ firstName: 'Iris', active: false });
    expect(iris).not.toHaveProperty('numbers');
  });

  test('practice areas are matter types, and stages follow each other in one of them', async () => {
    const area = world.world.addPracticeArea('Real estate');
    const second = world.world.addStage(area, 'Closing', 2);
    expect(await pullAll('matter_type')).toMatchObject([{ externalId: String(area), name: 'Real estate' }]);
    const stage = {
      externalId: String(second),
      name: 'Closing',
      stageSet: { externalId: String(area), name: 'Real estate' },
      position: 2,
      matterTypeIds: [String(area)],
    };
    expect(await pullAll('stage')).toMatchObject([stage]);
    expect(await world.client.fetchOne('stage', String(second))).toMatchObject(stage);
    expect(await world.client.fetchOne('stage', '99')).toBeNull();
  });

  test('a contact has its numbers as written, and which of them are fax', async () => {
    const company = world.world.addContact({
      type: 'Company',
      name: 'Harbour Foods',
      phones: [{ name: 'Fax', number: '415.555.0188' }, '+1 415 555 0189'],
      emails: ['office@example.com'],
    });
    const [dana, harbour] = await pullAll('contact');
    expect(dana).toMatchObject({ type: 'person', firstName: 'Dana', lastName: 'Whitlock', companyName: '' });
    expect(harbour).toMatchObject({
      externalId: String(company),
      type: 'company',
      companyName: 'Harbour Foods',
      firstName: '',
      phones: [
        { text: '415.555.0188', label: 'Fax', fax: true },
        { text: '+1 415 555 0189', label: 'Work' },
      ],
      emails: [{ email: 'office@example.com', label: 'Work' }],
    });
  });

  test('a matter with its client, and people beside it as parties', async () => {
    const { ids } = world;
    const area = world.world.addPracticeArea('Real estate');
    const stage = world.world.addStage(area, 'Open', 1);
    const other = world.world.addContact({ name: 'Omar Reyes' });
    const plan = { clientId: ids.dana, description: 'Sale\nof the mill', status: 'Closed' } as const;
    const matter = world.world.addMatter({
      ...plan,
      practiceAreaId: area,
      stageId: stage,
      responsibleAttorneyId: ids.nora,
    });
    const link = world.world.addRelationship(matter, other, 'Opposing counsel');
    expect((await pullAll('matter')).at(-1)).toMatchObject({
      externalId: String(matter),
      number: '00002-Whitlock',
      title: 'Sale',
      description: 'Sale\nof the mill',
      status: 'closed',
      matterTypeId: String(area),
      stageId: String(stage),
      personResponsibleId: String(ids.nora),
      openedOn: '2026-03-02',
      closedOn: '2026-03-02',
      parties: [{ contactId: String(ids.dana), role: 'Client', isClient: true }],
    });
    expect(await pullAll('party')).toMatchObject([
      {
        externalId: String(link),
        matterId: String(matter),
        contactId: String(other),
        role: 'Opposing counsel',
        isClient: false,
      },
    ]);
  });
});

describe('pages and changes', () => {
  test('the cursor goes on where it was, and others’ hosts are not followed', async () => {
    world.world.seedContacts(450);
    const first = await world.client.pull('contact', { cursor: null, since: null });
    expect([first.items.length, first.total]).toEqual([200, 451]);
    expect((await pullAll('contact')).map(({ externalId }) => Number(externalId))).toEqual(
      world.world.records('contacts').map(({ id }) => id),
    );
    const elsewhere = (first.cursor ?? '').replace(world.url, 'http://127.0.0.1:1');
    await expect(world.client.pull('contact', { cursor: elsewhere, since: null })).rejects.toThrow(
      'rejected: The address is not the vendor’s own.',
    );
  });

  test('only what changed since', async () => {
    world.clock.advance(60_000);
    const since = world.clock.now().toISOString();
    expect(await pullAll('contact', since)).toEqual([]);
    world.world.edit('contacts', world.ids.dana, { last_name: 'Whitlock-Reyes' });
    expect(await pullAll('contact', since)).toMatchObject([{ lastName: 'Whitlock-Reyes', updatedAt: since }]);
  });

  test('deleted, merged and restricted records are not there for us', async () => {
    const { client, ids } = world;
    const double = world.world.addContact({ name: 'D. Whitlock', phones: ['415-555-0143'] });
    const link = world.world.addRelationship(ids.lease, double, 'Witness');
    world.world.mergeContacts(double, ids.dana);
    expect(await client.fetchOne('contact', String(double))).toBeNull();
    expect(await client.fetchOne('contact', String(ids.dana))).toMatchObject({
      phones: [{ text: '(415) 555-0142' }, { text: '415-555-0143' }],
    });
    expect(await client.fetchOne('party', String(link))).toMatchObject({ contactId: String(ids.dana) });
    world.world.restrict(ids.lease);
    expect(await client.fetchOne('matter', String(ids.lease))).toBeNull();
    expect(await client.fetchOne('party', String(link))).toBeNull();
    expect([await pullAll('matter'), await pullAll('party')]).toEqual([[], []]);
  });
});

describe('contacts by number', () => {
  test.each([
    '+14155550177',
    '(415) 555-0177',
    '415-555-0177',
    '1-415-555-0177',
    '4155550177',
    '(415) 555-0177 ext. 4',
    '415-555-0177 (office)',
  ])('%s is found', async (number) => {
    const id = world.world.addContact({ name: 'Omar Reyes', phones: [number] });
    expect(await world.client.findContactsByPhone('+14155550177')).toMatchObject([
      { externalId: String(id) },
    ]);
  });

  test('all that share it, and nobody whose text merely holds it', async () => {
    const plan = { phones: ['(415) 555-0177'] };
    const [one, two] = [
      world.world.addContact({ name: 'Omar Reyes', ...plan }),
      world.world.addContact({ name: 'Lena Reyes', ...plan }),
    ];
    world.world.addContact({ name: 'Clinic of 4155550177', phones: ['(415) 555-0100'] });
    world.world.addContact({ name: 'Far away', phones: ['+44 4155550177'] });
    const found = await world.client.findContactsByPhone('+14155550177');
    expect(found.map(({ externalId }) => externalId)).toEqual([String(one), String(two)]);
  });

  test('nobody has it: four questions, no answer', async () => {
    expect(await world.client.findContactsByPhone('+14155550199')).toEqual([]);
    expect(world.control.used.get('GET /contacts.json')).toBe(4);
  });
});

test('100,000 contacts: 501 requests', { timeout: 120_000 }, async () => {
  world.world.seedContacts(100_000);
  const began = performance.now();
  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const page = await world.client.pull('contact', { cursor, since: null });
    for (const { externalId } of page.items) seen.add(externalId);
    ({ cursor } = page);
  } while (cursor !== null);
  console.log(`100,000 contacts pulled in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  expect(seen.size).toBe(100_001);
  expect(world.control.used.get('GET /contacts.json')).toBe(501);
});
