/* Calendar days as the API writes them (YYYY-MM-DD); no clock and no zone but the firm's own "today". */

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(day: string, locale: string, name: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale}|${name}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  formats.set(key, made);
  return made.format(new Date(`${day}T00:00:00Z`));
}

/** Today in the firm's zone. */
export function todayIn(timeZone: string, now: Date): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);
}

/** Whole days from one day to another; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** "14 Mar", with the year when it is not this one. */
export function shortDay(day: string, locale: string, today: string): string {
  return day.slice(0, 4) === today.slice(0, 4)
    ? format(day, locale, 'short', { day: 'numeric', month: 'short' })
    : format(day, locale, 'year', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "Friday 14 March 2025", for hover and headings. */
export function fullDay(day: string, locale: string): string {
  return format(day, locale, 'full', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

export type Due = 'overdue' | 'today' | 'tomorrow' | 'week' | 'later' | 'none';

/** How soon something is due; `week` are the six days after tomorrow's eve. */
export function dueOf(dueOn: string | null, today: string): Due {
  if (dueOn === null) return 'none';
  const days = daysBetween(today, dueOn);
  if (days < 0) return 'overdue';
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  return days < 7 ? 'week' : 'later';
}
