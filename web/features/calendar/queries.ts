import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer, Api } from '../../api/contract.ts';
import { showProblem } from '../../ui/toasts.tsx';

export type Event = Answer<'GET /api/v1/events/:id'>;
export type Attendee = Event['attendees'][number];
export type StrangeReply = Event['replies'][number];
export type EventInput = Api['POST /api/v1/matters/:matterId/events']['body'];
export type EventPatch = Api['PATCH /api/v1/events/:id']['body'];

/** The live event `event.changed` makes everything under this noun stale. */
export const noun = 'events';

export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: [noun, 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/events/:id', { params: { id }, signal }),
  });

/** All that touches these days of a matter; a month of one matter is no long list. */
export const monthQuery = (matterId: string, range: { from: string; to: string }) =>
  queryOptions({
    queryKey: [noun, 'month', matterId, range],
    queryFn: ({ signal }) =>
      api('GET /api/v1/matters/:matterId/events', {
        params: { matterId },
        query: { ...range, limit: 200 },
        signal,
      }),
  });

/** Does something to an event and reads everything of the calendar again; what fails is said. True when it was done. */
export function useEventAct(): (work: () => Promise<Event>) => Promise<boolean> {
  const client = useQueryClient();
  return async (work) => {
    try {
      const after = await work();
      client.setQueryData(eventQuery(after.id).queryKey, after);
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    } finally {
      await client.invalidateQueries({ queryKey: [noun] });
    }
  };
}
