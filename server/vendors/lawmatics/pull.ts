/** The mirror: pages of lists, and single records. */
import { z } from 'zod';
import type { PracticeApi } from '../kit/practice-api.ts';
import { type MirrorItem, type MirrorKind, type PullPage, VendorError } from '../ports.ts';
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
  const lists = await sourcesOf(api, kind);
  const source = lists[at.list];
  if (source === undefined) return { items: [], cursor: null };
  const { items, next, entries } = await source.page(api, listingOf(source, at.since), at.page);
  const total = at.before + (entries ?? 0);
  const onward =
    next === null ? { ...at, list: at.list + 1, page: null, before: total } : { ...at, page: next };
  return {
    items: items.map((item) =>
      item.kind === 'contact' ? withNumbers(item, at.numbers?.[item.externalId] ?? []) : item,
    ),
    cursor: onward.list < lists.length ? JSON.stringify(onward) : null,
    ...(entries === null ? {} : { total }),
  };
}

/** Null when nothing of the kind has changed: then no numbers have to be read. */
async function begin(api: PracticeApi, kind: MirrorKind, since: string | null): Promise<Place | null> {
  const start = { list: 0, page: null, since, before: 0, numbers: null, collecting: kind === 'contact' };
  if (kind !== 'contact' || since === null) return start;
  for (const source of [people, companies]) {
    const { entries } = await source.page(api, listingOf(source, since), null);
    if (entries !== 0) return start;
  }
  return null;
}

async function collect(api: PracticeApi, at: Place): Promise<PullPage> {
  const { numbers, next } = await collectNumbers(api, at.page, at.numbers ?? {});
  return { items: [], cursor: JSON.stringify({ ...at, numbers, page: next, collecting: next !== null }) };
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
    return found?.kind === 'contact' ? withNumbers(found, await numbersOf(api, externalId)) : null;
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
