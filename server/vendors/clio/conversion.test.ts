/** A lead's clients and matter in Clio's words, and found again. `createServer` runs behind each test. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  conversionRecords,
  createProgress,
  startWorld,
  type World,
} from '../../../simulators/clio/test-world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

test('a client comes with numbers, e-mail and address, under their labels where Clio has them', async () => {
  const { contact } = conversionRecords(world);
  const { externalId } = await world.client.write(contact, createProgress());
  expect(await world.client.fetchOne('contact', externalId)).toMatchObject({
    firstName: 'Grace',
    lastName: 'Hopper',
    phones: [{ text: '+14155550178', label: 'Mobile' }],
    emails: [{ email: 'grace@example.com', label: 'Other' }],
    addresses: [{ line1: '12 Mill Lane', line2: 'Flat 3', town: 'Oakland', county: 'CA', postcode: '94607' }],
  });
});

test('a namesake who was there before is not taken for the client that was to be made', async () => {
  world.world.addContact({ name: 'Grace Hopper', phones: ['+14155550178'] });
  world.clock.advance(60 * 60_000);
  const { contact } = conversionRecords(world);
  const progress = createProgress();
  world.control.faults.add({ kind: 'dropBeforeCommit', match: { method: 'POST' } });
  await expect(world.client.write(contact, progress)).rejects.toThrow('unavailable');
  expect(await world.client.findByReference(contact, progress)).toBeNull();
  world.control.faults.add({ kind: 'dropAfterCommit', match: { method: 'POST' } });
  await expect(world.client.write(contact, progress)).rejects.toThrow('unavailable');
  const made = world.world.records('contacts').at(-1);
  expect(await world.client.findByReference(contact, progress)).toMatchObject({
    externalId: String(made?.id),
  });
});

test('further clients and the referrer stand beside the matter, and clients are read as clients', async () => {
  const { matter } = conversionRecords(world);
  const { externalId } = await world.client.write(matter, createProgress());
  expect(await world.client.fetchOne('matter', externalId)).toMatchObject({
    title: 'Whitlock – Purchase of 12 Mill Lane',
    reference: 'ML-C0NV-1',
    openedOn: '2026-03-02',
    parties: [{ contactId: String(world.ids.dana), isClient: true }],
  });
  const { items } = await world.client.pull('party', { cursor: null, since: null });
  expect(items).toMatchObject([
    { matterId: externalId, role: 'Client (Purchaser)', isClient: true },
    { matterId: externalId, role: 'Referrer', isClient: false },
  ]);
});

test('a fixed fee comes to its price, a cost to that of all of it', async () => {
  const { fixed_fee, cost_recovery } = conversionRecords(world);
  await world.client.write(fixed_fee, createProgress());
  await world.client.write(cost_recovery, createProgress());
  expect(world.world.records('activities')).toMatchObject([
    { type: 'TimeEntry', total: 950, note: 'Legal fee\nFixed price. Quote 1042-1\nML-C0NV-1' },
    { type: 'ExpenseEntry', total: 21, tax_setting: 'no_tax', note: expect.stringMatching(/^3 × Legal fee/) },
  ]);
});
