/** What of a page is news: the records of one kind against their links. */
import { createHash } from 'node:crypto';
import type { Tx } from '../../platform/db/database.ts';
import type { MirrorItem } from '../../vendors/ports.ts';
import {
  type Link,
  type LinkToSave,
  loadLinks,
  type MirrorContext,
  type Ref,
  refKey,
  touchLinks,
} from './links-store.ts';

/** Counts up when records are taken in differently than before: then each is read anew by the next whole pass. */
const reading = 1;

export interface News<Item extends MirrorItem> {
  item: Item;
  link: Link | null;
  contentHash: string;
  /** What it names and nobody knows here yet. */
  missing: Ref[];
}

export interface Sorted<Item extends MirrorItem> {
  news: News<Item>[];
  /** Gone there, and known here. */
  gone: string[];
  unchanged: number;
}

/**
 * Divides a page's records of one kind; of a record told twice the last word counts. `refsOf` tells what a record names;
 * its content counts as changed too when one of those became known.
 */
export async function sortOut<Item extends MirrorItem>(
  tx: Tx,
  context: MirrorContext,
  kind: Item['kind'],
  items: readonly Item[],
  known: { refsOf(item: Item): Ref[]; ids: ReadonlyMap<string, string> },
): Promise<Sorted<Item>> {
  const last = [...new Map(items.map((item) => [item.externalId, item])).values()];
  const links = await loadLinks(
    tx,
    context,
    kind,
    last.map(({ externalId }) => externalId),
  );
  const sorted: Sorted<Item> = { news: [], gone: [], unchanged: 0 };
  const same: { link: Link; version: string | null }[] = [];
  for (const item of last) {
    const link = links.get(item.externalId) ?? null;
    if (item.removed === true) {
      if (link !== null) sorted.gone.push(item.externalId);
      continue;
    }
    const refs = known.refsOf(item);
    const missing = refs.filter((ref) => !known.ids.has(refKey(ref)));
    const contentHash = hashOf(item, missing);
    if (link !== null && isOlder(item, link)) same.push({ link, version: link.version });
    else if (link !== null && !link.removed && link.contentHash === contentHash)
      same.push({ link, version: item.version });
    else sorted.news.push({ item, link, contentHash, missing });
  }
  sorted.unchanged = same.length;
  await touchLinks(tx, context, kind, same);
  return sorted;
}

/** A copy that lags behind what was told already: what we know is newer. */
function isOlder({ updatedAt }: MirrorItem, { updatedThereAt, removed, contentHash }: Link): boolean {
  if (updatedAt === null || updatedThereAt === null || removed || contentHash === null) return false;
  return Date.parse(updatedAt) < updatedThereAt.getTime();
}

/** Of what was told, without what changes while the content stays. Missing ones count: when one is known, the rest follows. */
function hashOf(item: MirrorItem, missing: readonly Ref[]): string {
  const {
    version: _version,
    updatedAt: _updatedAt,
    removed: _removed,
    reference: _reference,
    ...content
  } = item;
  return createHash('sha256')
    .update(JSON.stringify([reading, content, missing.map(refKey)]))
    .digest('hex');
}

/** The link of a record that was taken in. */
export function linkOf<Item extends MirrorItem>(
  { item, contentHash, missing }: News<Item>,
  localId: string,
  parties: LinkToSave['parties'] = null,
): LinkToSave {
  return {
    externalId: item.externalId,
    localId,
    version: item.version,
    contentHash,
    extra: item.extra ?? {},
    updatedThereAt: item.updatedAt,
    parties,
    pending: missing.length > 0 ? item : null,
  };
}
