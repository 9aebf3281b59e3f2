import { z } from 'zod';
import { pageOf } from '../../platform/http/paging.ts';
import { day, longText, moment, money, shortText, versioned } from './formats.ts';
import { datedRecord } from './matter-record-schema.ts';

const fields = z.object({
  staffId: z.uuid().nullable().describe('Who spent it; you unless said'),
  activityCodeId: z.uuid().nullable(),
  date: day.describe('Today in the firm unless said'),
  subject: shortText.min(1),
  description: longText,
  quantity: z.number().positive().max(1e6).multipleOf(0.001).describe('One unless said'),
  unitPrice: money,
  amount: money.nullable().describe('Price for the quantity unless said; null makes it follow them again'),
  billable: z.boolean(),
});
export const costRecoveryInput = fields.partial().required({ subject: true });
export type CostRecoveryInput = z.infer<typeof costRecoveryInput>;
export const costRecoveryPatch = fields.partial().extend(versioned.shape);
export type CostRecoveryPatch = z.infer<typeof costRecoveryPatch>;

export const costRecovery = datedRecord.extend({
  description: z.string(),
  quantity: z.number(),
  unitPrice: money,
  amount: money,
  amountGiven: z.boolean().describe('Somebody wrote the amount; it does not follow price and quantity'),
  billable: z.boolean(),
  billedAt: moment.nullable(),
});
export type CostRecovery = z.infer<typeof costRecovery>;
export const costRecoveriesPage = pageOf(costRecovery);
