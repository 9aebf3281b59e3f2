import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import type { Message } from './queries.ts';

type Page = Answer<'GET /api/v1/conversations/:id/messages'>;
type From = { before: number } | { after: number } | { around: number } | { newest: true };

const pageSize = 50;

export type Messages = {
  items: readonly Message[];
  state: 'loading' | 'failed' | 'ready';
  error: Error | null;
  retry: () => void;
  hasEarlier: boolean;
  hasLater: boolean;
  isLoadingEarlier: boolean;
  loadEarlier: () => void;
  loadLater: () => void;
};

const messagesKey = (id: string, around: number | undefined) =>
  ['conversation', id, 'messages', around ?? 'newest'] as const;

/** A thread page by page, from its newest messages or around one; both ways. */
export function useMessages(id: string, around: number | undefined): Messages {
  const client = useQueryClient();
  const queryKey = messagesKey(id, around);
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => {
      const shown = client.getQueryData<InfiniteData<Page>>(queryKey)?.pages[0]?.items[0]?.seq;
      return api('GET /api/v1/conversations/:id/messages', {
        params: { id },
        query: queryOf(pageParam, shown),
        signal,
      });
    },
    initialPageParam: firstPage(around),
    getPreviousPageParam: ({ before }): From | undefined => (before === null ? undefined : { before }),
    getNextPageParam: ({ after }): From | undefined => (after === null ? undefined : { after }),
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return {
    items,
    state: query.data ? 'ready' : query.isError ? 'failed' : 'loading',
    error: query.error,
    retry: () => void query.refetch(),
    hasEarlier: query.hasPreviousPage,
    hasLater: query.hasNextPage,
    isLoadingEarlier: query.isFetchingPreviousPage,
    loadEarlier: () => void query.fetchPreviousPage({ cancelRefetch: false }),
    loadLater: () => void query.fetchNextPage({ cancelRefetch: false }),
  };
}

function firstPage(around: number | undefined): From {
  return around === undefined ? { newest: true } : { around };
}

/**
 * Read anew, a first page begins where it began: counted from the newest it would lose its oldest message to each new one,
 * and the thread would jump under the reader.
 */
function queryOf(from: From, shown: number | undefined) {
  const isFirst = 'newest' in from || 'around' in from;
  if (isFirst && shown !== undefined) return { after: shown - 1, limit: 2 * pageSize };
  return 'newest' in from ? { limit: pageSize } : { ...from, limit: pageSize };
}
