import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** A run; while it or what came of it is under way it is also asked for by the clock. */
export const whatIfQuery = (id: string) =>
  queryOptions({
    queryKey: ['what-ifs', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/what-if/:id', { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) => {
      const redoing = data?.redo?.state === 'gathering' || data?.redo?.state === 'running';
      return data?.state === 'running' || redoing ? 1_000 : false;
    },
  });

export const redoQuery = (id: string) =>
  queryOptions({
    queryKey: ['redo-runs', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/redo-runs/:id', { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'gathering' || data?.state === 'running' ? 1_000 : false,
  });
