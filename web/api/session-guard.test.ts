import { expect, test } from 'vitest';
import type { Me } from './contract.ts';
import { guard, returnAddress } from './session-guard.ts';

const me: Me = {
  firm: { id: 'f1', name: 'Alder & Finch', country: 'GB', timeZone: 'Europe/London', currency: 'GBP' },
  staff: { id: 's1', firstName: 'Tessa', lastName: 'Reid', role: 'member', email: 'tessa@example.com' },
  firms: [{ id: 'f1', name: 'Alder & Finch' }],
};

test.each([
  ['signed in, in the app', { state: 'signed_in', me }, 'app', '/matters', undefined],
  ['signed in, at the sign-in page', { state: 'signed_in', me }, 'sign-in', '/sign-in', '/'],
  ['signed in, at the set-up page', { state: 'signed_in', me }, 'set-up', '/setup', '/'],
  [
    'signed out, deep in the app',
    { state: 'signed_out' },
    'app',
    '/matters?q=mill',
    '/sign-in?from=%2Fmatters%3Fq%3Dmill',
  ],
  ['signed out, at home', { state: 'signed_out' }, 'app', '/', '/sign-in'],
  ['signed out, at the sign-in page', { state: 'signed_out' }, 'sign-in', '/sign-in', undefined],
  ['signed out, at the set-up page', { state: 'signed_out' }, 'set-up', '/setup', '/sign-in'],
  ['no firm yet, anywhere', { state: 'set_up_needed' }, 'app', '/matters', '/setup'],
  ['no firm yet, at the sign-in page', { state: 'set_up_needed' }, 'sign-in', '/sign-in', '/setup'],
  ['no firm yet, at the set-up page', { state: 'set_up_needed' }, 'set-up', '/setup', undefined],
] as const)('guard: %s', (_name, session, area, here, goTo) => {
  expect(guard(session, area, here)).toBe(goTo);
});

test.each([
  [undefined, '/'],
  ['/matters?q=mill', '/matters?q=mill'],
  ['https://example.com/', '/'],
  ['//example.com/', '/'],
  ['/\\example.com', '/'],
])('returnAddress: %s → %s', (from, to) => {
  expect(returnAddress(from)).toBe(to);
});
