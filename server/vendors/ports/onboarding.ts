/** What a service for client onboarding and searches is to us: identity checks, forms, papers to sign, orders. */
import { z } from 'zod';
import type { HookRequest, SignatureScheme } from '../ports.ts';

/** `aml`: money-laundering screening · `sof`: source of funds. */
export const onboardingTaskTypes = ['id', 'address', 'aml', 'sof', 'form', 'sign'] as const;
export type OnboardingTaskType = (typeof onboardingTaskTypes)[number];

/** Of these only the result is known here: their papers show a person's passport, face or account. */
export const identityTypes: readonly OnboardingTaskType[] = ['id', 'address', 'aml', 'sof'];

export const onboardingTaskStatuses = [
  'not_sent',
  'sent',
  'in_progress',
  'complete',
  'expired',
  'failed',
] as const;
export const onboardingResults = ['pass', 'refer', 'fail'] as const;
export const onboardingPapers = ['client_care', 'contract', 'transfer', 'mortgage_deed', 'other'] as const;
export const onboardingOrderKinds = ['search', 'title', 'other'] as const;
export const onboardingOrderStatuses = ['ordered', 'returned', 'cancelled', 'failed'] as const;

const moment = z.iso.datetime().nullable();

export const onboardingDocument = z.object({
  id: z.string(),
  name: z.string(),
  /** The matter may have a copy; false: the provider keeps it, and only its reference is known here. */
  copied: z.boolean(),
});
export type OnboardingDocument = z.infer<typeof onboardingDocument>;

export const onboardingTask = z.object({
  id: z.string(),
  type: z.enum(onboardingTaskTypes),
  /** Of the provider's client; null: of no one person. */
  clientId: z.string().nullable(),
  /** `TA6` of a form. */
  form: z.string().nullable(),
  /** What is to be signed. */
  paper: z.enum(onboardingPapers).nullable(),
  label: z.string(),
  status: z.enum(onboardingTaskStatuses),
  completedAt: moment,
  result: z.enum(onboardingResults).nullable(),
  /** Why, in the provider's words. */
  detail: z.string(),
  /** The provider's number of the check, as evidence. */
  sourceRef: z.string().nullable(),
  /** YYYY-MM-DD: from then on the check counts no more. */
  renewalOn: z.iso.date().nullable(),
  documents: z.array(onboardingDocument),
});
export type OnboardingTask = z.infer<typeof onboardingTask>;

export const onboardingOrder = z.object({
  id: z.string(),
  product: z.string(),
  kind: z.enum(onboardingOrderKinds),
  status: z.enum(onboardingOrderStatuses),
  /** Minor units; null: not known yet. */
  price: z.object({ net: z.int(), vat: z.int(), gross: z.int(), currency: z.string() }).nullable(),
  orderedAt: moment,
  returnedAt: moment,
  documents: z.array(onboardingDocument),
});
export type OnboardingOrder = z.infer<typeof onboardingOrder>;

export const onboardingClient = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  invitedAt: moment,
  openedAt: moment,
  completedAt: moment,
});

/** All that is known of one workspace at one moment: what comes later stands in its place whole. */
export const onboardingWorkspace = z.object({
  id: z.string(),
  /** Ours, as given when it was made; null: somebody made it at the provider. */
  reference: z.string().nullable(),
  /** Counts up with every change there. */
  version: z.int(),
  updatedAt: z.iso.datetime(),
  /** Its page at the provider, https. */
  url: z.string().nullable(),
  clients: z.array(onboardingClient),
  tasks: z.array(onboardingTask),
  orders: z.array(onboardingOrder),
});
export type OnboardingWorkspace = z.infer<typeof onboardingWorkspace>;

/** What one webhook turned out to be. `changed`: it does not say how; the workspace is asked for. */
export type OnboardingReading =
  | { outcome: 'workspace'; workspace: OnboardingWorkspace }
  | { outcome: 'changed'; workspaceId: string }
  | { outcome: 'unreadable'; reason: string; detail: string };

export const onboardingAsks = ['id', 'address', 'aml', 'sof', 'TA6', 'TA7', 'TA10'] as const;
export type OnboardingAsk = (typeof onboardingAsks)[number];

export interface NewOnboardingWorkspace {
  /** The same on every try: the provider makes one workspace of it. */
  reference: string;
  title: string;
  clients: readonly { reference: string; name: string; email: string; mobile: string }[];
  asks: readonly OnboardingAsk[];
}

export interface OnboardingPage {
  workspaces: OnboardingWorkspace[];
  /** Those that could not be understood, in words. */
  unreadable: string[];
  /** The page after; null: this was the last. */
  next: string | null;
}

/** Every call throws a VendorError when it fails. */
export interface OnboardingClient {
  /** Answers the provider's id; what is in it is told later. */
  createWorkspace(wanted: NewOnboardingWorkspace): Promise<{ id: string }>;
  findByReference(reference: string): Promise<{ id: string } | null>;
  fetchWorkspace(id: string): Promise<OnboardingWorkspace>;
  /** What changed at or after `since`, in an order that stays the same. */
  listChangedSince(since: Date, after: string | null): Promise<OnboardingPage>;
  fetchDocument(workspaceId: string, documentId: string): Promise<Uint8Array>;
  /** The name of the account that the key opens. */
  testConnection(): Promise<{ account: string }>;
}

export interface OnboardingConnection {
  baseUrl: string;
  apiKey: string | null;
  /** Guarded and bounded by the caller. */
  fetch: typeof globalThis.fetch;
  now(): Date;
}

export interface OnboardingProvider {
  kind: string;
  /** As people know it: the name of the matter's tab. */
  label: string;
  signature: SignatureScheme;
  /** The sender's own id of a delivery; null: it gave none. */
  eventId(request: HookRequest): string | null;
  /** Reads one webhook. Pure; never throws for any input. */
  readEvent(rawBody: Buffer): OnboardingReading;
  client(connection: OnboardingConnection): OnboardingClient;
}
