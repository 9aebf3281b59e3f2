import { expect, test } from 'vitest';
import { type NumberFacts, numberRules, refuseNumber } from './decide.ts';

const fine: NumberFacts = {
  on: true,
  archived: false,
  hasEmail: false,
  theirs: true,
  shared: false,
  textRefusal: null,
};
const textRefusal = { reason: 'no_consent', words: 'They have not agreed to texts.' };

const cases: [number, string, Partial<NumberFacts>, string][] = [
  [1, 'an archived contact', { archived: true, on: false }, 'archived'],
  [2, 'the firm’s option is off, as it is by default', { on: false, textRefusal }, 'numbers_off'],
  [3, 'an e-mail address is there', { hasEmail: true }, 'has_email'],
  [4, 'a number of somebody else', { theirs: false }, 'other_number'],
  [5, 'a number that two contacts have', { shared: true }, 'number_shared'],
  [6, 'no text may go there', { textRefusal }, 'no_consent'],
];

test.each(cases)('row %i, %s: refused with the reason', (row, _name, more, reason) => {
  const facts = { ...fine, ...more };
  expect(numberRules.find(({ when }) => when(facts))?.row).toBe(row);
  const refusal = refuseNumber(facts);
  expect(refusal?.reason).toBe(reason);
  expect(refusal?.words).not.toBe('');
});

test('a mobile of their own, with consent, where the firm offers it: invited', () => {
  expect(refuseNumber(fine)).toBeNull();
});

test('every row has a case', () => {
  expect(cases.map(([row]) => row)).toEqual(numberRules.map(({ row }) => row));
});
