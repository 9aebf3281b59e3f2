import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** How many conversations of mine want me; in the frame of every screen, so nothing else is here. */
export const countsQuery = queryOptions({
  queryKey: ['conversations', 'counts'],
  queryFn: ({ signal }) => api('GET /api/v1/conversations/counts', { signal }),
});

export function useUnreadCount(): number | undefined {
  return useQuery(countsQuery).data?.unread;
}
