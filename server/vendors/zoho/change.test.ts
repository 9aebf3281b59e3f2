/** Records that stand in Zoho already: read, changed where they may be, taken out. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ModuleName } from '../../../simulators/zoho/modules.ts';
import {
  call,
  contactRef,
  createProgress,
  fax,
  leadRef,
  note,
  startWorld,
  type World,
} from '../../../simulators/zoho/test-world.ts';
import type { ContactToWrite, RecordToWrite } from '../ports.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const write = (record: RecordToWrite) => world.client.write(record, createProgress());
const only = (module: ModuleName) => {
  const rows = world.world.records(module);
  expect(rows).toHaveLength(1);
  return rows[0];
};

test('a call is read without our mark, changed where it may be, and taken out', async () => {
  const record = call(world);
  const { externalId, version } = await write(record);
  const there = await world.client.read(record, externalId);
  expect(there).toEqual({ externalId, version, subject: record.subject, text: record.text, locked: false });
  world.clock.advance(60_000);
  const next = call(world, {
    text: `${record.text}\nmore`,
    matter: null,
    contact: leadRef(world.ids.omar),
  });
  const changed = await world.client.update(next, externalId, version);
  expect(changed).toMatchObject({ externalId, there: true });
  expect(only('Calls')).toMatchObject({
    Description: next.text,
    Who_Id: null,
    What_Id: { id: world.ids.omar },
    $se_module: 'Leads',
  });
  await world.client.retire(next, externalId, 'remove');
  await world.client.retire(next, externalId, 'remove');
  expect(world.world.records('Calls')).toEqual([]);
  expect(await world.client.read(next, externalId)).toBeNull();
});

test('a person was faster: conflict, and nothing is changed', async () => {
  for (const record of [call(world), note(world)]) {
    const { externalId, version } = await write(record);
    world.clock.advance(60_000);
    const module = record.record === 'note' ? 'Notes' : 'Calls';
    const field = record.record === 'note' ? 'Note_Content' : 'Description';
    world.world.edit(module, externalId, { [field]: 'Mine now' });
    expect(await world.client.update(record, externalId, version)).toEqual({ conflict: true });
    expect(only(module)?.[field]).toBe('Mine now');
  }
});

test('a person was faster by a moment: Zoho says so', async () => {
  const { externalId, version } = await write(call(world));
  world.control.faults.add({ kind: 'status', status: 412, match: { method: 'PUT' } });
  expect(await world.client.update(call(world), externalId, version)).toEqual({ conflict: true });
});

test('a missed call that turns out to be answered keeps its kind, which cannot be changed', async () => {
  const { externalId } = await write(call(world, { outcome: 'missed', talkSeconds: 0 }));
  await world.client.update(call(world), externalId, null);
  expect(only('Calls')).toMatchObject({ Call_Type: 'Missed', Call_Duration: '00:00' });
});

test('a note: read, changed, not moved, taken out', async () => {
  const record = note(world);
  const { externalId, version } = await write(record);
  expect(await world.client.read(record, externalId)).toMatchObject({ text: record.text, locked: false });
  await world.client.update(note(world, { text: `${record.text}\nmore` }), externalId, version);
  expect(only('Notes')).toMatchObject({ Note_Content: `${record.text}\nmore` });
  const moved = note(world, { contact: leadRef(world.ids.omar) });
  await expect(world.client.update(moved, externalId, null)).rejects.toThrow('cannot move a note');
  await world.client.retire(record, externalId, 'remove');
  await world.client.retire(record, externalId, 'remove');
  expect(await world.client.read(record, externalId)).toBeNull();
});

test('a file: read, left as it is, taken out, also when its record is gone', async () => {
  const record = fax(world);
  const { externalId } = await write(record);
  expect(await world.client.update(record, externalId, null)).toMatchObject({ externalId });
  const moved = fax(world, { matter: null });
  await expect(world.client.update(moved, externalId, null)).rejects.toThrow('cannot move a file');
  await world.client.retire(record, externalId, 'remove');
  await world.client.retire(record, externalId, 'remove');
  expect(world.world.files()).toEqual([]);
  world.world.remove('Deals', world.ids.lease);
  expect(await world.client.read(record, externalId)).toBeNull();
  await world.client.retire(record, externalId, 'remove');
});

test('a contact is given a number only when it has none, and a converted lead is left alone', async () => {
  const record = newContact('Dana Whitlock');
  await world.client.update(record, contactRef(world.ids.dana).id, null);
  const bare = world.world.addContact({ lastName: 'Bare' });
  await world.client.update(record, contactRef(bare).id, null);
  expect(world.world.records('Contacts').map(({ Phone }) => Phone)).toEqual([
    '(415) 555-0142',
    '+14155550190',
  ]);
  const lead = world.world.addLead({ lastName: 'Gone' });
  world.world.convertLead(lead);
  await expect(world.client.update(record, leadRef(lead).id, null)).rejects.toThrow(
    'rejected: CONVERTED_RECORD',
  );
});

function newContact(name: string): ContactToWrite {
  return {
    record: 'contact',
    reference: 'ML-C0NTCT',
    type: 'person',
    name,
    e164: '+14155550190',
    country: 'US',
  };
}
