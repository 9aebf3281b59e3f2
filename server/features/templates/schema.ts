/** What the program sends to people outside the firm, as the firm words it. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { templateKinds } from './catalogue/index.ts';

const tag = 'Message templates';
const kindParams = z.object({ kind: z.string().max(60).describe('As the list names it') });
const version = z.number().int().optional().describe('What you saw; or send If-Match');
const words = {
  subject: z.string().max(500).default('').describe('One line; empty for a text'),
  body: z.string().max(10_000),
};

export const messageTemplate = z.object({
  kind: z.enum(templateKinds),
  channel: z.enum(['email', 'text']),
  group: z.enum(['messages', 'appointments', 'signIn', 'texts']),
  subject: z.string(),
  body: z.string(),
  own: z.boolean().describe('The firm’s own words, not ours'),
  defaultSubject: z.string(),
  defaultBody: z.string(),
  placeholders: z.array(z.object({ name: z.string(), required: z.boolean(), sample: z.string() })),
  mustSay: z.array(z.string()).describe('Words that must stand in it as they are'),
  version: z.number().int().describe('0: never changed'),
  changedAt: z.iso.datetime().nullable(),
  changedBy: z.string(),
});

const settings = z.object({
  namesMatter: z.boolean().describe('Notices of messages may name the matter'),
  version: z.number().int(),
});

export const templateRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/message-templates',
    summary: 'Every kind of message that the program sends to people outside by itself, with its words',
    tag,
    access: 'member',
    answer: z.object({ items: z.array(messageTemplate), next: z.null() }),
    audit: 'none',
  }),
  change: route({
    method: 'PUT',
    path: '/api/v1/message-templates/:kind',
    summary: 'Say it in the firm’s own words',
    tag,
    access: 'administrator',
    params: kindParams,
    body: z.object({ ...words, version }),
    answer: messageTemplate,
    problems: ['conflict'],
    audit: 'message_template.changed',
  }),
  backToDefault: route({
    method: 'DELETE',
    path: '/api/v1/message-templates/:kind',
    summary: 'Say it in our words again; the firm’s own are kept among the versions',
    tag,
    access: 'administrator',
    params: kindParams,
    answer: messageTemplate,
    problems: ['conflict'],
    audit: 'message_template.changed',
  }),
  preview: route({
    method: 'POST',
    path: '/api/v1/message-templates/:kind/preview',
    summary: 'How words would read with sample data, and what is wrong with them; changes nothing',
    tag,
    access: 'administrator',
    params: kindParams,
    body: z.object(words),
    answer: z.object({
      subject: z.string(),
      body: z.string(),
      faults: z.array(z.object({ field: z.enum(['subject', 'body']), message: z.string() })),
    }),
    audit: 'none',
  }),
  versions: route({
    method: 'GET',
    path: '/api/v1/message-template-versions',
    summary: 'What was said before, and who changed it; the newest first',
    tag,
    access: 'administrator',
    query: pageQuery.extend({ kind: z.enum(templateKinds).default('welcome') }),
    answer: pageOf(
      z.object({
        version: z.number().int(),
        subject: z.string(),
        body: z.string(),
        own: z.boolean(),
        changedAt: z.iso.datetime(),
        changedBy: z.string(),
      }),
    ),
    audit: 'none',
  }),
  getSettings: route({
    method: 'GET',
    path: '/api/v1/message-template-settings',
    summary: 'What notices may name',
    tag,
    access: 'member',
    answer: settings,
    audit: 'none',
  }),
  patchSettings: route({
    method: 'PATCH',
    path: '/api/v1/message-template-settings',
    summary: 'Change what notices may name',
    tag,
    access: 'administrator',
    body: z.object({ namesMatter: z.boolean(), version }),
    answer: settings,
    problems: ['conflict'],
    audit: 'template_settings.changed',
  }),
};
