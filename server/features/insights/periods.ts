/** Periods of a firm: whole days in its zone, and the moments at which they begin and end. Pure. */
import { DateTime } from 'luxon';

export const periodNames = [
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
  'custom',
] as const;
export type PeriodName = (typeof periodNames)[number];

/** YYYY-MM-DD, the last one included. */
export interface Days {
  from: string;
  to: string;
}

export interface Span {
  since: Date;
  /** No longer part of it. */
  until: Date;
}

export interface AskedPeriod {
  period: PeriodName;
  from?: string | undefined;
  to?: string | undefined;
}

export type Resolved =
  | { kind: 'period'; days: Days; previous: Days }
  | { kind: 'refused'; field: 'from' | 'to'; why: string };

/** Ten years and a few days. */
const longestDays = 3700;

/**
 * The days that are meant, and those to compare them with. A running period goes to today and is compared with as many
 * days from the beginning of the one before; a custom one with as many days right before it. Weeks begin on Monday.
 */
export function resolvePeriod(asked: AskedPeriod, today: string): Resolved {
  if (asked.period === 'custom') return resolveCustom(asked);
  const unit = unitOf(asked.period);
  const now = day(today);
  const begin = now.startOf(unit);
  const before = begin.minus({ [unit]: 1 });
  if (asked.period.startsWith('this_')) {
    const sameLength = before.plus({ days: now.diff(begin, 'days').days });
    const end = DateTime.min(sameLength, begin.minus({ days: 1 }));
    return { kind: 'period', days: daysOf(begin, now), previous: daysOf(before, end) };
  }
  return {
    kind: 'period',
    days: daysOf(before, begin.minus({ days: 1 })),
    previous: daysOf(before.minus({ [unit]: 1 }), before.minus({ days: 1 })),
  };
}

function resolveCustom({ from, to }: AskedPeriod): Resolved {
  if (from === undefined) return { kind: 'refused', field: 'from', why: 'Say the first day' };
  if (to === undefined) return { kind: 'refused', field: 'to', why: 'Say the last day' };
  if (from > to) return { kind: 'refused', field: 'to', why: 'The last day is before the first' };
  const [first, last] = [day(from), day(to)];
  if (first.year < 1970 || last.year > 2200)
    return { kind: 'refused', field: 'from', why: 'Choose days between 1970 and 2200' };
  const count = last.diff(first, 'days').days + 1;
  if (count > longestDays) return { kind: 'refused', field: 'from', why: 'Choose ten years at most' };
  const previous = daysOf(first.minus({ days: count }), first.minus({ days: 1 }));
  return { kind: 'period', days: { from, to }, previous };
}

type Unit = 'week' | 'month' | 'quarter' | 'year';

function unitOf(name: Exclude<PeriodName, 'custom'>): Unit {
  if (name.endsWith('week')) return 'week';
  if (name.endsWith('month')) return 'month';
  return name.endsWith('quarter') ? 'quarter' : 'year';
}

/** A calendar day, without any zone's clock changes. */
function day(text: string): DateTime {
  return DateTime.fromISO(text, { zone: 'utc' });
}

function daysOf(from: DateTime, to: DateTime): Days {
  return { from: from.toFormat('yyyy-MM-dd'), to: to.toFormat('yyyy-MM-dd') };
}

/** The moments between which a period's days lie in the firm's zone: a day has 23 or 25 hours when the clocks change. */
export function spanOf(days: Days, timeZone: string): Span {
  return { since: startOf(days.from, timeZone), until: startOf(nextDay(days.to), timeZone) };
}

function nextDay(text: string): string {
  return day(text).plus({ days: 1 }).toFormat('yyyy-MM-dd');
}

/** Midnight; where it comes twice the first one, and where the clocks jump over it the first moment there is. */
function startOf(text: string, zone: string): Date {
  const start = DateTime.fromISO(text, { zone }).startOf('day');
  const earlier = start.minus({ hours: 1 });
  return (earlier.toFormat('yyyy-MM-dd') === text ? earlier : start).toJSDate();
}

export const grains = ['day', 'week', 'month'] as const;
export type Grain = (typeof grains)[number];

/** Small enough to show a course, large enough that a bar can be seen. */
export function fittingGrain({ from, to }: Days): Grain {
  const count = day(to).diff(day(from), 'days').days + 1;
  if (count <= 35) return 'day';
  return count <= 190 ? 'week' : 'month';
}

/** The period cut at the days on which weeks or months begin; the first and the last part may be short. */
export function bucketsOf({ from, to }: Days, grain: Grain): Days[] {
  const buckets: Days[] = [];
  const last = day(to);
  let begin = day(from);
  while (begin <= last) {
    const next = begin.startOf(grain).plus({ [grain]: 1 });
    buckets.push(daysOf(begin, DateTime.min(next.minus({ days: 1 }), last)));
    begin = next;
  }
  return buckets;
}
