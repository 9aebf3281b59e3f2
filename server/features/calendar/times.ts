/** Times as people give them: of a clock in a zone. Pure. */
import { DateTime, IANAZone } from 'luxon';

const mostDays = 31;

export type Times = { startsAt: Date; endsAt: Date };
export type TimeFault = { field: 'startsAt' | 'endsAt' | 'timeZone'; message: string };

/** A time without an offset is meant in `timeZone`; one that the clocks skip is refused, of one that comes twice it is the first. */
export function readTimes(
  given: { startsAt: string; endsAt: string },
  timeZone: string,
): { ok: true; times: Times } | { ok: false; fault: TimeFault } {
  // Offsets are no zones: they know nothing of summer.
  if (!/^[A-Za-z]/.test(timeZone) || !IANAZone.isValidZone(timeZone))
    return fault('timeZone', 'No time zone is called so');
  const startsAt = momentOf(given.startsAt, timeZone);
  if (startsAt === null) return fault('startsAt', 'There is no such time on that day');
  const endsAt = momentOf(given.endsAt, timeZone);
  if (endsAt === null) return fault('endsAt', 'There is no such time on that day');
  if (endsAt < startsAt) return fault('endsAt', 'It ends before it starts');
  if (endsAt.getTime() - startsAt.getTime() > mostDays * 86_400_000)
    return fault('endsAt', `An event lasts ${mostDays} days at most`);
  return { ok: true, times: { startsAt, endsAt } };
}

function fault(field: TimeFault['field'], message: string): { ok: false; fault: TimeFault } {
  return { ok: false, fault: { field, message } };
}

function momentOf(text: string, zone: string): Date | null {
  const read = DateTime.fromISO(text, { zone });
  if (!read.isValid || read.year < 2000 || read.year > 2200) return null;
  const hasOffset = /(Z|[+-]\d{2}:\d{2})$/.test(text);
  // Clocks that jump forward skip an hour: the reading has moved then.
  if (!hasOffset && read.toFormat("yyyy-MM-dd'T'HH:mm") !== text.slice(0, 16)) return null;
  return read.toJSDate();
}
