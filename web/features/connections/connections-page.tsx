import { Button } from '@mantine/core';
import { IconChevronRight, IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { Alarms, ConnectionBadge } from './alarms.tsx';
import type { Connection } from './connection.ts';
import './connections.css';
import { aboutOf } from './health.ts';
import { connectionsQuery } from './queries.ts';

/** Every connected practice system with how it fares. */
export function ConnectionsPage(): ReactNode {
  const { t } = useTranslation('connections');
  const navigate = useNavigate();
  const mayAdd = useMayDo('owner', 'administrator');
  const connections = useQuery(connectionsQuery);
  const none = connections.data?.items.length === 0;
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => void navigate({ to: paths.newConnection })}>
      {t(none ? 'newTitle' : 'add')}
    </Button>
  );
  return (
    <SettingsPage title={t('title')} subtitle={t('subtitle')} actions={mayAdd && !none && add}>
      {connections.isError && (
        <ProblemAlert error={connections.error} onRetry={() => void connections.refetch()} />
      )}
      {connections.isPending && <ProgressLine label={t('title')} />}
      {none && (
        <EmptyState
          icon={<IconPlugConnected size={24} stroke={1.5} />}
          title={t('emptyTitle')}
          action={mayAdd && add}
        >
          {t(mayAdd ? 'emptyBody' : 'onlyAdministrators')}
        </EmptyState>
      )}
      <ul className="connections">
        {connections.data?.items.map((connection) => (
          <li key={connection.id}>
            <ConnectionLine connection={connection} />
          </li>
        ))}
      </ul>
    </SettingsPage>
  );
}

function ConnectionLine({ connection }: { connection: Connection }): ReactNode {
  const { t } = useTranslation('connections');
  const { label, name, accountName } = connection;
  const what = [...new Set([label, accountName])].filter((part) => part !== null && part !== name);
  return (
    <Link to={paths.connection} params={{ id: connection.id }} className="connection-line">
      <span className="connection-line__words">
        <span className="connection-line__name">
          {name} <ConnectionBadge connection={connection} />
        </span>
        {what.length > 0 && <span className="quiet">{what.join(' · ')}</span>}
        {connection.alarms.length === 0 && <span className="quiet">{t(aboutOf(connection), { label })}</span>}
        <Alarms connection={connection} />
      </span>
      <IconChevronRight size={18} stroke={1.75} aria-hidden />
    </Link>
  );
}
