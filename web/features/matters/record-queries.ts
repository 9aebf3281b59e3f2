import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

/* What hangs on a matter. Keys start with the noun in the plural, so that the live stream finds them. */

export type Fee = Answer<'GET /api/v1/fees/:id'>;
export type CostRecovery = Answer<'GET /api/v1/cost-recoveries/:id'>;
export type Memo = Answer<'GET /api/v1/memos/:id'>;
export type Document = Answer<'GET /api/v1/documents/:id'>;
export type DocumentListItem = Answer<'GET /api/v1/documents'>['items'][number];
export type Folder = Answer<'GET /api/v1/matters/:matterId/folders'>['items'][number];

export const feeQuery = (id: string) =>
  queryOptions({
    queryKey: ['fees', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/fees/:id', { params: { id }, signal }),
  });

export const costQuery = (id: string) =>
  queryOptions({
    queryKey: ['cost-recoveries', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/cost-recoveries/:id', { params: { id }, signal }),
  });

export const memoQuery = (id: string) =>
  queryOptions({
    queryKey: ['memos', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/memos/:id', { params: { id }, signal }),
  });

export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: ['documents', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/documents/:id', { params: { id }, signal }),
  });

export const foldersQuery = (matterId: string) =>
  queryOptions({
    queryKey: ['folders', matterId],
    queryFn: ({ signal }) => api('GET /api/v1/matters/:matterId/folders', { params: { matterId }, signal }),
  });
