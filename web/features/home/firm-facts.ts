import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { sourcesQuery, staffQuery } from '../activity/queries.ts';
import type { FirmFacts } from './checklist-steps.ts';

/** Whether anything has come in at all. */
export const anyCallQuery = queryOptions({
  queryKey: ['interactions', 'any'],
  queryFn: ({ signal }) => api('GET /api/v1/interactions', { query: { limit: 1 }, signal }),
});

/** Asks for as little as tells whether each step is done; the live stream makes the answers stale. */
export function useFirmFacts(): FirmFacts {
  const sources = useQuery(sourcesQuery).data?.items;
  const staff = useQuery(staffQuery).data;
  const hasContact = useQuery({ queryKey: ['contacts', 'brought'], queryFn: hasBroughtContact }).data;
  const calls = useQuery(anyCallQuery).data;
  const byHand = staff?.some((one) => one.extension !== null || one.directNumbers.length > 0);
  const byVendor = useMappedUsers(byHand === false ? (sources ?? []) : []);
  return {
    hasSource: sources && sources.length > 0,
    hasContact,
    hasMappedStaff: byHand === undefined ? undefined : byHand || byVendor,
    hasCall: calls && calls.items.length > 0,
  };
}

/** A contact that a stranger's call made is not one that the firm brought. */
async function hasBroughtContact({ signal }: { signal: AbortSignal }): Promise<boolean> {
  const found = await Promise.all(
    (['staff', 'import', 'sync'] as const).map((createdBy) =>
      api('GET /api/v1/contacts', { query: { limit: 1, createdBy }, signal }),
    ),
  );
  return found.some(({ items }) => items.length > 0);
}

type Source = { id: string; abilities: { users: boolean } };

/** Whether any phone system's own directory leads to a staff member. */
function useMappedUsers(sources: readonly Source[]): boolean {
  return useQueries({
    queries: sources
      .filter(({ abilities }) => abilities.users)
      .map(({ id }) => ({
        queryKey: ['sources', 'users', id],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          api('GET /api/v1/sources/:id/users', { params: { id }, signal }),
      })),
    combine: (results) =>
      results.some(({ data }) =>
        data?.items.some(({ staffId, suggestedStaffId }) => staffId !== null || suggestedStaffId !== null),
      ),
  });
}
