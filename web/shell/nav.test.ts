import { IconHome } from '@tabler/icons-react';
import { describe, expect, test } from 'vitest';
import { isCurrent, type NavItem, navFor, navItems } from './nav.ts';

test.each([
  ['Home only at home', '/', '/', true],
  ['Home is not above everything', '/', '/matters', false],
  ['the page itself', '/matters', '/matters', true],
  ['a page below', '/matters', '/matters/10412', true],
  ['a longer word is another place', '/matter', '/matters', false],
])('current: %s', (_name, to, pathname, current) => {
  expect(isCurrent({ to }, pathname)).toBe(current);
});

describe('navFor', () => {
  const open: NavItem = { to: '/', label: 'home', icon: IconHome, key: 'h', place: 'main', onPhoneBar: true };
  const settings: NavItem = {
    ...open,
    to: '/settings',
    label: 'settings',
    roles: ['owner', 'administrator'],
  };
  test.each([
    ['owner', ['/', '/settings']],
    ['administrator', ['/', '/settings']],
    ['member', ['/']],
  ] as const)('%s sees %j', (role, seen) => {
    expect(navFor([open, settings], role).map((item) => item.to)).toEqual(seen);
  });
});

test('no two places share a key or an address', () => {
  expect(new Set(navItems.map((item) => item.key)).size).toBe(navItems.length);
  expect(new Set(navItems.map((item) => item.to)).size).toBe(navItems.length);
});
