/** The API of what-if: a run over stored interactions, its differences, and applying them. */
import { z } from 'zod';
import { route } from '../../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../../platform/http/paging.ts';
import { options } from '../interaction.ts';
import { redoRun } from '../redos/schema.ts';
import { interactionSummary } from '../schema.ts';

/** One kind of change at one destination: "12 tasks would be fees". */
export const whatIfCount = z.object({
  destination: z.string(),
  destinationName: z.string().nullable().describe('Of the connection; null for the firm’s own record'),
  was: z.string().describe('Kind of record, `skipped:<rule>`, `held`, `waiting` or `none`'),
  becomes: z.string(),
  aspect: z
    .enum(['', 'matter', 'contact', 'assignee', 'minutes', 'billable'])
    .describe('What of the same record would differ; empty where it would be something else'),
  because: z
    .enum(['options', 'facts'])
    .describe(
      '`facts`: it would differ under the present options, too, as contacts or matters changed since',
    ),
  count: z.number().int(),
  stays: z.number().int().describe('Of those, how many a redo leaves alone: a person’s choice, or billed'),
});

export const whatIfRun = z.object({
  id: z.uuid(),
  destination: z
    .string()
    .describe('Whose options, and then only what is logged there; empty: the firm’s, everywhere'),
  destinationName: z.string().nullable().describe('Of the connection; null where it is none'),
  options: options.partial(),
  days: z.number().int(),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  progress: z.number().describe('0 to 1'),
  counts: z.array(whatIfCount).describe('Complete once it is done'),
  listed: z.number().int().describe('So many of each kind are listed, the newest; all are counted'),
  outdated: z
    .boolean()
    .describe('The options were changed since it began: it no longer tells what would happen'),
  appliedAt: z.iso.datetime().nullable(),
  redo: redoRun.nullable().describe('What is or was decided again because of it'),
  startedBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});

export const whatIfChange = z.object({
  interaction: interactionSummary.describe('With its log entries as they are now'),
  destination: z.string(),
  was: z.string(),
  becomes: z.string(),
  aspect: z.string(),
  because: z.enum(['options', 'facts']),
  stays: z.enum(['', 'by_person', 'billed']),
  nowSentence: z.string().nullable(),
  thenSentence: z.string().describe('Why it would be so'),
  thenMatterId: z.uuid().nullable(),
  thenMatterTitle: z.string().nullable(),
  thenContactName: z.string().nullable(),
  thenAssigneeName: z.string().nullable(),
  thenBilledMinutes: z.number().int().nullable(),
  thenBillable: z.boolean().nullable(),
});

const id = z.object({ id: z.uuid() });
const common = { tag: 'What-if', access: 'administrator' } as const;

export const whatIfRoutes = {
  startWhatIf: route({
    ...common,
    method: 'POST',
    path: '/api/v1/what-if',
    summary: 'What would have been logged differently under these options; nothing is written',
    status: 201,
    body: z.object({
      options: options.partial().strict().describe('Only those that would be set differently'),
      destination: z
        .string()
        .max(60)
        .default('')
        .describe(
          '`embedded` or a connection: its options, and only what is logged there; empty: the firm’s',
        ),
      days: z.int().min(1).max(365).default(30),
    }),
    answer: whatIfRun,
    audit: 'what_if.started',
  }),
  listWhatIfs: route({
    ...common,
    method: 'GET',
    path: '/api/v1/what-if',
    summary: 'The latest runs, newest first',
    answer: pageOf(whatIfRun),
    audit: 'none',
  }),
  getWhatIf: route({
    ...common,
    method: 'GET',
    path: '/api/v1/what-if/:id',
    summary: 'How far it is, and how many would differ by kind of change',
    params: id,
    answer: whatIfRun,
    audit: 'none',
  }),
  listWhatIfChanges: route({
    ...common,
    method: 'GET',
    path: '/api/v1/what-if/:id/changes',
    summary: 'What would differ, one by one, newest first',
    params: id,
    query: pageQuery.extend({
      destination: z.string().max(60).optional(),
      was: z.string().max(60).optional(),
      becomes: z.string().max(60).optional(),
      aspect: z.string().max(20).optional(),
      because: z.enum(['options', 'facts']).optional(),
    }),
    answer: pageOf(whatIfChange),
    audit: 'none',
  }),
  cancelWhatIf: route({
    ...common,
    method: 'POST',
    path: '/api/v1/what-if/:id/cancel',
    summary: 'Stop looking',
    params: id,
    answer: whatIfRun,
    problems: ['wrong_state'],
    audit: 'what_if.cancelled',
  }),
  applyWhatIf: route({
    ...common,
    method: 'POST',
    path: '/api/v1/what-if/:id/apply',
    summary: 'Save the options; with `past`, decide again what would differ, where that is still possible',
    params: id,
    body: z.object({
      past: z.boolean().default(false),
      alsoFacts: z
        .boolean()
        .default(false)
        .describe('With `past`: also what differs only because contacts and matters changed since'),
    }),
    answer: whatIfRun,
    problems: ['wrong_state', 'conflict'],
    audit: 'what_if.applied',
  }),
};
