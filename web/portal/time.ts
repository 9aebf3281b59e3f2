import { currentLocale, say } from './words.ts';

/** "Mon 2 Mar, 09:30" in the firm's zone. */
export function formatMoment(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(currentLocale(), {
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    timeZone,
  }).format(new Date(iso));
}

export function formatTime(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(currentLocale(), { hour: '2-digit', minute: '2-digit', timeZone }).format(
    new Date(iso),
  );
}

/** "Tuesday 10 March 2026" of YYYY-MM-DD: a day has no zone of its own. */
export function formatDay(day: string): string {
  return new Intl.DateTimeFormat(currentLocale(), {
    ...{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
  }).format(new Date(`${day}T00:00:00Z`));
}

/** The same without weekday and year, for what is near. */
export function formatShortDay(day: string): string {
  return new Intl.DateTimeFormat(currentLocale(), {
    ...{ day: 'numeric', month: 'long', timeZone: 'UTC' },
  }).format(new Date(`${day}T00:00:00Z`));
}

/** YYYY-MM-DD of a moment in a zone. */
export function dayIn(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv', { timeZone }).format(at);
}

/** "2 minutes", and by seconds in the last one. */
export function formatLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return say('seconds', { count: seconds });
  const count = Math.ceil(seconds / 60);
  return say(count === 1 ? 'minutes_one' : 'minutes_other', { count });
}
