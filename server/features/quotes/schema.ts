/** The API of quotes. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf } from '../../platform/http/paging.ts';
import { transaction } from '../fee-scales/index.ts';
import { outsideTrack } from '../key-stages/index.ts';
import { quoteInputs } from './inputs.ts';
import { letter } from './letter.ts';
import { priced } from './priced-shape.ts';

const id = z.object({ id: z.uuid() });
const day = z.iso.date();
const tag = 'Quotes';
const members = { tag, access: 'member' } as const;

export const versionState = z
  .enum(['draft', 'sent', 'expired', 'superseded', 'accepted', 'declined', 'withdrawn'])
  .describe('`expired`: sent, and its last day is over; `superseded`: a later version was sent');

export const quoteMail = z.object({
  id: z.uuid(),
  contactId: z.uuid(),
  to: z.string(),
  state: z.enum(['kept', 'queued', 'sent', 'failed']).describe('`kept`: no mail server; it is in the outbox'),
  error: z.string().nullable(),
  at: z.iso.datetime(),
});

export const quoteVersion = z.object({
  id: z.uuid(),
  number: z.number().int(),
  state: versionState,
  totalPence: z.number().int().nullable(),
  feesNetPence: z.number().int().nullable(),
  pricedOn: day.nullable(),
  expiresOn: day.nullable(),
  sentAt: z.iso.datetime().nullable(),
  firstSeenAt: z.iso.datetime().nullable().describe('When the client first opened the page'),
  answeredAt: z.iso.datetime().nullable(),
  answeredBy: z.string().nullable(),
  answer: z.string().nullable().describe('What they wrote with it'),
  mails: z.array(quoteMail),
});

export const quoteListItem = z.object({
  id: z.uuid(),
  leadId: z.uuid(),
  number: z.number().int(),
  reference: z.string(),
  transaction,
  updatedAt: z.iso.datetime(),
  current: quoteVersion.describe('The one that stands: the last sent, else the draft'),
});

export const pricing = z.object({
  priced,
  currency: z.string(),
  pricedOn: day,
  feeScale: z.object({
    id: z.uuid(),
    name: z.string(),
    versionId: z.uuid(),
    number: z.number().int(),
    startsOn: day,
    validDays: z.number().int(),
  }),
  rates: z.object({
    book: z.string(),
    sets: z.array(
      z.object({ id: z.string(), name: z.string(), effectiveFrom: day, effectiveTo: day.nullable() }),
    ),
  }),
});

export const quoteDetail = quoteListItem.omit({ current: true }).extend({
  feeScaleId: z.uuid().nullable().describe('Null: the firm’s default'),
  version: z.number().int(),
  versions: z.array(quoteVersion).describe('Newest first'),
  draft: z
    .object({
      inputs: quoteInputs,
      version: z.number().int(),
      pricing: pricing.nullable().describe('Null: it cannot be priced now; `problem` says why'),
      problem: z.string().nullable(),
    })
    .nullable(),
});

export const quoteVersionDetail = quoteVersion.extend({
  inputs: quoteInputs,
  priced: priced.nullable(),
  letter: letter.nullable(),
  rates: pricing.shape.rates.nullable(),
  contentHash: z.string().nullable().describe('SHA-256 of all that was sent, hex'),
  hasPdf: z.boolean(),
  changes: z.array(z.string()).describe('Against the version that was sent before'),
});

const inputsOf = { feeScaleId: z.uuid().nullable().default(null), inputs: quoteInputs };

export const quoteRoutes = {
  price: route({
    ...members,
    method: 'POST',
    path: '/api/v1/quotes/price',
    summary: 'What a transaction costs, line by line; nothing is saved',
    body: z.object({
      ...inputsOf,
      leadId: z.uuid().optional().describe('Whose referrer counts'),
      on: day.optional().describe('By the fee scale and rates of that day; today'),
    }),
    answer: pricing,
    problems: ['wrong_state'],
    audit: 'none',
  }),
  list: route({
    ...members,
    method: 'GET',
    path: '/api/v1/quotes',
    summary: 'Quotes of a lead, newest first',
    query: z.object({ leadId: z.uuid() }),
    answer: pageOf(quoteListItem),
    audit: 'none',
  }),
  create: route({
    ...members,
    method: 'POST',
    path: '/api/v1/quotes',
    summary: 'Begin a quote for a lead',
    body: z.object({ leadId: z.uuid(), ...inputsOf }),
    answer: quoteDetail,
    status: 201,
    problems: ['wrong_state'],
    audit: 'quote.created',
  }),
  get: route({
    ...members,
    method: 'GET',
    path: '/api/v1/quotes/:id',
    summary: 'A quote with its versions; a draft is priced as of now',
    params: id,
    answer: quoteDetail,
    audit: 'none',
  }),
  saveDraft: route({
    ...members,
    method: 'PUT',
    path: '/api/v1/quotes/:id/draft',
    summary: 'Save the draft, or begin the next version',
    params: id,
    body: z.object({
      ...inputsOf,
      version: z
        .number()
        .int()
        .nullable()
        .default(null)
        .describe('Of the draft that was opened; null: there was none'),
    }),
    answer: quoteDetail,
    problems: ['conflict', 'wrong_state'],
    audit: 'quote.draft_saved',
  }),
  removeDraft: route({
    ...members,
    method: 'DELETE',
    path: '/api/v1/quotes/:id/draft',
    summary: 'Throw the draft away; a quote without any version goes with it',
    params: id,
    audit: 'quote.draft_removed',
  }),
  send: route({
    ...members,
    method: 'POST',
    path: '/api/v1/quotes/:id/send',
    summary: 'Freeze the draft and send it by e-mail with its PDF',
    params: id,
    body: z.object({
      to: z
        .array(z.object({ contactId: z.uuid(), email: z.email().max(254) }))
        .max(20)
        .describe('Clients of the lead; empty: it is only made, to be printed or handed over'),
      message: z.string().trim().max(4000).default(''),
      expiresOn: day.optional().describe('Else as the fee scale says'),
      version: z.number().int().optional().describe('Of the draft that was read'),
    }),
    answer: quoteDetail,
    problems: ['conflict', 'wrong_state'],
    audit: 'quote.sent',
  }),
  withdraw: route({
    ...members,
    method: 'POST',
    path: '/api/v1/quotes/:id/withdraw',
    summary: 'Take back what was sent: its page says so and it cannot be accepted',
    params: id,
    answer: quoteDetail,
    problems: ['wrong_state'],
    audit: 'quote.withdrawn',
  }),
  accept: route({
    ...members,
    method: 'POST',
    path: '/api/v1/quotes/:id/accept',
    summary: 'The client accepted in another way: by telephone, on paper',
    params: id,
    body: z.object({ by: z.string().trim().min(1).max(200), note: z.string().trim().max(1000).default('') }),
    answer: quoteDetail,
    problems: ['wrong_state'],
    audit: 'quote.accepted',
  }),
  getVersion: route({
    ...members,
    method: 'GET',
    path: '/api/v1/quotes/:id/versions/:versionId',
    summary: 'One version, as it was sent',
    params: z.object({ id: z.uuid(), versionId: z.uuid() }),
    answer: quoteVersionDetail,
    audit: 'none',
  }),
  pdf: route({
    ...members,
    method: 'GET',
    path: '/api/v1/quotes/:id/versions/:versionId/pdf',
    summary: 'The PDF of a version; of a draft, how it would look now',
    params: z.object({ id: z.uuid(), versionId: z.uuid() }),
    streams: true,
    problems: ['wrong_state'],
    audit: 'quote.read',
  }),
};

const token = z.object({ token: z.string().min(10).max(200) });

/** What the client sees without signing in: nothing that is not in the e-mail. */
export const quotePage = z.object({
  state: versionState,
  letter,
  priced,
  answeredBy: z.string().nullable(),
  answeredAt: z.iso.datetime().nullable(),
  newer: z.boolean().describe('A later version was sent'),
  tracks: z
    .array(outsideTrack)
    .describe('Milestones of the case once this version is accepted, in the client’s words'),
});

export const quotePageRoutes = {
  read: route({
    method: 'GET',
    path: '/api/v1/quote-page/:token',
    summary: 'A quote as its client reads it',
    tag,
    access: 'anyone',
    params: token,
    answer: quotePage,
    problems: ['too_many_requests'],
    audit: 'none',
  }),
  accept: route({
    method: 'POST',
    path: '/api/v1/quote-page/:token/accept',
    summary: 'Accept a quote; again is the same as once',
    tag,
    access: 'anyone',
    params: token,
    body: z.object({ name: z.string().trim().min(2).max(200), agreed: z.literal(true) }),
    answer: quotePage,
    problems: ['wrong_state', 'too_many_requests'],
    audit: 'quote.accepted',
  }),
  decline: route({
    method: 'POST',
    path: '/api/v1/quote-page/:token/decline',
    summary: 'Say no to a quote',
    tag,
    access: 'anyone',
    params: token,
    body: z.object({ reason: z.string().trim().max(1000).default('') }),
    answer: quotePage,
    problems: ['wrong_state', 'too_many_requests'],
    audit: 'quote.declined',
  }),
  pdf: route({
    method: 'GET',
    path: '/api/v1/quote-page/:token/pdf',
    summary: 'The PDF of a quote for its client',
    tag,
    access: 'anyone',
    params: token,
    streams: true,
    problems: ['too_many_requests'],
    audit: 'quote.read',
  }),
};
