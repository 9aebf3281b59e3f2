import { describe, expect, test } from 'vitest';
import { webhookEventType } from '../../../server/features/webhooks/schema.ts';
import { eventTypes, healthOf, readable, sampleFor, stateOf } from './endpoint.ts';

const at = '2026-03-02T10:00:00.000Z';

describe('health', () => {
  test.each([
    ['new', 'active', null, null, 'status_new'],
    ['working', 'active', null, at, 'status_active'],
    ['failing', 'active', at, at, 'status_failing'],
    ['paused while failing', 'paused', at, at, 'status_paused'],
    ['switched off', 'disabled', at, null, 'status_disabled'],
  ] as const)('%s', (_name, status, failingSince, lastSuccessAt, words) => {
    expect(healthOf({ status, failingSince, lastSuccessAt }).words).toBe(words);
  });
});

test.each([
  ['waiting', 0, 'state_waiting'],
  ['waiting', 2, 'state_retrying'],
  ['delivered', 1, 'state_delivered'],
  ['failed', 10, 'state_failed'],
  ['withheld', 0, 'state_withheld'],
] as const)('a delivery that is %s after %d attempts', (state, attempts, words) => {
  expect(stateOf({ state, attempts }).words).toBe(words);
});

test('every event that the server knows can be chosen', () => {
  expect(eventTypes.map(({ type }) => type).sort()).toEqual([...webhookEventType.options].sort());
});

test('the sample holds the secret; a body is laid out when it is JSON', () => {
  expect(sampleFor('whsec_abc')).toContain("new Webhook('whsec_abc')");
  expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(readable('no')).toBe('no');
});
