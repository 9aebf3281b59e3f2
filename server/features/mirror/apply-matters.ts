/** Matters, and who is on them. A restriction that somebody set here is never touched. */
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { MirroredMatter, MirrorItem } from '../../vendors/ports.ts';
import {
  closeKeptMatters,
  contactsOnMatters,
  findOwnMatters,
  type KeptMatter,
  writeKeptMatters,
} from '../practice/index.ts';
import { type Applied, counted, nothing } from './applied.ts';
import { findBeingMade, listOnTheirWay } from './being-made.ts';
import { type MirrorContext, type Ref, refKey, resolveRefs, saveGaps, saveLinks } from './links-store.ts';
import { renewParties } from './parties-store.ts';
import { linkOf, type News, sortOut } from './sort-out.ts';

export async function applyMatters(
  tx: Tx,
  context: MirrorContext,
  items: readonly MirrorItem[],
): Promise<Applied> {
  const matters = items.filter((item) => item.kind === 'matter');
  const ids = await resolveRefs(tx, context, matters.flatMap(refsOf));
  const sorted = await sortOut(tx, context, 'matter', matters, { refsOf, ids });
  const { news } = sorted;
  const localIds = await chooseIds(tx, context, news);
  const rows = news.map((one) => ({ ...one, localId: localIds.get(one.item.externalId) ?? newId() }));
  const written = await writeKeptMatters(
    tx,
    context,
    rows.map(({ item, localId }) => toKept(item, localId, ids)),
  );
  await saveLinks(
    tx,
    context,
    'matter',
    rows.map((row) => linkOf(row, row.localId, partiesOf(row.item, ids))),
  );
  await saveGaps(
    tx,
    context,
    'matter',
    news.map(({ item, missing }) => ({ externalId: item.externalId, missing })),
  );
  const contactIds = await renewParties(tx, context, written);
  return { ...counted(news, sorted), contactIds, matterIds: written };
}

/**
 * The id of each: the linked one's, that of the one that we are making there, that of the firm's own matter with the same
 * number, or a new one.
 */
async function chooseIds(
  tx: Tx,
  context: MirrorContext,
  news: readonly News<MirroredMatter>[],
): Promise<Map<string, string>> {
  const strangers = news.filter(({ link }) => link === null).map(({ item }) => item);
  const made = await findBeingMade(tx, context, 'matter', strangers);
  const strange = strangers.filter(({ externalId }) => !made.has(externalId)).map(({ number }) => number);
  const own = await findOwnMatters(tx, context.firmId, strange);
  const onTheirWay = await listOnTheirWay(tx, context, [...own.values()]);
  for (const [number, id] of own) if (onTheirWay.has(id)) own.delete(number);
  const chosen = new Map<string, string>();
  for (const { item, link } of news) {
    const number = item.number.trim();
    const ours = made.get(item.externalId);
    const localId = link?.localId ?? ours ?? own.get(number);
    if (link === null && ours === undefined) own.delete(number);
    if (localId !== undefined) chosen.set(item.externalId, localId);
  }
  return chosen;
}

/** Gone matters are closed: what was logged on them stays, and nothing new goes there. */
export async function removeMatters(
  tx: Tx,
  context: MirrorContext,
  ids: readonly string[],
): Promise<Applied> {
  const closed = await closeKeptMatters(tx, context, ids);
  return {
    ...nothing(),
    matterIds: closed,
    contactIds: await contactsOnMatters(tx, context.firmId, closed),
  };
}

function refsOf(item: MirroredMatter): Ref[] {
  const one = (kind: Ref['kind'], externalId: string | null): Ref[] =>
    externalId === null ? [] : [{ kind, externalId }];
  return [
    ...one('matter_type', item.matterTypeId),
    ...one('stage', item.stageId),
    ...one('staff', item.personResponsibleId),
    ...item.parties.flatMap(({ contactId }) => one('contact', contactId)),
  ];
}

function toKept(item: MirroredMatter, id: string, ids: ReadonlyMap<string, string>): KeptMatter {
  const local = (kind: Ref['kind'], externalId: string | null) =>
    externalId === null ? null : (ids.get(refKey({ kind, externalId })) ?? null);
  const updatedAt = item.updatedAt === null ? Number.NaN : Date.parse(item.updatedAt);
  return {
    id,
    number: item.number,
    title: item.title,
    description: item.description,
    matterTypeId: local('matter_type', item.matterTypeId),
    stageId: local('stage', item.stageId),
    status: item.status,
    personResponsibleId: local('staff', item.personResponsibleId),
    openedOn: item.openedOn,
    closedOn: item.closedOn,
    updatedAt: Number.isNaN(updatedAt) ? null : new Date(updatedAt),
  };
}

function partiesOf(item: MirroredMatter, ids: ReadonlyMap<string, string>) {
  return item.parties.flatMap(({ contactId: externalId, role, isClient }) => {
    const contactId = ids.get(refKey({ kind: 'contact', externalId }));
    return contactId === undefined ? [] : [{ contactId, role, isClient }];
  });
}
