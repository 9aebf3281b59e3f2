/** The calendar: events of matters, who attends, and what they answer. Its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import type { PortalListener } from './effects.ts';
import { createAppointmentRoutes } from './portal-routes.ts';
import { mailReminders, type ReminderChannel, remindRound } from './reminders.ts';
import { createCalendarRoutes } from './routes.ts';

export { addToDosOfNewcomer, type PortalListener, type PortalNews } from './effects.ts';
export { mailReminders, type Reminder, type ReminderChannel, remindRound } from './reminders.ts';
export { createReplyConsumer } from './replies.ts';
export { appointmentRoutes, calendarRoutes } from './schema.ts';

const restMs = 15_000;

/** `channels`: by which ways reminders go out beside mail. `listeners`: told what became of an event for people of the portal. */
export function createCalendarFeature(
  platform: Platform,
  more: { channels?: readonly ReminderChannel[]; listeners?: readonly PortalListener[] } = {},
): Feature {
  const deps = { ...platform, listeners: more.listeners ?? [] };
  const channels = [mailReminders(platform), ...(more.channels ?? [])];
  return {
    routes: [...createCalendarRoutes(platform, deps), ...createAppointmentRoutes(platform)],
    work: () =>
      startWorkLoop({
        name: 'reminders of events',
        restMs,
        logger: platform.logger,
        round: () => remindRound({ ...platform, channels }),
      }),
  };
}
