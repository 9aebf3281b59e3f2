import { describe, expect, test } from 'vitest';
import { VendorError } from '../ports.ts';
import { readRetryAfter, type Transport, type VendorRequest, vendorFetch, vendorJson } from './http.ts';

const now = new Date('2026-03-02T01:00:00.000Z');
const request: VendorRequest = { url: 'https://vendor.example/things?token=hidden' };

function transport(answer: () => Response | Promise<Response>): Transport {
  return { now: () => now, fetch: async () => answer() };
}

async function failureOf(attempt: Promise<unknown>) {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof VendorError)) throw new Error('no VendorError was thrown');
  return error.problem;
}

describe('the five failures', () => {
  const rcError =
    '{"errorCode":"CMN-101","message":"Bad number","errors":[{"errorCode":"CMN-101","message":"Bad number"}]}';
  test.each([
    [400, rcError, 'rejected', 'GET /things: 400 CMN-101 · Bad number'],
    [
      401,
      '{"error":"invalid_token","error_description":"Expired"}',
      'unauthorised',
      'GET /things: 401 invalid_token · Expired',
    ],
    [403, '{"error":{"code":403,"message":"No scope"}}', 'unauthorised', 'GET /things: 403 403 · No scope'],
    [404, '', 'not_found', 'GET /things: 404'],
    [410, '', 'not_found', 'GET /things: 410'],
    [408, '', 'unavailable', 'GET /things: 408'],
    [422, 'number   is\nwrong', 'rejected', 'GET /things: 422 number is wrong'],
    [500, '<html>oops</html>', 'unavailable', 'GET /things: 500'],
    [503, '[]', 'unavailable', 'GET /things: 503 []'],
  ])('%i %s → %s', async (status, body, failure, detail) => {
    const problem = await failureOf(
      vendorJson(
        transport(() => new Response(body, { status })),
        request,
      ),
    );
    expect(problem).toEqual({ failure, detail });
  });

  test('429 tells when to try again', async () => {
    const answer = () => new Response('', { status: 429, headers: { 'retry-after': '7' } });
    expect(await failureOf(vendorFetch(transport(answer), request))).toEqual({
      failure: 'rate_limited',
      retryAt: new Date('2026-03-02T01:00:07.000Z'),
      detail: 'GET /things: 429',
    });
  });

  test('a code that the vendor uses for a dead credential is unauthorised', async () => {
    const answer = () => new Response('{"error":"invalid_grant"}', { status: 400 });
    const marked = { ...request, unauthorisedCodes: ['invalid_grant'] };
    expect((await failureOf(vendorJson(transport(answer), marked))).failure).toBe('unauthorised');
    expect((await failureOf(vendorJson(transport(answer), request))).failure).toBe('rejected');
  });

  test('a broken connection is unavailable, and the query is not repeated in the words', async () => {
    const broken = transport(() =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNRESET') })),
    );
    expect(await failureOf(vendorFetch(broken, request))).toEqual({
      failure: 'unavailable',
      detail: 'GET /things: fetch failed: ECONNRESET',
    });
  });

  test('no answer in time is unavailable', async () => {
    const silent: Transport = {
      now: () => now,
      fetch: (_url, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    };
    expect(await failureOf(vendorFetch(silent, { ...request, timeoutMilliseconds: 5 }))).toEqual({
      failure: 'unavailable',
      detail: 'GET /things: no answer in time',
    });
  });

  test('a good answer that is no JSON is unavailable', async () => {
    const answer = transport(() => new Response('<html>'));
    expect((await failureOf(vendorJson(answer, request))).failure).toBe('unavailable');
  });
});

describe('good answers', () => {
  test('JSON keeps big ids', async () => {
    const answer = transport(() => new Response('{"id":8031152018338945839}'));
    expect(await vendorJson(answer, request)).toEqual({ id: '8031152018338945839' });
  });

  test('an empty body is undefined', async () => {
    const answer = transport(() => new Response(null, { status: 204 }));
    expect(await vendorJson(answer, request)).toBeUndefined();
  });

  test('an absent thing is undefined only where the call says so', async () => {
    const answer = transport(() => new Response('{"message":"none"}', { status: 404 }));
    expect(await vendorJson(answer, { ...request, absentStatuses: [404] })).toBeUndefined();
    expect((await failureOf(vendorJson(answer, request))).failure).toBe('not_found');
  });

  test('a redirect is handed back only on request', async () => {
    const answer = transport(
      () => new Response(null, { status: 302, headers: { location: 'https://cdn.example' } }),
    );
    const response = await vendorFetch(answer, { ...request, redirect: 'manual' });
    expect(response.headers.get('location')).toBe('https://cdn.example');
    expect((await failureOf(vendorFetch(answer, request))).failure).toBe('unavailable');
  });
});

describe('readRetryAfter', () => {
  test.each([
    ['12', '2026-03-02T01:00:12.000Z'],
    ['0.4', '2026-03-02T01:00:01.000Z'],
    ['Mon, 02 Mar 2026 01:02:00 GMT', '2026-03-02T01:02:00.000Z'],
    ['Mon, 02 Mar 2026 00:00:00 GMT', '2026-03-02T01:00:00.000Z'],
    [null, '2026-03-02T01:00:30.000Z'],
    ['-1', '2026-03-02T01:00:30.000Z'],
    ['whenever', '2026-03-02T01:00:30.000Z'],
  ])('%s → %s', (header, expected) => {
    expect(readRetryAfter(header, now, 30).toISOString()).toBe(expected);
  });
});
