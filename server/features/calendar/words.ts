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

const prefix: Record<Occasion, string> = {
  invited: '',
  changed: 'Updated: ',
  moved: 'New time or place: ',
  removed: 'Cancelled: ',
  cancelled: 'Cancelled: ',
};

export function subjectOf(occasion: Occasion, event: EventWords, firm: FirmWords): string {
  return `${prefix[occasion]}${shownTitle(event, firm.name)}`;
}

const opening: Record<Occasion, (firm: string) => string> = {
  invited: (firm) => `${firm} invites you to an appointment.`,
  changed: (firm) => `${firm} changed what an appointment is about. Its time is the same.`,
  moved: (firm) => `${firm} changed the time or place of an appointment. Please answer once more.`,
  removed: (firm) => `${firm} no longer needs you at this appointment.`,
  cancelled: (firm) => `${firm} cancelled this appointment.`,
};

/** `link`: where it is in the portal; null for who has none. */
export function bodyOf(
  occasion: Occasion,
  to: { name: string },
  event: EventWords,
  firm: FirmWords,
  link: string | null,
): string {
  const over = occasion === 'removed' || occasion === 'cancelled';
  return paragraphs([
    `Dear ${to.name},`,
    opening[occasion](firm.name),
    [
      shownTitle(event, firm.name),
      whenOf(event, firm.country),
      ...(event.place === '' || over ? [] : [`Where: ${event.place}`]),
    ].join('\n'),
    event.neutral || over ? '' : event.description.trim(),
    over ? '' : 'You can answer with the buttons that your mail program shows, or by opening the invitation.',
    link === null || over ? '' : `In the portal: ${link}`,
    firm.name,
  ]);
}

/** `minutesBefore` says how soon it is. */
export function reminderOf(
  to: { name: string },
  event: EventWords,
  firm: FirmWords,
  more: { minutesBefore: number; link: string | null },
): { subject: string; body: string } {
  const title = shownTitle(event, firm.name);
  const soon = more.minutesBefore <= 60 ? 'soon' : 'tomorrow';
  return {
    subject: `Reminder: ${title}`,
    body: paragraphs([
      `Dear ${to.name},`,
      `A reminder of your appointment ${soon}:`,
      [title, whenOf(event, firm.country), ...(event.place === '' ? [] : [`Where: ${event.place}`])].join(
        '\n',
      ),
      more.link === null ? '' : `In the portal: ${more.link}`,
      firm.name,
    ]),
  };
}

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

function paragraphs(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
