/** Connections as the API shows them. */
import { z } from 'zod';

export const grant = z.enum(['authorization_code', 'client_credentials']);
const moment = z.iso.datetime();

export const practiceSystem = z.object({
  kind: z.string(),
  label: z.string().describe('As people know it'),
  regions: z.array(z.object({ id: z.string(), label: z.string() })),
  grants: z.array(grant).describe('The first is the usual one'),
  needsApiKey: z.boolean(),
  redirectUri: z.string().describe('Must stand at the vendor exactly so'),
  refreshTokenDays: z.number().int().nullable().describe('After so long somebody must sign in again'),
  scopes: z
    .array(z.string())
    .describe('Asked for at sign-in; empty: chosen where the application is registered'),
  webhookByHand: z.string().nullable().describe('Where people enter the webhook’s address by hand'),
  otherAddressesAllowed: z.boolean().describe('Addresses on this machine are accepted: simulators'),
});

export const alarm = z.object({
  alarm: z.enum([
    'needs_attention',
    'grant_ends',
    'failed',
    'canary',
    'behind',
    'vendor_down',
    'silent',
    'hooks_silent',
    'webhook_refused',
    'webhook_by_hand',
  ]),
  /** In the vendor's or our own words; '' where the name says it. */
  detail: z.string(),
  at: moment.nullable(),
  count: z.number().int().nullable(),
});
export type Alarm = z.infer<typeof alarm>;

export const connection = z.object({
  id: z.uuid(),
  vendor: z.string(),
  label: z.string().describe('As people know the vendor'),
  name: z.string(),
  region: z.string(),
  regionLabel: z.string(),
  status: z.enum(['waiting', 'connecting', 'active', 'needs_attention', 'paused', 'disconnected']),
  statusDetail: z.string().describe('What stands in the way, in words; empty for members'),
  alarms: z.array(alarm).describe('What somebody should know, worst first'),
  grant,
  accountName: z.string().nullable(),
  accountUser: z.string().nullable().describe('In whose name the program works there'),
  logsSince: moment
    .nullable()
    .describe('Interactions from then on are logged there; null: it is only mirrored'),
  tokenExpiresAt: moment.nullable().describe('Renewed by itself'),
  grantExpiresAt: moment.nullable().describe('Until then somebody must sign in again'),
  lastSuccessAt: moment.nullable(),
  lastHookAt: moment.nullable(),
  lastCheck: z
    .object({
      at: moment,
      answered: z.boolean(),
      ms: z.number().int().nullable().describe('How long the answer took'),
      detail: z.string().describe('Why there was none; empty for members'),
    })
    .nullable()
    .describe('The last time that only asked whether all is well'),
  checking: z.boolean().describe('Somebody wanted to know, and it is being asked'),
  blockedUntil: moment.nullable().describe('Nothing is asked before'),
  failures: z.number().int().describe('In a row'),
  queue: z.object({
    waiting: z.number().int(),
    failed: z.number().int(),
    oldestWaitingAt: moment.nullable(),
  }),
  quota: z
    .object({
      used: z.number().int(),
      limit: z.number().int().nullable(),
      seconds: z.number().int().nullable(),
      left: z.number().int().nullable(),
      blockedUntil: moment.nullable(),
    })
    .describe('Requests that the vendor allows, of the window that is fullest'),
  subscription: z
    .object({
      status: z.enum(['active', 'refused', 'by_hand']),
      expiresAt: moment.nullable(),
      detail: z.string(),
    })
    .nullable()
    .describe('Its webhooks; null until asked for'),
  mirror: z.array(
    z.object({
      kind: z.string(),
      pass: z.enum(['whole', 'changes', 'idle']),
      done: z.number().int(),
      total: z.number().int().nullable(),
      firstDoneAt: moment.nullable(),
      upToDateAt: moment.nullable().describe('What changed there up to then is here'),
      linked: z.number().int(),
      missing: z
        .number()
        .int()
        .describe('Gone there as it seems: an administrator is asked before they go here'),
      error: z.string().nullable(),
    }),
  ),
  hookUrl: z.string().nullable().describe('null for members'),
  clientId: z.string().nullable().describe('null for members'),
  apiUrl: z.string().nullable().describe('In place of the vendor’s own; null for members'),
  createdAt: moment,
});

export const connectionWrite = z.object({
  id: z.uuid(),
  action: z.enum(['create', 'update', 'retire']),
  recordKind: z.string(),
  reference: z.string(),
  state: z.string(),
  failure: z.string().nullable(),
  detail: z.string().nullable().describe('In the vendor’s words'),
  logEntryId: z.uuid().nullable(),
  interactionId: z.uuid().nullable(),
  attempts: z.number().int(),
  createdAt: moment,
  sentAt: moment.nullable(),
  doneAt: moment.nullable(),
});

export const connectionPerson = z.object({
  externalId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  staffId: z.uuid().describe('Which of our staff it is'),
  suggestedStaffId: z
    .uuid()
    .nullable()
    .describe('Who has the same e-mail address, when that is somebody else'),
});
