import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import { ConnectionBadge } from './alarms.tsx';
import type { Connection } from './connection.ts';
import { ConnectionActions } from './connection-actions.tsx';
import { ConnectionOverview } from './connection-overview.tsx';
import './connections.css';
import { People } from './people.tsx';
import { connectionQuery } from './queries.ts';
import { Writes } from './writes.tsx';

const tabs = ['overview', 'people', 'writes'] as const;
type Tab = (typeof tabs)[number];

/** One practice system: how it fares, who is who there, and what is written. */
export function ConnectionPage(): ReactNode {
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const query = useQuery(connectionQuery(id));
  const { t } = useTranslation('connections');
  const administrator = useMayDo('owner', 'administrator');
  const connection = query.data;
  if (!connection) {
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
      title={connection.name}
      under={[{ to: paths.connections, label: t('title') }]}
      subtitle={
        <span className="connection-page__state">
          {connection.label !== connection.name && connection.label}
          <ConnectionBadge connection={connection} />
        </span>
      }
      actions={administrator && <ConnectionActions connection={connection} />}
      above={administrator && <Tabs connection={connection} />}
    >
      <Content connection={connection} administrator={administrator} />
    </SettingsPage>
  );
}

function useTab(): Tab {
  const [search] = useSearchState();
  return tabs.find((tab) => tab === search.tab) ?? 'overview';
}

function Tabs({ connection }: { connection: Connection }): ReactNode {
  const { t } = useTranslation('connections');
  const [, setSearch] = useSearchState();
  const open = useTab();
  const { failed } = connection.queue;
  return (
    <nav className="connection-tabs" aria-label={t('tabs')}>
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          className="connection-tabs__tab"
          aria-current={tab === open ? 'page' : undefined}
          onClick={() =>
            setSearch({ tab: tab === 'overview' ? undefined : tab, writes: undefined }, { push: true })
          }
        >
          {t(`tab_${tab}`)}
          {tab === 'writes' && failed > 0 && <span className="connection-tabs__count figures">{failed}</span>}
        </button>
      ))}
    </nav>
  );
}

function Content(props: { connection: Connection; administrator: boolean }): ReactNode {
  const tab = useTab();
  if (!props.administrator || tab === 'overview')
    return <ConnectionOverview connection={props.connection} administrator={props.administrator} />;
  return tab === 'people' ? (
    <People connection={props.connection} />
  ) : (
    <Writes connection={props.connection} />
  );
}
