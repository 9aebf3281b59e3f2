/** Writing one record. When the first attempt began is kept before its first request: the search goes back to it. */
import type { z } from 'zod';
import type { PracticeApi, PracticeRequest } from '../kit/practice-api.ts';
import {
  type ContactToWrite,
  type DocumentToWrite,
  type PracticeContext,
  type RecordToWrite,
  VendorError,
  type WriteProgress,
  type Written,
} from '../ports.ts';
import { findCompany, findNote } from './find.ts';
import { contactId, documentId, idOf } from './ids.ts';
import { toWritten } from './map.ts';
import {
  fileName,
  fileOwner,
  fileOwnerFields,
  form,
  newContact,
  newInteraction,
  newNote,
  timeEntryForm,
} from './requests.ts';
import * as wire from './wire.ts';

/** What Lawmatics advises to stay below. */
const largestBytes = 100 * 1024 * 1024;

export async function write(
  api: PracticeApi,
  context: PracticeContext,
  record: RecordToWrite,
  progress: WriteProgress,
): Promise<Written> {
  const again = progress.saved !== null;
  switch (record.record) {
    case 'interaction': {
      if (record.matter === null)
        return await post(api, progress, context, noteRequest(newNote(record)), noteId);
      const json = newInteraction(record, idOf(record.matter));
      const request = { path: '/interactions', json };
      return await post(api, progress, context, request, (id) => `interaction/${id}`);
    }
    case 'time_entry':
      return await post(api, progress, context, { path: '/time_entries/', body: timeEntryForm(record) });
    case 'document':
      return await writeDocument(api, context, record, progress, again);
    case 'contact':
      return await writeContact(api, context, record, progress);
    default:
      throw notWritten(record);
  }
}

async function writeContact(
  api: PracticeApi,
  context: PracticeContext,
  record: ContactToWrite,
  progress: WriteProgress,
): Promise<Written> {
  if (record.type === 'person') {
    const request = { path: '/contacts', json: newContact(record) };
    return await post(api, progress, context, request, (id) => contactId('contact', id));
  }
  // One stand-in for ever, also when somebody made such a company by hand.
  const before = await findCompany(api, record.name);
  if (before !== null) return before;
  const request = { path: '/companies', json: { name: record.name } };
  return await post(api, progress, context, request, (id) => contactId('company', id));
}

async function writeDocument(
  api: PracticeApi,
  context: PracticeContext,
  record: DocumentToWrite,
  progress: WriteProgress,
  again: boolean,
): Promise<Written> {
  if (record.file.sizeBytes > largestBytes)
    throw new VendorError({ failure: 'rejected', detail: 'The file is larger than 100 MB' });
  const owner = fileOwner(record);
  const bytes = await new Response(await record.file.open()).arrayBuffer();
  let note: string | null = null;
  if (owner.type === 'firm') {
    const before = again ? await findNote(api, record, progress) : null;
    note = (before ?? (await post(api, progress, context, noteRequest(newNote(record)), noteId))).externalId;
  }
  const body = form(fileOwnerFields(record));
  body.set('file', new File([bytes], fileName(record), { type: record.file.contentType }));
  const request = { path: '/files', body, timeoutMilliseconds: 120_000 };
  return await post(api, progress, context, request, (id) => documentId(id, note));
}

function noteRequest(json: ReturnType<typeof newNote>): Omit<PracticeRequest, 'method'> {
  return { path: '/notes', json };
}

function noteId(id: string): string {
  return `note/${id}`;
}

async function post(
  api: PracticeApi,
  progress: WriteProgress,
  context: PracticeContext,
  request: Omit<PracticeRequest, 'method'>,
  idFrom: (id: string) => string = (id) => id,
): Promise<Written> {
  // A second request of the same write saves the same moment again.
  if (progress.saved?.sentAt === undefined)
    await progress.save({ ...progress.saved, sentAt: context.now().toISOString() });
  const shape: z.ZodType<{ data: z.output<typeof wire.written> }> = wire.one(wire.written);
  const { data } = await api.call({ ...request, method: 'POST' }, shape);
  return toWritten(data, idFrom(data.id));
}

export function notWritten({ record }: RecordToWrite): VendorError {
  return new VendorError({ failure: 'rejected', detail: `Lawmatics has no place for a ${record}` });
}
