/** The words of mails about events. Pure. */
import { DateTime } from 'luxon';

export interface EventWords {
  title: string;
  place: string;
  description: string;
  startsAt: Date;
  endsAt: Date;
  timeZone: string;
  neutral: boolean;
}

export interface FirmWords {
  name: string;
  /** GB, US, AU. */
  country: string;
}

export type Occasion = 'invited' | 'changed' | 'moved' | 'removed' | 'cancelled';

/** Of a sensitive matter neither mail nor calendar tells what it is about. */
export function shownTitle(
  { title, neutral }: Pick<EventWords, 'title' | 'neutral'>,
  firmName: string,
): string {
  return neutral ? `Appointment with ${firmName}` : title;
}

/** What stands for the placeholders of a mail about an event. `link`: where it is in the portal; null for who has none. */
export function valuesOf(
  occasion: Occasion | 'reminder',
  to: { name: string },
  event: EventWords,
  firm: FirmWords,
  link: string | null,
) {
  const over = occasion === 'removed' || occasion === 'cancelled';
  return {
    name: to.name,
    firm: firm.name,
    title: shownTitle(event, firm.name),
    when: whenOf(event, firm.country),
    place: over ? '' : event.place,
    description: event.neutral || over ? '' : event.description.trim(),
    link: link ?? '',
  };
}

/** How soon what is reminded of comes. */
export const soonOf = (minutesBefore: number) => (minutesBefore <= 60 ? 'soon' : 'tomorrow');

const localeOf: Record<string, string> = { GB: 'en-GB', US: 'en-US', AU: 'en-AU' };

/** "Monday 2 March 2026, 10:00 – 11:00 (Europe/London)"; with both days when it ends on another. */
export function whenOf(
  { startsAt, endsAt, timeZone }: Pick<EventWords, 'startsAt' | 'endsAt' | 'timeZone'>,
  country: string,
): string {
  const locale = localeOf[country] ?? 'en-GB';
  const at = (moment: Date) => DateTime.fromJSDate(moment, { zone: timeZone }).setLocale(locale);
  const [start, end] = [at(startsAt), at(endsAt)];
  const day = (one: DateTime) => one.toLocaleString(DateTime.DATE_HUGE);
  const time = (one: DateTime) => one.toLocaleString(DateTime.TIME_SIMPLE);
  const until = start.hasSame(end, 'day') ? time(end) : `${day(end)}, ${time(end)}`;
  return `${day(start)}, ${time(start)} – ${until} (${timeZone})`;
}
