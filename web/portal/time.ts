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

/** "2 minutes", and by seconds in the last one. */
export function formatLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return say('seconds', { count: seconds });
  const count = Math.ceil(seconds / 60);
  return say(count === 1 ? 'minutes_one' : 'minutes_other', { count });
}
