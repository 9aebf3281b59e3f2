/** What the API says of requests for files. */
import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { fileShape } from '../files/index.ts';
import { fileKinds } from './kinds.ts';
import { requestStates, slotStates } from './states.ts';

const moment = z.string();
const day = z.iso.date();

export const newSlot = z.object({
  name: z.string().trim().min(1).max(200),
  help: z
    .string()
    .trim()
    .max(2000)
    .default('')
    .describe('What to send, in words that the client understands'),
  required: z.boolean().default(true),
  types: z.array(z.enum(fileKinds)).max(fileKinds.length).default([]).describe('None: any'),
  maxFiles: z.number().int().min(1).max(130).default(10),
  maxBytes: z
    .number()
    .int()
    .min(1)
    .max(5 * 1024 ** 3)
    .default(5 * 1024 ** 3)
    .describe('Of one file'),
});
export const slotList = z.array(newSlot).min(1).max(50);

const settings = {
  dueOn: day.nullable().default(null),
  remindEvery: z.number().int().min(1).max(60).nullable().default(null).describe('Days; null: no reminders'),
};
export const newRequest = z.object({
  title: z.string().trim().min(1).max(200),
  note: z.string().trim().max(5000).default(''),
  ...settings,
  slots: slotList,
  templateName: z.string().trim().min(1).max(100).optional().describe('Keep the slots as a template, too'),
});
export type NewRequest = z.output<typeof newRequest>;

export const requestPatch = z
  .object({
    dueOn: day.nullable(),
    remindEvery: z.number().int().min(1).max(60).nullable(),
  })
  .partial()
  .extend({ version: z.number().int().positive().optional() });
export type RequestPatch = z.output<typeof requestPatch>;

export const requestFile = fileShape.omit({ seq: true, withdrawnAt: true }).extend({
  fileState: z.enum(['received', 'accepted', 'rejected']),
  reason: z.string(),
  mine: z.boolean().describe('Sent by whoever asks'),
});
export type RequestFile = z.infer<typeof requestFile>;

export const slot = newSlot.extend({
  id: z.uuid(),
  state: z.enum(slotStates),
  reason: z.string().describe('Why it was rejected'),
  files: z.array(requestFile),
});
export type Slot = z.infer<typeof slot>;

const common = {
  id: z.uuid(),
  conversationId: z.uuid(),
  matterId: z.uuid(),
  title: z.string(),
  dueOn: day.nullable(),
  state: z.enum(requestStates),
  slots: z.number().int(),
  settled: z.number().int().describe('Slots that wait for nobody'),
  toLookAt: z.number().int().describe('Slots with files that the firm has not looked at'),
  createdAt: moment,
};

export const request = z.object({
  ...common,
  conversationTitle: z.string(),
  requestedByName: z.string(),
  remindEvery: z.number().int().nullable(),
  remindAt: moment.nullable(),
  version: z.number().int(),
});
export type Request = z.infer<typeof request>;
export const requestsPage = pageOf(request);
export const requestDetail = request.extend({
  note: z.string(),
  slotList: z.array(slot.extend({ files: z.array(requestFile.extend({ sentBy: z.string() })) })),
});
export type RequestDetail = z.infer<typeof requestDetail>;

export const ownRequest = z.object(common);
export type OwnRequest = z.infer<typeof ownRequest>;
export const ownRequestsPage = pageOf(ownRequest);
export const ownRequestDetail = ownRequest.extend({
  note: z.string(),
  takesFiles: z.boolean().describe('The conversation is open, and one takes part in it'),
  slotList: z.array(slot),
});
export type OwnRequestDetail = z.infer<typeof ownRequestDetail>;

export const requestsQuery = pageQuery.extend({
  conversationId: z.uuid().optional(),
  matterId: z.uuid().optional(),
});

export const decision = z.object({
  event: z.enum(['accept', 'reject', 'waive', 'reopen']),
  reason: z.string().trim().max(1000).default('').describe('Told to the client; needed to reject'),
  fileIds: z.array(z.uuid()).max(130).optional().describe('To reject these alone; all that came unless said'),
});
export type Decision = z.output<typeof decision>;

export const template = z.object({ id: z.uuid(), name: z.string(), slots: z.array(newSlot.required()) });
