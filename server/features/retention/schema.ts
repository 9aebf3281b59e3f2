/** The API of retention: how long enquiries are kept, which go tonight, and which may not. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { closedKinds } from './decide.ts';
import { toldKinds } from './erasure-decide.ts';

const months = z.number().int().min(1).max(240).nullable().describe('null: for ever');
/** In a query, where nothing is null. */
const monthsOrNever = z
  .union([z.literal('never').transform(() => null), z.coerce.number().int().min(1).max(240)])
  .optional();
const tag = 'Retention';
const administrators = { tag, access: 'administrator' } as const;
const id = z.object({ id: z.uuid() });

export const personExport = z.object({
  id: z.uuid(),
  state: z.enum(['waiting', 'running', 'ready', 'failed', 'gone']),
  done: z.number().int().describe('Parts that are written'),
  parts: z.number().int(),
  sizeBytes: z.number().int().nullable(),
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().describe('Until then it can be fetched by whoever asked'),
});

export const erasure = z.object({
  name: z.string(),
  contact: z.boolean().describe('The contact itself goes; false: something needs it'),
  mayErase: z.boolean(),
  needs: z.array(z.enum(toldKinds)).describe('What needs the contact'),
  openMatters: z.array(z.object({ id: z.uuid(), number: z.string(), title: z.string() })),
  leads: z.array(
    z.object({
      id: z.uuid(),
      number: z.number().int(),
      title: z.string(),
      keep: z
        .enum(['open', 'matter', 'hold', 'shared', 'open_matter', 'needed'])
        .nullable()
        .describe('null: it goes'),
    }),
  ),
  counts: z.object({ numbers: z.number().int(), emails: z.number().int(), addresses: z.number().int() }),
});
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

export const matterPolicy = z.object({
  matterTypeId: z.uuid().nullable().describe('null: matters without a type'),
  name: z.string(),
  years: z.number().int().nullable().describe('After it was closed; null: for ever'),
});

export const dueMatter = z.object({
  id: z.uuid(),
  number: z.string(),
  title: z.string(),
  closedOn: z.iso.date(),
  dueOn: z.iso.date(),
  held: z.boolean().describe('On hold: it stays'),
});

export const retentionRoutes = {
  listMatterPolicies: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/retention/matters',
    summary: 'How long matters are kept after they were closed, by their type',
    answer: pageOf(matterPolicy),
    audit: 'none',
  }),
  setMatterPolicy: route({
    ...administrators,
    method: 'PUT',
    path: '/api/v1/retention/matters',
    summary: 'Keep matters of a type for so many years after they were closed, or for ever',
    body: z.object({ matterTypeId: z.uuid().nullable(), years: z.number().int().min(1).max(100).nullable() }),
    audit: 'retention.matters_changed',
  }),
  dueMatters: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/retention/matters/due',
    summary: 'Matters whose time is over, as far as you may see them; nothing of them goes by itself',
    query: pageQuery,
    answer: pageOf(dueMatter),
    audit: 'none',
  }),
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
  askForExport: route({
    tag,
    access: 'member',
    method: 'POST',
    path: '/api/v1/contacts/:id/exports',
    summary: 'Put together everything about a person that you may see; it is made in the background',
    params: id,
    answer: personExport,
    status: 202,
    audit: 'contact.data_exported',
  }),
  listExports: route({
    tag,
    access: 'member',
    method: 'GET',
    path: '/api/v1/contacts/:id/exports',
    summary: 'What you asked for about this person, newest first',
    params: id,
    query: pageQuery,
    answer: pageOf(personExport),
    audit: 'none',
  }),
  getExport: route({
    tag,
    access: 'member',
    method: 'GET',
    path: '/api/v1/person-exports/:id',
    summary: 'How far a file about a person is; for whoever asked for it',
    params: id,
    answer: personExport,
    audit: 'none',
  }),
  readExport: route({
    tag,
    access: 'member',
    method: 'GET',
    path: '/api/v1/person-exports/:id/file',
    summary: 'The file, for seven days, for whoever asked for it',
    params: id,
    streams: true,
    problems: ['wrong_state'],
    audit: 'contact.export_downloaded',
  }),
  previewErasure: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/contacts/:id/erasure',
    summary: 'What would be erased of a person, what must be kept, and why',
    params: id,
    answer: erasure,
    audit: 'none',
  }),
  erase: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/contacts/:id/erasure',
    summary: 'Erase what may go of a person; nobody can bring it back',
    params: id,
    body: z.object({ name: z.string().max(700).describe('The name of the contact, typed') }),
    answer: z.object({ contact: z.boolean(), leads: z.number().int() }),
    problems: ['wrong_state'],
    audit: 'contact.erasure_done',
  }),
};
