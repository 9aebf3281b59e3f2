/** Records that stand in Zoho already: read, brought up to date, taken out. */
import type { PracticeApi } from '../kit/practice-api.ts';
import {
  type CommunicationToWrite,
  type ContactToWrite,
  type NoteToWrite,
  type RecordThere,
  type RecordToWrite,
  VendorError,
  type Written,
} from '../ports.ts';
import { crm } from './api.ts';
import { splitContactId, toContact, toWritten } from './map.ts';
import { getRecord, refused, seek } from './read.ts';
import {
  callText,
  callType,
  duration,
  fileParent,
  linksOf,
  noteParent,
  noteText,
  one,
  unmarked,
} from './requests.ts';
import * as wire from './wire.ts';
import { attachmentId, isDone, notWritten, trySend } from './write.ts';

type Changed = Written | { conflict: true };

export async function read(
  api: PracticeApi,
  record: RecordToWrite,
  externalId: string,
): Promise<RecordThere | null> {
  switch (record.record) {
    case 'communication': {
      const call = await getRecord(api, 'Calls', externalId, wire.callFields, wire.call);
      if (call === null) return null;
      const subject = unmarked(call.Subject, record.reference);
      return { ...there(externalId, call), subject, text: call.Description };
    }
    case 'note': {
      const note = await getRecord(api, 'Notes', externalId, wire.noteFields, wire.note);
      return note && { ...there(externalId, note), subject: note.Note_Title, text: note.Note_Content };
    }
    case 'attachment': {
      const found = await findFile(api, externalId);
      return found && { ...there(externalId, found), subject: found.File_Name, text: null };
    }
    case 'contact': {
      const contact = await readContact(api, externalId);
      if (contact === null) return null;
      const subject = `${contact.First_Name} ${contact.Last_Name}`.trim();
      return { ...there(externalId, contact), subject, text: null };
    }
    default:
      throw notWritten(record.record);
  }
}

export async function update(
  api: PracticeApi,
  record: RecordToWrite,
  externalId: string,
  version: string | null,
): Promise<Changed> {
  switch (record.record) {
    case 'communication':
      return updateCall(api, record, externalId, version);
    case 'note':
      return updateNote(api, record, externalId, version);
    case 'attachment': {
      const parent = fileParent(record);
      if (!externalId.startsWith(attachmentId(parent, ''))) throw cannotMove('a file');
      const found = await findFile(api, externalId);
      if (found === null) throw gone();
      // Neither name nor content of an attachment can be changed.
      return toWritten(externalId, found.Modified_Time);
    }
    case 'contact':
      return updateContact(api, record, externalId, version);
    default:
      throw notWritten(record.record);
  }
}

/** Already gone is fine. */
export async function retire(api: PracticeApi, record: RecordToWrite, externalId: string): Promise<void> {
  const outcome = await trySend(api, { method: 'DELETE', path: addressOf(record, externalId) });
  if (isDone(outcome)) return;
  // The word for a wrong id is that for any wrong value, so that looking tells.
  if ((await read(api, record, externalId)) === null) return;
  throw refused(outcome);
}

/** Kind, start and owner of a call that is over cannot be changed, so that they are left out. */
async function updateCall(
  api: PracticeApi,
  record: CommunicationToWrite,
  externalId: string,
  version: string | null,
): Promise<Changed> {
  const now = await getRecord(api, 'Calls', externalId, wire.callFields, wire.call);
  if (now === null) throw gone();
  if (version !== null && now.Modified_Time !== version) return { conflict: true };
  const links = linksOf(record);
  return put(api, 'Calls', externalId, {
    ...callText(record),
    ...(now.Call_Type === callType(record) && now.Call_Type !== 'Missed'
      ? { Call_Duration: duration(record.talkSeconds) }
      : {}),
    ...(now.Who_Id !== null && links.Who_Id === undefined ? { Who_Id: null } : {}),
    ...(now.What_Id !== null && links.What_Id === undefined ? { What_Id: null } : {}),
    ...links,
  });
}

async function updateNote(
  api: PracticeApi,
  record: NoteToWrite,
  externalId: string,
  version: string | null,
): Promise<Changed> {
  const now = await getRecord(api, 'Notes', externalId, wire.noteFields, wire.note);
  if (now === null) throw gone();
  if (version !== null && now.Modified_Time !== version) return { conflict: true };
  if (now.Parent_Id !== null && now.Parent_Id !== noteParent(record).id) throw cannotMove('a note');
  return put(api, 'Notes', externalId, noteText(record));
}

/** What a firm has written about a contact is the firm's: only a missing number is added. */
async function updateContact(
  api: PracticeApi,
  { e164 }: ContactToWrite,
  externalId: string,
  version: string | null,
): Promise<Changed> {
  const now = await readContact(api, externalId);
  const where = splitContactId(externalId);
  if (now === null || where === null) throw gone();
  if (version !== null && now.Modified_Time !== version) return { conflict: true };
  if (e164 === null || toContact(now).phones.length > 0) return toWritten(externalId, now.Modified_Time);
  const changed = await put(api, where.module, where.id, { Phone: e164 });
  return 'conflict' in changed ? changed : { ...changed, externalId };
}

async function put(api: PracticeApi, module: string, id: string, data: object): Promise<Changed> {
  const outcome = await trySend(api, {
    method: 'PUT',
    path: `${crm}/${module}/${encodeURIComponent(id)}`,
    // The description of notes knows no `trigger`.
    json: module === 'Notes' ? { data: [data] } : one(data),
  });
  if (isDone(outcome)) return toWritten(id, outcome.details.Modified_Time);
  if (outcome.code === 'RECORD_MODIFIED') return { conflict: true };
  throw refused(outcome);
}

async function readContact(api: PracticeApi, externalId: string): Promise<wire.Contact | null> {
  const where = splitContactId(externalId);
  if (where === null) return null;
  const { module, id } = where;
  return getRecord(api, module, id, module === 'Leads' ? wire.leadFields : wire.contactFields, wire.contact);
}

async function findFile(
  api: PracticeApi,
  externalId: string,
): Promise<{ Modified_Time: string | null; File_Name: string } | null> {
  const [module = '', parent = '', id = ''] = externalId.split('/');
  // Nothing hangs on a record that is gone.
  if ((await getRecord(api, module, parent, 'Modified_Time', wire.stamped)) === null) return null;
  return seek(
    api,
    { path: `${crm}/${module}/${parent}/Attachments`, query: { fields: wire.attachmentFields, ids: id } },
    wire.attachment,
    (each) => each.id === id,
  );
}

function addressOf(record: RecordToWrite, externalId: string): string {
  const parts = externalId.split('/').map(encodeURIComponent);
  switch (record.record) {
    case 'communication':
      return `${crm}/Calls/${parts.join('/')}`;
    case 'note':
      return `${crm}/Notes/${parts.join('/')}`;
    case 'attachment':
      return `${crm}/${parts[0]}/${parts[1]}/Attachments/${parts[2]}`;
    case 'contact':
      return `${crm}/${parts.join('/')}`;
    default:
      throw notWritten(record.record);
  }
}

function there(externalId: string, { Modified_Time: version }: { Modified_Time: string | null }) {
  return { externalId, version, locked: false };
}

function gone(): VendorError {
  return new VendorError({ failure: 'not_found', detail: 'The record is no longer in Zoho CRM' });
}

function cannotMove(what: string): VendorError {
  return new VendorError({
    failure: 'rejected',
    detail: `Zoho CRM cannot move ${what} to another record; it has to be removed and written anew`,
  });
}
