/** What an attempt of unknown outcome left behind is found again: each planned write exists exactly once. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  call,
  createProgress,
  fax,
  leadRef,
  note,
  startWorld,
  type World,
} from '../../../simulators/zoho/test-world.ts';
import { type RecordToWrite, VendorError } from '../ports.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld({ searchLagMilliseconds: 300_000 });
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

function newContact(reference: string, e164 = '+14155550190'): RecordToWrite {
  return { record: 'contact', reference, type: 'person', name: 'Grace Hopper', e164, country: 'US' };
}
const counts = () => ({
  calls: world.world.records('Calls').length,
  notes: world.world.records('Notes').length,
  files: world.world.files().length,
  contacts: world.world.records('Contacts').length - 1,
});

describe.each([
  ['a call', () => call(world), 'POST /crm/v8/{module_api_name}', 'calls'],
  [
    'a call of nobody',
    () => call(world, { contact: null, matter: null }),
    'POST /crm/v8/{module_api_name}',
    'calls',
  ],
  ['a note on a contact', () => note(world), 'POST /crm/v8/Notes', 'notes'],
  [
    'a note on a lead',
    () => note(world, { contact: leadRef(world.ids.omar) }),
    'POST /crm/v8/Notes',
    'notes',
  ],
  ['a file on a deal', () => fax(world), 'POST /crm/v8/{module}/{record_id}/Attachments', 'files'],
  [
    'a file on a contact',
    () => fax(world, { matter: null }),
    'POST /crm/v8/{module}/{record_id}/Attachments',
    'files',
  ],
  ['a contact', () => newContact('ML-C0NTCT'), 'POST /crm/v8/{module_api_name}', 'contacts'],
] as const)('%s', (_title, recordOf, operation, kind) => {
  test('the answer got lost: it is found, exactly one', async () => {
    world.control.faults.add({ kind: 'dropAfterCommit', match: { operation } });
    await expect(world.client.write(recordOf(), createProgress())).rejects.toThrow('unavailable');
    const found = await world.client.findByReference(recordOf(), createProgress());
    expect(found).toMatchObject({ there: true });
    expect(await world.client.read(recordOf(), found?.externalId ?? '')).not.toBeNull();
    expect(counts()[kind]).toBe(1);
  });

  test('the answer broke off in its middle', async () => {
    world.control.faults.add({ kind: 'slowBody', match: { operation } });
    await expect(world.client.write(recordOf(), createProgress())).rejects.toThrow('unavailable');
    expect(await world.client.findByReference(recordOf(), createProgress())).not.toBeNull();
  });

  test('the request got lost: nothing is found, and nothing is there', async () => {
    world.control.faults.add({ kind: 'dropBeforeCommit', match: { operation } });
    await expect(world.client.write(recordOf(), createProgress())).rejects.toThrow('unavailable');
    expect(await world.client.findByReference(recordOf(), createProgress())).toBeNull();
    expect(counts()[kind]).toBe(0);
  });

  test('what is found is what was written', async () => {
    const written = await world.client.write(recordOf(), createProgress());
    const found = await world.client.findByReference(recordOf(), createProgress());
    expect(found?.externalId).toBe(written.externalId);
  });
});

describe('a reference that begins like another', () => {
  test.each([
    ['calls', () => call(world, { reference: 'ML-7F3K9Q-2', text: 'ML-7F3K9Q-2' }), () => call(world)],
    ['notes', () => note(world, { reference: 'ML-7F3K9Q-2', text: 'ML-7F3K9Q-2' }), () => note(world)],
    ['files', () => fax(world, { reference: 'ML-7F3K9Q-2' }), () => fax(world)],
  ])('%s', async (_title, longer, shorter) => {
    await world.client.write(longer(), createProgress());
    expect(await world.client.findByReference(shorter(), createProgress())).toBeNull();
    const { externalId } = await world.client.write(shorter(), createProgress());
    expect(await world.client.findByReference(shorter(), createProgress())).toMatchObject({ externalId });
  });
});

test('among many notes on one contact', { timeout: 30_000 }, async () => {
  const first = await world.client.write(note(world), createProgress());
  for (let index = 0; index < 201; index += 1)
    await world.client.write(
      note(world, { reference: `ML-N${index}`, text: `ML-N${index}` }),
      createProgress(),
    );
  const found = await world.client.findByReference(note(world), createProgress());
  expect(found?.externalId).toBe(first.externalId);
});

describe('whatever goes wrong, in any order', () => {
  /** As the ledger works: after each unknown outcome it looks first. */
  async function settle(record: RecordToWrite): Promise<string> {
    let tried = false;
    for (let round = 0; round < 200; round += 1) {
      // Only ten tokens in ten minutes.
      world.clock.advance(61_000);
      try {
        const found = tried ? await world.client.findByReference(record, createProgress()) : null;
        tried = true;
        return (found ?? (await world.client.write(record, createProgress()))).externalId;
      } catch (error) {
        if (!(error instanceof VendorError) || error.problem.failure === 'rejected') throw error;
      }
    }
    throw new Error('never settled');
  }

  test('each planned write exists exactly once', { timeout: 60_000 }, async () => {
    const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
    for (const seed of seeds) {
      const said = `seed ${seed}`;
      const reference = `ML-S${seed}X`;
      world.control.faults.chaos({ seed, rate: 0.4 });
      const common = (part: number) => ({ reference: `${reference}-${part}`, text: `${reference}-${part}` });
      const ids = [
        await settle(call(world, { reference, text: reference })),
        await settle(call(world, { ...common(2), contact: null, matter: null })),
        await settle(note(world, common(3))),
        await settle(fax(world, common(4))),
        await settle(fax(world, { ...common(5), matter: null })),
        await settle(newContact(`${reference}-6`, `+1415555${String(100 + seed).padStart(4, '0')}`)),
      ];
      world.control.faults.clear();
      expect(new Set(ids).size, said).toBe(ids.length);
      expect(counts(), said).toEqual({ calls: 2 * seed, notes: seed, files: 2 * seed, contacts: seed });
    }
  });
});
