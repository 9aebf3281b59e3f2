/* An event as its form has it, and as the API takes it. */
import { addDays, daysBetween } from '../matters/day.ts';
import type { Event } from './queries.ts';
import { clockOf, dayOf } from './times.ts';

export type EventValues = {
  title: string;
  place: string;
  description: string;
  startDay: string;
  startTime: string;
  endDay: string;
  endTime: string;
  timeZone: string;
  neutral: boolean;
  staffIds: string[];
  contactIds: string[];
  tell: boolean;
};

export function valuesOf(event: Event): EventValues {
  const ids = (kind: 'staff' | 'contact') =>
    event.attendees.flatMap((one) => (one.kind === kind ? [one.staffId ?? one.contactId ?? ''] : []));
  return {
    title: event.title,
    place: event.place,
    description: event.description,
    startDay: dayOf(event.localStart),
    startTime: clockOf(event.localStart),
    endDay: dayOf(event.localEnd),
    endTime: clockOf(event.localEnd),
    timeZone: event.timeZone,
    neutral: event.neutral,
    staffIds: ids('staff'),
    contactIds: ids('contact'),
    tell: false,
  };
}

export function sentOf({ startDay, startTime, endDay, endTime, tell, ...rest }: EventValues) {
  return { ...rest, startsAt: `${startDay}T${startTime}`, endsAt: `${endDay}T${endTime}`, tell };
}

/** What cannot be sent yet; the words stand in the catalogue. */
export function faultsOf(
  values: EventValues,
): Partial<Record<keyof EventValues, 'titleNeeded' | 'dayNeeded' | 'timeNeeded' | 'endsBefore'>> {
  const ends = `${values.endDay}T${values.endTime}`;
  const starts = `${values.startDay}T${values.startTime}`;
  const complete = ![values.startDay, values.startTime, values.endDay].includes('');
  return {
    ...(values.title.trim() === '' ? { title: 'titleNeeded' as const } : {}),
    ...(values.startDay === '' ? { startDay: 'dayNeeded' as const } : {}),
    ...(values.endDay === '' ? { endDay: 'dayNeeded' as const } : {}),
    ...(values.startTime === '' ? { startTime: 'timeNeeded' as const } : {}),
    ...(values.endTime === ''
      ? { endTime: 'timeNeeded' as const }
      : complete && ends < starts
        ? { endTime: 'endsBefore' as const }
        : {}),
  };
}

/** Moves the start; the end goes along, so that it lasts as long as before. */
export function withStart(values: EventValues, start: { day?: string; time?: string }): Partial<EventValues> {
  const { startDay, startTime, endDay, endTime } = values;
  const day = start.day ?? startDay;
  const time = start.time ?? startTime;
  const complete = [day, time, startDay, startTime, endDay, endTime].every((one) => one !== '');
  if (!complete) return { startDay: day, startTime: time };
  const lasts = daysBetween(startDay, endDay) * 1440 + minutesOf(endTime) - minutesOf(startTime);
  const end = minutesOf(time) + Math.max(0, lasts);
  return {
    startDay: day,
    startTime: time,
    endDay: addDays(day, Math.floor(end / 1440)),
    endTime: timeOf(end % 1440),
  };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The next full hour of the firm's clock, for an event that nobody said more about. */
export function nextHour(now: Date, timeZone: string): { day: string; time: string } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(now.getTime() + 3_600_000));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return { day: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:00` };
}
