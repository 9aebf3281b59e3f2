/** When a firm may be heard from. Pure. */
import { DateTime } from 'luxon';

export interface BusinessHours {
  /** 1 is Monday, 7 is Sunday; at least one. */
  days: readonly number[];
  /** HH:MM of the firm's zone; `from` is before `to`. */
  from: string;
  to: string;
}

/** `at` itself inside the hours, else the moment at which they begin next. */
export function nextOpen(at: Date, hours: BusinessHours, timeZone: string): Date {
  const local = DateTime.fromJSDate(at, { zone: timeZone });
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const day = local.plus({ days: ahead }).startOf('day');
    if (!hours.days.includes(day.weekday)) continue;
    const opens = timeOn(day, hours.from);
    if (ahead > 0 || local < opens) return opens.toJSDate();
    if (local < timeOn(day, hours.to)) return at;
  }
  return at;
}

function timeOn(day: DateTime, time: string): DateTime {
  const [hour, minute] = time.split(':').map(Number);
  return day.set({ hour: hour ?? 0, minute: minute ?? 0 });
}
