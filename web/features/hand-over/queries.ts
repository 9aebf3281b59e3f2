import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

/** A matter, or a person; neither: everything of the firm. */
export type Of = { matterId: string } | { contactId: string };
export type Pack = Answer<'GET /api/v1/hand-overs/:id'>;
export type Hold = Answer<'GET /api/v1/holds'>['items'][number];

export const isMaking = ({ state }: Pack) => state === 'waiting' || state === 'running';

export const packsQuery = (of: Of) =>
  queryOptions({
    queryKey: ['hand-overs', of],
    queryFn: ({ signal }) => api('GET /api/v1/hand-overs', { query: of, signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isMaking) ? 1000 : false),
  });

export const holdsQuery = (of: Of) =>
  queryOptions({
    queryKey: ['holds', of],
    queryFn: ({ signal }) => api('GET /api/v1/holds', { query: { ...of, limit: 1 }, signal }),
  });
