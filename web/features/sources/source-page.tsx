import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { ProofStrip } from '../daily-proof/proof-strip.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { BringInHistory } from './backfill.tsx';
import { CsvImport } from './csv-import.tsx';
import { HealthBadge } from './health-words.tsx';
import { People } from './people.tsx';
import { sourceQuery } from './queries.ts';
import type { Source } from './source.ts';
import { SourceActions } from './source-actions.tsx';
import { SourceOverview } from './source-overview.tsx';
import './source-page.css';
import { UnreadEvents } from './unread-events.tsx';

const tabs = {
  overview: 'tab_overview',
  people: 'tab_people',
  events: 'tab_events',
  import: 'tab_import',
} as const;
type Tab = keyof typeof tabs;

function tabsOf(source: Source, administrator: boolean): Tab[] {
  return [
    'overview',
    ...(source.kind === 'csv' ? [] : (['people'] as const)),
    ...(administrator ? (['events', 'import'] as const) : []),
  ];
}

/** One phone system: how it does, who is who, what could not be read, and files. */
export function SourcePage(): ReactNode {
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const query = useQuery(sourceQuery(id));
  const { t } = useTranslation('sources');
  const administrator = useMayDo('owner', 'administrator');
  const source = query.data;
  if (!source) {
    return (
      <SettingsPage title={t('title')}>
        {query.isError ? (
          <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <ProgressLine label={t('title')} />
        )}
      </SettingsPage>
    );
  }
  return (
    <SettingsPage
      title={source.name}
      under={[{ to: paths.sources, label: t('title') }]}
      subtitle={
        <span className="source-page__state">
          {source.label} <HealthBadge source={source} />
        </span>
      }
      actions={administrator && <SourceActions source={source} />}
      above={<Tabs offered={tabsOf(source, administrator)} />}
    >
      <Content source={source} offered={tabsOf(source, administrator)} />
    </SettingsPage>
  );
}

function Tabs({ offered }: { offered: readonly Tab[] }): ReactNode {
  const { t } = useTranslation('sources');
  const [search, setSearch] = useSearchState();
  const open = offered.find((tab) => tab === search.tab) ?? 'overview';
  return (
    <nav className="source-tabs" aria-label={t('tabs')}>
      {offered.map((tab) => (
        <button
          key={tab}
          type="button"
          className="source-tabs__tab"
          aria-current={tab === open ? 'page' : undefined}
          onClick={() => setSearch({ tab: tab === 'overview' ? undefined : tab }, { push: true })}
        >
          {t(tabs[tab])}
        </button>
      ))}
    </nav>
  );
}

function Content({ source, offered }: { source: Source; offered: readonly Tab[] }): ReactNode {
  const [search] = useSearchState();
  const open = offered.find((tab) => tab === search.tab) ?? 'overview';
  switch (open) {
    case 'overview':
      return (
        <>
          <SourceOverview source={source} />
          {offered.includes('import') && source.kind !== 'csv' && <ProofStrip source={source} />}
          {offered.includes('import') && <BringInHistory source={source} />}
        </>
      );
    case 'people':
      return <People source={source} />;
    case 'events':
      return <UnreadEvents source={source} />;
    case 'import':
      return <CsvImport source={source} />;
  }
}
