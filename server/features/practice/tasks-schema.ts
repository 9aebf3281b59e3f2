import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { day, longText, moment, removedQuery, shortText, versioned } from './formats.ts';

export const priority = z.enum(['low', 'normal', 'high']);
export const taskStatus = z.enum(['open', 'completed']);

const fields = z.object({
  matterId: z.uuid().nullable(),
  contactId: z.uuid().nullable(),
  assigneeId: z.uuid().nullable().describe('You unless said'),
  subject: shortText.min(1),
  description: longText,
  dueOn: day.nullable(),
  priority,
  activityCodeId: z.uuid().nullable(),
});
export const taskInput = fields.partial().required({ subject: true });
export type TaskInput = z.infer<typeof taskInput>;
export const taskOnMatterInput = taskInput.omit({ matterId: true });
export const taskPatch = fields.partial().extend(versioned.shape);
export type TaskPatch = z.infer<typeof taskPatch>;

export const task = z.object({
  id: z.uuid(),
  matterId: z.uuid().nullable(),
  matterNumber: z.string().nullable(),
  matterTitle: z.string().nullable(),
  contactId: z.uuid().nullable(),
  contactName: z.string().nullable(),
  assigneeId: z.uuid().nullable(),
  assigneeName: z.string().nullable(),
  activityCodeId: z.uuid().nullable(),
  activityCode: z.string().nullable(),
  subject: z.string(),
  description: z.string(),
  dueOn: day.nullable(),
  priority,
  status: taskStatus,
  completedAt: moment.nullable(),
  logEntryId: z.uuid().nullable().describe('The log entry that made it'),
  interactionId: z.uuid().nullable().describe('The call, text or fax that it came from'),
  removedAt: moment.nullable(),
  version: z.number(),
  createdAt: moment,
  updatedAt: moment,
});
export type Task = z.infer<typeof task>;

export const tasksQuery = pageQuery.extend({
  q: z.string().trim().max(200).optional().describe('Words of the subject, all of them'),
  assignee: z.union([z.uuid(), z.enum(['me', 'none'])]).optional(),
  status: taskStatus.optional(),
  matterId: z.uuid().optional(),
  contactId: z.uuid().optional(),
  priority: priority.optional(),
  dueBefore: day.optional().describe('Due before this day'),
  removed: removedQuery,
  sort: z.enum(['due', 'newest']).default('due').describe('Due first, without a date last; or newest first'),
});
export type TasksQuery = z.infer<typeof tasksQuery>;
export const tasksPage = pageOf(task);
