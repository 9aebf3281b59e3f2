import { queryOptions, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import type { Answer, Api } from '../../api/contract.ts';
import { showProblem } from '../../ui/toasts.tsx';

export type Matter = Answer<'GET /api/v1/matters/:id'>;
export type MatterPatch = Api['PATCH /api/v1/matters/:id']['body'];

export const matterQuery = (id: string) =>
  queryOptions({
    queryKey: ['matters', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/matters/:id', { params: { id }, signal }),
  });

export const matterOverviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['matters', 'overview', id],
    queryFn: ({ signal }) => api('GET /api/v1/matters/:id/overview', { params: { id }, signal }),
  });

/** The matter that the address names. */
export function useMatterId(): string {
  const { id }: { id?: string } = useParams({ strict: false });
  if (id === undefined) throw new Error('This page belongs to a matter');
  return id;
}

/** The matter of this page; its tabs are shown only once it is here. */
export function useMatter(): Matter {
  return useSuspenseQuery(matterQuery(useMatterId())).data;
}

export function useOverview(id: string) {
  return useQuery(matterOverviewQuery(id)).data;
}

/** Changes a matter and shows the change at once; what fails is said and taken back. True when it was done. */
export function useChangeMatter(): (
  before: Matter,
  patch: MatterPatch,
  shown: Partial<Matter>,
) => Promise<boolean> {
  const client = useQueryClient();
  return async (before, patch, shown) => {
    const { queryKey } = matterQuery(before.id);
    await client.cancelQueries({ queryKey });
    const kept = client.getQueryData(queryKey);
    client.setQueryData(queryKey, (now) => now && { ...now, ...shown });
    try {
      const after = await api('PATCH /api/v1/matters/:id', { params: { id: before.id }, body: patch });
      client.setQueryData(queryKey, after);
      void client.invalidateQueries({ queryKey: ['matters', 'list'] });
      return true;
    } catch (error) {
      client.setQueryData(queryKey, kept);
      showProblem(error);
      return false;
    }
  };
}
