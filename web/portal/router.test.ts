import { expect, test } from 'vitest';
import { matchPath, placeAfterSignIn } from './router.ts';

test.each([
  ['/portal', '/portal', {}],
  ['/portal', '/portal/', {}],
  ['/portal', '/portal/files', null],
  ['/portal/c/:id', '/portal/c/a%2Fb', { id: 'a/b' }],
  ['/portal/c/:id', '/portal/c', null],
  ['/portal/c/:id', '/portal/x/1', null],
  ['/portal/link/:token', '/portal/link/%zz', { token: '%zz' }],
])('%s on %s', (pattern, path, params) => {
  expect(matchPath(pattern, path)).toEqual(params);
});

test.each([
  [null, '/portal'],
  ['', '/portal'],
  ['/portal/c/7?at=3', '/portal/c/7?at=3'],
  ['/portal/sign-in', '/portal'],
  ['/portal/link/abc', '/portal'],
  ['/settings', '/portal'],
  ['//example.com', '/portal'],
  ['/portal//example.com', '/portal'],
])('after signing in: %s → %s', (wanted, to) => {
  expect(placeAfterSignIn(wanted)).toBe(to);
});
