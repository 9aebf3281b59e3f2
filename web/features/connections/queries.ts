import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

export const connectionsQuery = queryOptions({
  queryKey: ['connections', 'list'],
  queryFn: ({ signal }) => api('GET /api/v1/connections', { signal }),
});

/** While something moves, it is asked often: progress, requests left and waiting work tell of no event each time. */
export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', 'detail', id],
    queryFn: ({ signal }) => api('GET /api/v1/connections/:id', { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.status === 'connecting' ||
      data?.checking ||
      (data?.queue.waiting ?? 0) > 0 ||
      data?.mirror.some(({ firstDoneAt }) => firstDoneAt === null)
        ? 2_000
        : 10_000,
  });

export const connectionPeopleQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', 'people', id],
    queryFn: ({ signal }) => api('GET /api/v1/connections/:id/people', { params: { id }, signal }),
  });

export const practiceSystemsQuery = queryOptions({
  queryKey: ['practice-systems'],
  queryFn: ({ signal }) => api('GET /api/v1/practice-systems', { signal }),
  staleTime: 300_000,
});
