import { keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

export type Page<T> = { items: readonly T[]; next: string | null };

export type KeysetList<T> = {
  items: readonly T[];
  state: 'loading' | 'failed' | 'ready';
  error: Error | null;
  /** Rows of earlier filters while the new ones load. */
  isPrevious: boolean;
  isFetchingMore: boolean;
  hasMore: boolean;
  fetchMore: () => void;
  retry: () => void;
};

/** A list that is read page by page (`?limit=&after=` → `{ items, next }`); feed it to `VirtualList`. */
export function useKeysetList<T>(options: {
  queryKey: QueryKey;
  fetchPage: (after: string | undefined, signal: AbortSignal) => Promise<Page<T>>;
}): KeysetList<T> {
  const { queryKey, fetchPage } = options;
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: firstPage,
    getNextPageParam: (page: Page<T>) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return {
    items,
    state: query.data ? 'ready' : query.isError ? 'failed' : 'loading',
    error: query.error,
    isPrevious: query.isPlaceholderData,
    isFetchingMore: query.isFetchingNextPage,
    hasMore: query.hasNextPage,
    fetchMore: () => void query.fetchNextPage({ cancelRefetch: false }),
    retry: () => void query.refetch(),
  };
}

const firstPage: string | undefined = undefined;
