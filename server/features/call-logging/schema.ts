/** The API of call logging: interactions, log entries, review, options. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { became } from './became.ts';
import { interactionKind, options, outcome, segment, staffParty, why } from './interaction.ts';

export const logEntryState = z.enum(['pending', 'held', 'logged', 'skipped', 'failed', 'undone']);
/** What a log entry is at its destination. */
export const recordKind = z.enum([
  'fee',
  'task',
  'memo',
  'document',
  'communication',
  'communication_and_time_entry',
  'interaction',
  'interaction_and_time_entry',
  'note',
  'attachment',
]);

export const party = z.object({
  number: z.string().nullable().describe('E.164; null when withheld or unreadable'),
  display: z
    .string()
    .describe(
      'For people: the contact’s name, the caller’s name, the formatted number, or “Withheld number”',
    ),
  formattedNumber: z.string().nullable(),
  raw: z.string().nullable(),
  name: z.string().nullable().describe('Caller-ID name as sent'),
  withheld: z.boolean(),
  contactId: z.uuid().nullable(),
  contactName: z.string().nullable(),
});

export const logEntry = z.object({
  id: z.uuid(),
  interactionId: z.uuid(),
  destination: z.string().describe('`embedded`, or the id of a connection'),
  destinationName: z.string().nullable().describe('Of the connection; null for the firm’s own record'),
  state: logEntryState,
  reason: z.string().nullable().describe('Name of the rule'),
  review: z.string().nullable().describe('Why a person should look; null when nothing is open'),
  recordKind: recordKind.nullable(),
  recordId: z.string().nullable().describe('Of the firm’s own record a UUID, else the practice system’s id'),
  url: z.string().nullable().describe('Page of the record'),
  failure: z.string().nullable().describe('Why it could not be written, in the practice system’s words'),
  matterId: z.uuid().nullable(),
  matterNumber: z.string().nullable(),
  matterTitle: z.string().nullable(),
  contactId: z.uuid().nullable(),
  staffId: z.uuid().nullable(),
  staffName: z.string().nullable(),
  assigneeId: z.uuid().nullable(),
  assigneeName: z.string().nullable(),
  workedMinutes: z.number().int().nullable(),
  billedMinutes: z.number().int().nullable(),
  amount: z.object({ amount: z.number().int(), currency: z.string() }).nullable(),
  billable: z.boolean().nullable(),
  billed: z.boolean().describe('Billed: it can no longer be moved or undone'),
  reference: z.string(),
  why: z.object({ sentence: z.string(), rule: z.string(), facts: why }),
  byPerson: z.boolean().describe('A person chose what became of it'),
  decidedAt: z.iso.datetime(),
  writtenAt: z.iso.datetime().nullable(),
  revision: z.number().int(),
});

export const interactionArtefact = z.object({
  id: z.uuid(),
  kind: z.enum(['recording', 'voicemail', 'media', 'fax_document', 'transcript']),
  state: z.enum(['pending', 'stored', 'failed', 'unavailable']),
  contentType: z.string().nullable(),
  fileName: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  sizeBytes: z.number().int().nullable(),
  text: z.string().nullable(),
  url: z.string().nullable().describe('Where its content is served once stored'),
  error: z.string().nullable(),
});

export const candidate = z.object({
  contactId: z.uuid(),
  contactName: z.string(),
  matterId: z.uuid().nullable(),
  matterNumber: z.string().nullable(),
  matterTitle: z.string().nullable(),
  hint: z.string().nullable().describe('Why it is likely: “Reid spoke to her on it yesterday”'),
});

const summary = {
  id: z.uuid(),
  kind: interactionKind,
  direction: z.enum(['inbound', 'outbound', 'internal']),
  outcome,
  ended: z.boolean(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  talkSeconds: z.number().int(),
  totalSeconds: z.number().int(),
  externalParty: party,
  staffName: z.string().nullable(),
  staffId: z.uuid().nullable(),
  sourceId: z.uuid(),
  sourceName: z.string(),
  /** Beginning of a text message. */
  excerpt: z.string().nullable(),
  pages: z.number().int().nullable(),
  hasRecording: z.boolean(),
  logEntries: z.array(logEntry),
};

/** A row of Activity and Review. */
export const interactionSummary = z.object(summary);

export const interactionDetail = z.object({
  ...summary,
  staffParties: z.array(staffParty.extend({ staffName: z.string().nullable() })),
  segments: z.array(segment),
  otherParties: z.array(party),
  body: z.string().nullable(),
  artefacts: z.array(interactionArtefact),
  candidates: z.array(candidate),
  history: z.array(
    z.object({
      at: z.iso.datetime(),
      action: z.string(),
      staffName: z.string().nullable(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
});

const id = z.object({ id: z.uuid() });
const tag = 'Call logging';
const revision = z
  .number()
  .int()
  .optional()
  .describe('The entry’s revision as seen; refused when somebody changed it since');

/** PostgreSQL knows no year 0. */
const day = z.iso.date().refine((text) => !text.startsWith('0000'), { message: 'There was no year 0' });

export const interactionQuery = pageQuery.extend({
  kind: interactionKind.optional(),
  direction: z.enum(['inbound', 'outbound', 'internal']).optional(),
  outcome: outcome.optional(),
  state: logEntryState.optional(),
  reason: z.string().max(60).optional(),
  review: z.stringbool().optional().describe('Only those that need a person'),
  staffId: z.uuid().optional(),
  contactId: z.uuid().optional(),
  matterId: z.uuid().optional(),
  sourceId: z.uuid().optional(),
  destination: z.string().max(60).optional(),
  from: day.optional().describe('First day, in the firm’s zone'),
  to: day.optional().describe('Last day, in the firm’s zone'),
  became: became.optional().describe('What became of it, all destinations together'),
  q: z.string().max(200).optional().describe('Words of names and texts, or digits of a number'),
});

/** Only at one destination; else wherever it is logged. */
const place = z.object({ destination: z.string().max(60).optional() });
const choice = z.object({
  matterId: z.uuid().optional().describe('The matter that a person chose'),
  contactId: z.uuid().optional().describe('The contact that a person chose'),
  always: z.boolean().default(false).describe('Also from now on for this contact'),
});

export const optionsView = z.object({
  destination: z.string(),
  options,
  /** Which of them differ from the defaults. */
  changed: z.array(z.string()),
  defaults: options,
});

export const callLoggingRoutes = {
  listInteractions: route({
    method: 'GET',
    path: '/api/v1/interactions',
    summary: 'Calls, texts and faxes, newest first',
    tag,
    access: 'member',
    query: interactionQuery,
    answer: pageOf(interactionSummary),
    audit: 'none',
  }),
  getInteraction: route({
    method: 'GET',
    path: '/api/v1/interactions/:id',
    summary: 'One interaction whole: journey, parties, files, log entries and why',
    tag,
    access: 'member',
    params: id,
    answer: interactionDetail,
    audit: 'none',
  }),
  countReview: route({
    method: 'GET',
    path: '/api/v1/review',
    summary: 'How many interactions need a person, by reason',
    tag,
    access: 'member',
    answer: z.object({ total: z.number().int(), byReason: z.record(z.string(), z.number().int()) }),
    audit: 'none',
  }),
  refile: route({
    method: 'POST',
    path: '/api/v1/interactions/:id/refile',
    summary: 'Log it on this matter (or for this contact) instead',
    tag,
    access: 'member',
    params: id,
    query: place,
    body: choice.extend({ revision }),
    answer: interactionDetail,
    problems: ['wrong_state', 'conflict'],
    audit: 'log_entry.refiled',
  }),
  redo: route({
    method: 'POST',
    path: '/api/v1/interactions/:id/redo',
    summary: 'Decide again from today’s facts and options, or bring an undone entry back',
    tag,
    access: 'member',
    params: id,
    query: place,
    answer: interactionDetail,
    problems: ['wrong_state'],
    audit: 'log_entry.redone',
  }),
  redrive: route({
    method: 'POST',
    path: '/api/v1/interactions/:id/redrive',
    summary: 'Try again what a practice system refused or could not take',
    tag,
    access: 'member',
    params: id,
    answer: interactionDetail,
    problems: ['wrong_state'],
    audit: 'log_entry.redriven',
  }),
  undo: route({
    method: 'POST',
    path: '/api/v1/interactions/:id/undo',
    summary: 'Take back what was last done: a person’s choice, or the record itself',
    tag,
    access: 'member',
    params: id,
    query: place,
    answer: interactionDetail,
    problems: ['wrong_state'],
    audit: 'log_entry.undone',
  }),
  skip: route({
    method: 'POST',
    path: '/api/v1/interactions/:id/skip',
    summary: 'Do not log it',
    tag,
    access: 'member',
    params: id,
    query: place,
    answer: interactionDetail,
    problems: ['wrong_state'],
    audit: 'log_entry.skipped',
  }),
  approve: route({
    method: 'POST',
    path: '/api/v1/interactions/:id/approve',
    summary: 'Write a held plan, or say that an entry is right as it is',
    tag,
    access: 'member',
    params: id,
    query: place,
    answer: interactionDetail,
    problems: ['wrong_state'],
    audit: 'log_entry.approved',
  }),
  bulk: route({
    method: 'POST',
    path: '/api/v1/interactions/bulk',
    summary: 'The same for many interactions',
    tag,
    access: 'member',
    audit: 'log_entry.bulk',
    body: z.object({
      interactionIds: z.array(z.uuid()).min(1).max(200),
      action: z.enum(['refile', 'redo', 'redrive', 'undo', 'skip', 'approve']),
      matterId: z.uuid().optional(),
    }),
    answer: z.object({
      done: z.array(z.uuid()),
      failed: z.array(z.object({ interactionId: z.uuid(), code: z.string(), detail: z.string() })),
    }),
  }),
  listLogEntries: route({
    method: 'GET',
    path: '/api/v1/log-entries',
    summary: 'What became of each interaction, per destination',
    tag,
    access: 'member',
    query: pageQuery.extend({
      state: logEntryState.optional(),
      reason: z.string().max(60).optional(),
      destination: z.string().max(60).optional(),
    }),
    answer: pageOf(logEntry),
    audit: 'none',
  }),
  getArtefact: route({
    method: 'GET',
    path: '/api/v1/interactions/:id/artefacts/:artefactId',
    summary: 'Content of a recording, voicemail, picture or fax',
    tag,
    access: 'member',
    params: z.object({ id: z.uuid(), artefactId: z.uuid() }),
    streams: true,
    audit: 'artefact.read',
  }),
  retryArtefact: route({
    method: 'POST',
    path: '/api/v1/interactions/:id/artefacts/:artefactId/retry',
    summary: 'Fetch a failed file again',
    tag,
    access: 'member',
    params: z.object({ id: z.uuid(), artefactId: z.uuid() }),
    audit: 'none',
  }),
  getOptions: route({
    method: 'GET',
    path: '/api/v1/options',
    summary: 'Options of call logging',
    tag,
    access: 'member',
    query: z.object({ destination: z.string().max(60).default('') }),
    answer: optionsView,
    audit: 'none',
  }),
  updateOptions: route({
    method: 'PATCH',
    path: '/api/v1/options',
    summary: 'Change options, from now on',
    tag,
    access: 'administrator',
    query: z.object({ destination: z.string().max(60).default('') }),
    body: options.partial().strict(),
    answer: optionsView,
    audit: 'options.changed',
  }),
  listPairRules: route({
    method: 'GET',
    path: '/api/v1/pair-rules',
    summary: 'Contacts whose calls always go to one matter',
    tag,
    access: 'member',
    answer: pageOf(
      z.object({
        contactId: z.uuid(),
        contactName: z.string(),
        matterId: z.uuid(),
        matterNumber: z.string(),
        matterTitle: z.string(),
      }),
    ),
    audit: 'none',
  }),
  removePairRule: route({
    method: 'DELETE',
    path: '/api/v1/pair-rules/:contactId',
    summary: 'No longer always',
    tag,
    access: 'member',
    params: z.object({ contactId: z.uuid() }),
    audit: 'pair_rule.removed',
  }),
};
