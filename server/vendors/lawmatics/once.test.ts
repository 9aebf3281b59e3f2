/** After an unknown outcome: found again by its reference, gone on with where it broke off, never twice. */
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
import { type RecordToWrite, VendorError } from '../ports.ts';
import { lawmatics } from './index.ts';

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
const standIn: RecordToWrite = { ...contact, type: 'company', name: 'Hartley & Moss', e164: null };

const cases: [string, Kind, string, (on: World) => RecordToWrite][] = [
  ['an interaction', 'interaction', 'POST /v1/interactions', (on) => interaction(on)],
  ['a note', 'note', 'POST /v1/notes', (on) => interaction(on, { matter: null })],
  ['a time entry', 'time_entry', 'POST /v1/time_entries/', (on) => timeEntry(on)],
  ['a file', 'file', 'POST /v1/files', (on) => faxDocument(on)],
  ['a contact', 'contact', 'POST /v1/contacts', () => contact],
  ['the stand-in', 'company', 'POST /v1/companies', () => standIn],
];

describe('an answer that never came', () => {
  test.each(cases)('%s is found again, exactly once', async (_title, kind, operation, make) => {
    const record = make(world);
    const before = world.world.records(kind).length;
    const progress = createProgress();
    world.control.faults.add({ kind: 'dropBeforeCommit', match: { operation } });
    await expect(world.client.write(record, progress)).rejects.toThrow('unavailable');
    expect(await world.client.findByReference(record, progress)).toBeNull();
    world.control.faults.add({ kind: 'dropAfterCommit', match: { operation } });
    await expect(world.client.write(record, progress)).rejects.toThrow('unavailable');
    const found = await world.client.findByReference(record, progress);
    const made = world.world.records(kind).slice(before);
    expect(made).toHaveLength(1);
    expect(found?.externalId.split('/').at(-1)).toBe(String(made[0]?.id));
    // What was found reads as what was written.
    expect(await world.client.read(record, found?.externalId ?? '')).toMatchObject({
      version: found?.version,
    });
  });

  test('a reference is not found in a longer one', async () => {
    const longer = { reference: 'ML-7F3K9Q-2', text: 'ML-7F3K9Q-2' };
    for (const record of [interaction(world, longer), faxDocument(world, longer), timeEntry(world, longer)]) {
      await world.client.write(record, createProgress());
      const shorter = { ...record, reference: 'ML-7F3K9Q' };
      expect(await world.client.findByReference(shorter, createProgress())).toBeNull();
      expect(await world.client.findByReference(record, createProgress())).not.toBeNull();
    }
  });

  test('among hundreds of others, also when records go while the list is read', async () => {
    const progress = createProgress();
    const record = interaction(world);
    const { externalId } = await world.client.write(record, progress);
    for (let index = 0; index < 60; index += 1)
      await world.client.write(
        interaction(world, { reference: `ML-X${index}`, text: `ML-X${index}` }),
        createProgress(),
      );
    const others = world.world.records('interaction').slice(1);
    const fetched = world.context.fetch;
    let gone = 0;
    const client = lawmatics.client({
      ...world.context,
      async fetch(input, init) {
        const victim = others[gone];
        if (victim) world.world.remove('interaction', victim.id);
        gone += 1;
        return await fetched(input, init);
      },
    });
    // It stands right behind the page that is read first, and moves onto it.
    for (const reference of ['ML-X25', 'ML-X59'])
      expect(await client.findByReference({ ...record, reference }, progress), reference).not.toBeNull();
    expect(await client.findByReference(record, progress)).toMatchObject({ externalId });
    expect(gone).toBeGreaterThan(4);
  });

  test('only what was made since the first attempt is read, however old the call', async () => {
    for (let index = 0; index < 30; index += 1)
      await world.client.write(interaction(world, { reference: `ML-X${index}` }), createProgress());
    world.clock.advance(24 * 3_600_000);
    const progress = createProgress();
    const record = interaction(world, { startedAt: '2024-01-05T10:00:00.000Z' });
    world.control.faults.add({ kind: 'dropBeforeCommit', match: { operation: 'POST /v1/interactions' } });
    await expect(world.client.write(record, progress)).rejects.toThrow('unavailable');
    world.control.used.clear();
    expect(await world.client.findByReference(record, progress)).toBeNull();
    expect(world.control.used).toEqual(new Map([['GET /v1/interactions/', 1]]));
  });

  test('a list that lags behind shows it within the time that we wait', async () => {
    await world.close();
    world = await startWorld({ listLagMilliseconds: 4000 });
    const progress = createProgress();
    const { externalId } = await world.client.write(interaction(world), progress);
    expect(await world.client.findByReference(interaction(world), progress)).toBeNull();
    world.clock.advance(lawmatics.visibleWithinSeconds * 1000);
    expect(await world.client.findByReference(interaction(world), progress)).toMatchObject({ externalId });
  });

  test('a broken answer is not taken for a "no"', async () => {
    world.control.faults.add({
      kind: 'slowBody',
      match: { operation: 'POST /v1/interactions' },
      milliseconds: 1,
    });
    await expect(world.client.write(interaction(world), createProgress())).rejects.toThrow('unavailable');
    expect(world.world.records('interaction')).toHaveLength(1);
  });
});

/** As the ledger works: after each unknown outcome it looks first, then writes with what was saved. */
async function settle(record: RecordToWrite, progress = createProgress()): Promise<string> {
  let tried = progress.saved !== null;
  for (let round = 0; round < 300; round += 1) {
    try {
      const found = tried ? await world.client.findByReference(record, progress) : null;
      tried = true;
      return (found ?? (await world.client.write(record, progress))).externalId;
    } catch (error) {
      if (!(error instanceof VendorError) || error.problem.failure === 'rejected') throw error;
    }
  }
  throw new Error('never settled');
}

describe('a fax of the stand-in, which takes two requests', () => {
  const record = () => {
    const company = world.world.addCompany({ name: 'Hartley & Moss' });
    return faxDocument(world, { matter: null, contact: ref(`company/${company}`) });
  };

  test.each([
    ['POST /v1/notes', 'dropBeforeCommit'],
    ['POST /v1/notes', 'dropAfterCommit'],
    ['POST /v1/files', 'dropBeforeCommit'],
    ['POST /v1/files', 'dropAfterCommit'],
  ] as const)('%s, %s: one file and one note', async (operation, kind) => {
    world.control.faults.add({ kind, match: { operation } });
    const id = await settle(record());
    const [file, note] = [world.world.records('file'), world.world.records('note')];
    expect([file.length, note.length]).toEqual([1, 1]);
    expect(id).toBe(`${file[0]?.id}/note/${note[0]?.id}`);
  });

  test('killed before the first request: the next attempt writes', async () => {
    const dying = createProgress(1);
    const fax = record();
    await expect(world.client.write(fax, dying)).rejects.toThrow('killed');
    await settle(fax, { ...createProgress(), saved: dying.saved });
    expect(world.world.files()).toHaveLength(1);
  });
});

describe('whatever goes wrong, in any order', () => {
  const seeds = Array.from({ length: 25 }, (_, index) => index + 1);
  const kinds = ['dropBeforeCommit', 'dropAfterCommit', 'status'] as const;

  test('each planned write exists exactly once', { timeout: 60_000 }, async () => {
    const company = world.world.addCompany({ name: 'Hartley & Moss' });
    const loose = { matter: null, contact: ref(`company/${company}`) };
    for (const seed of seeds) {
      // An hour lies between one call and the next.
      world.clock.advance(3_600_000);
      world.control.faults.chaos({ seed, rate: 0.4, kinds });
      const named = (suffix: string) => ({ reference: `ML-S${seed}${suffix}`, text: `ML-S${seed}${suffix}` });
      const parentId = await settle(interaction(world, named('')));
      await settle(timeEntry(world, { ...named('-2'), parentId }));
      await settle(faxDocument(world, named('-3')));
      await settle(interaction(world, { ...named('-4'), ...loose }));
      await settle(faxDocument(world, { ...named('-5'), ...loose }));
      world.control.faults.clear();
      const counts = (['interaction', 'time_entry', 'file', 'note'] as const).map(
        (kind) => world.world.records(kind).length,
      );
      expect(counts, `seed ${seed}`).toEqual([seed, seed, 2 * seed, 2 * seed]);
    }
  });
});
