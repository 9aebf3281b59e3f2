import { expect, test } from 'vitest';
import { strengthOf } from './password-strength.ts';

test.each([
  ['nine characters', 'x9$kQ2!mZ', [], 'tooShort'],
  ['one character many times', 'aaaaaaaaaaaaaaaa', [], 'weak'],
  ['a well-known word', 'Password1234', [], 'weak'],
  ['the own name', 'tessareid2025', ['Tessa', 'Reid'], 'weak'],
  ['part of the e-mail address', 'harbourlegal1', ['tessa@harbourlegal.example.com'], 'weak'],
  ['short names do not count', 'lantern bay 7', ['Bay'], 'strong'],
  ['ten letters', 'plumbrakes', [], 'fair'],
  ['twelve of three kinds', 'Plum-brakes1', [], 'strong'],
  ['four words', 'plum brakes otter lamp', [], 'strong'],
  ['long enough to outweigh the name', 'tessa eats plums by the otter lamp', ['Tessa'], 'strong'],
] as const)('%s', (_name, password, personal, strength) => {
  expect(strengthOf(password, personal)).toBe(strength);
});
