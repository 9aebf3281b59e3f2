import { describe, expect, test } from 'vitest';
import { ada, call, fixture, fixtures, menu, read } from './fixture-readings.ts';

describe('a call through the menu to one user, as captures show it', () => {
  const calls = fixtures('session-inbound-through-menu.json').map((event) => call(read(event)));

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
  const legs = fixtures('session-outbound.json').map((event) => call(read(event)));
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
