/** What the API says of conversations. */
import { z } from 'zod';
import { pageOf } from '../../platform/http/paging.ts';
import { conversationClasses, conversationKinds, conversationStates, leavings } from './kinds.ts';

const moment = z.iso.datetime();
const seq = z.number().int().describe('Number of a message in its conversation, from 1');

export const person = z.object({
  id: z.uuid().describe('Staff member or portal user'),
  who: z.enum(['staff', 'external', 'program']),
  name: z.string(),
});
export type Person = z.infer<typeof person>;

export const participant = person.extend({
  participantId: z.uuid().describe('Of this stay'),
  contactId: z.uuid().nullable(),
  email: z.string().nullable().describe('Of people outside the firm'),
  class: z
    .enum(conversationClasses)
    .nullable()
    .describe('How close somebody outside the firm is to the client'),
  fromSeq: seq.describe('First message that it reaches'),
  joinedAt: moment,
  leftAt: moment.nullable(),
  leftHow: z.enum(leavings).nullable(),
  cause: z.string().describe('Why somebody was removed for cause'),
  accessUntil: moment.nullable(),
});
export type Participant = z.infer<typeof participant>;

/** One line of the inbox. */
export const conversationLine = z.object({
  id: z.uuid(),
  kind: z.enum(conversationKinds),
  state: z.enum(conversationStates),
  class: z.enum(conversationClasses).nullable(),
  title: z.string().describe('Its own, or who takes part'),
  matterId: z.uuid().nullable(),
  matterNumber: z.string().nullable(),
  matterTitle: z.string().nullable(),
  people: z.array(person).describe('Who takes part now, people outside the firm first; at most eight'),
  member: z.boolean().describe('You take part'),
  lastSeq: seq,
  lastMessageAt: moment.nullable(),
  lastMessage: z
    .object({ author: person, text: z.string().describe('Its beginning'), files: z.number().int() })
    .nullable(),
  unread: z.number().int().describe('Messages that you have not looked at; of those you take part in'),
  mentioned: z.boolean().describe('You are named in a message that you have not looked at'),
  awaitingSince: moment.nullable().describe('Since when somebody outside waits for an answer'),
  held: z.boolean(),
  secondFactor: z.boolean(),
});
export type ConversationLine = z.infer<typeof conversationLine>;

export const conversation = conversationLine.extend({
  participants: z.array(participant).describe('Everybody, those who left too'),
  canPost: z.boolean(),
  readSeq: seq.describe('How far you looked; 0: nothing yet'),
  draft: z.string(),
  continuesId: z.uuid().nullable(),
  heldReason: z.string(),
  opened: z.enum(['member', 'matter', 'break_glass']).describe('Why you see it'),
  version: z.number().int(),
  createdAt: moment,
  archivedAt: moment.nullable(),
  endedAt: moment.nullable(),
});
export type Conversation = z.infer<typeof conversation>;

export const messageFile = z.object({
  id: z.uuid(),
  name: z.string(),
  bytes: z.number().int(),
  type: z.string(),
  state: z.string().describe('What the scan said, or `withdrawn`'),
  delivery: z
    .enum(['deliver', 'warn', 'blocked', 'owner_must_release'])
    .describe('Whether it can be opened, as the firm’s policy is now'),
  preview: z.boolean().describe('Pictures of its pages can be had'),
});
export type MessageFile = z.infer<typeof messageFile>;

export const message = z.object({
  seq,
  id: z.uuid(),
  kind: z.enum(['message', 'note']).describe('A note says what happened; `note` says what'),
  author: person,
  body: z.string().describe('Empty when it was withdrawn'),
  note: z
    .object({ what: z.string(), people: z.array(person), text: z.string() })
    .nullable()
    .describe('What happened, and to whom'),
  sentBy: z.enum(['portal', 'sms', 'email']),
  replyTo: z
    .object({ seq: seq.nullable(), author: z.string(), text: z.string() })
    .nullable()
    .describe('`seq: null`: an earlier message, from before this person joined'),
  privileged: z.boolean(),
  files: z.array(messageFile),
  pinned: z.boolean(),
  editedAt: moment.nullable(),
  retractedAt: moment.nullable(),
  createdAt: moment,
});
export type Message = z.infer<typeof message>;

export const messagesPage = z.object({
  items: z.array(message).describe('The oldest first'),
  before: seq.nullable().describe('Ask with `before` for the page above; null: there is none'),
  after: seq.nullable().describe('Ask with `after` for the page below; null: there is none'),
});
export type MessagesPage = z.infer<typeof messagesPage>;

export const messagesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.coerce.number().int().min(1).optional().describe('Messages before this one'),
  after: z.coerce.number().int().min(0).optional().describe('Messages after this one'),
  around: z.coerce.number().int().min(1).optional().describe('Messages around this one'),
});
export type MessagesQuery = z.infer<typeof messagesQuery>;

export const messageBody = z.string().max(20_000).describe('Plain text');

export const newMessage = z.object({
  body: messageBody.default(''),
  replyTo: z.number().int().min(1).optional(),
  clientKey: z.uuid().optional().describe('Sent again with the same key, it is the same message'),
  uploadIds: z.array(z.uuid()).max(500).default([]).describe('Files, in their order'),
});
export type NewMessage = z.infer<typeof newMessage>;

export const newStaffMessage = newMessage.extend({
  privileged: z
    .boolean()
    .default(false)
    .describe('Its words never leave the portal: not by text, not by mail'),
  mentions: z.array(z.uuid()).max(50).default([]).describe('Staff who are named'),
  confirmed: z.boolean().default(false).describe('The sender was asked and is sure'),
  texts: z
    .array(
      z.object({
        portalUserId: z.uuid(),
        urgentReason: z.string().trim().max(300).optional().describe('Why quiet hours are not waited for'),
      }),
    )
    .max(50)
    .default([])
    .describe('Who is to get it as a text, too; what became of each stands with the conversation’s texts'),
});
export type NewStaffMessage = z.infer<typeof newStaffMessage>;

/** Written and acknowledged; it leaves at `releaseAt` unless its author takes it back. */
export const outgoing = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  body: z.string(),
  files: z.number().int(),
  texts: z.number().int().describe('How many people get it as a text, too'),
  releaseAt: moment,
  refused: z.string().nullable().describe('Why it could not be sent'),
});
export type Outgoing = z.infer<typeof outgoing>;

/** Its words are the author's draft again; how they were to be sent is for the field to remember. */
export const takenBack = z.object({
  body: z.string(),
  replyTo: seq.nullable(),
  privileged: z.boolean(),
  uploadIds: z.array(z.uuid()),
  texts: newStaffMessage.shape.texts.unwrap(),
});
export type TakenBack = z.infer<typeof takenBack>;

export const sent = z.object({ message: message.nullable(), outgoing: outgoing.nullable() });

export const receipt = person.extend({ seq, at: moment });

export const conversationsPage = pageOf(conversationLine);

export const becoming = z.object({ messages: z.number().int(), files: z.number().int() });

export const excerptParts = z
  .array(z.object({ text: z.string(), hit: z.boolean() }))
  .describe('What stands around the first place; `hit`: what was looked for');
