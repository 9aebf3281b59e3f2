/** The API of transcription and summaries: the firm's service, and what it made of each call. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { summaryContent, transcriptContent } from './content.ts';

export const speechSettings = z.object({
  baseUrl: z.string().describe('Empty: no service'),
  hasKey: z.boolean(),
  transcriptionModel: z.string(),
  summaryModel: z.string(),
  language: z.string().nullable().describe('ISO 639-1; null: the service finds out'),
  maxMegabytes: z.number().int(),
  includeRestricted: z.boolean().describe('Also calls of restricted matters are sent'),
  consent: z.string().describe('How callers are told, who decided, when'),
  consentBy: z.string().nullable().describe('Who stated it'),
  consentAt: z.iso.datetime().nullable(),
  ready: z.boolean().describe('Service and consent are there: the options can be switched on'),
  test: z.object({
    state: z.enum(['none', 'waiting', 'ok', 'failed']),
    detail: z.string(),
    at: z.iso.datetime().nullable(),
  }),
  trouble: z.string().describe('Why nothing is sent at the moment; empty when all is well'),
  restUntil: z.iso.datetime().nullable(),
  counts: z.object({ waiting: z.number().int(), failed: z.number().int(), made: z.number().int() }),
  revision: z.number().int(),
});

export const speechDraft = z.object({
  id: z.uuid(),
  kind: z.enum(['transcript', 'summary']),
  artefactId: z.uuid().nullable().describe('The recording or voicemail; null for a summary'),
  state: z
    .enum(['waiting', 'done', 'failed', 'not_sent'])
    .describe('`not_sent`: something forbids it; `detail` says what'),
  detail: z.string(),
  standing: z.enum(['draft', 'approved', 'discarded']),
  standingBy: z.string().nullable(),
  standingAt: z.iso.datetime().nullable(),
  model: z.string().nullable(),
  language: z.string().nullable(),
  madeAt: z.iso.datetime().nullable(),
  transcript: transcriptContent.nullable().describe('As it reads now: corrected, or as the machine made it'),
  summary: summaryContent.nullable().describe('As `transcript`'),
  machineTranscript: transcriptContent.nullable().describe('Only where a person has corrected it'),
  machineSummary: summaryContent.nullable(),
  editedBy: z.string().nullable(),
  editedAt: z.iso.datetime().nullable(),
  revision: z.number().int(),
});

export const interactionSpeech = z.object({
  items: z.array(speechDraft),
  mayAsk: z.boolean().describe('There is something that could be sent on a person’s word'),
});

const id = z.object({ id: z.uuid() });
const revision = z.object({ revision: z.number().int().describe('As seen; refused when changed since') });
const tag = 'Transcription';

export const speechRoutes = {
  getSpeechSettings: route({
    method: 'GET',
    path: '/api/v1/speech-settings',
    summary: 'The firm’s speech service and its consent policy',
    tag,
    access: 'administrator',
    answer: speechSettings,
    audit: 'none',
  }),
  saveSpeechSettings: route({
    method: 'PUT',
    path: '/api/v1/speech-settings',
    summary: 'Enter the speech service, and say how callers are told',
    tag,
    access: 'administrator',
    body: z.object({
      baseUrl: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)]),
      apiKey: z
        .string()
        .trim()
        .min(1)
        .max(1000)
        .regex(/^[\x21-\x7e]+$/)
        .nullable()
        .optional()
        .describe('Kept sealed and never shown; absent: as it was; null: none'),
      transcriptionModel: z.string().max(200),
      summaryModel: z.string().max(200),
      language: z
        .string()
        .regex(/^[a-z]{2}$/)
        .nullable(),
      maxMegabytes: z.number().int().min(1).max(200),
      includeRestricted: z.boolean(),
      consent: z.string().max(4000),
      revision: z.number().int().min(0),
    }),
    answer: speechSettings,
    problems: ['conflict'],
    audit: 'speech_settings.changed',
  }),
  testSpeechService: route({
    method: 'POST',
    path: '/api/v1/speech-settings/test',
    summary: 'Try the service with a second of silence; the outcome is in the settings soon after',
    tag,
    access: 'administrator',
    answer: speechSettings,
    problems: ['wrong_state'],
    audit: 'speech_settings.tested',
  }),
  getInteractionSpeech: route({
    method: 'GET',
    path: '/api/v1/interactions/:id/speech',
    summary: 'Transcripts and summary of a call',
    tag,
    access: 'member',
    params: id,
    answer: interactionSpeech,
    audit: 'none',
  }),
  askForSpeech: route({
    method: 'POST',
    path: '/api/v1/interactions/:id/speech',
    summary: 'Have an earlier call transcribed or summed up',
    tag,
    access: 'member',
    params: id,
    answer: interactionSpeech,
    problems: ['wrong_state'],
    audit: 'speech_draft.asked',
  }),
  correctDraft: route({
    method: 'PUT',
    path: '/api/v1/speech-drafts/:id',
    summary: 'Correct a transcript or summary; the machine’s own words are kept beside it',
    tag,
    access: 'member',
    params: id,
    body: revision.extend({
      transcript: transcriptContent.optional(),
      summary: summaryContent.optional(),
    }),
    answer: interactionSpeech,
    problems: ['conflict', 'wrong_state'],
    audit: 'speech_draft.corrected',
    bodyLimit: 4 * 1024 * 1024,
  }),
  approveDraft: route({
    method: 'POST',
    path: '/api/v1/speech-drafts/:id/approve',
    summary: 'Say that it is right: it is no draft any more',
    tag,
    access: 'member',
    params: id,
    body: revision,
    answer: interactionSpeech,
    problems: ['conflict', 'wrong_state'],
    audit: 'speech_draft.approved',
  }),
  discardDraft: route({
    method: 'POST',
    path: '/api/v1/speech-drafts/:id/discard',
    summary: 'Throw it out: it goes from the records, too',
    tag,
    access: 'member',
    params: id,
    body: revision,
    answer: interactionSpeech,
    problems: ['conflict', 'wrong_state'],
    audit: 'speech_draft.discarded',
  }),
  restoreDraft: route({
    method: 'POST',
    path: '/api/v1/speech-drafts/:id/restore',
    summary: 'Take back that it was approved or thrown out',
    tag,
    access: 'member',
    params: id,
    body: revision,
    answer: interactionSpeech,
    problems: ['conflict', 'wrong_state'],
    audit: 'speech_draft.restored',
  }),
  retryDraft: route({
    method: 'POST',
    path: '/api/v1/speech-drafts/:id/retry',
    summary: 'Send what failed or was not sent once more',
    tag,
    access: 'member',
    params: id,
    answer: interactionSpeech,
    problems: ['wrong_state'],
    audit: 'speech_draft.retried',
  }),
} as const;
