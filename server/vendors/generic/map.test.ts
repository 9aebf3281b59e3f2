import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { verify } from '../kit/verify.ts';
import { observation, VendorError } from '../ports.ts';
import { generic, genericEventJsonSchema } from './index.ts';
import { readEvent } from './map.ts';

const outside = '+442079460001';
const firm = '+442079460002';
const head = { id: 'evt_1', type: 'call.updated', occurredAt: '2026-03-02T01:04:13Z' };
const whole = {
  callId: 'c1',
  direction: 'inbound',
  from: { number: outside, name: 'Pat Example' },
  to: firm,
  staff: { extension: '101' },
  startedAt: '2026-03-02T01:00:00Z',
  answeredAt: '2026-03-02T01:00:06+00:00',
  endedAt: '2026-03-02T01:04:13Z',
  talkSeconds: 240,
};

function read(body: unknown) {
  return readEvent({ contentType: 'application/json', rawBody: Buffer.from(JSON.stringify(body)) });
}
function observe(body: unknown) {
  const reading = read(body);
  if (reading.outcome !== 'observed') throw new Error(`${reading.outcome}: ${reading.reason}`);
  return z.array(observation).parse(reading.observations);
}
const call = (change: Record<string, unknown>) => observe({ ...head, call: { ...whole, ...change } });

describe('calls', () => {
  test('whole at its end', () => {
    expect(call({})).toEqual([
      {
        kind: 'call',
        links: ['gx:c1'],
        legId: 'gx:c1',
        sequence: 1772413453000,
        at: '2026-03-02T01:04:13.000Z',
        direction: 'inbound',
        role: 'user',
        status: 'ended',
        near: { extension: '101' },
        far: { number: outside, name: 'Pat Example' },
        startedAt: '2026-03-02T01:00:00.000Z',
        answeredAt: '2026-03-02T01:00:06.000Z',
        endedAt: '2026-03-02T01:04:13.000Z',
        talkSeconds: 240,
        sessionEnded: true,
      },
    ]);
  });

  test('as several updates: only the last says that it is over', () => {
    const update = (status: string) => observe({ ...head, call: { callId: 'c1', status } })[0];
    expect(update('ringing')).toMatchObject({ status: 'ringing' });
    expect(update('ringing')).not.toHaveProperty('sessionEnded');
    expect(update('missed')).toMatchObject({
      status: 'ended',
      missed: true,
      sessionEnded: true,
      endedAt: '2026-03-02T01:04:13.000Z',
    });
    expect(update('blocked')).toMatchObject({ blocked: true });
  });

  test('a recording that comes later says nothing about where the call stands', () => {
    const [seen] = observe({
      ...head,
      call: { callId: 'c1', recordingUrl: 'https://files.example.com/r.mp3' },
    });
    expect(seen).toMatchObject({ artefacts: [{ kind: 'recording', id: 'c1-recording' }] });
    expect(seen).not.toHaveProperty('status', expect.anything());
  });

  test('length of talk without an end: the end is worked out', () => {
    expect(call({ endedAt: undefined, occurredAt: undefined })[0]).toMatchObject({
      status: 'ended',
      endedAt: '2026-03-02T01:04:06.000Z',
    });
  });

  test('a queue beside the person is a segment of its own; alone it is a group', () => {
    expect(call({ queue: 'Conveyancing' })[1]).toMatchObject({
      role: 'group',
      near: { name: 'Conveyancing' },
    });
    expect(call({ queue: 'Conveyancing', staff: undefined })).toMatchObject([{ role: 'group' }]);
  });

  test('segments are legs: a transfer has two people with their own seconds', () => {
    const segments = [
      { queue: 'Main line' },
      {
        staff: { userId: 'u1' },
        answeredAt: '2026-03-02T01:00:06Z',
        endedAt: '2026-03-02T01:01:06Z',
        talkSeconds: 60,
      },
      {
        staff: { userId: 'u2' },
        answeredAt: '2026-03-02T01:01:10Z',
        endedAt: '2026-03-02T01:04:13Z',
        talkSeconds: 180,
      },
    ];
    expect(call({ segments })).toMatchObject([
      { role: 'outside', legId: 'gx:c1' },
      { role: 'group', legId: 'gx:c1:1', near: { name: 'Main line' } },
      { role: 'user', legId: 'gx:c1:2', talkSeconds: 60, near: { providerUserId: 'u1' } },
      { role: 'user', legId: 'gx:c1:3', talkSeconds: 180, near: { providerUserId: 'u2' } },
    ]);
  });

  test('withheld: said, or a word instead of a number', () => {
    expect(call({ from: { withheld: true } })[0]).toMatchObject({ far: { withheld: true } });
    expect(call({ from: 'anonymous' })[0]).toMatchObject({ far: { withheld: true } });
  });

  test('unknown fields are tolerated', () => {
    expect(call({ mood: 'good' })).toHaveLength(1);
  });
});

describe('messages and faxes', () => {
  test('a group text with a picture', () => {
    const message = {
      from: outside,
      to: [firm, '+447700900123'],
      body: 'Hi 👍',
      media: [{ url: 'https://files.example.com/a.jpg' }],
    };
    expect(observe({ ...head, type: 'message.received', message })).toEqual([
      {
        kind: 'message',
        messageId: 'gx:evt_1',
        direction: 'inbound',
        at: '2026-03-02T01:04:13.000Z',
        status: 'received',
        from: { number: outside },
        to: [{ number: firm }, { number: '+447700900123' }],
        body: 'Hi 👍',
        artefacts: [{ kind: 'media', id: 'evt_1-1', url: 'https://files.example.com/a.jpg' }],
      },
    ]);
  });

  test('a fax that was sent', () => {
    const fax = {
      faxId: 'f1',
      from: firm,
      to: outside,
      pages: 3,
      documentUrl: 'https://files.example.com/f.pdf',
      staff: { email: 'a@example.com' },
    };
    expect(observe({ ...head, type: 'fax.sent', fax })).toMatchObject([
      {
        kind: 'fax',
        faxId: 'gx:f1',
        direction: 'outbound',
        status: 'sent',
        pages: 3,
        near: { email: 'a@example.com' },
      },
    ]);
  });
});

describe('names that are too long are cut, and the rest is read', () => {
  const long = 'N'.repeat(600);
  const short = 'N'.repeat(500);

  test('of a caller, a queue and a segment', () => {
    const body = {
      ...head,
      call: {
        ...whole,
        from: { number: outside, name: long },
        segments: [{ staff: { extension: '101', name: long }, reason: long, endedAt: whole.endedAt }],
      },
    };
    const reading = read(body);
    expect(reading).toMatchObject({
      outcome: 'observed',
      observations: [
        { far: { number: outside, name: short } },
        { near: { extension: '101', name: short }, reason: short },
      ],
      cut: expect.arrayContaining(['call.from.name', 'call.segments.0.staff.name', 'call.segments.0.reason']),
    });
    expect(read({ ...head, call: { ...whole, staff: undefined, queue: long } })).toMatchObject({
      outcome: 'observed',
      observations: [{ near: { name: short } }],
      cut: ['call.queue'],
    });
  });

  test('of who wrote a text', () => {
    const message = { from: { number: outside, name: long }, to: firm, body: long };
    expect(observe({ ...head, type: 'message.received', message })).toMatchObject([
      { from: { number: outside, name: short }, body: long },
    ]);
  });

  test('not through the middle of an emoji', () => {
    const [seen] = call({ from: { number: outside, name: `${'N'.repeat(499)}📞📞` } });
    expect(seen).toMatchObject({ far: { name: 'N'.repeat(499) } });
  });

  test('500 characters stay as they are, and a long id is still refused', () => {
    expect(read({ ...head, call: { ...whole, from: { number: outside, name: short } } })).not.toHaveProperty(
      'cut',
    );
    expect(read({ ...head, call: { ...whole, callId: long, from: { name: long } } })).toMatchObject({
      reason: 'invalid_field',
      detail: expect.stringContaining('call.callId'),
    });
  });
});

describe('what is wrong is named', () => {
  test.each([
    ['{', 'not_json', ''],
    ['', 'empty_body', ''],
    ['[]', 'invalid_field', 'event'],
    [{ ...head, type: 'call.deleted' }, 'unknown_type', 'type'],
    [{ ...head }, 'missing_field', 'call: is missing'],
    [{ ...head, call: {} }, 'missing_field', 'call.callId: is missing'],
    [{ ...head, occurredAt: undefined, call: whole }, 'missing_field', 'occurredAt: is missing'],
    [{ ...head, id: undefined, call: whole }, 'missing_field', 'id: is missing'],
    [{ ...head, type: 'message.sent', message: { to: firm } }, 'missing_field', 'message.from'],
    [{ ...head, occurredAt: '02/03/2026', call: whole }, 'invalid_field', 'occurredAt'],
    [{ ...head, call: { ...whole, status: 'gone' } }, 'invalid_field', 'call.status'],
    [
      { ...head, call: { ...whole, recordingUrl: 'file:///etc/passwd' } },
      'invalid_field',
      'call.recordingUrl',
    ],
    [
      { ...head, call: { ...whole, recordingUrl: 'https://a:b@example.com/x' } },
      'invalid_field',
      'call.recordingUrl',
    ],
    [{ ...head, call: { ...whole, talkSeconds: -1 } }, 'invalid_field', 'call.talkSeconds'],
  ])('%j: %s', (body, reason, field) => {
    const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const reading = readEvent({ contentType: '', rawBody });
    expect(reading).toMatchObject({ outcome: 'unreadable', reason, detail: expect.stringContaining(field) });
  });

  test('nothing makes it throw', () => {
    const fields = fc.constantFrom(
      ...Object.keys(whole),
      'segments',
      'queue',
      'voicemail',
      'recordings',
      'status',
    );
    fc.assert(
      fc.property(fc.dictionary(fields, fc.jsonValue()), fc.jsonValue(), (change, anything) => {
        const reading = read({ ...head, call: { ...whole, ...change } });
        if (reading.outcome === 'observed') z.array(observation).parse(reading.observations);
        expect(read(anything).outcome).toBe('unreadable');
      }),
    );
  });
});

test('the published schema accepts what is read and refuses what is not', () => {
  const accepts = new Ajv2020({ strict: false, formats: fullFormats }).compile(genericEventJsonSchema);
  expect(accepts({ ...head, call: whole })).toBe(true);
  expect(accepts({ ...head, type: 'message.sent', message: { from: firm, to: [outside] } })).toBe(true);
  expect(accepts({ ...head, call: {} })).toBe(false);
  expect(accepts({ ...head, type: 'call.deleted', call: whole })).toBe(false);
});

test('a request that a Standard Webhooks library signed passes, and only for five minutes', () => {
  const secret = `whsec_${Buffer.from('a secret of enough length').toString('base64')}`;
  const now = new Date('2026-03-02T01:05:00Z');
  const body = JSON.stringify({ ...head, call: whole });
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(now.getTime() / 1000),
    'webhook-signature': new Webhook(secret).sign('msg_1', now, body),
  };
  const request = { headers, rawBody: Buffer.from(body), url: 'https://example.com/hooks/x' };
  expect(verify(generic.signature, secret, request, now)).toEqual({ ok: true });
  expect(verify(generic.signature, secret, request, new Date(now.getTime() + 301_000))).toEqual({
    ok: false,
    reason: 'too_old',
  });
  expect(generic.eventId(request)).toBe('msg_1');
});

test('a file is fetched from its address, without credentials', async () => {
  const seen: unknown[] = [];
  const client = generic.client?.({
    credentials: { apiUrl: '', apiKey: 'never-sent' },
    fetch: async (url, init) => {
      seen.push([url, init?.headers]);
      return new Response('sound', { headers: { 'content-type': 'audio/mpeg' } });
    },
    now: () => new Date(),
    saveTokens: async () => undefined,
  });
  const file = await client?.fetchArtefact?.({
    kind: 'recording',
    id: '1',
    url: 'https://files.example.com/r',
  });
  expect(file?.contentType).toBe('audio/mpeg');
  expect(JSON.stringify(seen)).not.toContain('never-sent');
  await expect(client?.fetchArtefact?.({ kind: 'recording', id: '1' })).rejects.toBeInstanceOf(VendorError);
});

test('docs/generic-source.schema.json is the schema that is checked', () => {
  const published = new URL('../../../docs/generic-source.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(genericEventJsonSchema)),
  );
});
