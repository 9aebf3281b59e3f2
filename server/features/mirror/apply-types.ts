/** Matter types, and stages with their sets. */
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { MirroredStage, MirrorItem } from '../../vendors/ports.ts';
import { writeKeptStages, writeKeptTypes } from '../practice/index.ts';
import { type Applied, counted } from './applied.ts';
import {
  loadLinks,
  type MirrorContext,
  type Ref,
  refKey,
  resolveRefs,
  saveGaps,
  saveLinks,
} from './links-store.ts';
import { linkOf, sortOut } from './sort-out.ts';

const namesNothing = { refsOf: () => [], ids: new Map<string, string>() };

export async function applyTypes(
  tx: Tx,
  context: MirrorContext,
  items: readonly MirrorItem[],
): Promise<Applied> {
  const types = items.filter((item) => item.kind === 'matter_type');
  const sorted = await sortOut(tx, context, 'matter_type', types, namesNothing);
  const ids = await writeKeptTypes(
    tx,
    context,
    sorted.news.map(({ item, link }) => ({
      externalId: item.externalId,
      localId: link?.localId ?? null,
      name: item.name,
    })),
  );
  await saveLinks(
    tx,
    context,
    'matter_type',
    sorted.news.map((news) => linkOf(news, ids.get(news.item.externalId) ?? newId())),
  );
  return counted(sorted.news, sorted);
}

export async function applyStages(
  tx: Tx,
  context: MirrorContext,
  items: readonly MirrorItem[],
): Promise<Applied> {
  const stages = items.filter((item) => item.kind === 'stage');
  const ids = await resolveRefs(tx, context, stages.flatMap(typesOf));
  const sorted = await sortOut(tx, context, 'stage', stages, { refsOf: typesOf, ids });
  const { news } = sorted;
  const setIds = await ensureSets(
    tx,
    context,
    news.map(({ item }) => item),
  );
  const rows = news.map((one) => ({ ...one, localId: one.link?.localId ?? newId() }));
  await writeKeptStages(
    tx,
    context,
    rows.map(({ item, localId }) => ({
      id: localId,
      name: item.name,
      position: item.position,
      set: { id: setIds.get(item.stageSet.externalId) ?? newId(), name: item.stageSet.name },
      matterTypeIds: item.matterTypeIds.flatMap(
        (externalId) => ids.get(refKey({ kind: 'matter_type', externalId })) ?? [],
      ),
    })),
  );
  await saveLinks(
    tx,
    context,
    'stage',
    rows.map((row) => linkOf(row, row.localId)),
  );
  await saveGaps(
    tx,
    context,
    'stage',
    news.map(({ item, missing }) => ({ externalId: item.externalId, missing })),
  );
  return counted(news, sorted);
}

function typesOf(item: MirroredStage): Ref[] {
  return item.matterTypeIds.map((externalId) => ({ kind: 'matter_type', externalId }));
}

/** Ours of each set, linked now if it is new. */
async function ensureSets(
  tx: Tx,
  context: MirrorContext,
  stages: readonly MirroredStage[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(stages.map(({ stageSet }) => stageSet.externalId))];
  const links = await loadLinks(tx, context, 'stage_set', wanted);
  const ids = new Map(wanted.map((externalId) => [externalId, links.get(externalId)?.localId ?? newId()]));
  const fresh = [...ids].filter(([externalId]) => !links.has(externalId));
  await saveLinks(
    tx,
    context,
    'stage_set',
    fresh.map(([externalId, localId]) => ({
      externalId,
      localId,
      version: null,
      contentHash: null,
      extra: {},
      updatedThereAt: null,
      parties: null,
      pending: null,
    })),
  );
  return ids;
}
