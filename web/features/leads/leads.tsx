import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFileInvoice, IconLayoutKanban, IconList, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type Filter, FilterBar } from '../../ui/filter-bar.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { useStaffOptions } from '../matters/firm-lists.ts';
import { Board } from './board.tsx';
import { type LeadCard, sources, states, transactions } from './lead.ts';
import { boardFiltersOf, listFiltersOf } from './lead-filters.ts';
import { LeadColumns, LeadRow } from './lead-row.tsx';
import './leads.css';
import { boardQuery, lostReasonsQuery } from './queries.ts';

const NewLead = lazy(() => import('./lead-form.tsx').then((module) => ({ default: module.NewLead })));

/** All enquiries: the pipeline as a board, or a table that finds any of them. */
export function Leads(): ReactNode {
  const { t } = useTranslation('leads');
  const navigate = useNavigate();
  const [search, setSearch] = useSearchState();
  const isTable = search.view === 'table';
  const start = useCallback(() => setSearch({ new: 'lead' }, { push: true }), [setSearch]);
  useShortcuts([{ keys: 'n', label: t('newLead'), run: start }]);
  const filters = useFilters(isTable, search.state);
  return (
    <div className="leads">
      <PageHeader
        title={t('title')}
        actions={
          <Button leftSection={<IconPlus size={16} stroke={2} aria-hidden />} onClick={start}>
            {t('newLead')}
          </Button>
        }
      >
        <FilterBar filters={filters} searchLabel={t('searchLabel')}>
          <ViewSwitch isTable={isTable} onChange={(view) => setSearch({ view })} />
        </FilterBar>
      </PageHeader>
      {isTable ? <Table onStart={start} /> : <Pipeline onStart={start} />}
      <Suspense>
        {search.new !== undefined && (
          <NewLead
            onClose={() => setSearch({ new: undefined })}
            onMade={(id) => void navigate({ to: `/leads/${id}` })}
          />
        )}
      </Suspense>
    </div>
  );
}

function ViewSwitch(props: { isTable: boolean; onChange: (view: string | undefined) => void }): ReactNode {
  const { t } = useTranslation('leads');
  return (
    <fieldset className="leads__views" aria-label={t('view')}>
      <button
        type="button"
        className="leads__view"
        aria-pressed={!props.isTable}
        onClick={() => props.onChange(undefined)}
      >
        <IconLayoutKanban size={16} stroke={1.75} aria-hidden /> {t('board')}
      </button>
      <button
        type="button"
        className="leads__view"
        aria-pressed={props.isTable}
        onClick={() => props.onChange('table')}
      >
        <IconList size={16} stroke={1.75} aria-hidden /> {t('table')}
      </button>
    </fieldset>
  );
}

function Pipeline({ onStart }: { onStart: () => void }): ReactNode {
  const [search] = useSearchState();
  const query = useMemo(() => boardFiltersOf(search), [search]);
  const { data, error, refetch } = useQuery({ ...boardQuery(query), placeholderData: keepPreviousData });
  if (error && !data)
    return (
      <div className="leads__notice">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </div>
    );
  if (!data) return null;
  const filtered = Object.keys(query).length > 0;
  if (!filtered && data.columns.every(({ count }) => count === 0))
    return <NoLeads filtered={false} onStart={onStart} />;
  return <Board board={data} />;
}

const idOf = (lead: LeadCard) => lead.id;

function Table({ onStart }: { onStart: () => void }): ReactNode {
  const { t } = useTranslation('leads');
  const navigate = useNavigate();
  const [search, setSearch] = useSearchState();
  const narrow = useMediaQuery('(max-width: 900px)') ?? false;
  const query = useMemo(() => listFiltersOf(search), [search]);
  const list = useKeysetList({
    queryKey: ['leads', 'list', query],
    fetchPage: (after, signal) =>
      api('GET /api/v1/leads', { query: { ...query, ...(after !== undefined && { after }) }, signal }),
  });
  const row = useCallback((lead: LeadCard) => <LeadRow lead={lead} narrow={narrow} />, [narrow]);
  return (
    <>
      {!narrow && <LeadColumns />}
      <VirtualList
        label={t('title')}
        list={list}
        idOf={idOf}
        row={row}
        rowHeight={narrow ? 60 : 44}
        activeId={search.selected}
        onActive={(id) => setSearch({ selected: id })}
        onOpen={(id) => {
          setSearch({ selected: id });
          void navigate({ to: `/leads/${id}` });
        }}
        empty={<NoLeads filtered={Object.keys(query).length > 0} onStart={onStart} />}
        main
      />
    </>
  );
}

function useFilters(isTable: boolean, state: string | undefined): Filter[] {
  const { t } = useTranslation('leads');
  const staff = useStaffOptions();
  const reasons = useQuery({ ...lostReasonsQuery(), enabled: isTable && state === 'lost' }).data?.items ?? [];
  const common: Filter[] = [
    {
      name: 'who',
      label: t('who'),
      options: [{ value: 'me', label: t('me') }, { value: 'none', label: t('nobody') }, ...staff],
    },
    {
      name: 'kind',
      label: t('kind'),
      options: transactions.map((value) => ({ value, label: t(`transaction_${value}`) })),
    },
    {
      name: 'source',
      label: t('source'),
      options: sources.map((value) => ({ value, label: t(`source_${value}`) })),
    },
  ];
  if (!isTable) return common;
  return [
    {
      name: 'state',
      label: t('state'),
      options: states.map((value) => ({ value, label: t(`state_${value}`) })),
    },
    ...common,
    { name: 'waits', label: t('waits'), options: [{ value: 'yes', label: t('toChase') }] },
    ...(state === 'lost'
      ? [
          {
            name: 'reason',
            label: t('reason'),
            options: reasons.map(({ id, label }) => ({ value: id, label })),
          },
        ]
      : []),
  ];
}

function NoLeads({ filtered, onStart }: { filtered: boolean; onStart: () => void }): ReactNode {
  const { t } = useTranslation('leads');
  if (filtered) return <EmptyState title={t('nothingFits')}>{t('nothingFitsBody')}</EmptyState>;
  return (
    <EmptyState
      icon={<IconFileInvoice size={24} stroke={1.5} />}
      title={t('emptyTitle')}
      action={<Button onClick={onStart}>{t('newLead')}</Button>}
    >
      {t('emptyBody')}
    </EmptyState>
  );
}
