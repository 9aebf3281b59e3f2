import { describe, expect, test } from 'vitest';
import { ringcentral } from './index.ts';

const request = (headers: Record<string, string>, body = '') => ({
  headers,
  rawBody: Buffer.from(body),
  url: 'https://firm.example/hooks/ringcentral/1',
});

describe('the handshake', () => {
  test('gives the token back within the vendor’s 1024 bytes', () => {
    const answer = ringcentral.handshake?.(request({ 'validation-token': 'a-token' }));
    expect(answer).toEqual({
      status: 200,
      headers: { 'validation-token': 'a-token', 'content-type': 'application/json' },
      body: '{}',
    });
  });

  test.each([
    ['an event that carries the older header', request({ 'validation-token': 's' }, '{"event":"/x"}')],
    ['no header', request({})],
    ['an empty header', request({ 'validation-token': '' })],
    ['a token too long for the answer', request({ 'validation-token': 'x'.repeat(600) })],
  ])('%s is no handshake', (_name, sent) => {
    expect(ringcentral.handshake?.(sent)).toBeNull();
  });
});
