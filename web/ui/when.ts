/** How far away a moment is, in the words a front desk would use. */
export type When =
  | { say: 'justNow' }
  | { say: 'minutesAgo' | 'inMinutes'; count: number }
  | { say: 'time'; time: string }
  | { say: 'yesterdayAt' | 'tomorrowAt'; time: string }
  | { say: 'date'; date: string };

export type Zone = { locale: string; timeZone: string };

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs far more than using it, and a list shows hundreds of times. */
function formatOf(zone: Zone, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone.locale}|${zone.timeZone}|${name}`;
  const made =
    formats.get(key) ?? new Intl.DateTimeFormat(zone.locale, { ...options, timeZone: zone.timeZone });
  formats.set(key, made);
  return made;
}

/** Britain writes 09:30, the United States and Australia 9:30 am. */
function hourOf(zone: Zone): 'numeric' | '2-digit' {
  return zone.locale === 'en-GB' ? '2-digit' : 'numeric';
}

export function timeOfDay(at: Date, zone: Zone): string {
  return formatOf(zone, 'time', { hour: hourOf(zone), minute: '2-digit' }).format(at);
}

export function exactMoment(at: Date, zone: Zone): string {
  return formatOf(zone, 'exact', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: hourOf(zone),
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}

/** "23 November 2026 at 02:41": to the minute, for what is planned. */
export function plannedMoment(at: Date, zone: Zone): string {
  const day = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  return formatOf(zone, 'planned', { ...day, hour: hourOf(zone), minute: '2-digit' }).format(at);
}

/** The calendar day in the firm's zone as a whole number of days, so that days can be subtracted. */
export function dayNumber(at: Date, zone: Zone): number {
  const parts = formatOf({ locale: 'en-CA', timeZone: zone.timeZone }, 'day', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
  return Math.floor(Date.parse(`${parts}T00:00:00Z`) / 86_400_000);
}

export function shortDate(at: Date, now: Date, zone: Zone): string {
  const sameYear = Math.abs(at.getTime() - now.getTime()) < 180 * 86_400_000;
  return sameYear
    ? formatOf(zone, 'dayMonth', { day: 'numeric', month: 'short' }).format(at)
    : formatOf(zone, 'dayMonthYear', { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

export function when(at: Date, now: Date, zone: Zone): When {
  const minutes = Math.round((now.getTime() - at.getTime()) / 60_000);
  if (Math.abs(minutes) < 1) return { say: 'justNow' };
  if (minutes > 0 && minutes < 60) return { say: 'minutesAgo', count: minutes };
  if (minutes < 0 && minutes > -60) return { say: 'inMinutes', count: -minutes };
  const days = dayNumber(now, zone) - dayNumber(at, zone);
  const time = timeOfDay(at, zone);
  if (days === 0) return { say: 'time', time };
  if (days === 1) return { say: 'yesterdayAt', time };
  if (days === -1) return { say: 'tomorrowAt', time };
  if (days > 1 && days < 7) {
    return { say: 'date', date: `${formatOf(zone, 'weekday', { weekday: 'short' }).format(at)} ${time}` };
  }
  return { say: 'date', date: shortDate(at, now, zone) };
}

/** Heading of a day in a list; `today` and `yesterday` are for the caller to put in words. */
export function dayHeading(at: Date, now: Date, zone: Zone): 'today' | 'yesterday' | { date: string } {
  const days = dayNumber(now, zone) - dayNumber(at, zone);
  if (days === 0) return 'today';
  if (days === 1) return 'yesterday';
  return { date: formatOf(zone, 'heading', { weekday: 'long', day: 'numeric', month: 'long' }).format(at) };
}
