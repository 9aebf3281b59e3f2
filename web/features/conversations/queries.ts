import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

export type Line = Answer<'GET /api/v1/conversations'>['items'][number];
export type Conversation = Answer<'GET /api/v1/conversations/:id'>;
export type Participant = Conversation['participants'][number];
export type Message = Answer<'GET /api/v1/conversations/:id/messages'>['items'][number];
export type Person = Message['author'];
export type Outgoing = Answer<'GET /api/v1/conversations/:id/outgoing'>['items'][number];
export type Receipt = Answer<'GET /api/v1/conversations/:id/receipts'>['items'][number];
export type PortalPerson = Answer<'GET /api/v1/matters/:id/portal-people'>['items'][number];
export type AudienceWarning = Answer<'POST /api/v1/conversations/audience'>['warnings'][number];
export type ConversationClass = NonNullable<Line['class']>;
export type PortalSettings = Answer<'GET /api/v1/portal-settings'>;
export type Grant = Answer<'GET /api/v1/break-glass'>['items'][number];

/*
 * Lists begin with `conversations`, all that one thread shows with `conversation` and its id: so a thread is read anew by its
 * own news alone (`api/live-events.ts`).
 */
export const threadKey = (id: string) => ['conversation', id] as const;

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id, 'facts'],
    queryFn: ({ signal }) => api('GET /api/v1/conversations/:id', { params: { id }, signal }),
  });

export const pinsQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id, 'pins'],
    queryFn: ({ signal }) => api('GET /api/v1/conversations/:id/pins', { params: { id }, signal }),
  });

export const receiptsQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id, 'receipts'],
    queryFn: ({ signal }) => api('GET /api/v1/conversations/:id/receipts', { params: { id }, signal }),
  });

export const outgoingQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id, 'outgoing'],
    queryFn: ({ signal }) => api('GET /api/v1/conversations/:id/outgoing', { params: { id }, signal }),
  });

export const portalPeopleQuery = (matterId: string) =>
  queryOptions({
    queryKey: ['matters', 'portal-people', matterId],
    queryFn: ({ signal }) =>
      api('GET /api/v1/matters/:id/portal-people', { params: { id: matterId }, signal }),
  });

export const portalSettingsQuery = queryOptions({
  queryKey: ['portal-settings'],
  queryFn: ({ signal }) => api('GET /api/v1/portal-settings', { signal }),
  staleTime: 300_000,
});

export const grantsQuery = queryOptions({
  queryKey: ['conversations', 'break-glass'],
  queryFn: ({ signal }) => api('GET /api/v1/break-glass', { signal }),
});
