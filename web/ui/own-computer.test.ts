import { expect, test } from 'vitest';
import { isOwnComputer } from './own-computer.ts';

test.each<[string, boolean]>([
  ['http://127.0.0.1:8080/hooks/abc', true],
  ['http://127.8.0.3/hooks/abc', true],
  ['http://localhost:8080/connections/authorised', true],
  ['http://hub.localhost/hooks/abc', true],
  ['http://[::1]:8080/hooks/abc', true],
  ['https://hub.example.com/hooks/abc', false],
  ['https://127.example.com/hooks/abc', false],
  ['https://localhost.example.com/hooks/abc', false],
  ['http://192.168.1.4/hooks/abc', false],
  ['not an address', false],
])('%s means this computer: %s', (address, own) => {
  expect(isOwnComputer(address)).toBe(own);
});
