/** The API of layouts. */
import { z } from 'zod';
import { route } from '../../../platform/http/contract.ts';
import { pageOf } from '../../../platform/http/paging.ts';
import { idParams, moment, money } from '../formats.ts';
import { keptIn } from '../mirror-kept.ts';
import { layoutDesigns } from './design.ts';

const side = z.enum(['purchase', 'sale']);
const kind = z.enum([
  'money',
  'percent',
  'date',
  'time',
  'moment',
  'text',
  'long_text',
  'choice',
  'yes_no',
  'contact',
  'bank_account',
]);
const origin = z.enum(['staff', 'quote', 'sync']);

/** Money as everywhere; a percentage in hundredths of a percent; a contact by its id. */
const value = z.union([z.null(), z.string(), z.number(), z.boolean(), money]);

const person = z.object({ staffId: z.uuid().nullable(), name: z.string().nullable() });

const fieldView = z.object({
  key: z.string(),
  label: z.string(),
  group: z.string(),
  kind,
  sides: z.array(side),
  hint: z.string().nullable(),
  choices: z.array(z.object({ value: z.string(), label: z.string() })),
  bank: z.boolean().describe('Sealed: `value` stays null, `masked` shows the last four digits'),
  value,
  masked: z.string().nullable(),
  contactName: z.string().nullable(),
  version: z.number().describe('Of this field alone; send it back with a change. 0: never written'),
  origin: origin.nullable(),
  changedAt: moment.nullable(),
  changedBy: person.nullable(),
  confirmedAt: moment.nullable().describe('When a person of the firm last wrote it or said that it is right'),
  confirmedBy: person.nullable(),
});

/** Sums go beyond what one field takes. */
const sum = money.extend({ amount: z.number().int() });

const figure = z.object({
  key: z.string(),
  label: z.string(),
  group: z.string(),
  kind: z.enum(['money', 'percent']),
  amount: sum.nullable().describe('null: something is missing, or a percentage'),
  percent: z.number().nullable().describe('Hundredths of a percent'),
  why: z.string(),
  missing: z.array(z.string()).describe('Fields without which there is no figure'),
  countedAsNothing: z.array(z.string()).describe('Empty fields, counted as nothing'),
  parts: z.array(z.object({ key: z.string(), label: z.string(), amount: sum })),
});

const check = z.object({
  code: z.string(),
  level: z.enum(['warning', 'hint']),
  fields: z.array(z.string()),
  words: z.string(),
});

export const completionDetails = z.object({
  matterId: z.uuid(),
  layout: z.literal('completion_details'),
  label: z.string(),
  side: side.nullable(),
  sideFrom: z
    .enum(['chosen', 'matter_type'])
    .nullable()
    .describe('`matter_type`: taken from the name of its type, until somebody chooses'),
  groups: z.array(z.object({ key: z.string(), label: z.string() })),
  fields: z.array(fieldView),
  figures: z.array(figure).describe('Worked out; none until the side is known'),
  checks: z.array(check),
  keptIn,
  version: z.number(),
  updatedAt: moment.nullable(),
});
export type CompletionDetails = z.infer<typeof completionDetails>;

const account = z
  .object({ holder: z.string(), sortCode: z.string(), accountNumber: z.string() })
  .describe('Sealed at once and never told again, but for the last four digits');

const change = z.object({
  value: z.union([z.null(), z.string(), z.number(), z.boolean(), money, account]),
  version: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Of the field as you saw it; changed meanwhile, the answer is `conflict`'),
});

/** Each field by its name, so that the API's description has them all. */
const changes = Object.fromEntries(
  layoutDesigns.completion_details.fields
    .filter(({ computed }) => !computed)
    .map(({ key, label, kind: written }) => [key, change.optional().describe(`${label} (${written})`)]),
);

export const completionChange = z.object({ fields: z.object(changes) });

const listed = z.object({
  layout: z.string(),
  path: z.string().describe('Its part of the address'),
  label: z.string(),
  filled: z.number(),
  values: z.record(z.string(), value).describe('What is filled in; no bank account'),
  version: z.number(),
  updatedAt: moment.nullable(),
});

const tag = 'Matters';

export const layoutRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/matters/:id/layouts',
    summary: 'The layouts of a matter with what is filled in, without bank accounts',
    tag,
    access: 'member',
    params: idParams,
    answer: pageOf(listed),
    audit: 'none',
  }),
  completionDetails: route({
    method: 'GET',
    path: '/api/v1/matters/:id/layouts/completion-details',
    summary: 'Completion Details with the figures worked out and what does not fit',
    tag,
    access: 'member',
    params: idParams,
    answer: completionDetails,
    audit: 'none',
  }),
  changeCompletionDetails: route({
    method: 'PATCH',
    path: '/api/v1/matters/:id/layouts/completion-details',
    summary: 'Change fields of Completion Details; people who change different fields do not collide',
    tag,
    access: 'member',
    params: idParams,
    body: completionChange,
    answer: completionDetails,
    problems: ['conflict'],
    audit: 'matter.layout_changed',
  }),
};
