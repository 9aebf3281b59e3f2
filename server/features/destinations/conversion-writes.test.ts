/** What a lead becomes, on its way to a practice system: our ids become theirs as they come into being. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { planConversionWrites } from '../../testing/conversion-plan.ts';
import { startWorkerWorld, type WorkerWorld } from '../../testing/worker-world.ts';
import { linkRecord } from '../mirror/index.ts';
import { insertWrites, listConversionWrites, type NewWrite, redriveWrites, workConnection } from './index.ts';

let world: WorkerWorld;
beforeAll(async () => {
  world = await startWorkerWorld();
});
afterAll(() => world.app.close());
beforeEach(() => {
  world.fake.records.clear();
  world.fake.contacts.clear();
  world.fake.requests.length = 0;
});

const scope = () => world.app.platform.database.firm(world.firmId);
const insert = (writes: readonly NewWrite[]) =>
  scope().write((tx) => insertWrites(tx, world.firmId, writes, world.clock.now));
const states = async (conversionId: string) =>
  (await scope().read((tx) => listConversionWrites(tx, world.firmId, conversionId))).map(
    ({ record_kind, state, failure, detail }) => [record_kind, state, failure ?? detail ?? ''],
  );
const made = () => [...world.fake.records.values()];

test('contacts, matter, and what is on it, each with the other side’s ids', async () => {
  const { conversionId, writes } = planConversionWrites(world.connectionId, 'ML-A');
  await insert(writes);
  await world.run();
  const [jane, tom, matter, fee] = made();
  expect(matter?.record).toMatchObject({
    record: 'matter',
    clients: [{ id: jane?.externalId }, { id: tom?.externalId }],
    matterType: null,
    personResponsible: null,
  });
  expect(fee?.record).toMatchObject({ record: 'fixed_fee', matter: { id: matter?.externalId }, staff: null });
  expect(fee?.record).not.toHaveProperty('matterId');
  expect((await states(conversionId)).map(([kind, state]) => `${kind} ${state}`)).toEqual([
    'contact done',
    'contact done',
    'matter done',
    'fixed_fee done',
    'cost_recovery done',
    'matter_memo done',
  ]);
});

test('without a forerunner, the matter waits for its contacts, and its fees for the matter', async () => {
  const { conversionId, writes } = planConversionWrites(world.connectionId, 'ML-B');
  const order = [...writes].reverse().map((write, index) => ({ ...write, id: writes[index]?.id ?? '' }));
  await insert(order.map((write) => ({ ...write, afterId: null })));
  await world.run();
  expect((await states(conversionId)).filter(([, state]) => state !== 'done')).toEqual([]);
  expect(made().map(({ record }) => record.reference)).toHaveLength(6);
});

test('a matter that was tried before its contact was there follows as soon as it is', async () => {
  const { conversionId, writes } = planConversionWrites(world.connectionId, 'ML-W');
  await insert(writes.map((write) => ({ ...write, afterId: null })));
  const contacts = writes.filter(({ record }) => record.record === 'contact').map(({ id }) => id);
  const dueAt = (at: Date) =>
    scope().write((tx) =>
      tx.updateTable('destination_writes').set({ due_at: at }).where('id', 'in', contacts).execute(),
    );
  const work = () => workConnection(world.deps, world.firmId, world.connectionId);
  const { now } = world.clock;
  await dueAt(new Date(now.getTime() + 5000));
  await work();
  expect((await states(conversionId)).map(([, state]) => state)).toEqual(writes.map(() => 'waiting'));
  await dueAt(now);
  // The clock stands still: nothing is due for having waited.
  await work();
  expect((await states(conversionId)).map(([, state]) => state)).toEqual(writes.map(() => 'done'));
});

test('a client whom nobody makes there ends the matter, and all that waits for it, with the reason', async () => {
  const { conversionId, writes } = planConversionWrites(world.connectionId, 'ML-C', {
    matter: { contactIds: [newId()] },
  });
  await insert(writes);
  await world.run();
  const [, , ...rest] = await states(conversionId);
  expect(rest).toEqual([
    ['matter', 'failed', 'impossible'],
    ['fixed_fee', 'failed', 'forerunner'],
    ['cost_recovery', 'failed', 'forerunner'],
    ['matter_memo', 'failed', 'forerunner'],
  ]);
});

test('what failed of a conversion is tried again, and of no other', async () => {
  const matterTypeId = newId();
  const [one, other] = ['ML-D', 'ML-E'].map((mark) =>
    planConversionWrites(world.connectionId, mark, { matter: { matterTypeId } }),
  );
  await insert([...(one?.writes ?? []), ...(other?.writes ?? [])]);
  await world.run();
  const { firmId, connectionId } = world;
  const now = world.clock.now;
  const link = {
    firmId,
    connectionId,
    kind: 'matter_type',
    externalId: 't1',
    localId: matterTypeId,
  } as const;
  await scope().write((tx) => linkRecord(tx, { ...link, version: null, now }));
  const conversionId = one?.conversionId ?? '';
  expect(await scope().write((tx) => redriveWrites(tx, firmId, { conversionId }, now))).toBe(4);
  await world.run();
  expect((await states(conversionId)).filter(([, state]) => state !== 'done')).toEqual([]);
  const others = await states(other?.conversionId ?? '');
  expect(others.filter(([, state]) => state === 'failed')).toHaveLength(4);
  expect(made().find(({ record }) => record.record === 'matter')?.record).toMatchObject({
    matterType: { id: 't1' },
  });
});

test('so is the contact of its matter that was to be made for a call, and failed', async () => {
  const { conversionId, contactIds, writes } = planConversionWrites(world.connectionId, 'ML-I');
  const [jane, ...rest] = writes;
  if (jane === undefined) throw new Error('nothing was planned');
  await insert([{ ...jane, conversionId: null }]);
  await scope().write((tx) =>
    tx
      .updateTable('destination_writes')
      .set({ state: 'failed', failure: 'rejected' })
      .where('firm_id', '=', world.firmId)
      .where('id', '=', jane.id)
      .execute(),
  );
  await insert(rest.map((write) => (write.afterId === jane.id ? { ...write, afterId: null } : write)));
  await world.run();
  expect((await states(conversionId)).map(([, state]) => state)).toEqual([
    'done',
    ...['failed', 'failed', 'failed', 'failed'],
  ]);
  const now = world.clock.now;
  expect(await scope().write((tx) => redriveWrites(tx, world.firmId, { conversionId }, now))).toBe(5);
  await world.run();
  expect((await states(conversionId)).filter(([, state]) => state !== 'done')).toEqual([]);
  const matter = made().find(({ record }) => record.record === 'matter')?.record;
  expect(matter?.record === 'matter' && matter.clients).toHaveLength(contactIds.length);
});

test('a stored file is handed over with its bytes', async () => {
  const { files } = world.app.platform;
  const stored = await files.put(world.firmId, Readable.from(['%PDF-1.4 a quote']), 100);
  const file = { name: 'Quote 1042-1.pdf', contentType: 'application/pdf', sizeBytes: 16 };
  const plan = planConversionWrites(world.connectionId, 'ML-F');
  const [, , matter] = plan.writes;
  const record = {
    record: 'matter_document',
    matterId: plan.matterId,
    file: { ...file, sha256: stored.sha256.toString('hex') },
  } as const;
  const write = { ...plan.writes[0], id: newId(), contactId: null, matterId: plan.matterId, record };
  if (matter === undefined) throw new Error('no matter was planned');
  await insert([...plan.writes, { ...matter, ...write, reference: 'ML-F-7', afterId: matter.id }]);
  await world.run();
  const there = made().find(({ record: { record: kind } }) => kind === 'matter_document')?.record;
  if (there?.record !== 'matter_document') throw new Error('no document was made');
  expect(there.file).toMatchObject(file);
  for (let attempt = 0; attempt < 2; attempt += 1)
    expect(await new Response(await there.file.open()).text()).toBe('%PDF-1.4 a quote');
});

describe('clients who share a number', () => {
  test('are two people there', async () => {
    const { writes } = planConversionWrites(world.connectionId, 'ML-G', { e164: '+442079460188' });
    await insert(writes);
    await world.run();
    expect(made().flatMap(({ record }) => (record.record === 'contact' ? [record.name] : []))).toEqual([
      'Jane Okafor',
      'Tom Okafor',
    ]);
  });

  test('one who is there already by name and number is not made again', async () => {
    world.fake.records.set('old', {
      externalId: 'old',
      record: {
        record: 'contact',
        reference: '',
        type: 'person',
        name: 'JANE  Okafor',
        e164: null,
        country: 'GB',
      },
      version: 1,
      visibleFrom: 0,
      locked: false,
      completed: false,
    });
    world.fake.contacts.set('+442079460189', { externalId: 'old', name: 'JANE  Okafor' });
    const { writes } = planConversionWrites(world.connectionId, 'ML-H', { e164: '+442079460189' });
    await insert(writes);
    await world.run();
    const matter = made().find(({ record }) => record.record === 'matter')?.record;
    expect(matter).toMatchObject({ clients: [{ id: 'old' }, {}] });
    expect(made().filter(({ record }) => record.record === 'contact')).toHaveLength(2);
  });
});
