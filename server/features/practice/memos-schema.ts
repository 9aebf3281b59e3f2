import { z } from 'zod';
import { pageOf } from '../../platform/http/paging.ts';
import { day, longText, shortText, versioned } from './formats.ts';
import { loggedRecord } from './matter-record-schema.ts';

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

export const memo = loggedRecord.extend({
  contactId: z.uuid().nullable(),
  contactName: z.string().nullable(),
  body: z.string(),
});
export type Memo = z.infer<typeof memo>;
export const memosPage = pageOf(memo);
