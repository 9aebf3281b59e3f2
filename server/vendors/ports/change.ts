/**
 * What people change on both sides: details of a contact, a form of a matter, where a matter stands. A change says what stood
 * there when it was decided, and is made only where that still stands: whoever was faster there is never overwritten, and the
 * same change made twice is made once.
 */
import type { ContactDetails, ExternalRef } from './record-to-write.ts';

export const changeKinds = ['contact', 'layout', 'matter_stage'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Details of a contact, each changed as a whole. */
export interface ContactFields {
  name: { firstName: string; lastName: string; companyName: string };
  /** As they are written; the first one is the main one. */
  phones: readonly { number: string; label: string }[];
  emails: readonly { email: string; label: string }[];
  address: ContactDetails['address'];
}

interface ToChange {
  /** Told again with the webhook that the change causes, where the vendor does that: an echo is known by it. */
  operationId: string;
}

export interface ContactChange extends ToChange {
  change: 'contact';
  contact: ExternalRef;
  from: Readonly<Partial<ContactFields>>;
  to: Readonly<Partial<ContactFields>>;
}

/** By our names of fields: dates YYYY-MM-DD, money "250000.00", yes and no "true", "false"; null: empty. */
export type LayoutTexts = Readonly<Record<string, string | null>>;

export interface LayoutChange extends ToChange {
  change: 'layout';
  matter: ExternalRef;
  layout: 'completion_details';
  from: LayoutTexts;
  to: LayoutTexts;
}

export interface MatterStageChange extends ToChange {
  change: 'matter_stage';
  matter: ExternalRef;
  from: ExternalRef | null;
  to: ExternalRef;
}

export type ChangeToMake = ContactChange | LayoutChange | MatterStageChange;

/** Names of what was left alone, because it said something else by now; a field that says `to` already is made. */
export interface ChangeMade {
  left: readonly string[];
}
