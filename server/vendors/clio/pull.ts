/** The mirror: pages by Clio's own cursor, and single records. */
import type { z } from 'zod';
import type { PracticeApi, PracticeRequest } from '../kit/practice-api.ts';
import type { MirrorItem, MirrorKind, PracticeContext, PullPage } from '../ports.ts';
import { toActivityCode, toContact, toMatter, toMatterType, toParty, toStaff, toStage } from './map.ts';
import * as wire from './wire.ts';

interface Listing {
  path: string;
  fields: string;
  /** Whether the list knows `order`; the others come by id anyway and have no such parameter. */
  ordered: boolean;
  page(api: PracticeApi, request: PracticeRequest): Promise<PullPage>;
  one(api: PracticeApi, request: PracticeRequest): Promise<MirrorItem | null>;
}

const pageSize = '200';

/** One page of a kind. `cursor` is the address that Clio named; its host is checked by the API. */
export async function pull(
  api: PracticeApi,
  context: PracticeContext,
  kind: MirrorKind,
  from: { cursor: string | null; since: string | null },
): Promise<PullPage> {
  const { path, fields, ordered, page } = await listingOf(api, context, kind);
  if (from.cursor !== null) return page(api, { path: from.cursor });
  return page(api, {
    path: `${path}.json`,
    query: {
      fields,
      limit: pageSize,
      order: ordered ? 'id(asc)' : undefined,
      updated_since: from.since ?? undefined,
    },
  });
}

/** One record as it is now; null when it was deleted, merged away or is hidden from the connected user. */
export async function fetchOne(
  api: PracticeApi,
  context: PracticeContext,
  kind: MirrorKind,
  externalId: string,
): Promise<MirrorItem | null> {
  const { path, fields, page, one } = await listingOf(api, context, kind);
  if (kind !== 'stage')
    return one(api, { path: `${path}/${encodeURIComponent(externalId)}.json`, query: { fields } });
  // The only kind without an address of its own.
  const { items } = await page(api, { path: `${path}.json`, query: { fields, 'ids[]': externalId } });
  return items.find((item) => item.externalId === externalId) ?? null;
}

async function listingOf(api: PracticeApi, context: PracticeContext, kind: MirrorKind): Promise<Listing> {
  switch (kind) {
    case 'staff':
      return listing('/users', wire.userFields, wire.user, toStaff);
    case 'matter_type':
      return listing('/practice_areas', wire.practiceAreaFields, wire.practiceArea, toMatterType);
    case 'stage': {
      const names = await areaNames(api);
      return listing('/matter_stages', wire.stageFields, wire.stage, (item) => toStage(item, names), false);
    }
    case 'activity_code':
      return listing(
        '/activity_descriptions',
        wire.activityDescriptionFields,
        wire.activityDescription,
        (item) => toActivityCode(item, context.currency),
        false,
      );
    case 'contact':
      return listing('/contacts', wire.contactFields, wire.contact, toContact);
    case 'matter':
      return listing('/matters', wire.matterFields, wire.matter, toMatter);
    case 'party':
      return listing('/relationships', wire.relationshipFields, wire.relationship, toParty, false);
  }
}

function listing<Shape extends z.ZodType>(
  path: string,
  fields: string,
  shape: Shape,
  read: (item: z.output<Shape>) => MirrorItem | null,
  ordered = true,
): Listing {
  return {
    path,
    fields,
    ordered,
    async page(api, request) {
      const { data, meta } = await api.call(request, wire.list(shape));
      return {
        items: data.map(read).filter((item) => item !== null),
        cursor: meta?.paging?.next ?? null,
        ...(meta?.records == null ? {} : { total: meta.records }),
      };
    },
    async one(api, request) {
      // Read inside the shape: an odd answer is then the vendor's failure and not ours.
      const found = await api.find(request, wire.one(shape.transform(read)));
      return found === null ? null : found.data;
    },
  };
}

/** All pages of a list that is short by nature. */
export async function readAll<Shape extends z.ZodType>(
  api: PracticeApi,
  path: string,
  query: PracticeRequest['query'],
  shape: Shape,
): Promise<z.output<Shape>[]> {
  const items: z.output<Shape>[] = [];
  let request: PracticeRequest = { path, query: { limit: pageSize, ...query } };
  for (;;) {
    const { data, meta } = await api.call(request, wire.list(shape));
    items.push(...data);
    const next = meta?.paging?.next ?? null;
    if (next === null) return items;
    request = { path: next };
  }
}

async function areaNames(api: PracticeApi): Promise<ReadonlyMap<string, string>> {
  const areas = await readAll(
    api,
    '/practice_areas.json',
    { fields: 'id,name', order: 'id(asc)' },
    wire.practiceArea.pick({ id: true, name: true }),
  );
  return new Map(areas.map(({ id, name }) => [id, name]));
}
