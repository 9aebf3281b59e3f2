/** What the API tells of onboarding. */
import { z } from 'zod';
import {
  onboardingAsks,
  onboardingOrderKinds,
  onboardingOrderStatuses,
  onboardingPapers,
  onboardingResults,
  onboardingTaskStatuses,
  onboardingTaskTypes,
} from '../../vendors/ports.ts';
import { renewals, standings } from './decide.ts';

const moment = z.iso.datetime();

export const onboardingSettings = z.object({
  connected: z.boolean(),
  provider: z.string(),
  label: z.string().describe('As people know the service; the name of the matter’s tab'),
  status: z.enum(['active', 'paused']).nullable().describe('null: not connected'),
  baseUrl: z.string(),
  hasKey: z.boolean(),
  hookUrl: z.string().nullable(),
  ordersMakeCosts: z.boolean(),
  test: z.object({
    state: z.enum(['none', 'waiting', 'ok', 'failed']),
    detail: z.string(),
    at: moment.nullable(),
  }),
  trouble: z.string().describe('Why nothing is asked at the moment; empty when all is well'),
  restUntil: moment.nullable(),
  polledAt: moment.nullable(),
  lastHookAt: moment.nullable(),
  counts: z.object({
    workspaces: z.int(),
    waiting: z.int().describe('Not made there yet'),
    failed: z.int(),
    unmatched: z.int(),
    unreadable: z.int().describe('Webhooks of the last 30 days that could not be read'),
  }),
  unreadable: z.array(z.object({ at: moment, detail: z.string() })).describe('The newest of them'),
  revision: z.int(),
});
export type OnboardingSettings = z.infer<typeof onboardingSettings>;

export const secretShown = z.object({
  settings: onboardingSettings,
  secret: z.string().describe('Of the webhook’s signature; shown this once'),
});

const paper = z.object({
  id: z.string().describe('The provider’s'),
  name: z.string(),
  state: z
    .enum(['reference', 'not_yet', 'waiting', 'done', 'failed', 'kept_elsewhere'])
    .describe('`reference`: it stays at the provider'),
  documentId: z.uuid().nullable().describe('The copy on the matter'),
  detail: z.string(),
});
export type Paper = z.infer<typeof paper>;

export const decisionShown = z.object({
  id: z.uuid(),
  result: z.enum(['refer', 'fail']),
  decision: z.enum(['accept', 'reject']),
  reason: z.string(),
  staffName: z.string(),
  at: moment,
  holds: z.boolean().describe('It is the newest one of the result that stands now'),
});

export const taskShown = z.object({
  id: z.string(),
  type: z.enum(onboardingTaskTypes),
  clientId: z.string().nullable(),
  clientName: z.string().nullable(),
  form: z.string().nullable(),
  paper: z.enum(onboardingPapers).nullable(),
  label: z.string(),
  status: z.enum(onboardingTaskStatuses),
  completedAt: moment.nullable(),
  result: z.enum(onboardingResults).nullable(),
  detail: z.string(),
  sourceRef: z.string().nullable(),
  renewalOn: z.iso.date().nullable(),
  renewal: z.enum(renewals).nullable().describe('`due_soon`: within 30 days'),
  standing: z.enum(standings),
  decisions: z.array(decisionShown).describe('Newest first'),
  documents: z.array(paper),
});

const money = z.object({ net: z.int(), vat: z.int(), gross: z.int(), currency: z.string() });

export const orderShown = z.object({
  id: z.string(),
  product: z.string(),
  kind: z.enum(onboardingOrderKinds),
  status: z.enum(onboardingOrderStatuses),
  price: money.nullable().describe('Minor units'),
  orderedAt: moment.nullable(),
  returnedAt: moment.nullable(),
  cost: z
    .object({
      costRecoveryId: z.uuid().nullable(),
      sent: z.boolean().describe('It went to the system that keeps the matter'),
      skipped: z.enum(['switched_off', 'kept_elsewhere', 'other_currency']).nullable(),
    })
    .nullable()
    .describe('null: nothing is due yet'),
  documents: z.array(paper),
});

export const clientStages = ['not_invited', 'invited', 'opened', 'completed'] as const;

export const workspaceShown = z.object({
  id: z.uuid(),
  label: z.string().describe('The provider’s name'),
  state: z.enum(['waiting', 'live', 'failed']),
  detail: z.string().describe('Why it failed'),
  connected: z.boolean().describe('Its provider can be asked'),
  url: z.string().nullable(),
  matterId: z.uuid().nullable(),
  leadId: z.uuid().nullable(),
  matchedByHand: z.boolean(),
  startedBy: z.string().nullable(),
  startedAt: moment,
  toldAt: moment.nullable().describe('When the provider last told something new'),
  decisionsNeeded: z.int(),
  clients: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      email: z.string().nullable(),
      stage: z.enum(clientStages),
      at: moment.nullable().describe('Since when'),
    }),
  ),
  tasks: z.array(taskShown),
  orders: z.array(orderShown),
});
export type WorkspaceShown = z.infer<typeof workspaceShown>;
export type TaskShown = z.infer<typeof taskShown>;
export type OrderShown = z.infer<typeof orderShown>;

/** A client who can be invited, or why not. */
export const candidate = z.object({
  contactId: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  mobile: z.string().nullable().describe('E.164'),
});
export type Candidate = z.infer<typeof candidate>;

export const caseOnboarding = z.object({
  provider: z
    .object({ label: z.string(), paused: z.boolean() })
    .nullable()
    .describe('null: none is connected'),
  mayStart: z.boolean().describe('Connected, and nothing was started for this case'),
  candidates: z.array(candidate),
  workspaces: z.array(workspaceShown),
});
export type CaseOnboarding = z.infer<typeof caseOnboarding>;

export const startInput = z.object({
  clients: z.array(z.uuid()).min(1).max(20).describe('Contacts of the case'),
  asks: z.array(z.enum(onboardingAsks)).min(1).max(onboardingAsks.length),
});
export type StartInput = z.infer<typeof startInput>;

export const decisionInput = z.object({
  taskId: z.string().min(1).max(200),
  result: z.enum(['refer', 'fail']).describe('As seen; refused when it is another by now'),
  completedAt: moment.nullable().describe('As seen'),
  decision: z.enum(['accept', 'reject']),
  reason: z.string().trim().min(1).max(2000),
});
export type DecisionInput = z.infer<typeof decisionInput>;

export const matchInput = z.discriminatedUnion('to', [
  z.object({ to: z.literal('matter'), matterId: z.uuid() }),
  z.object({ to: z.literal('nowhere') }).describe('It leaves the list'),
]);
export type MatchInput = z.infer<typeof matchInput>;

/** A line of the list of what waits for a person. */
export const workspaceLine = z.object({
  id: z.uuid(),
  label: z.string(),
  names: z.array(z.string()),
  matterId: z.uuid().nullable(),
  leadId: z.uuid().nullable(),
  caseTitle: z.string().nullable().describe('Of the matter or lead'),
  decisionsNeeded: z.int(),
  toldAt: moment.nullable(),
});

export const onboardingCounts = z.object({
  label: z.string().nullable().describe('null: no service is connected'),
  decisions: z.int().describe('Results that wait for a person, of what you may see'),
  unmatched: z.int(),
});
