/** When a text may leave. Pure. */
import { DateTime } from 'luxon';

export interface QuietHours {
  /** Minutes of the day, in the recipient's zone: quiet from 21:00 (1260) until 09:00 (540). Equal: never quiet. */
  from: number;
  until: number;
  /** Saturdays and Sundays are quiet all day. */
  weekends: boolean;
}

const daysAhead = 9;

/** Now, or the next moment that is not quiet in any of the zones. */
export function nextAllowed(now: Date, zones: readonly string[], quiet: QuietHours): Date {
  if (allowedInAll(now, zones, quiet)) return now;
  const starts = zones.flatMap((zone) => windowStarts(now, zone, quiet)).sort((a, b) => a - b);
  const first = starts.find((start) => allowedInAll(new Date(start), zones, quiet));
  if (first !== undefined) return new Date(first);
  // Zones so far apart that no hour suits all of them: the first one's counts.
  const [zone] = zones;
  return zone === undefined || zones.length === 1 ? now : nextAllowed(now, [zone], quiet);
}

function allowedInAll(at: Date, zones: readonly string[], quiet: QuietHours): boolean {
  return zones.every((zone) => !isQuiet(at, zone, quiet));
}

export function isQuiet(at: Date, zone: string, { from, until, weekends }: QuietHours): boolean {
  const local = DateTime.fromJSDate(at, { zone });
  if (weekends && local.weekday >= 6) return true;
  const minute = local.hour * 60 + local.minute;
  if (from === until) return false;
  return from > until ? minute >= from || minute < until : minute >= from && minute < until;
}

/** The moments, later than now, at which quiet ends in a zone. */
function windowStarts(now: Date, zone: string, { from, until }: QuietHours): number[] {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  const minute = from === until ? 0 : until;
  return Array.from({ length: daysAhead }, (_, day) =>
    today
      .plus({ days: day })
      .set({ hour: Math.floor(minute / 60), minute: minute % 60 })
      .toMillis(),
  ).filter((start) => start > now.getTime());
}
