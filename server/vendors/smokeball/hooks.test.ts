import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HookRequest } from '../ports.ts';
import { smokeball } from './index.ts';

function hook(body: unknown, headers: Record<string, string> = {}): HookRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { headers, rawBody: Buffer.from(text), url: 'https://matterline.example.com/hooks' };
}

function messageOf(headers: Record<string, string>): string | Buffer | null {
  if (smokeball.signature?.scheme !== 'hmac_sha256') throw new Error('another scheme');
  return smokeball.signature.message(hook('{}', headers), 'lou1qnn0llav95');
}

describe('the signature', () => {
  test('is the one of the guide’s example', () => {
    const message = messageOf({
      timestamp: '637558795239278688',
      requestid: '38583489-09c4-49ef-b58c-ef1b34208cca',
    });
    expect(
      createHmac('sha256', 'ei7641529ue420n8b9aa')
        .update(message ?? '')
        .digest('hex'),
    ).toBe('feb4b838a272884f6d2c2580b2c7ebb0b2f725b90e8baa6f9b5e1a17a9faec2d');
  });

  test.each([[{}], [{ timestamp: '637558795239278688' }], [{ requestid: 'r' }]])(
    'cannot be made without its parts: %j',
    (headers) => {
      expect(messageOf(headers)).toBeNull();
    },
  );
});

describe('an event', () => {
  const matterId = '68df';
  test.each([
    ['contact.created', { id: 'c1' }, [{ kind: 'contact', externalId: 'c1' }]],
    ['contact.deleted', { id: 'c1', isDeleted: true }, [{ kind: 'contact', externalId: 'c1' }]],
    ['matter.updated', { id: matterId, number: '10001' }, [{ kind: 'matter', externalId: matterId }]],
    ['matter.converted', { id: matterId }, [{ kind: 'matter', externalId: matterId }]],
    ['matterstage.updated', { matter: { id: matterId } }, [{ kind: 'matter', externalId: matterId }]],
    ['staff.updated', { id: 's1' }, [{ kind: 'staff', externalId: 's1' }]],
    ['activitycode.deleted', { id: 'a1' }, [{ kind: 'activity_code', externalId: 'a1' }]],
    ['mattertype.updated', { id: 't1' }, [{ kind: 'matter_type', externalId: 't1' }]],
    [
      'stageset.updated',
      { id: 'set', stages: [{ id: '1' }, { id: '2' }] },
      [
        { kind: 'stage', externalId: 'set/1' },
        { kind: 'stage', externalId: 'set/2' },
      ],
    ],
    [
      'roles.updated',
      { matterId, roles: [{ id: 'r1', relationships: [{ id: 'x' }] }] },
      [
        { kind: 'matter', externalId: matterId },
        { kind: 'party', externalId: '68df/r1' },
        { kind: 'party', externalId: '68df/r1/x' },
      ],
    ],
  ])('%s is a hint', (type, payload, hints) => {
    const body = { accountId: '1e53', type, payload, timestamp: 637981232724209300 };
    expect(smokeball.readEvent(hook(body))).toEqual({ outcome: 'hints', eventType: type, hints });
  });

  test('error is a late "no" to one record', () => {
    const payload = { message: 'Matter is closed', resourceName: 'fee', resourceId: 'f1' };
    expect(smokeball.readEvent(hook({ type: 'error', payload }))).toEqual({
      outcome: 'failure',
      eventType: 'error',
      externalId: 'f1',
      detail: 'fee: Matter is closed',
    });
  });

  test.each([
    ['noop', {}],
    ['fee.updated', { id: 'f1' }],
    ['contact.updated', {}],
    ['error', { message: 'no resource' }],
    ['matterstage.updated', { matter: 'not a link' }],
  ])('%s with %j is nothing to us', (type, payload) => {
    expect(smokeball.readEvent(hook({ type, payload }))).toEqual({ outcome: 'ignored', eventType: type });
  });

  test('never throws, whatever comes', () => {
    expect(smokeball.readEvent(hook('<html>'))).toMatchObject({ outcome: 'unreadable' });
    const anything = fc.record({
      type: fc.constantFrom('contact.created', 'roles.updated', 'error', 'x'),
      payload: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.oneof(anything, fc.jsonValue()), (body) => {
        expect(smokeball.readEvent(hook(body))).toHaveProperty('outcome');
      }),
    );
  });
});
