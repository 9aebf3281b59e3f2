import { Button } from '@mantine/core';
import { IconClick, IconHeartHandshake, IconPlus } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { ListDetail } from '../../ui/list-detail.tsx';
import { Money } from '../../ui/money.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { noun, type ReferrerListItem } from './queries.ts';
import './referrers.css';

const ReferrerPage = lazy(() =>
  import('./referrer-page.tsx').then((module) => ({ default: module.ReferrerPage })),
);
const NewReferrer = lazy(() =>
  import('./referrer-form.tsx').then((module) => ({ default: module.NewReferrer })),
);

const idOf = (referrer: ReferrerListItem) => referrer.id;
const row = (referrer: ReferrerListItem) => <ReferrerRow referrer={referrer} />;

/** Referrers by name; the chosen one beside them. */
export function Referrers(): ReactNode {
  const { t } = useTranslation('referrers');
  const { id: chosen }: { id?: string } = useParams({ strict: false });
  const [search, setSearch] = useSearchState();
  const query = useMemo(
    () => ({
      ...(search.q !== undefined && { q: search.q }),
      ...(search.archived === 'only' && { archived: 'true' as const }),
    }),
    [search.q, search.archived],
  );
  const list = useKeysetList({
    queryKey: [noun, 'list', query],
    fetchPage: (after, signal) =>
      api('GET /api/v1/referrers', { query: { ...query, ...(after !== undefined && { after }) }, signal }),
  });
  const { open, close } = useOpening();
  const start = useCallback(() => setSearch({ new: 'referrer' }, { push: true }), [setSearch]);
  useShortcuts([{ keys: 'n', label: t('newReferrer'), run: start }]);
  return (
    <>
      <ListDetail
        detailLabel={t('referrer')}
        onClose={close}
        detail={
          chosen === undefined ? null : (
            <Suspense>
              <ReferrerPage key={chosen} id={chosen} onClose={close} />
            </Suspense>
          )
        }
        placeholder={
          <EmptyState icon={<IconClick size={24} stroke={1.5} />} title={t('chooseTitle')}>
            {t('chooseBody')}
          </EmptyState>
        }
        list={
          <>
            <PageHeader title={t('title')} actions={<StartButton onStart={start} />}>
              <FilterBar filters={useFilters()} searchLabel={t('searchLabel')} />
            </PageHeader>
            <VirtualList
              label={t('title')}
              list={list}
              idOf={idOf}
              row={row}
              rowHeight={60}
              activeId={chosen}
              onActive={open}
              onOpen={open}
              empty={<NoReferrers filtered={Object.keys(query).length > 0} onStart={start} />}
              main
            />
          </>
        }
      />
      <Suspense>
        {search.new !== undefined && (
          <NewReferrer onClose={() => setSearch({ new: undefined })} onMade={open} />
        )}
      </Suspense>
    </>
  );
}

/** The open referrer is part of the address; the filters stay with it. */
function useOpening(): { open: (id: string) => void; close: () => void } {
  const navigate = useNavigate();
  return useMemo(() => {
    const go = (to: string) =>
      void navigate({
        to,
        search: ({ new: _new, edit: _edit, ...rest }: Record<string, string>) => rest,
        replace: true,
        resetScroll: false,
      });
    return { open: (id) => go(`/referrers/${id}`), close: () => go(paths.referrers) };
  }, [navigate]);
}

function useFilters() {
  const { t } = useTranslation('referrers');
  return [{ name: 'archived', label: t('archived'), options: [{ value: 'only', label: t('archivedOnly') }] }];
}

function StartButton({ onStart }: { onStart: () => void }): ReactNode {
  const { t } = useTranslation('referrers');
  return (
    <Button leftSection={<IconPlus size={16} stroke={2} aria-hidden />} onClick={onStart}>
      {t('newReferrer')}
    </Button>
  );
}

function ReferrerRow({ referrer }: { referrer: ReferrerListItem }): ReactNode {
  const { t } = useTranslation('referrers');
  const { name, feeWords, underWay, owed } = referrer;
  return (
    <span className="referrer-row">
      <span className="referrer-row__line">
        <span className="referrer-row__name">{name}</span>
        {owed.amount > 0 && (
          <span className="referrer-row__owed">
            <Money {...owed} /> {t('owes')}
          </span>
        )}
      </span>
      <span className="referrer-row__line quiet">
        <span className="referrer-row__cut">{feeWords ?? t('noFee')}</span>
        {underWay > 0 && <span className="referrer-row__side">{t('underWay', { count: underWay })}</span>}
      </span>
    </span>
  );
}

function NoReferrers({ filtered, onStart }: { filtered: boolean; onStart: () => void }): ReactNode {
  const { t } = useTranslation('referrers');
  if (filtered) return <EmptyState title={t('nothingFits')}>{t('nothingFitsBody')}</EmptyState>;
  return (
    <EmptyState
      icon={<IconHeartHandshake size={24} stroke={1.5} />}
      title={t('emptyTitle')}
      action={<Button onClick={onStart}>{t('newReferrer')}</Button>}
    >
      {t('emptyBody')}
    </EmptyState>
  );
}
