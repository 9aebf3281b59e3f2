import { expect, test } from 'vitest';
import { addressOf } from './client.ts';

test.each([
  ['a plain path stays', '/api/v1/me', {}, {}, '/api/v1/me'],
  [
    'params are filled and escaped',
    '/api/v1/matters/:id/fees',
    { id: 'a/b c' },
    {},
    '/api/v1/matters/a%2Fb%20c/fees',
  ],
  [
    'query values are escaped',
    '/api/v1/contacts',
    {},
    { q: 'O’Neill & Co' },
    '/api/v1/contacts?q=O%E2%80%99Neill+%26+Co',
  ],
  [
    'empty, null and undefined are left out',
    '/x',
    {},
    { a: '', b: null, c: undefined, d: 0, e: false },
    '/x?d=0&e=false',
  ],
  ['a list repeats its name', '/x', {}, { state: ['failed', 'held'] }, '/x?state=failed&state=held'],
])('address: %s', (_name, pattern, params, query, address) => {
  expect(addressOf(pattern, params, query)).toBe(address);
});

test('address: a missing parameter is refused by name', () => {
  expect(() => addressOf('/api/v1/matters/:id', {}, {})).toThrow('needs the parameter id');
});
