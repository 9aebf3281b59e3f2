/** The API of the audit log. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { notedEnd } from './check.ts';

const administrators = { tag: 'Records', access: 'administrator' } as const;

const filters = z.object({
  staffId: z.uuid().optional(),
  portalUserId: z.uuid().optional().describe('Somebody outside the firm'),
  subjectType: z.string().max(50).optional().describe('The kind of thing, as in `matter`'),
  subjectId: z.uuid().optional(),
  matterId: z.uuid().optional(),
  from: z.iso.date().optional().describe('A day in the firm’s zone'),
  to: z.iso.date().optional().describe('A day in the firm’s zone; it counts, too'),
});
export type EntryFilters = z.output<typeof filters>;

export const auditEntry = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  staffId: z.uuid().nullable().describe('null: the program did it, or somebody outside the firm'),
  portalUserId: z.uuid().nullable(),
  whoName: z.string().nullable().describe('null: the program did it, or the person is gone'),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.uuid().nullable(),
  subjectName: z.string().nullable().describe('What it is called now, as far as the caller sees it'),
  matterId: z.uuid().nullable(),
  matterName: z.string().nullable(),
  detail: z.unknown(),
  names: z.record(z.string(), z.string()).describe('What ids in `detail` are called now'),
});
export type AuditEntry = z.output<typeof auditEntry>;

const chainState = z.object({
  checkedAt: z.iso.datetime().nullable().describe('null: it was never checked'),
  checkedBy: z.string().nullable().describe('null: the nightly check'),
  /** It leaves numbers out: they would tell of what happens behind walls. */
  whole: z.boolean().nullable(),
  compared: z.boolean().describe('The end of the chain was compared with a note outside the database'),
  broken: z
    .object({
      what: z.string(),
      block: z.number().int().nullable(),
      entryId: z.uuid().nullable(),
      says: z.string(),
    })
    .nullable()
    .describe('The first place where it does not hold'),
  mail: z.enum(['never', 'weekly', 'daily']).describe('How often owners get the end of the chain by mail'),
});
export type ChainState = z.output<typeof chainState>;

export const auditLogRoutes = {
  listAudit: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/audit-log',
    summary: 'Who did what, newest first',
    query: pageQuery.extend(filters.shape),
    answer: pageOf(auditEntry),
    audit: 'none',
  }),
  auditCsv: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/audit-log.csv',
    summary: 'The same entries as the list, as CSV',
    query: filters,
    streams: true,
    audit: 'audit_log.exported',
  }),
  getChain: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/audit-log/chain',
    summary: 'When the audit log was last checked, and what was found',
    answer: chainState,
    audit: 'none',
  }),
  checkChain: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/audit-log/checks',
    summary: 'Check the whole audit log now, perhaps against an end of it that a mail told',
    body: z.object({ noted: notedEnd.optional() }),
    answer: chainState,
    audit: 'audit_log.checked',
  }),
  changeAnchors: route({
    ...administrators,
    access: 'owner',
    method: 'PATCH',
    path: '/api/v1/audit-log/chain',
    summary: 'Choose how often owners get the end of the chain by mail',
    body: z.object({ mail: chainState.shape.mail }),
    answer: chainState,
    audit: 'audit_log.changed',
  }),
};
