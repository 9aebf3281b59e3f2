/**
 * Reading whole kinds, page by page, while people go on working there.
 *
 * Contacts and matters are read newest change first. What changes meanwhile moves to the front and pushes the rest to later
 * pages: something may be seen twice, nothing that stood still is passed over. What moved is read at the end, by asking for
 * everything since the newest change that the first page showed (the vendor's own clock). The other lists cannot be sorted:
 * there each page begins a little before the last one ended.
 */
import { z } from 'zod';
import type { PracticeApi } from '../kit/practice-api.ts';
import { type MirrorItem, type MirrorKind, type PullPage, VendorError } from '../ports.ts';
import {
  mapActivity,
  mapContact,
  mapMatter,
  mapMatterType,
  mapRoles,
  mapStaff,
  mapStageSet,
  stageIdOf,
} from './map.ts';
import type { StagesOfMatters } from './stages.ts';
import { toTicks, wholeSeconds } from './ticks.ts';
import * as wire from './wire.ts';

const largestPage = 500;
/** Each matter's roles are a request of their own. */
const mattersPerPartyPage = 5;
const overlap = 10;

const place = z.object({
  offset: z.int().min(0),
  /** `again` reads what changed during the walk, `stages` the matters of which only the stage changed. */
  phase: z.enum(['walk', 'again', 'stages']),
  /** Newest change of the first page, ticks. */
  mark: z.string().nullable(),
  /** Off where the firm's plan has no leads. */
  leads: z.boolean(),
});
type Place = z.infer<typeof place>;

export interface PullFrom {
  cursor: string | null;
  since: string | null;
}

export interface PullParts {
  api: PracticeApi;
  stages: StagesOfMatters;
}

export async function pull(parts: PullParts, kind: MirrorKind, from: PullFrom): Promise<PullPage> {
  const at = readPlace(from.cursor);
  switch (kind) {
    case 'contact':
      return await pullContacts(parts, at, from.since);
    case 'matter':
      return at.phase === 'stages'
        ? await pullStageChanges(parts, at, from.since)
        : await pullMatters(parts, at, from.since);
    case 'party':
      return await pullParties(parts, at, from.since);
    case 'staff':
      return await pullList(parts, at, '/staff', wire.staff, {}, (each) => [mapStaff(each)]);
    case 'matter_type':
      return await pullList(parts, at, '/mattertypes', wire.matterType, {}, (each) => [mapMatterType(each)]);
    case 'stage': {
      const query = from.since === null ? {} : { LastUpdated: wholeSeconds(from.since) };
      return await pullList(parts, at, '/stagesets', wire.stageSet, query, mapStageSet);
    }
    case 'activity_code': {
      const query = from.since === null ? {} : { UpdatedSince: toTicks(new Date(from.since)) };
      return await pullList(parts, at, '/activitycodes', wire.activity, query, (each) => {
        const mapped = mapActivity(each);
        return mapped === null ? [] : [mapped];
      });
    }
  }
}

async function pullContacts({ api }: PullParts, at: Place, since: string | null): Promise<PullPage> {
  const query = sortedQuery(at, since, largestPage);
  const read = await api.call({ path: '/contacts', query }, wire.page(wire.contact));
  return {
    items: read.value.map(mapContact),
    ...next(at, read, read.value[0]?.lastUpdated ?? null, largestPage, null),
  };
}

async function pullMatters(parts: PullParts, at: Place, since: string | null): Promise<PullPage> {
  const { leads, read } = await readMatters(parts.api, at, since, largestPage);
  const stages = await parts.stages.of(read.value.map(({ id }) => id));
  return {
    items: read.value.map((matter) => mapMatter(matter, stages.get(matter.id) ?? null)),
    ...next(
      { ...at, leads },
      read,
      read.value[0]?.versionId ?? null,
      largestPage,
      // A matter does not count as changed when only its stage did.
      since === null ? null : { ...start, phase: 'stages', leads },
    ),
  };
}

async function pullStageChanges({ api }: PullParts, at: Place, since: string | null): Promise<PullPage> {
  const limit = mattersPerPartyPage;
  const query = {
    Limit: String(limit),
    Offset: String(at.offset),
    ...(since === null ? {} : { UpdatedSince: toTicks(new Date(since)) }),
  };
  const read = await api.call({ path: '/stages', query }, wire.page(wire.matterStage));
  const items: MirrorItem[] = [];
  for (const each of read.value) {
    const id = each.matter?.id;
    const matter = id ? await api.find({ path: `/matters/${encodeURIComponent(id)}` }, wire.matter) : null;
    if (matter !== null) items.push(mapMatter(matter, stageIdOf(each)));
  }
  return { items, cursor: isLast(at, read, limit) ? null : write({ ...at, offset: at.offset + limit }) };
}

async function pullParties({ api }: PullParts, at: Place, since: string | null): Promise<PullPage> {
  const { leads, read } = await readMatters(api, at, since, mattersPerPartyPage);
  const items: MirrorItem[] = [];
  for (const { id } of read.value) {
    const found = await api.find({ path: `/matters/${encodeURIComponent(id)}/roles` }, wire.matterRoles);
    items.push(...mapRoles(id, found?.roles ?? []));
  }
  const newest = read.value[0]?.versionId ?? null;
  return { items, ...next({ ...at, leads }, read, newest, mattersPerPartyPage, null) };
}

/** The leads' part of the API is not in every plan: where it is refused, the matters alone are read. */
async function readMatters(api: PracticeApi, at: Place, since: string | null, limit: number) {
  const ask = async (leads: boolean) => ({
    leads,
    read: await api.call(
      {
        path: '/matters',
        query: { ...sortedQuery(at, since, limit), Type: leads ? 'Matters,Leads' : 'Matters' },
      },
      wire.page(wire.matter),
    ),
  });
  try {
    return await ask(at.leads);
  } catch (error) {
    const refused = error instanceof VendorError && error.problem.failure === 'rejected';
    if (!refused || !at.leads) throw error;
    return await ask(false);
  }
}

async function pullList<Item extends z.ZodType>(
  { api }: PullParts,
  at: Place,
  path: string,
  item: Item,
  query: Readonly<Record<string, string>>,
  map: (item: z.output<Item>) => readonly MirrorItem[],
): Promise<PullPage> {
  const paging = { Limit: String(largestPage), Offset: String(at.offset) };
  const read = await api.call({ path, query: { ...paging, ...query } }, wire.page(item));
  const items = read.value.flatMap((each) => [...map(each)]);
  const cursor = isLast(at, read, largestPage)
    ? null
    : write({ ...at, offset: at.offset + read.value.length - overlap });
  return { items, cursor, ...totalOf(read) };
}

function sortedQuery(at: Place, since: string | null, limit: number): Record<string, string> {
  const from = at.phase === 'again' ? at.mark : since === null ? null : toTicks(new Date(since));
  return {
    Limit: String(limit),
    Offset: String(at.offset),
    Sort: 'desc(lastUpdated)',
    ...(from === null ? {} : { UpdatedSince: from }),
  };
}

interface Read {
  value: readonly unknown[];
  size?: number | null | undefined;
}

function next(
  at: Place,
  read: Read,
  newest: string | null,
  limit: number,
  afterwards: Place | null,
): Pick<PullPage, 'cursor' | 'total'> {
  const mark = at.mark ?? (at.offset === 0 ? newest : null);
  const onward = { ...at, mark, offset: at.offset + read.value.length };
  if (!isLast(at, read, limit)) return { cursor: write(onward), ...totalOf(read) };
  // One page is one moment: nothing can have moved.
  const again = at.phase === 'walk' && at.offset > 0 && isTicks(mark);
  const following: Place | null = again ? { ...onward, phase: 'again', offset: 0 } : afterwards;
  return { cursor: following === null ? null : write(following), ...totalOf(read) };
}

function isLast(at: Place, { value, size }: Read, limit: number): boolean {
  if (value.length === 0) return true;
  return typeof size === 'number' ? at.offset + value.length >= size : value.length < limit;
}

function totalOf({ size }: Read): { total?: number } {
  return typeof size === 'number' ? { total: size } : {};
}

function isTicks(mark: string | null): boolean {
  return mark !== null && /^\d{18}$/.test(mark);
}

const start: Place = { offset: 0, phase: 'walk', mark: null, leads: true };

function readPlace(cursor: string | null): Place {
  return cursor === null ? start : place.parse(JSON.parse(cursor));
}

function write(at: Place): string {
  return JSON.stringify(at);
}
