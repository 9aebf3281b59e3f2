/** Records that stand in Clio already: read, updated under their etag, moved, taken out. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  communication,
  createProgress,
  faxDocument,
  ref,
  startWorld,
  timeEntry,
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

const lineOf = (id: string) => world.world.records('communications').find((row) => String(row.id) === id);

describe('reading', () => {
  test('a communication, a time entry, a document, a contact, an activity code', async () => {
    const { client } = world;
    const call = communication(world);
    const line = await client.write(call, createProgress());
    const entry = timeEntry(world, { parentId: line.externalId });
    const time = await client.write(entry, createProgress());
    const fax = faxDocument(world);
    const document = await client.write(fax, createProgress());
    const contact = { record: 'contact', reference: 'c', type: 'person', name: 'x', country: 'US' } as const;
    const code = { record: 'activity_code', reference: 'a', label: 'ion8-CALL', description: '' } as const;
    const codeId = String(world.world.records('activity_descriptions')[0]?.id);
    expect([
      await client.read(call, line.externalId),
      await client.read(entry, time.externalId),
      await client.read(fax, document.externalId),
      await client.read({ ...contact, e164: null }, String(world.ids.dana)),
      await client.read(code, codeId),
    ]).toMatchObject([
      {
        externalId: line.externalId,
        version: line.version,
        subject: call.subject,
        text: call.text,
        locked: false,
      },
      { externalId: time.externalId, text: entry.text, locked: false, minutes: 6.2 },
      { version: document.version, subject: fax.file.name, text: null, locked: false },
      { subject: 'Dana Whitlock', text: null },
      { subject: 'ion8-CALL' },
    ]);
    expect(await client.read(call, '99')).toBeNull();
  });

  test('hours that Clio hides are not read as none', async () => {
    const entry = timeEntry(world);
    const { externalId } = await world.client.write(entry, createProgress());
    world.world.edit('activities', Number(externalId), { quantity: null, quantity_redacted: true });
    expect(await world.client.read(entry, externalId)).not.toHaveProperty('minutes');
  });
});

describe('updating', () => {
  test('the text grows; a stale version is a conflict and changes nothing', async () => {
    const call = communication(world);
    const { externalId, version } = await world.client.write(call, createProgress());
    const grown = { ...call, text: `${call.text}\nTranscript: hello` };
    const changed = await world.client.update(grown, externalId, version);
    expect(changed).toEqual({ externalId, version: lineOf(externalId)?.etag, there: true });
    expect(lineOf(externalId)?.body).toBe(grown.text);
    expect(await world.client.update(call, externalId, version)).toEqual({ conflict: true });
    expect(lineOf(externalId)?.body).toBe(grown.text);
  });

  test('a change between our look and our write is a conflict, too (412)', async () => {
    const entry = timeEntry(world);
    const { externalId, version } = await world.client.write(entry, createProgress());
    world.world.edit('activities', Number(externalId), { note: 'by hand' });
    expect(await world.client.update(entry, externalId, version)).toEqual({ conflict: true });
  });

  test('re-filed: another contact, another matter; the old participants go', async () => {
    const omar = world.world.addContact({ name: 'Omar Reyes' });
    const will = world.world.addMatter({ clientId: omar, description: 'Will' });
    const call = communication(world);
    const { externalId, version } = await world.client.write(call, createProgress());
    const moved = { ...call, contact: ref(omar), matter: ref(will) };
    await world.client.update(moved, externalId, version);
    expect(lineOf(externalId)).toMatchObject({
      matter_id: will,
      senders: [{ id: omar, type: 'Contact' }],
      receivers: [{ id: world.ids.nora, type: 'User' }],
    });
  });

  test('off its matter: Clio cannot, and says so before anything is changed', async () => {
    const call = communication(world);
    const { externalId } = await world.client.write(call, createProgress());
    await expect(world.client.update({ ...call, matter: null }, externalId, null)).rejects.toThrow(
      'rejected: Clio cannot take a communication off its matter',
    );
    expect(lineOf(externalId)?.matter_id).toBe(world.ids.lease);
  });

  test('a document moves with the communication that ties it to its contact', async () => {
    const other = world.world.addMatter({ clientId: world.ids.dana, description: 'Appeal' });
    const fax = faxDocument(world);
    const { externalId, version } = await world.client.write(fax, createProgress());
    await world.client.update({ ...fax, matter: ref(other) }, externalId, version);
    expect(world.world.records('documents')[0]).toMatchObject({ matter_id: other });
    expect(world.world.records('communications')).toMatchObject([{ matter_id: other }]);
    await world.client.update({ ...fax, matter: null }, externalId, null);
    expect(world.world.records('documents')[0]).toMatchObject({
      matter_id: null,
      contact_id: world.ids.dana,
    });
    expect(world.world.records('communications')).toEqual([]);
    await world.client.update(fax, externalId, null);
    expect(world.world.records('communications')).toMatchObject([{ matter_id: world.ids.lease }]);
  });

  test('a contact gets its number when it has none, and keeps what a person filled in', async () => {
    const plan = { record: 'contact', reference: 'c', type: 'person', country: 'US' } as const;
    const record = { ...plan, name: 'Somebody', e164: '+14155550177' };
    const bare = world.world.addContact({ name: 'Omar Reyes' });
    await world.client.update(record, String(bare), null);
    await world.client.update(record, String(world.ids.dana), null);
    const phones = world.world.records('contacts').map((row) => [row.name, row.phone_numbers]);
    expect(phones).toMatchObject([
      ['Dana Whitlock', [{ number: '(415) 555-0142' }]],
      ['Omar Reyes', [{ number: '+14155550177' }]],
    ]);
  });
});

describe('taking out', () => {
  test('removed; already gone is fine', async () => {
    const call = communication(world);
    const { externalId } = await world.client.write(call, createProgress());
    await world.client.retire(call, externalId, 'remove');
    await world.client.retire(call, externalId, 'remove');
    expect(world.world.records('communications')).toEqual([]);
    expect(await world.client.findByReference(call, createProgress())).toBeNull();
  });

  test('a document goes to the trash, its communication with it', async () => {
    const fax = faxDocument(world);
    const { externalId } = await world.client.write(fax, createProgress());
    await world.client.retire(fax, externalId, 'remove');
    expect(world.world.files()).toEqual([]);
    expect(world.world.records('communications')).toEqual([]);
    expect(await world.client.findByReference(fax, createProgress())).toBeNull();
  });

  test('a billed entry is locked: neither changed nor removed', async () => {
    const entry = timeEntry(world);
    const { externalId } = await world.client.write(entry, createProgress());
    world.world.bill(Number(externalId));
    expect(await world.client.read(entry, externalId)).toMatchObject({ locked: true });
    const refused = 'rejected: PATCH /api/v4/activities/';
    await expect(world.client.update(entry, externalId, null)).rejects.toThrow(refused);
    await expect(world.client.retire(entry, externalId, 'remove')).rejects.toThrow('is on a bill');
    expect(world.world.records('activities')).toHaveLength(1);
  });

  test('another request is changing it: later, not never', async () => {
    const fax = faxDocument(world);
    const { externalId } = await world.client.write(fax, createProgress());
    world.control.faults.add({ kind: 'status', status: 409, match: { method: 'DELETE' } });
    await expect(world.client.retire(fax, externalId, 'remove')).rejects.toThrow('unavailable');
    await world.client.retire(fax, externalId, 'remove');
  });
});
