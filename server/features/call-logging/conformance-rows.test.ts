/** The rows "Lawmatics" and "Zoho CRM" of the destination table, cell by cell, against their simulators (`createServer`). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ConformanceWorld, type Place, startConformanceWorld } from './conformance-world.ts';

let world: ConformanceWorld;
let place: Place;
beforeAll(async () => {
  world = await startConformanceWorld();
});
afterAll(() => world.close());
beforeEach(() => world.advance(60_000));

type Kind = 'call' | 'sms' | 'fax';
type Who =
  | 'one matter'
  | 'several matters'
  | 'no matter'
  | 'unknown, contacts are made'
  | 'unknown, none are made';

async function openOne(name: string): Promise<void> {
  const [made] = await world.open(name);
  if (made === undefined) throw new Error('no place');
  place = made;
}

const mattersOf: Readonly<Record<Who, number | null>> = {
  'one matter': 1,
  'several matters': 2,
  'no matter': 0,
  'unknown, contacts are made': null,
  'unknown, none are made': null,
};

/** What stands there, as "kind on contact and matter", and the entry. */
async function stands(kind: Kind, who: Who) {
  await world.phone.setOptions({ contactCreation: who !== 'unknown, none are made' });
  const matters = mattersOf[who];
  const client = matters === null ? null : await place.client(matters);
  const { id } = await world.event(kind, client?.number ?? world.newNumber());
  await world.work();
  const entry = await world.entry(id, place);
  const all = await place.contacts('');
  const said = (await place.standing(entry.reference)).map((one) => {
    const on = [
      one.contact === null ? null : one.contact === client?.contactThere ? 'contact' : 'new contact',
      one.matter === null ? null : one.matter === client?.mattersThere[0] ? 'matter' : 'other matter',
    ].filter((part) => part !== null);
    return `${one.kind} on ${on.join(' and ') || 'nobody'}`;
  });
  return { said: said.toSorted(), entry, all };
}

describe('Lawmatics', () => {
  beforeAll(() => openOne('lawmatics'));
  afterAll(() => expect(place.violations()).toEqual([]));

  test.each<[string, Kind, Who, string[]]>([
    [
      'call, one: interaction on contact/matter + time entry',
      'call',
      'one matter',
      ['interaction on matter', 'time_entry on matter'],
    ],
    [
      'call, else (several): interaction on the contact',
      'call',
      'several matters',
      ['interaction on contact'],
    ],
    ['call, else (none): interaction on the contact', 'call', 'no matter', ['interaction on contact']],
    ['SMS, one: interaction', 'sms', 'one matter', ['interaction on matter']],
    ['SMS, else: interaction', 'sms', 'several matters', ['interaction on contact']],
    ['fax, one: file on the matter', 'fax', 'one matter', ['document on matter']],
    ['fax, else: file on the contact', 'fax', 'several matters', ['document on contact']],
    [
      'call, contact created: interaction on it',
      'call',
      'unknown, contacts are made',
      ['interaction on new contact'],
    ],
    [
      'SMS, contact created: interaction on it',
      'sms',
      'unknown, contacts are made',
      ['interaction on new contact'],
    ],
    [
      'call, Contact Creation off: on the stand-in',
      'call',
      'unknown, none are made',
      ['interaction on new contact'],
    ],
    [
      'SMS, Contact Creation off: on the stand-in',
      'sms',
      'unknown, none are made',
      ['interaction on new contact'],
    ],
    [
      'fax, Contact Creation off: on the stand-in',
      'fax',
      'unknown, none are made',
      ['document on new contact'],
    ],
  ])('%s', async (_title, kind, who, expected) => {
    const { said, entry } = await stands(kind, who);
    expect(said).toEqual(expected);
    expect(entry).toMatchObject({ state: 'logged' });
  });

  test('the stand-in is a company with the firm’s name, made once', async () => {
    await stands('call', 'unknown, none are made');
    await stands('sms', 'unknown, none are made');
    const [firm] = await world.phone.query<{ name: string }>('select name from firms where id = $1', [
      world.phone.firm.id,
    ]);
    const named = (await place.contacts(firm?.name ?? '')).filter(({ id }) => id.startsWith('company/'));
    expect(named).toHaveLength(1);
  });
});

describe('Zoho CRM', () => {
  beforeAll(() => openOne('zoho'));
  afterAll(() => expect(place.violations()).toEqual([]));

  test.each<[string, Kind, Who, string[]]>([
    [
      'call, one: Calls record, Who = contact, What = deal',
      'call',
      'one matter',
      ['communication on contact and matter'],
    ],
    [
      'call, else (several): Calls record without What',
      'call',
      'several matters',
      ['communication on contact'],
    ],
    ['call, else (none): Calls record without What', 'call', 'no matter', ['communication on contact']],
    ['SMS, one: Note on the contact', 'sms', 'one matter', ['note on contact']],
    ['SMS, else: Note on the contact', 'sms', 'several matters', ['note on contact']],
    ['fax, one: Attachment on the record', 'fax', 'one matter', ['attachment on matter']],
    ['fax, else: Attachment on the contact', 'fax', 'several matters', ['attachment on contact']],
    [
      'call, contact created: Calls record with it',
      'call',
      'unknown, contacts are made',
      ['communication on new contact'],
    ],
    ['SMS, contact created: Note on it', 'sms', 'unknown, contacts are made', ['note on new contact']],
    [
      'call, contact not found: logged without contact',
      'call',
      'unknown, none are made',
      ['communication on nobody'],
    ],
  ])('%s', async (_title, kind, who, expected) => {
    const { said, entry } = await stands(kind, who);
    expect(said).toEqual(expected);
    expect(entry).toMatchObject({ state: 'logged' });
  });

  test.each<[string, Kind, Who]>([
    ['SMS, contact not found: no_contact', 'sms', 'unknown, none are made'],
    ['fax, contact not found: no_contact', 'fax', 'unknown, none are made'],
    [
      'fax, contact not found, creation on: no_contact, none is made for a fax',
      'fax',
      'unknown, contacts are made',
    ],
  ])('%s', async (_title, kind, who) => {
    const before = (await place.contacts('')).length;
    const { said, entry, all } = await stands(kind, who);
    expect(said).toEqual([]);
    expect(entry).toMatchObject({ state: 'skipped', reason: 'no_contact' });
    expect(all).toHaveLength(before);
  });
});
