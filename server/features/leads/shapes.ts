/** What leads look like to callers. */
import { z } from 'zod';
import { namesBankDetails } from '../../platform/bank-details.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { transaction } from '../fee-scales/index.ts';
import { chaseVariables, unknownVariables } from './chase-words.ts';
import { leadStates } from './decide.ts';

export const moment = z.string();
const line = z.string().trim().max(200).default('');
export const address = z.object({
  line1: line,
  line2: line,
  town: line,
  county: line,
  postcode: line,
  country: line,
});
export type Address = z.infer<typeof address>;

/** The property of each side of the transaction. */
export const properties = z
  .object({ sale: address, purchase: address, remortgage: address, transfer_of_equity: address })
  .partial();
export type Properties = z.infer<typeof properties>;

export const leadState = z.enum(leadStates);
export const leadSource = z.enum(['staff', 'widget', 'referrer', 'api', 'call']);
const money = z.object({ amount: z.number().int(), currency: z.string() });
const named = z.object({ id: z.uuid(), name: z.string() });

const newClient = z.object({
  firstName: z.string().trim().max(300).default(''),
  lastName: z.string().trim().max(300).default(''),
  companyName: z.string().trim().max(300).default(''),
  phones: z.array(z.string().trim().min(1).max(500)).max(10).default([]),
  emails: z.array(z.email().max(254)).max(10).default([]),
});
export type NewClient = z.infer<typeof newClient>;

/** A contact of the firm, or a person who becomes one. */
export const leadClientInput = z.union([z.object({ contactId: z.uuid() }), newClient]);
export type LeadClientInput = z.infer<typeof leadClientInput>;

const title = z.string().trim().min(1).max(300);
const clients = z.array(leadClientInput).max(10);

export const leadInput = z.object({
  transaction,
  title: title.optional().describe('Made of clients and property unless said'),
  clients: clients.default([]),
  properties: properties.default({}),
  assigneeId: z.uuid().nullable().optional().describe('You unless said; nobody for what comes by itself'),
  source: leadSource.default('staff'),
  sourceDetail: z.string().trim().max(500).default(''),
  referrerId: z.uuid().nullable().default(null),
  interactionId: z
    .uuid()
    .nullable()
    .default(null)
    .describe('The call or text that it came from; its number becomes the client when none is named'),
  note: z.string().trim().max(20_000).default(''),
});
export type LeadInput = z.output<typeof leadInput>;

export const leadPatch = z
  .object({
    transaction,
    title: title.nullable().describe('null: made of clients and property again'),
    clients: clients.min(1),
    properties,
    assigneeId: z.uuid().nullable(),
    sourceDetail: z.string().trim().max(500),
    referrerId: z.uuid().nullable(),
    version: z.number().int().positive(),
  })
  .partial();
export type LeadPatch = z.output<typeof leadPatch>;

export const leadCard = z.object({
  id: z.uuid(),
  number: z.number().int(),
  title: z.string(),
  state: leadState,
  stateSince: moment,
  transaction,
  clients: z.array(z.object({ contactId: z.uuid(), name: z.string() })),
  assignee: named.nullable(),
  source: leadSource,
  sourceDetail: z.string(),
  referrerId: z.uuid().nullable(),
  value: money.nullable().describe('Fees before VAT of the quote that stands; null: not known'),
  lostReason: named.nullable(),
  chase: z
    .object({
      state: z.enum(['running', 'done', 'stopped']),
      nextAt: moment.nullable(),
      nextBy: z.enum(['sms', 'email', 'call_task']).nullable(),
    })
    .nullable(),
  firstResponseAt: moment.nullable(),
  version: z.number().int(),
  createdAt: moment,
  updatedAt: moment,
});
export type LeadCard = z.infer<typeof leadCard>;

export const chaseStep = z.object({
  after: z.number().int().min(0).max(525_600).describe('From when the chase began'),
  unit: z.enum(['minutes', 'hours', 'days']),
  by: z.enum(['sms', 'email', 'call_task']),
  subject: z.string().trim().max(200).default('').describe('Of an e-mail or a task'),
  text: z.string().trim().min(1).max(5000),
});

const time = z.string().trim().max(20).describe('HH:MM');
/** Whether they are times, and the one later than the other, is checked where they are saved. */
export const businessHours = z.object({
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7).describe('1 is Monday'),
  from: time,
  to: time,
});

const minutesIn = { minutes: 1, hours: 60, days: 1440 } as const;

/** Steps in the order of time, whose words name nothing that we do not know and no bank details. */
export const chaseSteps = z
  .array(chaseStep)
  .min(1)
  .max(20)
  .superRefine((steps, context) => {
    let last = 0;
    for (const [index, step] of steps.entries()) {
      const complain = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: [index, field], message });
      const at = step.after * minutesIn[step.unit];
      if (at < last) complain('after', 'A step cannot come before the one above it');
      last = at;
      if (step.by !== 'sms' && step.subject === '') complain('subject', 'Say what it is about');
      for (const field of ['subject', 'text'] as const) {
        const [unknown] = unknownVariables(step[field]);
        if (unknown !== undefined)
          complain(
            field,
            `Nothing stands for {${unknown}}; there are ${chaseVariables.map((v) => `{${v}}`).join(', ')}`,
          );
        if (namesBankDetails(step[field]))
          complain(field, 'Bank details do not go into messages: a forged one would look the same');
      }
    }
  });

const sequenceFields = z.object({
  name: z.string().trim().min(1).max(100),
  steps: chaseSteps,
  hours: businessHours,
});
export const chaseSequenceInput = sequenceFields;
export const chaseSequencePatch = sequenceFields
  .extend({
    isDefault: z.literal(true),
    archived: z.boolean(),
    version: z.number().int().positive(),
  })
  .partial();
export const chaseSequence = sequenceFields.extend({
  id: z.uuid(),
  steps: z.array(chaseStep),
  hours: z.object({ days: z.array(z.number()), from: z.string(), to: z.string() }),
  isDefault: z.boolean(),
  archived: z.boolean(),
  version: z.number().int(),
  updatedAt: moment,
});
export type ChaseSequence = z.infer<typeof chaseSequence>;

export const chase = z.object({
  state: z.enum(['running', 'done', 'stopped']),
  sequenceId: z.uuid(),
  sequenceName: z.string(),
  steps: z.array(chaseStep),
  nextStep: z.number().int(),
  dueAt: moment.nullable(),
  startedAt: moment,
  lastSentAt: moment.nullable(),
  stoppedWhy: z.string().nullable(),
});

export const lead = leadCard.extend({
  stateBefore: leadState.nullable(),
  properties: properties.describe('By side'),
  titleGiven: z.boolean().describe('A person wrote the title'),
  clients: z.array(
    z.object({
      contactId: z.uuid(),
      name: z.string(),
      phones: z.array(z.string()),
      emails: z.array(z.string()),
      noReminders: z.boolean().describe('Asked for no more reminders'),
    }),
  ),
  otherParties: z
    .array(z.object({ contactId: z.uuid(), name: z.string(), role: z.string() }))
    .describe('Of the matter that it became: seller, lender, the other side’s solicitor'),
  referrer: named.nullable(),
  lostNote: z.string(),
  duplicateOf: z.object({ id: z.uuid(), number: z.number().int(), title: z.string() }).nullable(),
  interactionId: z.uuid().nullable(),
  matterId: z.uuid().nullable(),
  quotedAt: moment.nullable(),
  instructedAt: moment.nullable(),
  closedAt: moment.nullable(),
  conflictCheckedAt: moment.nullable(),
  createdByName: z.string().nullable().describe('null: it came by itself'),
  anonymisedAt: moment.nullable().describe('Its words and people are gone since; figures stay'),
  hold: z
    .object({ reason: z.string(), at: moment, byName: z.string().nullable() })
    .nullable()
    .describe('It is not made anonymous while this stands'),
  fullChase: chase.nullable(),
  mayMoveTo: z.array(leadState),
  mayReopen: z.boolean(),
});
export type Lead = z.infer<typeof lead>;

export const leadFilters = z.object({
  assignee: z.union([z.uuid(), z.enum(['me', 'none'])]).optional(),
  source: leadSource.optional(),
  referrer: z.uuid().optional(),
  transaction: transaction.optional(),
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Words of title, names, addresses, e-mails, or digits of a number'),
});
export type LeadFilters = z.output<typeof leadFilters>;

export const leadsQuery = pageQuery.extend({
  ...leadFilters.shape,
  state: leadState.optional(),
  lostReason: z.uuid().optional(),
  contact: z.uuid().optional().describe('Leads of this client'),
  toChase: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('New and not yet answered, or quoted without a running chase'),
});
export type LeadsQuery = z.output<typeof leadsQuery>;
export const leadsPage = pageOf(leadCard);

export const board = z.object({
  columns: z.array(
    z.object({
      state: leadState,
      count: z.number().int(),
      value: money.describe('Of those whose value is known'),
      leads: z.array(leadCard).describe('The first of them, newest change first'),
    }),
  ),
  toChase: z.number().int().describe('Of all leads, whatever the filter'),
});

export const leadEvent = z.object({
  id: z.uuid(),
  kind: z.string(),
  at: moment,
  staffId: z.uuid().nullable(),
  staffName: z.string().nullable().describe('null: the program or the client'),
  text: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type LeadEvent = z.infer<typeof leadEvent>;

export const moveInput = z.object({
  state: leadState,
  lostReasonId: z.uuid().optional().describe('Where `state` is `lost`'),
  note: z.string().trim().max(2000).default(''),
  duplicateOfId: z.uuid().optional().describe('Where `state` is `duplicate`'),
});

export const conflictInput = z.object({
  names: z.array(z.string().trim().min(1).max(300)).max(20).default([]),
  phones: z.array(z.string().trim().min(1).max(100)).max(20).default([]),
  emails: z.array(z.string().trim().min(1).max(254)).max(20).default([]),
  properties: properties.default({}),
});
export type ConflictInput = z.output<typeof conflictInput>;

export const conflictMatch = z.object({
  kind: z.enum(['contact', 'matter', 'lead']),
  id: z.uuid(),
  label: z.string(),
  contactId: z.uuid().nullable(),
  role: z.string().describe('What the one who matches is there'),
  by: z.enum(['name', 'number', 'email', 'address']),
  level: z
    .enum(['conflict', 'duplicate', 'known'])
    .describe('Perhaps on another side; perhaps the same enquiry; known, and ours'),
  why: z.string(),
});
export type ConflictMatch = z.infer<typeof conflictMatch>;
export const conflictAnswer = z.object({ matches: z.array(conflictMatch), checkedAt: moment });

export const lostReason = z.object({
  id: z.uuid(),
  label: z.string(),
  counts: z.boolean().describe('false: no enquiry at all, left out of conversion'),
  archived: z.boolean(),
});
