/** The API of the daily proof: a phone system's days, what it says of them and what is here. */
import { z } from 'zod';
import { route } from '../../../platform/http/contract.ts';
import { pageOf } from '../../../platform/http/paging.ts';

const day = z.iso.date().refine((text) => !text.startsWith('0000'), { message: 'There was no year 0' });

export const sourceDay = z.object({
  sourceId: z.uuid(),
  day: z.iso.date().describe('In the firm’s zone'),
  says: z
    .number()
    .int()
    .nullable()
    .describe('What its call log lists; null when it was not asked or has none'),
  held: z.number().int().describe('What is here of that day'),
  missing: z.number().int().describe('Listed there and not here'),
  beyond: z.number().int().describe('Here and not listed there, as what its call log does not keep'),
  unreadable: z.number().int().describe('Listed there and not understood'),
  became: z.object({
    logged: z.number().int(),
    review: z.number().int(),
    skipped: z.number().int(),
    failed: z.number().int(),
    waiting: z.number().int(),
    undone: z.number().int(),
  }),
  state: z.enum(['none', 'asking', 'known', 'failed']),
  bringingIn: z.boolean().describe('What is missing is being brought in, and looked at again'),
  note: z.enum(['', 'rate_limited', 'unavailable', 'unauthorised', 'refused', 'internal']),
  detail: z.string().describe('The phone system’s own words'),
  checkedAt: z.iso.datetime().nullable(),
});

const id = z.object({ id: z.uuid() });
const common = { tag: 'Sources', access: 'administrator' } as const;

export const dailyProofRoutes = {
  listSourceDays: route({
    ...common,
    method: 'GET',
    path: '/api/v1/sources/:id/days',
    summary: 'Day by day: what the phone system’s call log lists, what is here, and what became of it',
    params: id,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(92).default(14).describe('Days, latest first'),
      after: day.optional().describe('`next` of the page before: days earlier than this one'),
    }),
    answer: pageOf(sourceDay).extend({
      provable: z.boolean().describe('It has a call log that can be asked'),
    }),
    audit: 'none',
  }),
  checkSourceDay: route({
    ...common,
    method: 'POST',
    path: '/api/v1/sources/:id/day-checks',
    summary: 'Ask its call log about this day now',
    params: id,
    body: z.object({ day }),
    status: 202,
    answer: sourceDay,
    problems: ['wrong_state'],
    audit: 'source.day_checked',
  }),
  listMissing: route({
    ...common,
    method: 'GET',
    path: '/api/v1/source-days/missing',
    summary: 'Days of the last two weeks of which something is missing, or that could not be checked',
    answer: pageOf(
      z.object({
        sourceId: z.uuid(),
        sourceName: z.string(),
        day: z.iso.date(),
        says: z.number().int(),
        missing: z.number().int(),
        bringingIn: z.boolean(),
      }),
    ),
    audit: 'none',
  }),
};
