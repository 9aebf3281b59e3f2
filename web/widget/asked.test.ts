import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  describeQuestions,
  questionsAsked,
  questionsOf,
  sidesOf as serverSidesOf,
  sides,
  transactions,
} from '../../server/features/fee-scales/index.ts';
import { askedNow, numberIn, settled, sidesOf } from './asked.ts';

const questions = describeQuestions().map((question) => ({ ...question, main: true }));

describe('what the form asks', () => {
  test('is what the server asks, whatever was answered', () => {
    const value = fc.oneof(
      fc.boolean(),
      fc.integer({ min: 0, max: 100 }),
      fc.constantFrom('new_lease', 'additional', 'residential', 'standard', 'x'),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...transactions.filter((transaction) => transaction !== 'generic_enquiry')),
        fc.constantFrom(...sides),
        fc.array(value, { minLength: 40, maxLength: 40 }),
        fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        (transaction, side, values, given) => {
          const answers = Object.fromEntries(
            questionsOf[side].flatMap(({ id }, at) => {
              const answer = values[at];
              return given[at] && answer !== undefined ? [[id, answer]] : [];
            }),
          );
          expect(askedNow(questions, transaction, side, answers).map(({ id }) => id)).toEqual(
            questionsAsked(transaction, side, answers).map(({ id }) => id),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test('leaves out what hangs on an answer that counts no more', () => {
    const asked = (given: Record<string, string | boolean>) =>
      settled(questions, 'purchase', 'purchase', given).map(({ id }) => id);
    expect(asked({ buyerStatus: 'additional' })).toContain('replacesMainResidence');
    const business = asked({ buyerStatus: 'additional', propertyClass: 'non_residential' });
    expect(business).not.toContain('buyerStatus');
    expect(business).not.toContain('replacesMainResidence');
  });

  test.each(transactions)('of %s is about the same properties as the server’s', (transaction) => {
    expect(sidesOf(transaction)).toEqual(serverSidesOf(transaction));
  });
});

test.each([
  ['420000', 420_000],
  ['£420,000', 420_000],
  [' 420 000 ', 420_000],
  ['420,000.00', 420_000],
  ['420,000.50', null],
  ['-1', null],
  ['', null],
  ['four', null],
])('“%s” is read as %s', (text, number) => {
  expect(numberIn(text)).toBe(number);
});
