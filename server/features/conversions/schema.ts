/** The API of conversions: a lead becomes a matter. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { stepKinds } from './plan.ts';

export const conversionStep = z.object({
  step: z.enum(stepKinds),
  label: z.string(),
  amountPence: z.number().int().nullable().describe('Before VAT'),
  state: z
    .enum(['done', 'waiting', 'failed', 'skipped'])
    .describe('`skipped`: the system that keeps the matter does not take such a record'),
  detail: z.string().nullable(),
  recordId: z.uuid().nullable(),
});

export const conversion = z.object({
  id: z.uuid(),
  leadId: z.uuid(),
  matterId: z.uuid(),
  matterNumber: z.string(),
  matterTitle: z.string(),
  keptIn: z.string().nullable().describe('The connected system that keeps the matter; null: your own record'),
  state: z
    .enum(['done', 'sending', 'partly_sent'])
    .describe('`partly_sent`: a step failed; the others wait or are done'),
  steps: z.array(conversionStep),
  createdAt: z.iso.datetime(),
  startedBy: z.string().nullable(),
});

const plannedStep = conversionStep.pick({ step: true, label: true, amountPence: true });
const leadId = z.object({ leadId: z.uuid() });
const common = { tag: 'Leads', access: 'member', params: leadId } as const;

export const conversionRoutes = {
  preview: route({
    ...common,
    method: 'GET',
    path: '/api/v1/leads/:leadId/conversion-plan',
    summary: 'What converting the lead would make, in order',
    query: z.object({ quoteId: z.uuid().optional() }),
    answer: z.object({
      steps: z.array(plannedStep),
      quoteReference: z.string().nullable(),
      places: z
        .array(z.object({ connectionId: z.uuid(), label: z.string(), takes: z.array(z.enum(stepKinds)) }))
        .describe('Connected systems that can keep the matter; the first one does unless said'),
    }),
    audit: 'none',
  }),
  get: route({
    ...common,
    method: 'GET',
    path: '/api/v1/leads/:leadId/conversion',
    summary: 'What the lead became, step by step; null when its matter was not made by a conversion',
    answer: conversion.nullable(),
    audit: 'none',
  }),
  convert: route({
    ...common,
    method: 'POST',
    path: '/api/v1/leads/:leadId/convert',
    summary: 'Make the lead a matter; again answers what was made the first time',
    body: z.object({
      personResponsibleId: z.uuid().describe('Who runs the matter'),
      matterTypeId: z.uuid().nullable().default(null),
      title: z.string().trim().min(1).max(300).optional().describe('The lead’s unless said'),
      number: z.string().trim().min(1).max(60).optional().describe('The firm’s next unless said'),
      clientRole: z.string().trim().min(1).max(100).default('Client'),
      notes: z.string().trim().max(20_000).default('').describe('Become a memo on the matter'),
      sendTo: z
        .uuid()
        .nullable()
        .optional()
        .describe(
          'The connection that keeps the matter; null: your own record; left out: the first there is',
        ),
      quoteId: z.uuid().optional().describe('Whose lines are handed over; the accepted one unless said'),
    }),
    answer: conversion,
    status: 201,
    problems: ['wrong_state'],
    audit: 'lead.converted',
  }),
  retry: route({
    ...common,
    method: 'POST',
    path: '/api/v1/leads/:leadId/conversion/retry',
    summary: 'Try again what failed of a conversion, from where it stands',
    answer: conversion,
    audit: 'lead.conversion_retried',
  }),
};
