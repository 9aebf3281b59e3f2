/** What the API of texts takes and gives. */
import { z } from 'zod';
import { refusalReasons } from './decide.ts';
import { textStates } from './states.ts';

export const moment = z.iso.datetime();
export const e164 = z
  .string()
  .trim()
  .regex(/^\+[1-9]\d{6,14}$/, 'Write it with + and the country: +447700900123')
  .describe('E.164');
const senderWord = z
  .string()
  .trim()
  .regex(/^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/, 'Up to 11 letters, digits and spaces, at least one a letter');
const minuteOfDay = z.int().min(0).max(1439);
const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'Two capital letters: GB')
  .describe('ISO 3166');
const plainWord = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[\x21-\x7e]+$/);
const [secret, sid] = [plainWord(500), plainWord(100)];

export const accountInput = z.object({
  apiUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .default(null)
    .describe('Only for another region or for trials'),
  accountId: sid.describe('Account SID'),
  authToken: secret.describe('Kept sealed and never shown; it proves what the provider sends'),
  key: z
    .object({ id: sid, secret })
    .nullable()
    .default(null)
    .describe('An API key for our requests; null: the auth token serves for them, too'),
});

export const settingsPatch = z.object({
  account: accountInput.optional(),
  status: z.enum(['active', 'paused']).optional(),
  senderWord: senderWord.nullable().optional().describe('null: the installation’s word, if it has one'),
  wordRegistered: z.boolean().optional().describe('The word is registered in Australia'),
  prefer: z.enum(['number', 'word']).optional().describe('What stands as sender where both can'),
  countries: z.array(country).min(1).max(250).optional(),
  quietFrom: minuteOfDay.optional().describe('Minutes of the recipient’s day'),
  quietUntil: minuteOfDay.optional(),
  quietWeekends: z.boolean().optional(),
  // Clients without e-mail come to the portal by it.
  signInByNumber: z.boolean().optional(),
  unknownSenders: z.enum(['triage', 'drop']).optional(),
  triageAssigneeId: z.uuid().nullable().optional().describe('Gets the tasks; null: the firm’s list'),
  keywordAnswers: z.enum(['provider', 'ours']).optional().describe('Who answers STOP, START and HELP'),
  dailyParts: z.int().min(1).max(100_000).optional(),
  version: z.int().min(0).describe('As seen'),
});

export const lineKind = z.enum(['long_code', 'toll_free', 'short_code', 'mobile']);
export const lineInput = z.object({
  number: e164,
  label: z.string().trim().max(100).default(''),
  kind: lineKind.default('long_code'),
  usRegistered: z.boolean().default(false).describe('10DLC campaign or toll-free verification'),
  serviceId: sid.nullable().default(null).describe('A messaging service that stands for it'),
  isDefault: z.boolean().default(false),
});
export const linePatch = z.object({
  label: z.string().trim().max(100).optional(),
  kind: lineKind.optional(),
  usRegistered: z.boolean().optional(),
  serviceId: sid.nullable().optional(),
  isDefault: z.boolean().optional(),
  version: z.int().min(0).describe('As seen'),
});
const textLine = z.object({
  id: z.uuid(),
  number: z.string(),
  label: z.string(),
  kind: lineKind,
  usRegistered: z.boolean(),
  serviceId: z.string().nullable(),
  isDefault: z.boolean(),
  version: z.number(),
});

export const textSettings = z.object({
  connected: z.boolean(),
  provider: z.string(),
  label: z.string().describe('The provider, as people know it'),
  status: z.enum(['active', 'paused']).nullable(),
  apiUrl: z.string(),
  accountId: z.string(),
  hasKey: z.boolean(),
  hookUrl: z.string().nullable().describe('To be set at the provider: a message comes in'),
  senderWord: z.string().nullable(),
  installationWord: z.string().nullable(),
  wordRegistered: z.boolean(),
  prefer: z.enum(['number', 'word']),
  countries: z.array(z.string()),
  quietFrom: z.number(),
  quietUntil: z.number(),
  quietWeekends: z.boolean(),
  signInByNumber: z.boolean(),
  unknownSenders: z.enum(['triage', 'drop']),
  triageAssigneeId: z.uuid().nullable(),
  keywordAnswers: z.enum(['provider', 'ours']),
  dailyParts: z.number(),
  partsToday: z.number(),
  test: z.object({
    state: z.enum(['none', 'ok', 'failed']),
    detail: z.string(),
    at: moment.nullable(),
  }),
  trouble: z.string(),
  restUntil: moment.nullable(),
  lastHookAt: moment.nullable(),
  lines: z.array(textLine),
  version: z.number(),
});
export type TextSettings = z.infer<typeof textSettings>;

// ---- what came in ------------------------------------------------------------------------------------------------

const candidate = z.object({
  contactId: z.uuid(),
  contactName: z.string(),
  conversations: z.array(
    z.object({
      conversationId: z.uuid(),
      portalUserId: z.uuid(),
      title: z.string(),
      matterNumber: z.string(),
      matterTitle: z.string(),
    }),
  ),
});
export const triageItem = z.object({
  id: z.uuid(),
  channel: z.enum(['sms', 'portal']),
  number: z.string(),
  line: z.string().describe('The firm’s number that it came to; empty: none'),
  body: z.string(),
  receivedAt: moment,
  state: z.enum(['new', 'filed', 'triage', 'noted', 'dropped', 'dismissed']),
  reason: z
    .enum(['several_people', 'several_conversations', 'no_conversation', 'unknown_number', 'not_taken'])
    .nullable(),
  review: z.enum(['none', 'open', 'confirmed', 'mistaken']),
  files: z.array(
    z.object({
      id: z.uuid(),
      contentType: z.string(),
      state: z.enum(['waiting', 'kept', 'done', 'too_large', 'gone']),
      detail: z.string(),
    }),
  ),
  candidates: z.array(candidate),
  conversationId: z.uuid().nullable(),
  seq: z.number().nullable(),
  contactId: z.uuid().nullable(),
  contactName: z.string(),
});
export type TriageItem = z.infer<typeof triageItem>;

export const triageCounts = z.object({
  place: z.number().describe('Texts that need a place'),
  review: z.number().describe('Words that were read as “no more texts”'),
  all: z.number().describe('A text that needs both counts once'),
});

export const fileInput = z.object({
  conversationId: z.uuid().optional(),
  portalUserId: z
    .uuid()
    .optional()
    .describe('In whose name; needed where several people could have written it'),
  contactId: z.uuid().optional().describe('Whose number it is, where it belongs to no conversation yet'),
});

// ---- consent -----------------------------------------------------------------------------------------------------

export const contactTexting = z.object({
  texting: z.enum(['on', 'paused', 'off']),
  signInByNumber: z.boolean().describe('The firm lets clients without e-mail come to the portal by number'),
  numbers: z.array(
    z.object({
      number: z.string(),
      kind: z.enum(['mobile', 'either', 'other', 'invalid']),
      consent: z.enum(['in', 'out']).nullable(),
      consentAt: moment.nullable(),
      carrierBlocked: z.boolean(),
      problem: z.enum(['invalid', 'not_mobile', 'blocked']).nullable(),
    }),
  ),
  ledger: z.array(
    z.object({
      id: z.uuid(),
      number: z.string(),
      change: z.enum(['in', 'out']),
      channel: z.enum(['sms', 'portal', 'staff', 'carrier']),
      basis: z.string(),
      by: z.string().nullable(),
      at: moment,
    }),
  ),
  texts: z
    .array(z.object({ id: z.uuid(), number: z.string(), body: z.string(), at: moment, files: z.number() }))
    .describe('Put with the contact, and in no conversation; the newest'),
});
export type ContactTexting = z.infer<typeof contactTexting>;

export const consentInput = z.object({
  number: e164,
  change: z.enum(['in', 'out']),
  basis: z.string().trim().min(1).max(1000).describe('What the person said, and how'),
});

// ---- texts of a conversation -------------------------------------------------------------------------------------

export const textReason = z
  .enum([
    ...refusalReasons,
    'quiet_hours',
    'too_late',
    'opted_out_at_carrier',
    'invalid_number',
    'blocked',
    'country_off',
    'bad_sender',
    'no_route',
    'unregistered',
    'filtered',
    'unreachable',
    'queue_full',
    'unknown',
  ])
  .nullable();

export const conversationText = z.object({
  id: z.uuid(),
  messageId: z.uuid(),
  seq: z.number(),
  portalUserId: z.uuid().nullable(),
  name: z.string(),
  number: z.string(),
  sender: z.string(),
  linkOnly: z.boolean(),
  state: z.enum(textStates),
  reason: textReason,
  detail: z.string().describe('A sentence for people'),
  rules: z.array(z.string()).describe('Rows of the rules that decided'),
  errorCode: z.string().nullable(),
  heldUntil: moment.nullable(),
  history: z.array(z.object({ state: z.enum(textStates), at: moment })),
});
export type ConversationText = z.infer<typeof conversationText>;

export const textCheck = z.object({
  items: z.array(
    z.object({
      portalUserId: z.uuid(),
      name: z.string(),
      number: z.string(),
      refused: z.enum(refusalReasons).nullable(),
      detail: z.string(),
      heldUntil: moment.nullable(),
      linkOnly: z.boolean(),
      oneWay: z.boolean(),
      sender: z.string(),
    }),
  ),
});
export type TextCheck = z.infer<typeof textCheck>;

export const matterTextsInput = z.object({
  sensitive: z.boolean().describe('Texts hold a link and no words'),
});
export const matterTexts = matterTextsInput.extend({ texting: z.enum(['on', 'paused', 'off']) });
export type MatterTexts = z.infer<typeof matterTexts>;

export const portalTexting = z.object({
  texting: z.enum(['on', 'paused', 'off']).describe('Whether the firm sends texts at all'),
  numbers: z.array(z.object({ ending: z.string(), texts: z.boolean(), blocked: z.boolean() })),
});
export type PortalTexting = z.infer<typeof portalTexting>;

export const portalText = z.object({
  id: z.uuid(),
  at: moment,
  ...{ ending: z.string(), outcome: z.enum(['waiting', 'sent', 'arrived', 'failed']) },
  conversationId: z.uuid().nullable().describe('Where it stands whole; null: not for you to see any more'),
});
export type PortalText = z.infer<typeof portalText>;
