/** The API of conversations, for people outside the firm. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { draftBody } from './drafts.ts';
import { message, messageBody, messagesQuery, newMessage, person } from './shapes.ts';

const portal = { tag: 'Portal: conversations', access: 'portal' } as const;
const id = z.object({ id: z.uuid() });
const oneMessage = id.extend({ seq: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
const moment = z.iso.datetime();

export const portalLine = z.object({
  id: z.uuid(),
  title: z.string().describe('Its own, or the matter’s'),
  matterId: z.uuid().nullable(),
  state: z.enum(['open', 'archived', 'ended']),
  past: z.boolean().describe('You read it, and no longer write in it'),
  canPost: z.boolean(),
  needsSecondFactor: z.boolean().describe('Prove a second factor to read it'),
  staff: z.array(person).describe('Who of the firm takes part'),
  lastSeq: z.number().int().describe('The last message that you read; 0: none'),
  lastMessageAt: moment.nullable(),
  lastMessage: z.object({ author: person, text: z.string() }).nullable(),
  unread: z.number().int(),
});
export type PortalLine = z.infer<typeof portalLine>;

/** What people outside the firm never learn is not in the shape: privileged marks, the staff's reads. */
export const portalMessage = message.omit({ privileged: true }).extend({
  mine: z.boolean(),
});
export const portalConversation = portalLine.extend({
  readSeq: z.number().int(),
  draft: z.string(),
  firmName: z.string(),
  closedWords: z.string().nullable().describe('Why nothing can be written, and whom to ask'),
});
export type PortalConversation = z.infer<typeof portalConversation>;

export const portalConversationRoutes = {
  listPortalConversations: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/conversations',
    summary: 'Your conversations with the firm, the newest first',
    query: pageQuery.extend({ view: z.enum(['current', 'past']).default('current') }),
    answer: pageOf(portalLine),
    audit: 'none',
  }),
  getPortalConversation: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/conversations/:id',
    summary: 'One conversation of yours',
    params: id,
    answer: portalConversation,
    audit: 'none',
  }),
  listPortalMessages: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/conversations/:id/messages',
    summary: 'Messages that you may read, the newest page unless said otherwise',
    params: id,
    query: messagesQuery,
    answer: z.object({
      items: z.array(portalMessage),
      before: z.number().int().nullable(),
      after: z.number().int().nullable(),
    }),
    problems: ['step_up_needed'],
    audit: 'none',
  }),
  postPortalMessage: route({
    ...portal,
    method: 'POST',
    path: '/portal/api/conversations/:id/messages',
    summary: 'Write to the firm',
    params: id,
    body: newMessage,
    answer: portalMessage,
    status: 201,
    problems: ['wrong_state', 'step_up_needed'],
    audit: 'conversation.posted',
  }),
  editPortalMessage: route({
    ...portal,
    method: 'PATCH',
    path: '/portal/api/conversations/:id/messages/:seq',
    summary: 'Change a message of yours within five minutes',
    params: oneMessage,
    body: z.object({ body: messageBody }),
    problems: ['wrong_state', 'step_up_needed'],
    audit: 'conversation.message_edited',
  }),
  retractPortalMessage: route({
    ...portal,
    method: 'DELETE',
    path: '/portal/api/conversations/:id/messages/:seq',
    summary: 'Withdraw a message of yours; that there was one stays visible',
    params: oneMessage,
    problems: ['wrong_state', 'step_up_needed'],
    audit: 'conversation.message_withdrawn',
  }),
  readPortal: route({
    ...portal,
    method: 'PUT',
    path: '/portal/api/conversations/:id/read',
    summary: 'Say how far you looked',
    params: id,
    body: z.object({ seq: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
    audit: 'none',
  }),
  keepPortalDraft: route({
    ...portal,
    method: 'PUT',
    path: '/portal/api/conversations/:id/draft',
    summary: 'Keep what you have begun to write',
    params: id,
    body: draftBody,
    audit: 'none',
  }),
};
