import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: ['sources', 'detail', id],
    queryFn: ({ signal }) => api('GET /api/v1/sources/:id', { params: { id }, signal }),
  });

export const sourceUsersQuery = (id: string) =>
  queryOptions({
    queryKey: ['sources', 'users', id],
    queryFn: ({ signal }) => api('GET /api/v1/sources/:id/users', { params: { id }, signal }),
  });

/** Its first part is what a `backfill.changed` event makes stale. */
export const backfillsQuery = (sourceId: string) =>
  queryOptions({
    queryKey: ['backfills', sourceId],
    queryFn: ({ signal }) => api('GET /api/v1/sources/:id/backfills', { params: { id: sourceId }, signal }),
  });
