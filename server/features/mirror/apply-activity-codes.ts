/** Activity codes; those of a label that the firm has already are only linked. */
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { MirrorItem } from '../../vendors/ports.ts';
import { writeKeptCodes } from '../practice/index.ts';
import { type Applied, counted } from './applied.ts';
import { type MirrorContext, saveLinks } from './links-store.ts';
import { linkOf, sortOut } from './sort-out.ts';

export async function applyActivityCodes(
  tx: Tx,
  context: MirrorContext,
  items: readonly MirrorItem[],
): Promise<Applied> {
  const codes = items.filter((item) => item.kind === 'activity_code');
  const sorted = await sortOut(tx, context, 'activity_code', codes, { refsOf: () => [], ids: new Map() });
  const ids = await writeKeptCodes(
    tx,
    context,
    sorted.news.map(({ item, link }) => ({
      externalId: item.externalId,
      localId: link?.localId ?? null,
      label: item.label,
      description: item.description,
      rate: item.rate,
      billable: item.billable,
    })),
  );
  await saveLinks(
    tx,
    context,
    'activity_code',
    sorted.news.map((news) => linkOf(news, ids.get(news.item.externalId) ?? newId())),
  );
  return counted(sorted.news, sorted);
}
