/** What stands in Clio already: contacts by number, and what an earlier attempt wrote, by its reference. */
import type { PracticeApi } from '../kit/practice-api.ts';
import { carriesReference } from '../kit/reference.ts';
import type {
  ContactToWrite,
  DocumentToWrite,
  MirroredContact,
  PracticeContext,
  RecordToWrite,
  TimeEntryToWrite,
  Written,
} from '../ports.ts';
import { toContact, toWritten } from './map.ts';
import { holdsNumber, spellings } from './phones.ts';
import { readAll } from './pull.ts';
import { properties } from './requests.ts';
import * as wire from './wire.ts';

/**
 * Contacts that hold exactly this number. The search compares text and also hits names and addresses, so each hit is
 * checked; the first spelling that finds somebody ends it.
 */
export async function findContactsByPhone(
  api: PracticeApi,
  context: PracticeContext,
  e164: string,
): Promise<MirroredContact[]> {
  for (const query of spellings(e164)) {
    const hits = await searchContacts(api, query);
    const holders = hits.filter((contact) => holdsNumber(contact, e164, context.country));
    if (holders.length > 0) return holders;
  }
  return [];
}

export async function findByReference(
  api: PracticeApi,
  context: PracticeContext,
  record: RecordToWrite,
): Promise<Written | null> {
  switch (record.record) {
    case 'communication':
      return findCommunication(api, properties.reference, record.reference);
    case 'document': {
      const found = await findDocument(api, record, 'complete');
      return found?.latest_document_version?.fully_uploaded === true ? toWritten(found) : null;
    }
    case 'time_entry':
      return findTimeEntry(api, record);
    case 'contact':
      return findContact(api, context, record);
    case 'activity_code':
      return findActivityDescription(api, record.label);
    default:
      return null;
  }
}

export async function findCommunication(
  api: PracticeApi,
  property: string,
  reference: string,
): Promise<Written | null> {
  const [found] = await readAll(
    api,
    '/communications.json',
    {
      external_property_name: property,
      external_property_value: reference,
      fields: wire.writtenFields,
      order: 'id(asc)',
    },
    wire.written,
  );
  return found === undefined ? null : toWritten(found);
}

/** `any` also finds a document whose file is still missing. */
export async function findDocument(
  api: PracticeApi,
  record: DocumentToWrite,
  which: 'complete' | 'any',
): Promise<wire.DocumentThere | null> {
  const found = await readAll(
    api,
    '/documents.json',
    {
      external_property_name: properties.reference,
      external_property_value: record.reference,
      fields: wire.documentFields,
      order: 'id(asc)',
      show_uncompleted: which === 'any' ? 'true' : undefined,
    },
    wire.document,
  );
  const complete = found.find((each) => each.latest_document_version?.fully_uploaded);
  return complete ?? found[0] ?? null;
}

/** Activities have no external properties: the reference stands in the note. */
async function findTimeEntry(api: PracticeApi, record: TimeEntryToWrite): Promise<Written | null> {
  const { parentId, reference } = record;
  const entries = await readAll(
    api,
    '/activities.json',
    {
      type: 'TimeEntry',
      ...(parentId === null ? { query: reference } : { communication_id: parentId }),
      fields: 'id,etag,note',
      order: 'id(asc)',
    },
    wire.activity.pick({ id: true, etag: true, note: true }),
  );
  const found = entries.find(({ note }) => carriesReference(note, reference));
  return found === undefined ? null : toWritten(found);
}

/** Contacts carry no reference either: the number tells, then the name; a stand-in is a company of that name. */
async function findContact(
  api: PracticeApi,
  context: PracticeContext,
  record: ContactToWrite,
): Promise<Written | null> {
  const { e164, name } = record;
  if (e164 === null) {
    const hits = await searchContacts(api, name);
    const found = hits.find((contact) => contact.type === 'company' && contact.companyName === name);
    return found === undefined ? null : asWritten(found);
  }
  const holders = await findContactsByPhone(api, context, e164);
  const sameName = holders.find((contact) => nameOf(contact) === name);
  const found = sameName ?? holders[0];
  return found === undefined ? null : asWritten(found);
}

/** There is no filter by name, so the list is read; the label is compared as it is. */
export async function findActivityDescription(api: PracticeApi, label: string): Promise<Written | null> {
  const all = await readAll(
    api,
    '/activity_descriptions.json',
    { fields: 'id,etag,name' },
    wire.activityDescription.pick({ id: true, etag: true, name: true }),
  );
  const found = all.find(({ name }) => name === label);
  return found === undefined ? null : toWritten(found);
}

async function searchContacts(api: PracticeApi, query: string): Promise<MirroredContact[]> {
  const hits = await readAll(
    api,
    '/contacts.json',
    { query, fields: wire.contactFields, order: 'id(asc)' },
    wire.contact,
  );
  return hits.map(toContact);
}

function nameOf(contact: MirroredContact): string {
  return contact.type === 'person' ? `${contact.firstName} ${contact.lastName}`.trim() : contact.companyName;
}

function asWritten(contact: MirroredContact): Written {
  return { externalId: contact.externalId, version: contact.version, there: true };
}
