/** Records that stand in Clio already: read, brought up to date under their etag, taken out. */
import type { z } from 'zod';
import type { PracticeApi, PracticeRequest } from '../kit/practice-api.ts';
import {
  type CommunicationToWrite,
  type DocumentToWrite,
  type RecordThere,
  type RecordToWrite,
  VendorError,
  type Written,
} from '../ports.ts';
import { costBody, fixedFeeBody, noteBody } from './conversion-bodies.ts';
import { makeLine, parentOf, wantsLine } from './documents.ts';
import { findCommunication } from './find.ts';
import { toContact, toWritten } from './map.ts';
import { communicationBody, participantsOf, properties, timeEntryBody } from './requests.ts';
import * as wire from './wire.ts';
import { type KnownLabels, labelId, notWritten } from './write.ts';

type Changed = Written | { conflict: true };

const paths: Readonly<Partial<Record<RecordToWrite['record'], string>>> = {
  communication: '/communications',
  time_entry: '/activities',
  document: '/documents',
  contact: '/contacts',
  activity_code: '/activity_descriptions',
  matter: '/matters',
  fixed_fee: '/activities',
  cost_recovery: '/activities',
  matter_memo: '/notes',
  matter_document: '/documents',
};

export async function read(
  api: PracticeApi,
  record: RecordToWrite,
  externalId: string,
): Promise<RecordThere | null> {
  const path = addressOf(record, externalId);
  const ask = <Shape extends z.ZodType>(fields: string, shape: Shape) =>
    api.find({ path, query: { fields } }, wire.one(shape));
  switch (record.record) {
    case 'communication': {
      const found = (await ask(wire.communicationFields, wire.communication))?.data;
      return found ? { ...there(found), subject: found.subject, text: found.body, locked: false } : null;
    }
    case 'time_entry': {
      const found = (await ask(wire.activityFields, wire.activity))?.data;
      return found ? timeEntryThere(found) : null;
    }
    case 'fixed_fee':
    case 'cost_recovery': {
      const found = (await ask(wire.activityFields, wire.activity))?.data;
      if (!found) return null;
      // The quantity says nothing of a price for the whole.
      const { minutes: _minutes, ...entry } = timeEntryThere(found);
      return entry;
    }
    case 'matter': {
      const found = (await ask(wire.matterFields, wire.matter))?.data;
      if (!found) return null;
      const { display_number: subject, description: text } = found;
      return { ...there(found), subject, text, locked: false };
    }
    case 'matter_memo': {
      const found = (await ask(wire.noteFields, wire.note))?.data;
      return found ? { ...there(found), subject: found.subject, text: found.detail, locked: false } : null;
    }
    case 'document':
    case 'matter_document': {
      const found = (await ask(wire.documentFields, wire.document))?.data;
      return found ? { ...there(found), subject: found.name, text: null, locked: found.locked } : null;
    }
    case 'contact': {
      const found = (await ask('id,etag,name', wire.contact.pick({ id: true, etag: true, name: true })))
        ?.data;
      return found ? { ...there(found), subject: found.name, text: null, locked: false } : null;
    }
    default: {
      const shape = wire.activityDescription.pick({ id: true, etag: true, name: true });
      const found = (await ask('id,etag,name', shape))?.data;
      return found ? { ...there(found), subject: found.name, text: null, locked: false } : null;
    }
  }
}

export async function update(
  api: PracticeApi,
  known: KnownLabels,
  record: RecordToWrite,
  externalId: string,
  version: string | null,
): Promise<Changed> {
  switch (record.record) {
    case 'communication':
      return updateCommunication(api, record, externalId, version);
    case 'time_entry': {
      const code = record.activityCode === null ? null : await labelId(api, known, record.activityCode);
      return patch(api, addressOf(record, externalId), version, timeEntryBody(record, code));
    }
    case 'document':
      return updateDocument(api, record, externalId, version);
    case 'matter_document':
      return patch(api, addressOf(record, externalId), version, { name: record.file.name });
    case 'fixed_fee': {
      const code = record.activityCode === null ? null : await labelId(api, known, record.activityCode);
      return patch(api, addressOf(record, externalId), version, fixedFeeBody(record, code));
    }
    case 'cost_recovery':
      return patch(api, addressOf(record, externalId), version, costBody(record));
    case 'matter_memo':
      return patch(api, addressOf(record, externalId), version, noteBody(record));
    case 'contact': {
      // What a firm has written about a contact is the firm's.
      const found = await api.call(
        { path: addressOf(record, externalId), query: { fields: wire.contactFields } },
        wire.one(wire.contact),
      );
      const { phones, version: etag } = toContact(found.data);
      if (phones.length > 0 || record.e164 === null) return { externalId, version: etag, there: true };
      const phone_numbers = [{ name: 'Other', number: record.e164, default_number: true }];
      return patch(api, addressOf(record, externalId), version ?? etag, { phone_numbers });
    }
    case 'activity_code':
    case 'matter':
      // The label is how it is found; the rest, and matters, are the firm's.
      return { externalId, version, there: true };
    default:
      throw notWritten(record);
  }
}

/** Already gone is fine. An entry on a bill is refused with Clio's words. */
export async function retire(api: PracticeApi, record: RecordToWrite, externalId: string): Promise<void> {
  if (record.record === 'matter')
    throw new VendorError({ failure: 'rejected', detail: 'A matter is not taken out of Clio' });
  await remove(api, addressOf(record, externalId));
  if (record.record === 'document') await retireLine(api, record);
}

async function updateCommunication(
  api: PracticeApi,
  record: Omit<CommunicationToWrite, 'record'>,
  externalId: string,
  version: string | null,
): Promise<Changed> {
  const path = `${paths.communication}/${encodeURIComponent(externalId)}.json`;
  const { data: now } = await api.call(
    { path, query: { fields: wire.communicationFields } },
    wire.one(wire.communication),
  );
  if (version !== null && now.etag !== version) return { conflict: true };
  if (now.matter !== null && record.matter === null)
    throw new VendorError({
      failure: 'rejected',
      detail: 'Clio cannot take a communication off its matter; it has to be removed and written anew',
    });
  const { senders, receivers } = participantsOf(record);
  return patch(api, path, now.etag, {
    ...communicationBody(record),
    senders: replaced(now.senders, senders),
    receivers: replaced(now.receivers, receivers),
  });
}

/** People are written as `Contact` and read as `Person` or `Company`; who shall go is named with `_deleted`. */
function replaced(
  now: readonly { id: string; type: string }[],
  wanted: ReturnType<typeof participantsOf>['senders'],
) {
  const current = now.map(({ id, type }) => ({
    id: Number(id),
    type: type === 'User' ? ('User' as const) : ('Contact' as const),
  }));
  const same = (a: { id: number; type: string }) => (b: { id: number; type: string }) =>
    a.id === b.id && a.type === b.type;
  return [
    ...current.filter((each) => !wanted.some(same(each))).map((each) => ({ ...each, _deleted: true })),
    ...wanted.filter((each) => !current.some(same(each))),
  ];
}

async function updateDocument(
  api: PracticeApi,
  record: DocumentToWrite,
  externalId: string,
  version: string | null,
): Promise<Changed> {
  const changed = await patch(api, addressOf(record, externalId), version, {
    name: record.file.name,
    parent: await parentOf(api, record),
    received_at: record.startedAt,
  });
  if ('conflict' in changed) return changed;
  if (!wantsLine(record)) await retireLine(api, record);
  else {
    const line = await findCommunication(api, properties.documentLine, record.reference);
    if (line === null) await makeLine(api, record);
    else await updateCommunication(api, record, line.externalId, null);
  }
  return changed;
}

async function retireLine(api: PracticeApi, record: DocumentToWrite): Promise<void> {
  const line = await findCommunication(api, properties.documentLine, record.reference);
  if (line !== null) await remove(api, `${paths.communication}/${line.externalId}.json`);
}

/** Guarded by the etag where we have one: 412 means that somebody was faster. */
async function patch(api: PracticeApi, path: string, version: string | null, data: object): Promise<Changed> {
  const request: PracticeRequest = {
    method: 'PATCH',
    path,
    query: { fields: wire.writtenFields },
    json: { data },
    absentStatuses: [412],
    ...(version === null ? {} : { headers: { 'if-match': version } }),
  };
  const answer = await api.call(request, wire.one(wire.written).or(wire.refusal).optional());
  return answer !== undefined && 'data' in answer ? toWritten(answer.data) : { conflict: true };
}

async function remove(api: PracticeApi, path: string): Promise<void> {
  await api.send({ method: 'DELETE', path, absentStatuses: [404] });
}

function addressOf(record: RecordToWrite, externalId: string): string {
  const path = paths[record.record];
  if (path === undefined) throw notWritten(record);
  return `${path}/${encodeURIComponent(externalId)}.json`;
}

function there({ id, etag }: { id: string; etag: string | null }) {
  return { externalId: id, version: etag };
}

function timeEntryThere(found: z.output<typeof wire.activity>): RecordThere {
  const { quantity, quantity_redacted: hidden } = found;
  return {
    ...there(found),
    subject: '',
    text: found.note,
    locked: found.billed || found.on_bill,
    ...(quantity == null || hidden ? {} : { minutes: quantity / 60 }),
  };
}
