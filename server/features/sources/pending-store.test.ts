/** What comes in now goes before history, within a firm and between firms. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { genericCall } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld, type TestSource } from '../../testing/phone-world.ts';
import { pipelineRound } from '../call-logging/index.ts';
import { claimPendingEvents, createIntake, type Intake, listFirmsWithPendingEvents } from './index.ts';

let world: PhoneWorld;
let intake: Intake;
beforeAll(async () => {
  world = await startPhoneWorld();
  intake = createIntake(world.app.platform.database, { onStored: () => undefined });
});
afterAll(async () => {
  await intake.close();
  await world.close();
});
afterEach(async () => {
  await world.query('delete from pending_events');
});

const store = async (
  source: TestSource,
  origin: 'webhook' | 'catch_up' | 'import' | 'backfill',
  count = 1,
) => {
  const ids = Array.from({ length: count }, () => newId());
  await Promise.all(
    ids.map((id) =>
      intake.store({
        firmId: source.firmId,
        id,
        sourceId: source.id,
        eventKey: id,
        origin,
        eventType: '',
        contentType: 'application/json',
        rawBody: Buffer.from(JSON.stringify(genericCall())),
      }),
    ),
  );
  return ids;
};
const claim = (limit: number, firmId = world.firm.id) =>
  world.app.platform.database.firm(firmId).write(async (tx) => {
    const { events, more } = await claimPendingEvents(tx, firmId, limit);
    return { origins: events.map(({ origin }) => origin), more };
  });
const waiting = async (firmId: string, priority: 0 | 1) =>
  (
    await world.query<{ count: number }>(
      'select count(*)::int as count from pending_events where firm_id = $1 and priority = $2',
      [firmId, priority],
    )
  )[0]?.count;

describe('within a firm', () => {
  test('everything but history is live', async () => {
    for (const origin of ['backfill', 'import', 'catch_up', 'webhook'] as const)
      await store(world.source, origin);
    expect(await waiting(world.firm.id, 1)).toBe(1);
    expect(await claim(10)).toEqual({ origins: ['import', 'catch_up', 'webhook'], more: true });
    expect(await claim(10)).toEqual({ origins: ['backfill'], more: false });
    expect(await claim(10)).toEqual({ origins: [], more: false });
  });

  test('a call that comes while much history waits is read next, and history in small batches after it', async () => {
    await store(world.source, 'backfill', 450);
    expect((await claim(500)).origins).toHaveLength(200);
    await store(world.source, 'webhook');
    expect(await claim(500)).toEqual({ origins: ['webhook'], more: true });
    expect(await claim(500)).toMatchObject({ more: true, origins: { length: 200 } });
    expect(await claim(500)).toMatchObject({ more: false, origins: { length: 50 } });
  });

  test('one that is to be tried later holds nothing up', async () => {
    const [later = ''] = await store(world.source, 'webhook');
    await store(world.source, 'backfill');
    await world.query(
      `update pending_events set due_at = now() + interval '1 hour' where raw_event_id = $1`,
      [later],
    );
    expect(await claim(10)).toEqual({ origins: ['backfill'], more: false });
    expect(await waiting(world.firm.id, 0)).toBe(1);
  });

  test('live events are claimed by the key, past any amount of history', async () => {
    await world.query(
      `insert into pending_events (firm_id, raw_event_id, priority) select $1, gen_random_uuid(), 1 from generate_series(1, 20000)`,
      [world.firm.id],
    );
    await store(world.source, 'webhook', 3);
    await world.query('analyze pending_events');
    const plan = await world.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, buffers, costs off, timing off, summary off) select raw_event_id from pending_events
         where firm_id = $1 and priority = 0 and due_at <= now() order by raw_event_id limit 500`,
      [world.firm.id],
    );
    const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(lines).toMatch(/Index (Only )?Scan using pending_events_pkey/);
    expect(lines).toMatch(/actual rows=3/);
    expect(lines).not.toMatch(/Seq Scan|Sort|Rows Removed by Filter/);
  });
});

describe('between firms', () => {
  test('firms with live events first; of those with history alone a few a round, the longest waiting first', async () => {
    const others = await Promise.all(
      Array.from({ length: 5 }, async (_, number) => {
        const firm = await world.newFirm({ name: `Firm ${number}` });
        return firm.source;
      }),
    );
    for (const source of others) await store(source, 'backfill', 2);
    await store(world.source, 'webhook');
    const firms = await world.app.platform.database.system((tx) => listFirmsWithPendingEvents(tx, 100));
    expect(firms).toEqual([
      { firmId: world.firm.id, live: true },
      ...others.map(({ firmId }) => ({ firmId, live: false })),
    ]);
    // One round: the live event, and history for three of the five; then the other two.
    expect(await pipelineRound(world.deps)).toBe(true);
    expect(await waiting(world.firm.id, 0)).toBe(0);
    const left = async () => Promise.all(others.map(({ firmId }) => waiting(firmId, 1)));
    expect(await left()).toEqual([0, 0, 0, 2, 2]);
    expect(await pipelineRound(world.deps)).toBe(false);
    expect(await left()).toEqual([0, 0, 0, 0, 0]);
  });

  test('a firm with live events and history: the round says that there is more', async () => {
    await store(world.source, 'backfill', 3);
    await store(world.source, 'webhook', 2);
    expect(await pipelineRound(world.deps)).toBe(true);
    expect([await waiting(world.firm.id, 0), await waiting(world.firm.id, 1)]).toEqual([0, 3]);
    await world.drain();
    expect(await waiting(world.firm.id, 1)).toBe(0);
  });
});
