/** People on matters where the vendor lists them apart. The link of a party leads to its matter. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { MirroredParty, MirrorItem } from '../../vendors/ports.ts';
import { type Applied, counted, nothing } from './applied.ts';
import { type MirrorContext, type Ref, refKey, resolveRefs, saveGaps, saveLinks } from './links-store.ts';
import { renewParties } from './parties-store.ts';
import { linkOf, sortOut } from './sort-out.ts';

export async function applyParties(
  tx: Tx,
  context: MirrorContext,
  items: readonly MirrorItem[],
): Promise<Applied> {
  const parties = items.filter((item) => item.kind === 'party');
  const ids = await resolveRefs(tx, context, parties.flatMap(refsOf));
  const sorted = await sortOut(tx, context, 'party', parties, { refsOf, ids });
  const { news } = sorted;
  // A party that was moved to another matter leaves the one where it was.
  const before = news.flatMap(({ link }) => link?.localId ?? []);
  const rows = news.map((one) => {
    const matterId = ids.get(refKey({ kind: 'matter', externalId: one.item.matterId }));
    const contactId = ids.get(refKey({ kind: 'contact', externalId: one.item.contactId }));
    return { ...one, localId: matterId ?? newId(), contactId };
  });
  await saveLinks(
    tx,
    context,
    'party',
    rows.map((row) => {
      const { role, isClient } = row.item;
      const known = row.contactId === undefined ? [] : [{ contactId: row.contactId, role, isClient }];
      return linkOf(row, row.localId, known);
    }),
  );
  await saveGaps(
    tx,
    context,
    'party',
    news.map(({ item, missing }) => ({ externalId: item.externalId, missing })),
  );
  const matterIds = [...new Set([...before, ...rows.map(({ localId }) => localId)])];
  const contactIds = await renewParties(tx, context, matterIds);
  const written = await knownMatters(tx, context, matterIds);
  return { ...counted(news, sorted), contactIds, matterIds: written };
}

export async function removeParties(
  tx: Tx,
  context: MirrorContext,
  matterIds: readonly string[],
): Promise<Applied> {
  const contactIds = await renewParties(tx, context, [...new Set(matterIds)]);
  return { ...nothing(), contactIds, matterIds: await knownMatters(tx, context, matterIds) };
}

function refsOf(item: MirroredParty): Ref[] {
  return [
    { kind: 'matter', externalId: item.matterId },
    { kind: 'contact', externalId: item.contactId },
  ];
}

/** The link of a party whose matter is not known yet leads nowhere. */
async function knownMatters(tx: Tx, { firmId }: MirrorContext, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from matters where firm_id = ${firmId} and id = any(${[...new Set(ids)]}::uuid[])`.execute(tx);
  return rows.map(({ id }) => id);
}
