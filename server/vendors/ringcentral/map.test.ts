import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type CallObservation, observation, type Reading } from '../ports.ts';
import { readEvent, readEventId, readItem } from './map.ts';

const ada = '900100777';
const ben = '900100778';
const menu = '900100500';

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
}

function read(body: unknown): Reading {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return readEvent({ contentType: 'application/json', rawBody });
}

function observe(reading: Reading) {
  if (reading.outcome !== 'observed') throw new Error(`not observed: ${JSON.stringify(reading)}`);
  return reading.observations;
}

function call(reading: Reading): CallObservation {
  const [first] = observe(reading);
  if (first?.kind !== 'call') throw new Error('not a call');
  return first;
}

const readLog = (name: string) => readItem({ eventType: 'call_log_record', body: fixture(name) });
const events = (name: string) => z.array(z.unknown()).parse(fixture(name));

describe('a call through the menu to one user, as captures show it', () => {
  const calls = events('session-inbound-through-menu.json').map((event) => call(read(event)));

  test('each delivery is one leg at one moment', () => {
    const seen = calls.map((leg) => [leg.sequence, leg.role, leg.near?.providerUserId, leg.status]);
    expect(seen).toEqual([
      [2, 'outside', undefined, 'setup'],
      [3, 'unknown', menu, 'setup'],
      [4, 'outside', undefined, 'answered'],
      [5, 'unknown', menu, 'ended'],
      [6, 'unknown', ada, 'setup'],
      [7, 'unknown', ada, 'ringing'],
      [8, 'unknown', ada, 'answered'],
      [9, 'unknown', ada, 'held'],
      [10, 'unknown', ada, 'answered'],
      [11, 'unknown', ada, 'ended'],
      [12, 'outside', undefined, 'ended'],
    ]);
  });

  test('all legs are inbound for the firm, share their links and name the caller', () => {
    for (const leg of calls) {
      expect(leg.direction).toBe('inbound');
      expect(leg.links).toEqual(['rc:s-a1b2c3d4e5f60718293a4b5c6d7e8f90', 'rcs:510200300400']);
      expect(leg.far).toEqual({ number: '+14155550142', name: 'PAT EXAMPLE' });
      expect(leg.internal).toBeUndefined();
    }
  });

  test('the recording is known by its id alone', () => {
    expect(calls[6]?.artefacts).toEqual([{ kind: 'recording', id: '1662000001' }]);
  });
});

test('an outbound call: the user’s leg and the outside leg agree on the direction', () => {
  const legs = events('session-outbound.json').map((event) => call(read(event)));
  expect(new Set(legs.map((leg) => leg.direction))).toEqual(new Set(['outbound']));
  expect(legs.map((leg) => leg.role)).toEqual([
    'unknown',
    'outside',
    'outside',
    'unknown',
    'unknown',
    'outside',
  ]);
  expect(legs.every((leg) => leg.far?.number === '+442079460321')).toBe(true);
  expect(legs.every((leg) => leg.near?.providerUserId === ada)).toBe(true);
});

test('a mobile push around an internal call is unwrapped', () => {
  const leg = call(read(fixture('session-internal-push-form.json')));
  expect(leg).toMatchObject({
    internal: true,
    near: { providerUserId: ada, extension: '102' },
    status: 'ringing',
  });
  expect(leg.far).toBeUndefined();
});

describe('one party, by its fields', () => {
  const party = (part: object) => ({
    event: '/restapi/v1.0/account/1/telephony/sessions',
    body: {
      sequence: 4,
      telephonySessionId: 's-1',
      eventTime: '2026-03-02T01:00:00.000+0000',
      parties: [{ id: 'p-1', direction: 'Inbound', extensionId: ada, ...part }],
    },
  });
  const status = (code: string, reason?: string) => ({ status: { code, reason } });

  test.each([
    ['Setup', 'setup'],
    ['Proceeding', 'ringing'],
    ['Answered', 'answered'],
    ['Hold', 'held'],
    ['Parked', 'parked'],
    ['Disconnected', 'ended'],
    ['Gone', 'ended'],
    ['VoiceMail', 'voicemail'],
    ['VoiceMailScreening', 'voicemail'],
    ['FaxReceive', 'fax'],
    ['Tds', undefined],
    ['Something new', undefined],
    ['constructor', undefined],
  ])('status %s → %s', (code, expected) => {
    expect(call(read(party(status(code)))).status).toBe(expected);
  });

  test.each([
    [
      'a reason is kept',
      status('Disconnected', 'BlindTransfer'),
      { reason: 'BlindTransfer', status: 'ended' },
    ],
    ['a missed call', { missedCall: true }, { missed: true }],
    ['no number', { from: { name: 'Anonymous' } }, { far: { name: 'Anonymous', withheld: true } }],
    ['a word for a number', { from: { phoneNumber: 'anonymous' } }, { far: { withheld: true } }],
    ['a numeric extension id', { extensionId: 900100777 }, { near: { providerUserId: ada } }],
    ['the old spelling of time', {}, { at: '2026-03-02T01:00:00.000Z' }],
    [
      'the session that it was taken over from',
      { status: { code: 'Disconnected', peerId: { telephonySessionId: 's-2', sessionId: 7 } } },
      { links: ['rc:s-1', 'rc:s-2', 'rcs:7'] },
    ],
  ])('%s', (_name, part, expected) => {
    expect(call(read(party(part)))).toMatchObject(expected);
  });

  test('without a sequence the time orders', () => {
    const event = party({});
    const body = { ...event.body, sequence: undefined };
    expect(call(read({ ...event, body })).sequence).toBe(Date.parse('2026-03-02T01:00:00.000Z'));
  });

  test('an outgoing call to a withheld end is not withheld', () => {
    expect(call(read(party({ direction: 'Outbound', to: {} }))).far).toEqual({});
  });
});

describe('messages', () => {
  test('an MMS with its picture', () => {
    expect(observe(read(fixture('event-mms.json')))).toEqual([
      {
        kind: 'message',
        messageId: '3070000000017',
        direction: 'inbound',
        at: '2026-03-02T02:10:00.201Z',
        status: 'received',
        from: { number: '+447700900123' },
        to: [{ number: '+14155550101', name: 'Ada Solicitor' }],
        near: { providerUserId: ada, name: 'Ada Solicitor' },
        body: 'Signed contract attached',
        artefacts: [
          {
            kind: 'media',
            id: '676000000001',
            contentType: 'image/jpeg',
            url: `https://media.ringcentral.com/restapi/v1.0/account/900100200/extension/${ada}/message-store/3070000000017/content/676000000001`,
          },
        ],
      },
    ]);
  });

  test('a fax, its owner from the path and its time in the old spelling', () => {
    expect(observe(read(fixture('event-fax.json')))).toMatchObject([
      {
        kind: 'fax',
        faxId: '404100000008',
        direction: 'inbound',
        at: '2026-03-02T02:59:37.000Z',
        status: 'received',
        pages: 4,
        from: { number: '+14155550155' },
        to: [],
        near: { providerUserId: ada },
        artefacts: [{ kind: 'fax_document', contentType: 'application/pdf' }],
      },
    ]);
  });

  test('a voicemail with its transcript', () => {
    expect(observe(read(fixture('event-voicemail.json')))).toMatchObject([
      {
        kind: 'voicemail',
        voicemailId: '82070000004',
        links: ['rcm:82070000004'],
        durationSeconds: 17,
        from: { number: '+61491570156', name: 'Lee Client' },
        near: { providerUserId: ada, name: 'Ada Solicitor' },
        artefacts: [
          { kind: 'voicemail', id: '82070000004' },
          { kind: 'transcript', id: '82070000005' },
        ],
      },
    ]);
  });

  test('counters and the directory are hints', () => {
    expect(observe(read(fixture('event-message-change.json')))).toEqual([
      { kind: 'hint', what: 'messages', providerUserId: ada },
    ]);
    expect(observe(read(fixture('event-extension-change.json')))).toEqual([{ kind: 'hint', what: 'users' }]);
  });

  const stored = {
    id: 9007199254740,
    type: 'SMS',
    direction: 'Outbound',
    creationTime: '2026-03-02T02:00:00Z',
  };
  test.each([
    ['Queued', 'queued'],
    ['Sent', 'sent'],
    ['Delivered', 'delivered'],
    ['DeliveryFailed', 'failed'],
    ['SendingFailed', 'failed'],
    ['Odd', undefined],
  ])('a sent text that is %s → %s', (messageStatus, expected) => {
    const [message] = observe(readItem({ eventType: 'message', body: { ...stored, messageStatus } }));
    expect(message).toMatchObject({ kind: 'message', messageId: '9007199254740', direction: 'outbound' });
    expect(message?.kind === 'message' && message.status).toBe(expected);
  });

  test.each([
    ['a message between colleagues', { ...stored, type: 'Pager' }, 'ignored'],
    ['a purged message', { ...stored, availability: 'Purged' }, 'ignored'],
    ['an unknown type', { ...stored, type: 'Hologram' }, 'unreadable'],
    ['no time', { ...stored, creationTime: 'later' }, 'unreadable'],
    ['no id', { ...stored, id: undefined }, 'unreadable'],
  ])('%s', (_name, body, outcome) => {
    expect(readItem({ eventType: 'message', body }).outcome).toBe(outcome);
  });
});

describe('the call log', () => {
  test('an answered call counts the person’s own leg', () => {
    expect(observe(readLog('log-answered.json'))).toEqual([
      {
        kind: 'call',
        links: ['rc:s-a1b2c3d4e5f60718293a4b5c6d7e8f90', 'rcs:510200300400'],
        legId: 'log:AbCdEfGhIjKlMn0:1',
        sequence: Date.parse('2026-03-02T01:06:40.000Z'),
        at: '2026-03-02T01:06:40.000Z',
        direction: 'inbound',
        role: 'unknown',
        status: 'ended',
        reason: 'Accepted',
        near: { number: '+14155550100', name: 'Ada Solicitor', providerUserId: ada },
        far: { number: '+14155550142', name: 'PAT EXAMPLE' },
        startedAt: '2026-03-02T01:00:15.100Z',
        answeredAt: '2026-03-02T01:00:15.100Z',
        endedAt: '2026-03-02T01:03:15.100Z',
        talkSeconds: 180,
        fromCallLog: true,
        sessionEnded: true,
        artefacts: [
          {
            kind: 'recording',
            id: '1662000001',
            url: 'https://media.ringcentral.com/restapi/v1.0/account/900100200/recording/1662000001/content',
          },
        ],
      },
    ]);
  });

  test('a transferred call is one leg for each person', () => {
    const legs = observe(readLog('log-transferred.json'));
    expect(legs).toMatchObject([
      { near: { providerUserId: ada }, talkSeconds: 60 },
      { near: { providerUserId: ben }, talkSeconds: 240 },
    ]);
  });

  test.each([
    ['log-voicemail.json', { status: 'voicemail', talkSeconds: 0, near: { providerUserId: ada } }],
    [
      'log-missed-withheld.json',
      { missed: true, talkSeconds: 0, far: { withheld: true }, near: { providerUserId: ada } },
    ],
    [
      'log-outbound.json',
      {
        direction: 'outbound',
        talkSeconds: 60,
        near: { providerUserId: ada },
        far: { number: '+442079460321' },
      },
    ],
    ['log-blocked.json', { blocked: true, talkSeconds: 0, role: 'group' }],
    ['log-internal.json', { internal: true, near: { providerUserId: ada, extension: '102' } }],
  ])('%s', (name, expected) => {
    expect(call(readLog(name))).toMatchObject(expected);
  });

  test('a voicemail’s record carries the message’s link', () => {
    expect(call(readLog('log-voicemail.json')).links).toContain('rcm:82070000004');
  });

  test.each(['log-fax.json', 'log-in-progress.json'])('%s is ignored by name', (name) => {
    expect(readLog(name)).toMatchObject({ outcome: 'ignored', eventType: 'call_log_record' });
  });
});

describe('what cannot be read is refused by name', () => {
  const sessions = '/restapi/v1.0/account/1/telephony/sessions';
  test.each([
    ['nonsense', 'not_json'],
    ['', 'not_json'],
    ['[]', 'no_envelope'],
    ['{"event":"/x"}', 'no_envelope'],
    ['{"event":"/restapi/v1.0/account/1/glip","body":{}}', 'unknown_event'],
    [`{"event":"${sessions}","body":{}}`, 'malformed_telephony_session'],
    [`{"event":"${sessions}","body":{"parties":[]}}`, 'malformed_telephony_session'],
    [`{"event":"${sessions}","body":{"sessionId":"1","parties":[]}}`, 'no_time'],
    ['{"event":"/restapi/v1.0/account/1/extension/2/fax","body":7}', 'malformed_message'],
  ])('%s → %s', (body, reason) => {
    expect(read(body)).toMatchObject({ outcome: 'unreadable', reason });
  });

  test.each([
    '/restapi/v1.0/account/1/extension/2/presence?detailedTelephonyState=true',
    '/restapi/v1.0/subscription/~?threshold=60&interval=15',
    '/restapi/v1.0/account/~/a2p-sms/messages',
  ])('%s is known and ignored', (event) => {
    expect(read({ event, body: {} }).outcome).toBe('ignored');
  });

  test('an item of another type', () => {
    expect(readItem({ eventType: 'weather', body: {} })).toMatchObject({ reason: 'unknown_item' });
  });
});

test('the id of a delivery survives as text, whatever its size', () => {
  const raw = (text: string) => Buffer.from(text);
  expect(readEventId(raw('{"uuid":"abc","event":"/x"}'))).toBe('abc');
  expect(readEventId(raw('{"uuid":8031152018338945839,"event":"/x"}'))).toBe('8031152018338945839');
  expect(readEventId(raw(JSON.stringify(fixture('session-internal-push-form.json'))))).toBe(
    '4470011223344556605',
  );
  expect(readEventId(raw('{"event":"/x"}'))).toBeNull();
});

const recorded = new URL('../../../../shared/data/telephony/', import.meta.url);
describe.skipIf(!existsSync(recorded))(
  'recorded payloads (skipped when shared/data/telephony is absent)',
  () => {
    const names = existsSync(recorded)
      ? readdirSync(recorded).filter((name) => name.startsWith('ringcentral-'))
      : [];
    const load = (name: string): unknown => JSON.parse(readFileSync(new URL(name, recorded), 'utf8'));
    const list = z.object({ records: z.array(z.unknown()) });

    /** How each recorded file comes to us; a file that is not named here fails the test. */
    const ways: Readonly<Record<string, (payload: unknown) => Reading[]>> = {
      'ringcentral-call-log-simple.json': (payload) =>
        list.parse(payload).records.map((body) => readItem({ eventType: 'call_log_record', body })),
      'ringcentral-call-log-sync-full.json': (payload) =>
        list.parse(payload).records.map((body) => readItem({ eventType: 'call_log_record', body })),
      'ringcentral-message-store-sms-list.json': (payload) =>
        list.parse(payload).records.map((body) => readItem({ eventType: 'message', body })),
      'ringcentral-mms-message.json': (payload) => [readItem({ eventType: 'message', body: payload })],
      'ringcentral-session-sequence-outbound-pstn.json': (payload) =>
        z.array(z.unknown()).parse(payload).map(read),
      'ringcentral-extension-list-event.json': (payload) => [read(payload)],
      'ringcentral-fax-event.json': (payload) => [read(payload)],
      'ringcentral-sms-instant-event-2025.json': (payload) => [read(payload)],
      'ringcentral-telephony-session-account.json': (payload) => [read(payload)],
      'ringcentral-voicemail-event.json': (payload) => [read(payload)],
    };

    test.each(names.filter((name) => name !== 'ringcentral-subscription-response.json'))('%s', (name) => {
      const readings = ways[name]?.(load(name)) ?? [];
      expect(readings.length).toBeGreaterThan(0);
      for (const reading of readings) {
        for (const seen of observe(reading)) expect(observation.parse(seen)).toEqual(seen);
      }
    });

    test('a subscription’s answer is no event and is refused by name', () => {
      const answer = load('ringcentral-subscription-response.json');
      expect(read(answer)).toMatchObject({ outcome: 'unreadable', reason: 'no_envelope' });
    });

    test('the recorded outbound call is one session in one direction', () => {
      const sequence = z.array(z.unknown()).parse(load('ringcentral-session-sequence-outbound-pstn.json'));
      const legs = sequence.map((event) => call(read(event)));
      expect(new Set(legs.map((leg) => leg.links[0])).size).toBe(1);
      expect(new Set(legs.map((leg) => leg.direction))).toEqual(new Set(['outbound']));
    });
  },
);

describe('garbage', () => {
  const noise = fc.anything({ withBigInt: false, withDate: true });
  const mutate = (value: unknown, path: number[], replacement: unknown): unknown => {
    const [step, ...rest] = path;
    if (step === undefined || typeof value !== 'object' || value === null) return replacement;
    const entries = Object.entries(value);
    const chosen = entries[step % Math.max(entries.length, 1)]?.[0];
    const changed = entries.map(([key, item]) => [
      key,
      key === chosen ? mutate(item, rest, replacement) : item,
    ]);
    return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed);
  };
  const check = (reading: Reading) => {
    if (reading.outcome !== 'observed') return;
    for (const seen of reading.observations) expect(observation.safeParse(seen).error).toBeUndefined();
  };

  test('bytes and values never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) =>
        check(readEvent({ contentType: '', rawBody: Buffer.from(bytes) })),
      ),
    );
    const types = fc.constantFrom('message', 'call_log_record', 'other');
    fc.assert(fc.property(types, noise, (eventType, body) => check(readItem({ eventType, body }))));
  });

  test('a real payload with anything at any place never throws and stays within the port’s shapes', () => {
    const samples = [
      ...events('session-inbound-through-menu.json'),
      ...['event-mms.json', 'event-fax.json', 'event-voicemail.json', 'session-internal-push-form.json'].map(
        fixture,
      ),
    ];
    const logs = ['log-answered.json', 'log-voicemail.json', 'log-internal.json'].map(fixture);
    const path = fc.array(fc.nat(20), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...samples), path, fc.jsonValue(), (sample, where, replacement) =>
        check(read(mutate(sample, where, replacement))),
      ),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...logs), path, fc.jsonValue(), (sample, where, replacement) =>
        check(readItem({ eventType: 'call_log_record', body: mutate(sample, where, replacement) })),
      ),
      { numRuns: 500 },
    );
  });
});
