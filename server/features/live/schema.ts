/** Open streams: what changed, as it happens; and who is writing. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';

const tag = 'Live';
const after = z.coerce.number().int().min(0).optional().describe('The newest number that is known already');

/** Comma-separated in the address. */
const watched = z
  .string()
  .max(1000)
  .transform((text) => text.split(','))
  .pipe(z.array(z.uuid()).max(20))
  .describe(
    'Conversations on the screen: told of like those that one takes part in, as far as one may see them',
  );

export const liveRoutes = {
  stream: route({
    method: 'GET',
    path: '/api/v1/events/stream',
    summary:
      'Server-sent events { seq, type, id }: what changed, from a sequence number on or from now. Beside them `typing` { conversationId, staffId or portalUserId } and `sight` {}: what the caller may see has changed',
    tag,
    access: 'member',
    query: z.object({ after, watch: watched.optional() }),
    streams: true,
    audit: 'none',
  }),
  portalStream: route({
    method: 'GET',
    path: '/portal/api/events',
    summary:
      'Server-sent events { seq, type, id } of the caller’s conversations and of what is meant for the caller; `typing` and `sight` as for staff',
    tag,
    access: 'portal',
    query: z.object({ after }),
    streams: true,
    audit: 'none',
  }),
  typing: route({
    method: 'POST',
    path: '/api/v1/conversations/:id/typing',
    summary:
      'Tell the others of a conversation that one writes; nothing is kept. Every three seconds is often enough',
    tag,
    access: 'member',
    params: z.object({ id: z.uuid() }),
    problems: ['wrong_state', 'too_many_requests'],
    audit: 'none',
  }),
  portalTyping: route({
    method: 'POST',
    path: '/portal/api/conversations/:id/typing',
    summary: 'Tell the firm that one writes; nothing is kept. Every three seconds is often enough',
    tag,
    access: 'portal',
    params: z.object({ id: z.uuid() }),
    problems: ['wrong_state', 'step_up_needed', 'too_many_requests'],
    audit: 'none',
  }),
};
