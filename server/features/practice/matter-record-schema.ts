import { z } from 'zod';
import { day, moment } from './formats.ts';

/** What every dated record on a matter shows; each kind adds its own. */
export const datedRecord = z.object({
  id: z.uuid(),
  matterId: z.uuid(),
  matterNumber: z.string().nullable(),
  matterTitle: z.string().nullable(),
  staffId: z.uuid().nullable(),
  staffName: z.string().nullable(),
  activityCodeId: z.uuid().nullable(),
  activityCode: z.string().nullable(),
  date: day,
  subject: z.string(),
  removedAt: moment.nullable(),
  version: z.number(),
  createdAt: moment,
  updatedAt: moment,
});

/** Of those that call logging makes, too. */
export const loggedRecord = datedRecord.extend({
  logEntryId: z.uuid().nullable().describe('The log entry that made it'),
  interactionId: z.uuid().nullable().describe('The call, text or fax that it came from'),
});
