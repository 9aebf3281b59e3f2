/**
 * The narrow ports between the product and the outside systems. A vendor's folder implements one of them; features
 * know vendors only through these types and the registry. A vendor imports this file and `kit/`, nothing else of ours.
 */
import { z } from 'zod';

// ---------------------------------------------------------------------------------------------------------------
// What a phone system tells us, in our words
// ---------------------------------------------------------------------------------------------------------------

/** One end of a call, text or fax, as the vendor described it. Nothing here is normalised yet. */
export const endPoint = z.object({
  /** The number as sent: E.164, national, a short extension, or absent. */
  number: z.string().optional(),
  /** The name that came with it (caller id, user name). */
  name: z.string().optional(),
  extension: z.string().optional(),
  /** The vendor's id of the user, queue, menu or device group behind this end. */
  providerUserId: z.string().optional(),
  email: z.string().optional(),
  /** True when the vendor says that the caller withheld the number. */
  withheld: z.boolean().optional(),
});
export type EndPoint = z.infer<typeof endPoint>;

/** A file that belongs to an interaction and is fetched later: recording, voicemail, MMS picture, fax document. */
export const artefact = z.object({
  kind: z.enum(['recording', 'voicemail', 'media', 'fax_document', 'transcript']),
  /** The vendor's id; (kind, id) is unique within one interaction. */
  id: z.string(),
  /** Where to fetch it; absent while the vendor has not said, or when `text` holds the content itself. */
  url: z.string().optional(),
  contentType: z.string().optional(),
  fileName: z.string().optional(),
  durationSeconds: z.number().nonnegative().optional(),
  /** The content itself, for short texts (a voicemail's transcript). */
  text: z.string().optional(),
});
export type Artefact = z.infer<typeof artefact>;

/**
 * One observation of one leg of a call. An interaction is assembled from the set of all observations of its session;
 * neither the order of arrival nor repetition may change the result, so an observation never says "change by", only
 * "at that moment it was so".
 */
export const callObservation = z.object({
  kind: z.literal('call'),
  /** Every id that ties legs into one session (session id, parent ids). Legs that share any link are one call. */
  links: z.array(z.string()).min(1),
  legId: z.string(),
  /** Orders observations of one leg; the vendor's sequence where there is one, else milliseconds of `at`. */
  sequence: z.number(),
  /** When it happened, ISO 8601 UTC. */
  at: z.string(),
  /** Of the call as the firm sees it, when this observation tells. */
  direction: z.enum(['inbound', 'outbound']).optional(),
  /**
   * Who is on this leg: `outside` the far party, `user` somebody of the firm, `group` a queue, ring group, office line
   * or menu. `unknown` when only the directory of the source can tell (RingCentral extension ids).
   */
  role: z.enum(['outside', 'user', 'group', 'unknown']),
  status: z.enum(['setup', 'ringing', 'answered', 'held', 'parked', 'voicemail', 'fax', 'ended']).optional(),
  /** The vendor's word for why, kept for the journey ("BlindTransfer", "NoAnswer"). */
  reason: z.string().optional(),
  /** The firm's end of this leg. */
  near: endPoint.optional(),
  /** The outside end. */
  far: endPoint.optional(),
  /** Absolute facts, where the vendor gives them instead of a stream of statuses. ISO 8601 UTC. */
  startedAt: z.string().optional(),
  answeredAt: z.string().optional(),
  endedAt: z.string().optional(),
  /** Human talk on this leg as the vendor counted it; wins over what the statuses add up to. */
  talkSeconds: z.number().nonnegative().optional(),
  /** From the vendor's call log, which is the truth once it exists: wins over events of the same leg. */
  fromCallLog: z.boolean().optional(),
  /** Both ends are the firm's, by the vendor's own word. */
  internal: z.boolean().optional(),
  missed: z.boolean().optional(),
  /** Blocked by the phone system. */
  blocked: z.boolean().optional(),
  /** The session is over even if not every leg was seen to end. */
  sessionEnded: z.boolean().optional(),
  artefacts: z.array(artefact).optional(),
});
export type CallObservation = z.infer<typeof callObservation>;

/** An SMS or MMS, or a later status of one. Same `messageId` again = the same message. */
export const messageObservation = z.object({
  kind: z.literal('message'),
  messageId: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  at: z.string(),
  /** Later states overwrite earlier ones by rank, never by arrival. */
  status: z.enum(['queued', 'sent', 'delivered', 'failed', 'received']).optional(),
  from: endPoint,
  to: z.array(endPoint),
  /** The user whose message it is, when the vendor tells. */
  near: endPoint.optional(),
  body: z.string().optional(),
  internal: z.boolean().optional(),
  artefacts: z.array(artefact).optional(),
});
export type MessageObservation = z.infer<typeof messageObservation>;

export const faxObservation = z.object({
  kind: z.literal('fax'),
  faxId: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  at: z.string(),
  status: z.enum(['sending', 'sent', 'received', 'failed']).optional(),
  from: endPoint,
  to: z.array(endPoint),
  near: endPoint.optional(),
  pages: z.number().int().nonnegative().optional(),
  artefacts: z.array(artefact).optional(),
});
export type FaxObservation = z.infer<typeof faxObservation>;

/**
 * A voicemail that the vendor announces without naming its call. It is attached to the call of the same numbers that
 * ended just before, or stands as a call of its own when there is none.
 */
export const voicemailObservation = z.object({
  kind: z.literal('voicemail'),
  voicemailId: z.string(),
  /** Call session ids, where the vendor does name them. */
  links: z.array(z.string()).optional(),
  at: z.string(),
  durationSeconds: z.number().nonnegative().optional(),
  from: endPoint,
  near: endPoint.optional(),
  artefacts: z.array(artefact),
});
export type VoicemailObservation = z.infer<typeof voicemailObservation>;

/** "Something changed, go and look": the source's next poll is brought forward. */
export const pollHint = z.object({
  kind: z.literal('hint'),
  what: z.enum(['messages', 'calls', 'users']),
  providerUserId: z.string().optional(),
});
export type PollHint = z.infer<typeof pollHint>;

export const observation = z.discriminatedUnion('kind', [
  callObservation,
  messageObservation,
  faxObservation,
  voicemailObservation,
  pollHint,
]);
export type Observation = z.infer<typeof observation>;

/**
 * What a stored event turned out to be. `ignored` is known and of no interest (named, counted); `unreadable` could not
 * be understood (kept, shown, counted). Both carry a short snake_case name and a sentence for people.
 */
export type Reading =
  | {
      outcome: 'observed';
      eventType: string;
      observations: Observation[];
      /** Paths of names that were too long to keep whole, for the log. */
      cut?: string[] | undefined;
    }
  | { outcome: 'ignored'; eventType: string; reason: string }
  | { outcome: 'unreadable'; reason: string; detail: string };

// ---------------------------------------------------------------------------------------------------------------
// Phone system port
// ---------------------------------------------------------------------------------------------------------------

/** A webhook request as it came, before anything is believed about it. Header names are lower case. */
export interface HookRequest {
  headers: Readonly<Record<string, string | undefined>>;
  rawBody: Buffer;
  /** The exact public URL that the vendor called, rebuilt from PUBLIC_URL and never from a Host header. */
  url: string;
}

/**
 * How a vendor proves that a request is its own: data for the one shared verifier (`kit/verify.ts`).
 * Every scheme refuses when no secret is configured.
 */
export type SignatureScheme =
  /** A configured token comes back in one of these headers (RingCentral). */
  | { scheme: 'header_token'; headers: readonly string[] }
  /** The whole body is a compact JWT, HS256 (Dialpad). */
  | { scheme: 'jwt_body'; algorithm: 'HS256' }
  /** HMAC-SHA1 over URL and sorted form parameters, or URL with bodySHA256 (Twilio). */
  | { scheme: 'twilio'; header: string }
  /** webhook-id, webhook-timestamp, webhook-signature (Standard Webhooks), with a replay window. */
  | { scheme: 'standard_webhooks'; toleranceSeconds: number };

/** What a vendor needs in order to call its API for one source. Secrets are open here and must not be logged. */
export interface SourceCredentials {
  /** Base of the vendor's API; overridable for staging and simulators. */
  apiUrl: string;
  authUrl?: string;
  clientId?: string;
  clientSecret?: string;
  apiKey?: string;
  accountId?: string;
  /** RingCentral JWT credential, or an OAuth refresh token, by the vendor's `grant`. */
  assertion?: string;
  accessToken?: string;
  refreshToken?: string;
  accessTokenExpiresAt?: string;
}

/** New tokens, to be stored before they are used. */
export interface TokenChange {
  accessToken: string;
  refreshToken?: string;
  accessTokenExpiresAt: string;
}

export interface VendorContext {
  credentials: SourceCredentials;
  fetch: typeof globalThis.fetch;
  now(): Date;
  /** Stores a new token pair durably; called under the source's lock, before the new token is used. */
  saveTokens(change: TokenChange): Promise<void>;
}

/** A vendor call fails in exactly these ways. */
export type VendorFailure =
  | { failure: 'unauthorised'; detail: string }
  | { failure: 'rate_limited'; retryAt: Date; detail: string }
  | { failure: 'not_found'; detail: string }
  | { failure: 'rejected'; detail: string }
  | { failure: 'unavailable'; detail: string };

export class VendorError extends Error {
  readonly problem: VendorFailure;
  constructor(problem: VendorFailure) {
    super(`${problem.failure}: ${problem.detail}`);
    this.name = 'VendorError';
    this.problem = problem;
  }
}

/** A user, queue or menu of the phone system: the source's directory, mapped to staff by the administrator. */
export interface ProviderUser {
  providerUserId: string;
  type: 'user' | 'group';
  name: string;
  email?: string;
  extension?: string;
  numbers: string[];
  active: boolean;
}

/** One page of catch-up. `items` have the vendor's own JSON; each goes through `readItem` like a stored event. */
export interface CatchUpPage {
  items: { eventId: string; eventType: string; body: unknown }[];
  /** Where to go on next time; opaque, stored only after the items are. */
  cursor: string;
  more: boolean;
}

/** One page of history; `items` as in `CatchUpPage`, and with the same ids for the same things. */
export interface HistoryPage {
  items: CatchUpPage['items'];
  /** Where to go on within the same period; opaque. Null: this was all of it. */
  next: string | null;
}

export interface SubscriptionState {
  subscriptionId: string;
  status: 'active' | 'refused' | 'ended';
  /** ISO 8601; absent when it never ends. */
  expiresAt?: string;
  /** Filters that the vendor refused, with its words. */
  refused: { filter: string; detail: string }[];
}

/** The vendor's API, for one source. Which of the optional abilities exist is told by `PhoneSystem.abilities`. */
export interface PhoneSystemClient {
  /** Calls, texts and faxes since the cursor (null: since `since`), oldest first. */
  catchUp?(cursor: string | null, since: Date): Promise<CatchUpPage>;
  /**
   * What began within a period (`since` counts, `until` does not; whole seconds), a small page at a time: few requests,
   * since live traffic has the same budget. A page token that the vendor no longer knows is `rejected` or `not_found`.
   */
  history?(period: { since: Date; until: Date }, page: string | null): Promise<HistoryPage>;
  listUsers?(): Promise<ProviderUser[]>;
  /** Streams one artefact; never sends the credential to a host that is not the vendor's. */
  fetchArtefact?(file: Artefact): Promise<{ contentType: string; body: ReadableStream<Uint8Array> }>;
  /** Creates or renews the webhook subscription for `hookUrl`; idempotent. */
  ensureSubscription?(options: {
    hookUrl: string;
    secret: string;
    existing: string | null;
    users: ProviderUser[];
  }): Promise<SubscriptionState>;
}

export interface PhoneSystem {
  kind: string;
  /** As people know it: "RingCentral". */
  label: string;
  abilities: {
    webhook: boolean;
    catchUp: boolean;
    users: boolean;
    media: boolean;
    subscribe: boolean;
  };
  /** Set when the client has `history`: what it lists, and how long to wait between its pages. */
  history?: { lists: readonly ('calls' | 'texts' | 'faxes')[]; pauseSeconds: number };
  defaults: { apiUrl: string };
  signature: SignatureScheme;
  /** Answers a vendor's handshake without storing anything; null when this is not one. Called before verification. */
  handshake?(request: HookRequest): { status: number; headers: Record<string, string>; body: string } | null;
  /** The vendor's own id of this delivery, or null when it gives none (then the body's hash is used). Cheap; may throw. */
  eventId(request: HookRequest): string | null;
  /** What to answer after storing (Twilio wants TwiML). Default: 200 with an empty JSON object. */
  acknowledgement?: { contentType: string; body: string };
  /** Reads one stored webhook event. Pure; never throws for any input. */
  readEvent(event: {
    contentType: string;
    rawBody: Buffer;
    /** ISO 8601 UTC; the time of what carries no time of its own (Twilio's texts). */
    receivedAt: string;
  }): Reading;
  /** Reads one item of `catchUp`. Pure; never throws. */
  readItem?(item: { eventType: string; body: unknown }): Reading;
  client?(context: VendorContext): PhoneSystemClient;
}

export * from './ports/change.ts';
export * from './ports/destination-policy.ts';
export * from './ports/message-sender.ts';
export * from './ports/mirrored.ts';
export * from './ports/onboarding.ts';
export * from './ports/practice-system.ts';
export * from './ports/record-to-write.ts';
export * from './ports/speech.ts';
