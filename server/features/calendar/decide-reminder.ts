/** Which reminders an event gets, and whether one that is due goes out. Pure. */
import { type EventState, type ReminderOutcome, reminderMinutes } from './kinds.ts';

const minuteMs = 60_000;

/** The reminders of an event that starts then; none whose time is over. */
export function planReminders(startsAt: Date, now: Date): { minutesBefore: number; dueAt: Date }[] {
  return reminderMinutes.flatMap((minutesBefore) => {
    const dueAt = new Date(startsAt.getTime() - minutesBefore * minuteMs);
    return dueAt > now ? [{ minutesBefore, dueAt }] : [];
  });
}

export interface ReminderFacts {
  state: EventState;
  startsAt: Date;
  minutesBefore: number;
  /** Attend from outside the firm and did not decline. */
  recipients: number;
}

/** `overtaken`: it comes so late that the next one tells the same. */
export function decideReminder(facts: ReminderFacts, now: Date): ReminderOutcome {
  if (facts.state === 'cancelled') return 'cancelled';
  if (facts.startsAt <= now) return 'started';
  const later = reminderMinutes.find((minutes) => minutes < facts.minutesBefore);
  if (later !== undefined && now.getTime() >= facts.startsAt.getTime() - later * minuteMs) return 'overtaken';
  return facts.recipients === 0 ? 'nobody' : 'sent';
}
