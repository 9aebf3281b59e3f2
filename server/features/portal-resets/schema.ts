/** A new beginning for a client who lost every second factor. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { identityChecks } from './tables.ts';

const moment = z.iso.datetime();
const ofPerson = { tag: 'Portal users', access: 'member', params: z.object({ id: z.uuid() }) } as const;

export const portalReset = z.object({
  reset: z
    .object({
      checkedBy: z.enum(identityChecks).describe('How the asker knew that it is them'),
      note: z.string(),
      askedBy: z.string(),
      askedAt: moment,
      mine: z.boolean().describe('You asked, so that somebody else confirms'),
      confirmedBy: z.string().nullable(),
      readyAt: moment.nullable().describe('Not before; null: nobody confirmed it'),
      ready: z.boolean(),
    })
    .nullable(),
});

const acts = { ...ofPerson, answer: portalReset, problems: ['wrong_state', 'step_up_needed'] } as const;

export const portalResetRoutes = {
  get: route({
    ...ofPerson,
    method: 'GET',
    path: '/api/v1/portal-users/:id/reset',
    summary: 'Whether a new beginning of their second factors was asked for',
    answer: portalReset,
    audit: 'none',
  }),
  ask: route({
    ...acts,
    method: 'POST',
    path: '/api/v1/portal-users/:id/reset',
    summary: 'Ask for it, after you made sure who they are; you prove yourself once more, and they are told',
    body: z.object({
      checkedBy: z.enum(identityChecks),
      note: z.string().trim().min(3).max(1000).describe('What you did to be sure'),
    }),
    audit: 'portal_reset.asked',
  }),
  confirm: route({
    ...acts,
    method: 'POST',
    path: '/api/v1/portal-users/:id/reset/confirmation',
    summary: 'Confirm it, as a second person; a day begins in which they can object',
    audit: 'portal_reset.confirmed',
  }),
  carryOut: route({
    ...acts,
    method: 'POST',
    path: '/api/v1/portal-users/:id/reset/completion',
    summary:
      'Take all second factors away; then make the code to read out, with which they come in and set up new ones',
    audit: 'portal_reset.done',
  }),
  stop: route({
    ...acts,
    method: 'DELETE',
    path: '/api/v1/portal-users/:id/reset',
    summary: 'Stop it: nothing was lost, or it was somebody else',
    audit: 'portal_reset.stopped',
  }),
};
