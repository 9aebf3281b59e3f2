import { Button } from '@mantine/core';
import { IconArrowLeft, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { type SearchState, useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { type Behind, behindOf, keptSearch, queryText } from './asked.ts';
import { DefinitionNote } from './definition-note.tsx';
import './insights.css';
import { type Definition, definitionsQuery, type Row } from './queries.ts';
import { LeadBehind } from './row.tsx';
import { useWhat } from './use-what.ts';

/** The leads behind one number. */
export function RowsPage(): ReactNode {
  const { t } = useTranslation('insights');
  const [search] = useSearchState();
  const { data } = useQuery(definitionsQuery);
  if (!data) return <ProgressLine label={t('loading')} />;
  const definition = data.items.find(({ metric }) => metric === search.metric);
  return definition ? (
    <Rows definition={definition} />
  ) : (
    <EmptyState
      title={t('unknownMetric')}
      action={
        <Link to={paths.insights} search={keptSearch(search)}>
          {t('backToInsights')}
        </Link>
      }
    />
  );
}

const idOf = (row: Row) => row.id;

function Rows({ definition }: { definition: Definition }): ReactNode {
  const { t } = useTranslation('insights');
  const navigate = useNavigate();
  const [search, setSearch] = useSearchState();
  const { metric, unit } = definition;
  const asked: Behind = useMemo(() => behindOf(search, metric), [search, metric]);
  const { selected: _selected, ...place } = search;
  const { title, context } = useWhat(definition, asked);
  const list = useKeysetList({
    queryKey: ['insights', 'rows', place],
    fetchPage: (after, signal) =>
      api('GET /api/v1/insights/rows', {
        query: { ...asked, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  const row = useCallback((one: Row) => <LeadBehind row={one} unit={unit} />, [unit]);
  return (
    <div className="insights insights--rows">
      <PageHeader
        title={
          <>
            {title} <DefinitionNote metric={metric} label={definition.label} />
          </>
        }
        subtitle={context}
        actions={
          <Button
            component="a"
            variant="default"
            href={`/api/v1/insights/rows.csv?${queryText(asked)}`}
            download
            leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
          >
            {t('csv')}
          </Button>
        }
      >
        <Back search={search} />
      </PageHeader>
      <VirtualList
        label={definition.label}
        list={list}
        idOf={idOf}
        row={row}
        rowHeight={60}
        activeId={search.selected}
        onActive={(id) => setSearch({ selected: id })}
        onOpen={(id) => {
          setSearch({ selected: id });
          void navigate({ to: `/leads/${id}` });
        }}
        empty={<EmptyState title={t('rowsNone')}>{t('rowsNoneBody')}</EmptyState>}
        main
      />
    </div>
  );
}

function Back({ search }: { search: SearchState }): ReactNode {
  const { t } = useTranslation('insights');
  return (
    <Link to={paths.insights} search={keptSearch(search)} className="insights__back">
      <IconArrowLeft size={16} stroke={1.75} aria-hidden />
      {t('backToInsights')}
    </Link>
  );
}
