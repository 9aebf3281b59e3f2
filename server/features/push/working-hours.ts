/** When somebody of the firm is at work, by the firm's clock. Pure. */
import { DateTime } from 'luxon';
import type { WorkingHours } from './decide.ts';

/** Null: now. */
export function worksAgainAt(hours: WorkingHours | null, timeZone: string, now: Date): Date | null {
  if (hours === null || hours.days.length === 0) return null;
  const here = DateTime.fromJSDate(now, { zone: timeZone });
  const minutes = here.hour * 60 + here.minute;
  if (hours.days.includes(here.weekday) && minutes >= hours.from && minutes < hours.until) return null;
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const day = here.startOf('day').plus({ days: ahead });
    const begins = day.set({ hour: Math.floor(hours.from / 60), minute: hours.from % 60 });
    if (hours.days.includes(day.weekday) && begins > here) return begins.toJSDate();
  }
  return null;
}
