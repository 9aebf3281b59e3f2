import { z } from 'zod';
import { pageOf } from '../../platform/http/paging.ts';
import { amountNotNegative, day, longText, moment, money, shortText, versioned } from './formats.ts';
import { loggedRecord } from './matter-record-schema.ts';

const minutes = z
  .number()
  .int()
  .min(0)
  .max(60 * 24 * 31);

const fields = z.object({
  staffId: z.uuid().nullable().describe('Whose time; you unless said'),
  activityCodeId: z.uuid().nullable(),
  date: day.describe('Today in the firm unless said'),
  subject: shortText.min(1),
  description: longText,
  workedMinutes: minutes,
  billedMinutes: minutes.describe('As worked unless said'),
  rate: amountNotNegative.describe("For one hour; the code's or the staff member's own unless said"),
  amount: money
    .nullable()
    .describe('Rate for the billed minutes unless said; null makes it follow them again'),
  billable: z.boolean(),
});
export const feeInput = fields.partial().required({ subject: true });
export type FeeInput = z.infer<typeof feeInput>;
export const feePatch = fields.partial().extend(versioned.shape);
export type FeePatch = z.infer<typeof feePatch>;

export const fee = loggedRecord.extend({
  description: z.string(),
  workedMinutes: z.number(),
  billedMinutes: z.number(),
  rate: money,
  amount: money,
  amountGiven: z.boolean().describe('Somebody wrote the amount; it does not follow rate and minutes'),
  billable: z.boolean(),
  billedAt: moment.nullable(),
});
export type Fee = z.infer<typeof fee>;
export const feesPage = pageOf(fee);
