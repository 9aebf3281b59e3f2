/** Reading whole kinds from the simulated vendor: `createServer` runs behind each test. */
import { describe, expect, test } from 'vitest';
import { demoIds, inventedContacts } from './index.ts';
import { pullAll, startWorld, watchViolations } from './test-world.ts';

watchViolations();

describe('what there is', () => {
  test('staff with their user ids, active or not', async () => {
    const { client, control } = await startWorld();
    control.people.addStaff({ firstName: 'Old', lastName: 'Hand', email: 'old@example.com', former: true });
    expect((await pullAll(client, 'staff')).items).toMatchObject([
      {
        externalId: demoIds.nora,
        firstName: 'Nora',
        active: true,
        numbers: ['3125550180'],
        extra: { userId: demoIds.noraUser },
      },
      { externalId: demoIds.theo, email: 'theo@example.com', active: true },
      { firstName: 'Old', active: false },
    ]);
    expect(await client.fetchOne('staff', demoIds.nora)).toMatchObject({ lastName: 'Hartley' });
  });

  test('matter types, stages in their order, and codes', async () => {
    const { client } = await startWorld();
    expect((await pullAll(client, 'matter_type')).items).toMatchObject([
      { externalId: demoIds.conveyance, name: 'Purchase (IL)' },
      { externalId: demoIds.intake, name: 'Enquiry (IL)' },
    ]);
    const stageSet = { externalId: demoIds.stages, name: 'Purchase' };
    expect((await pullAll(client, 'stage')).items).toMatchObject([
      { externalId: `${demoIds.stages}/${demoIds.opened}`, name: 'Opened', position: 1, stageSet },
      { externalId: `${demoIds.stages}/${demoIds.settled}`, name: 'Settled', position: 2, stageSet },
    ]);
    expect(await client.fetchOne('stage', `${demoIds.stages}/${demoIds.settled}`)).toMatchObject({
      position: 2,
    });
  });

  test('contacts: people, companies, groups with their members, and deleted ones as removed', async () => {
    const { client, control } = await startWorld();
    const { people } = control;
    const company = { name: 'Acme Ltd', phone: { number: '(312) 555-0120' }, fax: { number: '3125550121' } };
    people.addContact({ company }, '00000000-0000-4000-8000-00000000a010');
    people.addContact(
      { groupOfPeople: { peopleIds: [demoIds.ada, demoIds.charles] } },
      '00000000-0000-4000-8000-00000000a011',
    );
    people.changeContact(demoIds.charles, { isDeleted: true });
    const { items } = await pullAll(client, 'contact');
    expect(items).toHaveLength(4);
    expect(Object.fromEntries(items.map((item) => [item.externalId.slice(-4), item]))).toMatchObject({
      a001: { type: 'person', firstName: 'Ada', phones: [{ text: '3125550101', label: 'Mobile' }] },
      a002: { type: 'person', removed: true },
      a010: {
        type: 'company',
        companyName: 'Acme Ltd',
        phones: [
          { text: '(312) 555-0120', label: 'Phone' },
          { text: '3125550121', label: 'Fax', fax: true },
        ],
      },
      a011: {
        type: 'group',
        companyName: 'Ada Byron and Charles Cabbage',
        memberIds: [demoIds.ada, demoIds.charles],
      },
    });
    expect(items[0]?.updatedAt).toMatch(/^2026-03-02T09:30:00/);
  });

  test('matters and leads, with stage, people and state', async () => {
    const { client, control } = await startWorld();
    const { people } = control;
    people.changeMatter(demoIds.dispute, { status: 'Deleted' });
    const { items } = await pullAll(client, 'matter');
    expect(Object.fromEntries(items.map((item) => [item.externalId, item]))).toMatchObject({
      [demoIds.purchase]: {
        number: 'M-1001',
        title: 'M-1001 - Purchase of 4 Elm St',
        status: 'open',
        stageId: `${demoIds.stages}/${demoIds.opened}`,
        matterTypeId: demoIds.conveyance,
        personResponsibleId: demoIds.nora,
        openedOn: '2026-03-02',
        parties: [{ contactId: demoIds.ada, role: 'Client', isClient: true }],
      },
      [demoIds.dispute]: { removed: true, status: 'closed', stageId: null },
      [demoIds.lead]: { extra: { isLead: 'true' }, openedOn: '2026-03-02', status: 'open' },
    });
  });

  test('a firm whose plan has no leads is read without them', async () => {
    const { client, control } = await startWorld();
    control.habits.leads = false;
    expect((await pullAll(client, 'matter')).items.map(({ externalId }) => externalId).sort()).toEqual([
      demoIds.purchase,
      demoIds.dispute,
    ]);
  });

  test('further people on a matter: roles and those around them, but not the firm itself', async () => {
    const { client, control } = await startWorld();
    const role = (id: string, name: string, contactId: string, more: object = {}) => ({
      id,
      name,
      contact: { id: contactId },
      isClient: false,
      isOtherSide: false,
      ...more,
    });
    control.people.setRoles(demoIds.purchase, [
      role('r1', 'Buyer', demoIds.ada, { isClient: true }),
      role('r2', 'Lender', 'c-lender', {
        relationships: [{ id: 'x1', name: 'Lender’s solicitor', contact: { id: demoIds.charles } }],
      }),
      role('r3', 'Conveyancer', 'MyFirm'),
    ]);
    const { items } = await pullAll(client, 'party');
    expect(items).toMatchObject([
      { externalId: `${demoIds.purchase}/r2`, contactId: 'c-lender', role: 'Lender' },
      { externalId: `${demoIds.purchase}/r2/x1`, contactId: demoIds.charles, role: 'Lender’s solicitor' },
    ]);
    expect(await client.fetchOne('party', `${demoIds.purchase}/r2/x1`)).toMatchObject({
      matterId: demoIds.purchase,
    });
    expect(await client.fetchOne('party', `${demoIds.purchase}/gone`)).toBeNull();
  });

  test('what is not there is null', async () => {
    const { client } = await startWorld();
    const nowhere = '00000000-0000-4000-8000-0000000000ff';
    for (const kind of ['staff', 'matter_type', 'contact', 'matter', 'activity_code'] as const)
      expect(await client.fetchOne(kind, nowhere)).toBeNull();
  });
});

describe('what changed', () => {
  test('since a moment: contacts, matters, and matters of which only the stage moved', async () => {
    const { client, control, clock } = await startWorld();
    clock.advance(3_600_000);
    const since = clock.now().toISOString();
    expect((await pullAll(client, 'contact', since)).items).toEqual([]);
    clock.advance(1000);
    control.people.changeContact(demoIds.ada, { externalSystemId: 'x' });
    control.people.changeMatter(demoIds.dispute, { status: 'Closed' });
    control.people.moveStage(demoIds.purchase, demoIds.stages, demoIds.settled);
    expect((await pullAll(client, 'contact', since)).items).toMatchObject([{ externalId: demoIds.ada }]);
    expect((await pullAll(client, 'matter', since)).items).toMatchObject([
      { externalId: demoIds.dispute, status: 'closed' },
      { externalId: demoIds.purchase, stageId: `${demoIds.stages}/${demoIds.settled}` },
    ]);
    expect((await pullAll(client, 'stage', since)).items).toEqual([]);
    expect((await pullAll(client, 'activity_code', since)).items).toEqual([]);
  });

  test('nobody is passed over while people work on during the reading', async () => {
    const { client, control, clock } = await startWorld({ seeded: false });
    const { people } = control;
    people.addContacts(inventedContacts(2400));
    const ids = control.records('contacts').map((view) => String(view.id));
    const seen = new Map<string, string | null>();
    let cursor: string | null = null;
    for (let page = 0; ; page += 1) {
      const read = await client.pull('contact', { cursor, since: null });
      for (const item of read.items) seen.set(item.externalId, item.version);
      cursor = read.cursor;
      if (cursor === null) break;
      clock.advance(1000);
      // Some from every corner of the list change, one is new.
      for (const offset of [3, 700, 1300, 2100]) {
        people.changeContact(ids[offset + page * 7] ?? '', { externalSystemId: `page ${page}` });
      }
      if (page < 4) people.addContact({ person: { lastName: `New ${page}` } });
    }
    const there = control.records('contacts');
    expect(seen.size).toBe(there.length);
    expect(there.filter((view) => seen.get(String(view.id)) !== view.versionId).length).toBeLessThanOrEqual(
      5,
    );
    for (const view of there) expect(seen.has(String(view.id))).toBe(true);
  });
});

test('100,000 contacts: 200 pages and one more, each of them a request', async () => {
  const { client, control } = await startWorld({ seeded: false });
  control.people.addContacts(inventedContacts(100_000));
  const started = performance.now();
  const ids = new Set<string>();
  let cursor: string | null = null;
  let total: number | undefined;
  do {
    const page = await client.pull('contact', { cursor, since: null });
    for (const { externalId } of page.items) ids.add(externalId);
    total ??= page.total;
    cursor = page.cursor;
  } while (cursor !== null);
  const seconds = (performance.now() - started) / 1000;
  const requests = control.used.get('GET /contacts') ?? 0;
  console.info(`100,000 contacts: ${requests} requests, ${seconds.toFixed(1)} s without the vendor's budget`);
  expect([ids.size, total, requests]).toEqual([100_000, 100_000, 201]);
}, 120_000);

describe('a number is looked for once before a contact is made', () => {
  test.each([
    ['apart', { areaCode: '312', number: '5550166' }, 1],
    ['as people write it', { number: '(312) 555-0166' }, 1],
    ['with the country', { number: '+1 312 555 0166' }, 1],
    ['another one with the same ending', { areaCode: '773', number: '5550166' }, 0],
    ['the same, of somebody deleted', { areaCode: '312', number: '5550166', deleted: true }, 0],
  ])(
    'stored %s',
    async (_title, { deleted, ...cell }: { areaCode?: string; number: string; deleted?: boolean }, count) => {
      const { client, control } = await startWorld();
      control.people.addContact({ person: { lastName: 'Lovelace', cell }, isDeleted: deleted === true });
      expect(await client.findContactsByPhone('+13125550166')).toHaveLength(count);
    },
  );
});
