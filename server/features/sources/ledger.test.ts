import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { headText } from '../../platform/ledger/blocks.ts';
import { createSecrets } from '../../platform/secrets.ts';
import { genericCall } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { type FirmLedger, headPurpose, sealEvents, verifyLedger } from './ledger.ts';

let origin: PhoneWorld;
let world: PhoneWorld;
beforeAll(async () => {
  origin = await startPhoneWorld();
});
afterAll(async () => {
  await origin.close();
});

const wait = 'insert into pending_events (firm_id, raw_event_id) values ($1, $2)';
const made = `insert into raw_events (firm_id, id, source_id, event_key, origin, raw_body)
  values ($1, $2::uuid, $3, 'id:put-there', 'webhook', 'x')`;
const newEvent = '0198c0de-0000-7000-8000-00000000e001';

async function deliver(count: number): Promise<void> {
  for (let one = 0; one < count; one += 1) {
    const answer = await world.deliver(world.source, genericCall());
    expect(answer.statusCode).toBe(200);
  }
}

async function check(more: Parameters<typeof verifyLedger>[1] = {}): Promise<FirmLedger> {
  const [found] = await verifyLedger(world.app.platform, { firmIds: [world.firm.id], ...more });
  if (!found) throw new Error('nothing was checked');
  return found;
}

const run = (text: string, ...values: unknown[]) => world.query(text, [world.firm.id, ...values]);

/** Three blocks of two events. */
beforeEach(async () => {
  world = await origin.newFirm();
  for (let batch = 0; batch < 3; batch += 1) {
    await deliver(2);
    await world.drain();
  }
});

test('a ledger that nobody touched holds', async () => {
  expect(await check()).toMatchObject({ blocks: 3, events: 6, pending: 0, broken: null });
});

test('what waits to be read is on no block yet, and that is right', async () => {
  await deliver(2);
  expect(await check()).toMatchObject({ blocks: 3, events: 6, pending: 2, broken: null });
});

test('a batch that was rolled back leaves the chain as it was, and goes on it later', async () => {
  await deliver(2);
  const { platform } = world.app;
  await expect(
    platform.database.firm(world.firm.id).write(async (tx) => {
      const ids = await tx
        .deleteFrom('pending_events')
        .where('firm_id', '=', world.firm.id)
        .returning('raw_event_id')
        .execute();
      const eventIds = ids.map((row) => row.raw_event_id);
      await sealEvents(tx, platform.secrets, world.firm.id, eventIds, platform.clock.now());
      throw new Error('the power is gone');
    }),
  ).rejects.toThrow('the power is gone');
  expect(await check()).toMatchObject({ blocks: 3, pending: 2, broken: null });
  await world.drain();
  expect(await check()).toMatchObject({ blocks: 4, events: 8, pending: 0, broken: null });
});

const second = 'id = (select event_ids[2] from ledger_blocks where firm_id = $1 and number = 2)';
describe('is found:', () => {
  test.each<[string, string[], string, number | null]>([
    [
      'a flipped byte',
      [
        `update raw_events set raw_body = set_byte(raw_body, 3, get_byte(raw_body, 3) # 1) where firm_id = $1 and ${second}`,
      ],
      'event_changed',
      2,
    ],
    [
      'a time moved by a microsecond',
      [
        `update raw_events set received_at = received_at + interval '1 microsecond' where firm_id = $1 and ${second}`,
      ],
      'event_changed',
      2,
    ],
    [
      'another content type',
      [`update raw_events set content_type = 'text/plain' where firm_id = $1 and ${second}`],
      'event_changed',
      2,
    ],
    ['a deleted row', [`delete from raw_events where firm_id = $1 and ${second}`], 'event_missing', 2],
    [
      'a row under another id',
      [`update raw_events set id = '${newEvent}' where firm_id = $1 and ${second}`],
      'event_missing',
      2,
    ],
    [
      'a tail that is cut off, events and blocks',
      [
        'delete from raw_events where firm_id = $1 and id in (select unnest(event_ids) from ledger_blocks where firm_id = $1 and number = 3)',
        'delete from ledger_blocks where firm_id = $1 and number = 3',
      ],
      'block_missing',
      3,
    ],
    [
      'a block taken out',
      ['delete from ledger_blocks where firm_id = $1 and number = 2'],
      'block_missing',
      2,
    ],
    [
      'an altered block',
      [
        'update ledger_blocks set digests = set_byte(digests, 0, get_byte(digests, 0) # 1) where firm_id = $1 and number = 2',
      ],
      'block_altered',
      2,
    ],
    [
      'a block taken over from before',
      [
        `update ledger_blocks set (event_ids, digests, hash) = (select event_ids, digests, hash from ledger_blocks
          where firm_id = $1 and number = 1) where firm_id = $1 and number = 2`,
      ],
      'block_altered',
      2,
    ],
    [
      'a tail that is cut off with a forged head',
      [
        'delete from raw_events where firm_id = $1 and id in (select unnest(event_ids) from ledger_blocks where firm_id = $1 and number = 3)',
        'delete from ledger_blocks where firm_id = $1 and number = 3',
        'update ledger_heads set number = 2, hash = (select hash from ledger_blocks where firm_id = $1 and number = 2) where firm_id = $1',
      ],
      'head_altered',
      2,
    ],
    ['a head set back', ['update ledger_heads set number = 2 where firm_id = $1'], 'head_altered', 3],
    ['a head taken away', ['delete from ledger_heads where firm_id = $1'], 'head_missing', null],
    [
      'a ledger taken away',
      ['delete from ledger_heads where firm_id = $1', 'delete from ledger_blocks where firm_id = $1'],
      'event_unsealed',
      null,
    ],
  ])('%s', async (_name, deeds, what, block) => {
    for (const deed of deeds) await run(deed);
    const found = await check();
    expect(found.broken).toMatchObject({ what, block });
    expect(found.broken?.eventId === null).toBe(!what.startsWith('event_'));
    // The program goes on logging calls, and the break stays to be seen.
    await deliver(1);
    await world.drain();
    expect(await world.count('pending_events')).toBe(0);
    expect((await check()).broken).not.toBeNull();
  });

  test('an event that somebody put there', async () => {
    await run(made, newEvent, world.source.id);
    expect((await check()).broken).toMatchObject({ what: 'event_unsealed', eventId: newEvent });
  });

  test('an event that waits and is gone', async () => {
    await run(wait, newEvent);
    expect((await check()).broken).toMatchObject({ what: 'event_missing', eventId: newEvent });
  });

  test('another firm’s head in place of one’s own', async () => {
    const foreign = await origin.newFirm();
    await run(
      `insert into ledger_heads (firm_id, number, hash, seal) select $2, number, hash, seal from ledger_heads where firm_id = $1`,
      foreign.firm.id,
    );
    await run(
      `insert into ledger_blocks (firm_id, number, event_ids, digests, remark, made_at, hash)
       select $2, number, event_ids, digests, remark, made_at, hash from ledger_blocks where firm_id = $1`,
      foreign.firm.id,
    );
    const [found] = await verifyLedger(world.app.platform, { firmIds: [foreign.firm.id] });
    expect(found?.broken).not.toBeNull();
  });
});

test('a whole database set back is found against heads that were noted', async () => {
  const noted = { firms: [await check()] };
  await deliver(1);
  await world.drain();
  expect(await check({ noted })).toMatchObject({ broken: null, blocks: 4 });
  const later = { firms: [await check()] };
  await run('delete from raw_events where firm_id = $1');
  await run('delete from ledger_blocks where firm_id = $1');
  await run('delete from ledger_heads where firm_id = $1');
  expect(await check()).toMatchObject({ blocks: 0, broken: null });
  expect((await check({ noted: later })).broken).toMatchObject({ what: 'other_than_noted', block: 1 });
});

test('a head is genuine under the key that sealed it, also when a new key stands before it', async () => {
  const [oldKey, newKey] = ['an old key of more than 32 characters', 'a new key of more than 32 characters'];
  const [kept] = await run('select number, hash from ledger_heads where firm_id = $1');
  const head = z.object({ number: z.number(), hash: z.instanceof(Buffer) }).parse(kept);
  const seal = createSecrets(oldKey).seal(headText(world.firm.id, head), headPurpose);
  await run('update ledger_heads set seal = $2 where firm_id = $1', seal);
  const under = async (keys: string) => {
    const platform = { ...world.app.platform, secrets: createSecrets(keys) };
    return (await verifyLedger(platform, { firmIds: [world.firm.id] }))[0]?.broken;
  };
  expect(await under(oldKey)).toBeNull();
  expect(await under(`${newKey},${oldKey}`)).toBeNull();
  expect(await under(newKey)).toMatchObject({ what: 'head_altered', block: 3 });
});

describe('what an older version stored', () => {
  beforeEach(async () => {
    await run('delete from ledger_blocks where firm_id = $1');
    // As the migration leaves a firm that has events.
    await run('update ledger_heads set number = 0, hash = null, seal = null where firm_id = $1');
  });

  test('comes on the chain before the first new batch', async () => {
    await deliver(2);
    await world.drain();
    expect(await check()).toMatchObject({ blocks: 2, events: 8, added: 0, broken: null });
    expect(
      await run(
        'select cardinality(event_ids) as events from ledger_blocks where firm_id = $1 order by number',
      ),
    ).toEqual([{ events: 6 }, { events: 2 }]);
  });

  test('comes on the chain with the first check of a firm that is quiet', async () => {
    await deliver(1);
    expect(await check()).toMatchObject({ blocks: 1, events: 6, pending: 1, added: 6, broken: null });
    await world.drain();
    expect(await check()).toMatchObject({ blocks: 2, events: 7, added: 0, broken: null });
  });
});
