import { daysBetween } from '../matters/day.ts';
import type { Sheet } from './sheet-query.ts';

export interface Point {
  key: string;
  label: string;
  day: string;
  /** Days since the point before; null for the first. */
  after: number | null;
  past: boolean;
}

const shown = ['exchangeDate', 'redemptionValidTo', 'completionDate', 'priorityExpiry'];

/** The days of the sheet that are known, in their order. */
export function pointsOf({ fields, side }: Pick<Sheet, 'fields' | 'side'>, today: string): Point[] {
  const days = fields
    .filter(({ key, sides }) => shown.includes(key) && (side === null || sides.includes(side)))
    .flatMap(({ key, label, value }) => (typeof value === 'string' ? [{ key, label, day: value }] : []))
    .sort((one, other) =>
      one.day === other.day
        ? shown.indexOf(one.key) - shown.indexOf(other.key)
        : one.day < other.day
          ? -1
          : 1,
    );
  return days.map((point, at) => {
    const before = days[at - 1];
    return { ...point, after: before ? daysBetween(before.day, point.day) : null, past: point.day < today };
  });
}
