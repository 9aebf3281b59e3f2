/** What the calendar's routes take and answer. */
import { z } from 'zod';
import { pageQuery } from '../../platform/http/paging.ts';
import { replyReasons } from './decide-reply.ts';
import { answeredBys, answerStates, answers, eventStates } from './kinds.ts';

const moment = z.string();
const oneLine = z
  .string()
  .trim()
  .max(300)
  .regex(/^[^\p{Cc}]*$/u, 'One line, please');
const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/, 'Like 2026-03-02T10:00')
  .describe('In the event’s zone, like 2026-03-02T10:00; or with an offset of its own');
const timeZone = z.string().max(64).describe('IANA, like Europe/London');
const mostAttendees = 100;
const people = z.array(z.uuid()).max(mostAttendees);

const fields = z.object({
  title: oneLine.min(1),
  place: oneLine,
  description: z.string().max(10_000),
  startsAt: time,
  endsAt: time,
  timeZone: timeZone.describe('The firm’s unless said'),
  neutral: z
    .boolean()
    .describe(
      'Mails say “Appointment with” the firm and no more; so they do unless said on a restricted matter',
    ),
  staffIds: people.describe('Staff who attend'),
  contactIds: people.describe('Contacts who attend: they are invited by mail, and see it in the portal'),
});
export const eventInput = fields.partial().required({ title: true, startsAt: true, endsAt: true });
export type EventInput = z.output<typeof eventInput>;
export const eventPatch = fields.partial().extend({
  tell: z.boolean().optional().describe('Mail those who attend about new words, too'),
  version: z.number().int().positive().optional(),
});
export type EventPatch = z.output<typeof eventPatch>;

export const answerInput = z.object({ answer: z.enum(answers).describe('Yes, maybe, no') });
export const ownAnswerInput = answerInput.extend({
  sequence: z.number().int().min(0).describe('Of the time and place that the answer is for'),
});

const attendee = z.object({
  id: z.uuid(),
  kind: z.enum(['staff', 'contact']),
  staffId: z.uuid().nullable(),
  contactId: z.uuid().nullable(),
  name: z.string(),
  email: z.string(),
  inPortal: z.boolean().describe('Sees it in the portal'),
  answer: z.enum(answerStates),
  answeredAt: moment.nullable(),
  answeredBy: z.enum(answeredBys).nullable(),
});
export type Attendee = z.output<typeof attendee>;

const reply = z.object({
  id: z.uuid(),
  sender: z.string(),
  attendeeId: z.uuid().nullable(),
  answer: z.enum(answers).nullable(),
  sequence: z.number(),
  words: z.string(),
  reason: z.enum(replyReasons),
  receivedAt: moment,
});
export type StrangeReply = z.output<typeof reply>;

export const event = z.object({
  id: z.uuid(),
  matterId: z.uuid(),
  matterNumber: z.string(),
  matterTitle: z.string(),
  uid: z.string(),
  sequence: z.number(),
  title: z.string(),
  place: z.string(),
  description: z.string(),
  startsAt: moment,
  endsAt: moment,
  timeZone: z.string(),
  localStart: z.string().describe('In the event’s zone, without an offset'),
  localEnd: z.string(),
  neutral: z.boolean(),
  state: z.enum(eventStates),
  organiserId: z.uuid(),
  organiserName: z.string(),
  movedAt: moment.nullable(),
  cancelledAt: moment.nullable(),
  attendees: z.array(attendee),
  replies: z.array(reply).describe('Answers by mail that nobody settled yet'),
  version: z.number(),
  createdAt: moment,
  updatedAt: moment,
});
export type Event = z.output<typeof event>;

export const eventsQuery = pageQuery.extend({
  when: z.enum(['upcoming', 'past', 'all']).default('all').describe('Past ones come newest first'),
  from: z.iso.datetime({ offset: true }).optional().describe('Ends at or after'),
  to: z.iso.datetime({ offset: true }).optional().describe('Starts before'),
});
export type EventsQuery = z.output<typeof eventsQuery>;
export const ownEventsQuery = eventsQuery.extend({
  attendee: z.literal('me').optional().describe('Those that you attend and did not decline'),
});

export const ownEvent = z.object({
  id: z.uuid(),
  matterId: z.uuid(),
  sequence: z.number(),
  title: z.string(),
  place: z.string(),
  description: z.string(),
  startsAt: moment,
  endsAt: moment,
  timeZone: z.string(),
  localStart: z.string(),
  localEnd: z.string(),
  state: z.enum(eventStates).describe('Cancelled: shown struck out'),
  changed: z.boolean().describe('Time or place moved since you looked: shown highlighted'),
  movedAt: moment.nullable(),
  cancelledAt: moment.nullable(),
  organiserName: z.string(),
  answer: z.enum(answerStates),
  answeredAt: moment.nullable(),
});
export type OwnEvent = z.output<typeof ownEvent>;
