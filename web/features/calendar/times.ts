/* Times of events as people read them. Events bring their time in their own zone, so no zone is reckoned with here. */
import { addDays, fullDay } from '../matters/day.ts';

/** `YYYY-MM-DDTHH:mm` of the event's own clock. */
export type Local = { localStart: string; localEnd: string };

export const dayOf = (local: string) => local.slice(0, 10);
export const clockOf = (local: string) => local.slice(11, 16);

const clocks = new Map<string, Intl.DateTimeFormat>();

/** "10:00" in Britain, "10:00 am" elsewhere. */
export function shownClock(local: string, locale: string): string {
  const made =
    clocks.get(locale) ??
    new Intl.DateTimeFormat(locale, {
      hour: locale === 'en-GB' ? '2-digit' : 'numeric',
      minute: '2-digit',
      timeZone: 'UTC',
    });
  clocks.set(locale, made);
  return made.format(new Date(`${local}Z`));
}

export type ShownTimes = {
  day: string;
  start: string;
  /** The end of an event that ends on another day is named with it. */
  end: string;
  /** Only where it is not the firm's. */
  zone: string | undefined;
};

export function shownTimes(
  event: Local & { timeZone: string },
  firm: { locale: string; timeZone: string },
): ShownTimes {
  const { locale } = firm;
  const [startDay, endDay] = [dayOf(event.localStart), dayOf(event.localEnd)];
  const end = shownClock(event.localEnd, locale);
  return {
    day: fullDay(startDay, locale),
    start: shownClock(event.localStart, locale),
    end: startDay === endDay ? end : `${fullDay(endDay, locale)}, ${end}`,
    zone: event.timeZone === firm.timeZone ? undefined : event.timeZone,
  };
}

/** "10" and "Mar" for the tile in front of an event. */
export function tileOf(local: string, locale: string): { day: string; month: string } {
  const at = new Date(`${dayOf(local)}T00:00:00Z`);
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(at);
  return { day: part({ day: 'numeric' }), month: part({ month: 'short' }) };
}

/** Days of an event, the first to the last. */
export function daysOf({ localStart, localEnd }: Local): string[] {
  const days = [dayOf(localStart)];
  // Midnight belongs to the day before.
  const last =
    clockOf(localEnd) === '00:00' && localEnd > localStart ? addDays(dayOf(localEnd), -1) : dayOf(localEnd);
  while ((days.at(-1) ?? last) < last && days.length < 62) days.push(addDays(days.at(-1) ?? last, 1));
  return days;
}

/** Events of each day. */
export function byDay<E extends Local>(events: readonly E[]): Map<string, E[]> {
  const days = new Map<string, E[]>();
  for (const event of events)
    for (const day of daysOf(event)) days.set(day, [...(days.get(day) ?? []), event]);
  return days;
}

/** What a month's page shows: from a week before its first day to a week after its last, whatever the zone. */
export function rangeOf(month: string): { from: string; to: string } {
  const first = `${month}-01`;
  const [year = 2000, number = 1] = month.split('-').map(Number);
  const next =
    number === 12 ? `${year + 1}-01-01` : `${month.slice(0, 5)}${String(number + 1).padStart(2, '0')}-01`;
  return { from: `${addDays(first, -8)}T00:00:00Z`, to: `${addDays(next, 8)}T00:00:00Z` };
}
