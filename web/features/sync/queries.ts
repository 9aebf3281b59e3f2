import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';

export type Difference = Answer<'GET /api/v1/sync/differences'>['items'][number];
export type MatterSync = Answer<'GET /api/v1/matters/:id/sync'>;
export type ConnectionSync = Answer<'GET /api/v1/connections/:id/sync'>;
export type Resync = Answer<'GET /api/v1/resyncs/:id'>;
export type ResyncChange = Resync['changes'][number];
export type Given = 'ours' | 'theirs';

/** What is on its way tells of no event at each step. */
const underWayMs = 2_000;
const calmMs = 15_000;

/** Under the contact's own key, so that whatever changes the contact refreshes it. */
export const contactSyncQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'sync', id],
    queryFn: ({ signal }) => api('GET /api/v1/contacts/:id/sync', { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.differences.some(({ state }) => state === 'sending') ? underWayMs : false,
  });

export const matterSyncQuery = (id: string) =>
  queryOptions({
    queryKey: ['matters', 'sync', id],
    queryFn: ({ signal }) => api('GET /api/v1/matters/:id/sync', { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.keeper?.takesChanges
        ? ['waiting', 'sending'].includes(data.sheet?.state ?? '')
          ? underWayMs
          : calmMs
        : false,
  });

export const connectionSyncQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', 'sync', id],
    queryFn: ({ signal }) => api('GET /api/v1/connections/:id/sync', { params: { id }, signal }),
  });

export const differenceCountQuery = queryOptions({
  queryKey: ['differences', 'count'],
  queryFn: ({ signal }) => api('GET /api/v1/sync/count', { signal }),
});

export const resyncQuery = (id: string) =>
  queryOptions({
    queryKey: ['resyncs', id],
    queryFn: ({ signal }) => api('GET /api/v1/resyncs/:id', { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.state === 'looking' ? underWayMs : false,
  });

/** Whatever shows differences is read again. */
export function useFreshSync(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all(
      ['differences', 'contacts', 'matters', 'connections'].map((noun) =>
        client.invalidateQueries({ queryKey: [noun] }),
      ),
    );
  };
}

/** Ours goes there, or theirs stands; what fails is said. */
export function useAnswer() {
  const { t } = useTranslation('sync');
  const fresh = useFreshSync();
  return useMutation({
    mutationFn: ({ difference, answer }: { difference: Difference; answer: Given }) =>
      api('POST /api/v1/sync/differences/:id/answer', {
        params: { id: difference.id },
        body: { answer },
      }),
    onSuccess: ({ fieldLabel: field, system }, { answer }) =>
      showDone(t(answer === 'ours' ? 'sent' : 'stays', { field, system })),
    onError: (error) => showProblem(error),
    onSettled: fresh,
  });
}
