import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** An import; while it runs it is also asked for by the clock, should the live stream be away. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/practice-imports/:id', { params: { id }, signal }),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 1_000 : false),
  });
