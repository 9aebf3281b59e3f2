/** What comes after the log entry was written, what fails on the way, and what never comes. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientNumber, genericCall, genericText, otherNumber } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { closeSilentSessions, settleDue } from './index.ts';

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

const recording = { recordingUrl: 'https://files.example.com/a.mp3' };
async function oneMatter() {
  return await world.addMatter('Purchase', [await world.addContact('Jane Okafor', clientNumber)]);
}
/** A later event of the same call. */
function again(call: ReturnType<typeof genericCall>, more: Record<string, unknown>, seconds = 30) {
  const at = new Date(Date.parse(call.occurredAt) + seconds * 1000).toISOString();
  return { ...call, id: `${call.id}-${seconds}`, occurredAt: at, call: { ...call.call, ...more } };
}
const theFee = async () => {
  const rows = await world.query<{
    id: string;
    description: string;
    worked_minutes: number;
    billed_minutes: number;
    amount: number;
  }>(
    'select id, description, worked_minutes, billed_minutes, amount from fees where firm_id = $1 and removed_at is null',
    [world.firm.id],
  );
  expect(rows).toHaveLength(1);
  const [fee] = rows;
  if (!fee) throw new Error('no fee');
  return fee;
};
async function hear(event: unknown) {
  expect((await world.deliver(world.source, event)).statusCode).toBe(200);
  await world.drain();
}

describe('a recording that comes later', () => {
  test('is told inside the fence; what a person wrote around it stays', async () => {
    await oneMatter();
    const call = genericCall();
    await hear(call);
    const before = await theFee();
    expect(before.description).not.toContain('Recording');
    await world.query(
      `update fees set description = 'Above' || chr(10) || description || chr(10) || 'Below' where id = $1`,
      [before.id],
    );
    await hear(again(call, recording));
    const after = await theFee();
    expect(after.id).toBe(before.id);
    expect(after.description).toMatch(
      /^Above\n--- Call log ML-[\s\S]*Recording: [\s\S]*--- End of ML-\w+ ---\nBelow$/,
    );
  });

  test('leaves a text alone that a person changed, and the minutes and amount', async () => {
    await oneMatter();
    const call = genericCall();
    await hear(call);
    await world.query(
      `update fees set description = replace(description, 'Outcome', 'My own words'), worked_minutes = 9, billed_minutes = 18, amount = 1 where firm_id = $1`,
      [world.firm.id],
    );
    const before = await theFee();
    await hear(again(call, { ...recording, talkSeconds: 900, endedAt: '2026-03-02T10:15:05.000Z' }));
    expect(await theFee()).toEqual(before);
  });

  test('leaves a billed fee alone', async () => {
    await oneMatter();
    const call = genericCall();
    await hear(call);
    await world.query('update fees set billed_at = now() where firm_id = $1', [world.firm.id]);
    const before = await theFee();
    await hear(
      again(call, {
        ...recording,
        talkSeconds: 900,
        endedAt: '2026-03-02T10:15:05.000Z',
        staff: { extension: '102' },
      }),
    );
    expect(await theFee()).toEqual(before);
    expect(await world.count('log_entries', `state = 'logged'`)).toBe(1);
  });
});

test('exact seconds of the call log change minutes and amount', async () => {
  await oneMatter();
  const call = genericCall({ talkSeconds: 100 });
  await hear(call);
  expect(await theFee()).toMatchObject({ worked_minutes: 2, billed_minutes: 6, amount: 2000 });
  await hear(again(call, { talkSeconds: 421, endedAt: '2026-03-02T10:07:06.000Z' }));
  expect(await theFee()).toMatchObject({ worked_minutes: 8, billed_minutes: 12, amount: 4000 });
});

test('news that puts it elsewhere moves what nobody touched, and nothing that somebody did', async () => {
  await world.addContact('Jane Okafor', clientNumber);
  const calls = [genericCall(), genericCall(), genericCall(), genericCall()];
  for (const call of calls) await hear(call);
  const tasks = await world.query<{ id: string }>(
    'select t.id from tasks t join log_entries e on e.record_id = t.id where t.firm_id = $1 order by e.id',
    [world.firm.id],
  );
  const [, completed, removed, noted] = tasks.map(({ id }) => id);
  await world.query(`update tasks set status = 'completed', completed_at = now() where id = $1`, [completed]);
  await world.query('update tasks set removed_at = now() where id = $1', [removed]);
  await world.query(`update tasks set description = description || chr(10) || 'Rang back' where id = $1`, [
    noted,
  ]);
  for (const call of calls) await hear(again(call, { staff: { extension: '102' } }));
  const open = await world.query<{ id: string; assignee_id: string }>(
    `select id, assignee_id from tasks where firm_id = $1 and removed_at is null and status = 'open'`,
    [world.firm.id],
  );
  expect(open).toHaveLength(2);
  expect(open.find(({ id }) => id === noted)?.assignee_id).toBe(world.ada.id);
  expect(open.find(({ id }) => id !== noted)?.assignee_id).toBe(world.ben.id);
  expect(await world.count('tasks', `status = 'completed'`)).toBe(1);
  expect(await world.count('log_entries')).toBe(4);
});

test('a person’s matter stays, whatever comes later', async () => {
  const contact = await world.addContact('Jane Okafor', clientNumber);
  const matter = await world.addMatter('Purchase', [contact]);
  await world.addMatter('Will', [contact]);
  const call = genericCall();
  const { id } = await world.log(call);
  await world.act(id, 'refile', { matterId: matter });
  await hear(
    again(call, {
      ...recording,
      staff: { extension: '102' },
      talkSeconds: 421,
      endedAt: '2026-03-02T10:07:06.000Z',
    }),
  );
  expect((await world.interaction(id)).logEntries).toMatchObject([
    { recordKind: 'fee', matterId: matter, byPerson: true },
  ]);
  expect((await theFee()).description).toContain('Recording');
});

test('a missed call turns out to be a voicemail: the same entry, told anew', async () => {
  await oneMatter();
  const call = genericCall({ status: 'missed' });
  const missed = await world.log(call);
  await hear(
    again(call, { status: 'voicemail', voicemail: { durationSeconds: 20, text: 'Please ring me' } }),
  );
  const after = await world.interaction(missed.id);
  expect(after.outcome).toBe('voicemail');
  expect(after.logEntries).toMatchObject([{ state: 'logged', recordKind: 'fee', workedMinutes: 0 }]);
  expect((await theFee()).description).toContain('Please ring me');
});

describe('what never ends', () => {
  const open = (more = {}) => genericCall({ status: 'ringing', more: { endedAt: undefined, ...more } });
  const hours = (count: number) => new Date(Date.parse('2026-03-02T10:10:00Z') + count * 3_600_000);

  test('is closed after six hours of silence, as unknown_outcome, for review; a late end mends it', async () => {
    const call = open();
    const one = await world.log(call);
    expect(one).toMatchObject({ ended: false, outcome: 'in_progress', logEntries: [] });
    world.clock.now = hours(5.9);
    await closeSilentSessions(world.deps);
    expect((await world.interaction(one.id)).ended).toBe(false);
    world.clock.now = hours(6.1);
    await closeSilentSessions(world.deps);
    const closed = await world.interaction(one.id);
    expect(closed).toMatchObject({ ended: true, outcome: 'unknown_outcome' });
    expect(closed.logEntries).toMatchObject([
      { state: 'logged', recordKind: 'task', review: 'unknown_outcome', workedMinutes: null },
    ]);
    await hear(
      again(
        call,
        {
          status: 'ended',
          talkSeconds: 60,
          answeredAt: '2026-03-02T10:00:05Z',
          endedAt: '2026-03-02T10:01:05Z',
        },
        70,
      ),
    );
    expect(await world.interaction(one.id)).toMatchObject({ outcome: 'answered', talkSeconds: 60 });
    expect(await world.count('tasks', 'removed_at is null')).toBe(1);
  });

  test('one that cannot be closed keeps no other open', async () => {
    const stuck = await world.log(open());
    const other = await world.log(open());
    await world.query(`
      create function refuse_stuck() returns trigger language plpgsql as $$
      begin if new.id = '${stuck.id}' then raise exception 'no'; end if; return new; end $$`);
    await world.query(
      'create trigger refuse_stuck before insert or update on interactions for each row execute function refuse_stuck()',
    );
    try {
      world.clock.now = hours(7);
      await closeSilentSessions(world.deps);
      expect((await world.interaction(other.id)).ended).toBe(true);
      expect((await world.interaction(stuck.id)).ended).toBe(false);
    } finally {
      await world.query('drop function refuse_stuck cascade');
    }
    await closeSilentSessions(world.deps);
    expect((await world.interaction(stuck.id)).ended).toBe(true);
  });
});

describe('write once', () => {
  test('waits for the recording up to its time, then writes without', async () => {
    await oneMatter();
    await world.setOptions({ writeOnceWaitMinutes: 30 });
    world.clock.now = new Date('2026-03-02T10:05:00.000Z');
    const one = await world.log(genericCall({ more: recording }));
    expect(one.logEntries).toMatchObject([{ state: 'pending', recordKind: null }]);
    await settleDue(world.deps);
    expect((await world.interaction(one.id)).logEntries).toMatchObject([{ state: 'pending' }]);
    world.clock.now = new Date('2026-03-02T10:40:00.000Z');
    await settleDue(world.deps);
    expect((await world.interaction(one.id)).logEntries).toMatchObject([
      { state: 'logged', recordKind: 'fee' },
    ]);
    await settleDue(world.deps);
    expect(await world.count('fees')).toBe(1);
  });

  test('a call without files is written at once', async () => {
    await oneMatter();
    await world.setOptions({ writeOnceWaitMinutes: 30 });
    expect((await world.log(genericCall())).logEntries).toMatchObject([{ state: 'logged' }]);
  });
});

describe('an event that cannot be processed', () => {
  async function poison(text: string) {
    await world.query(`
      create function refuse_poison() returns trigger language plpgsql as $$
      begin if new.assembled ->> 'body' = '${text}' then raise exception 'poison'; end if; return new; end $$`);
    await world.query(
      'create trigger refuse_poison before insert or update on interactions for each row execute function refuse_poison()',
    );
    return async () => void (await world.query('drop function refuse_poison cascade'));
  }

  test('takes none of its batch down, is tried again, and goes through once the fault is mended', async () => {
    const mend = await poison('bad');
    try {
      for (const body of ['one', 'bad', 'two', 'three'])
        expect((await world.deliver(world.source, genericText({ body }))).statusCode).toBe(200);
      await world.drain();
      expect(await world.count('interactions')).toBe(3);
      expect(await world.count('log_entries', `state = 'logged'`)).toBe(3);
      expect(await world.count('contacts')).toBe(1);
      expect(
        await world.query('select attempts from pending_events where firm_id = $1', [world.firm.id]),
      ).toEqual([{ attempts: 1 }]);
    } finally {
      await mend();
    }
    await world.query('update pending_events set due_at = now() where firm_id = $1', [world.firm.id]);
    await world.drain();
    expect(await world.count('interactions')).toBe(4);
    expect(await world.count('pending_events')).toBe(0);
    expect((await world.owner.call('GET', `/api/v1/sources/${world.source.id}`)).json()).toMatchObject({
      eventCount: 4,
      unreadableCount: 0,
    });
  });

  test('is set aside in the end, by name, counted and visible; nothing of it is half there', async () => {
    const mend = await poison('bad');
    try {
      await world.deliver(world.source, genericText({ body: 'bad', from: otherNumber }));
      for (let attempt = 0; attempt < 6; attempt += 1) {
        await world.query('update pending_events set due_at = now() where firm_id = $1', [world.firm.id]);
        await world.drain();
      }
    } finally {
      await mend();
    }
    expect(await world.count('pending_events')).toBe(0);
    for (const table of [
      'interactions',
      'observations',
      'session_links',
      'log_entries',
      'tasks',
      'contacts',
      'activity_codes',
    ])
      expect(
        await world.count(table, table === 'activity_codes' ? `created_by = 'call_logging'` : 'true'),
        table,
      ).toBe(0);
    expect((await world.owner.call('GET', `/api/v1/sources/${world.source.id}`)).json()).toMatchObject({
      eventCount: 1,
      unreadableCount: 1,
      pendingCount: 0,
    });
    expect(
      (await world.owner.call('GET', `/api/v1/sources/${world.source.id}/events`)).json().items,
    ).toMatchObject([{ reason: 'processing_failed', outcome: 'unreadable' }]);
    await world.deliver(world.source, genericText());
    await world.drain();
    expect(await world.count('interactions')).toBe(1);
  });

  test('many workers at once do each event once', async () => {
    await oneMatter();
    await Promise.all(Array.from({ length: 60 }, () => world.deliver(world.source, genericCall())));
    await Promise.all(Array.from({ length: 5 }, () => world.drain()));
    await world.drain();
    expect(await world.count('interactions')).toBe(60);
    expect(await world.count('log_entries')).toBe(60);
    expect(await world.count('fees')).toBe(60);
  });
});
