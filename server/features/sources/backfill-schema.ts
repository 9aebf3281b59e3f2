/** Bringing in history from a phone system's call log. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf } from '../../platform/http/paging.ts';

export const backfill = z.object({
  id: z.uuid(),
  state: z.enum(['running', 'paused', 'done', 'cancelled', 'failed']),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  reachedAt: z.iso.datetime().describe('Newest first: everything from here to `until` is here'),
  days: z.number().int(),
  daysDone: z.number().int(),
  found: z.number().int().describe('Calls, texts and faxes that the call log lists so far'),
  alreadyHere: z.number().int().describe('Of those, what an earlier look at the call log had brought'),
  note: z
    .enum(['', 'rate_limited', 'unavailable', 'unauthorised', 'refused', 'busy', 'internal'])
    .describe('Why it waits or stopped'),
  detail: z.string().describe('The phone system’s own words'),
  nextAt: z.iso.datetime().nullable().describe('When it goes on, while it waits'),
  startedBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});

const id = z.object({ id: z.uuid() });
const both = z.object({ id: z.uuid(), backfillId: z.uuid() });
const tag = 'Sources';
const access = 'administrator';

export const backfillRoutes = {
  startBackfill: route({
    method: 'POST',
    path: '/api/v1/sources/:id/backfills',
    summary: 'Bring in history from the phone system’s call log',
    tag,
    access,
    params: id,
    status: 201,
    audit: 'source.backfill_started',
    body: z.object({
      days: z.int().min(1).max(365).default(30).describe('How many days back'),
      since: z.iso.datetime().optional().describe('From this moment on, instead of `days`'),
    }),
    answer: backfill,
  }),
  listBackfills: route({
    method: 'GET',
    path: '/api/v1/sources/:id/backfills',
    summary: 'When history was brought in, latest first',
    tag,
    access,
    params: id,
    answer: pageOf(backfill),
    audit: 'none',
  }),
  getBackfill: route({
    method: 'GET',
    path: '/api/v1/sources/:id/backfills/:backfillId',
    summary: 'How far it is',
    tag,
    access,
    params: both,
    answer: backfill,
    audit: 'none',
  }),
  pauseBackfill: route({
    method: 'POST',
    path: '/api/v1/sources/:id/backfills/:backfillId/pause',
    summary: 'Pause after the page under way',
    tag,
    access,
    params: both,
    answer: backfill,
    audit: 'source.backfill_paused',
  }),
  resumeBackfill: route({
    method: 'POST',
    path: '/api/v1/sources/:id/backfills/:backfillId/resume',
    summary: 'Go on where it paused or failed',
    tag,
    access,
    params: both,
    answer: backfill,
    audit: 'source.backfill_resumed',
  }),
  cancelBackfill: route({
    method: 'POST',
    path: '/api/v1/sources/:id/backfills/:backfillId/cancel',
    summary: 'Stop for good; what came so far stays',
    tag,
    access,
    params: both,
    answer: backfill,
    audit: 'source.backfill_cancelled',
  }),
};
