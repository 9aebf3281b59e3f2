import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

export type Share = Answer<'GET /api/v1/shares'>['items'][number];
export type ShareFile = Answer<'GET /api/v1/shares/:id/files'>['items'][number];
export type FileRequest = Answer<'GET /api/v1/file-requests'>['items'][number];
export type FileRequestDetail = Answer<'GET /api/v1/file-requests/:id'>;
export type Slot = FileRequestDetail['slotList'][number];

/* The live events `share.changed`, `file_request.changed` make what begins so stale; a document's makes both. */

export const sharesQuery = (matterId: string) =>
  queryOptions({
    queryKey: ['shares', 'matter', matterId],
    queryFn: ({ signal }) => api('GET /api/v1/shares', { query: { matterId, limit: 200 }, signal }),
  });

export const shareReadsQuery = (id: string) =>
  queryOptions({
    queryKey: ['shares', 'reads', id],
    queryFn: ({ signal }) => api('GET /api/v1/shares/:id/reads', { params: { id }, signal }),
  });

export const requestsQuery = (matterId: string) =>
  queryOptions({
    queryKey: ['file-requests', 'matter', matterId],
    queryFn: ({ signal }) => api('GET /api/v1/file-requests', { query: { matterId, limit: 200 }, signal }),
  });

export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ['file-requests', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/file-requests/:id', { params: { id }, signal }),
  });

export const templatesQuery = queryOptions({
  queryKey: ['file-request-templates'],
  queryFn: ({ signal }) => api('GET /api/v1/file-request-templates', { signal }),
});

/** Conversations with people outside the firm in which something can be shared or asked for now. */
export const placesQuery = (matterId: string) =>
  queryOptions({
    queryKey: ['conversations', 'places', matterId],
    queryFn: async ({ signal }) => {
      const query = { matterId, view: 'all', limit: 200 } as const;
      const { items } = await api('GET /api/v1/conversations', { query, signal });
      return items.filter(({ kind, state, member }) => kind === 'external' && state === 'open' && member);
    },
  });
