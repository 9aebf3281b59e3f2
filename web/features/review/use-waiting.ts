import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../api/client.ts';
import { type KeysetList, useKeysetList } from '../../api/keyset-list.ts';
import type { Interaction } from '../activity/interaction.ts';
import { reviewCountQuery } from '../activity/queries.ts';

/** What waits for a person, newest first. `leaving` are those on their way out, shown no more. */
export function useWaiting(leaving: ReadonlySet<string>): { list: KeysetList<Interaction>; total: number } {
  const list = useKeysetList({
    queryKey: ['interactions', 'list', { review: 'true' }],
    fetchPage: (after, signal) =>
      api('GET /api/v1/interactions', {
        query: { review: 'true', ...(after !== undefined && { after }) },
        signal,
      }),
  });
  const counted = useQuery(reviewCountQuery).data?.total ?? 0;
  const items = useMemo(
    () =>
      list.items.filter(
        ({ id, logEntries }) => !leaving.has(id) && logEntries.some(({ review }) => review !== null),
      ),
    [list.items, leaving],
  );
  const total = list.hasMore ? Math.max(counted - leaving.size, items.length) : items.length;
  return { list: { ...list, items }, total };
}
