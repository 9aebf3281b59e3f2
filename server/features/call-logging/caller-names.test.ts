import { expect, test } from 'vitest';
import { callerNameOf } from './caller-names.ts';

test.each([
  ['a name', 'Jane Okafor', 'Jane Okafor'],
  ['a name in capitals, as carriers send it', 'OKAFOR JANE', 'OKAFOR JANE'],
  ['no name', null, null],
  ['an empty one', '', null],
  ['the number once more', '+442079460123', null],
  ['a mobile without a name', 'WIRELESS CALLER', null],
  ['the same in small letters', 'Wireless Caller', null],
  ['with odd spaces and signs', ' -UNKNOWN- ', null],
  ['with a dash inside', 'TOLL-FREE CALL', null],
  ['nobody said who', 'ANONYMOUS', null],
  ['no name at the carrier', 'Unavailable', null],
  ['a company that begins with such a word', 'Wireless Caller Ltd', 'Wireless Caller Ltd'],
  ['a family of such a name', 'Private Banking plc', 'Private Banking plc'],
  ['a place, which may be a company', 'TORONTO ON', 'TORONTO ON'],
  ['another script', 'Ольга', 'Ольга'],
])('%s', (_case, sent, name) => {
  expect(callerNameOf(sent)).toBe(name);
});
