/** The API of holds: on a matter, a person, or everything of the firm. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { holdScopes } from './tables.ts';

const tag = 'Retention';
const member = { tag, access: 'member' } as const;
const administrator = { tag, access: 'administrator' } as const;
const id = z.object({ id: z.uuid() });

export const hold = z.object({
  id: z.uuid(),
  scope: z.enum(holdScopes),
  matter: z.object({ id: z.uuid(), number: z.string(), title: z.string() }).nullable(),
  contact: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  reason: z.string(),
  setBy: z.string(),
  setAt: z.iso.datetime(),
  endedBy: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
});

export const refusal = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  by: z.string().describe('Empty: the program'),
  act: z.string(),
  subjectType: z.string(),
  held: z.string(),
});

export const holdRoutes = {
  list: route({
    ...member,
    method: 'GET',
    path: '/api/v1/holds',
    summary: 'Holds, newest first; of one matter or person, or all',
    query: pageQuery.extend({
      matterId: z.uuid().optional(),
      contactId: z.uuid().optional(),
      ended: z.enum(['true', 'false']).default('false'),
    }),
    answer: pageOf(hold),
    audit: 'none',
  }),
  set: route({
    ...member,
    method: 'POST',
    path: '/api/v1/holds',
    summary: 'Hold a matter, a person, or (owners and administrators) everything: nothing of it is deleted',
    body: z.object({
      matterId: z.uuid().optional(),
      contactId: z.uuid().optional(),
      reason: z.string().trim().min(1).max(500),
    }),
    answer: hold,
    status: 201,
    problems: ['already_exists'],
    audit: 'hold.set',
  }),
  end: route({
    ...administrator,
    method: 'POST',
    path: '/api/v1/holds/:id/end',
    summary: 'End a hold, and say why',
    params: id,
    body: z.object({ reason: z.string().trim().min(1).max(500) }),
    problems: ['wrong_state'],
    audit: 'hold.ended',
  }),
  refusals: route({
    ...administrator,
    method: 'GET',
    path: '/api/v1/holds/refusals',
    summary: 'What holds have kept from being deleted, newest first',
    query: pageQuery,
    answer: pageOf(refusal),
    audit: 'none',
  }),
};
