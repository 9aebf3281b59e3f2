/** Numbers: those beside the main one, and contacts found by theirs. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pullAll, startWorld, type World } from '../../../simulators/lawmatics/test-world.ts';
import type { MirrorItem } from '../ports.ts';
import { lawmatics } from './index.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

describe('numbers beside the main one', () => {
  const phonesOf = (items: readonly (MirrorItem | null)[], id: string) => {
    const found = items.find((item) => item?.externalId === id);
    return found?.kind === 'contact' ? found.phones : null;
  };
  const both = [
    { text: '(415) 555-0142', label: 'Primary' },
    { text: '415.555.0188', label: 'Mobile' },
  ];

  test('come with every contact: in the whole list, among the changes, and one by one', async () => {
    const id = `contact/${world.ids.dana}`;
    const company = world.world.addCompany({ name: 'Elm Ltd', phones: ['415-555-0150', '415-555-0151'] });
    world.world.addPhone('contact', world.ids.dana, '415.555.0188');
    // The main one under another label is not told twice.
    world.world.addPhone('contact', world.ids.dana, '415-555-0142');
    world.world.addPhone('contact', world.ids.dana, '');
    const since = world.clock.now().toISOString();
    const whole = await pullAll(world, 'contact');
    expect(phonesOf(whole, id)).toEqual(both);
    expect(phonesOf(whole, `company/${company}`)).toHaveLength(2);
    expect(phonesOf(await pullAll(world, 'contact', { since }), id)).toEqual(both);
    expect(phonesOf([await world.client.fetchOne('contact', id)], id)).toEqual(both);
    expect(phonesOf(await world.client.findContactsByPhone('+14155550188'), id)).toEqual(both);
  });

  test('hundreds of them, over many pages', async () => {
    world.world.seedContacts(200);
    const people = world.world.records('contact').slice(1);
    for (const [index, { id }] of people.entries())
      world.world.addPhone('contact', id, `(907) 555-${String(100 + (index % 100)).padStart(4, '0')}`);
    const whole = await pullAll(world, 'contact');
    for (const { id } of people) expect(phonesOf(whole, `contact/${id}`)).toHaveLength(2);
  });

  test('are not read when nobody changed', async () => {
    world.clock.advance(3_600_000);
    const since = world.clock.now().toISOString();
    expect(await pullAll(world, 'contact', { since })).toEqual([]);
    expect([...world.control.used.keys()].toSorted()).toEqual(['GET /v1/companies', 'GET /v1/contacts']);
  });

  test('are done without where their list may not be filtered', async () => {
    const operation = 'GET /v1/phone_numbers';
    world.world.addPhone('contact', world.ids.dana, '415.555.0188');
    world.control.faults.add({ kind: 'status', status: 422, count: 2, match: { operation } });
    const id = `contact/${world.ids.dana}`;
    expect(phonesOf(await pullAll(world, 'contact'), id)).toEqual(both.slice(0, 1));
    expect(phonesOf([await world.client.fetchOne('contact', id)], id)).toEqual(both.slice(0, 1));
  });

  test('a list that is down ends nothing: the same place is asked again', async () => {
    const operation = 'GET /v1/phone_numbers';
    world.control.faults.add({ kind: 'status', status: 503, match: { operation } });
    await expect(pullAll(world, 'contact')).rejects.toThrow('unavailable');
  });
});

describe('contacts by number', () => {
  const find = async (e164: string) => await world.client.findContactsByPhone(e164);

  test('the finder’s one hit counts when it holds exactly this number', async () => {
    expect(await find('+14155550142')).toMatchObject([{ externalId: `contact/${world.ids.dana}` }]);
    expect(world.control.used.has('GET /v1/phone_numbers')).toBe(false);
  });

  test('a loose hit is not believed; the list of numbers is asked', async () => {
    await world.close();
    world = await startWorld();
    world.world.addContact({ lastName: 'Loose', phones: ['22 415 555 0177 33'] });
    const omar = world.world.addContact({ lastName: 'Reyes', phones: ['+1 (415) 555.0177 (mobile)'] });
    expect(await find('+14155550177')).toMatchObject([{ externalId: `contact/${omar}` }]);
    // By the pattern, and all numbers of the one that was found.
    expect(world.control.used.get('GET /v1/phone_numbers')).toBe(2);
  });

  test('a second number, and a company’s', async () => {
    world.world.addPhone('contact', world.ids.dana, '415.555.0188');
    const company = world.world.addCompany({ name: 'Elm Ltd', phones: ['(415) 555-0188'] });
    const found = await find('+14155550188');
    // The finder knows the contact by its second number and shows the first.
    expect(found.map(({ externalId }) => externalId).toSorted()).toEqual([
      `company/${company}`,
      `contact/${world.ids.dana}`,
    ]);
    for (const { phones } of found)
      expect(phones.map(({ text }) => text.replaceAll(/\D/g, ''))).toContain('4155550188');
  });

  test.each(['not_found', 'null'] as const)('nobody: the finder answers %s', async (finderMiss) => {
    await world.close();
    world = await startWorld({ finderMiss });
    expect(await find('+442079460123')).toEqual([]);
  });

  test('a British number written the national way', async () => {
    await world.close();
    world = await startWorld();
    const client = lawmatics.client({ ...world.context, country: 'GB' });
    const id = world.world.addContact({ lastName: 'Frith', phones: ['020 7946 0123'] });
    expect(await client.findContactsByPhone('+442079460123')).toMatchObject([
      { externalId: `contact/${id}` },
    ]);
  });
});
