/** What is pulled from Zoho, page by page and one by one, and contacts by number. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pullAll, startWorld, type World } from '../../../simulators/zoho/test-world.ts';
import type { MirrorItem } from '../ports.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const idsOf = (items: readonly MirrorItem[]) => items.map(({ externalId }) => externalId);

test('who let us in', async () => {
  expect(await world.client.whoAmI()).toEqual({
    accountId: '5725767',
    accountName: 'Hartley & Moss',
    userName: 'Nora Hartley',
  });
});

describe('each kind', () => {
  test('users are staff, also those who may no longer sign in', async () => {
    const [nora, theo, iris] = await pullAll(world.client, 'staff');
    expect(nora).toMatchObject({
      kind: 'staff',
      externalId: world.ids.nora,
      firstName: 'Nora',
      lastName: 'Hartley',
      email: 'nora@example.com',
      active: true,
      numbers: ['(312) 555-0180'],
    });
    expect(theo).toMatchObject({ numbers: [] });
    expect(iris).toMatchObject({ active: false });
    expect(await world.client.fetchOne('staff', world.ids.nora)).toEqual(nora);
    expect(await world.client.fetchOne('staff', '99')).toBeNull();
  });

  test('contacts, leads and accounts are contacts that tell themselves apart by their ids', async () => {
    const harbour = world.world.addAccount('Harbour Foods', '+1 415-555-0189');
    world.world.edit('Contacts', world.ids.dana, { Fax: '415.555.0188', Email: 'dana@example.com' });
    const items = await pullAll(world.client, 'contact');
    expect(items).toMatchObject([
      {
        externalId: `Contacts/${world.ids.dana}`,
        type: 'person',
        firstName: 'Dana',
        lastName: 'Whitlock',
        companyName: '',
        phones: [
          { text: '(415) 555-0142', label: 'Phone' },
          { text: '415.555.0188', label: 'Fax', fax: true },
        ],
        emails: [{ email: 'dana@example.com', label: 'Email' }],
        updatedAt: '2026-03-02T17:00:00.000Z',
      },
      {
        externalId: `Leads/${world.ids.omar}`,
        type: 'person',
        phones: [{ text: '415-555-0177', label: 'Mobile' }],
      },
      {
        externalId: `Accounts/${harbour}`,
        type: 'company',
        firstName: '',
        companyName: 'Harbour Foods',
        phones: [{ text: '+1 415-555-0189', label: 'Phone' }],
      },
    ]);
    for (const item of items) expect(await world.client.fetchOne('contact', item.externalId)).toEqual(item);
    expect(await world.client.fetchOne('contact', 'Leads/99')).toBeNull();
    await expect(world.client.fetchOne('contact', 'Users/1')).rejects.toThrow('not a contact of Zoho');
  });

  test('addresses of contacts, leads and accounts stand in fields of different names', async () => {
    const parts = (prefix: string, code: string) => ({
      [`${prefix}Street`]: '4 Elm St\nSuite 2',
      [`${prefix}City`]: 'Chicago',
      [`${prefix}State`]: 'IL',
      [`${prefix}${code}`]: '60606',
    });
    const lead = world.world.addLead({ lastName: 'Frith', more: parts('', 'Zip_Code') });
    const harbour = world.world.addAccount('Harbour Foods');
    world.world.edit('Accounts', harbour, parts('Shipping_', 'Code'));
    world.world.edit('Contacts', world.ids.dana, { ...parts('Mailing_', 'Zip'), Other_City: 'Lima' });
    const lived = { line1: '4 Elm St', line2: 'Suite 2', town: 'Chicago', county: 'IL', postcode: '60606' };
    const at = (label: string) => ({ ...lived, label, country: '' });
    const items = await pullAll(world.client, 'contact');
    const told = items.flatMap((item) => (item.kind === 'contact' ? [item.addresses] : []));
    expect(told.filter((addresses) => addresses.length > 0)).toEqual([
      [at('Mailing'), expect.objectContaining({ label: 'Other', town: 'Lima', line1: '' })],
      [at('Address')],
      [at('Shipping')],
    ]);
    const one = await world.client.fetchOne('contact', `Leads/${lead}`);
    expect(one).toMatchObject({ addresses: [at('Address')] });
  });

  test('deals are matters: the contact is the client, the stage says whether they are open', async () => {
    const account = world.world.addAccount('Harbour Foods');
    const won = world.world.addDeal({ name: 'Sale', accountId: account, stage: 'Closed Won' });
    const [lease, sale] = await pullAll(world.client, 'matter');
    expect(lease).toMatchObject({
      externalId: world.ids.lease,
      title: 'Lease dispute',
      status: 'open',
      stageId: 'Qualification',
      matterTypeId: null,
      personResponsibleId: world.ids.nora,
      openedOn: '2026-03-02',
      closedOn: null,
      parties: [{ contactId: `Contacts/${world.ids.dana}`, role: 'Client', isClient: true }],
    });
    expect(sale).toMatchObject({
      externalId: won,
      status: 'closed',
      closedOn: '2026-03-02',
      parties: [{ contactId: `Accounts/${account}`, role: 'Account', isClient: true }],
    });
    expect(await world.client.fetchOne('matter', won)).toEqual(sale);
  });

  test('stages without pipelines are one set', async () => {
    expect(await pullAll(world.client, 'matter_type')).toEqual([]);
    expect(await pullAll(world.client, 'stage')).toMatchObject([
      {
        externalId: 'Qualification',
        stageSet: { externalId: 'stages', name: 'Deal stages' },
        position: 1,
        matterTypeIds: [],
      },
      { externalId: 'Engaged', position: 2 },
      { externalId: 'Closed Won' },
      { externalId: 'Closed Lost' },
    ]);
  });

  test('a pipeline is a type of matter, and a stage may stand in several', async () => {
    world.world.setPipelines([
      { name: 'Litigation', stages: ['Engaged', 'Closed Won'] },
      { name: 'Advice', stages: ['Qualification', 'Closed Won'] },
    ]);
    const deal = world.world.addDeal({ name: 'Claim', pipeline: 'Litigation', stage: 'Closed Won' });
    expect(await pullAll(world.client, 'matter_type')).toMatchObject([
      { externalId: 'Litigation', name: 'Litigation' },
      { externalId: 'Advice' },
    ]);
    const stages = await pullAll(world.client, 'stage');
    expect(idsOf(stages)).toEqual([
      'Litigation/Engaged',
      'Litigation/Closed Won',
      'Advice/Qualification',
      'Advice/Closed Won',
    ]);
    expect(await world.client.fetchOne('stage', 'Advice/Closed Won')).toEqual(stages[3]);
    expect(await world.client.fetchOne('matter', deal)).toMatchObject({
      matterTypeId: 'Litigation',
      stageId: 'Litigation/Closed Won',
      status: 'closed',
    });
  });
});

describe('changes', () => {
  const later = '2026-03-02T17:30:00.000Z';
  beforeEach(() => world.clock.advance(40 * 60_000));

  test('nothing new: nothing, with one request a list', async () => {
    expect(await pullAll(world.client, 'contact', later)).toEqual([]);
    expect(world.control.log).toHaveLength(6);
  });

  test('what changed, and what was deleted', async () => {
    const account = world.world.addAccount('Harbour Foods');
    world.world.edit('Leads', world.ids.omar, { Phone: '415-555-0178' });
    world.world.remove('Contacts', world.ids.dana);
    world.world.remove('Deals', world.ids.lease);
    expect(await pullAll(world.client, 'contact', later)).toMatchObject([
      { externalId: `Leads/${world.ids.omar}` },
      { externalId: `Accounts/${account}` },
      { externalId: `Contacts/${world.ids.dana}`, removed: true, firstName: 'Dana', lastName: 'Whitlock' },
    ]);
    expect(await pullAll(world.client, 'matter', later)).toMatchObject([
      { externalId: world.ids.lease, removed: true, title: 'Lease dispute' },
    ]);
    expect(await world.client.fetchOne('contact', `Contacts/${world.ids.dana}`)).toBeNull();
    expect(await world.client.fetchOne('matter', world.ids.lease)).toBeNull();
  });

  test('a converted lead is gone, and a contact instead of it there', async () => {
    const contact = world.world.convertLead(world.ids.omar);
    expect(await pullAll(world.client, 'contact', later)).toMatchObject([
      { externalId: `Contacts/${contact}` },
      { externalId: `Leads/${world.ids.omar}`, removed: true },
    ]);
    expect(await world.client.fetchOne('contact', `Leads/${world.ids.omar}`)).toMatchObject({
      removed: true,
    });
    expect(idsOf(await pullAll(world.client, 'contact'))).toEqual([
      `Contacts/${world.ids.dana}`,
      `Contacts/${contact}`,
    ]);
  });
});

describe('pages', () => {
  test('ten by number, further ones by token', async () => {
    world.world.seedContacts(2500);
    const items = await pullAll(world.client, 'contact');
    expect(new Set(idsOf(items)).size).toBe(2502);
    expect(world.control.log).toHaveLength(15);
  });

  test('a token that has ended: the list is read again from its start', async () => {
    world.world.seedContacts(2500);
    let cursor: string | null = null;
    for (let page = 0; page < 11; page += 1)
      ({ cursor } = await world.client.pull('contact', { cursor, since: null }));
    world.clock.advance(25 * 3_600_000);
    const again = await world.client.pull('contact', { cursor, since: null });
    expect(idsOf(again.items)[0]).toBe(`Contacts/${world.ids.dana}`);
  });

  test('a token that Zoho does not know: the same', async () => {
    const cursor = JSON.stringify({ step: 0, page: 12, token: 'unknown' });
    const page = await world.client.pull('contact', { cursor, since: null });
    expect(idsOf(page.items)).toEqual([`Contacts/${world.ids.dana}`]);
    expect(JSON.parse(page.cursor ?? '')).toEqual({ step: 1, page: 1 });
  });

  test('100,000 contacts: 500 requests and one for the leads and the accounts each', {
    timeout: 120_000,
  }, async () => {
    world.world.seedContacts(99_999);
    const ids = new Set<string>();
    let cursor: string | null = null;
    do {
      const page = await world.client.pull('contact', { cursor, since: null });
      for (const { externalId } of page.items) ids.add(externalId);
      ({ cursor } = page);
    } while (cursor !== null);
    expect(ids.size).toBe(100_001);
    expect(world.control.log).toHaveLength(502);
  });
});

describe('contacts by number', () => {
  const find = (e164 = '+14155550142') => world.client.findContactsByPhone(e164);

  test.each([
    '415-555-0143',
    '(415) 555 0143',
    '+1 415 555 0143',
    '14155550143',
    '415.555.0143 ext. 12',
    '4155550143',
  ])('written as %s', async (phone) => {
    const id = world.world.addContact({ lastName: 'Mercer', phone });
    expect(idsOf(await find('+14155550143'))).toEqual([`Contacts/${id}`]);
  });

  test('in any field, and of all who have it', async () => {
    const [first, second] = ['Home_Phone', 'Asst_Phone'].map((field) =>
      world.world.addContact({ lastName: field, more: { [field]: '415-555-0143' } }),
    );
    expect(idsOf(await find('+14155550143'))).toEqual([`Contacts/${first}`, `Contacts/${second}`]);
  });

  test('the same digits in another country are somebody else', async () => {
    world.world.addContact({ lastName: 'Mercer', phone: '+44 4155 550143' });
    expect(await find('+14155550143')).toEqual([]);
  });

  test('a lead only when no contact has it, and no converted one', async () => {
    expect(idsOf(await find('+14155550177'))).toEqual([`Leads/${world.ids.omar}`]);
    const contact = world.world.convertLead(world.ids.omar);
    expect(idsOf(await find('+14155550177'))).toEqual([`Contacts/${contact}`]);
    world.world.remove('Contacts', contact);
    expect(await find('+14155550177')).toEqual([]);
  });

  test('a number of another country: without its trunk zero', async () => {
    const id = world.world.addContact({ lastName: 'Okoro', phone: '+44 (0)7700 900123' });
    expect(idsOf(await find('+447700900123'))).toEqual([`Contacts/${id}`]);
  });

  test('what the search does not show yet is found by a query', async () => {
    await world.close();
    world = await startWorld({ searchLagMilliseconds: 300_000 });
    const id = world.world.addContact({ lastName: 'Mercer', phone: '(415) 555-0143' });
    expect(idsOf(await find('+14155550143'))).toEqual([`Contacts/${id}`]);
    expect(world.control.log).toEqual(['GET /crm/v8/Contacts/search → 204', 'POST /crm/v8/coql → 200']);
  });
});
