/** Messages as they stand on the screen: days, runs of one author, and where the new ones begin. */

export interface Told {
  seq: number;
  kind: 'message' | 'note';
  mine: boolean;
  author: { id: string };
  createdAt: string;
}

export interface Run<M> {
  key: number;
  items: M[];
}

export interface Day<M> {
  /** YYYY-MM-DD in the firm's zone. */
  day: string;
  runs: Run<M>[];
}

const pauseMs = 10 * 60_000;

/** One author without a pause of ten minutes is one run; a note is one by itself, and so is what begins the new ones. */
export function groupMessages<M extends Told>(
  items: readonly M[],
  dayOf: (iso: string) => string,
  newFrom: number | null,
): Day<M>[] {
  const days: Day<M>[] = [];
  let before: M | undefined;
  for (const item of items) {
    const day = dayOf(item.createdAt);
    let here = days.at(-1);
    if (here?.day !== day) {
      here = { day, runs: [] };
      days.push(here);
      before = undefined;
    }
    const run = here.runs.at(-1);
    if (run && before && goesOn(before, item) && item.seq !== newFrom) run.items.push(item);
    else here.runs.push({ key: item.seq, items: [item] });
    before = item;
  }
  return days;
}

function goesOn(before: Told, item: Told): boolean {
  return (
    before.kind === 'message' &&
    item.kind === 'message' &&
    before.author.id === item.author.id &&
    Date.parse(item.createdAt) - Date.parse(before.createdAt) < pauseMs
  );
}

/** The first message of somebody else after what was looked at; null: there is none. */
export function firstNew(items: readonly Told[], readSeq: number): number | null {
  return items.find((item) => item.kind === 'message' && !item.mine && item.seq > readSeq)?.seq ?? null;
}

/** Known messages and newly read ones, each once, in order; the newly read ones are as they are now. */
export function mergeMessages<M extends { seq: number }>(known: readonly M[], read: readonly M[]): M[] {
  const bySeq = new Map(known.map((item) => [item.seq, item]));
  for (const item of read) bySeq.set(item.seq, item);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
