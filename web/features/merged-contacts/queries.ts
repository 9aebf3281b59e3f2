import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

export type Merged = Answer<'GET /api/v1/merged-contacts/:id'>;
export type MergedLine = Answer<'GET /api/v1/merged-contacts'>['items'][number];
export type PortalAccess = Merged['other'];
export type Becoming = Merged['gains']['kept'];

export const mergedQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'merged', id],
    queryFn: ({ signal }) => api('GET /api/v1/merged-contacts/:id', { params: { id }, signal }),
  });
