/** The order of Review: which one is looked at, and which comes next. Pure. */

type Waiting = { id: string };

/**
 * Place of the one in the address; when that one is done or gone, whichever stands where it stood. -1 when none waits.
 */
export function placeOf(waiting: readonly Waiting[], at: string | undefined, before: number): number {
  const found = waiting.findIndex(({ id }) => id === at);
  return found >= 0 ? found : Math.min(Math.max(before, 0), waiting.length - 1);
}

/** The one to look at after this one is done: the following, else the one before. */
export function afterDone(waiting: readonly Waiting[], done: string): string | undefined {
  const place = waiting.findIndex(({ id }) => id === done);
  return (waiting[place + 1] ?? waiting[place - 1])?.id;
}

/** j and k: stops at both ends. */
export function stepFrom(waiting: readonly Waiting[], place: number, step: 1 | -1): string | undefined {
  return waiting[Math.min(Math.max(place + step, 0), waiting.length - 1)]?.id;
}

/** The rows of one range of choices turned on or off. */
export function toggled(chosen: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}
