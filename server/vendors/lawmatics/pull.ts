/** The mirror: pages of lists, and single records. */
import { z } from 'zod';
import type { PracticeApi } from '../kit/practice-api.ts';
import { type MirrorItem, type MirrorKind, type PullPage, VendorError } from '../ports.ts';
import { addressBook, addressesOf, collectAddresses, withAddresses } from './addresses.ts';
import { readContactId } from './ids.ts';
import { type Listing, readAll, readPage } from './lists.ts';
import { toCompany, toMatter, toMatterType, toParty, toPerson, toStaff, toStage } from './map.ts';
import { collectNumbers, moreNumbers, numbersOf, withNumbers } from './numbers.ts';
import * as wire from './wire.ts';

interface Source {
  path: string;
  fields: string | undefined;
  page(api: PracticeApi, listing: Listing, page: number | null): Promise<SourcePage>;
  one(api: PracticeApi, id: string): Promise<MirrorItem | null>;
}
interface SourcePage {
  items: MirrorItem[];
  next: number | null;
  entries: number | null;
}

/** Which of the kind's lists, which page of it, and from when on: the filter must not change between pages. */
const cursorShape = z.object({
  list: z.int().nonnegative(),
  page: z.int().positive().nullable(),
  since: z.string().nullable(),
  /** How many records the lists before this one hold. */
  before: z.int().nonnegative(),
  /** Of contacts: the numbers beside the main ones, read first; `null` while there is nothing to read them for. */
  numbers: moreNumbers.nullable().default(null),
  collecting: z.boolean().default(false),
  /** Of all contacts: their addresses, read after the numbers. */
  addresses: addressBook.nullable().default(null),
  collectingAddresses: z.boolean().default(false),
});
type Place = z.output<typeof cursorShape>;

export async function pull(
  api: PracticeApi,
  kind: MirrorKind,
  from: { cursor: string | null; since: string | null },
): Promise<PullPage> {
  const at = from.cursor === null ? await begin(api, kind, from.since) : readCursor(from.cursor);
  if (at === null) return { items: [], cursor: null };
  if (at.collecting) return await collect(api, at);
  if (at.collectingAddresses) return await collectPlaces(api, at);
  const lists = await sourcesOf(api, kind);
  const source = lists[at.list];
  if (source === undefined) return { items: [], cursor: null };
  const { items, next, entries } = await source.page(api, listingOf(source, at.since), at.page);
  const total = at.before + (entries ?? 0);
  const onward =
    next === null ? { ...at, list: at.list + 1, page: null, before: total } : { ...at, page: next };
  return {
    items: await whole(api, at, items),
    cursor: onward.list < lists.length ? JSON.stringify(onward) : null,
    ...(entries === null ? {} : { total }),
  };
}

/** Null when nothing of the kind has changed: then no numbers have to be read. */
async function begin(api: PracticeApi, kind: MirrorKind, since: string | null): Promise<Place | null> {
  const start = {
    ...{ list: 0, page: null, since, before: 0, numbers: null, collecting: kind === 'contact' },
    ...{ addresses: null, collectingAddresses: false },
  };
  if (kind !== 'contact' || since === null) return start;
  for (const source of [people, companies]) {
    const { entries } = await source.page(api, listingOf(source, since), null);
    if (entries !== 0) return start;
  }
  return null;
}

async function collect(api: PracticeApi, at: Place): Promise<PullPage> {
  const { numbers, next } = await collectNumbers(api, at.page, at.numbers ?? {});
  const collecting = next !== null;
  const after = { collecting, collectingAddresses: !collecting && at.since === null };
  return { items: [], cursor: JSON.stringify({ ...at, ...after, numbers, page: next }) };
}

async function collectPlaces(api: PracticeApi, at: Place): Promise<PullPage> {
  const { addresses, next } = await collectAddresses(api, at.page, at.addresses ?? {});
  const collectingAddresses = next !== null;
  return { items: [], cursor: JSON.stringify({ ...at, addresses, page: next, collectingAddresses }) };
}

/** Contacts with all their numbers and addresses. */
async function whole(api: PracticeApi, at: Place, items: readonly MirrorItem[]): Promise<MirrorItem[]> {
  const complete: MirrorItem[] = [];
  for (const item of items) {
    if (item.kind !== 'contact') {
      complete.push(item);
      continue;
    }
    const { externalId } = item;
    const places =
      at.addresses?.[externalId] ?? (at.since === null ? [] : await addressesOf(api, externalId));
    complete.push(withAddresses(withNumbers(item, at.numbers?.[externalId] ?? []), places));
  }
  return complete;
}

export async function fetchOne(
  api: PracticeApi,
  kind: MirrorKind,
  externalId: string,
): Promise<MirrorItem | null> {
  const lists = await sourcesOf(api, kind);
  if (kind === 'contact') {
    const { kind: which, id } = readContactId(externalId);
    const found = await (which === 'contact' ? people : companies).one(api, String(id));
    if (found?.kind !== 'contact') return null;
    const numbered = withNumbers(found, await numbersOf(api, externalId));
    return withAddresses(numbered, await addressesOf(api, externalId));
  }
  return (await lists[0]?.one(api, externalId)) ?? null;
}

/** Changes in the order in which they happened: what changes meanwhile moves to the end and is asked for next time. */
function listingOf({ path, fields }: Source, since: string | null): Listing {
  const common = { path, ...(fields === undefined ? {} : { fields }) };
  if (since === null) return { ...common, sortBy: 'id' };
  return { ...common, sortBy: 'updated_at', filter: { by: 'updated_at', on: since, with: '>=' } };
}

async function sourcesOf(api: PracticeApi, kind: MirrorKind): Promise<readonly Source[]> {
  switch (kind) {
    case 'staff':
      return [source('/users', undefined, wire.user, toStaff)];
    case 'matter_type':
      return [source('/practice_areas', undefined, wire.practiceArea, toMatterType)];
    case 'stage': {
      const names = await pipelineNames(api);
      return [source('/stages', wire.stageFields, wire.stage, (item) => toStage(item, names))];
    }
    case 'activity_code':
      // The types of billing activities are in no list.
      return [];
    case 'contact':
      return [people, companies];
    case 'matter':
      return [source('/prospects', wire.prospectFields, wire.prospect, toMatter)];
    case 'party':
      return [source('/relationships', undefined, wire.relationship, toParty)];
  }
}

const people = source('/contacts', wire.contactFields, wire.contact, toPerson);
const companies = source('/companies', wire.companyFields, wire.company, toCompany);

function source<Shape extends z.ZodType>(
  path: string,
  fields: string | undefined,
  shape: Shape,
  read: (item: z.output<Shape>) => MirrorItem | null,
): Source {
  const item: z.ZodType<MirrorItem | null> = shape.transform(read);
  return {
    path,
    fields,
    async page(api, listing, page) {
      const { items, ...rest } = await readPage(api, listing, page, item);
      return { ...rest, items: items.filter((each) => each !== null) };
    },
    async one(api, id) {
      const request = { path: `${path}/${encodeURIComponent(id)}`, query: { fields } };
      return (await api.find(request, wire.perhaps(item)))?.data ?? null;
    },
  };
}

async function pipelineNames(api: PracticeApi): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for await (const { id, attributes } of readAll(api, { path: '/pipelines', sortBy: 'id' }, wire.pipeline))
    names.set(id, attributes.name);
  return names;
}

function readCursor(text: string): z.output<typeof cursorShape> {
  try {
    return cursorShape.parse(JSON.parse(text));
  } catch {
    throw new VendorError({ failure: 'rejected', detail: 'The place to go on from is unreadable' });
  }
}
