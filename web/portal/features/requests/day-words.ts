import { currentLocale } from '../../words.ts';

/** "Friday 6 March" of a YYYY-MM-DD, which has no zone of its own. */
export function dayWords(day: string): string {
  return new Intl.DateTimeFormat(currentLocale(), {
    ...{ weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' },
  }).format(new Date(`${day}T00:00:00Z`));
}
