/** What a quote is made from: what was asked and what staff chose. Shapes, and the check against the questions. Pure. */
import { z } from 'zod';
import {
  type AnswerProblem,
  type Answers,
  readAnswers,
  type Side,
  sectionKind,
  side,
  sidesOf,
  transaction,
  vatTreatment,
} from '../fee-scales/index.ts';

const pence = z.number().int().min(0).max(1_000_000_000_00);
const lineKey = z.string().max(100);
const answers = z.record(z.string().max(60), z.union([z.string().max(200), z.number(), z.boolean()]));

export const discount = z.strictObject({
  side,
  label: z.string().trim().min(1).max(120),
  on: z.enum(['legal_fees', 'fees']).default('legal_fees'),
  off: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('fixed'), pence }),
    z.strictObject({ kind: z.literal('percentage'), basisPoints: z.number().int().min(1).max(10_000) }),
  ]),
});

export const choices = z.strictObject({
  ticked: z.record(lineKey, z.boolean()).default({}).describe('Optional lines, by key'),
  prices: z.record(lineKey, pence).default({}).describe('Prices set by hand of one unit, by key of the line'),
  discounts: z.array(discount).max(10).default([]),
  extra: z
    .array(
      z.strictObject({
        id: z.uuid(),
        side,
        section: sectionKind,
        label: z.string().trim().min(1).max(120),
        pence,
        vat: z.strictObject({ treatment: vatTreatment, inclusive: z.boolean().default(false) }),
      }),
    )
    .max(50)
    .default([]),
});

export const quoteInputs = z.strictObject({
  transaction,
  clients: z.number().int().min(1).max(20).default(1).describe('How many people instruct the firm'),
  answers: z
    .strictObject({ sale: answers, purchase: answers, remortgage: answers, transfer_of_equity: answers })
    .partial()
    .default({})
    .describe('By side and question: GET /api/v1/quote-questions'),
  choices: choices.default({ ticked: {}, prices: {}, discounts: [], extra: [] }),
});
export type QuoteInputs = z.output<typeof quoteInputs>;

export interface InputProblem extends AnswerProblem {
  side: Side | null;
}

/** The whole answers of each side, or what is wrong with them. */
export function readInputs(
  inputs: QuoteInputs,
): { answers: Partial<Record<Side, Answers>> } | { problems: InputProblem[] } {
  const sides = sidesOf(inputs.transaction);
  const problems: InputProblem[] = [];
  const whole: Partial<Record<Side, Answers>> = {};
  for (const given of side.options) {
    if (!sides.includes(given)) {
      if (inputs.answers[given])
        problems.push({ side: given, question: '', message: 'This side is no part of the transaction.' });
      continue;
    }
    const read = readAnswers(inputs.transaction, given, inputs.answers[given] ?? {});
    if ('problems' in read) problems.push(...read.problems.map((one) => ({ side: given, ...one })));
    else whole[given] = read.answers;
  }
  return problems.length > 0 ? { problems } : { answers: whole };
}
