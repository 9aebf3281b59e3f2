import type { PracticeApi, PracticeRequest } from '../kit/practice-api.ts';
import {
  type AttachmentToWrite,
  type ContactToWrite,
  type RecordToWrite,
  VendorError,
  type Written,
} from '../ports.ts';
import { crm } from './api.ts';
import { contactId, contactModules, toWritten } from './map.ts';
import { refused } from './read.ts';
import { fileName, fileParent, newCall, newContact, newNote, one } from './requests.ts';
import * as wire from './wire.ts';

const largestBytes = 100 * 1024 * 1024;

export async function write(api: PracticeApi, record: RecordToWrite): Promise<Written> {
  switch (record.record) {
    case 'communication': {
      if (record.interaction !== 'call') throw notWritten(`${record.interaction} as a call`);
      return written(await send(api, { method: 'POST', path: `${crm}/Calls`, json: one(newCall(record)) }));
    }
    case 'note':
      return written(await send(api, { method: 'POST', path: `${crm}/Notes`, json: newNote(record) }));
    case 'attachment':
      return attach(api, record);
    case 'contact':
      return writeContact(api, record);
    default:
      throw notWritten(record.record);
  }
}

/**
 * Sends one record and returns Zoho's word about it, a "yes" or a "no": a "no" also comes with status 2xx. Statuses of
 * tokens, limits and failures are thrown as everywhere.
 */
export async function trySend(
  api: PracticeApi,
  request: PracticeRequest,
): Promise<wire.Success | wire.Refusal> {
  const outcomes = await api.call({ ...request, absentStatuses: [400, 404, 412] }, wire.outcomes);
  const [outcome] = outcomes;
  if (outcome !== undefined) return outcome;
  throw new VendorError({ failure: 'unavailable', detail: 'Zoho did not say what became of the record' });
}

export function isDone(outcome: wire.Success | wire.Refusal): outcome is wire.Success {
  return outcome.code === 'SUCCESS';
}

async function send(api: PracticeApi, request: PracticeRequest): Promise<wire.Success> {
  const outcome = await trySend(api, request);
  if (isDone(outcome)) return outcome;
  throw refused(outcome);
}

function written({ details }: wire.Success, idOf: (id: string) => string = (id) => id): Written {
  if (details.id) return toWritten(idOf(details.id), details.Modified_Time);
  throw new VendorError({ failure: 'unavailable', detail: 'Zoho did not name the new record' });
}

async function attach(api: PracticeApi, record: AttachmentToWrite): Promise<Written> {
  const { file } = record;
  if (file.sizeBytes > largestBytes)
    throw new VendorError({ failure: 'rejected', detail: 'The file is larger than 100 MB' });
  const { module, id } = fileParent(record);
  const bytes = new Uint8Array(await new Response(await file.open()).arrayBuffer());
  const body = new FormData();
  body.append('file', new Blob([bytes], { type: file.contentType }), fileName(record));
  const done = await send(api, {
    method: 'POST',
    path: `${crm}/${module}/${id}/Attachments`,
    body,
    timeoutMilliseconds: 120_000,
  });
  return written(done, (attachment) => attachmentId({ module, id }, attachment));
}

/** An attachment is found with its record only, so that its id names both: "Deals/5725…/5725…". */
export function attachmentId({ module, id }: { module: string; id: string }, attachment: string): string {
  return `${module}/${id}/${attachment}`;
}

async function writeContact(api: PracticeApi, record: ContactToWrite): Promise<Written> {
  const json = one(newContact(record));
  const outcome = await trySend(api, { method: 'POST', path: `${crm}/Contacts`, json });
  if (isDone(outcome)) return written(outcome, (id) => contactId('Contacts', id));
  const before = duplicateOf(outcome);
  if (before === null) throw refused(outcome);
  return toWritten(before, null);
}

/** The firm allows each number once, and it is there already: that record is the contact. */
function duplicateOf({ code, details }: wire.Refusal): string | null {
  if (code !== 'DUPLICATE_DATA' || !/phone|mobile/i.test(details?.api_name ?? '')) return null;
  const id = details?.duplicate_record?.id ?? details?.id;
  const named = details?.duplicate_record?.module?.api_name ?? 'Contacts';
  const module = contactModules.find((each) => each === named);
  return id && module !== undefined ? contactId(module, id) : null;
}

export function notWritten(what: string): VendorError {
  return new VendorError({ failure: 'rejected', detail: `Zoho CRM has no place for a ${what}` });
}
