import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** Under the contacts' key, as a contact's new number is what makes an offer. */
export const offersQuery = queryOptions({
  queryKey: ['contacts', 'earlier', 'offers'],
  queryFn: ({ signal }) => api('GET /api/v1/earlier-interactions', { signal }),
});

export const earlierQuery = (contactId: string) =>
  queryOptions({
    queryKey: ['contacts', 'earlier', contactId],
    queryFn: ({ signal }) =>
      api('GET /api/v1/contacts/:id/earlier-interactions', {
        params: { id: contactId },
        query: { limit: 50 },
        signal,
      }),
    refetchInterval: ({ state: { data } }) => (data?.linking?.state === 'running' ? 1_000 : false),
  });
