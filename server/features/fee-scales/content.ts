/** What a version of a fee scale says: its sections and lines, as they are stored, edited and frozen with a quote. */
import { z } from 'zod';
import { drivers } from './drivers.ts';
import { sides } from './questions.ts';

export const sectionKinds = ['legal_fees', 'additional_fees', 'disbursements'] as const;
export const sectionKind = z.enum(sectionKinds);
export type SectionKind = z.output<typeof sectionKind>;

/** Minor units of the firm's currency; an amount of money is never a fraction of them. */
const pence = z.number().int().min(0).max(1_000_000_000_00);
/** Whole units of the firm's currency. */
const pounds = z.number().int().min(0).max(1_000_000_000);
/** Hundredths of a per cent. */
const basisPoints = z.number().int().min(1).max(10_000);

/** What a band is looked up by, and what a percentage is of. */
export const amountOf = z.enum(['price', 'loan']);

const answerValue = z.union([z.string().max(200), z.number(), z.boolean()]);
export const condition = z
  .array(
    z.union([
      z.strictObject({ question: z.string().max(60), is: z.array(answerValue).min(1).max(20) }),
      z.strictObject({
        question: z.string().max(60),
        from: z.number().int().optional(),
        to: z.number().int().optional(),
      }),
    ]),
  )
  .max(10);

/** From and to are both inside, in whole pounds; the last band is open (`to` null). */
export const band = z.strictObject({
  from: pounds,
  to: pounds.nullable(),
  charge: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('amount'), pence }),
    z.strictObject({ kind: z.literal('percentage'), basisPoints }),
    z.strictObject({ kind: z.literal('on_application') }),
  ]),
});
export type Band = z.output<typeof band>;

/** Of what percentages come to. `roundToPence`: half-up to a multiple of it. */
const limits = {
  minPence: pence.nullable().default(null),
  maxPence: pence.nullable().default(null),
  roundToPence: z.number().int().min(1).max(100_00).default(1),
};

export const informationFees = [
  'register_copy',
  'title_plan_copy',
  'priority_search',
  'bankruptcy_search',
] as const;

export const amountRule = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('fixed'), pence }),
  z.strictObject({
    rule: z.literal('banded'),
    by: amountOf,
    bands: z.array(band).min(1).max(200),
    ...limits,
  }),
  z.strictObject({ rule: z.literal('percentage'), of: amountOf, basisPoints, ...limits }),
  z
    .strictObject({
      rule: z.literal('formula'),
      basePence: pence,
      terms: z
        .array(
          z.discriminatedUnion('kind', [
            z.strictObject({
              kind: z.literal('each'),
              driver: z.enum(drivers),
              beyond: z.number().int().min(0).max(100).describe('So many are in the base'),
              pence,
            }),
            z.strictObject({ kind: z.literal('share'), of: amountOf, above: pounds, basisPoints }),
          ]),
        )
        .min(1)
        .max(10),
      ...limits,
    })
    .describe('A base, so much for each beyond a number, so much per cent above an amount'),
  z.strictObject({ rule: z.literal('on_application') }),
  z.strictObject({ rule: z.literal('registration_fee') }),
  z.strictObject({ rule: z.literal('property_tax') }),
  z.strictObject({ rule: z.literal('information_fee'), fee: z.enum(informationFees) }),
]);
export type AmountRule = z.output<typeof amountRule>;

export const vatTreatment = z
  .enum(['standard', 'zero', 'exempt', 'outside_scope'])
  .describe('`outside_scope`: paid for the client, who owes it (VAT Notice 700, 25.1)');
export type VatTreatment = z.output<typeof vatTreatment>;

export const feeLine = z.strictObject({
  id: z.uuid().describe('The same through all versions'),
  section: sectionKind,
  label: z.string().trim().min(1).max(120),
  detail: z.string().trim().max(1000).default('').describe('For the client: what it is for'),
  sides: z.array(z.enum(sides)).min(1).max(sides.length),
  trigger: condition.default([]).describe('Empty: always'),
  amount: amountRule,
  quantity: z.enum(drivers).default('one'),
  vat: z.strictObject({ treatment: vatTreatment, inclusive: z.boolean().default(false) }),
  show: z
    .enum(['charged', 'optional', 'may_apply'])
    .default('charged')
    .describe('`optional`: a tick; `may_apply`: told, not added'),
  ticked: z.boolean().default(false).describe('An optional line that is ticked to begin with'),
  onAccount: z.boolean().default(false).describe('Asked for in advance'),
  mapped: z.boolean().nullable().default(null).describe('To the practice system; null: as its section'),
  activityCode: z.string().trim().max(60).nullable().default(null),
});
export type FeeLine = z.output<typeof feeLine>;

export const feeScaleContent = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  vatBasisPoints: z.number().int().min(0).max(5000).default(2000),
  validDays: z.number().int().min(1).max(365).default(14),
  sections: z.strictObject({
    legal_fees: z.strictObject({ mapped: z.boolean() }),
    additional_fees: z.strictObject({ mapped: z.boolean() }),
    disbursements: z.strictObject({ mapped: z.boolean() }),
  }),
  lines: z.array(feeLine).max(300),
  terms: z.string().trim().max(8000).default('').describe('What is and is not included'),
});
export type FeeScaleContent = z.output<typeof feeScaleContent>;

/** Whether a line goes to the practice system at conversion: its own switch, else its section's. */
export function isMapped(content: FeeScaleContent, line: Pick<FeeLine, 'section' | 'mapped'>): boolean {
  return line.mapped ?? content.sections[line.section].mapped;
}
