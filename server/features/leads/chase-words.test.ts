import { describe, expect, test } from 'vitest';
import { namesBankDetails } from '../../platform/bank-details.ts';
import { type ChaseValues, fillIn, unknownVariables } from './chase-words.ts';

const values: ChaseValues = {
  client: 'Jane',
  transaction: 'purchase',
  property: '12 Mill Lane',
  title: 'Jane Okafor – Purchase of 12 Mill Lane',
  link: '',
  assignee: 'Tom Reid',
  firm: 'Reid & Co',
};

describe('words of a reminder', () => {
  test.each([
    ['fills in', 'Hello {client}, your {transaction}', 'Hello Jane, your purchase'],
    ['leaves out a line whose value is not known', 'Hello\nLook: {link}\nBye', 'Hello\nBye'],
    ['leaves no hole where a paragraph was', 'Hello\n\nLook: {link}\n\nBye', 'Hello\n\nBye'],
    ['keeps braces that mean nothing', 'a {b} c', 'a {b} c'],
  ])('%s', (_name, text, filled) => {
    expect(fillIn(text, values)).toBe(filled);
  });
  test('a value is not filled in again', () => {
    expect(fillIn('{client}', { ...values, client: '{firm}' })).toBe('{firm}');
  });
  test('names what nothing stands for', () => {
    expect(unknownVariables('Hello {client}, {amount} and {Firm}')).toEqual(['amount', 'Firm']);
  });
  test.each([
    ['sort code 20-00-00', true],
    ['pay to 20 00 00', true],
    ['our sort code is twenty', true],
    ['Account number: 12345678', true],
    ['IBAN GB29 NWBK 6016 1331 9268 19', true],
    ['call 020 7946 0123', false],
    ['on 12-03 at 9:00', false],
    ['12 Mill Lane, BN3 1AA', false],
  ])('%s: bank details? %s', (text, is) => {
    expect(namesBankDetails(text)).toBe(is);
  });
});
