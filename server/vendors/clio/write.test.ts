/** What each row of the Clio table sends, against the simulator and the published description. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Resource } from '../../../simulators/clio/shapes.ts';
import {
  communication,
  createProgress,
  faxDocument,
  pdf,
  ref,
  startWorld,
  timeEntry,
  type World,
} from '../../../simulators/clio/test-world.ts';
import type { RecordToWrite } from '../ports.ts';
import { clio } from './index.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const write = (record: RecordToWrite) => world.client.write(record, createProgress());
const only = (resource: Resource) => {
  const rows = world.world.records(resource);
  expect(rows).toHaveLength(1);
  return rows[0] ?? { id: 0, etag: '', created_at: '', updated_at: '' };
};
const properties = (reference: string, kind: string) => [
  expect.objectContaining({ name: 'matterline_reference', value: reference }),
  expect.objectContaining({ name: 'matterline_kind', value: kind }),
];

describe('calls', () => {
  test('contact found, one matter: a phone communication with both, and a time entry linked to it', async () => {
    const { externalId, version, there } = await write(communication(world));
    const line = only('communications');
    expect([externalId, version, there]).toEqual([String(line.id), line.etag, true]);
    expect(line).toMatchObject({
      type: 'PhoneCommunication',
      subject: 'Call from Dana Whitlock',
      received_at: '2026-03-02T16:50:00.000Z',
      matter_id: world.ids.lease,
      senders: [{ id: world.ids.dana, type: 'Contact' }],
      receivers: [{ id: world.ids.nora, type: 'User' }],
      external_properties: properties('ML-7F3K9Q', 'call'),
    });
    await write(timeEntry(world, { parentId: externalId }));
    expect(only('activities')).toMatchObject({
      type: 'TimeEntry',
      date: '2026-03-02',
      quantity: 372,
      non_billable: true,
      user_id: world.ids.nora,
      matter_id: world.ids.lease,
      communication_id: line.id,
      activity_description_id: only('activity_descriptions').id,
    });
    expect(only('activity_descriptions').name).toBe('ion8-CALL');
  });

  test('an outbound call: the person of the firm sends, the contact receives', async () => {
    await write(communication(world, { direction: 'outbound' }));
    expect(only('communications')).toMatchObject({
      senders: [{ id: world.ids.nora, type: 'User' }],
      receivers: [{ id: world.ids.dana, type: 'Contact' }],
    });
  });

  test('no or several matters: the communication without one', async () => {
    await write(communication(world, { matter: null }));
    expect(only('communications')).toMatchObject({ matter_id: null, senders: [{ id: world.ids.dana }] });
  });

  test('no contact: the communication with the person of the firm alone', async () => {
    await write(communication(world, { matter: null, contact: null }));
    expect(only('communications')).toMatchObject({
      senders: [],
      receivers: [{ id: world.ids.nora, type: 'User' }],
    });
  });

  test('nobody known at all: a communication without participants', async () => {
    await write(communication(world, { matter: null, contact: null, staff: null }));
    expect(only('communications')).toMatchObject({ senders: [], receivers: [] });
  });
});

describe('texts', () => {
  test.each([
    ['one matter', true, true],
    ['no or several matters', true, false],
    ['no contact', false, false],
  ])('%s: a communication that says it is a text', async (_title, hasContact, hasMatter) => {
    await write(
      communication(world, {
        interaction: 'sms',
        subject: 'From Dana Whitlock',
        ...(hasContact ? {} : { contact: null }),
        ...(hasMatter ? {} : { matter: null }),
      }),
    );
    expect(only('communications')).toMatchObject({
      type: 'PhoneCommunication',
      subject: 'Text message: From Dana Whitlock',
      matter_id: hasMatter ? world.ids.lease : null,
      external_properties: properties('ML-7F3K9Q', 'sms'),
    });
  });
});

describe('faxes', () => {
  test('one matter: the document on the matter, tied to the contact by a communication', async () => {
    const { externalId } = await write(faxDocument(world));
    const line = only('communications');
    expect(only('documents')).toMatchObject({
      id: Number(externalId),
      matter_id: world.ids.lease,
      communication_id: line.id,
      external_properties: properties('ML-7F3K9Q', 'fax'),
    });
    expect(line).toMatchObject({
      matter_id: world.ids.lease,
      subject: 'Fax from Dana Whitlock',
      senders: [{ id: world.ids.dana, type: 'Contact' }],
    });
    expect(world.world.files().map(({ bytes }) => bytes)).toEqual([pdf]);
  });

  test('no or several matters: the document with the contact', async () => {
    await write(faxDocument(world, { matter: null }));
    expect(only('documents')).toMatchObject({ matter_id: null, contact_id: world.ids.dana });
    expect(world.world.records('communications')).toEqual([]);
  });

  test('no contact: in a folder of its own, found or made once', async () => {
    const before = world.world.records('folders').length;
    await write(faxDocument(world, { matter: null, contact: null }));
    await write(faxDocument(world, { matter: null, contact: null, reference: 'ML-8A8A8A' }));
    const folder = world.world.records('folders').at(-1);
    expect(world.world.records('folders')).toHaveLength(before + 1);
    expect(world.world.records('documents').map((row) => row.parent_id)).toEqual([folder?.id, folder?.id]);
  });
});

describe('contacts and the activity code', () => {
  test.each([
    ['a name', 'Omar Reyes', { first_name: 'Omar', last_name: 'Reyes' }],
    ['a number as name', '+1 415-555-0177', { first_name: '', last_name: '+1 415-555-0177' }],
  ])('a contact with %s', async (_title, name, expected) => {
    const record = { record: 'contact', reference: 'ML-C1', type: 'person', name, country: 'US' } as const;
    const { externalId } = await write({ ...record, e164: '+14155550177' });
    expect(world.world.records('contacts').at(-1)).toMatchObject({
      id: Number(externalId),
      type: 'Person',
      ...expected,
      phone_numbers: [{ name: 'Other', number: '+14155550177' }],
    });
  });

  test('a stand-in is a company, found by its name', async () => {
    const record = { record: 'contact', reference: 'ML-C1', type: 'company', country: 'US' } as const;
    const stand = { ...record, name: 'Hartley & Moss', e164: null };
    expect(await world.client.findByReference(stand, createProgress())).toBeNull();
    const { externalId } = await write(stand);
    expect(await world.client.findByReference(stand, createProgress())).toMatchObject({ externalId });
  });

  test('the code is made once, also by another client and among many others', async () => {
    for (let index = 0; index < 201; index += 1)
      await write({ record: 'activity_code', reference: 'x', label: `Other ${index}`, description: '' });
    await write(timeEntry(world));
    await write(timeEntry(world, { reference: 'ML-AAAAAA' }));
    await clio.client(world.context).write(timeEntry(world, { reference: 'ML-BBBBBB' }), createProgress());
    const made = world.world.records('activity_descriptions').filter(({ name }) => name === 'ion8-CALL');
    expect(made).toHaveLength(1);
  });
});

describe('refusals', () => {
  test('a contact that was deleted in the meantime: rejected, and nothing is written', async () => {
    world.world.remove('contacts', world.ids.dana);
    await expect(write(communication(world))).rejects.toThrow(/^rejected: .*participant/);
    expect(world.world.records('communications')).toEqual([]);
  });

  test('a billable entry on a matter that wants codes: rejected with Clio’s words', async () => {
    const matter = world.world.addMatter({
      clientId: world.ids.dana,
      description: 'Audit',
      requiresCodes: true,
    });
    const record = timeEntry(world, { matter: ref(matter), billable: true });
    await expect(write(record)).rejects.toThrow('rejected: POST /api/v4/activities.json: 422 UTBMS codes');
    await write({ ...record, billable: false });
  });

  test('a fee has no place in Clio', async () => {
    const { parentId: _parent, ...log } = timeEntry(world);
    const fee = { ...log, record: 'fee', workedMinutes: 7, billedMinutes: 12 } as const;
    await expect(write(fee)).rejects.toThrow('rejected: Clio Manage has no place for a fee');
  });
});
