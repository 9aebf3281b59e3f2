import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { signJwt } from '../../../simulators/dialpad.ts';
import { parseVendorJson } from '../kit/json.ts';
import { observation, type Reading } from '../ports.ts';
import { readEvent, readItem } from './map.ts';

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
const json = z.record(z.string(), z.unknown());
const answered = json.parse(JSON.parse(fixture('answered-inbound.json')));
const text = json.parse(JSON.parse(fixture('sms-inbound.json')));

function read(body: unknown): Reading {
  return readEvent({ contentType: 'application/json', rawBody: Buffer.from(JSON.stringify(body)) });
}

/** The one observation of a reading, checked against the port. */
function only(reading: Reading) {
  if (reading.outcome !== 'observed') throw new Error(`${reading.outcome}: ${reading.reason}`);
  expect(reading.observations).toHaveLength(1);
  return observation.parse(reading.observations[0]);
}

function call(change: Record<string, unknown>) {
  const seen = only(read({ ...answered, ...change }));
  if (seen.kind !== 'call') throw new Error(seen.kind);
  return seen;
}

function message(change: Record<string, unknown>) {
  const seen = only(read({ ...text, ...change }));
  if (seen.kind !== 'message') throw new Error(seen.kind);
  return seen;
}

describe('calls', () => {
  test('an answered call has absolute times, fractional talk without hold, both ends and the recording', () => {
    expect(call({})).toEqual({
      kind: 'call',
      links: ['dp:5123456789012345'],
      legId: 'dp:5123456789012345',
      sequence: 1772413454001,
      at: '2026-03-02T01:04:14.001Z',
      direction: 'inbound',
      role: 'user',
      status: 'ended',
      near: {
        number: '+61491570157',
        name: 'Ada Solicitor',
        providerUserId: '5900000000000001',
        email: 'ada@firm.example.com',
      },
      far: { number: '+61491570156', name: 'Pat Example' },
      startedAt: '2026-03-02T01:00:00.000Z',
      answeredAt: '2026-03-02T01:00:06.000Z',
      endedAt: '2026-03-02T01:04:13.370Z',
      talkSeconds: 240.0005,
      artefacts: [
        {
          kind: 'recording',
          id: '4700000000000001',
          url: 'https://files.example.com/r/4700000000000001',
          durationSeconds: 246,
        },
      ],
    });
  });

  test('every id that ties legs together is a link, once', () => {
    const links = call({ master_call_id: '7', entry_point_call_id: 8, operator_call_id: 8 }).links;
    expect(links).toEqual(['dp:5123456789012345', 'dp:7', 'dp:8']);
  });

  test('an id beyond 2^53 keeps all its digits', () => {
    const body = Buffer.from('{"call_id":9223372036854775807,"state":"hangup","date_ended":1772413453370}');
    const seen = only(readEvent({ contentType: 'text/plain', rawBody: body }));
    expect(seen.kind === 'call' && seen.legId).toBe('dp:9223372036854775807');
  });

  test.each([
    ['user', 'user'],
    ['room', 'user'],
    ['office', 'group'],
    ['callcenter', 'group'],
    ['call_center', 'group'],
    ['department', 'group'],
    ['staffgroup', 'group'],
    ['unknown', 'unknown'],
  ])('a target of type %s is on the leg as %s', (type, role) => {
    expect(call({ target: { id: 1, type } }).role).toBe(role);
  });

  test.each([
    ['calling', 'ringing'],
    ['ringing', 'ringing'],
    ['queued', 'ringing'],
    ['hold', 'held'],
    ['parked', 'parked'],
    ['connected', 'answered'],
    ['voicemail', 'voicemail'],
    ['recording', undefined],
    ['recap_summary', undefined],
    ['monitor', undefined],
  ])('state %s of a running call: status %s', (state, status) => {
    expect(call({ state, date_ended: null }).status).toBe(status);
  });

  test('connected without a moment of connection: the menu took it, nobody answered', () => {
    const running = { state: 'connected', date_connected: null, date_ended: null };
    expect(call(running)).toMatchObject({ role: 'user', status: 'ringing' });
    expect(call({ ...running, target: { id: 1, type: 'office' } })).toMatchObject({
      role: 'group',
      status: 'answered',
    });
    expect(call(running).answeredAt).toBeUndefined();
  });

  test('ringing with an end is over: the dates decide', () => {
    expect(call({ state: 'ringing', date_connected: null })).toMatchObject({
      status: 'ended',
      talkSeconds: 0,
    });
  });

  test('missed: ended, never connected, no talk even where a duration is told', () => {
    expect(call({ state: 'missed', date_connected: null, talk_time: null, duration: 9000 })).toMatchObject({
      status: 'ended',
      missed: true,
      talkSeconds: 0,
    });
  });

  test('without talk_time the duration stands in', () => {
    expect(call({ talk_time: null }).talkSeconds).toBe(247.37);
  });

  test('the call log has no talk_time: its dates tell, and the hold that an event left out stays out', () => {
    const { talk_time: _talk, ...rest } = answered;
    const listed = only(readItem({ eventType: 'call', body: rest }));
    expect(listed).toMatchObject({ fromCallLog: true, answeredAt: '2026-03-02T01:00:06.000Z' });
    expect(listed).not.toHaveProperty('talkSeconds', expect.anything());
  });

  test('blocked, internal and transferred are told', () => {
    expect(call({ state: 'blocked' })).toMatchObject({ blocked: true, status: 'ended', reason: 'blocked' });
    expect(call({ is_internal: true }).internal).toBe(true);
    expect(call({ is_transferred: true }).reason).toBe('transferred');
  });

  test('a word instead of a number is a withheld number', () => {
    expect(call({ external_number: 'anonymous' }).far).toMatchObject({ withheld: true });
    expect(call({ external_number: 'anonymous' }).far?.number).toBeUndefined();
    expect(
      call({ direction: 'outbound', internal_number: 'blocked', target: { id: 1, type: 'user' } }).near
        ?.number,
    ).toBeUndefined();
  });

  test('a formatted number is not a name', () => {
    expect(
      call({ contact: { id: 1, name: '(415) 555-0104', phone: '+14155550104' } }).far?.name,
    ).toBeUndefined();
  });

  test('a voicemail has its sound once, and its text', () => {
    const voicemail = {
      state: 'transcription',
      date_connected: null,
      voicemail_link: 'https://files.example.com/vm/1',
      voicemail_recording_id: 4700000000000002,
      call_recording_ids: [],
      recording_details: [{ id: '4700000000000002', recording_type: 'voicemail', duration: 5000 }],
      transcription_text: 'Hello, this is Pat.',
    };
    expect(call(voicemail).artefacts).toEqual([
      {
        kind: 'voicemail',
        id: '4700000000000002',
        url: 'https://files.example.com/vm/1',
        durationSeconds: 5,
      },
      {
        kind: 'transcript',
        id: '5123456789012345-transcription',
        text: 'Hello, this is Pat.',
        fileName: 'transcription.txt',
        contentType: 'text/plain',
      },
    ]);
  });

  test('a recap and its action items are texts of the call', () => {
    const seen = call({
      state: 'recap_summary',
      recap_summary: 'Settlement moved.',
      recap_action_items: ['Call back', 'Send form'],
    });
    expect(seen.artefacts?.map(({ text: words }) => words)).toEqual([
      undefined,
      'Settlement moved.',
      'Call back\nSend form',
    ]);
  });
});

describe('texts', () => {
  test('an inbound MMS', () => {
    expect(message({})).toEqual({
      kind: 'message',
      messageId: 'dp:6095000000000001',
      direction: 'inbound',
      at: '2026-03-02T02:53:20.183Z',
      status: 'received',
      from: { number: '+61491570156', name: 'Pat Example' },
      to: [{ number: '+61491570157' }],
      near: { providerUserId: '5527000000000001', name: 'Example Law' },
      body: 'Running late',
      artefacts: [{ kind: 'media', id: '6095000000000001-1', url: 'https://files.example.com/mms/1' }],
    });
  });

  test.each([
    ['pending', null, 'queued'],
    ['success', null, 'sent'],
    ['success', 'accepted', 'delivered'],
    ['failed', null, 'failed'],
    ['success', 'rejected_spam', 'failed'],
    ['pending', 'time_out', 'failed'],
  ])('outbound %s, result %s: %s', (status, result, expected) => {
    const seen = message({
      direction: 'outbound',
      message_status: status,
      message_delivery_result: result,
      sender_id: 42,
    });
    expect(seen.status).toBe(expected);
    expect(seen.messageId).toBe('dp:6095000000000001');
    expect(seen.near).toMatchObject({ providerUserId: '42' });
  });

  test('without the content scope the message is still one', () => {
    expect(message({ text: undefined, text_content: undefined }).body).toBeUndefined();
  });
});

describe('what cannot be understood is refused by name', () => {
  test.each([
    ['', 'empty_body'],
    ['hello', 'not_json'],
    ['{"call_id":', 'not_json'],
    ['a.b.c', 'not_json'],
    ['{}', 'unknown_event'],
    ['{"hello":1}', 'unknown_event'],
    ['{"call_id":{"a":1}}', 'unexpected_shape'],
    ['{"call_id":1,"state":"hangup"}', 'time_unknown'],
    ['{"call_id":1,"date_connected":"yesterday"}', 'unexpected_shape'],
    ['{"id":1,"from_number":"+61491570156"}', 'unexpected_shape'],
  ])('%s: %s', (body, reason) => {
    const reading = readEvent({ contentType: 'text/plain', rawBody: Buffer.from(body) });
    expect(reading).toMatchObject({ outcome: 'unreadable', reason });
  });

  test('a JWT body is its payload; the published vector has no times', () => {
    const vector =
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJjYWxsX2lkIjo1MTIzNDU2Nzg5MDEyMzQ1LCJzdGF0ZSI6Imhhbmd1cCIsImRpcmVjdGlvbiI6ImluYm91bmQifQ.VjNdeyZFSrx0wASyKQ9AN6mB0bYBhyy5V74Qy4-G0eM';
    expect(
      signJwt('{"call_id":5123456789012345,"state":"hangup","direction":"inbound"}', 'dialpad-test-secret'),
    ).toBe(vector);
    expect(readEvent({ contentType: '', rawBody: Buffer.from(vector) })).toMatchObject({
      reason: 'time_unknown',
    });
    const body = Buffer.from(signJwt(JSON.stringify(answered), 'secret'));
    expect(readEvent({ contentType: '', rawBody: body })).toEqual(read(answered));
  });

  test('nothing makes it throw', () => {
    const fields = fc.constantFrom(
      ...Object.keys(answered),
      ...Object.keys(text),
      'fax_status',
      'fax_url',
      'lines',
    );
    fc.assert(
      fc.property(fc.dictionary(fields, fc.jsonValue()), fc.boolean(), (extra, asText) => {
        const body = asText ? text : answered;
        for (const value of [extra, { ...body, ...extra }]) {
          const reading = read(value);
          expect(['observed', 'ignored', 'unreadable']).toContain(reading.outcome);
          if (reading.outcome === 'observed') z.array(observation).parse(reading.observations);
        }
        readItem({ eventType: 'call', body: extra });
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readEvent({ contentType: '', rawBody: Buffer.from(bytes) }).outcome).toBe('unreadable');
      }),
    );
  });
});

const recorded = new URL('../../../../shared/data/telephony/', import.meta.url);
describe.skipIf(!existsSync(recorded))(
  'recorded payloads (../shared/data/telephony, when it is there)',
  () => {
    const item = (name: string) => parseVendorJson(readFileSync(new URL(name, recorded), 'utf8'));

    test('a ringing call', () => {
      expect(only(read(item('dialpad-call-ringing-inbound-user.json')))).toMatchObject({
        kind: 'call',
        legId: 'dp:5314479320940544',
        direction: 'inbound',
        role: 'user',
        status: 'ringing',
        startedAt: '2024-11-14T17:39:14.898Z',
        far: { number: '+14155550104', name: 'obscure user' },
      });
    });

    test('a call of the REST API, with moments as text', () => {
      expect(only(readItem({ eventType: 'call', body: item('dialpad-rest-call.json') }))).toMatchObject({
        links: ['dp:1002', 'dp:1000'],
        role: 'user',
        answeredAt: '2013-01-01T00:00:00.000Z',
        fromCallLog: true,
      });
    });

    test('a fax', () => {
      expect(only(read(item('dialpad-rest-fax.json')))).toMatchObject({
        kind: 'fax',
        faxId: 'dp:TVvr5J6Kok',
        direction: 'outbound',
        status: 'sent',
        pages: 2,
        near: { providerUserId: '5066549580791808' },
        artefacts: [{ kind: 'fax_document', id: 'TVvr5J6Kok' }],
      });
    });

    test('a text that the API sent', () => {
      expect(only(read(item('dialpad-rest-sms-sent.json')))).toMatchObject({
        kind: 'message',
        messageId: 'dp:1004',
        status: 'queued',
        to: [{ number: '+14155557777' }],
        body: 'Test text',
        near: { providerUserId: '2' },
      });
    });

    test('a transcript, in the order of time and without the moments', () => {
      const seen = only(readItem({ eventType: 'transcript', body: item('dialpad-rest-transcript.json') }));
      expect(seen.kind === 'call' && seen.artefacts?.[0]?.text).toBe(
        'TÉst Bot: hello [expletive]\n(415) 555-6666: hi'.replace('TÉ', 'テÉ'),
      );
    });

    test.each(['dialpad-rest-call-subscription.json', 'dialpad-rest-users.json'])(
      '%s is no event',
      (name) => {
        expect(read(item(name))).toMatchObject({ outcome: 'unreadable', reason: 'unknown_event' });
      },
    );
  },
);
