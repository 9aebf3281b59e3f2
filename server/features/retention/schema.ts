/** The API of retention: how long enquiries are kept, which go tonight, and which may not. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { closedKinds } from './decide.ts';

const months = z.number().int().min(1).max(240).nullable().describe('null: for ever');
/** In a query, where nothing is null. */
const monthsOrNever = z
  .union([z.literal('never').transform(() => null), z.coerce.number().int().min(1).max(240)])
  .optional();
const tag = 'Retention';
const administrators = { tag, access: 'administrator' } as const;
const id = z.object({ id: z.uuid() });
const hold = z.object({ reason: z.string().trim().min(1).max(500) });

export const retention = z.object({
  lost: months.describe('Months after a lead was lost; null: for ever'),
  expired: months,
  duplicate: months.describe('Of duplicates, and of leads lost as tests or repeats'),
  version: z.number().int(),
  nextRunAt: z.iso.datetime(),
  due: z.number().int().describe('How many would be made anonymous then'),
  lastRun: z.object({ at: z.iso.datetime(), count: z.number().int() }).nullable(),
});

export const dueLead = z.object({
  id: z.uuid(),
  number: z.number().int(),
  title: z.string(),
  clients: z.array(z.string()),
  as: z.enum(closedKinds).describe('By which of the rules'),
  closedAt: z.iso.datetime(),
  dueOn: z.iso.date(),
});

export const retentionRoutes = {
  read: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/retention',
    summary: 'How long closed leads keep their people and words, and how many lose them tonight',
    answer: retention,
    audit: 'none',
  }),
  change: route({
    ...administrators,
    method: 'PATCH',
    path: '/api/v1/retention',
    summary: 'Change how long closed leads are kept',
    body: z.object({ lost: months, expired: months, duplicate: months, version: z.number().int() }).partial(),
    answer: retention,
    problems: ['conflict'],
    audit: 'retention.changed',
  }),
  due: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/retention/due',
    summary:
      'The leads that would be made anonymous tonight, by what is kept or by what one is about to keep',
    query: pageQuery.extend({ lost: monthsOrNever, expired: monthsOrNever, duplicate: monthsOrNever }),
    answer: pageOf(dueLead).extend({ total: z.number().int() }),
    audit: 'none',
  }),
  hold: route({
    tag,
    access: 'member',
    method: 'PUT',
    path: '/api/v1/leads/:id/hold',
    summary: 'Keep a lead whatever the calendar says, and say why',
    params: id,
    body: hold,
    problems: ['wrong_state'],
    audit: 'lead.hold_set',
  }),
  endHold: route({
    ...administrators,
    method: 'DELETE',
    path: '/api/v1/leads/:id/hold',
    summary: 'The lead may go again when its time is over',
    params: id,
    problems: ['wrong_state'],
    audit: 'lead.hold_ended',
  }),
};
