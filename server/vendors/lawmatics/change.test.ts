/** Records that stand there already: read, brought up to date, moved, taken out. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Kind } from '../../../simulators/lawmatics/shapes.ts';
import {
  createProgress,
  faxDocument,
  interaction,
  ref,
  startWorld,
  timeEntry,
  type World,
} from '../../../simulators/lawmatics/test-world.ts';
import type { RecordToWrite } from '../ports.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const text = (of: string) => `--- Call log ML-7F3K9Q ---\n${of}\n--- End of ML-7F3K9Q ---`;
const write = (record: RecordToWrite) => world.client.write(record, createProgress());
const standIn = () => world.world.addCompany({ name: 'Hartley & Moss' });

const cases: [string, Kind, (on: World) => RecordToWrite][] = [
  ['an interaction', 'interaction', (on) => interaction(on)],
  ['a note on a contact', 'note', (on) => interaction(on, { matter: null })],
  ['a time entry', 'time_entry', (on) => timeEntry(on)],
  ['a file', 'file', (on) => faxDocument(on)],
];

describe('reading', () => {
  test.each(cases)('%s reads as it was written', async (_title, _kind, make) => {
    const record = make(world);
    const { externalId } = await write(record);
    const there = await world.client.read(record, externalId);
    const kept = 'text' in record && record.record !== 'document' ? record.text : null;
    expect(there).toMatchObject({ externalId, text: kept, locked: false });
  });

  test.each(cases)('%s that is gone reads as null', async (_title, kind, make) => {
    const record = make(world);
    const { externalId } = await write(record);
    world.world.remove(kind, Number(/\d+/.exec(externalId)?.[0]));
    expect(await world.client.read(record, externalId)).toBeNull();
  });

  test('the subject of an interaction is its first line', async () => {
    const { externalId } = await write(interaction(world));
    expect(await world.client.read(interaction(world), externalId)).toMatchObject({
      subject: 'Call from Dana Whitlock',
    });
  });

  test('a time entry tells its minutes, and is locked on an invoice', async () => {
    const { externalId } = await write(timeEntry(world));
    const before = await world.client.read(timeEntry(world), externalId);
    expect(before?.minutes).toBeCloseTo(6.2, 2);
    world.world.invoice(Number(externalId));
    expect(await world.client.read(timeEntry(world), externalId)).toMatchObject({ locked: true });
  });

  test('a contact reads with its name', async () => {
    const record: RecordToWrite = {
      record: 'contact',
      reference: 'ML-C1',
      type: 'person',
      name: 'Dana Whitlock',
      e164: null,
      country: 'US',
    };
    const there = await world.client.read(record, `contact/${world.ids.dana}`);
    expect(there).toMatchObject({ subject: 'Dana Whitlock', text: null });
  });
});

describe('updating', () => {
  test('an interaction gets a new text, and what a person wrote around it stays', async () => {
    const { externalId } = await write(interaction(world));
    const [row] = world.world.records('interaction');
    world.world.edit('interaction', row?.id ?? 0, {
      body: `Ring back!\n\n${String(row?.body)}\n\nDone. – Theo`,
    });
    const there = await world.client.read(interaction(world), externalId);
    const next = (there?.text ?? '').replace('6 min 12 s', '7 min');
    const done = await world.client.update(
      interaction(world, { text: next }),
      externalId,
      there?.version ?? '',
    );
    expect(done).toMatchObject({ externalId, there: true });
    expect(world.world.records('interaction')[0]?.body).toBe(
      `Ring back!\n\nCall from Dana Whitlock\n\n${text('Talk time: 7 min')}\n\nDone. – Theo`,
    );
  });

  test('a note gets a new text', async () => {
    const record = interaction(world, { matter: null });
    const { externalId, version } = await write(record);
    await world.client.update({ ...record, text: text('Voicemail') }, externalId, version);
    expect(world.world.records('note')[0]).toMatchObject({ body: text('Voicemail') });
  });

  test('a time entry gets new seconds', async () => {
    const { externalId, version } = await write(timeEntry(world));
    await world.client.update(timeEntry(world, { talkSeconds: 600 }), externalId, version);
    expect(world.world.records('time_entry')[0]).toMatchObject({
      completed_at: '2026-03-02T17:00:00.000Z',
      duration: 0.1667,
    });
  });

  test.each(cases.slice(0, 3))('%s that changed since is a conflict', async (_title, kind, make) => {
    const record = make(world);
    const { externalId } = await write(record);
    const version = (await world.client.read(record, externalId))?.version ?? '';
    world.clock.advance(1000);
    const theirs = { body: 'Mine now', description: 'Mine now' };
    world.world.edit(kind, world.world.records(kind)[0]?.id ?? 0, theirs);
    expect(await world.client.update(record, externalId, version)).toEqual({ conflict: true });
    expect(world.world.records(kind)[0]).toMatchObject(theirs);
  });

  test.each<[string, (on: World) => RecordToWrite, (on: World) => RecordToWrite]>([
    [
      'an interaction to another matter',
      (on) => interaction(on),
      (on) => interaction(on, { matter: ref(on.world.addMatter({ contactId: on.ids.dana })) }),
    ],
    ['an interaction off its matter', (on) => interaction(on), (on) => interaction(on, { matter: null })],
    ['a note onto a matter', (on) => interaction(on, { matter: null }), (on) => interaction(on)],
    [
      'a note to another contact',
      (on) => interaction(on, { matter: null }),
      (on) => interaction(on, { matter: null, contact: ref('contact/999') }),
    ],
    [
      'a fax to the stand-in',
      (on) => faxDocument(on),
      (on) => faxDocument(on, { matter: null, contact: ref('company/1') }),
    ],
  ])('%s cannot be moved: refused, nothing is changed', async (_title, before, after) => {
    const { externalId, version } = await write(before(world));
    await expect(world.client.update(after(world), externalId, version)).rejects.toThrow('cannot move');
  });

  test('a fax moves from the contact to a matter', async () => {
    const { externalId, version } = await write(faxDocument(world, { matter: null }));
    const moved = await world.client.update(faxDocument(world), externalId, version);
    expect(moved).toMatchObject({ externalId });
    expect(world.world.files()[0]).toMatchObject({ owner: `prospect/${world.ids.lease}` });
    // Once there, nothing is asked for again.
    await world.client.update(faxDocument(world), externalId, null);
    expect(world.control.used.get('PUT /v1/files/{file_id}')).toBe(1);
  });

  test('a fax of the stand-in moves to a matter, and its note goes', async () => {
    const contact = ref(`company/${standIn()}`);
    const { externalId } = await write(faxDocument(world, { matter: null, contact }));
    const moved = await world.client.update(faxDocument(world), externalId, null);
    expect(moved).toMatchObject({ externalId: String(world.world.files()[0]?.id) });
    expect(world.world.records('note')).toEqual([]);
  });

  test('a contact without a number gets one; a number that is there is left alone', async () => {
    const bare = world.world.addContact({ lastName: 'Reyes' });
    const record: RecordToWrite = {
      record: 'contact',
      reference: 'ML-C1',
      type: 'person',
      name: 'Omar Reyes',
      e164: '+14155550177',
      country: 'US',
    };
    await world.client.update(record, `contact/${bare}`, null);
    await world.client.update(record, `contact/${bare}`, null);
    await world.client.update(record, `contact/${world.ids.dana}`, null);
    expect(world.control.used.get('POST /v1/phone_numbers')).toBe(1);
    expect(await world.client.findContactsByPhone('+14155550177')).toMatchObject([
      { externalId: `contact/${bare}` },
    ]);
  });
});

describe('taking out', () => {
  test.each(cases)('%s goes, and already gone is fine', async (_title, kind, make) => {
    const record = make(world);
    const { externalId } = await write(record);
    await world.client.retire(record, externalId, 'remove');
    await world.client.retire(record, externalId, 'remove');
    expect(world.world.records(kind)).toEqual([]);
  });

  test('a fax of the stand-in goes with its note', async () => {
    const contact = ref(`company/${standIn()}`);
    const record = faxDocument(world, { matter: null, contact });
    const { externalId } = await write(record);
    await world.client.retire(record, externalId, 'remove');
    expect([world.world.files(), world.world.records('note')]).toEqual([[], []]);
  });
});
