import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

export type DueMatter = Answer<'GET /api/v1/purges/due'>['items'][number];
export type Purge = Answer<'GET /api/v1/purges'>['items'][number];

export const purgesKey = ['purges'];

export const purgeSettingsQuery = queryOptions({
  queryKey: [...purgesKey, 'settings'],
  queryFn: ({ signal }) => api('GET /api/v1/purges/settings', { signal }),
});

/** After an act: an answer that is still on its way may be from before it, and is not waited for. */
export async function refreshPurges(client: QueryClient): Promise<void> {
  await client.cancelQueries({ queryKey: purgesKey });
  await client.invalidateQueries({ queryKey: purgesKey });
}
