import { afterAll, beforeAll, expect, test } from 'vitest';
import { redriveWrites, workConnection } from '../features/destinations/index.ts';
import { feeRecord, memoRecord, startWorkerWorld, type WorkerWorld } from '../testing/worker-world.ts';
import { endWhatWaited } from './restored-copy.ts';

let world: WorkerWorld;
beforeAll(async () => {
  world = await startWorkerWorld();
});
afterAll(() => world.app.close());

async function query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await world.app.platform.database.pool.query<Row>(text, values)).rows;
}
const written = (reference: string) =>
  [...world.fake.records.values()].filter(({ record }) => record.reference === reference).length;

test('a restored copy writes nothing to outside systems until a person drives it again, and then nothing twice', async () => {
  const { fake, deps, firmId, connectionId } = world;
  const done = await world.plan([feeRecord()], ['D1']);
  await world.run();
  const [there] = fake.records.values();
  if (!there) throw new Error('nothing was written');
  const { entryId } = await world.plan([feeRecord(), memoRecord()], ['W1', 'W1-2']);
  await query(
    `insert into log_entries (firm_id, id, interaction_id, destination, state, reference, why, decision, started_at, decided_at)
     values ($1, $2, $2, $3, 'pending', 'W1', '{}', '{}', now(), now())`,
    [firmId, entryId, connectionId],
  );
  // The program that was backed up wrote the first of the two after its backup.
  fake.records.set('theirs', {
    externalId: 'theirs',
    record: { ...there.record, reference: 'W1' },
    version: 1,
    visibleFrom: 0,
    locked: false,
    completed: false,
  });
  const requests = fake.requests.length;

  await endWhatWaited(world.app.platform.database.pool.options);

  expect(await query('select status from connections')).toEqual([{ status: 'paused' }]);
  expect(await query('select state, review from log_entries')).toEqual([
    { state: 'failed', review: 'failed' },
  ]);
  expect((await world.writesOf(done.entryId)).map(({ state }) => state)).toEqual(['done']);
  expect((await world.writesOf(entryId)).map(({ state, failure }) => [state, failure])).toEqual([
    ['failed', 'restored'],
    ['failed', 'restored'],
  ]);
  // Neither paused nor let go on again does anything leave by itself.
  await workConnection(deps, firmId, connectionId);
  await query(`update connections set status = 'active'`);
  await workConnection(deps, firmId, connectionId);
  expect(fake.requests).toHaveLength(requests);

  await world.app.platform.database
    .firm(firmId)
    .write((tx) => redriveWrites(tx, firmId, { logEntryId: entryId }, world.clock.now));
  await world.run();
  expect([written('D1'), written('W1'), written('W1-2')]).toEqual([1, 1, 1]);
  expect((await world.writesOf(entryId)).map(({ state }) => state)).toEqual(['done', 'done']);
});

test('the tables stay behind their walls', async () => {
  await endWhatWaited(world.app.platform.database.pool.options);
  expect(
    await query(
      `select relname from pg_class where relname in ('outbox', 'imports', 'connections', 'destination_writes', 'log_entries')
       and not (relrowsecurity and relforcerowsecurity)`,
    ),
  ).toEqual([]);
});
