/** What is mirrored from a practice system: its records in our words, and the pages in which they come. */

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
  /** The reference that we wrote it with, where the vendor gives it back. */
  reference?: string;
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

/** As it is written there; '' where the vendor has nothing. */
export interface MirroredAddress {
  label: string;
  line1: string;
  line2: string;
  town: string;
  /** County, state or province. */
  county: string;
  postcode: string;
  country: string;
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
  addresses: readonly MirroredAddress[];
  /** External ids of a group's members. */
  memberIds?: readonly string[];
}

/** Who sent the client: a contact of this role on a matter is one of the firm's referrers. */
export const referrerRole = 'Referrer';

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
  /** `layout`: a form of the matter `externalId`. */
  kind: MirrorKind | 'layout';
  externalId: string;
}

/**
 * What a webhook of the practice system turned out to be. `failure` is a late "no" to an accepted write (Smokeball's `error`);
 * its id is the written record's `externalId` or the part of it after the last "/" (where a record is reached through its
 * matter, our id names both and the vendor's word only the record).
 */
export type PracticeEvent =
  | {
      outcome: 'hints';
      eventType: string;
      hints: readonly ChangeHint[];
      /** The reference of the write that caused it, where the vendor tells it again: an echo. */
      causedBy?: string;
    }
  | { outcome: 'failure'; eventType: string; externalId: string; detail: string }
  | { outcome: 'ignored'; eventType: string }
  | { outcome: 'unreadable'; detail: string };
