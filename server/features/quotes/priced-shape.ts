/** The result of pricing, as it is told and as it is kept with a sent quote. */
import { z } from 'zod';
import { sectionKind, side, vatTreatment } from '../fee-scales/index.ts';

const pence = z.number().int();

export const totals = z.object({
  feesNet: pence,
  feesVat: pence,
  disbursementsNet: pence,
  disbursementsVat: pence,
  subtotal: pence.describe('Everything but property tax, with VAT'),
  tax: pence,
  total: pence,
  onAccount: pence.describe('The part that is asked for in advance'),
});

export const pricedLine = z.object({
  key: z.string(),
  kind: z.enum(['line', 'extra', 'discount']),
  side,
  section: sectionKind,
  label: z.string(),
  detail: z.string(),
  why: z.string().describe('Where the amount comes from'),
  show: z.enum(['charged', 'optional', 'may_apply']),
  counts: z.boolean(),
  needsPrice: z.boolean().describe('Nobody can work it out: a person must say it'),
  quantity: z.number().int(),
  unitPence: pence.nullable(),
  netPence: pence.nullable(),
  vatPence: pence.nullable(),
  grossPence: pence.nullable(),
  vat: vatTreatment,
  tax: z.boolean(),
  slices: z.array(
    z.object({
      from: z.number(),
      to: z.number().nullable(),
      rate: z.number(),
      tax: z.number().int().describe('Whole pounds'),
    }),
  ),
  onAccount: z.boolean(),
  mapped: z.boolean().describe('Goes to the practice system when the lead becomes a matter'),
  activityCode: z.string().nullable(),
});

export const priced = z.object({
  sides: z.array(z.object({ side, lines: z.array(pricedLine), totals })),
  totals,
  needsPrice: z.array(z.string()),
});
export type PricedShape = z.output<typeof priced>;
