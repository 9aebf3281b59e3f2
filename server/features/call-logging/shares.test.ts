/** A call of several people, and what was said in it. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { adaNumber, clientNumber, genericCall } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { resettle } from './reconcile.ts';

let first: PhoneWorld;
let world: PhoneWorld;
beforeAll(async () => {
  first = await startPhoneWorld();
});
beforeEach(async () => {
  first.clock.now = new Date('2026-03-02T10:10:00.000Z');
  world = await first.newFirm();
});
afterAll(() => first.close());

async function oneMatter() {
  return await world.addMatter('Purchase', [await world.addContact('Jane Okafor', clientNumber)]);
}

test('a transferred call is one entry with a fee for each, and the entry tells the time of both', async () => {
  await oneMatter();
  const startedAt = '2026-03-02T10:00:00.000Z';
  const one = await world.log(
    genericCall({
      more: {
        startedAt,
        endedAt: '2026-03-02T10:09:00.000Z',
        segments: [
          {
            staff: { extension: '101' },
            startedAt,
            answeredAt: startedAt,
            endedAt: '2026-03-02T10:02:00.000Z',
            talkSeconds: 120,
          },
          {
            staff: { extension: '102' },
            startedAt: '2026-03-02T10:02:00.000Z',
            answeredAt: '2026-03-02T10:02:00.000Z',
            endedAt: '2026-03-02T10:09:00.000Z',
            talkSeconds: 420,
          },
        ],
      },
    }),
  );
  const fees = await world.query<{ staff_id: string; worked_minutes: number }>(
    'select staff_id, worked_minutes from fees where firm_id = $1 and removed_at is null order by worked_minutes',
    [world.firm.id],
  );
  expect(fees).toEqual([
    { staff_id: world.ada.id, worked_minutes: 2 },
    { staff_id: world.ben.id, worked_minutes: 7 },
  ]);
  expect(one.logEntries).toMatchObject([
    { state: 'logged', workedMinutes: 9, billedMinutes: 18, staffId: world.ben.id },
  ]);
  await world.act(one.id, 'undo');
  expect(await world.count('fees', 'removed_at is null')).toBe(0);
});

test('a transcript that comes as a file is written into the record, too', async () => {
  await oneMatter();
  const dialpad = await world.addSource('dialpad');
  const call = {
    call_id: 5_123_456_789_012_345,
    state: 'hangup',
    direction: 'inbound',
    external_number: clientNumber,
    internal_number: adaNumber,
    target: { id: 1, type: 'user', email: world.ada.email, phone: adaNumber, name: 'Ada Solicitor' },
    date_started: Date.parse('2026-03-02T10:00:00Z'),
    date_connected: Date.parse('2026-03-02T10:00:05Z'),
    date_ended: Date.parse('2026-03-02T10:05:05Z'),
    talk_time: 300_000,
    event_timestamp: Date.parse('2026-03-02T10:05:06Z'),
  };
  await world.deliver(dialpad, call);
  await world.deliver(dialpad, {
    ...call,
    state: 'call_transcription',
    event_timestamp: call.event_timestamp + 60_000,
  });
  await world.drain();
  const [one] = await world.interactions();
  const changed = await world.query(
    `update artefacts set state = 'stored', text = 'Good morning, about the lease.' where firm_id = $1 and kind = 'transcript' returning id`,
    [world.firm.id],
  );
  expect(changed).toHaveLength(1);
  await resettle(world.deps, world.firm.id, [one?.id ?? '']);
  const [fee] = await world.query<{ description: string }>(
    'select description from fees where firm_id = $1',
    [world.firm.id],
  );
  expect(fee?.description).toContain('Transcript: Good morning, about the lease.');
});
