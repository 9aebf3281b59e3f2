/** What stands in Clio already: contacts by number, and what an earlier attempt wrote, by its reference. */
import type { PracticeApi } from '../kit/practice-api.ts';
import { carriesReference } from '../kit/reference.ts';
import type {
  ContactToWrite,
  CostRecoveryToWrite,
  FixedFeeToWrite,
  MatterMemoToWrite,
  MatterToWrite,
  MirroredContact,
  PracticeContext,
  RecordToWrite,
  TimeEntryToWrite,
  WriteProgress,
  Written,
} from '../ports.ts';
import { nameOfClient } from './conversion-bodies.ts';
import { toContact, toWritten } from './map.ts';
import { holdsNumber, spellings } from './phones.ts';
import { readAll } from './pull.ts';
import { type AnyDocument, number, properties } from './requests.ts';
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
  progress: WriteProgress,
): Promise<Written | null> {
  switch (record.record) {
    case 'communication':
      return findCommunication(api, properties.reference, record.reference);
    case 'document':
    case 'matter_document': {
      const found = await findDocument(api, record, 'complete');
      return found?.latest_document_version?.fully_uploaded === true ? toWritten(found) : null;
    }
    case 'time_entry':
      return findTimeEntry(api, record);
    case 'contact':
      return record.details ? findClient(api, context, record, progress) : findContact(api, context, record);
    case 'matter':
      return findMatter(api, record);
    case 'fixed_fee':
    case 'cost_recovery':
      return findCharge(api, record);
    case 'matter_memo':
      return findNote(api, record);
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
  record: AnyDocument,
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

/**
 * Clients of a lead may share a number: the name and the time tell whether one is ours. Before the first attempt none is;
 * a little is allowed for clocks that differ.
 */
async function findClient(
  api: PracticeApi,
  context: PracticeContext,
  record: ContactToWrite,
  { saved }: WriteProgress,
): Promise<Written | null> {
  const attemptedAt = Date.parse(saved?.attemptedAt ?? '');
  if (Number.isNaN(attemptedAt)) return null;
  const name = nameOfClient(record);
  const { e164 } = record;
  const since = new Date(attemptedAt - allowanceMilliseconds).toISOString();
  const found = (await searchContacts(api, name, since)).find(
    (contact) => nameOf(contact) === name && (e164 === null || holdsNumber(contact, e164, context.country)),
  );
  return found === undefined ? null : asWritten(found);
}

const allowanceMilliseconds = 5 * 60_000;

/** Our reference stands in the field for other systems' ones, which has no filter: the client's matters are read. */
async function findMatter(
  api: PracticeApi,
  { clients: [client], reference }: MatterToWrite,
): Promise<Written | null> {
  if (client === undefined) return null;
  const matters = await readAll(
    api,
    '/matters.json',
    { client_id: String(number(client.id)), fields: 'id,etag,client_reference', order: 'id(asc)' },
    wire.matter.pick({ id: true, etag: true, client_reference: true }),
  );
  const found = matters.find(({ client_reference }) => client_reference === reference);
  return found === undefined ? null : toWritten(found);
}

async function findCharge(
  api: PracticeApi,
  { record, matter, reference }: FixedFeeToWrite | CostRecoveryToWrite,
): Promise<Written | null> {
  const type = record === 'fixed_fee' ? 'TimeEntry' : 'ExpenseEntry';
  const entries = await readAll(
    api,
    '/activities.json',
    {
      type,
      matter_id: String(number(matter.id)),
      query: reference,
      fields: 'id,etag,note',
      order: 'id(asc)',
    },
    wire.activity.pick({ id: true, etag: true, note: true }),
  );
  const found = entries.find(({ note }) => carriesReference(note, reference));
  return found === undefined ? null : toWritten(found);
}

async function findNote(api: PracticeApi, { matter, reference }: MatterMemoToWrite): Promise<Written | null> {
  const query = {
    type: 'Matter',
    matter_id: String(number(matter.id)),
    fields: wire.noteFields,
    order: 'id(asc)',
  };
  const notes = await readAll(api, '/notes.json', query, wire.note);
  const found = notes.find(({ detail }) => carriesReference(detail, reference));
  return found === undefined ? null : toWritten(found);
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

async function searchContacts(
  api: PracticeApi,
  query: string,
  createdSince?: string,
): Promise<MirroredContact[]> {
  const hits = await readAll(
    api,
    '/contacts.json',
    { query, created_since: createdSince, fields: wire.contactFields, order: 'id(asc)' },
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
