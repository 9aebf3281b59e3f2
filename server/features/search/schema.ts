import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf } from '../../platform/http/paging.ts';
import { conversationLine, excerptParts, person, portalLine } from '../conversations/index.ts';
import { fileTypes } from './file-kinds.ts';

const day = z.iso.date().refine((text) => text >= '1000-01-01', 'not that long ago');

export const searchQuery = z.object({
  q: z
    .string()
    .max(10_000)
    .default('')
    .describe('Words; "quoted", or, -not; the last may be begun only. None: what the filters let through'),
  conversationId: z.uuid().optional(),
  from: z.uuid().optional().describe('Written by this staff member or portal user'),
  fromName: z
    .string()
    .max(200)
    .optional()
    .describe('Written by somebody with these names, or their beginnings'),
  since: day.optional().describe('From this day on'),
  until: day.optional().describe('To this day, itself included'),
  unread: z.stringbool().default(false).describe('Only what you have not looked at'),
  has: z.enum(['file']).optional().describe('Only messages with a file'),
  type: z.enum(fileTypes).optional().describe('Only messages with a file of this type'),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  after: z.string().max(500).optional().describe('`next` of the page before'),
});
export const staffSearchQuery = searchQuery.extend({
  matterId: z.uuid().optional(),
  mine: z.stringbool().default(false).describe('Only conversations that you take part in'),
});
export type SearchQuery = z.output<typeof searchQuery> & Partial<z.output<typeof staffSearchQuery>>;

export const fileHit = z.object({
  id: z.uuid(),
  type: z.enum(fileTypes),
  name: excerptParts,
  excerpt: excerptParts.nullable().describe('Of the text in it; null: the words stand in its name'),
});

const found = {
  seq: z.number().int().describe('Of the message in its conversation'),
  author: person,
  at: z.iso.datetime(),
  excerpt: excerptParts.describe('Of the message, the words marked'),
  files: z.array(fileHit).describe('Files of the message that were found'),
};

export const searchRoutes = {
  search: route({
    method: 'GET',
    path: '/api/v1/search',
    tag: 'Search',
    access: 'member',
    summary: 'Messages and files with these words that you may see, the newest first',
    query: staffSearchQuery,
    answer: pageOf(z.object({ conversation: conversationLine, ...found })),
    problems: ['too_many_requests'],
    audit: 'none',
  }),
};

export const portalSearchRoutes = {
  searchPortal: route({
    method: 'GET',
    path: '/portal/api/search',
    tag: 'Portal: search',
    access: 'portal',
    summary: 'Messages and files of your conversations with these words, the newest first',
    query: searchQuery,
    answer: pageOf(z.object({ conversation: portalLine, ...found })),
    problems: ['too_many_requests'],
    audit: 'none',
  }),
};
