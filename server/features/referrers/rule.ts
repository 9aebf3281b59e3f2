/** What is agreed with a referrer: the fee, who pays it and when. As it is stored, edited and kept with a referral. */
import { z } from 'zod';
import { bandFaults, transaction } from '../fee-scales/index.ts';

/** Minor units of the firm's currency. */
const pence = z.number().int().min(0).max(1_000_000_00);
/** Whole units of the firm's currency. */
const pounds = z.number().int().min(0).max(1_000_000_000);

export const feeAmount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('fixed'), pence }),
  z.strictObject({
    kind: z.literal('by_transaction'),
    amounts: z
      .array(z.strictObject({ transaction, pence }))
      .min(1)
      .max(10)
      .describe('Nothing for those that are not named'),
  }),
  z.strictObject({
    kind: z.literal('by_price'),
    bands: z
      .array(z.strictObject({ from: pounds, to: pounds.nullable(), pence }))
      .min(1)
      .max(200)
      .describe('Both ends are inside; the last band is open'),
  }),
  z
    .strictObject({
      kind: z.literal('percentage'),
      basisPoints: z.number().int().min(1).max(10_000).describe('Hundredths of a per cent'),
      minPence: pence.nullable().default(null),
      maxPence: pence.nullable().default(null),
    })
    .describe('Of legal fees before VAT'),
]);

export const payers = ['firm', 'added_to_price', 'disclosed_only'] as const;
export const payer = z
  .enum(payers)
  .describe('`disclosed_only`: somebody else pays the referrer; the client is told all the same');

export const feeRule = z.strictObject({
  fee: feeAmount,
  payer: payer.default('firm'),
  dueOn: z.enum(['instruction', 'completion']).default('completion'),
  vat: z
    .strictObject({ added: z.boolean(), basisPoints: z.number().int().min(0).max(5000).default(2000) })
    .default({ added: true, basisPoints: 2000 }),
});
export type FeeRule = z.output<typeof feeRule>;

export interface RuleProblem {
  /** Dotted path inside the rule. */
  field: string;
  message: string;
}

/** What keeps a rule from being saved. */
export function ruleProblems({ fee }: FeeRule): RuleProblem[] {
  switch (fee.kind) {
    case 'by_price':
      return bandFaults(fee.bands, 'put 0 where nothing is paid').map(({ band, message }) => ({
        field: `fee.bands.${band}`,
        message: sentence(message),
      }));
    case 'by_transaction':
      return fee.amounts.flatMap(({ transaction: named }, at) =>
        fee.amounts.findIndex((one) => one.transaction === named) < at
          ? [{ field: `fee.amounts.${at}`, message: `There are two amounts for ${transactionWords[named]}.` }]
          : [],
      );
    case 'percentage':
      return fee.minPence !== null && fee.maxPence !== null && fee.minPence > fee.maxPence
        ? [{ field: 'fee.minPence', message: 'The least is more than the most.' }]
        : [];
    default:
      return [];
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Whether the firm has to pay anything: then a referral falls due. */
export function isOwed({ fee, payer: by }: Pick<FeeRule, 'fee' | 'payer'>): boolean {
  return fee.kind !== 'none' && by !== 'disclosed_only';
}

export const transactionWords = {
  sale: 'a sale',
  purchase: 'a purchase',
  sale_and_purchase: 'a sale and purchase',
  remortgage: 'a remortgage',
  transfer_of_equity: 'a transfer of equity',
  generic_enquiry: 'a general enquiry',
} as const;
