/** Order, repetition and the cut into batches must not matter, through the database: the same interaction, once. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCall } from '../../../simulators/dialpad-events.ts';
import { createAccount, defaultExtensions } from '../../../simulators/ringcentral/account.ts';
import { simulateCall } from '../../../simulators/ringcentral/calls.ts';
import { composeFax, composeVoicemail } from '../../../simulators/ringcentral/messages.ts';
import { viewMessageEvent, viewRecord } from '../../../simulators/ringcentral/views.ts';
import { makeTwilioCall } from '../../../simulators/twilio-calls.ts';
import { createTwilioIds } from '../../../simulators/twilio-wire.ts';
import { type PhoneWorld, startPhoneWorld, type TestSource } from '../../testing/phone-world.ts';
import { createIntake } from '../sources/index.ts';

const far = '+14155550142';
const talked = new Date('2026-03-02T09:30:00.000Z');
const addresses = {
  api: (path: string) => `https://rc.example.com${path}`,
  media: (path: string) => `https://rc.example.com${path}`,
};

let world: PhoneWorld;
let matter: string;
let intake: ReturnType<typeof createIntake>;
beforeAll(async () => {
  world = await startPhoneWorld();
  const contact = await world.addContact('Jane Okafor', far);
  matter = await world.addMatter('Purchase', [contact]);
  intake = createIntake(world.app.platform.database, { onStored: () => undefined });
});
afterAll(async () => {
  await intake.close();
  await world.close();
});

/** What a webhook brings, or (`item`) what a poll finds. */
type Told = { body: unknown } | { item: string; body: unknown };

interface Scenario {
  kind: string;
  make(): Told[];
  /** Of the one interaction. */
  is: Record<string, unknown>;
  entry: Record<string, unknown>;
}

const account = createAccount(defaultExtensions);
function ringCentral(plan: Parameters<typeof simulateCall>[1], withLog = true): Told[] {
  const { events, record } = simulateCall(
    account,
    { startedAt: talked, far: { number: far }, ...plan },
    talked,
  );
  const log = { item: 'call_log_record', body: viewRecord(addresses, record, true) };
  return [
    ...events.map(({ body }) => ({
      body: { uuid: randomUUID(), event: '/restapi/v1.0/account/1/telephony/sessions', body },
    })),
    ...(withLog ? [log] : []),
  ];
}
function ringCentralMessage(path: string, message: Parameters<typeof viewMessageEvent>[2]): Told {
  const body = viewMessageEvent(account, addresses, message);
  return {
    body: {
      uuid: randomUUID(),
      event: `/restapi/v1.0/account/1/extension/${message.extensionId}${path}`,
      body,
    },
  };
}

let lastId = 5_300_000_000_000_000;
function nextId(): number {
  lastId += 1;
  return lastId;
}
const ada = {
  id: '900100777',
  type: 'user' as const,
  name: 'Ada',
  email: 'ada@example.com',
  phone: '+14155550101',
};
const ben = {
  id: '900100778',
  type: 'user' as const,
  name: 'Ben',
  email: 'ben@example.com',
  phone: '+14155550102',
};
const office = { id: '900100600', type: 'office' as const, name: 'Main line', phone: '+14155550100' };
const dialpadCall = {
  direction: 'inbound' as const,
  external: far,
  startedAt: talked,
  ringSeconds: 4,
  holdSeconds: 0,
};
const twilioIds = createTwilioIds('AC1');

const scenarios: [name: string, scenario: Scenario][] = [
  [
    'RingCentral: menu, transfer, call log',
    {
      kind: 'ringcentral',
      make: () =>
        ringCentral({
          direction: 'inbound',
          user: 900100777,
          through: 900100500,
          talkSeconds: 90,
          transferTo: 900100778,
          transferTalkSeconds: 200,
          recorded: true,
        }),
      is: { kind: 'call', direction: 'inbound', outcome: 'answered', talkSeconds: 290 },
      entry: {
        recordKind: 'fee',
        fees: [
          [2, 6],
          [4, 6],
        ],
      },
    },
  ],
  [
    'RingCentral: events only',
    {
      kind: 'ringcentral',
      make: () => ringCentral({ direction: 'outbound', user: 900100777, talkSeconds: 61 }, false),
      is: { direction: 'outbound', outcome: 'answered', talkSeconds: 61 },
      entry: { recordKind: 'fee', fees: [[2, 6]] },
    },
  ],
  [
    'RingCentral: a voicemail that names no call',
    {
      kind: 'ringcentral',
      make: () => {
        const message = composeVoicemail(
          account,
          { user: 900100777, number: far, seconds: 15 },
          new Date(talked.getTime() + 40_000),
        );
        const call = ringCentral(
          { direction: 'inbound', user: 900100777, outcome: 'voicemail', voicemailSeconds: 15 },
          false,
        );
        return [...call, ringCentralMessage('/voicemail', message)];
      },
      is: { kind: 'call', outcome: 'voicemail' },
      entry: { recordKind: 'fee', fees: [[0, 0]] },
    },
  ],
  [
    'RingCentral: a call that was only the carrier of a fax',
    {
      kind: 'ringcentral',
      make: () => {
        const telephonySessionId = `fax-${randomUUID()}`;
        const party = {
          id: 'p-1',
          extensionId: '900100777',
          direction: 'Inbound',
          from: { phoneNumber: far },
          to: { extensionId: '900100777' },
        };
        const call = ['Setup', 'Proceeding', 'FaxReceive', 'Disconnected'].map((code, index) => ({
          body: {
            uuid: randomUUID(),
            event: '/restapi/v1.0/account/1/telephony/sessions',
            body: {
              telephonySessionId,
              sequence: index + 1,
              eventTime: new Date(talked.getTime() + index * 1000).toISOString(),
              parties: [{ ...party, status: { code } }],
            },
          },
        }));
        return [
          ...call,
          ringCentralMessage(
            '/fax',
            composeFax(account, { direction: 'inbound', user: 900100777, number: far, pages: 2 }, talked),
          ),
        ];
      },
      is: { kind: 'fax', outcome: 'received', pages: 2 },
      entry: { recordKind: 'document', fees: [] },
    },
  ],
  [
    'Dialpad: main line, two people, a recording late',
    {
      kind: 'dialpad',
      make: () => {
        const call = makeCall(
          {
            ...dialpadCall,
            targets: [ada, ben],
            entry: office,
            outcome: 'answered',
            talkSeconds: 130,
            recordingUrl: 'https://dialpad.com/r/1',
          },
          nextId,
        );
        return [
          ...call.events.map((body) => ({ body })),
          ...call.legs.map((body) => ({ item: 'call', body })),
        ];
      },
      is: { kind: 'call', direction: 'inbound', outcome: 'answered', talkSeconds: 260 },
      entry: {
        recordKind: 'fee',
        fees: [
          [3, 6],
          [3, 6],
        ],
      },
    },
  ],
  [
    'Dialpad: two legs that only a third, told last, makes one call',
    {
      kind: 'dialpad',
      make: () => {
        const [one, two, joint] = [nextId(), nextId(), nextId()];
        const leg = (id: number, target: typeof ada, from: number, seconds: number, more: object) => ({
          call_id: id,
          state: 'hangup',
          direction: 'inbound',
          external_number: far,
          target: {
            id: Number(target.id),
            type: 'user',
            name: target.name,
            email: target.email,
            phone: target.phone,
          },
          date_started: talked.getTime() + from,
          date_rang: talked.getTime() + from,
          date_connected: talked.getTime() + from + 1000,
          date_ended: talked.getTime() + from + 1000 + seconds * 1000,
          talk_time: seconds * 1000,
          event_timestamp: talked.getTime() + from + 1000 + seconds * 1000,
          ...more,
        });
        const master = {
          ...leg(joint, ada, 0, 0, { master_call_id: one, entry_point_call_id: two }),
          target: { id: 900100600, type: 'office', name: 'Main', phone: '+14155550100' },
          date_connected: null,
        };
        return [
          { body: leg(one, ada, 0, 70, {}) },
          { body: leg(two, ben, 75_000, 190, {}) },
          { body: master },
        ];
      },
      is: { kind: 'call', outcome: 'answered', talkSeconds: 260 },
      entry: {
        recordKind: 'fee',
        fees: [
          [2, 6],
          [4, 6],
        ],
      },
    },
  ],
  [
    'Twilio: a parent and the leg that it dialled',
    {
      kind: 'twilio',
      make: () =>
        makeTwilioCall(
          {
            direction: 'inbound',
            from: far,
            to: '+14155550100',
            startedAt: talked,
            ringSeconds: 2,
            talkSeconds: 0,
            outcome: 'completed',
            dial: [
              { to: '+14155550101', outcome: 'no-answer', ringSeconds: 15, talkSeconds: 0 },
              { to: '+14155550102', outcome: 'completed', ringSeconds: 5, talkSeconds: 200 },
            ],
            events: 'all',
          },
          twilioIds,
        ).callbacks.map((body) => ({ body })),
      is: { kind: 'call', direction: 'inbound', outcome: 'answered', talkSeconds: 200 },
      entry: { recordKind: 'fee', fees: [[4, 6]] },
    },
  ],
];

async function freshSource(kind: string): Promise<TestSource> {
  const source = await world.addSource(kind, {
    ownNumbers: ['+14155550100', '+14155550101', '+14155550102'],
  });
  const staff: Record<string, string> = { '900100777': world.ada.id, '900100778': world.ben.id };
  for (const { id, name, type, extensionNumber, number } of defaultExtensions)
    await world.query(
      `insert into source_users (firm_id, source_id, provider_user_id, type, name, extension, numbers, staff_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        world.firm.id,
        source.id,
        String(id),
        type === 'User' ? 'user' : 'group',
        name,
        extensionNumber,
        number ? [number] : [],
        staff[id] ?? null,
      ],
    );
  return source;
}

async function tell(source: TestSource, told: Told): Promise<void> {
  if (!('item' in told)) {
    const answer = await world.deliver(source, told.body);
    expect(answer.statusCode, answer.body).toBe(200);
    return;
  }
  const { item: eventType, body } = told;
  await intake.store({
    firmId: world.firm.id,
    id: randomUUID(),
    sourceId: source.id,
    eventKey: `item:${JSON.stringify(body)}`.slice(0, 400),
    origin: 'catch_up',
    eventType,
    contentType: 'application/json',
    rawBody: Buffer.from(
      JSON.stringify(body, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
    ),
  });
}

/** Everything that came of a source's events. */
async function outcomeOf(source: TestSource) {
  const interactions = await world.query<{ id: string; assembled: object }>(
    'select id, assembled from interactions where source_id = $1',
    [source.id],
  );
  const ids = interactions.map(({ id }) => id);
  const entries = await world.query<{ id: string; state: string; record_kind: string; matter_id: string }>(
    'select id, state, record_kind, matter_id from log_entries where firm_id = $1 and interaction_id = any($2)',
    [world.firm.id, ids],
  );
  const recordsOf = (table: string, columns: string) =>
    world.query(
      `select ${columns} from ${table} where firm_id = $1 and removed_at is null and log_entry_id = any($2) order by 1, 2`,
      [world.firm.id, entries.map(({ id }) => id)],
    );
  return {
    assembled: interactions.map(({ assembled }) => assembled),
    entries: entries.map(({ state, record_kind, matter_id }) => ({
      state,
      recordKind: record_kind,
      matterId: matter_id,
    })),
    fees: (await recordsOf('fees', 'worked_minutes, billed_minutes')).map((row) => Object.values(row)),
    others: [
      ...(await recordsOf('tasks', `'task' as kind, subject`)),
      ...(await recordsOf('memos', `'memo' as kind, subject`)),
      ...(await recordsOf('documents', `'document' as kind, name`)),
    ].length,
    pending: await world.count('pending_events'),
    unread: await world.count('unread_events', `source_id = '${source.id}'`),
  };
}

/** Records that no entry holds, of any source: each must have one. */
async function strayRecords(): Promise<number> {
  let stray = 0;
  for (const table of ['fees', 'tasks', 'memos', 'documents'])
    stray += await world.count(
      table,
      `removed_at is null and not exists (select 1 from log_entries e where e.firm_id = ${table}.firm_id and e.id = ${table}.log_entry_id)`,
    );
  return stray;
}

describe.each(scenarios)('%s', (_name, { kind, make, is, entry }) => {
  test('in order, one by one', async () => {
    const source = await freshSource(kind);
    for (const told of make()) {
      await tell(source, told);
      await world.drain();
    }
    const came = await outcomeOf(source);
    expect(came.assembled).toMatchObject([is]);
    const { fees, recordKind } = { recordKind: entry.recordKind, fees: entry.fees };
    expect(came).toMatchObject({
      entries: [{ state: 'logged', recordKind, matterId: matter }],
      fees,
      others: recordKind === 'fee' ? 0 : 1,
      pending: 0,
      unread: 0,
    });
  });

  test('in any order, twice, in any batches: the same', async () => {
    const reference = await freshSource(kind);
    const events = make();
    for (const told of events) await tell(reference, told);
    await world.drain();
    const expected = await outcomeOf(reference);
    expect(expected.assembled).toMatchObject([is]);
    const positions = events.map((_, index) => index);
    const order = fc
      .array(fc.constantFrom(...positions), { maxLength: 5 })
      .chain((again) =>
        fc.shuffledSubarray([...positions, ...again], { minLength: events.length + again.length }),
      );
    await fc.assert(
      fc.asyncProperty(
        order,
        fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        async (places, cuts) => {
          const source = await freshSource(kind);
          for (const [step, place] of places.entries()) {
            const told = events[place];
            if (told) await tell(source, told);
            if (cuts[step % cuts.length]) await world.drain();
          }
          await world.drain();
          expect(await outcomeOf(source)).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
    expect(await strayRecords()).toBe(0);
  }, 120_000);
});
