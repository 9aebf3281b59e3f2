import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { day, moment, money, shortText, versioned } from './formats.ts';
import { keptIn } from './mirror-kept.ts';

export const matterStatus = z.enum(['open', 'pending', 'closed']);

export const partyInput = z.object({
  contactId: z.uuid(),
  role: shortText.min(1).describe('Client, buyer, seller, other side, …'),
  isClient: z.boolean().default(false),
});

const fields = z.object({
  number: z.string().trim().min(1).max(60).describe('The next of the firm unless given'),
  title: shortText.min(1),
  description: z.string().max(20_000),
  matterTypeId: z.uuid().nullable(),
  stageId: z.uuid().nullable().describe('A stage of the type; the first one unless given'),
  status: matterStatus,
  personResponsibleId: z.uuid().nullable(),
  openedOn: day.nullable(),
  closedOn: day.nullable(),
  parties: z.array(partyInput).max(200).describe('Replaces all parties'),
});
export const matterInput = fields
  .partial()
  .required({ title: true })
  .extend({
    restricted: z.boolean().optional(),
    accessStaffIds: z.array(z.uuid()).max(500).optional().describe('Who sees a restricted matter'),
  });
export type MatterInput = z.infer<typeof matterInput>;
export const matterPatch = fields.partial().extend(versioned.shape);
export type MatterPatch = z.infer<typeof matterPatch>;

export const matterListItem = z.object({
  id: z.uuid(),
  number: z.string(),
  title: z.string(),
  matterTypeId: z.uuid().nullable(),
  matterTypeName: z.string().nullable(),
  stageId: z.uuid().nullable(),
  stageName: z.string().nullable(),
  status: matterStatus,
  personResponsibleId: z.uuid().nullable(),
  personResponsibleName: z.string().nullable(),
  restricted: z.boolean(),
  clients: z.array(z.object({ contactId: z.uuid(), displayName: z.string() })),
  openedOn: day.nullable(),
  closedOn: day.nullable(),
  keptIn,
  version: z.number(),
  updatedAt: moment,
});
export type MatterListItem = z.infer<typeof matterListItem>;

export const wallView = z.object({ restricted: z.boolean(), staffIds: z.array(z.uuid()) });
export const wallInput = z.object({
  restricted: z.boolean(),
  staffIds: z
    .array(z.uuid())
    .max(500)
    .default([])
    .describe('Who alone sees the matter when it is restricted'),
});

export const matter = matterListItem.extend({
  description: z.string(),
  parties: z.array(
    z.object({
      contactId: z.uuid(),
      displayName: z.string(),
      kind: z.enum(['person', 'company', 'group']),
      role: z.string(),
      isClient: z.boolean(),
    }),
  ),
  stages: z.array(z.object({ id: z.uuid(), name: z.string() })).describe('The stages of its type, in order'),
  accessStaffIds: z.array(z.uuid()),
  createdAt: moment,
});
export type Matter = z.infer<typeof matter>;

export const matterSort = z.enum(['updated', 'number', 'title', 'opened']);
export const mattersQuery = pageQuery.extend({
  q: z.string().max(200).optional().describe("Words of number, title, description or clients' names"),
  status: matterStatus.optional(),
  matterTypeId: z.uuid().optional(),
  stageId: z.uuid().optional(),
  personResponsibleId: z.union([z.uuid(), z.literal('me')]).optional(),
  contactId: z.uuid().optional(),
  sort: matterSort.default('updated'),
});
export type MattersQuery = z.infer<typeof mattersQuery>;
export const mattersPage = pageOf(matterListItem);

export const matterOverview = z.object({
  fees: z.number(),
  workedMinutes: z.number(),
  billedMinutes: z.number(),
  billableFees: money.describe('Of all billable fees, billed or not'),
  unbilledFees: money,
  unbilledCostRecoveries: money,
  costRecoveries: z.number(),
  openTasks: z.number(),
  overdueTasks: z.number(),
  memos: z.number(),
  documents: z.number(),
  interactions: z.number(),
});

export const historyEntry = z.object({
  id: z.uuid(),
  at: moment,
  staffId: z.uuid().nullable(),
  staffName: z.string().nullable().describe('null: the program itself'),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.uuid().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export const historyPage = pageOf(historyEntry);
