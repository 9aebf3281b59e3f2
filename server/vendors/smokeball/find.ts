/** What an earlier attempt left there, and what the vendor's search knows of a number. */
import type { output, ZodType } from 'zod';
import type { PracticeApi } from '../kit/practice-api.ts';
import type {
  ActivityCodeToWrite,
  ContactToWrite,
  DocumentToWrite,
  MatterDocumentToWrite,
  MatterToWrite,
  MirroredContact,
  PracticeContext,
  RecordToWrite,
  WriteProgress,
  Written,
} from '../ports.ts';
import { fileMark, hasReference } from './bodies.ts';
import { findLayout } from './layouts.ts';
import { mapContact } from './map.ts';
import { externalIdOf, listPathOf } from './paths.ts';
import { e164Of, searchTerms } from './phones.ts';
import { toTicks, wholeSeconds } from './ticks.ts';
import * as wire from './wire.ts';

const largestPage = 500;
/** Clocks differ, and a list may be a little behind. */
const allowanceMilliseconds = 10 * 60_000;

export interface FindParts {
  api: PracticeApi;
  context: PracticeContext;
}

export async function findContactsByPhone(
  { api, context: { country } }: FindParts,
  e164: string,
): Promise<MirroredContact[]> {
  return (await searchByPhone(api, e164, country)).map(mapContact);
}

/** Narrow terms first, until one of them finds contacts that hold exactly this number. */
async function searchByPhone(api: PracticeApi, e164: string, country: string): Promise<wire.WireContact[]> {
  for (const term of searchTerms(e164)) {
    const found = await search(api, term);
    const same = found.filter((each) =>
      mapContact(each).phones.some(({ text }) => e164Of(text, country) === e164),
    );
    if (same.length > 0) return same;
  }
  return [];
}

async function search(api: PracticeApi, term: string): Promise<wire.WireContact[]> {
  const query = { Search: term, ExcludeDeletedContacts: 'true', Limit: String(largestPage) };
  const { value } = await api.call({ path: '/contacts', query }, wire.page(wire.contact));
  return value.filter((each) => each.isDeleted !== true);
}

export async function findByReference(
  parts: FindParts,
  record: RecordToWrite,
  progress: WriteProgress,
): Promise<Written | null> {
  const since = new Date(
    Date.parse(progress.saved?.attemptedAt ?? ('startedAt' in record ? record.startedAt : '')) -
      allowanceMilliseconds,
  );
  const { api } = parts;
  const path = listPathOf(record);
  const { reference } = record;
  switch (record.record) {
    case 'matter':
      return await findMatter(api, record);
    case 'layout':
      return await findLayout(api, record);
    case 'fixed_fee':
    case 'cost_recovery': {
      // The lists of a new matter are short.
      const holds = (one: wire.WireExpense) =>
        one.isDeleted !== true && hasReference(one.description, reference);
      const charge = await seek(api, path, {}, wire.expense, holds);
      return (
        charge && {
          externalId: externalIdOf(record, charge.id),
          version: charge.versionId ?? null,
          there: true,
        }
      );
    }
    case 'fee': {
      const query = { UpdatedSince: toTicks(since) };
      const holds = (fee: wire.WireFee) => fee.isDeleted !== true && hasReference(fee.description, reference);
      const fee = await seek(api, path, query, wire.fee, holds);
      return fee && { externalId: externalIdOf(record, fee.id), version: fee.versionId ?? null, there: true };
    }
    case 'task': {
      const query = { LastUpdated: wholeSeconds(since.toISOString()) };
      const holds = (task: wire.WireTask) =>
        task.isDeleted !== true &&
        (hasReference(task.note, reference) || hasReference(task.subject, reference));
      const task = await seek(api, path, query, wire.task, holds);
      return task && { externalId: task.id, version: task.lastUpdated ?? null, there: true };
    }
    case 'memo':
    case 'matter_memo': {
      const holds = (memo: wire.WireMemo) =>
        memo.isDeleted !== true && hasReference(memo.plainText ?? memo.text, reference);
      const memo = await seek(api, path, {}, wire.memo, holds);
      return (
        memo && { externalId: externalIdOf(record, memo.id), version: memo.lastUpdated ?? null, there: true }
      );
    }
    case 'document':
    case 'matter_document':
      return await findDocument(api, record, progress);
    case 'contact':
      return await findContact(parts, record);
    case 'activity_code':
      return await findActivityCode(api, record);
    default:
      return null;
  }
}

/** A file whose bytes never came is no document yet: the next `write` goes on with it. */
async function findDocument(
  api: PracticeApi,
  record: DocumentToWrite | MatterDocumentToWrite,
  progress: WriteProgress,
): Promise<Written | null> {
  const holds = (file: wire.WireFile) =>
    file.isDeleted !== true &&
    file.isCancelled !== true &&
    (file.additionalData?.[fileMark] === record.reference || hasReference(file.name, record.reference));
  const path = listPathOf(record);
  const file = await seek(api, path, { Sort: 'desc(dateCreated)' }, wire.file, holds);
  if (file === null) return null;
  const externalId = externalIdOf(record, file.id);
  if (file.isUploaded === true) return { externalId, version: file.versionId ?? null, there: true };
  await progress.save({ ...progress.saved, file: externalId });
  return null;
}

/** There is no search by the external id: it is looked for on the matters of the first client. */
async function findMatter(api: PracticeApi, { clients, reference }: MatterToWrite): Promise<Written | null> {
  const [client] = clients;
  if (client === undefined) return null;
  const holds = (matter: wire.WireMatter) =>
    matter.externalSystemId === reference && matter.status !== 'Deleted';
  const found = await seek(api, '/matters', { ContactId: client.id }, wire.matter, holds);
  return found && { externalId: found.id, version: found.versionId ?? null, there: true };
}

/** There is no search by the external id: it is looked for on those who hold the number, or have the name. */
async function findContact(
  { api, context: { country } }: FindParts,
  { e164, name, reference, details }: ContactToWrite,
): Promise<Written | null> {
  const isOurs = ({ externalSystemId, isDeleted }: wire.WireContact) =>
    externalSystemId === reference && isDeleted !== true;
  const wanted = details?.lastName || details?.companyName || name;
  const ours =
    e164 === null
      ? await seek(api, '/contacts', { Search: `name:*${wanted}*` }, wire.contact, isOurs)
      : (await searchByPhone(api, e164, country)).find(isOurs);
  return ours === undefined || ours === null
    ? null
    : { externalId: ours.id, version: ours.versionId ?? ours.lastUpdated ?? null, there: true };
}

/** The label is what makes it the same code, not our reference. */
export async function findActivityCode(
  api: PracticeApi,
  { label }: ActivityCodeToWrite,
): Promise<Written | null> {
  const holds = (activity: wire.WireActivity) => activity.isDeleted !== true && activity.code === label;
  const found = await seek(api, '/activitycodes', {}, wire.activity, holds);
  return found && { externalId: found.id, version: found.versionId ?? null, there: true };
}

/** Goes through a list until one of it will do. */
async function seek<Item extends ZodType>(
  api: PracticeApi,
  path: string,
  query: Readonly<Record<string, string>>,
  item: Item,
  holds: (item: output<Item>) => boolean,
): Promise<output<Item> | null> {
  for (let offset = 0; ; ) {
    const paging = { Limit: String(largestPage), Offset: String(offset) };
    const { value, size } = await api.call({ path, query: { ...paging, ...query } }, wire.page(item));
    const found = value.find(holds);
    if (found !== undefined) return found;
    offset += value.length;
    const last = typeof size === 'number' ? offset >= size : value.length < largestPage;
    if (value.length === 0 || last) return null;
  }
}
