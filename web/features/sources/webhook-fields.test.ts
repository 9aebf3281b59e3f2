import { describe, expect, test } from 'vitest';
import { genericEventJsonSchema } from '../../../server/vendors/generic/index.ts';
import { fieldGroups, type JsonSchema, takes } from './webhook-fields.ts';

test.each<[string, JsonSchema]>([
  ['a moment', { type: 'string', format: 'date-time' }],
  ['text', { type: 'string' }],
  ['inbound, outbound', { type: 'string', enum: ['inbound', 'outbound'] }],
  ['text, or { number, name }', { anyOf: [{ type: 'string' }, { properties: { number: {}, name: {} } }] }],
  ['a list of an address', { type: 'array', items: { type: 'string', format: 'uri' } }],
  ['anything', {}],
])('a field that takes %s', (words, schema) => {
  expect(takes(schema)).toBe(words);
});

describe('the webhook’s own schema', () => {
  // Through JSON, as the page gets it.
  const groups = fieldGroups(JSON.parse(JSON.stringify(genericEventJsonSchema)));

  test('has the event and what it may be about', () => {
    expect(groups.map(({ name }) => name)).toEqual(['event', 'call', 'message', 'fax']);
    expect(groups[0]?.types).toEqual([
      'call.updated',
      'message.received',
      'message.sent',
      'fax.received',
      'fax.sent',
    ]);
  });

  test('tells what a call needs', () => {
    const call = groups.find(({ name }) => name === 'call');
    expect(call?.fields.filter(({ needed }) => needed).map(({ name }) => name)).toEqual(['callId']);
    expect(call?.fields.find(({ name }) => name === 'direction')?.takes).toBe('inbound, outbound');
    expect(call?.fields.every(({ takes: words }) => words !== 'anything')).toBe(true);
  });
});
