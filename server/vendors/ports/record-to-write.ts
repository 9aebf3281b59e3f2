/** What is written to a practice system, and what stands there. */

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
   * Unique per write: "ML-7F3K9Q", "ML-7F3K9Q-2"; letters, digits and hyphens, so that it is told from one that begins alike.
   * It stands in a log's `text`, and the vendor puts it wherever its search finds it again (an external property, the
   * subject, the end of the text). A retry looks for it before it writes.
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
  /** All that is known of somebody who became a client; absent or null for one of whom call logging knows a number. */
  details?: ContactDetails | null | undefined;
}

/** As we keep it; '' where there is nothing. A person has names, a company `companyName`. */
export interface ContactDetails {
  firstName: string;
  lastName: string;
  companyName: string;
  /** E.164 where it could be read. */
  phones: readonly { number: string; label: string }[];
  emails: readonly { email: string; label: string }[];
  address: {
    line1: string;
    line2: string;
    town: string;
    county: string;
    postcode: string;
    country: string;
  } | null;
}
export interface ActivityCodeToWrite extends ToWrite {
  record: 'activity_code';
  label: string;
  description: string;
}

/** What a lead becomes. */
export interface MatterToWrite extends ToWrite {
  record: 'matter';
  title: string;
  description: string;
  matterType: ExternalRef | null;
  /** In their order; the first is the one that a vendor with room for a single client gets. */
  clients: readonly ExternalRef[];
  /** As the matter type names it: "Purchaser"; null: the vendor's own word for a client. */
  clientRole: string | null;
  personResponsible: ExternalRef | null;
  /** The contact who sent them. */
  referrer: ExternalRef | null;
  /** Day in the firm's zone, YYYY-MM-DD. */
  openedOn: string;
}

/** What is written on a matter at conversion. */
interface MatterRecord extends ToWrite {
  matter: ExternalRef;
}

/** Money of a quote's line. */
interface ChargeRecord extends MatterRecord {
  staff: ExternalRef | null;
  /** Day in the firm's zone, YYYY-MM-DD. */
  date: string;
  subject: string;
  text: string;
  /** Minor units, without VAT. */
  amount: number;
  /** Minor units of VAT on it, where the quote says so; absent or null: as the vendor reckons. */
  taxAmount?: number | null | undefined;
  /** ISO 4217. */
  currency: string;
  tax: 'standard' | 'zero' | 'exempt' | 'outside_scope';
  activityCode: string | null;
}
/** A fee at a price, not by time. */
export interface FixedFeeToWrite extends ChargeRecord {
  record: 'fixed_fee';
}
/** A disbursement. */
export interface CostRecoveryToWrite extends ChargeRecord {
  record: 'cost_recovery';
  /** `amount` is of all of them. */
  quantity: number;
}
export interface MatterMemoToWrite extends MatterRecord {
  record: 'matter_memo';
  staff: ExternalRef | null;
  /** Day in the firm's zone, YYYY-MM-DD. */
  date: string;
  subject: string;
  text: string;
}
export interface MatterDocumentToWrite extends MatterRecord {
  record: 'matter_document';
  file: FileToWrite;
}
/** Fields of the matter that the vendor keeps in a form of its own; those that it has no place for are left out. */
export interface LayoutToWrite extends MatterRecord {
  record: 'layout';
  layout: 'completion_details';
  /** By our names of fields (`exchangeDate`, `price`, …): dates YYYY-MM-DD, money "250000.00", yes and no "true", "false". */
  values: Readonly<Record<string, string>>;
}

/** A lead that became a matter, and what is written on it. */
export type OfMatterToWrite =
  | MatterToWrite
  | FixedFeeToWrite
  | CostRecoveryToWrite
  | MatterMemoToWrite
  | MatterDocumentToWrite
  | LayoutToWrite;

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
  | ActivityCodeToWrite
  | OfMatterToWrite;
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
