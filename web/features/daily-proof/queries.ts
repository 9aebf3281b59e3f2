import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** Its first part is what a `source_day.changed` event makes stale. */
export const daysQuery = (sourceId: string, limit: number) =>
  queryOptions({
    queryKey: ['source-days', sourceId, limit],
    queryFn: ({ signal }) =>
      api('GET /api/v1/sources/:id/days', { params: { id: sourceId }, query: { limit }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.items.some(({ state }) => state === 'asking') ? 2_000 : false,
  });

export const missingDaysQuery = queryOptions({
  queryKey: ['source-days', 'missing'],
  queryFn: ({ signal }) => api('GET /api/v1/source-days/missing', { signal }),
});
