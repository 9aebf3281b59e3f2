/** What stands in Lawmatics already: contacts by number, and what an earlier attempt wrote, by its reference. */
import type { z } from 'zod';
import type { PracticeApi } from '../kit/practice-api.ts';
import { carriesReference } from '../kit/reference.ts';
import type {
  ContactToWrite,
  DocumentToWrite,
  MirroredContact,
  PracticeContext,
  RecordToWrite,
  WriteProgress,
  Written,
} from '../ports.ts';
import { documentId } from './ids.ts';
import { type Listing, readAll } from './lists.ts';
import { toCompany, toPerson, toWritten, type WrittenThere } from './map.ts';
import { withNumbers } from './numbers.ts';
import { digitsOf, holdsNumber, patternOf } from './phones.ts';
import { fetchOne } from './pull.ts';
import { fileOwner } from './requests.ts';
import * as wire from './wire.ts';

/** Their clock and ours may differ by so much. */
const margin = 10 * 60_000;
const mostHolders = 10;

/**
 * Contacts and companies that hold exactly this number. The finder answers one loose fit only; when that does not hold
 * the number, the list of numbers is asked by a pattern, and each hit is compared.
 */
export async function findContactsByPhone(
  api: PracticeApi,
  context: PracticeContext,
  e164: string,
): Promise<MirroredContact[]> {
  const { country } = context;
  const request = {
    path: `/contacts/find_by_phone/${digitsOf(e164)}`,
    query: { fields: wire.contactFields },
  };
  const hit = (await api.find(request, wire.perhaps(wire.contact)))?.data ?? null;
  if (hit !== null && holdsNumber(hit.attributes.phone ?? '', e164, country)) return [toPerson(hit)];
  const found = new Map<string, MirroredContact>();
  const pattern = { by: 'info', on: patternOf(e164), with: 'ilike' } as const;
  const listing = {
    path: '/phone_numbers',
    fields: wire.phoneNumberFields,
    sortBy: 'id',
    filter: pattern,
  } as const;
  for await (const { attributes, relationships } of readAll(api, listing, wire.phoneNumber)) {
    const owner = relationships.informationable;
    if (owner === null || !holdsNumber(attributes.info, e164, country)) continue;
    const externalId = `${owner.type}/${owner.id}`;
    if (!/^(contact|company)\/\d+$/.test(externalId) || found.has(externalId)) continue;
    const contact = await fetchOne(api, 'contact', externalId);
    if (contact?.kind === 'contact')
      found.set(externalId, withNumbers(contact, [{ text: attributes.info, label: attributes.label }]));
    if (found.size >= mostHolders) break;
  }
  return [...found.values()];
}

export async function findByReference(
  api: PracticeApi,
  context: PracticeContext,
  record: RecordToWrite,
  progress: Pick<WriteProgress, 'saved'>,
): Promise<Written | null> {
  switch (record.record) {
    case 'interaction':
      if (record.matter === null) return await findNote(api, record, progress);
      return await search(
        api,
        { path: '/interactions/', record, progress },
        wire.interaction,
        ({ attributes }) => [attributes.body],
        (id) => `interaction/${id}`,
      );
    case 'time_entry':
      return await search(
        api,
        { path: '/time_entries', fields: wire.timeEntryFields, record, progress },
        wire.timeEntry,
        ({ attributes }) => [attributes.description],
      );
    case 'document':
      return await findDocument(api, record, progress);
    case 'contact':
      return await findContact(api, context, record);
    default:
      return null;
  }
}

type Dated = Extract<RecordToWrite, { startedAt: string }>;
interface Search {
  path: string;
  fields?: string;
  record: Pick<Dated, 'reference' | 'startedAt'>;
  progress: Pick<WriteProgress, 'saved'>;
}

export async function findNote(
  api: PracticeApi,
  record: Search['record'],
  progress: Search['progress'],
): Promise<Written | null> {
  return await search(
    api,
    { path: '/notes', record, progress },
    wire.note,
    ({ attributes }) => [attributes.body],
    (id) => `note/${id}`,
  );
}

async function findDocument(
  api: PracticeApi,
  record: DocumentToWrite,
  progress: Search['progress'],
): Promise<Written | null> {
  const found = await search(api, { path: '/files', record, progress }, wire.file, ({ attributes }) => [
    attributes.name,
    attributes.file_name,
  ]);
  if (found === null || fileOwner(record).type !== 'firm') return found;
  const note = await findNote(api, record, progress);
  return note === null ? found : { ...found, externalId: documentId(found.externalId, note.externalId) };
}

/** There is no field of our own to search by: what was made since the first attempt is read and compared. */
async function search<Item extends WrittenThere & { id: string }>(
  api: PracticeApi,
  { path, fields, record, progress }: Search,
  shape: z.ZodType<Item>,
  textsOf: (item: Item) => string[],
  idFrom: (id: string) => string = (id) => id,
): Promise<Written | null> {
  const begun = Date.parse(progress.saved?.sentAt ?? record.startedAt);
  const listing: Listing = {
    path,
    ...(fields === undefined ? {} : { fields }),
    sortBy: 'id',
    filter: { by: 'created_at', on: new Date(begun - margin).toISOString(), with: '>=' },
  };
  for await (const item of readAll(api, listing, shape)) {
    if (textsOf(item).some((text) => carriesReference(text, record.reference)))
      return toWritten(item, idFrom(item.id));
  }
  return null;
}

/** A contact is found by its number, then its name; a stand-in is a company of that name. */
async function findContact(
  api: PracticeApi,
  context: PracticeContext,
  record: ContactToWrite,
): Promise<Written | null> {
  if (record.type === 'company') return await findCompany(api, record.name);
  if (record.e164 === null) return null;
  const holders = await findContactsByPhone(api, context, record.e164);
  const [first] = holders;
  const sameName = holders.find(
    ({ firstName, lastName }) => `${firstName} ${lastName}`.trim() === record.name,
  );
  const found = sameName ?? first;
  return found === undefined ? null : { externalId: found.externalId, version: found.version, there: true };
}

export async function findCompany(api: PracticeApi, name: string): Promise<Written | null> {
  const filter = { by: 'name', on: name, with: '=' } as const;
  const listing: Listing = { path: '/companies', fields: wire.companyFields, sortBy: 'id', filter };
  for await (const item of readAll(api, listing, wire.company)) {
    const { externalId, version, companyName } = toCompany(item);
    if (companyName.trim() === name.trim()) return { externalId, version, there: true };
  }
  return null;
}
