import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseVendorJson } from '../kit/json.ts';
import { type CallObservation, observation, type Reading } from '../ports.ts';
import { twilio } from './index.ts';
import { readEvent, readItem } from './map.ts';

const parent = 'CA00000000000000000000000000000031';
const child = 'CA00000000000000000000000000000032';
const outside = '+61491570156';
const firm = '+61491570157';
const receivedAt = '2026-03-02T01:05:00.250Z';

function read(form: Record<string, string>, at: string | undefined = receivedAt): Reading {
  const rawBody = Buffer.from(new URLSearchParams(form).toString());
  return readEvent({ contentType: 'application/x-www-form-urlencoded', rawBody, receivedAt: at });
}

function observe(reading: Reading) {
  if (reading.outcome !== 'observed') throw new Error(`${reading.outcome}: ${reading.reason}`);
  return z.array(observation).parse(reading.observations);
}

function legs(reading: Reading): CallObservation[] {
  return observe(reading).filter((seen) => seen.kind === 'call');
}

const inbound = {
  CallSid: parent,
  Direction: 'inbound',
  From: outside,
  To: firm,
  CallStatus: 'completed',
  CallDuration: '247',
  Duration: '5',
  SequenceNumber: '3',
  Timestamp: 'Mon, 02 Mar 2026 01:04:09 +0000',
  CallbackSource: 'call-progress-events',
};
const dialled = {
  ...inbound,
  CallSid: child,
  ParentCallSid: parent,
  Direction: 'outbound-dial',
  To: 'client:ada',
  CallDuration: '240',
};

describe('calls', () => {
  test('an inbound call is the caller and, beside it, the application that answers; neither is talk', () => {
    const seen = legs(read(inbound));
    const last = seen.slice(-2);
    expect(last[0]).toMatchObject({
      links: [`tw:${parent}`],
      legId: `tw:${parent}`,
      role: 'outside',
      direction: 'inbound',
      status: 'ended',
      at: '2026-03-02T01:04:09.000Z',
      far: { number: outside },
      near: { number: firm },
      sessionEnded: true,
      answeredAt: '2026-03-02T01:00:02.000Z',
      endedAt: '2026-03-02T01:04:09.000Z',
    });
    expect(last[1]).toMatchObject({ legId: `tw:${parent}:app`, role: 'group', near: { number: firm } });
    expect(seen.every(({ talkSeconds }) => talkSeconds === undefined)).toBe(true);
  });

  test('told of the end alone, the answer worked out is the earliest moment of the leg', () => {
    const [first] = legs(read(inbound));
    expect(first).toMatchObject({ sequence: 0, startedAt: '2026-03-02T01:00:02.000Z' });
    expect(first?.status).toBeUndefined();
  });

  test('a dialled leg is a person: it links to its parent, has the talk, and takes it from the parent', () => {
    const seen = legs(read(dialled));
    expect(seen.find(({ status }) => status === 'ended')).toMatchObject({
      links: [`tw:${child}`, `tw:${parent}`],
      role: 'user',
      talkSeconds: 240,
      near: { providerUserId: 'client:ada', name: 'ada' },
    });
    expect(seen.at(-1)).toMatchObject({ legId: `tw:${parent}`, role: 'unknown', talkSeconds: 0 });
  });

  test.each([
    ['initiated', 'setup'],
    ['ringing', 'ringing'],
    ['in-progress', 'answered'],
    ['completed', 'ended'],
    ['busy', 'ended'],
    ['no-answer', 'ended'],
    ['canceled', 'ended'],
    ['failed', 'ended'],
    ['something-new', undefined],
  ])('CallStatus %s: %s', (CallStatus, status) => {
    expect(
      legs(read({ ...dialled, CallStatus })).find(
        ({ legId, sequence }) => legId === `tw:${child}` && sequence > 0,
      )?.status,
    ).toBe(status);
  });

  test('a dialled leg that nobody answered has no talk, and says why', () => {
    const seen = legs(read({ ...dialled, CallStatus: 'no-answer', CallDuration: '0' }));
    expect(seen[0]).toMatchObject({ talkSeconds: 0, reason: 'no-answer' });
    expect(seen[0]?.answeredAt).toBeUndefined();
  });

  test('a call by the API is outbound, the firm at its near end', () => {
    const form = { ...inbound, Direction: 'outbound-api', From: firm, To: outside };
    expect(legs(read(form)).at(-1)).toMatchObject({
      role: 'user',
      direction: 'outbound',
      near: { number: firm },
      far: { number: outside },
      talkSeconds: 247,
    });
  });

  test('a softphone that calls out is a person of the firm, whose own leg is no talk', () => {
    expect(legs(read({ ...inbound, From: 'client:ada', To: outside })).at(-1)).toMatchObject({
      role: 'user',
      direction: 'outbound',
      near: { providerUserId: 'client:ada' },
      far: { number: outside },
      talkSeconds: 0,
    });
  });

  test.each(['+266696687', 'anonymous', '+7378742833'])('a caller of %s withheld the number', (From) => {
    expect(legs(read({ ...inbound, From })).at(-1)?.far).toEqual({ withheld: true });
  });

  test('the request after a <Dial> tells how the dialled leg went', () => {
    const form = {
      ...inbound,
      CallStatus: 'in-progress',
      DialCallSid: child,
      DialCallStatus: 'completed',
      DialCallDuration: '61',
    };
    expect(legs(read(form)).at(-1)).toMatchObject({
      legId: `tw:${child}`,
      role: 'user',
      status: 'ended',
      talkSeconds: 61,
    });
  });

  test('steps within one second keep their order', () => {
    const at = (status: string, number: string) =>
      legs(read({ ...dialled, CallStatus: status, SequenceNumber: number }))[0]?.sequence ?? 0;
    expect(at('ringing', '1')).toBeLessThan(at('in-progress', '2'));
  });
});

describe('recordings and transcriptions', () => {
  const recording = {
    CallSid: parent,
    RecordingSid: 'RE41',
    RecordingUrl: 'https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE41',
    RecordingStatus: 'completed',
    RecordingDuration: '240',
    RecordingSource: 'DialVerb',
    RecordingStartTime: 'Mon, 02 Mar 2026 01:00:08 +0000',
  };

  test('a recording of talk belongs to the call', () => {
    expect(legs(read(recording))).toEqual([
      {
        kind: 'call',
        links: [`tw:${parent}`],
        legId: `tw:${parent}`,
        sequence: 1772413208000,
        at: '2026-03-02T01:00:08.000Z',
        role: 'unknown',
        artefacts: [
          {
            kind: 'recording',
            id: 'RE41',
            url: `${recording.RecordingUrl}.mp3`,
            contentType: 'audio/mpeg',
            durationSeconds: 240,
          },
        ],
      },
    ]);
  });

  test('what <Record> takes is a voicemail of the application', () => {
    const [seen] = legs(read({ ...recording, RecordingSource: 'RecordVerb' }));
    expect(seen).toMatchObject({
      legId: `tw:${parent}:app`,
      role: 'group',
      artefacts: [{ kind: 'voicemail', id: 'RE41' }],
    });
  });

  test('its transcription is a text', () => {
    const [seen] = legs(
      read({
        CallSid: parent,
        TranscriptionSid: 'TR1',
        TranscriptionText: 'Please call.',
        TranscriptionStatus: 'completed',
      }),
    );
    expect(seen?.artefacts).toMatchObject([{ kind: 'transcript', id: 'TR1', text: 'Please call.' }]);
  });
});

describe('messages', () => {
  test('an MMS with two files', () => {
    const media = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM11/Media';
    const body = `NumMedia=2&Body=Signed+page%21&From=%2B61491570156&To=%2B61491570157&MessageSid=MM11&SmsStatus=received&MediaContentType0=image%2Fjpeg&MediaUrl0=${encodeURIComponent(`${media}/ME00000000000000000000000000000001`)}&MediaUrl1=${encodeURIComponent(`${media}/x`)}`;
    expect(observe(readEvent({ contentType: '', rawBody: Buffer.from(body), receivedAt }))).toEqual([
      {
        kind: 'message',
        messageId: 'tw:MM11',
        direction: 'inbound',
        at: receivedAt,
        status: 'received',
        from: { number: outside },
        to: [{ number: firm }],
        body: 'Signed page!',
        artefacts: [
          {
            kind: 'media',
            id: 'ME00000000000000000000000000000001',
            url: `${media}/ME00000000000000000000000000000001`,
            contentType: 'image/jpeg',
          },
          { kind: 'media', id: 'MM11-2', url: `${media}/x` },
        ],
      },
    ]);
  });

  test.each([
    ['accepted', 'queued'],
    ['scheduled', 'queued'],
    ['sending', 'queued'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
  ])('MessageStatus %s: %s', (MessageStatus, status) => {
    expect(observe(read({ MessageSid: 'SM21', MessageStatus, From: firm, To: outside }))[0]).toMatchObject({
      messageId: 'tw:SM21',
      direction: 'outbound',
      status,
    });
  });

  test('a message carries no time of its own: without the time of receipt it is refused by name', () => {
    const form = { MessageSid: 'SM1', SmsStatus: 'received', From: outside, To: firm, Body: 'x' };
    const rawBody = Buffer.from(new URLSearchParams(form).toString());
    expect(readEvent({ contentType: '', rawBody })).toMatchObject({
      outcome: 'unreadable',
      reason: 'time_unknown',
    });
  });
});

describe('what is no call, message or recording', () => {
  test.each([
    ['', 'unreadable', 'empty_body'],
    ['hello', 'unreadable', 'unknown_event'],
    ['{"a":1}', 'unreadable', 'not_a_form'],
    ['%%%=%&&==', 'unreadable', 'unknown_event'],
    ['AccountSid=AC1&Body=x', 'unreadable', 'unknown_event'],
    ['MessageSid=SM1&From=whatsapp%3A%2B61491570156&SmsStatus=received', 'ignored', 'not_sms'],
    ['MessageSid=SM1&SmsStatus=received', 'unreadable', 'no_far_number'],
    ['CallSid=CA1&RecordingSid=RE1&RecordingStatus=absent', 'ignored', 'recording_not_ready'],
    ['CallSid=CA1&RecordingSid=RE1&RecordingStatus=completed', 'unreadable', 'no_recording_url'],
    ['CallSid=CA1&TranscriptionSid=TR1&TranscriptionStatus=failed', 'ignored', 'transcription_failed'],
    ['TranscriptionEvent=transcription-content&CallSid=CA1', 'ignored', 'realtime_transcription'],
    ['ConferenceSid=CF1&StatusCallbackEvent=participant-join&CallSid=CA1', 'ignored', 'conference_status'],
  ])('%s: %s, %s', (body, outcome, reason) => {
    expect(readEvent({ contentType: '', rawBody: Buffer.from(body), receivedAt })).toMatchObject({
      outcome,
      reason,
    });
  });

  test('nothing makes it throw', () => {
    const names = fc.constantFrom(
      'CallSid',
      'ParentCallSid',
      'CallStatus',
      'Direction',
      'From',
      'To',
      'Timestamp',
      'SequenceNumber',
      'CallDuration',
      'MessageSid',
      'NumMedia',
      'MediaUrl0',
      'RecordingSid',
      'RecordingUrl',
      'RecordingStatus',
      'TranscriptionSid',
      'DialCallSid',
      'DialCallDuration',
    );
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom('completed', 'inbound', 'client:x', 'sip:101@x', '999999999', '+1'),
    );
    fc.assert(
      fc.property(fc.dictionary(names, value), fc.option(fc.string()), (form, at) => {
        const reading = read(form, at ?? receivedAt);
        if (reading.outcome === 'observed') observe(reading);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), fc.jsonValue(), (bytes, body) => {
        expect(readEvent({ contentType: '', rawBody: Buffer.from(bytes) }).outcome).toBe('unreadable');
        expect(readItem({ eventType: 'call', body }).outcome).toBe('unreadable');
      }),
    );
  });

  test('the delivery is named by its body and not by a header that nobody signed', () => {
    const request = { headers: { 'i-twilio-idempotency-token': 'abc' }, rawBody: Buffer.alloc(0), url: '' };
    expect(twilio.eventId(request)).toBeNull();
  });
});

const recorded = new URL('../../../../shared/data/telephony/', import.meta.url);
describe.skipIf(!existsSync(recorded))(
  'recorded payloads (../shared/data/telephony, when it is there)',
  () => {
    const item = (name: string) => parseVendorJson(readFileSync(new URL(name, recorded), 'utf8'));
    const captured = (name: string) => z.object({ rawBody: z.string() }).parse(item(name)).rawBody;

    test('a text that came in', () => {
      const rawBody = Buffer.from(captured('twilio-sms-inbound.json'));
      expect(observe(readEvent({ contentType: '', rawBody, receivedAt }))).toMatchObject([
        { kind: 'message', direction: 'inbound', body: "It's working!!!", from: { number: '+17038250630' } },
      ]);
    });

    test('a call by the API that is over', () => {
      const rawBody = Buffer.from(captured('twilio-voice-status-completed.json'));
      expect(legs(readEvent({ contentType: '', rawBody })).at(-1)).toMatchObject({
        direction: 'outbound',
        talkSeconds: 49,
        answeredAt: '2018-03-25T09:52:30.000Z',
        far: { number: '+551135892112' },
      });
    });

    test('a status of a sent message that does not name its receiver is refused', () => {
      const form = z.record(z.string(), z.string()).parse(item('twilio-message-status-sent.json'));
      expect(read(form)).toMatchObject({ outcome: 'unreadable', reason: 'no_far_number' });
    });

    test('a message of the API', () => {
      const body = { message: item('twilio-rest-message-created.json') };
      expect(observe(readItem({ eventType: 'message', body }))).toMatchObject([
        { direction: 'outbound', status: 'queued', at: '2023-08-24T05:01:45.000Z', body: 'Hello! 👍' },
      ]);
    });
  },
);
