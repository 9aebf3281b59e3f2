import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

export type PortalLook = Answer<'GET /api/v1/portal-look'>;

export const lookQuery = queryOptions({
  queryKey: ['portal_look'],
  queryFn: ({ signal }) => api('GET /api/v1/portal-look', { signal }),
});
