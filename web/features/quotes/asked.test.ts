import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { questionsAsked as askedByServer, readAnswers } from '../../../server/features/fee-scales/answers.ts';
import { questions as served } from '../../../server/features/fee-scales/questions.ts';
import { emptyInputs, grouped, questionsAsked, sidesOf, toSend } from './asked.ts';
import { type AnswerValue, type Inputs, type Question, transactions } from './queries.ts';

/** As `GET /api/v1/quote-questions` tells them. */
const questions: Question[] = served.map((question) => ({
  id: question.id,
  sides: [...question.sides],
  group: question.group,
  kind: question.kind,
  label: question.label,
  help: question.help ?? null,
  options: question.options?.map((option) => ({ ...option })) ?? [],
  required: question.required ?? false,
  default: question.default ?? null,
  min: question.min ?? null,
  max: question.max ?? null,
  when: (question.when ?? []).map((test) => ('is' in test ? { ...test, is: [...test.is] } : { ...test })),
  only: [...(question.only ?? [])],
}));

const purchase = (answers: Record<string, AnswerValue>): Inputs => ({
  ...emptyInputs('purchase', 1),
  answers: { purchase: answers },
});
const missingOf = (inputs: Inputs) => toSend(questions, inputs).missing.map(({ question: { id } }) => id);

/** An answer that a question can take, or none. */
function answerTo(question: Question): fc.Arbitrary<AnswerValue | undefined> {
  const value: fc.Arbitrary<AnswerValue> =
    question.kind === 'yes_no'
      ? fc.boolean()
      : question.kind === 'choice'
        ? fc.constantFrom(...question.options.map((option) => option.value))
        : question.kind === 'text'
          ? fc.constantFrom('', 'Harbour Bank')
          : question.kind === 'date'
            ? fc.constant('2026-12-18')
            : fc.integer({ min: question.min ?? 0, max: question.max ?? 100 });
  return fc.option(value, { nil: undefined });
}

const givenInputs = fc.constantFrom(...transactions).chain((transaction) =>
  fc
    .record(Object.fromEntries(questions.map((question, at) => [`${at} ${question.id}`, answerTo(question)])))
    .map((given): Inputs => {
      const inputs = emptyInputs(transaction, 1);
      for (const side of sidesOf(transaction)) {
        const answers: Record<string, AnswerValue> = {};
        for (const [at, question] of questions.entries()) {
          const value = given[`${at} ${question.id}`];
          if (question.sides.includes(side) && value !== undefined) answers[question.id] = value;
        }
        inputs.answers[side] = answers;
      }
      return inputs;
    }),
);

describe('what is asked', () => {
  test('is what the server asks, whatever was answered', () => {
    fc.assert(
      fc.property(givenInputs, (inputs) => {
        for (const side of sidesOf(inputs.transaction)) {
          const given = inputs.answers[side] ?? {};
          expect(questionsAsked(questions, inputs.transaction, side, given).map(({ id }) => id)).toEqual(
            askedByServer(inputs.transaction, side, given).map(({ id }) => id),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  test('what is sent is taken by the server when nothing is missing', () => {
    fc.assert(
      fc.property(givenInputs, (given) => {
        const { inputs, missing } = toSend(questions, given);
        for (const side of sidesOf(inputs.transaction)) {
          const read = readAnswers(inputs.transaction, side, inputs.answers[side] ?? {});
          const refused = 'problems' in read ? read.problems.map((one) => one.question) : [];
          expect(refused).toEqual(missing.filter((one) => one.side === side).map((one) => one.question.id));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('stands under four headings, in the order of the list', () => {
    const asked = questionsAsked(questions, 'purchase', 'purchase', {});
    expect(grouped(asked).map(({ group }) => group)).toEqual(['property', 'clients', 'money', 'tax']);
    expect(
      grouped(asked)
        .flatMap((one) => one.questions)
        .toSorted((one, other) => asked.indexOf(one) - asked.indexOf(other)),
    ).toEqual(asked);
  });
});

describe('what is missing', () => {
  test.each([
    ['an empty purchase wants its price', {}, ['price']],
    ['a price is enough', { price: 350_000 }, []],
    ['with a mortgage the lender is wanted', { price: 350_000, mortgage: true }, ['lender']],
    ['blanks are no lender', { price: 350_000, mortgage: true, lender: '  ' }, ['lender']],
    ['without a mortgage a lender does not matter', { price: 350_000, mortgage: false, lender: '' }, []],
    ['too many titles', { price: 350_000, titles: 51 }, ['titles']],
  ])('%s', (_name, answers, missing) => {
    expect(missingOf(purchase(answers))).toEqual(missing);
  });

  test('an answer to what is no longer asked is kept on the screen and not sent', () => {
    const inputs = purchase({ price: 350_000, mortgage: false, lender: 'Harbour Bank' });
    expect(toSend(questions, inputs).inputs.answers.purchase).toEqual({ price: 350_000, mortgage: false });
    expect(inputs.answers.purchase?.lender).toBe('Harbour Bank');
  });

  test('choices about a side that is gone are left out', () => {
    const inputs = purchase({ price: 1 });
    inputs.choices.prices = { 'sale:a': 100, 'purchase:b': 200 };
    expect(toSend(questions, inputs).inputs.choices.prices).toEqual({ 'purchase:b': 200 });
  });
});

test('a general enquiry begins as a purchase: something must be priced', () => {
  expect(emptyInputs('generic_enquiry', 0)).toMatchObject({ transaction: 'purchase', clients: 1 });
});
