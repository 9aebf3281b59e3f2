import { z } from 'zod';
import { pageOf } from '../../platform/http/paging.ts';
import { day, longText, moment, shortText, versioned } from './formats.ts';

const fields = z.object({
  contactId: z.uuid().nullable(),
  staffId: z.uuid().nullable().describe('Whose memo; yours unless said'),
  date: day.describe('Today in the firm unless said'),
  subject: shortText.min(1),
  body: longText,
  activityCodeId: z.uuid().nullable(),
});
export const memoInput = fields.partial().required({ subject: true });
export type MemoInput = z.infer<typeof memoInput>;
export const memoPatch = fields.partial().extend(versioned.shape);
export type MemoPatch = z.infer<typeof memoPatch>;

export const memo = z.object({
  id: z.uuid(),
  matterId: z.uuid(),
  matterNumber: z.string().nullable(),
  matterTitle: z.string().nullable(),
  contactId: z.uuid().nullable(),
  contactName: z.string().nullable(),
  staffId: z.uuid().nullable(),
  staffName: z.string().nullable(),
  activityCodeId: z.uuid().nullable(),
  activityCode: z.string().nullable(),
  date: day,
  subject: z.string(),
  body: z.string(),
  logEntryId: z.uuid().nullable().describe('The log entry that made it'),
  interactionId: z.uuid().nullable().describe('The call, text or fax that it came from'),
  removedAt: moment.nullable(),
  version: z.number(),
  createdAt: moment,
  updatedAt: moment,
});
export type Memo = z.infer<typeof memo>;
export const memosPage = pageOf(memo);
