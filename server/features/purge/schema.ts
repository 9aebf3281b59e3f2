/** The API of purges: what is due, proposing, confirming, stopping, and what proves it afterwards. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { refusals } from './decide.ts';
import { kinds } from './list-rule.ts';

const administrators = { tag: 'Purges', access: 'administrator' } as const;
const id = z.object({ id: z.uuid() });

export const purgeSettings = z.object({
  coolingOffDays: z.number().int().min(1).max(90).describe('Between the second person’s word and the purge'),
  backupDays: z
    .number()
    .int()
    .min(0)
    .max(3650)
    .nullable()
    .describe('How long backups are kept; null: unknown, and certificates say so'),
  version: z.number().int(),
});

export const due = z.object({
  id: z.uuid(),
  number: z.string(),
  title: z.string(),
  closedOn: z.iso.date(),
  dueOn: z.iso.date(),
  counts: z.record(z.enum(kinds), z.number().int()).describe('What would go'),
  files: z.number().int(),
  bytes: z.number().int(),
  keeps: z.enum(refusals).nullable().describe('Why it cannot be proposed; null: it can'),
});

const person = z.object({ id: z.uuid(), name: z.string() });
export const batchItem = z.object({
  matterId: z.uuid(),
  number: z.string(),
  title: z.string().nullable().describe('null: it is gone'),
  state: z.enum(['waiting', 'purged', 'refused']),
  why: z.enum(refusals).nullable(),
});
export const batch = z.object({
  id: z.uuid(),
  state: z.enum(['proposed', 'confirmed', 'done', 'cancelled']),
  reason: z.string(),
  items: z.array(batchItem),
  proposedBy: person,
  proposedAt: z.iso.datetime(),
  confirmedBy: person.nullable(),
  confirmedAt: z.iso.datetime().nullable(),
  runsAt: z.iso.datetime().nullable(),
  cancelledBy: person.nullable(),
  cancelledAt: z.iso.datetime().nullable(),
  doneAt: z.iso.datetime().nullable(),
  mayConfirm: z.boolean().describe('You are not who proposed it, and it waits for a second person'),
  mayCancel: z.boolean(),
  certificate: z.boolean(),
});

export const purgeRoutes = {
  settings: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/purges/settings',
    summary: 'How long a purge cools off, and how long backups are kept',
    answer: purgeSettings,
    audit: 'none',
  }),
  changeSettings: route({
    ...administrators,
    method: 'PATCH',
    path: '/api/v1/purges/settings',
    summary: 'Change how long a purge cools off, or say how long backups are kept',
    body: purgeSettings.partial(),
    answer: purgeSettings,
    problems: ['conflict'],
    audit: 'purge.settings_changed',
  }),
  due: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/purges/due',
    summary: 'Matters whose time is over, as far as you see them, and what would go with each',
    query: pageQuery,
    answer: pageOf(due),
    audit: 'none',
  }),
  list: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/purges',
    summary: 'Purges of which you see every matter, newest first',
    query: pageQuery,
    answer: pageOf(batch),
    audit: 'none',
  }),
  propose: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/purges',
    summary: 'Propose matters to be purged; somebody else must confirm it',
    body: z.object({
      matterIds: z.array(z.uuid()).min(1).max(100),
      reason: z.string().trim().min(1).max(500),
    }),
    answer: batch,
    status: 201,
    problems: ['wrong_state'],
    audit: 'purge.proposed',
  }),
  get: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/purges/:id',
    summary: 'One purge',
    params: id,
    answer: batch,
    audit: 'none',
  }),
  confirm: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/purges/:id/confirm',
    summary: 'Confirm what somebody else proposed; it runs when the time to stop it is over',
    params: id,
    answer: batch,
    problems: ['wrong_state'],
    audit: 'purge.confirmed',
  }),
  cancel: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/purges/:id/cancel',
    summary: 'Stop it: nothing goes',
    params: id,
    answer: batch,
    problems: ['wrong_state'],
    audit: 'purge.cancelled',
  }),
  certificate: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/purges/:id/certificate',
    summary: 'What was purged, as a page to keep or as the signed JSON',
    params: id,
    query: z.object({ as: z.enum(['html', 'json']).default('html') }),
    streams: true,
    problems: ['wrong_state'],
    audit: 'purge.certificate_read',
  }),
};
