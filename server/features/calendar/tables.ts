/** The tables of events, as migrations/0045-calendar.sql makes them. */
import type { Generated } from 'kysely';
import type { AnsweredBy, AnswerState, EventState, ReminderOutcome } from './kinds.ts';

export interface MatterEventsTable {
  firm_id: string;
  id: string;
  matter_id: string;
  uid: string;
  sequence: Generated<number>;
  title: string;
  place: string;
  description: string;
  starts_at: Date;
  ends_at: Date;
  time_zone: string;
  neutral: boolean;
  state: Generated<EventState>;
  organiser_staff_id: string;
  moved_at: Generated<Date | null>;
  cancelled_at: Generated<Date | null>;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

export interface EventAttendeesTable {
  firm_id: string;
  id: string;
  event_id: string;
  matter_id: string;
  staff_id: string | null;
  contact_id: string | null;
  email: string;
  state: AnswerState;
  answered_at: Date | null;
  answered_by: AnsweredBy | null;
  written_at: Generated<Date | null>;
  seen_sequence: Generated<number | null>;
  added_at: Date;
  removed_at: Generated<Date | null>;
}

interface EventRepliesTable {
  firm_id: string;
  id: string;
  event_id: string;
  matter_id: string;
  mail_id: string;
  sender: string;
  attendee_id: string | null;
  answer: AnswerState | null;
  sequence: number;
  words: string;
  reason: string;
  received_at: Date;
  state: Generated<'waiting' | 'taken' | 'dismissed'>;
  settled_at: Generated<Date | null>;
  settled_by_staff_id: Generated<string | null>;
}

interface EventRemindersTable {
  firm_id: string;
  event_id: string;
  matter_id: string;
  minutes_before: number;
  due_at: Date;
  outcome: Generated<ReminderOutcome | null>;
  settled_at: Generated<Date | null>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    matter_events: MatterEventsTable;
    event_attendees: EventAttendeesTable;
    event_replies: EventRepliesTable;
    event_reminders: EventRemindersTable;
  }
}
