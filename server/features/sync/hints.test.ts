/** Webhooks about forms: whose, and whose echo. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smokeballDriver } from '../../../simulators/smokeball/conformance-driver.ts';
import { type SyncWorld, startSyncWorld } from '../../testing/sync-world.ts';
import { connectTo } from '../call-logging/conformance-connect.ts';
import { createWriter } from '../call-logging/follow-writes.ts';
import { noteLayoutHints } from './hints.ts';

let world: SyncWorld;
let matterId: string;
let matter: string;
beforeAll(async () => {
  world = await startSyncWorld(smokeballDriver, { connectTo, createWriter });
  const { leadId } = await world.instructed();
  matterId = await world.convert(leadId);
  await world.settle();
  matter = await world.externalId('matter', matterId);
}, 60_000);
afterAll(() => world.close());

async function tell(externalId: string, causedBy: string | null = null): Promise<boolean> {
  const { phone, connectionId } = world;
  const which = { firmId: phone.firm.id, connectionId };
  const now = phone.clock.now;
  await phone.query(`update sync_sheets set due_at = 'infinity' where matter_id = $1`, [matterId]);
  await phone.app.platform.database
    .firm(which.firmId)
    .write((tx) => noteLayoutHints(tx, which, [{ kind: 'layout', externalId }], causedBy, now));
  const [row] = await phone.query<{ due: boolean }>(
    `select due_at <= $2 as due from sync_sheets where matter_id = $1`,
    [matterId, now],
  );
  return row?.due ?? false;
}

test('a form of a matter that is known here is looked at soon', async () => {
  expect(await tell(matter)).toBe(true);
});

test('one of a matter that nobody knows here is nothing', async () => {
  expect(await tell('00000000-0000-0000-0000-000000000000')).toBe(false);
});

test('the echo of our own change is dropped, by its operation', async () => {
  const fields = { completionDate: { value: '2026-12-18' } };
  await world.phone.owner.call('PATCH', `/api/v1/matters/${matterId}/layouts/completion-details`, { fields });
  await world.settle();
  const [write] = await world.phone.query<{ id: string }>(
    `select id from destination_writes where matter_id = $1 and record_kind = 'layout_change' order by id desc limit 1`,
    [matterId],
  );
  expect(write).toBeDefined();
  expect(await tell(matter, write?.id ?? '')).toBe(false);
  expect(await tell(matter, write?.id.toUpperCase() ?? '')).toBe(false);
  expect(await tell(matter, '38583489-09c4-49ef-b58c-ef1b34208cca')).toBe(true);
});
