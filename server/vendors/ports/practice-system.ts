/**
 * The port between the product and a practice system (Smokeball, Clio Manage, Lawmatics, Zoho CRM): what is mirrored from
 * it, what is written to it, and how it lets us in. A vendor implements `PracticeSystem`; features know it only through this.
 *
 * Ids of the other side are opaque text, unique per kind; a vendor that keeps several things behind one of our kinds
 * (Zoho's contacts and leads) tells them apart inside its id ("Leads/5725767000000411001").
 */
import type { HookRequest } from '../ports.ts';
import type { ChangeKind, ChangeMade, ChangeToMake, LayoutTexts } from './change.ts';
import type { DestinationPolicy } from './destination-policy.ts';
import type { MirroredContact, MirrorItem, MirrorKind, PracticeEvent, PullPage } from './mirrored.ts';
import type {
  ExternalRef,
  LayoutToWrite,
  RecordThere,
  RecordToWrite,
  WriteProgress,
  Written,
  WrittenKind,
} from './record-to-write.ts';

/** Base addresses of one region; each can be overridden per connection (staging, simulator). */
export interface Region {
  id: string;
  label: string;
  apiUrl: string;
  authUrl: string;
  /** Where files are sent, when the vendor has one fixed place. */
  uploadUrl?: string;
}

/** How the vendor's OAuth 2.0 differs from the next vendor's, as data for the one shared flow (`kit/oauth.ts`). */
export interface SignInFacts {
  grants: readonly ('authorization_code' | 'client_credentials')[];
  /** Paths on the region's `authUrl`, or on `apiUrl` where `tokenOn` says so. */
  authorizePath: string;
  tokenPath: string;
  tokenOn?: 'authUrl' | 'apiUrl';
  /** Ends the grant on disconnect, where the vendor has that. */
  revoke?: { path: string; token: 'access' | 'refresh'; bearer: boolean; in: 'form' | 'query' };
  /** S256. */
  pkce: boolean;
  clientAuthentication: 'basic' | 'body';
  /** Empty: the vendor knows the application's scopes itself. */
  scopes: readonly string[];
  scopeSeparator: ' ' | ',';
  authorizeParameters?: Readonly<Record<string, string>>;
  /** False: a token answer without `expires_in` lives until it is revoked. */
  accessTokenEnds: boolean;
  /** How long a refresh token lives from its issue, days; null: until revoked. The firm is warned before it ends. */
  refreshTokenDays: number | null;
  /** The vendor wants a key of the application beside the token (`x-api-key`). */
  apiKey: boolean;
  /** Where the answers name the firm's own hosts (Zoho): fields of the token answer and of the redirect. */
  hostsFrom?: { apiUrlInToken?: string; authUrlInRedirect?: string };
}

/** Requests allowed, exactly: at most `limit` in any `seconds`. All that hold count. */
export interface BudgetFacts {
  windows: readonly { limit: number; seconds: number }[];
  /** At most so many under way at once. */
  concurrency?: number;
  /** Who shares it: every connection with the same application key, or each token (account) for itself. */
  per: 'client' | 'connection';
  /** What the vendor says is left, from an answer's headers; null when it says nothing. */
  readRemaining?(headers: Headers): { remaining: number; resetAt: Date | null } | null;
}

/** How a practice system's webhook proves itself; every scheme refuses when no secret is known. */
export type PracticeSignature =
  | {
      scheme: 'hmac_sha256';
      header: string;
      /** Stands before the hex digits, e.g. `sha256=`. */
      prefix: string;
      /** The signed bytes; `clientId` is the connection's. Null when a part of them is missing. */
      message(request: HookRequest, clientId: string): string | Buffer | null;
      /** When it was sent, by the request's own word; older than the tolerance is refused. Null: not told. */
      sentAt?(request: HookRequest): Date | null;
      toleranceSeconds?: number;
    }
  /** A secret of ours comes back in the body's field; nothing else is signed. */
  | { scheme: 'body_token'; field: string };

export interface SubscriptionToKeep {
  hookUrl: string;
  secret: string;
  /** What `ensureSubscription` answered last; null at first. */
  existing: PracticeSubscription | null;
}

export interface PracticeSubscription {
  ids: readonly string[];
  status: 'active' | 'refused' | 'by_hand';
  /** ISO 8601 UTC of the first that ends; null: never. */
  expiresAt: string | null;
  /** Secrets that the vendor chose itself, by subscription id (Clio). Sealed by us. */
  secrets?: Readonly<Record<string, string>>;
  /** For people, when something must be done by hand or was refused. */
  detail: string;
}

/** Open credentials of one connection. Must not be logged. */
export interface PracticeCredentials {
  apiUrl: string;
  authUrl: string;
  uploadUrl: string | null;
  clientId: string;
  apiKey: string | null;
}

export interface PracticeContext {
  credentials: PracticeCredentials;
  /** A token that should still be good; throws `unauthorised` when there is none any more. */
  token(): Promise<string>;
  /** A new token in place of `refused`. One renewal at a time across all processes; stored before it is used. */
  renewToken(refused: string): Promise<string>;
  /** Takes each request from the connection's budget, in the order of priorities, and waits for it a little. */
  fetch: typeof globalThis.fetch;
  now(): Date;
  /** ISO 3166-1 of the firm, for reading numbers. */
  country: string;
  /** ISO 4217 of the firm's money. */
  currency: string;
}

export interface PracticeSystemClient {
  /** Who let us in; also the test of a connection. */
  whoAmI(): Promise<{ accountId: string; accountName: string; userName: string }>;

  /** Pages through a kind. `since` (ISO 8601 UTC) null: all of them; else what changed from then on, where the vendor can tell. */
  pull(kind: MirrorKind, from: { cursor: string | null; since: string | null }): Promise<PullPage>;
  /** One record as it is now; null when it is not there for us (any more). */
  fetchOne(kind: MirrorKind, externalId: string): Promise<MirrorItem | null>;
  /** The vendor's own search, asked once before a contact is created; every hit holds exactly this number, checked. */
  findContactsByPhone(e164: string): Promise<MirroredContact[]>;

  /**
   * Writes one record. Throws `VendorError`; after `unavailable` nobody knows whether it was written.
   * `rejected` must mean that nothing was.
   */
  write(record: RecordToWrite, progress: WriteProgress): Promise<Written>;
  /** What an earlier attempt left there, by its reference; null when nothing is found (yet). */
  findByReference(record: RecordToWrite, progress: WriteProgress): Promise<Written | null>;
  /** The record as it stands; null when it is not there (yet, or any more). */
  read(record: RecordToWrite, externalId: string): Promise<RecordThere | null>;
  /** Brings an existing record to what `record` says. `version` is the one that was read: `conflict` when it changed since. */
  update(
    record: RecordToWrite,
    externalId: string,
    version: string | null,
  ): Promise<Written | { conflict: true }>;
  /** Takes a record out: removed, or (a task whose work is done elsewhere) completed. Already gone is fine. */
  retire(record: RecordToWrite, externalId: string, how: 'remove' | 'complete'): Promise<void>;

  /** Makes a change where what it expects still stands. Throws `VendorError`; done twice it is done once. */
  change?(change: ChangeToMake): Promise<ChangeMade>;
  /**
   * A form of the matter as it stands there, those of `names` that it has a place for. Null: this matter has no such form.
   * Absent where the vendor has none.
   */
  readLayoutTexts?(
    matter: ExternalRef,
    layout: LayoutToWrite['layout'],
    names: readonly string[],
  ): Promise<LayoutTexts | null>;

  /** Creates, renews or finds again the webhook subscription; idempotent. Absent where it is set up by hand. */
  ensureSubscription?(wanted: SubscriptionToKeep): Promise<PracticeSubscription>;
  removeSubscription?(existing: PracticeSubscription): Promise<void>;
}

export interface PracticeSystem {
  /** `smokeball`, as in URLs and the database. */
  kind: string;
  /** As people know it: "Smokeball". */
  label: string;
  regions: readonly [Region, ...Region[]];
  signIn: SignInFacts;
  budget: BudgetFacts;
  /** What a call, a text and a fax become there: a row of call-logging.md §6. */
  policy: DestinationPolicy;
  /** Kinds that can be pulled, and whether only changes can be asked for; the others are pulled whole each night. */
  pulls: Readonly<Partial<Record<MirrorKind, { changesSince: boolean }>>>;
  writes: readonly WrittenKind[];
  /** What can be changed there after it was written. Absent: nothing. */
  changes?: readonly ChangeKind[];
  /** A matter cannot be made there without one of its types. Absent: it can. */
  matterNeedsType?: true;
  /**
   * How long after a request a record may still be invisible to `findByReference` and `read`. Before that, "not found"
   * proves nothing and nothing is written again. Seconds.
   */
  visibleWithinSeconds: number;
  /** Where people set up the webhook by hand, in a sentence; absent where `ensureSubscription` does it. */
  webhookByHand?: string;
  signature: PracticeSignature | null;
  /** The vendor's handshake on its webhook address; null when this is not one. It comes before any secret is known. */
  handshake?(request: HookRequest): {
    status: number;
    headers: Record<string, string>;
    body: string;
    secret?: { id: string; value: string };
  } | null;
  /** Reads one webhook. Pure; never throws. */
  readEvent(request: HookRequest): PracticeEvent;
  /** Page of a record in the vendor's own app; null where no address is documented. */
  urlOf(record: WrittenKind | MirrorKind, externalId: string, at: { apiUrl: string }): string | null;
  client(context: PracticeContext): PracticeSystemClient;
}
