/**
 * The port between the product and a practice system (Smokeball, Clio Manage, Lawmatics, Zoho CRM): what is mirrored from
 * it, what is written to it, and how it lets us in. A vendor implements `PracticeSystem`; features know it only through this.
 *
 * Ids of the other side are opaque text, unique per kind; a vendor that keeps several things behind one of our kinds
 * (Zoho's contacts and leads) tells them apart inside its id ("Leads/5725767000000411001").
 */
import type { HookRequest } from '../ports.ts';
import type { DestinationPolicy } from './destination-policy.ts';

// ---------------------------------------------------------------------------------------------------------------
// What is mirrored: their records in our words
// ---------------------------------------------------------------------------------------------------------------

/** In the order in which they are pulled: each may name records of the kinds before it. */
export const mirrorKinds = [
  'staff',
  'matter_type',
  'stage',
  'activity_code',
  'contact',
  'matter',
  'party',
] as const;
export type MirrorKind = (typeof mirrorKinds)[number];

interface Mirrored {
  externalId: string;
  /** Changes when the record changes (etag, version id); null where the vendor has none. */
  version: string | null;
  /** ISO 8601 UTC; null where the vendor does not tell. */
  updatedAt: string | null;
  /** Deleted, merged away or archived there: it stays known here and is no longer matched or written to. */
  removed?: boolean;
  /** What the vendor's own writing needs later and nobody else understands (Smokeball's user id of a staff member). */
  extra?: Readonly<Record<string, string>>;
}

export interface MirroredStaff extends Mirrored {
  kind: 'staff';
  firstName: string;
  lastName: string;
  email: string | null;
  active: boolean;
  extension?: string;
  /** Direct numbers as written there. */
  numbers?: readonly string[];
}

export interface MirroredMatterType extends Mirrored {
  kind: 'matter_type';
  name: string;
}

export interface MirroredStage extends Mirrored {
  kind: 'stage';
  name: string;
  /** Stages of one set follow each other; a set has a name of its own or that of its matter type. */
  stageSet: { externalId: string; name: string };
  position: number;
  /** Matter types whose matters go through this set. */
  matterTypeIds: readonly string[];
}

export interface MirroredActivityCode extends Mirrored {
  kind: 'activity_code';
  label: string;
  description: string;
  /** Minor units an hour; null: the staff member's own. */
  rate: number | null;
  billable: boolean;
}

export interface MirroredContact extends Mirrored {
  kind: 'contact';
  type: 'person' | 'company' | 'group';
  /** A person has names, a company or group `companyName`; the rest is ''. */
  firstName: string;
  lastName: string;
  companyName: string;
  /** As they are written there, in the order of the vendor's fields; read and indexed by us. */
  phones: readonly { text: string; label: string; extension?: string; fax?: boolean }[];
  emails: readonly { email: string; label: string }[];
  /** External ids of a group's members. */
  memberIds?: readonly string[];
}

export interface MatterParty {
  /** External id of the contact. */
  contactId: string;
  role: string;
  isClient: boolean;
}

export interface MirroredMatter extends Mirrored {
  kind: 'matter';
  number: string;
  title: string;
  description: string;
  status: 'open' | 'pending' | 'closed';
  matterTypeId: string | null;
  stageId: string | null;
  /** External id of a staff member. */
  personResponsibleId: string | null;
  /** YYYY-MM-DD. */
  openedOn: string | null;
  closedOn: string | null;
  /** All of them; further ones may come as `party` where the vendor lists those apart. */
  parties: readonly MatterParty[];
}

/** One person on one matter, where the vendor lists them apart from the matter (Clio's relationships). */
export interface MirroredParty extends Mirrored {
  kind: 'party';
  matterId: string;
  contactId: string;
  role: string;
  isClient: boolean;
}

export type MirrorItem =
  | MirroredStaff
  | MirroredMatterType
  | MirroredStage
  | MirroredActivityCode
  | MirroredContact
  | MirroredMatter
  | MirroredParty;

/** One page of a pull; a page is one request, or very few. */
export interface PullPage {
  items: readonly MirrorItem[];
  /** Where to go on; opaque, stored after the items are. Null: that was the last page. */
  cursor: string | null;
  /** How many there are in all, where the vendor tells. */
  total?: number;
}

/** "Look at this one": what a webhook is good for. Nothing else of a webhook is believed. */
export interface ChangeHint {
  kind: MirrorKind;
  externalId: string;
}

/**
 * What a webhook of the practice system turned out to be. `failure` is a late "no" to an accepted write (Smokeball's `error`);
 * its id is the written record's `externalId` or the part of it after the last "/" (where a record is reached through its
 * matter, our id names both and the vendor's word only the record).
 */
export type PracticeEvent =
  | { outcome: 'hints'; eventType: string; hints: readonly ChangeHint[] }
  | { outcome: 'failure'; eventType: string; externalId: string; detail: string }
  | { outcome: 'ignored'; eventType: string }
  | { outcome: 'unreadable'; detail: string };

// ---------------------------------------------------------------------------------------------------------------
// What is written
// ---------------------------------------------------------------------------------------------------------------

/** A record of the other side that ours points to. */
export interface ExternalRef {
  id: string;
  extra: Readonly<Record<string, string>>;
}

/** A file to be handed over; opened as often as the upload is tried. */
export interface FileToWrite {
  name: string;
  contentType: string;
  sizeBytes: number;
  open(): Promise<ReadableStream<Uint8Array>>;
}

interface ToWrite {
  /**
   * Unique per write: "ML-7F3K9Q", "ML-7F3K9Q-2". It stands in `text`, and the vendor puts it wherever its search finds it
   * again (an external property, the subject). A retry looks for it before it writes.
   */
  reference: string;
}

/** What every record of an interaction has. */
interface LogRecord extends ToWrite {
  interaction: 'call' | 'sms' | 'fax';
  direction: 'inbound' | 'outbound' | 'internal';
  /** `answered`, `missed`, `voicemail`, `not_answered`, … as assembled. */
  outcome: string;
  subject: string;
  /** Plain text with our fence in it. */
  text: string;
  /** ISO 8601 UTC. */
  startedAt: string;
  endedAt: string | null;
  /** Day in the firm's zone, YYYY-MM-DD. */
  date: string;
  /** IANA zone of the firm. */
  timeZone: string;
  talkSeconds: number;
  party: { e164: string | null; name: string | null };
  contact: ExternalRef | null;
  matter: ExternalRef | null;
  /** Whose interaction it is. */
  staff: ExternalRef | null;
}

export interface FeeToWrite extends LogRecord {
  record: 'fee';
  workedMinutes: number;
  billedMinutes: number;
  billable: boolean;
  activityCode: string | null;
}
export interface TaskToWrite extends LogRecord {
  record: 'task';
  assignee: ExternalRef;
  /** YYYY-MM-DD. */
  dueOn: string;
}
export interface MemoToWrite extends LogRecord {
  record: 'memo';
}
export interface DocumentToWrite extends LogRecord {
  record: 'document';
  file: FileToWrite;
}
/** A call or text as the vendor's own kind of log line (Clio's communication, Zoho's call). */
export interface CommunicationToWrite extends LogRecord {
  record: 'communication';
}
/** One person's time, linked to the record that its plan wrote before it. */
export interface TimeEntryToWrite extends LogRecord {
  record: 'time_entry';
  billable: boolean;
  activityCode: string | null;
  /** External id of the communication or interaction of the same plan. */
  parentId: string | null;
}
export interface InteractionToWrite extends LogRecord {
  record: 'interaction';
}
export interface NoteToWrite extends LogRecord {
  record: 'note';
}
export interface AttachmentToWrite extends LogRecord {
  record: 'attachment';
  file: FileToWrite;
}
export interface ContactToWrite extends ToWrite {
  record: 'contact';
  /** A stand-in for missing contacts is a company with the firm's name. */
  type: 'person' | 'company';
  /** As the caller id said it, or the number in international format. */
  name: string;
  /** Null for a stand-in. */
  e164: string | null;
  /** ISO 3166-1 of the firm, for vendors that keep area code and number apart. */
  country: string;
}
export interface ActivityCodeToWrite extends ToWrite {
  record: 'activity_code';
  label: string;
  description: string;
}

export type RecordToWrite =
  | FeeToWrite
  | TaskToWrite
  | MemoToWrite
  | DocumentToWrite
  | CommunicationToWrite
  | TimeEntryToWrite
  | InteractionToWrite
  | NoteToWrite
  | AttachmentToWrite
  | ContactToWrite
  | ActivityCodeToWrite;
export type WrittenKind = RecordToWrite['record'];

export interface Written {
  externalId: string;
  version: string | null;
  /** False where the vendor accepted the record and makes it later (202): it is read back until it is there. */
  there: boolean;
  extra?: Readonly<Record<string, string>>;
}

/** A record as it stands there now. */
export interface RecordThere {
  externalId: string;
  version: string | null;
  subject: string;
  /** Plain text; null where the vendor keeps none with this kind. */
  text: string | null;
  /** Billed, finalised, locked: it may not be changed any more. */
  locked: boolean;
  /** Billed minutes of a fee, seconds of a time entry over 60: so that a person's change is seen. Absent elsewhere. */
  minutes?: number;
}

/**
 * Kept with one write between attempts, so that a write of several requests goes on where it was: saved before the
 * request whose result could not be found otherwise.
 */
export interface WriteProgress {
  saved: Readonly<Record<string, string>> | null;
  save(state: Readonly<Record<string, string>>): Promise<void>;
}

// ---------------------------------------------------------------------------------------------------------------
// The vendor
// ---------------------------------------------------------------------------------------------------------------

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
