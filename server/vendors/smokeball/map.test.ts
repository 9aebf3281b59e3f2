import { describe, expect, test } from 'vitest';
import { mapActivity, mapContact, mapMatter, mapMatterType, mapRoles, mapStaff, mapStageSet } from './map.ts';
import * as wire from './wire.ts';

describe('contacts', () => {
  test('a person’s numbers in the order of their likeliness, with labels, extension and fax', () => {
    const person = {
      firstName: 'Ada',
      middleName: 'K',
      lastName: 'Byron',
      email: ' ada@example.com ',
      phone: { areaCode: '312', number: '5550102' },
      phone2: { areaCode: null, number: '(312) 555-0103', extension: '7' },
      cell: { number: '437-555-0104 (Jane’s number)' },
      fax: { areaCode: '312', number: '5550105' },
    };
    const read = wire.contact.parse({ id: 'c1', versionId: 'v1', lastUpdated: '637863192000010000', person });
    expect(mapContact(read)).toEqual({
      kind: 'contact',
      externalId: 'c1',
      version: 'v1',
      updatedAt: '2022-04-23T14:00:00.001Z',
      type: 'person',
      firstName: 'Ada K',
      lastName: 'Byron',
      companyName: '',
      phones: [
        { text: '437-555-0104 (Jane’s number)', label: 'Mobile' },
        { text: '3125550102', label: 'Phone' },
        { text: '(312) 555-0103', label: 'Phone 2', extension: '7' },
        { text: '3125550105', label: 'Fax', fax: true },
      ],
      emails: [{ email: 'ada@example.com', label: 'Email' }],
      addresses: [],
    });
  });

  test.each([
    [
      'in two lines, as in the US',
      {
        addressLine1: 'Level 1/10',
        addressLine2: '100 Broad Street',
        city: 'Chicago',
        state: 'IL',
        zipCode: '60606',
      },
      { line1: 'Level 1/10', line2: '100 Broad Street', town: 'Chicago', county: 'IL', postcode: '60606' },
    ],
    [
      'in parts, as in the UK',
      {
        ...{ unitType: 'Flat', unitNumber: '2', streetNumber: '12', streetName: 'Mill', streetType: 'Lane' },
        ...{ locality: 'Aldrington', city: 'Hove', county: 'East Sussex', zipCode: 'BN3 1AA' },
        country: 'United Kingdom',
      },
      {
        ...{ line1: 'Flat 2', line2: '12 Mill Lane, Aldrington', town: 'Hove', county: 'East Sussex' },
        ...{ postcode: 'BN3 1AA', country: 'United Kingdom' },
      },
    ],
    [
      'of a post box, as in Australia',
      {
        careOf: 'J. Smith',
        poBox: { poBoxType: 'Locked Bag', poBoxNumber: '7', city: 'Perth', state: 'WA', zipCode: '6000' },
      },
      { line1: 'c/o J. Smith', line2: 'Locked Bag 7', town: 'Perth', county: 'WA', postcode: '6000' },
    ],
  ])('an address %s', (_where, residentialAddress, ours) => {
    const person = { lastName: 'Byron', residentialAddress, mailingAddress: { city: ' ' } };
    const blank = { line1: '', line2: '', town: '', county: '', postcode: '', country: '' };
    expect(mapContact(wire.contact.parse({ id: 'c', person })).addresses).toEqual([
      { ...blank, label: 'Home', ...ours },
    ]);
  });

  test('a company’s addresses by what they are for', () => {
    const at = (city: string) => ({ city });
    const company = {
      name: 'Elm',
      businessAddress: at('A'),
      mailingAddress: null,
      registeredAddress: at('B'),
    };
    const { addresses } = mapContact(wire.contact.parse({ id: 'c', company }));
    expect(addresses.map(({ label, town }) => [label, town])).toEqual([
      ['Business', 'A'],
      ['Registered', 'B'],
    ]);
  });

  test('a trust stands as a company, a contact with nothing in it as a person without a name', () => {
    const trust = { name: 'The Elm Trust', phone: { number: '3125550110' } };
    expect(mapContact(wire.contact.parse({ id: 't', trust }))).toMatchObject({
      type: 'company',
      companyName: 'The Elm Trust',
      phones: [{ text: '3125550110', label: 'Phone' }],
    });
    expect(mapContact(wire.contact.parse({ id: 'x' }))).toMatchObject({
      companyName: '',
      phones: [],
      updatedAt: null,
    });
  });
});

describe('matters', () => {
  test.each([
    ['Open', 'open', undefined],
    ['Pending', 'pending', undefined],
    ['Closed', 'closed', undefined],
    ['Cancelled', 'closed', undefined],
    ['Deleted', 'closed', true],
    [null, 'closed', undefined],
  ])('%s is %s', (status, ours, removed) => {
    const mapped = mapMatter(wire.matter.parse({ id: 'm', status }), null);
    expect([mapped.status, mapped.removed]).toEqual([ours, removed]);
  });

  test('a matter without a title goes by its description, then its number', () => {
    const titled = (fields: object) => mapMatter(wire.matter.parse({ id: 'm', ...fields }), null).title;
    expect(titled({ title: ' ', description: 'Purchase', number: '7' })).toBe('Purchase');
    expect(titled({ number: '7' })).toBe('7');
  });

  test('MyFirm is nobody’s contact', () => {
    const matter = wire.matter.parse({
      id: 'm',
      clients: [{ id: 'c' }, { id: 'MyFirm' }, {}],
      otherSides: null,
    });
    expect(mapMatter(matter, null).parties).toEqual([{ contactId: 'c', role: 'Client', isClient: true }]);
    const role = wire.role.parse({ id: 'r', name: 'Agent', contact: { id: 'MyFirm' } });
    expect(mapRoles('m', [role])).toEqual([]);
  });
});

test.each([
  [{ former: false, enabled: true }, true],
  [{ former: true, enabled: true }, false],
  [{ former: false, enabled: false }, false],
  [{}, true],
])('staff with %j: active %j', (flags, active) => {
  expect(mapStaff(wire.staff.parse({ id: 's', userId: '', ...flags }))).toMatchObject({ active });
});

test('staff without a login have no user id', () => {
  expect(mapStaff(wire.staff.parse({ id: 's', userId: null }))).not.toHaveProperty('extra');
});

test.each([
  [{ type: 1, rateType: 1, rate: 250.5 }, 25_050],
  [{ type: 1, rateType: 0, rate: 0 }, null],
  [{ type: 0, rateType: 2, rate: 9 }, null],
])('a code with %j has the rate %j', (fields, rate) => {
  expect(mapActivity(wire.activity.parse({ id: 'a', code: 'CALL', ...fields }))).toMatchObject({
    rate,
    label: 'CALL',
  });
});

test('codes of expenses are no activity codes of ours', () => {
  expect(mapActivity(wire.activity.parse({ id: 'a', type: 2 }))).toBeNull();
});

test('what is deleted is removed, by either spelling', () => {
  const type = { id: 't', name: 'Purchase' };
  expect(mapMatterType(wire.matterType.parse({ ...type, deleted: true }))).toMatchObject({
    name: 'Purchase',
    removed: true,
  });
  const stages = [{ id: '1', isDeleted: true }, { id: '2' }];
  const mapped = mapStageSet(wire.stageSet.parse({ id: 's', name: 'Set', stages }));
  expect(mapped.map(({ removed, position }) => [removed, position])).toEqual([
    [true, 1],
    [undefined, 2],
  ]);
});
