import { createHash, createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HookRequest, SignatureScheme } from '../ports.ts';
import { verify } from './verify.ts';

const now = new Date('2026-03-02T01:00:00.000Z');
const good = { ok: true };
const refused = (reason: string) => ({ ok: false, reason });

function request(part: Partial<HookRequest> & { body?: string } = {}): HookRequest {
  const { body = '', ...rest } = part;
  return { headers: {}, url: 'https://firm.example/hooks/x', rawBody: Buffer.from(body, 'utf8'), ...rest };
}

const headerToken: SignatureScheme = {
  scheme: 'header_token',
  headers: ['verification-token', 'validation-token'],
};
const jwtBody: SignatureScheme = { scheme: 'jwt_body', algorithm: 'HS256' };
const twilio: SignatureScheme = { scheme: 'twilio', header: 'x-twilio-signature' };
const standard: SignatureScheme = { scheme: 'standard_webhooks', toleranceSeconds: 300 };

describe('every scheme', () => {
  test.each([headerToken, jwtBody, twilio, standard])(
    '$scheme refuses when no secret is configured',
    (scheme) => {
      const headers = { 'verification-token': '', 'x-twilio-signature': 'x', 'webhook-id': 'a' };
      for (const secret of [null, '', '  ']) {
        expect(verify(scheme, secret, request({ headers }), now)).toEqual(refused('no_secret'));
      }
    },
  );

  test.each([headerToken, jwtBody, twilio, standard])(
    '$scheme never accepts or throws for noise',
    (scheme) => {
      const names = fc.constantFrom(
        'verification-token',
        'x-twilio-signature',
        'webhook-id',
        'webhook-timestamp',
      );
      fc.assert(
        fc.property(
          fc.dictionary(names, fc.string()),
          fc.uint8Array({ maxLength: 200 }),
          fc.oneof(fc.webUrl(), fc.string()),
          (headers, bytes, url) => {
            const noise = { headers, rawBody: Buffer.from(bytes), url };
            expect(verify(scheme, 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=', noise, now).ok).toBe(false);
          },
        ),
      );
    },
  );
});

describe('header_token', () => {
  test.each([
    ['the new header', { 'verification-token': 's3cret' }, good],
    ['the old header', { 'validation-token': 's3cret' }, good],
    ['one right among two', { 'verification-token': 'no', 'validation-token': 's3cret' }, good],
    ['a wrong token', { 'verification-token': 's3cre' }, refused('wrong_signature')],
    ['an empty token', { 'verification-token': '' }, refused('wrong_signature')],
    ['another header', { authorization: 's3cret' }, refused('missing_signature')],
  ])('%s', (_name, headers, expected) => {
    expect(verify(headerToken, 's3cret', request({ headers }), now)).toEqual(expected);
  });
});

describe('jwt_body', () => {
  const secret = 'dialpad-test-secret';
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = (header: unknown, payload: unknown, algorithm = 'sha256', key = secret) => {
    const content = `${encode(header)}.${encode(payload)}`;
    return `${content}.${createHmac(algorithm, key).update(content).digest('base64url')}`;
  };
  const event = { call_id: 1, state: 'hangup' };
  const published =
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJjYWxsX2lkIjo1MTIzNDU2Nzg5MDEyMzQ1LCJzdGF0ZSI6Imhhbmd1cCIsImRpcmVjdGlvbiI6ImluYm91bmQifQ.VjNdeyZFSrx0wASyKQ9AN6mB0bYBhyy5V74Qy4-G0eM';
  const seconds = now.getTime() / 1000;

  test.each([
    ['the known vector', published, good],
    ['a token signed here', sign({ alg: 'HS256' }, event), good],
    ['not yet expired', sign({ alg: 'HS256' }, { ...event, exp: seconds + 5 }), good],
    ['expired', sign({ alg: 'HS256' }, { ...event, exp: seconds - 3600 }), refused('expired')],
    ['another secret', sign({ alg: 'HS256' }, event, 'sha256', 'other'), refused('wrong_signature')],
    [
      'alg none without signature',
      `${encode({ alg: 'none' })}.${encode(event)}.`,
      refused('wrong_algorithm'),
    ],
    ['alg none with a good signature', sign({ alg: 'none' }, event), refused('wrong_algorithm')],
    ['HS512', sign({ alg: 'HS512' }, event, 'sha512'), refused('wrong_algorithm')],
    ['lower-case hs256', sign({ alg: 'hs256' }, event), refused('wrong_algorithm')],
    ['no alg', sign({ typ: 'JWT' }, event), refused('malformed')],
    ['critical extensions', sign({ alg: 'HS256', crit: ['b64'] }, event), refused('malformed')],
    ['a changed last character of equal bytes', `${published.slice(0, -1)}N`, refused('wrong_signature')],
    ['a fourth part', `${published}.x`, refused('malformed')],
    ['plain JSON', JSON.stringify(event), refused('malformed')],
    ['an empty body', '', refused('malformed')],
  ])('%s', (_name, body, expected) => {
    expect(verify(jwtBody, secret, request({ body }), now)).toEqual(expected);
  });
});

describe('twilio', () => {
  const form = (fields: [string, string][]) => new URLSearchParams(fields).toString();
  const call: [string, string][] = [
    ['CallSid', 'CA1234567890ABCDE'],
    ['Caller', '+14158675309'],
    ['Digits', '1234'],
    ['From', '+14158675309'],
    ['To', '+18005551212'],
  ];
  const sms: [string, string][] = [
    ['MessageSid', 'SM0123456789abcdef0123456789abcdef'],
    ['AccountSid', 'AC00000000000000000000000000000001'],
    ['From', '+61400000001'],
    ['To', '+61400000002'],
    ['Body', 'Hello — café ☕'],
    ['NumMedia', '0'],
  ];
  const media: [string, string][] = [
    ['MediaUrl', 'https://b'],
    ['MediaUrl', 'https://a'],
    ['MediaUrl', 'https://a'],
    ['To', '+1'],
  ];
  const json = '{"hello":"wörld"}';
  const jsonUrl =
    'https://firm.example/hooks/twilio/json?bodySHA256=15fe936d5a5c4a564c8dc9002280009263c0cc0bd0f28e16652529a9f83b2d23';
  const callUrl = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const smsUrl = 'https://firm.example/hooks/twilio/sms?tenant=7';
  const callSignature = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';
  const smsSignature = '2+qepQ2clNxcZid8VtK7dRY9/f8=';
  const jsonSignature = '9v59hPs9qaBYuwRFMStuJUbFxik=';

  test.each([
    ['the vendor’s own vector', '12345', callUrl, form(call), callSignature, good],
    ['parameters in another order', '12345', callUrl, form(call.toReversed()), callSignature, good],
    ['text beyond ASCII', 'test-auth-token', smsUrl, form(sms), smsSignature, good],
    ['%20 instead of +', 'test-auth-token', smsUrl, form(sms).replaceAll('+', '%20'), smsSignature, good],
    [
      'repeated values once, sorted',
      'test-auth-token',
      'https://firm.example/x',
      form(media),
      'hDb+2pjAMh0VaEAfaAygKxElWow=',
      good,
    ],
    ['JSON bound by its hash', 'test-auth-token', jsonUrl, json, jsonSignature, good],
    [
      'changed JSON',
      'test-auth-token',
      jsonUrl,
      '{"hello":"world"}',
      jsonSignature,
      refused('wrong_body_hash'),
    ],
    [
      'our URL has the standard port, the signed one not',
      '12345',
      callUrl.replace('.com/', '.com:443/'),
      form(call),
      callSignature,
      good,
    ],
    ['a URL fragment is never signed', '12345', `${callUrl}#rc=2`, form(call), callSignature, good],
    [
      'another path',
      '12345',
      callUrl.replace('myapp', 'other'),
      form(call),
      callSignature,
      refused('wrong_signature'),
    ],
    [
      'another query',
      '12345',
      callUrl.replace('foo=1', 'foo=2'),
      form(call),
      callSignature,
      refused('wrong_signature'),
    ],
    [
      'a changed value',
      '12345',
      callUrl,
      form(call).replace('1234&', '1235&'),
      callSignature,
      refused('wrong_signature'),
    ],
    [
      'an added parameter',
      '12345',
      callUrl,
      `${form(call)}&New=1`,
      callSignature,
      refused('wrong_signature'),
    ],
    ['another token', '54321', callUrl, form(call), callSignature, refused('wrong_signature')],
    ['no signature', '12345', callUrl, form(call), undefined, refused('missing_signature')],
  ])('%s', (_name, token, url, body, signature, expected) => {
    const headers = { 'x-twilio-signature': signature };
    expect(verify(twilio, token, request({ url, body, headers }), now)).toEqual(expected);
  });

  test('a signature over the URL with the standard port is good for our URL without it', () => {
    const hmac = createHmac('sha1', 'token').update('http://firm.example:80/xA1').digest('base64');
    const headers = { 'x-twilio-signature': hmac };
    const hook = request({ url: 'http://firm.example/x', body: 'A=1', headers });
    expect(verify(twilio, 'token', hook, now)).toEqual(good);
  });

  const vectorsFile = new URL(
    '../../../../shared/data/telephony/twilio-signature-vectors.json',
    import.meta.url,
  );
  const vectorsSchema = z.object({
    authToken: z.string(),
    cases: z
      .array(
        z.object({
          url: z.string(),
          params: z.record(z.string(), z.string()).optional(),
          rawBody: z.string().optional(),
          signature: z.string(),
        }),
      )
      .min(1),
  });
  test.skipIf(!existsSync(vectorsFile))(
    'the recorded vectors hold, and fail with one byte changed (skipped when shared/data/telephony is absent)',
    () => {
      const { authToken, cases } = vectorsSchema.parse(JSON.parse(readFileSync(vectorsFile, 'utf8')));
      for (const { url, params, rawBody, signature } of cases) {
        const body = rawBody ?? new URLSearchParams(params).toString();
        const headers = { 'x-twilio-signature': signature };
        expect(verify(twilio, authToken, request({ url, body, headers }), now), url).toEqual(good);
        expect(verify(twilio, authToken, request({ url, body: `${body}x`, headers }), now).ok, url).toBe(
          false,
        );
      }
    },
  );
});

describe('standard_webhooks', () => {
  const secret = `whsec_${Buffer.from('a key of at least 24 bytes').toString('base64')}`;
  const body = '{"type":"call.ended","note":"café"}';
  const sign = (at: Date, key = secret) => new Webhook(key).sign('msg_1', at, body);
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const hook = (signature: string | undefined, at: Date, sentBody = body) =>
    request({
      body: sentBody,
      headers: {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(at.getTime() / 1000),
        'webhook-signature': signature,
      },
    });
  const otherKey = `whsec_${createHash('sha256').update('other').digest('base64')}`;

  test.each([
    ['signed by the reference library', hook(sign(now), now), good],
    ['one good among several', hook(`v1,AAAA v1a,zzzz ${sign(now)}`, now), good],
    ['four minutes old', hook(sign(minutesAgo(4)), minutesAgo(4)), good],
    ['six minutes old', hook(sign(minutesAgo(6)), minutesAgo(6)), refused('too_old')],
    ['six minutes ahead', hook(sign(minutesAgo(-6)), minutesAgo(-6)), refused('too_new')],
    ['a new timestamp on an old signature', hook(sign(minutesAgo(6)), now), refused('wrong_signature')],
    ['another key', hook(sign(now, otherKey), now), refused('wrong_signature')],
    ['a changed body', hook(sign(now), now, body.replace('ended', 'begun')), refused('wrong_signature')],
    ['a version that is not ours', hook(sign(now).replace('v1,', 'v2,'), now), refused('wrong_signature')],
    ['no signature', hook(undefined, now), refused('missing_signature')],
    [
      'a timestamp in words',
      request({ headers: { 'webhook-id': 'a', 'webhook-timestamp': 'today', 'webhook-signature': 'v1,x' } }),
      refused('malformed'),
    ],
  ])('%s', (_name, sent, expected) => {
    expect(verify(standard, secret, sent, now)).toEqual(expected);
  });

  test('a secret that is not base64 is refused by name', () => {
    expect(verify(standard, 'whsec_not base64!', hook(sign(now), now), now)).toEqual(refused('bad_secret'));
  });
});
