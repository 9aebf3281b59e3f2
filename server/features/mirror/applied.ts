/** What taking in a page came to. */
export interface Applied {
  created: number;
  changed: number;
  removed: number;
  unchanged: number;
  /** Ours whose names, numbers or matters changed. */
  contactIds: string[];
  /** Ours that were made, changed or closed. */
  matterIds: string[];
  staffIds: string[];
  /** External ids that are known for the first time: others may have waited for them. */
  fresh: string[];
  /** External ids that are said to be gone, and are known here. */
  gone: string[];
}

export function nothing(): Applied {
  return {
    created: 0,
    changed: 0,
    removed: 0,
    unchanged: 0,
    contactIds: [],
    matterIds: [],
    staffIds: [],
    fresh: [],
    gone: [],
  };
}

export function add(a: Applied, b: Applied): Applied {
  const both = (one: readonly string[], other: readonly string[]) => [...new Set([...one, ...other])];
  return {
    created: a.created + b.created,
    changed: a.changed + b.changed,
    removed: a.removed + b.removed,
    unchanged: a.unchanged + b.unchanged,
    contactIds: both(a.contactIds, b.contactIds),
    matterIds: both(a.matterIds, b.matterIds),
    staffIds: both(a.staffIds, b.staffIds),
    fresh: both(a.fresh, b.fresh),
    gone: both(a.gone, b.gone),
  };
}

/** The counts of one kind, from what was news. */
export function counted(
  news: readonly { link: unknown; item: { externalId: string } }[],
  sorted: { unchanged: number; gone: string[] },
): Applied {
  const fresh = news.filter(({ link }) => link === null).map(({ item }) => item.externalId);
  return {
    ...nothing(),
    created: fresh.length,
    changed: news.length - fresh.length,
    unchanged: sorted.unchanged,
    fresh,
    gone: sorted.gone,
  };
}
