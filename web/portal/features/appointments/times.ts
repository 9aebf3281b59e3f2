/** When an appointment is: in its own zone, and in the reader's where the clocks there differ. Pure. */

export interface Times {
  startsAt: string;
  endsAt: string;
  timeZone: string;
}

export interface Shown {
  /** "Tuesday, 10 March 2026, 10:00–11:00" where it takes place. */
  when: string;
  /** The name of its zone, and the same time by the reader's clock; null: the clocks agree. */
  elsewhere: { zone: string; yourZone: string; yours: string } | null;
}

export function shownTimes(times: Times, locale: string, ownZone: string): Shown {
  const when = rangeIn(times, locale, times.timeZone);
  const yours = rangeIn(times, locale, ownZone);
  if (yours === when) return { when, elsewhere: null };
  const at = new Date(times.startsAt);
  const zone = zoneName(at, locale, times.timeZone);
  return { when, elsewhere: { zone, yourZone: zoneName(at, locale, ownZone), yours } };
}

function rangeIn({ startsAt, endsAt }: Times, locale: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', timeZone },
  });
  return format.formatRange(new Date(startsAt), new Date(endsAt));
}

/** "United Kingdom Time". */
function zoneName(at: Date, locale: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** What reminders are still to come: none, the hour's, or both. */
export function remindersLeft(startsAt: string, now: Date): 'none' | 'hour' | 'both' {
  const hours = (Date.parse(startsAt) - now.getTime()) / 3_600_000;
  if (hours > 24) return 'both';
  return hours > 1 ? 'hour' : 'none';
}
