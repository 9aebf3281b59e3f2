import { Button } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { filterNames, queryOf, type SearchQuery } from './address.ts';
import { FilterLine } from './filter-line.tsx';
import { HitLink } from './hit-link.tsx';
import { useRecent } from './recent.ts';
import { SearchBox } from './search-box.tsx';
import { readTyped } from './typed.ts';
import './search.css';

/** Messages and files of all that one may see: one box, filters typed or chosen, all of it in the address. */
export function SearchPage(): ReactNode {
  const { t } = useTranslation('search');
  const { staff } = useMe();
  const [state, setState] = useSearchState();
  const { recent, remember, forget } = useRecent(staff.id);
  const query = useMemo(() => queryOf(state), [state]);
  const ask = (text: string) => {
    remember(text);
    const { q, filters } = readTyped(text);
    setState({ ...filters, q: q === '' ? undefined : q }, { push: true });
  };
  return (
    <div className="search-page">
      <PageHeader title={t('title')}>
        <SearchBox words={state.q ?? ''} onAsk={ask} />
        <FilterLine />
      </PageHeader>
      {query === null ? (
        <Beginning recent={recent} onAsk={ask} onForget={forget} />
      ) : (
        <Results query={query} onClear={() => setState(withoutNarrowing)} />
      )}
    </div>
  );
}

/** All that a search can be narrowed by, where it looks included. */
const withoutNarrowing = Object.fromEntries(
  [...filterNames, 'in', 'matter', 'conversation'].map((name) => [name, undefined]),
);

function Results({ query, onClear }: { query: SearchQuery; onClear: () => void }): ReactNode {
  const { t } = useTranslation('search');
  const found = useInfiniteQuery({
    queryKey: ['search', query],
    queryFn: ({ pageParam, signal }) =>
      api('GET /api/v1/search', { query: { ...query, ...(pageParam && { after: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const hits = found.data?.pages.flatMap(({ items }) => items) ?? [];
  const count = `${hits.length}${found.hasNextPage ? '+' : ''}`;
  const narrowed = Object.keys(query).some((name) => name !== 'q');
  return (
    <section
      aria-label={t('results')}
      aria-busy={found.isFetching}
      data-old={found.isPlaceholderData || undefined}
    >
      <p className="search-page__count" role="status">
        {found.isPending && t('looking')}
        {found.data && hits.length > 0 && t(hits.length === 1 ? 'count_one' : 'count_other', { count })}
        {found.data && hits.length === 0 && <span className="visually-hidden">{t('noneTitle')}</span>}
      </p>
      {found.error && <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && hits.length === 0 && (
        <NoHit words={query.q ?? ''} narrowed={narrowed} onClear={onClear} />
      )}
      <ul className="search-page__hits">
        {hits.map((hit) => (
          <li key={`${hit.conversation.id} ${hit.seq}`}>
            <HitLink hit={hit} />
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          variant="default"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </section>
  );
}

function NoHit(props: { words: string; narrowed: boolean; onClear: () => void }): ReactNode {
  const { t } = useTranslation('search');
  return (
    <EmptyState
      icon={<IconSearch size={24} stroke={1.5} />}
      title={props.words === '' ? t('noneTitle') : t('noneFor', { words: props.words })}
      action={
        props.narrowed && (
          <Button variant="default" onClick={props.onClear}>
            {t('lookEverywhere')}
          </Button>
        )
      }
    >
      {t(props.narrowed ? 'noneNarrowed' : 'noneBody')}
    </EmptyState>
  );
}

/** Before anything is asked: what was asked lately, and what can be. */
function Beginning(props: {
  recent: readonly string[];
  onAsk: (text: string) => void;
  onForget: () => void;
}): ReactNode {
  const { t } = useTranslation('search');
  const ways = ['words', 'phrase', 'not', 'from', 'type', 'has', 'unread', 'dates'] as const;
  return (
    <div className="search-page__start">
      {props.recent.length > 0 && (
        <section aria-labelledby="recent-searches">
          <h2 id="recent-searches">{t('recent')}</h2>
          <ul className="search-page__recent">
            {props.recent.map((text) => (
              <li key={text}>
                <button type="button" onClick={() => props.onAsk(text)}>
                  {text}
                </button>
              </li>
            ))}
          </ul>
          <Button variant="subtle" size="compact-sm" onClick={props.onForget}>
            {t('forget')}
          </Button>
        </section>
      )}
      <section aria-labelledby="search-help">
        <h2 id="search-help">{t('help')}</h2>
        <dl className="search-page__help">
          {ways.map((way) => (
            <div key={way}>
              <dt>
                <code>{t(`way_${way}`)}</code>
              </dt>
              <dd>{t(`wayIs_${way}`)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
