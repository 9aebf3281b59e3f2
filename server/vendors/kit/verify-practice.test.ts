import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HookRequest, PracticeSignature } from '../ports.ts';
import { createPracticeVerifier } from './verify.ts';

const now = new Date('2026-03-02T09:00:00.000Z');
const secret = 'a secret of ours';
const refused = (reason: string) => ({ ok: false, reason });
const request = (body: string, headers: Record<string, string> = {}): HookRequest => ({
  headers,
  rawBody: Buffer.from(body),
  url: 'https://firm.example.com/hooks/x/events',
});
const hmac = (message: string, key = secret) => createHmac('sha256', key).update(message).digest('hex');

/** As Lawmatics signs: the time in a header, with the body. */
const timed: PracticeSignature = {
  scheme: 'hmac_sha256',
  header: 'X-Signature',
  prefix: 'sha256=',
  message: ({ headers, rawBody }) =>
    headers['x-timestamp'] ? `${headers['x-timestamp']}.${rawBody.toString()}` : null,
  sentAt: ({ headers }) => {
    const seconds = Number(headers['x-timestamp']);
    return Number.isFinite(seconds) ? new Date(seconds * 1000) : null;
  },
  toleranceSeconds: 300,
};
const bodyToken: PracticeSignature = { scheme: 'body_token', field: 'token' };

function signed(body: string, secondsAgo = 0, key = secret) {
  const timestamp = String(now.getTime() / 1000 - secondsAgo);
  return request(body, {
    'x-timestamp': timestamp,
    'x-signature': `sha256=${hmac(`${timestamp}.${body}`, key)}`,
  });
}
const verdict = (scheme: PracticeSignature, hook: HookRequest, secrets = ['another one', secret]) =>
  createPracticeVerifier(scheme, secrets, 'client')(hook, now);

describe('an HMAC', () => {
  test.each<[string, HookRequest, unknown]>([
    ['by one of the secrets', signed('{}'), { ok: true }],
    ['of just within the tolerance', signed('{}', 300), { ok: true }],
    ['by another secret', signed('{}', 0, 'guessed'), refused('wrong_signature')],
    ['too old', signed('{}', 301), refused('too_old')],
    ['from the future', signed('{}', -301), refused('too_new')],
    ['of another body', { ...signed('{}'), rawBody: Buffer.from('{"a":1}') }, refused('wrong_signature')],
    ['absent', request('{}'), refused('missing_signature')],
    [
      'without its prefix',
      request('{}', { 'x-timestamp': '1', 'x-signature': hmac('1.{}') }),
      refused('wrong_signature'),
    ],
    [
      'over a time that is none',
      request('{}', { 'x-timestamp': 'soon', 'x-signature': `sha256=${hmac('soon.{}')}` }),
      refused('malformed'),
    ],
  ])('%s', (_name, hook, expected) => {
    expect(verdict(timed, hook)).toEqual(expected);
  });

  test('signs the connection’s own id along, where the vendor does', () => {
    const scheme: PracticeSignature = {
      scheme: 'hmac_sha256',
      header: 'signature',
      prefix: '',
      message: (_request, clientId) => `x|${clientId}`,
    };
    const hook = request('', { signature: hmac('x|client') });
    expect(createPracticeVerifier(scheme, [secret], 'client')(hook, now)).toEqual({ ok: true });
    expect(createPracticeVerifier(scheme, [secret], 'other')(hook, now)).toEqual(refused('wrong_signature'));
  });
});

describe('a token in the body', () => {
  test.each<[string, string, unknown]>([
    ['ours', JSON.stringify({ token: secret }), { ok: true }],
    ['somebody else’s', '{"token":"guess"}', refused('wrong_signature')],
    ['of another type', '{"token":{"$ne":""}}', refused('missing_signature')],
    ['empty', '{"token":""}', refused('missing_signature')],
    ['absent', '{}', refused('missing_signature')],
    ['in a list', '[{"token":"x"}]', refused('malformed')],
    ['in what is no JSON', 'token=x', refused('malformed')],
  ])('%s', (_name, body, expected) => {
    expect(verdict(bodyToken, request(body))).toEqual(expected);
  });
});

test.each([timed, bodyToken])('$scheme: without a secret nothing is genuine', (scheme) => {
  for (const secrets of [[], [''], ['  ']])
    expect(verdict(scheme, signed(JSON.stringify({ token: '' })), secrets)).toEqual(refused('no_secret'));
});

test.each([timed, bodyToken])('$scheme neither throws nor accepts for noise', (scheme) => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.dictionary(fc.constantFrom('x-timestamp', 'x-signature'), fc.string()),
      (body, headers) => {
        expect(verdict(scheme, request(body, headers)).ok).toBe(false);
      },
    ),
  );
});
