import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

/* Keys start with the noun in the plural, so that the live stream finds them (`api/live-events.ts`). */

export const interactionQuery = (id: string) =>
  queryOptions({
    queryKey: ['interactions', 'detail', id],
    queryFn: ({ signal }) => api('GET /api/v1/interactions/:id', { params: { id }, signal }),
    // It names the matters that fit, and those change without a word about the interaction.
    staleTime: 0,
    refetchOnWindowFocus: 'always',
  });

export const reviewCountQuery = queryOptions({
  queryKey: ['review', 'count'],
  queryFn: ({ signal }) => api('GET /api/v1/review', { signal }),
});

/** How many wait in Review: the number in the navigation. */
export function useReviewCount(): number | undefined {
  return useQuery(reviewCountQuery).data?.total;
}

export type StaffChoice = { value: string; label: string };
type StaffMember = Answer<'GET /api/v1/staff'>['items'][number];

/** All of a firm's staff; a firm of thousands takes a few pages. */
async function readStaff(signal: AbortSignal): Promise<StaffMember[]> {
  const staff: StaffMember[] = [];
  let after: string | undefined;
  do {
    const page = await api('GET /api/v1/staff', {
      query: { limit: 200, ...(after !== undefined && { after }) },
      signal,
    });
    staff.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return staff;
}

export const staffQuery = queryOptions({
  queryKey: ['staff', 'all'],
  queryFn: ({ signal }) => readStaff(signal),
  staleTime: 300_000,
});

export const sourcesQuery = queryOptions({
  queryKey: ['sources', 'list'],
  queryFn: ({ signal }) => api('GET /api/v1/sources', { signal }),
});

export const connectionsQuery = queryOptions({
  queryKey: ['connections', 'list'],
  queryFn: ({ signal }) => api('GET /api/v1/connections', { signal }),
  staleTime: 300_000,
});

export const contactsQuery = (words: string) =>
  queryOptions({
    queryKey: ['contacts', 'choices', 'activity', words],
    queryFn: ({ signal }) =>
      api('GET /api/v1/contacts', { query: { limit: 8, ...(words !== '' && { q: words }) }, signal }),
  });

export const contactNameQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'name', id],
    queryFn: async ({ signal }) =>
      (await api('GET /api/v1/contacts/:id', { params: { id }, signal })).displayName,
  });

/** Active staff as choices of a menu. */
export function useStaffChoices(): readonly StaffChoice[] {
  const staff = useQuery(staffQuery).data ?? [];
  return staff
    .filter(({ active }) => active)
    .map(({ id, firstName, lastName }) => ({ value: id, label: `${firstName} ${lastName}`.trim() }));
}
