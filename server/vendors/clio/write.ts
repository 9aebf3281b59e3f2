import type { PracticeApi } from '../kit/practice-api.ts';
import {
  type PracticeContext,
  type RecordToWrite,
  VendorError,
  type WriteProgress,
  type Written,
} from '../ports.ts';
import { costBody, fixedFeeBody, matterBody, noteBody } from './conversion-bodies.ts';
import { writeDocument } from './documents.ts';
import { findActivityDescription } from './find.ts';
import { toWritten } from './map.ts';
import { newContact } from './new-contact.ts';
import { idOf, newCommunication, properties, timeEntryBody } from './requests.ts';
import * as wire from './wire.ts';

/** Ids of activity descriptions by label, as long as one client lives. */
export type KnownLabels = Map<string, string>;

export async function write(
  api: PracticeApi,
  context: PracticeContext,
  known: KnownLabels,
  record: RecordToWrite,
  progress: WriteProgress,
): Promise<Written> {
  switch (record.record) {
    case 'communication':
      return create(api, '/communications.json', newCommunication(record, properties.reference));
    case 'time_entry': {
      const code = record.activityCode === null ? null : await labelId(api, known, record.activityCode);
      return create(api, '/activities.json', { type: 'TimeEntry', ...timeEntryBody(record, code) });
    }
    case 'document':
    case 'matter_document':
      return writeDocument(api, context, record, progress);
    case 'contact':
      // A client has no reference there: what was made since this moment under the name is ours.
      if (record.details && progress.saved?.attemptedAt === undefined)
        await progress.save({ attemptedAt: context.now().toISOString() });
      return create(api, '/contacts.json', newContact(record));
    case 'matter': {
      const [client] = record.clients;
      if (client === undefined)
        throw new VendorError({ failure: 'rejected', detail: 'Clio wants a client for every matter' });
      return create(api, '/matters.json', matterBody(record, idOf(client)));
    }
    case 'fixed_fee': {
      const code = record.activityCode === null ? null : await labelId(api, known, record.activityCode);
      return create(api, '/activities.json', { type: 'TimeEntry', ...fixedFeeBody(record, code) });
    }
    case 'cost_recovery':
      return create(api, '/activities.json', { type: 'ExpenseEntry', ...costBody(record) });
    case 'matter_memo':
      return create(api, '/notes.json', { type: 'Matter', matter: idOf(record.matter), ...noteBody(record) });
    case 'activity_code':
      return create(api, '/activity_descriptions.json', { name: record.label });
    default:
      throw notWritten(record);
  }
}

/** The id behind a label: found once, or made. The label is how it is found, so two makers meet at the same one. */
export async function labelId(api: PracticeApi, known: KnownLabels, label: string): Promise<string> {
  const before = known.get(label);
  if (before !== undefined) return before;
  const found =
    (await findActivityDescription(api, label)) ??
    (await create(api, '/activity_descriptions.json', { name: label }));
  known.set(label, found.externalId);
  return found.externalId;
}

export async function create(api: PracticeApi, path: string, data: object): Promise<Written> {
  const request = { method: 'POST', path, query: { fields: wire.writtenFields }, json: { data } } as const;
  return toWritten((await api.call(request, wire.one(wire.written))).data);
}

export function notWritten({ record }: RecordToWrite): VendorError {
  return new VendorError({ failure: 'rejected', detail: `Clio Manage has no place for a ${record}` });
}
