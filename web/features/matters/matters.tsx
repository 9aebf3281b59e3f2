import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconBriefcase, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type Filter, FilterBar } from '../../ui/filter-bar.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { useMatterTypeOptions, useStaffOptions, useStageOptions } from './firm-lists.ts';
import { matterFilterNames, matterQueryOf } from './matter-filters.ts';
import { matterAddress } from './matter-links.ts';
import { MatterColumns, type MatterListItem, MatterRow } from './matter-row.tsx';
import './matters.css';
import { Views } from './views.tsx';

const NewMatter = lazy(() => import('./matter-form.tsx').then((module) => ({ default: module.NewMatter })));

const idOf = (matter: MatterListItem) => matter.id;

/** All matters that one may see, found by words and filters. */
export function Matters(): ReactNode {
  const { t } = useTranslation('matters');
  const navigate = useNavigate();
  const [search, setSearch] = useSearchState();
  const narrow = useMediaQuery('(max-width: 900px)') ?? false;
  const query = useMemo(() => matterQueryOf(search), [search]);
  const list = useKeysetList({
    queryKey: ['matters', 'list', query],
    fetchPage: (after, signal) =>
      api('GET /api/v1/matters', { query: { ...query, ...(after !== undefined && { after }) }, signal }),
  });
  const start = useCallback(() => setSearch({ new: 'matter' }, { push: true }), [setSearch]);
  const open = (id: string) => {
    setSearch({ selected: id });
    void navigate({ to: matterAddress(id) });
  };
  useShortcuts([{ keys: 'n', label: t('newMatter'), run: start }]);
  const row = useCallback(
    (matter: MatterListItem) => <MatterRow matter={matter} narrow={narrow} />,
    [narrow],
  );
  return (
    <div className="matters">
      <PageHeader
        title={t('title')}
        actions={
          <Button leftSection={<IconPlus size={16} stroke={2} aria-hidden />} onClick={start}>
            {t('newMatter')}
          </Button>
        }
      >
        <Views area="matters" names={matterFilterNames} builtIn={useBuiltInViews()} />
        <FilterBar filters={useFilters(search.type)} searchLabel={t('searchLabel')} />
      </PageHeader>
      {!narrow && <MatterColumns sort={query.sort} onSort={(sort) => setSearch({ sort })} />}
      <VirtualList
        label={t('title')}
        list={list}
        idOf={idOf}
        row={row}
        rowHeight={narrow ? 60 : 44}
        activeId={search.selected}
        onActive={(id) => setSearch({ selected: id })}
        onOpen={open}
        empty={<NoMatters filtered={Object.keys(query).length > 0} onStart={start} />}
        main
      />
      <Suspense>
        {search.new !== undefined && (
          <NewMatter
            onClose={() => setSearch({ new: undefined })}
            onMade={(id) => void navigate({ to: matterAddress(id) })}
          />
        )}
      </Suspense>
    </div>
  );
}

function useBuiltInViews() {
  const { t } = useTranslation('matters');
  return [
    { name: t('viewAll'), query: {} },
    { name: t('viewMine'), query: { status: 'open', who: 'me' } },
    { name: t('viewOpen'), query: { status: 'open' } },
  ];
}

function useFilters(type: string | undefined): Filter[] {
  const { t } = useTranslation('matters');
  const types = useMatterTypeOptions();
  const stages = useStageOptions(type);
  const staff = useStaffOptions();
  return [
    {
      name: 'status',
      label: t('status'),
      options: [
        { value: 'open', label: t('statusOpen') },
        { value: 'pending', label: t('statusPending') },
        { value: 'closed', label: t('statusClosed') },
      ],
    },
    { name: 'type', label: t('type'), options: types },
    ...(stages.length > 0 ? [{ name: 'stage', label: t('stage'), options: stages }] : []),
    { name: 'who', label: t('responsible'), options: [{ value: 'me', label: t('me') }, ...staff] },
  ];
}

function NoMatters({ filtered, onStart }: { filtered: boolean; onStart: () => void }): ReactNode {
  const { t } = useTranslation('matters');
  if (filtered) return <EmptyState title={t('nothingFits')}>{t('nothingFitsBody')}</EmptyState>;
  return (
    <EmptyState
      icon={<IconBriefcase size={24} stroke={1.5} />}
      title={t('emptyTitle')}
      action={
        <div className="matters__choices">
          <Button onClick={onStart}>{t('newMatter')}</Button>
          <Link to={paths.imports} search={{ kind: 'matters' }}>
            {t('importMatters')}
          </Link>
        </div>
      }
    >
      {t('emptyBody')}
    </EmptyState>
  );
}
