/** What depends on values alone: rates, names, titles, spellings of numbers, ids. */
import { describe, expect, test } from 'vitest';
import { splitName, toActivityCode, toContact, toMatter, toParty, toStage } from './map.ts';
import { spellings } from './phones.ts';
import { idOf, newCommunication } from './requests.ts';
import * as wire from './wire.ts';

describe('rates', () => {
  test.each([
    ['an hourly rate of its own', { type: 'Custom', amount: 250.5 }, 'USD', 25050],
    ['a currency without minor units', { type: 'Custom', amount: 9000 }, 'JPY', 9000],
    ['an amount as text', { type: 'Custom', amount: '99.99' }, 'GBP', 9999],
    ['a flat rate is none an hour', { type: 'FlatRate', amount: 80 }, 'USD', null],
    ['the person’s rate', { type: 'User', amount: 0 }, 'USD', null],
    ['hidden', null, 'USD', null],
  ])('%s', (_title, rate, currency, expected) => {
    const found = wire.activityDescription.parse({ id: 1, name: 'Calls', rate });
    expect(toActivityCode(found, currency).rate).toBe(expected);
  });
});

describe('names', () => {
  test.each([
    ['Dana Whitlock', 'Dana', 'Whitlock'],
    ['  Ana María  de la Cruz ', 'Ana María de la', 'Cruz'],
    ['Cher', '', 'Cher'],
    ['+1 415-555-0142', '', '+1 415-555-0142'],
    ['', '', ''],
  ])('“%s”', (name, firstName, lastName) => expect(splitName(name)).toEqual({ firstName, lastName }));

  test('a person of whom Clio tells the whole name only', () => {
    const found = wire.contact.parse({ id: 7, type: 'Person', name: 'Dana Whitlock', first_name: null });
    expect(toContact(found)).toMatchObject({
      firstName: 'Dana',
      lastName: 'Whitlock',
      phones: [],
      emails: [],
      addresses: [],
    });
  });

  test('addresses with their labels, a street of several lines in two; an empty one is none', () => {
    const addresses = [
      { name: 'Home', street: 'Flat 2\n12 Mill Lane', city: 'Hove', postal_code: 'BN3 1AA', country: 'GB' },
      { name: 'Billing', street: ' ', city: null, province: '', postal_code: null, country: 'GB' },
    ];
    const found = wire.contact.parse({ id: 7, type: 'Company', name: 'Elm Ltd', addresses });
    expect(toContact(found).addresses).toEqual([
      {
        ...{ label: 'Home', line1: 'Flat 2', line2: '12 Mill Lane', town: 'Hove', county: '' },
        ...{ postcode: 'BN3 1AA', country: 'GB' },
      },
    ]);
  });
});

describe('matters', () => {
  const matter = (values: object) =>
    toMatter(wire.matter.parse({ id: 7, display_number: '00007-Whitlock', ...values }));

  test.each([
    ['a line is the title', 'Lease dispute', 'Lease dispute', ''],
    ['no description: the number', '', '00007-Whitlock', ''],
    ['several lines', 'Sale\nof the mill', 'Sale', 'Sale\nof the mill'],
    ['a long one is cut', 'x'.repeat(250), 'x'.repeat(200), 'x'.repeat(250)],
  ])('%s', (_title, description, title, rest) => {
    expect(matter({ description })).toMatchObject({ title, description: rest });
  });

  test.each([
    ['Open', 'open'],
    ['Pending', 'pending'],
    ['Closed', 'closed'],
    [null, 'open'],
  ])('status %s', (status, expected) => expect(matter({ status }).status).toBe(expected));

  test('the member of staff stands in for a missing attorney; a hidden client is no party', () => {
    expect(matter({ responsible_staff: { id: 3 }, client: null })).toMatchObject({
      personResponsibleId: '3',
      parties: [],
    });
  });

  test('a relationship with a hidden end is none', () => {
    const hidden = wire.relationship.parse({
      id: 1,
      description: 'Witness',
      matter: null,
      contact: { id: 2 },
    });
    expect(toParty(hidden)).toBeNull();
  });

  test('a stage of no practice area is in a set of its own', () => {
    const stage = wire.stage.parse({ id: 1, name: 'New', order: 1, practice_area_id: null });
    expect(toStage(stage, new Map()).stageSet).toEqual({ externalId: 'none', name: 'Matter stages' });
  });
});

describe('numbers as they may be written', () => {
  test.each([
    ['+14155550142', ['+14155550142', '(415) 555-0142', '415-555-0142', '4155550142']],
    ['+442079460958', ['+442079460958', '020 7946 0958', '20-7946-0958', '2079460958']],
    ['+61491570156', ['+61491570156', '0491 570 156', '491-570-156', '491570156']],
    ['nonsense', ['nonsense']],
  ])('%s', (e164, expected) => expect(spellings(e164)).toEqual(expected));
});

describe('requests', () => {
  test.each(['', 'Leads/7', '-1', '1.5', '99999999999999999999'])('“%s” is no id of Clio', (id) => {
    expect(() => idOf({ id, extra: {} })).toThrow('rejected: ');
  });

  test.each([
    ['sms', 'Text message from Dana', 'Text message from Dana'],
    ['sms', 'From Dana', 'Text message: From Dana'],
    ['fax', 'From Dana', 'Fax: From Dana'],
    ['call', 'Missed call from Dana', 'Missed call from Dana'],
    ['call', 'Voicemail from Dana', 'Voicemail from Dana'],
    ['call', 'Dana', 'Call: Dana'],
  ] as const)('%s: “%s” says what it is', (interaction, subject, expected) => {
    const record = {
      reference: 'ML-7F3K9Q',
      interaction,
      direction: 'inbound' as const,
      outcome: 'answered',
      subject,
      text: 'Without it',
      startedAt: '2026-03-02T16:50:00.000Z',
      endedAt: null,
      date: '2026-03-02',
      timeZone: 'UTC',
      talkSeconds: 0,
      party: { e164: null, name: null },
      contact: null,
      matter: null,
      staff: null,
    };
    const made = newCommunication(record, 'p');
    expect([made.subject, made.body]).toEqual([expected, 'Without it\nML-7F3K9Q']);
  });
});
