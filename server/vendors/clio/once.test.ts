/** After an unknown outcome: found again by its reference, gone on with where it broke off, never twice. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Resource } from '../../../simulators/clio/shapes.ts';
import {
  communication,
  createProgress,
  faxDocument,
  pdf,
  startWorld,
  timeEntry,
  type World,
} from '../../../simulators/clio/test-world.ts';
import { type RecordToWrite, VendorError } from '../ports.ts';
import { clio } from './index.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const contact: RecordToWrite = {
  record: 'contact',
  reference: 'ML-C1',
  type: 'person',
  name: 'Omar Reyes',
  e164: '+14155550177',
  country: 'US',
};
const code: RecordToWrite = {
  record: 'activity_code',
  reference: 'ML-A1',
  label: 'ion8-CALL',
  description: 'Calls',
};

describe('an answer that never came', () => {
  test.each<[string, Resource, string, (on: World) => RecordToWrite]>([
    ['a communication', 'communications', 'POST /communications.json', (on) => communication(on)],
    ['a time entry', 'activities', 'POST /activities.json', (on) => timeEntry(on, { activityCode: null })],
    ['a contact', 'contacts', 'POST /contacts.json', () => contact],
    ['an activity code', 'activity_descriptions', 'POST /activity_descriptions.json', () => code],
  ])('%s is found by its reference, exactly once', async (_title, resource, operation, make) => {
    const record = make(world);
    const before = world.world.records(resource).length;
    expect(await world.client.findByReference(record, createProgress())).toBeNull();
    world.control.faults.add({ kind: 'dropBeforeCommit', match: { operation } });
    await expect(world.client.write(record, createProgress())).rejects.toThrow('unavailable');
    expect(await world.client.findByReference(record, createProgress())).toBeNull();
    world.control.faults.add({ kind: 'dropAfterCommit', match: { operation } });
    await expect(world.client.write(record, createProgress())).rejects.toThrow('unavailable');
    const found = await world.client.findByReference(record, createProgress());
    const made = world.world.records(resource).slice(before);
    expect(made).toHaveLength(1);
    expect(found).toEqual({ externalId: String(made[0]?.id), version: made[0]?.etag, there: true });
  });

  test('a reference is not found in a longer one', async () => {
    const { externalId } = await world.client.write(communication(world), createProgress());
    const entry = timeEntry(world, { parentId: externalId, activityCode: null });
    await world.client.write(entry, createProgress());
    const other = { ...entry, reference: 'ML-7F3K9Q' };
    expect(await world.client.findByReference(other, createProgress())).toBeNull();
    expect(await world.client.findByReference(entry, createProgress())).not.toBeNull();
  });

  test('a search that lags behind finds it within the time that we wait', async () => {
    await world.close();
    world = await startWorld({ listLagMilliseconds: 4000 });
    const call = communication(world);
    const { externalId } = await world.client.write(call, createProgress());
    expect(await world.client.findByReference(call, createProgress())).toBeNull();
    world.clock.advance(clio.visibleWithinSeconds * 1000);
    expect(await world.client.findByReference(call, createProgress())).toMatchObject({ externalId });
  });

  test('an entry without a communication is found in its note', async () => {
    const entry = timeEntry(world, { activityCode: null });
    const { externalId } = await world.client.write(entry, createProgress());
    expect(await world.client.findByReference(entry, createProgress())).toMatchObject({ externalId });
  });

  test('the activity code of a broken attempt is used by the next', async () => {
    const operation = 'POST /activity_descriptions.json';
    world.control.faults.add({ kind: 'dropAfterCommit', match: { operation } });
    await expect(world.client.write(timeEntry(world), createProgress())).rejects.toThrow('unavailable');
    await world.client.write(timeEntry(world), createProgress());
    expect(world.world.records('activity_descriptions')).toHaveLength(1);
  });
});

/** Tries as the ledger does: look first, then go on with what was saved. */
async function attempt(progress: ReturnType<typeof createProgress>) {
  const record = faxDocument(world);
  const found = progress.saved === null ? null : await world.client.findByReference(record, progress);
  return found ?? (await world.client.write(record, progress));
}

function expectOneFax(): void {
  expect(world.world.files().map(({ bytes }) => bytes)).toEqual([pdf]);
  const standing = world.world.records('documents').filter((row) => row.deleted_at === null);
  expect(standing).toHaveLength(1);
  expect(world.world.records('communications')).toHaveLength(1);
}

describe('a document, whose upload takes three steps', () => {
  test.each([1, 2, 3])('killed after save %i: the next attempt ends with one document', async (saves) => {
    const dying = createProgress(saves);
    await expect(attempt(dying)).rejects.toThrow('killed');
    const progress = { ...createProgress(), saved: dying.saved };
    const { externalId } = await attempt(progress);
    expectOneFax();
    expect(await world.client.findByReference(faxDocument(world), progress)).toMatchObject({ externalId });
  });

  test.each([
    ['POST /communications.json', 'dropBeforeCommit'],
    ['POST /communications.json', 'dropAfterCommit'],
    ['POST /documents.json', 'dropBeforeCommit'],
    ['POST /documents.json', 'dropAfterCommit'],
    ['PUT /storage/{uuid}', 'dropBeforeCommit'],
    ['PUT /storage/{uuid}', 'dropAfterCommit'],
    ['PATCH /documents/{id}.json', 'dropBeforeCommit'],
    ['PATCH /documents/{id}.json', 'dropAfterCommit'],
  ] as const)('%s, %s', async (operation, kind) => {
    world.control.faults.add({ kind, match: { operation } });
    const progress = createProgress();
    await expect(attempt(progress)).rejects.toThrow('unavailable');
    await attempt(progress);
    expectOneFax();
  });

  test('the bytes are there, the word is missing: they are not sent again', async () => {
    world.control.faults.add({
      kind: 'dropBeforeCommit',
      match: { operation: 'PATCH /documents/{id}.json' },
    });
    const progress = createProgress();
    await expect(attempt(progress)).rejects.toThrow('unavailable');
    await attempt(progress);
    expect(world.control.used.get('PUT /storage/{uuid}')).toBe(1);
  });

  test('eleven minutes later the address is dead: a new document takes its place', async () => {
    world.control.faults.add({ kind: 'dropBeforeCommit', match: { operation: 'PUT /storage/{uuid}' } });
    const progress = createProgress();
    await expect(attempt(progress)).rejects.toThrow('unavailable');
    world.clock.advance(11 * 60_000);
    await attempt(progress);
    expectOneFax();
    expect(world.world.records('documents')).toHaveLength(2);
  });

  test('an unfinished document is not taken for a finished one', async () => {
    const dying = createProgress(3);
    await expect(attempt(dying)).rejects.toThrow('killed');
    expect(world.world.records('documents')).toHaveLength(1);
    expect(await world.client.findByReference(faxDocument(world), dying)).toBeNull();
  });

  test('the token is not shown to the storage, nor the file sent past a refusing one', async () => {
    const operation = 'PUT /storage/{uuid}';
    world.control.faults.add({ kind: 'status', status: 403, count: 2, match: { operation } });
    const progress = createProgress();
    await expect(attempt(progress)).rejects.toThrow('unavailable: Clio’s storage did not take the file');
    await attempt(progress);
    expectOneFax();
  });

  test('too large a file is refused before anything is written', async () => {
    const { file, ...record } = faxDocument(world);
    const large = { ...record, file: { ...file, sizeBytes: 200 * 1024 * 1024 } };
    await expect(world.client.write(large, createProgress())).rejects.toThrow('rejected: The file is larger');
    expect(world.control.log).toEqual([]);
  });
});

describe('whatever goes wrong, in any order', () => {
  const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

  /** As the ledger works: after each unknown outcome it looks first, then writes with what was saved. */
  async function settle(record: RecordToWrite): Promise<string> {
    const progress = createProgress();
    let tried = false;
    for (let round = 0; round < 200; round += 1) {
      try {
        const found = tried ? await world.client.findByReference(record, progress) : null;
        tried = true;
        return (found ?? (await world.client.write(record, progress))).externalId;
      } catch (error) {
        // Two expired tokens in a row look like a revoked one.
        if (!(error instanceof VendorError) || error.problem.failure === 'rejected') throw error;
      }
    }
    throw new Error('never settled');
  }

  test('each planned write exists exactly once', { timeout: 60_000 }, async () => {
    for (const seed of seeds) {
      const said = `seed ${seed}`;
      const before = world.world.records('communications').length;
      const reference = `ML-S${seed}`;
      world.control.faults.chaos({ seed, rate: 0.4 });
      const call = communication(world, { reference, text: reference });
      const parentId = await settle(call);
      const entry = timeEntry(world, { reference: `${reference}-2`, text: `${reference}-2`, parentId });
      const entryId = await settle(entry);
      const fax = faxDocument(world, { reference: `${reference}-3`, text: `${reference}-3` });
      const faxId = await settle(fax);
      const loose = { reference: `${reference}-4`, text: '', matter: null, contact: null };
      await settle(faxDocument(world, loose));
      world.control.faults.clear();
      const entries = world.world
        .records('activities')
        .filter((row) => row.communication_id === Number(parentId));
      expect(
        entries.map(({ id }) => String(id)),
        said,
      ).toEqual([entryId]);
      // The call's own, and the one that ties the fax to its contact.
      expect(world.world.records('communications'), said).toHaveLength(before + 2);
      expect(
        world.world.files().map(({ id }) => String(id)),
        said,
      ).toContain(faxId);
    }
    const standing = world.world.records('documents').filter((row) => row.deleted_at === null);
    expect(standing).toHaveLength(2 * seeds.length);
    expect(world.world.files()).toHaveLength(2 * seeds.length);
    expect(world.world.records('activity_descriptions')).toHaveLength(1);
    expect(world.world.records('folders')).toHaveLength(2);
  });
});
