import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

export type SearchState = Readonly<Record<string, string | undefined>>;

/**
 * For a route's `validateSearch`: keeps the named parameters when they are text, drops everything else.
 * `validateSearch: searchOf('q', 'state', 'selected')`
 */
export function searchOf<N extends string>(
  ...names: readonly N[]
): (raw: Record<string, unknown>) => { [K in N]?: string } {
  return (raw) => {
    const kept: { [K in N]?: string } = {};
    for (const name of names) {
      const value = raw[name];
      if (typeof value === 'string' && value !== '') kept[name] = value;
    }
    return kept;
  };
}

/** The address's search parameters and a way to change some of them: `setSearch({ state: 'failed', q: undefined })`. */
export function useSearchState(): readonly [
  SearchState,
  (change: SearchState, how?: { push?: boolean }) => void,
] {
  const raw: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = useCallback(
    (change: SearchState, how: { push?: boolean } = {}) => {
      void navigate({
        to: '.',
        replace: !how.push,
        resetScroll: false,
        search: (before: object) => withoutEmpty({ ...before, ...change }),
      });
    },
    [navigate],
  );
  return [textOnly(raw), set];
}

function textOnly(raw: Record<string, unknown>): SearchState {
  return Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

function withoutEmpty(search: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ''),
  );
}
