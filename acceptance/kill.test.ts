/**
 * What was acknowledged is never lost and is logged once, whatever is killed and when. The program runs as a process on
 * its own data folder and is ended with SIGKILL while webhooks come in; nothing is sent again afterwards.
 *
 * Twenty rounds of 2,000 events each with a kill at a random moment, then PostgreSQL killed under the program, then two
 * workers on one database of which one is killed. The seed is printed and can be given as KILL_SEED.
 */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { seededRandom } from '../simulators/seeded-random.ts';
import { type Firm, makePlace, type Place, type Program, sendEvent, setUpFirm } from './program.ts';

const seed = Number(process.env.KILL_SEED ?? randomInt(2 ** 31));
const random = seededRandom(seed);

let place: Place;
let program: Program;
let firm: Firm;
const acknowledged = new Set<string>();

beforeAll(async () => {
  console.log(`KILL_SEED=${seed}`);
  place = await makePlace();
  program = await place.start();
  firm = await setUpFirm(place, program);
  // One number leads to one matter and so to fees; others are new, and make contacts and tasks.
  const contact = await firm.call('POST', '/api/v1/contacts', {
    kind: 'person',
    lastName: 'Okafor',
    phones: [{ text: '020 7946 0101' }],
  });
  const parties = [{ contactId: contact.id, role: 'Client', isClient: true }];
  await firm.call('POST', '/api/v1/matters', { title: 'Purchase', parties });
}, 120_000);

afterAll(async () => {
  await place.remove();
}, 60_000);

let made = 0;
function nextCall(): { id: string } & Record<string, unknown> {
  made += 1;
  const callId = `call-${made}`;
  const started = Date.UTC(2026, 2, 2, 9) + made * 1000;
  const known = random() < 0.5;
  // Few new numbers and many calls from each: contacts are made by several calls at the same moment.
  const far = known ? '+442079460101' : `+4420794602${String(Math.floor(random() * 40)).padStart(2, '0')}`;
  return {
    id: callId,
    type: 'call.updated',
    occurredAt: new Date(started + 70_000).toISOString(),
    call: {
      callId,
      status: 'ended',
      direction: 'inbound',
      from: far,
      to: '+442079460000',
      staff: { email: 'ada@example.com' },
      startedAt: new Date(started).toISOString(),
      answeredAt: new Date(started + 10_000).toISOString(),
      endedAt: new Date(started + 70_000).toISOString(),
      talkSeconds: 60,
    },
  };
}

/** Sends with concurrency; `strike` happens once so many were acknowledged. */
async function sendWhile(count: number, strikeAt: number, strike: () => Promise<unknown>): Promise<void> {
  const events = Array.from({ length: count }, nextCall);
  const { address } = program;
  let struck: Promise<unknown> | null = null;
  let seen = 0;
  const sender = async () => {
    for (let event = events.pop(); event; event = events.pop()) {
      if (await sendEvent(address, firm, event)) {
        acknowledged.add(event.id);
        seen += 1;
      }
      if (seen >= strikeAt) struck ??= strike();
    }
  };
  await Promise.all(Array.from({ length: 24 }, sender));
  await (struck ?? strike());
}

async function settled(): Promise<void> {
  await vi.waitFor(
    async () => {
      const [row] = await place.query('select count(*)::int as waiting from pending_events');
      expect(row).toEqual({ waiting: 0 });
    },
    { timeout: 60_000, interval: 50 },
  );
}

/** Every event in the ledger, and so every acknowledged one, is one interaction with one entry with one record. */
async function expectEachOnce(): Promise<void> {
  const calls = await place.query<{
    call: string;
    interactions: number;
    entries: number;
    logged: number;
    records: number;
  }>(`
    select substring(r.event_key from 4) as call,
      count(distinct i.id)::int as interactions, count(distinct e.id)::int as entries,
      count(distinct e.id) filter (where e.state = 'logged')::int as logged, count(distinct f.id)::int + count(distinct t.id)::int as records
    from raw_events r
    left join session_links l on l.firm_id = r.firm_id and l.source_id = r.source_id and l.link = 'call gx:' || substring(r.event_key from 4)
    left join interactions i on i.firm_id = r.firm_id and i.id = l.interaction_id
    left join log_entries e on e.firm_id = r.firm_id and e.interaction_id = i.id
    left join fees f on f.firm_id = r.firm_id and f.log_entry_id = e.id
    left join tasks t on t.firm_id = r.firm_id and t.log_entry_id = e.id
    group by r.event_key`);
  const wrong = calls.filter(
    ({ interactions, entries, logged, records }) =>
      interactions !== 1 || entries !== 1 || logged !== 1 || records !== 1,
  );
  expect(wrong).toEqual([]);
  const stored = new Set(calls.map(({ call }) => call));
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
  const [total] = await place.query(`
    select (select count(*)::int from interactions) as interactions, (select count(*)::int from log_entries) as entries,
      (select count(*)::int from fees) + (select count(*)::int from tasks) as records,
      (select count(*)::int from unread_events) as unread,
      (select event_count::int from sources) as counted,
      (select count(*)::int from activity_codes where label = 'ion8-CALL') as codes,
      (select count(*)::int from (select e164 from contact_numbers group by e164 having count(*) > 1) d) as doubled_contacts`);
  const count = stored.size;
  expect(total).toEqual({
    interactions: count,
    entries: count,
    records: count,
    unread: 0,
    counted: count,
    codes: 1,
    doubled_contacts: 0,
  });
}

describe('SIGKILL of the program', () => {
  test('20 rounds of 2,000 events, each killed at a random moment', { timeout: 900_000 }, async () => {
    for (let round = 1; round <= 20; round += 1) {
      const before = acknowledged.size;
      await sendWhile(2000, 1 + Math.floor(random() * 1999), () => program.kill());
      expect(await program.ended).toBe('SIGKILL');
      program = await place.start();
      await settled();
      await expectEachOnce();
      console.log(`round ${round}: ${acknowledged.size - before} acknowledged before the kill`);
    }
    expect(acknowledged.size).toBeGreaterThan(10_000);
  });
});

test('SIGKILL of PostgreSQL: the program ends, and after a new start all that was acknowledged is there', {
  timeout: 120_000,
}, async () => {
  const before = acknowledged.size;
  const { pid } = place.postgres();
  await sendWhile(500, 50 + Math.floor(random() * 300), async () => process.kill(pid, 'SIGKILL'));
  expect(await program.ended).toBe(1);
  program = await place.start();
  await settled();
  await expectEachOnce();
  expect(acknowledged.size - before).toBeGreaterThan(49);
});

test('two workers on one database, one of them killed: each once', { timeout: 120_000 }, async () => {
  await program.stop();
  program = await place.start({ ROLES: 'web' });
  const environment = {
    ROLES: 'worker',
    DATABASE_URL: place.postgres().url,
    SECRET_KEY: readFileSync(join(place.folder, 'data/secret-key'), 'utf8').trim(),
  };
  const workers = await Promise.all([place.start(environment), place.start(environment)]);
  const before = acknowledged.size;
  await sendWhile(1000, 100 + Math.floor(random() * 700), async () => workers[0]?.kill());
  expect(acknowledged.size - before).toBe(1000);
  await settled();
  await expectEachOnce();
});
