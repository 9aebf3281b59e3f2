import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/contacts/:id', { params: { id }, signal }),
  });
