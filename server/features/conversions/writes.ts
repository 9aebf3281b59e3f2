/** The steps of a conversion as intents for the practice system that keeps the matter. Pure: ids come from the caller. */
import type { WrittenKind } from '../../vendors/ports.ts';
import type { NewWrite, PlannedRecord } from '../destinations/index.ts';
import { type ConversionStep, stepKinds } from './plan.ts';

export interface ContactDetails {
  kind: 'person' | 'company' | 'group';
  displayName: string;
  firstName: string;
  lastName: string;
  companyName: string;
  phones: readonly { text: string; label: string; e164: string | null }[];
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

export interface WriteFacts {
  conversionId: string;
  connectionId: string;
  /** "1042-1-v2": the quote and its version; or the lead's number. Stands in every reference. */
  reference: string;
  matterId: string;
  title: string;
  matterTypeId: string | null;
  personResponsibleId: string;
  clientRole: string;
  /** ISO 3166-1 and 4217 of the firm; YYYY-MM-DD of today. */
  country: string;
  currency: string;
  today: string;
  /** What the system takes. */
  writes: readonly WrittenKind[];
  /** Contacts that it does not know, with what is known of them. Those that are missing here are there, or on their way. */
  toMake: ReadonlyMap<string, ContactDetails>;
  pdf: { sha256: Buffer; sizeBytes: number } | null;
}

export interface PlannedWrite {
  /** Of the steps given. */
  position: number;
  write: NewWrite;
}

const kindOf: Readonly<Record<ConversionStep['step'], WrittenKind>> = {
  contact: 'contact',
  referrer: 'contact',
  matter: 'matter',
  layout: 'layout',
  fee: 'fixed_fee',
  cost_recovery: 'cost_recovery',
  memo: 'matter_memo',
  document: 'matter_document',
};

/** Which steps a system can take. */
export function stepsTaken(writes: readonly WrittenKind[]): ConversionStep['step'][] {
  return stepKinds.filter((step) => writes.includes(kindOf[step]));
}

/**
 * One write a step, each with a reference of its own that is the same on every try; the matter follows its contacts, and
 * everything else the matter. `skipped`: positions of what the system does not take.
 */
export function planWrites(
  steps: readonly ConversionStep[],
  facts: WriteFacts,
  newId: () => string,
): { writes: PlannedWrite[]; skipped: Set<number> } {
  const skipped = new Set<number>();
  const writes: PlannedWrite[] = [];
  let afterContacts: string | null = null;
  let matterWrite: string | null = null;
  for (const [position, step] of steps.entries()) {
    if (!facts.writes.includes(kindOf[step.step])) {
      skipped.add(position);
      continue;
    }
    const record = recordOf(step, steps, facts);
    if (!record) continue;
    const id = newId();
    const onContact = step.step === 'contact' || step.step === 'referrer';
    writes.push({
      position,
      write: {
        id,
        connectionId: facts.connectionId,
        logEntryId: null,
        contactId: onContact ? step.contactId : null,
        matterId: onContact ? null : facts.matterId,
        conversionId: facts.conversionId,
        action: 'create',
        // The contact's own: a call that needs it there waits for the same write.
        reference: onContact ? `contact-${step.contactId}` : `ML-${facts.reference}-${position}`,
        record,
        targetId: null,
        afterId: step.step === 'matter' || onContact ? afterContacts : matterWrite,
        priority: 1,
        extra: null,
      },
    });
    if (onContact) afterContacts = id;
    if (step.step === 'matter') matterWrite = id;
  }
  return { writes, skipped };
}

/** Null: there is nothing to write. */
function recordOf(
  step: ConversionStep,
  steps: readonly ConversionStep[],
  facts: WriteFacts,
): PlannedRecord | null {
  const { matterId, personResponsibleId: staffId, today, currency } = facts;
  switch (step.step) {
    case 'contact':
    case 'referrer':
      return contactRecord(facts.toMake.get(step.contactId), facts.country);
    case 'matter':
      return {
        record: 'matter',
        matterId,
        title: facts.title,
        description: '',
        matterTypeId: facts.matterTypeId,
        contactIds: steps.flatMap((one) => (one.step === 'contact' ? [one.contactId] : [])),
        clientRole: facts.clientRole,
        staffId,
        referrerContactId: steps.find((one) => one.step === 'referrer')?.contactId ?? null,
        openedOn: today,
      };
    case 'layout':
      return { record: 'layout', matterId, layout: 'completion_details', values: asText(step.values) };
    case 'fee':
    case 'cost_recovery': {
      const charge = {
        matterId,
        staffId,
        date: today,
        subject: step.label,
        text: step.text,
        amount: step.pence,
        taxAmount: step.vatPence,
        currency,
        tax: step.vat,
        activityCode: step.activityCode,
      };
      return step.step === 'fee'
        ? { record: 'fixed_fee', ...charge }
        : { record: 'cost_recovery', ...charge, quantity: step.quantity };
    }
    case 'memo':
      return {
        record: 'matter_memo',
        matterId,
        staffId,
        date: step.day,
        subject: step.label,
        text: step.text,
      };
    case 'document':
      return (
        facts.pdf && {
          record: 'matter_document',
          matterId,
          file: {
            sha256: facts.pdf.sha256.toString('hex'),
            name: step.label,
            contentType: 'application/pdf',
            sizeBytes: facts.pdf.sizeBytes,
          },
        }
      );
  }
}

/** Money as people write it there: "420000.00". */
function asText(values: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => [
      field,
      typeof value === 'number'
        ? `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`
        : value,
    ]),
  );
}

export function contactRecord(contact: ContactDetails | undefined, country: string): PlannedRecord | null {
  if (!contact) return null;
  const { displayName, firstName, lastName, companyName, phones, emails, address } = contact;
  return {
    record: 'contact',
    type: contact.kind === 'person' ? 'person' : 'company',
    name: displayName,
    // Asked for there before it is made: whoever has the number already is taken.
    e164: phones.find(({ e164 }) => e164 !== null)?.e164 ?? null,
    country,
    details: {
      firstName,
      lastName,
      companyName,
      phones: phones.map(({ text, label }) => ({ number: text, label })),
      emails: emails.map(({ email, label }) => ({ email, label })),
      address,
    },
  };
}
