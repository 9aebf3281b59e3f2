/** Names that the calendar's rules, rows and routes share. */

/** As in iTIP's PARTSTAT. */
export const answerStates = ['needs-action', 'accepted', 'tentative', 'declined'] as const;
export type AnswerState = (typeof answerStates)[number];
/** What somebody can say: yes, maybe, no. */
export const answers = ['accepted', 'tentative', 'declined'] as const;
export type Answer = (typeof answers)[number];

export const eventStates = ['planned', 'cancelled'] as const;
export type EventState = (typeof eventStates)[number];

/** `staff`: by the member of staff who attends, or as somebody told them. */
export const answeredBys = ['mail', 'portal', 'staff'] as const;
export type AnsweredBy = (typeof answeredBys)[number];

/** A day and an hour before. */
export const reminderMinutes = [24 * 60, 60] as const;
export type ReminderOutcome = 'sent' | 'nobody' | 'cancelled' | 'started' | 'overtaken';
