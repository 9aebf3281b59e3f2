/** Sources: the connected phone systems, what they sent, and who their users are. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { backfillRoutes } from './backfill-schema.ts';

export const sourceKind = z.enum(['ringcentral', 'dialpad', 'twilio', 'generic', 'csv']);

/** The API credentials a vendor wants; which ones, depends on the kind. Write only: never sent back. */
export const credentialsInput = z
  .object({
    apiUrl: z.url().optional().describe('Base address of the vendor’s API, for staging or another region'),
    clientId: z.string().max(500),
    clientSecret: z.string().max(2000),
    apiKey: z.string().max(2000),
    accountId: z.string().max(200),
    assertion: z.string().max(5000).describe('RingCentral: the JWT credential'),
  })
  .partial();

export const source = z.object({
  id: z.uuid(),
  kind: sourceKind,
  label: z.string().describe('As people know the vendor'),
  name: z.string(),
  hookUrl: z.string().nullable().describe('Where the vendor sends its webhooks; null for members'),
  status: z.enum(['active', 'paused', 'needs_attention']),
  statusDetail: z.string().describe('What to mend; empty for members'),
  hasSecret: z.boolean().nullable().describe('null for members'),
  hasCredentials: z.boolean().nullable().describe('null for members'),
  ownNumbers: z.array(z.string()),
  abilities: z.object({
    webhook: z.boolean(),
    catchUp: z.boolean(),
    users: z.boolean(),
    media: z.boolean(),
    subscribe: z.boolean(),
  }),
  history: z
    .object({ lists: z.array(z.enum(['calls', 'texts', 'faxes'])) })
    .nullable()
    .describe('What its call log can be asked for; null when it has none'),
  lastEventAt: z.iso.datetime().nullable(),
  eventCount: z.number().int(),
  unreadableCount: z.number().int(),
  ignoredCount: z.number().int(),
  pendingCount: z.number().int().describe('Stored and not yet read'),
  polledAt: z.iso.datetime().nullable(),
  pollDueAt: z.iso.datetime().nullable(),
  missedCount: z.number().int().describe('Events that only a poll found: webhooks that were lost'),
  missedAt: z.iso.datetime().nullable(),
  subscription: z
    .object({
      status: z.string(),
      expiresAt: z.string().nullable(),
      refused: z.array(z.object({ filter: z.string(), detail: z.string() })),
    })
    .nullable()
    .describe('What the vendor was asked to send; null for members'),
  createdAt: z.iso.datetime(),
});

export const sourceUser = z.object({
  providerUserId: z.string(),
  type: z.enum(['user', 'group']),
  name: z.string(),
  email: z.string().nullable(),
  extension: z.string().nullable(),
  numbers: z.array(z.string()),
  active: z.boolean(),
  staffId: z
    .uuid()
    .nullable()
    .describe('Set by the administrator; else staff are matched by e-mail, extension or number'),
  suggestedStaffId: z.uuid().nullable().describe('Whom the e-mail, extension or number leads to'),
});

export const storedEvent = z.object({
  id: z.uuid(),
  receivedAt: z.iso.datetime(),
  origin: z.enum(['webhook', 'catch_up', 'import', 'backfill']),
  outcome: z.enum(['ignored', 'unreadable']),
  eventType: z.string(),
  reason: z.string(),
  detail: z.string(),
  sizeBytes: z.number().int(),
  /** The beginning of what was sent, with unprintable bytes replaced. */
  excerpt: z.string(),
});

export const importProblem = z.object({
  line: z.number().int(),
  column: z.string().optional(),
  reason: z.string(),
  text: z.string(),
});

const id = z.object({ id: z.uuid() });
const tag = 'Sources';

export const sourceRoutes = {
  ...backfillRoutes,
  listSources: route({
    method: 'GET',
    path: '/api/v1/sources',
    summary: 'Phone systems and their health',
    tag,
    access: 'member',
    answer: pageOf(source),
    audit: 'none',
  }),
  getSource: route({
    method: 'GET',
    path: '/api/v1/sources/:id',
    summary: 'One phone system',
    tag,
    access: 'member',
    params: id,
    answer: source,
    audit: 'none',
  }),
  createSource: route({
    method: 'POST',
    path: '/api/v1/sources',
    summary: 'Connect a phone system',
    tag,
    access: 'administrator',
    status: 201,
    audit: 'source.created',
    body: z.object({
      kind: sourceKind,
      name: z.string().trim().min(1).max(100),
      secret: z.string().min(8).max(500).optional(),
      credentials: credentialsInput.optional(),
      ownNumbers: z.array(z.string().max(40)).max(500).default([]),
    }),
    answer: z.object({
      id: z.uuid(),
      kind: sourceKind,
      hookUrl: z.string().nullable(),
      secret: z.string().nullable().describe('Shown once'),
    }),
  }),
  updateSource: route({
    method: 'PATCH',
    path: '/api/v1/sources/:id',
    summary: 'Rename, pause, or give new credentials',
    tag,
    access: 'administrator',
    params: id,
    audit: 'source.updated',
    body: z
      .object({
        name: z.string().trim().min(1).max(100),
        paused: z.boolean(),
        secret: z.string().min(8).max(500),
        credentials: credentialsInput,
        ownNumbers: z.array(z.string().max(40)).max(500),
      })
      .partial(),
    answer: source,
  }),
  removeSource: route({
    method: 'DELETE',
    path: '/api/v1/sources/:id',
    summary: 'Disconnect; what it sent stays',
    tag,
    access: 'administrator',
    params: id,
    audit: 'source.removed',
  }),
  checkSource: route({
    method: 'POST',
    path: '/api/v1/sources/:id/check',
    summary: 'Poll the vendor, renew the subscription and the directory now',
    tag,
    access: 'administrator',
    params: id,
    audit: 'none',
    status: 202,
    answer: z.object({ queued: z.boolean() }),
  }),
  listSourceUsers: route({
    method: 'GET',
    path: '/api/v1/sources/:id/users',
    summary: 'Users and groups of the phone system, and which staff they are',
    tag,
    access: 'member',
    params: id,
    answer: pageOf(sourceUser),
    audit: 'none',
  }),
  mapSourceUser: route({
    method: 'PUT',
    path: '/api/v1/sources/:id/users/:providerUserId',
    summary: 'Say which staff member a phone user is',
    tag,
    access: 'administrator',
    audit: 'source.user_mapped',
    params: z.object({ id: z.uuid(), providerUserId: z.string().min(1).max(200) }),
    body: z.object({ staffId: z.uuid().nullable() }),
    answer: sourceUser,
  }),
  listUnreadEvents: route({
    method: 'GET',
    path: '/api/v1/sources/:id/events',
    summary: 'Stored events that made no interaction, and why',
    tag,
    access: 'administrator',
    params: id,
    query: pageQuery.extend({ outcome: z.enum(['ignored', 'unreadable']).default('unreadable') }),
    answer: pageOf(storedEvent),
    audit: 'none',
  }),
  importCallLog: route({
    method: 'POST',
    path: '/api/v1/sources/:id/import',
    summary: 'Import a call log as CSV',
    tag,
    access: 'administrator',
    params: id,
    consumes: 'bytes',
    bodyLimit: 25 * 1024 * 1024,
    audit: 'source.imported',
    status: 202,
    query: z.object({
      layout: z.enum(['auto', 'generic', 'asterisk']).default('auto'),
      preview: z.stringbool().default(false),
      fileName: z.string().max(200).default('call-log.csv'),
    }),
    answer: z.object({
      rows: z.number().int(),
      accepted: z.number().int(),
      alreadyKnown: z.number().int(),
      problems: z.array(importProblem),
    }),
  }),
};
