/** Hands a conversion to the system that keeps the matter: intents, stored in the transaction that makes the matter. */
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { insertWrites, listContactsOnTheirWay, type PlannedRecord } from '../destinations/index.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { findExternalIds } from '../mirror/index.ts';
import { getContact } from '../practice/index.ts';
import type { Place } from './destination.ts';
import type { ConversionStep } from './plan.ts';
import {
  type ContactDetails,
  contactRecord,
  type PlannedWrite,
  planWrites,
  type WriteFacts,
} from './writes.ts';

export type Handed = Pick<
  WriteFacts,
  | 'conversionId'
  | 'reference'
  | 'matterId'
  | 'title'
  | 'matterTypeId'
  | 'personResponsibleId'
  | 'clientRole'
  | 'pdf'
>;

/** Answers which step has which write, and which the system does not take. */
export async function handOver(
  tx: Tx,
  { firmId, now }: Actor,
  place: Place,
  steps: readonly ConversionStep[],
  handed: Handed,
): Promise<{ writes: PlannedWrite[]; skipped: Set<number> }> {
  const firm = await firmFacts(tx, firmId);
  const contactIds = steps.flatMap((step) => ('contactId' in step ? [step.contactId] : []));
  const planned = planWrites(
    steps,
    {
      ...handed,
      connectionId: place.id,
      country: firm.country,
      currency: firm.currency,
      today: todayIn(firm, now),
      writes: place.vendor.writes,
      toMake: await unknownThere(tx, firmId, place.id, contactIds),
    },
    newId,
  );
  await insertWrites(
    tx,
    firmId,
    planned.writes.map(({ write }) => write),
    now,
  );
  return planned;
}

/** A contact of ours as a write that makes it there; null when it is known there, or on its way. */
export async function planContact(
  tx: Tx,
  firmId: string,
  connectionId: string,
  contactId: string,
): Promise<PlannedRecord | null> {
  const { country } = await firmFacts(tx, firmId);
  const unknown = await unknownThere(tx, firmId, connectionId, [contactId]);
  return contactRecord(unknown.get(contactId), country);
}

async function unknownThere(
  tx: Tx,
  firmId: string,
  connectionId: string,
  contactIds: readonly string[],
): Promise<Map<string, ContactDetails>> {
  const coming = await listContactsOnTheirWay(tx, firmId, [connectionId], contactIds);
  const unknown = new Map<string, ContactDetails>();
  for (const contactId of contactIds) {
    if (coming.some((one) => one.contactId === contactId)) continue;
    const links = await findExternalIds(tx, firmId, { kind: 'contact', localId: contactId });
    if (links.some((link) => link.connectionId === connectionId)) continue;
    const contact = await getContact(tx, firmId, contactId);
    const [address = null] = contact.addresses;
    unknown.set(contactId, {
      ...contact,
      phones: contact.phones.map(({ text, label, numbers }) => ({
        text,
        label,
        e164: numbers.find(({ e164 }) => e164 !== null)?.e164 ?? null,
      })),
      address,
    });
  }
  return unknown;
}
