/** When a request reminds again. Pure. */
import { DateTime } from 'luxon';

export interface ReminderFacts {
  now: Date;
  /** IANA; of the firm. */
  timeZone: string;
  /** YYYY-MM-DD. */
  dueOn: string | null;
  /** Days between reminders; null: none at all. */
  every: number | null;
  /** How many went out already. */
  reminded: number;
}

/** Whoever did not answer so many does not answer one more. */
export const mostReminders = 10;
const hour = 9;

/** In the morning by the firm's clock: each so many days, and on the day before it is due. */
export function nextReminder({ now, timeZone, dueOn, every, reminded }: ReminderFacts): Date | null {
  if (every === null || reminded >= mostReminders) return null;
  const here = DateTime.fromJSDate(now, { zone: timeZone });
  const regular = here.plus({ days: every }).startOf('day').set({ hour });
  if (dueOn === null) return regular.toJSDate();
  const dayBefore = DateTime.fromISO(dueOn, { zone: timeZone }).minus({ days: 1 }).set({ hour });
  return (dayBefore > here && dayBefore < regular ? dayBefore : regular).toJSDate();
}
