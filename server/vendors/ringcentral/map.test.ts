import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { observation, type Reading } from '../ports.ts';
import { call, fixture, fixtures, observe, read } from './fixture-readings.ts';
import { readEvent, readEventId, readItem } from './map.ts';

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
      ...fixtures('session-inbound-through-menu.json'),
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
