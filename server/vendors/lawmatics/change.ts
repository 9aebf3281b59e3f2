/** Records that stand in Lawmatics already: read, brought up to date, taken out. There are no etags: `updated_at` tells. */
import type { z } from 'zod';
import type { PracticeApi, PracticeRequest } from '../kit/practice-api.ts';
import {
  type ContactToWrite,
  type DocumentToWrite,
  type InteractionToWrite,
  type RecordThere,
  type RecordToWrite,
  VendorError,
  type Written,
} from '../ports.ts';
import { documentId, readContactId, readDocumentId, readInteractionId } from './ids.ts';
import { toCompany, toPerson, toWritten } from './map.ts';
import { fetchOne } from './pull.ts';
import {
  fileOwner,
  fileOwnerFields,
  form,
  interactionBody,
  noteBody,
  parted,
  timeEntryForm,
} from './requests.ts';
import * as wire from './wire.ts';
import { notWritten } from './write.ts';

type Changed = Written | { conflict: true };

export async function read(
  api: PracticeApi,
  record: RecordToWrite,
  externalId: string,
): Promise<RecordThere | null> {
  switch (record.record) {
    case 'interaction': {
      if (readInteractionId(externalId).kind === 'note') {
        const note = await ask(api, addressOf(record, externalId), wire.one(wire.note));
        return note && there(note, externalId, { subject: note.attributes.name, text: note.attributes.body });
      }
      const found = await ask(api, addressOf(record, externalId), wire.one(wire.interaction));
      return found && there(found, externalId, parted(found.attributes.body));
    }
    case 'time_entry': {
      const found = await ask(
        api,
        addressOf(record, externalId),
        wire.one(wire.timeEntry),
        wire.timeEntryFields,
      );
      return (
        found && {
          ...there(found, externalId, { subject: '', text: found.attributes.description }),
          locked: found.relationships.invoice !== null,
          ...(found.attributes.duration === null ? {} : { minutes: found.attributes.duration * 60 }),
        }
      );
    }
    case 'document': {
      const found = await ask(api, addressOf(record, externalId), wire.one(wire.file));
      return found && there(found, externalId, { subject: found.attributes.name, text: null });
    }
    case 'contact': {
      const found = await fetchOne(api, 'contact', externalId);
      if (found?.kind !== 'contact') return null;
      const subject = `${found.firstName} ${found.lastName}${found.companyName}`.trim();
      return { externalId, version: found.version, subject, text: null, locked: false };
    }
    default:
      throw notWritten(record);
  }
}

export async function update(
  api: PracticeApi,
  record: RecordToWrite,
  externalId: string,
  version: string | null,
): Promise<Changed> {
  switch (record.record) {
    case 'interaction':
      return await updateInteraction(api, record, externalId, version);
    case 'time_entry': {
      const path = addressOf(record, externalId);
      const now = await needed(api, path, wire.one(wire.timeEntry), wire.timeEntryFields);
      return isStale(now, version)
        ? { conflict: true }
        : await put(api, { path, body: timeEntryForm(record) }, externalId);
    }
    case 'document':
      return await moveDocument(api, record, externalId, version);
    case 'contact':
      return await addNumber(api, record, externalId);
    default:
      throw notWritten(record);
  }
}

/** Already gone is fine. */
export async function retire(api: PracticeApi, record: RecordToWrite, externalId: string): Promise<void> {
  await remove(api, addressOf(record, externalId));
  if (record.record !== 'document') return;
  const { noteId } = readDocumentId(externalId);
  if (noteId !== null) await remove(api, `/notes/${noteId}`);
}

async function updateInteraction(
  api: PracticeApi,
  record: InteractionToWrite,
  externalId: string,
  version: string | null,
): Promise<Changed> {
  const path = addressOf(record, externalId);
  if (readInteractionId(externalId).kind === 'note') {
    const now = await needed(api, path, wire.one(wire.note));
    const wanted = record.contact === null ? null : readContactId(record.contact.id);
    const stands = now.relationships.notable;
    const moved = stands !== null && (stands.type !== wanted?.kind || stands.id !== String(wanted.id));
    if (record.matter !== null || moved) throw unmovable();
    return isStale(now, version)
      ? { conflict: true }
      : await put(api, { path, json: noteBody(record) }, externalId);
  }
  const now = await needed(api, path, wire.one(wire.interaction));
  const stands = now.relationships.interactable;
  if (record.matter === null || (stands !== null && stands.id !== record.matter.id)) throw unmovable();
  if (isStale(now, version)) return { conflict: true };
  // What stands above our text is somebody's, be it the subject or not.
  const { subject } = parted(now.attributes.body);
  return await put(api, { path, json: interactionBody(record, subject) }, externalId);
}

/** The bytes and the name stay; the file goes where the record belongs now. */
async function moveDocument(
  api: PracticeApi,
  record: DocumentToWrite,
  externalId: string,
  version: string | null,
): Promise<Changed> {
  const { fileId, noteId } = readDocumentId(externalId);
  const path = `/files/${fileId}`;
  const now = await needed(api, path, wire.one(wire.file));
  if (isStale(now, version)) return { conflict: true };
  const wanted = fileOwner(record);
  const stands = now.relationships.documentable;
  const types = { matter: 'prospect', contact: 'contact', firm: 'firm' } as const;
  const stays =
    stands?.type === types[wanted.type] && (wanted.id === null || stands.id === String(wanted.id));
  if (stays) return toWritten(now, externalId);
  // A note on a company would have to be made; a new write does that.
  if (wanted.type === 'firm') throw unmovable();
  const moved = await put(
    api,
    { path, body: form({ id: String(fileId), ...fileOwnerFields(record) }) },
    documentId(String(fileId), null),
  );
  if (noteId !== null) await remove(api, `/notes/${noteId}`);
  return moved;
}

/** What a firm has written about a contact is the firm's; only a missing number is added. */
async function addNumber(api: PracticeApi, record: ContactToWrite, externalId: string): Promise<Written> {
  const { kind, id } = readContactId(externalId);
  const now =
    kind === 'contact'
      ? toPerson(await needed(api, `/contacts/${id}`, wire.one(wire.contact), wire.contactFields))
      : toCompany(await needed(api, `/companies/${id}`, wire.one(wire.company), wire.companyFields));
  const done = { externalId, version: now.version, there: true };
  if (now.phones.length > 0 || record.e164 === null) return done;
  const owner = {
    informationable_type: kind === 'contact' ? 'Contact' : 'Company',
    informationable_id: String(id),
  };
  const body = form({ ...owner, info: record.e164, label: 'Primary' });
  await api.send({ method: 'POST', path: '/phone_numbers', body });
  // The record's own time of change is another one now.
  return { ...done, version: null };
}

function addressOf(record: RecordToWrite, externalId: string): string {
  switch (record.record) {
    case 'interaction': {
      const { kind, id } = readInteractionId(externalId);
      return kind === 'note' ? `/notes/${id}` : `/interactions/${id}`;
    }
    case 'time_entry':
      return `/time_entries/${encodeURIComponent(externalId)}`;
    case 'document':
      return `/files/${readDocumentId(externalId).fileId}`;
    case 'contact': {
      const { kind, id } = readContactId(externalId);
      return kind === 'contact' ? `/contacts/${id}` : `/companies/${id}`;
    }
    default:
      throw notWritten(record);
  }
}

async function ask<Item>(
  api: PracticeApi,
  path: string,
  shape: z.ZodType<{ data: Item }>,
  fields?: string,
): Promise<Item | null> {
  return (await api.find({ path, query: { fields } }, shape))?.data ?? null;
}

async function needed<Item>(
  api: PracticeApi,
  path: string,
  shape: z.ZodType<{ data: Item }>,
  fields?: string,
): Promise<Item> {
  return (await api.call({ path, query: { fields } }, shape)).data;
}

/** Between this look and the change nothing guards the record: Lawmatics has no condition on a request. */
function isStale(now: { attributes: { updated_at: string | null } }, version: string | null): boolean {
  const { updated_at } = now.attributes;
  return version !== null && updated_at !== null && version !== updated_at;
}

async function put(
  api: PracticeApi,
  request: Omit<PracticeRequest, 'method'>,
  externalId: string,
): Promise<Written> {
  const { data } = await api.call({ ...request, method: 'PUT' }, wire.one(wire.written));
  return toWritten(data, externalId);
}

async function remove(api: PracticeApi, path: string): Promise<void> {
  await api.send({ method: 'DELETE', path, absentStatuses: [404] });
}

function there(
  found: { attributes: { updated_at: string | null } },
  externalId: string,
  words: { subject: string; text: string | null },
): RecordThere {
  return { externalId, version: found.attributes.updated_at, ...words, locked: false };
}

function unmovable(): VendorError {
  return new VendorError({
    failure: 'rejected',
    detail: 'Lawmatics cannot move this to another matter or contact; it has to be removed and written anew',
  });
}
