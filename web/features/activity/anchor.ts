/** Where the rows under the reader's eyes are after others arrived above them. Pure: lines and heights in px. */
import { linesOf } from '../../ui/list-lines.ts';

export type Heights = { row: number; heading: number };

type Line = { id: string | undefined; top: number };

function linesWithPlaces<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  groupOf: (item: T) => string,
  heights: Heights,
): Line[] {
  let top = 0;
  return linesOf(items, groupOf).map((line) => {
    const placed: Line = { id: line.kind === 'row' ? idOf(line.item) : undefined, top };
    top += line.kind === 'row' ? heights.row : heights.heading;
    return placed;
  });
}

/**
 * How far to scroll so that the first row in view stays where it is, and how many rows arrived above it. A row that
 * itself went away hands over to the next one below.
 */
export function shiftAbove<T>(change: {
  before: readonly T[];
  after: readonly T[];
  scrollTop: number;
  idOf: (item: T) => string;
  groupOf: (item: T) => string;
  heights: Heights;
}): { by: number; arrived: number } {
  const { idOf, groupOf, heights } = change;
  const places = new Map(
    linesWithPlaces(change.after, idOf, groupOf, heights).map(({ id, top }) => [id, top]),
  );
  const held = linesWithPlaces(change.before, idOf, groupOf, heights).find(
    ({ id, top }) => id !== undefined && top + heights.row > change.scrollTop && places.has(id),
  );
  const top = places.get(held?.id);
  if (!held || top === undefined) return { by: 0, arrived: 0 };
  const known = new Set(change.before.map(idOf));
  const above = change.after.slice(
    0,
    change.after.findIndex((item) => idOf(item) === held.id),
  );
  return { by: top - held.top, arrived: above.filter((item) => !known.has(idOf(item))).length };
}
