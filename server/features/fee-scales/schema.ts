/** The API of fee scales. What a version says stands in `content.ts`. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf } from '../../platform/http/paging.ts';
import { condition, feeScaleContent } from './content.ts';
import { sides, transactions } from './questions.ts';

export const transaction = z.enum(transactions);
export const side = z.enum(sides);

const day = z.iso.date();
const name = z.string().trim().min(1).max(100);

export const feeScaleVersion = z.object({
  id: z.uuid(),
  number: z.number().int(),
  state: z
    .enum(['draft', 'coming', 'in_force', 'past'])
    .describe('`past`: a later one is in force; `coming`: it starts on a later day'),
  startsOn: day.nullable(),
  publishedAt: z.iso.datetime().nullable(),
  publishedBy: z.string().nullable().describe('Who published it'),
  lines: z.number().int(),
  version: z.number().int(),
  updatedAt: z.iso.datetime(),
});

export const feeScale = z.object({
  id: z.uuid(),
  name: z.string(),
  isDefault: z.boolean(),
  archived: z.boolean(),
  version: z.number().int(),
  versions: z.array(feeScaleVersion).describe('Newest first; a draft before all'),
});

export const feeScaleVersionDetail = feeScaleVersion.extend({
  feeScaleId: z.uuid(),
  feeScaleName: z.string(),
  content: feeScaleContent,
});

export const scaleProblem = z.object({
  lineId: z.uuid(),
  label: z.string(),
  band: z.number().int().nullable(),
  problem: z.string(),
  message: z.string(),
});

/** What lines cost along the price: the height of each step, for the preview. */
export const ladder = z.object({
  side,
  steps: z
    .array(
      z.object({
        from: z.number().int().describe('Whole units of the currency'),
        to: z.number().int().nullable(),
        lowPence: z
          .number()
          .int()
          .nullable()
          .describe('Legal fee before VAT at `from`; null: on application'),
        highPence: z.number().int().nullable().describe('… at `to`'),
      }),
    )
    .describe('In the order of prices, without holes'),
});

export const question = z.object({
  id: z.string(),
  sides: z.array(side),
  group: z.enum(['property', 'clients', 'money', 'tax']),
  kind: z.enum(['money', 'count', 'percent', 'yes_no', 'choice', 'text', 'date']),
  label: z.string(),
  help: z.string().nullable(),
  options: z.array(z.object({ value: z.string(), label: z.string() })),
  required: z.boolean(),
  default: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  min: z.number().int().nullable(),
  max: z.number().int().nullable(),
  when: condition.describe('Asked only then'),
  only: z.array(transaction).describe('Asked only in these; empty: in all'),
});

const id = z.object({ id: z.uuid() });
const tag = 'Fee scales';
const administrators = { tag, access: 'administrator' } as const;

export const feeScaleRoutes = {
  listQuestions: route({
    method: 'GET',
    path: '/api/v1/quote-questions',
    summary: 'What is asked about a transaction, and when',
    tag,
    access: 'member',
    answer: pageOf(question),
    audit: 'none',
  }),
  list: route({
    method: 'GET',
    path: '/api/v1/fee-scales',
    summary: 'Fee scales by name, with their versions',
    tag,
    access: 'member',
    query: z.object({ archived: z.stringbool().default(false) }),
    answer: pageOf(feeScale),
    audit: 'none',
  }),
  get: route({
    method: 'GET',
    path: '/api/v1/fee-scales/:id',
    summary: 'One fee scale with its versions',
    tag,
    access: 'member',
    params: id,
    answer: feeScale,
    audit: 'none',
  }),
  create: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/fee-scales',
    summary: 'Make a fee scale; its first version is a draft',
    body: z.object({
      name,
      from: z
        .union([z.literal('empty'), z.literal('usual'), z.uuid()])
        .default('empty')
        .describe(
          'Nothing, the usual lines of a conveyancing quote without prices of yours, or another fee scale',
        ),
      content: feeScaleContent.optional().describe('Instead of `from`'),
    }),
    answer: feeScale,
    status: 201,
    problems: ['already_exists'],
    audit: 'fee_scale.created',
  }),
  update: route({
    ...administrators,
    method: 'PATCH',
    path: '/api/v1/fee-scales/:id',
    summary: 'Rename a fee scale, make it the default, archive it or bring it back',
    params: id,
    body: z
      .object({ name, isDefault: z.literal(true), archived: z.boolean(), version: z.number().int() })
      .partial(),
    answer: feeScale,
    problems: ['already_exists', 'conflict', 'wrong_state'],
    audit: 'fee_scale.changed',
  }),
  getVersion: route({
    method: 'GET',
    path: '/api/v1/fee-scales/:id/versions/:versionId',
    summary: 'What one version says',
    tag,
    access: 'member',
    params: z.object({ id: z.uuid(), versionId: z.uuid() }),
    answer: feeScaleVersionDetail,
    audit: 'none',
  }),
  saveDraft: route({
    ...administrators,
    method: 'PUT',
    path: '/api/v1/fee-scales/:id/draft',
    summary: 'Save the draft of the next version; one with a hole, an overlap or a duplicate edge is refused',
    params: id,
    body: z.object({
      content: feeScaleContent,
      version: z
        .number()
        .int()
        .nullable()
        .default(null)
        .describe('Of the draft that was opened; null: there was none'),
    }),
    answer: feeScaleVersionDetail,
    problems: ['conflict', 'wrong_state'],
    audit: 'fee_scale.draft_saved',
    bodyLimit: 2 * 1024 * 1024,
  }),
  removeDraft: route({
    ...administrators,
    method: 'DELETE',
    path: '/api/v1/fee-scales/:id/draft',
    summary: 'Throw the draft away',
    params: id,
    audit: 'fee_scale.draft_removed',
  }),
  publish: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/fee-scales/:id/publish',
    summary: 'Make the draft the version from a day on; from then it cannot be changed',
    params: id,
    body: z.object({ startsOn: day, version: z.number().int().optional() }),
    answer: feeScale,
    problems: ['conflict', 'wrong_state'],
    audit: 'fee_scale.published',
  }),
  withdraw: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/fee-scales/:id/versions/:versionId/withdraw',
    summary: 'Take back a version that has not started; it becomes the draft again when there is none',
    params: z.object({ id: z.uuid(), versionId: z.uuid() }),
    answer: feeScale,
    problems: ['wrong_state'],
    audit: 'fee_scale.withdrawn',
  }),
  check: route({
    method: 'POST',
    path: '/api/v1/fee-scales/check',
    summary: 'What is wrong with a fee scale, and its price ladder; nothing is saved',
    tag,
    access: 'member',
    body: z.object({ content: feeScaleContent }),
    answer: z.object({ problems: z.array(scaleProblem), ladders: z.array(ladder) }),
    audit: 'none',
    bodyLimit: 2 * 1024 * 1024,
  }),
};
