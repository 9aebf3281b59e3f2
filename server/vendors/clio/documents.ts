/**
 * A file in Clio takes three requests: make the record, send the bytes to a storage address that lives ten minutes, say
 * that they are there. A write that broke off is found by its reference and goes on where it was.
 */
import { vendorFetch } from '../kit/http.ts';
import type { PracticeApi } from '../kit/practice-api.ts';
import {
  type DocumentToWrite,
  type FileToWrite,
  type PracticeContext,
  VendorError,
  type WriteProgress,
  type Written,
} from '../ports.ts';
import { faxFolder } from './fax-folder.ts';
import { findCommunication, findDocument } from './find.ts';
import { toWritten } from './map.ts';
import {
  type AnyDocument,
  type DocumentParent,
  idOf,
  newCommunication,
  newDocument,
  number,
  properties,
} from './requests.ts';
import * as wire from './wire.ts';

/** From here on Clio wants many parts. */
const largestBytes = 100 * 1024 * 1024;

export async function writeDocument(
  api: PracticeApi,
  context: PracticeContext,
  record: AnyDocument,
  progress: WriteProgress,
): Promise<Written> {
  if (record.file.sizeBytes > largestBytes)
    throw new VendorError({ failure: 'rejected', detail: 'The file is larger than 100 MB' });
  const again = progress.saved !== null;
  if (!again) await progress.save({ step: 'begun' });
  const communicationId = await lineOf(api, record, again);
  if (communicationId !== null) await progress.save({ step: 'line', communicationId });

  const before = again ? await findDocument(api, record, 'any') : null;
  if (before !== null) {
    const done = await confirm(api, before);
    if (done !== null) return done;
    if (await upload(context, before, record.file)) return confirmOrFail(api, before);
    await remove(api, before.id);
  }
  const parent = await parentOf(api, record);
  const made = await make(api, record, parent, communicationId);
  await progress.save({ step: 'made', documentId: made.id });
  if (await upload(context, made, record.file)) return confirmOrFail(api, made);
  throw new VendorError({ failure: 'unavailable', detail: 'Clio’s storage did not take the file' });
}

/** A document on a matter has no field for its contact: a communication with both ties them together. */
export function wantsLine(record: AnyDocument): record is DocumentToWrite {
  return record.record === 'document' && record.matter !== null && record.contact !== null;
}

async function lineOf(api: PracticeApi, record: AnyDocument, again: boolean): Promise<string | null> {
  if (!wantsLine(record)) return null;
  const before = again ? await findCommunication(api, properties.documentLine, record.reference) : null;
  return before?.externalId ?? (await makeLine(api, record));
}

export async function makeLine(api: PracticeApi, record: DocumentToWrite): Promise<string> {
  const answer = await api.call(
    {
      method: 'POST',
      path: '/communications.json',
      query: { fields: wire.writtenFields },
      json: { data: newCommunication(record, properties.documentLine) },
    },
    wire.one(wire.written),
  );
  return answer.data.id;
}

export async function parentOf(api: PracticeApi, record: AnyDocument): Promise<DocumentParent> {
  if (record.matter !== null) return { ...idOf(record.matter), type: 'Matter' };
  const contact = record.record === 'document' ? record.contact : null;
  if (contact !== null) return { ...idOf(contact), type: 'Contact' };
  return { id: number(await faxFolder(api)), type: 'Folder' };
}

async function make(
  api: PracticeApi,
  record: AnyDocument,
  parent: DocumentParent,
  communicationId: string | null,
): Promise<wire.DocumentThere> {
  const answer = await api.call(
    {
      method: 'POST',
      path: '/documents.json',
      query: { fields: wire.documentFields },
      json: { data: newDocument(record, parent, communicationId) },
    },
    wire.one(wire.document),
  );
  return answer.data;
}

/**
 * False when the storage refuses: the address has run out. The token stays here, the signature is in the address, and
 * every header that Clio named goes along.
 */
async function upload(
  context: PracticeContext,
  { latest_document_version: version }: wire.DocumentThere,
  file: FileToWrite,
): Promise<boolean> {
  if (!version?.put_url) return false;
  const { protocol } = new URL(version.put_url);
  if (protocol !== 'https:' && protocol !== new URL(context.credentials.apiUrl).protocol)
    throw new VendorError({ failure: 'rejected', detail: 'Clio named an unsafe address for the file' });
  const response = await vendorFetch(context, {
    url: version.put_url,
    method: 'PUT',
    redirect: 'manual',
    headers: Object.fromEntries(version.put_headers.map(({ name, value }) => [name, value])),
    body: new Uint8Array(await new Response(await file.open()).arrayBuffer()),
    timeoutMilliseconds: 120_000,
    absentStatuses: [400, 401, 403, 404, 410],
  });
  await response.body?.cancel();
  return response.ok;
}

async function confirmOrFail(api: PracticeApi, document: wire.DocumentThere): Promise<Written> {
  const done = await confirm(api, document);
  if (done !== null) return done;
  throw new VendorError({ failure: 'unavailable', detail: 'Clio does not see the file yet' });
}

/** Null when the bytes are not there (yet). Saying it twice is an error at Clio and none to us. */
async function confirm(api: PracticeApi, document: wire.DocumentThere): Promise<Written | null> {
  const version = document.latest_document_version;
  if (version?.fully_uploaded) return toWritten(document);
  const path = `/documents/${document.id}.json`;
  const answer = await api.call(
    {
      method: 'PATCH',
      path,
      query: { fields: wire.documentFields },
      json: { data: { uuid: version?.uuid ?? '', fully_uploaded: true } },
      absentStatuses: [422],
    },
    wire.one(wire.document).or(wire.refusal),
  );
  if ('data' in answer) return toWritten(answer.data);
  const { type, message } = answer.error;
  if (type === 'UploadNotFoundError') return null;
  if (type === 'UploadTimeoutError')
    throw new VendorError({ failure: 'unavailable', detail: message || type });
  const now = await api.call({ path, query: { fields: wire.documentFields } }, wire.one(wire.document));
  if (now.data.latest_document_version?.fully_uploaded) return toWritten(now.data);
  throw new VendorError({ failure: 'rejected', detail: message || type });
}

async function remove(api: PracticeApi, id: string): Promise<void> {
  await api.send({ method: 'DELETE', path: `/documents/${id}.json`, absentStatuses: [404] });
}
